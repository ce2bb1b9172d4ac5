"""`rasad kit`: the lexicons and rules, checked, counted and added to."""

from __future__ import annotations

from pathlib import Path

import click

from rasad.cli.kit_import import import_
from rasad.cli.kit_stats import stats
from rasad.terminal import printable


@click.group()
def kit() -> None:
    """Check and count the lexicons and rules, and add gazetteers to them.

    \b
    rasad kit check my-words/
    rasad kit stats reports/
    rasad kit import SY.zip --into my-words/
    """


kit.add_command(import_)
kit.add_command(stats)


@kit.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--notes/--no-notes", default=True, show_default=True, help="Print notes, too, not only faults.")
def check(folder: Path | None, notes: bool) -> None:
    """Check the built-in files, or those of FOLDER laid over them; exit with 1 where there are faults.

    Prints every fault as file:line: message. What starts with "note:" is worth a look and no fault.
    """
    from rasad.kit.check import check_kit

    found = check_kit(folder)
    faults = [line for line in found if ": note: " not in line]
    for line in found if notes else faults:
        click.echo(printable(line))
    click.echo(f"{len(faults)} fault(s), {len(found) - len(faults)} note(s)", err=True)
    raise SystemExit(1 if faults else 0)
