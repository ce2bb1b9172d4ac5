"""`rasad serve`: the review application on a project, for a browser on this machine."""

from __future__ import annotations

import getpass
import logging
import socket
from pathlib import Path

import click

from rasad.cli.options import kit_of, kit_option, project_of, project_option

_PORT = 8321


@click.command()
@project_option
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, metavar="N", help="Port to listen on; 0 takes a free one.")
@click.option("--by", envvar="RASAD_REVIEWER", show_envvar=True, metavar="NAME", help="Who decides, as decisions are signed. Else your user name.")
@click.option("--host-name", "host_names", multiple=True, metavar="NAME", help="A further host name under which browsers reach it. May be repeated.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open it in the browser.")
@kit_option
def serve(
    project_name: str, port: int, by: str | None, host_names: tuple[str, ...], open_browser: bool, kit_folders: tuple[Path, ...]
) -> None:
    """Open a project in the browser: map, timeline, evidence, review.

    It listens on this machine only (127.0.0.1), asks for no password, and loads nothing from the network. Ctrl-C stops it;
    what was decided is stored by then.

    \b
    rasad serve -p syria.rasad
    rasad serve -p syria.rasad --by rana --open
    rasad serve -p postgresql://rana@localhost/syria --port 0
    """
    import uvicorn

    from rasad.cli.search import bring_up
    from rasad.errors import ConfigurationError
    from rasad.project.maker import present_maker
    from rasad.web import assets
    from rasad.web.app import make_app
    from rasad.web.desk import Desk, Settings
    from rasad.web.guard import LOOPBACK
    from rasad.web.people import User

    if assets.missing():
        raise ConfigurationError("the files that pages load are not installed; in a checkout `make web` fetches them, else install Rasad anew")
    with project_of(project_name) as project:
        settings = Settings((*LOOPBACK, *host_names), User(by or getpass.getuser(), "admin"))
        desk = Desk(project, kit_of(kit_folders), present_maker(kit_folders), settings)
        bring_up(project, desk.reader, reindex=False)
        listening = _listen(port)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        click.echo(f"{project.name} is open at {address}  (Ctrl-C stops)", err=True)
        if open_browser:
            click.launch(address)
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        config = uvicorn.Config(make_app(desk), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5)
        uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    """A socket on the loopback; ConfigurationError where the port is taken."""
    from rasad.errors import ConfigurationError

    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise ConfigurationError(f"port {port} cannot be used ({error.strerror}); choose another with --port, or --port 0 for a free one") from error
    return listening
