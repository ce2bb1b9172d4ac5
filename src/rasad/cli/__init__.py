"""The command line: arguments in, calls of the rooms below, text on the screen and an exit code out."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from rasad.cli.code import code
from rasad.cli.demo import demo
from rasad.cli.evaluate import evaluate
from rasad.cli.explain import explain
from rasad.cli.kit import kit
from rasad.errors import RasadError


class _Refused(click.ClickException):
    """A fault the user can mend; 2, as for a wrong call."""

    exit_code = 2


class _Guarded(click.Group):
    """A group whose commands answer user errors with a sentence, not a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RasadError as error:
            raise _Refused(str(error)) from error
        except BrokenPipeError:
            # The reader has gone; what Python still holds back must not raise again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


@click.group(cls=_Guarded, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rasad", prog_name="rasad")
def main() -> None:
    """Rasad turns Arabic conflict reports into cited event records.

    \b
    rasad demo                          a sample corpus, coded
    rasad code reports/                 files and folders -> event records on the screen
    rasad code reports/ -o events.csv   the same into a file (.jsonl .csv .geojson)
    rasad explain "..."                 which rule read what

    Exit codes: 0 all good; otherwise how many documents failed (100 at most); 2 also for a wrong call,
    which stderr then says.
    """


for _command in (code, explain, evaluate, demo, kit):
    main.add_command(_command)
