"""`rasad serve`: the review application on a project, for a browser on this machine."""

from __future__ import annotations

import getpass
import logging
from pathlib import Path

import click

from rasad.cli.options import kit_of, kit_option, project_of, project_option

_PORT = 8321


@click.command()
@project_option
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, metavar="N", help="Port to listen on; 0 takes a free one.")
@click.option("--by", envvar="RASAD_REVIEWER", show_envvar=True, metavar="NAME", help="Who decides, as decisions are signed. Else your user name.")
@click.option("--host-name", "host_names", multiple=True, metavar="NAME", help="A further host name under which browsers reach it. May be repeated.")
@click.option("--team", is_flag=True, help="Ask for name and password; accounts are made by `rasad user add`.")
@click.option("--accounts", "accounts_file", envvar="RASAD_ACCOUNTS", show_envvar=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The file of accounts, if another than P.accounts.")
@click.option("--listen", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Listen on this address of this machine; beyond it only with --team.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE", help="Certificate: the pages are served by https.")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE", help="Its key.")
@click.option("--plain-http", is_flag=True, help="Allow --listen beyond this machine without https: behind a proxy or a VPN that encrypts.")
@click.option("--tiles", metavar="PLACE", help="Map tiles of your own: a folder of z/x/y.png, an MBTiles or PMTiles file with pictures, or an address as https://tiles.example.org/{z}/{x}/{y}.png: then browsers ask that host.")
@click.option("--tiles-credit", default="", metavar="TEXT", help="Whom the tiles are from, as the map names it; else what their file says.")
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="Processes that answer; else one for each processor, four at most.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open it in the browser.")
@kit_option
def serve(
    project_name: str,
    port: int,
    by: str | None,
    host_names: tuple[str, ...],
    team: bool,
    accounts_file: Path | None,
    listen: str,
    tls_cert: Path | None,
    tls_key: Path | None,
    plain_http: bool,
    tiles: str | None,
    tiles_credit: str,
    workers: int | None,
    open_browser: bool,
    kit_folders: tuple[Path, ...],
) -> None:
    """Open a project in the browser: map, timeline, evidence, review.

    It listens on this machine only (127.0.0.1), asks for no password, and loads nothing from the network. Ctrl-C stops it;
    what was decided is stored by then. With --team everybody signs in, and it may be reached from other machines
    (docs/web.md).

    \b
    rasad serve -p syria.rasad
    rasad serve -p syria.rasad --by rana --open
    rasad serve -p postgresql://rana@localhost/syria --port 0
    rasad serve -p syria.rasad --tiles levant.mbtiles
    rasad serve -p syria.rasad --team --listen 0.0.0.0 --host-name desk.example.org --tls-cert c.pem --tls-key k.pem
    """
    from rasad.cli.search import bring_up
    from rasad.cli.user import accounts_of
    from rasad.errors import ConfigurationError
    from rasad.project.maker import present_maker
    from rasad.web import assets
    from rasad.web.desk import Desk, Settings
    from rasad.web.guard import LOOPBACK
    from rasad.web.people import User
    from rasad.web.serving import Listening, Place, processes, warm
    from rasad.web.serving import serve as answer
    from rasad.web.tiles import open_tiles

    if by and team:
        raise click.UsageError("--by names the one user of a server without accounts; with --team decisions are signed by whoever signed in")
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key go together")
    if listen not in LOOPBACK:
        _may_be_reached(team, bool(tls_cert) or plain_http)
    own_tiles = open_tiles(tiles, tiles_credit) if tiles else None
    if assets.missing():
        raise ConfigurationError("the files that pages load are not installed; in a checkout `make web` fetches them, else install Rasad anew")
    with project_of(project_name) as project:
        accounts = accounts_of(project_name, accounts_file) if team else None
        if accounts is not None and not any(one.enabled for one in accounts.all()):
            raise ConfigurationError(f"nobody could sign in: {accounts.path} has no account; make one with `rasad user add NAME --role admin`")
        if accounts is not None:
            accounts.close()  # each process opens the file for itself
        user = None if team else User(by or getpass.getuser(), "admin")
        desk = Desk(project, kit_of(kit_folders), present_maker(kit_folders), Settings((*LOOPBACK, listen, *host_names), user, tiles=own_tiles))
        bring_up(project, desk.reader, reindex=False)
        many = processes() if workers is None else workers
        listening = Listening(Place(listen, port, tls_cert, tls_key), many)
        warm(desk)
        scheme = "https" if tls_cert else "http"
        host = "127.0.0.1" if listen in ("0.0.0.0", "::") else f"[{listen}]" if ":" in listen else listen
        address = f"{scheme}://{host}:{listening.port}/"
        click.echo(f"{project.name} is open at {address}  (Ctrl-C stops)", err=True)
        if open_browser:
            click.launch(address)
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        answer(desk, listening, accounts.path if accounts else None)


def _may_be_reached(team: bool, encrypted: bool) -> None:
    """ConfigurationError where other machines could reach what they must not."""
    from rasad.errors import ConfigurationError

    if not team:
        raise ConfigurationError("without accounts it listens on this machine only: whoever reached it could read and decide everything. Add --team")
    if not encrypted:
        raise ConfigurationError(
            "passwords would go over the network unencrypted: give --tls-cert and --tls-key, or --plain-http where a proxy or a VPN encrypts"
        )
