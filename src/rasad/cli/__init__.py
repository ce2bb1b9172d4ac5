"""The command line: arguments in, calls of the rooms below, text on the screen and an exit code out."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import Any, NoReturn

import click

from rasad.cli.add import add
from rasad.cli.backup import backup
from rasad.cli.check import check
from rasad.cli.code import code
from rasad.cli.demo import demo
from rasad.cli.evaluate import evaluate
from rasad.cli.events import events, show
from rasad.cli.explain import explain
from rasad.cli.explain_link import explain_link
from rasad.cli.export import export
from rasad.cli.judge import judge
from rasad.cli.kit import kit
from rasad.cli.link import link
from rasad.cli.recode import recode
from rasad.cli.report import report
from rasad.cli.search import search
from rasad.cli.serve import serve
from rasad.cli.source import source
from rasad.cli.user import user
from rasad.cli.watch import watch
from rasad.compiled import status
from rasad.errors import RasadError
from rasad.terminal import printable


class _Refused(click.ClickException):
    """A fault the user can mend; 2, as for a wrong call."""

    exit_code = 2


class _Guarded(click.Group):
    """A group whose commands answer user errors with a sentence, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RasadError as error:
            _flush_or_drop()
            raise _Refused(printable(str(error))) from error
        except BrokenPipeError:
            _flush_or_drop()
            ctx.exit(0)
        except KeyboardInterrupt:
            _flush_or_drop()
            click.echo("\nStopped.", err=True)
            ctx.exit(128 + signal.SIGINT)


def _flush_or_drop() -> None:
    """What Python still holds back for a reader that has gone, or a full disk, must not raise again at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _stopped(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


@click.group(cls=_Guarded, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rasad", prog_name="rasad", message=f"%(prog)s, version %(version)s, reader: {status()}")
def main() -> None:
    """Rasad turns Arabic conflict reports into cited event records.

    \b
    rasad demo                          a sample corpus, coded
    rasad code reports/                 files and folders -> event records on the screen
    rasad code reports/ -o events.csv   the same into a file (.jsonl .csv .geojson)
    rasad explain "..."                 which rule read what
    rasad add reports/ -p syria.rasad   the same into a project, linked into events
    rasad watch web.toml -p syria.rasad feeds and pages polled for what is new
    rasad search "..." -p syria.rasad   events and reports of a project
    rasad serve -p syria.rasad          map, timeline, evidence and review in the browser
    rasad show 3f2a9c41 -p syria.rasad  an event: claims, contradictions, decisions
    rasad export acled.csv -p syria.rasad
    rasad report march.html -p syria.rasad

    Exit codes: 0 all good; otherwise how many documents failed (100 at most); 2 also for a wrong call or a
    file that cannot be written, which stderr then says; 130 and 143 where the run was stopped.
    """
    # Ends as an exception does, so that a temporary file is cleared away.
    with contextlib.suppress(ValueError):  # outside the main thread
        signal.signal(signal.SIGTERM, _stopped)


for _command in (
    code, add, watch, link, search, serve, user, events, show, source, judge, recode, backup, check, export, report, explain, explain_link, evaluate, demo, kit,
):  # fmt: skip
    main.add_command(_command)
