"""`rasad explain-link`: two records in, why they tell one event or two on the screen."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasad.cli.options import kit_of, kit_option, project_of, published_option
from rasad.errors import ConfigurationError

if TYPE_CHECKING:
    from rasad.event import Told
    from rasad.kit import Kit


@click.command("explain-link")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option(
    "-p",
    "--project",
    "project_name",
    envvar="RASAD_PROJECT",
    show_envvar=True,
    metavar="P",
    help="The project that holds the records: a file, or postgresql://user@host/database.",
)
@published_option
@kit_option
def explain_link(
    first: str,
    second: str,
    inputs: Sequence[str],
    project_name: str | None,
    published: date | None,
    kit_folders: tuple[Path, ...],
) -> None:
    """Show why the records A and B tell one event, or two.

    A and B are ids of records: of a project (--project; there also of events with a single record), or of the reports
    INPUT, which are then read. The beginning of an id is enough where only one record begins so.

    \b
    rasad explain-link 5b1f 9c02 --project syria.rasad
    rasad explain-link 5b1f 9c02 reports/ --published 2024-02-03
    """
    if bool(inputs) == bool(project_name):
        raise click.UsageError("name the reports that hold the two records, or a project with --project")
    from rasad.link.account import account
    from rasad.terminal import printable

    kit = kit_of(kit_folders)
    if project_name:
        from rasad.project.named import record_named

        with project_of(project_name) as project:
            one, other = record_named(project, first), record_named(project, second)
    else:
        told = _read(inputs, published, kit)
        one, other = _chosen(told, first), _chosen(told, second)
    if one.key == other.key:
        raise ConfigurationError(f"{first} and {second} are one record; name two")
    for line in account(one, other, kit):
        click.echo(click.style(printable(line), bold=line.startswith("sum")))


def _read(inputs: Sequence[str], published: date | None, kit: Kit) -> list[Told]:
    """The records of the reports."""
    from rasad.ingest import Failure, Intake, read_documents
    from rasad.link.files import told_of
    from rasad.pipeline import code_documents

    coded = []
    for result in code_documents(read_documents(inputs, Intake(published, kit=kit), sys.stdin.buffer), kit):
        if isinstance(result, Failure):
            click.echo(f"failed: {result}", err=True)
        else:
            coded.append((result.document, result.mentions))
    return told_of(coded)


def _chosen(told: Iterable[Told], id: str) -> Told:
    """The one record whose id, in the output of `rasad code`, or key begins so."""
    found = [t for t in told if t.mention.id.startswith(id) or t.key.startswith(id)]
    exact = [t for t in found if id in (t.mention.id, t.key)]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if found:
        raise ConfigurationError(f"{id}: {len(found)} records begin so; write more of the id")
    raise ConfigurationError(f"{id}: no record of these reports has this id; `rasad code` writes the ids (key `id`)")
