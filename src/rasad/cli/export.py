"""`rasad export`: a project and a query in, a file in one of the field's formats out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasad.cli.options import QueryCommand, day_option, kit_of, kit_option, project_of, project_option

if TYPE_CHECKING:
    from rasad.event import Dossier
    from rasad.export.layouts import Layout
    from rasad.export.order import Tally
    from rasad.kit import Kit
    from rasad.project import Project

_FORMATS = ("csv", "xlsx", "jsonl", "geojson", "gpkg", "parquet", "acled", "ucdp", "hxl", "ftm", "bibtex", "sources")


@click.command(cls=QueryCommand)
@click.argument("file", metavar="FILE")
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@project_option
@click.option("--format", "format_name", type=click.Choice(_FORMATS), help="Format of the file; otherwise by its name.")
@click.option("--mentions", is_flag=True, help="Write event mentions, one for each report and action, instead of events.")
@click.option(
    "--profile",
    type=click.Choice(["full", "public"]),
    default="full",
    show_default=True,
    help="public: coarsens shelters, hides persons, quotes nothing, keeps notes in.",
)
@click.option(
    "--quote-length",
    type=click.IntRange(0),
    metavar="N",
    help="Cut quotes and titles to N characters; 0 leaves them out, which the public profile does unless told otherwise.",
)
@click.option("--hold-days", type=click.IntRange(0), metavar="N", help="Hold back what is younger than N days.")
@day_option("--today", "The day from which --hold-days counts; otherwise the computer's.")
@click.option("--bom", is_flag=True, help="Begin a CSV file with a byte order mark, which some spreadsheets need.")
@click.option("--rtl", is_flag=True, help="Sheets of a workbook run from right to left.")
@kit_option
def export(
    file: str,
    query: tuple[str, ...],
    project_name: str,
    format_name: str | None,
    mentions: bool,
    profile: str,
    quote_length: int | None,
    hold_days: int | None,
    today: date | None,
    bom: bool,
    rtl: bool,
    kit_folders: tuple[Path, ...],
) -> None:
    """Write events of a project to FILE, in the format that its name means; - is standard output.

    QUERY is one of `rasad search`: without it all events that no reviewer rejected.

    \b
    rasad export events.csv -p syria.rasad
    rasad export events.xlsx -p syria.rasad --rtl
    rasad export acled.csv -p syria.rasad type:air_strike after:2023-03
    rasad export map.gpkg -p syria.rasad state:accepted --mentions
    rasad export public.geojson -p syria.rasad --profile public --hold-days 14
    rasad export sources.bib -p syria.rasad

    Names: .csv .xlsx .jsonl .geojson .gpkg .parquet .bib; acled.csv, ucdp.csv, hxl.csv, sources.csv and ftm.jsonl,
    alone or as x.acled.csv and x-acled.csv. docs/exports-events.md explains every column.
    """
    from rasad.export.order import Order
    from rasad.export.public import Profile
    from rasad.export.reference import load_reference
    from rasad.export.run import export_file, export_stream

    layout = _layout(file, format_name)
    if bom and not layout.is_csv:
        raise click.UsageError(f"--bom is for CSV only, and {layout.name} is none")
    if rtl and layout.name != "xlsx":
        raise click.UsageError(f"--rtl is for workbooks (.xlsx) only; {layout.name} has no direction")
    if mentions and not layout.mentions:
        raise click.UsageError(f"{layout.name} holds events only; leave out --mentions, or use csv, xlsx, jsonl, geojson, gpkg, parquet or hxl")
    if today and hold_days is None:
        raise click.UsageError("--today counts only with --hold-days")
    layout.check()
    public = profile == "public"
    until = (today or date.today()) - timedelta(hold_days) if hold_days is not None else None
    shown = Profile(public, 0 if public and quote_length is None else quote_length, until)
    with ExitStack() as stack:
        project = stack.enter_context(project_of(project_name))
        kit = kit_of(kit_folders)
        _index(project, kit)
        dossiers: Iterable[Dossier] = project.dossiers(" ".join(query), kit)
        if file != "-" and sys.stderr.isatty():
            from rasad.cli.progress import progress

            dossiers = stack.enter_context(progress(dossiers, lambda: None, "events"))
        order = Order(kit, load_reference(kit), mentions=mentions, rtl=rtl)
        if file == "-":
            export_stream(dossiers, layout, sys.stdout.buffer, order, shown, bom)
            _report(file, layout, order.tally, None)
        else:
            _report(file, layout, order.tally, export_file(dossiers, layout, Path(file), order, shown, bom))


def _index(project: Project, kit: Kit) -> None:
    """Queries find only what is indexed: what others have left is indexed first, or it would be missing in the file."""
    from rasad.project.search import index_all
    from rasad.search.meaning import reader_of
    from rasad.store import search_index

    with project.reading() as connection:
        waiting = search_index.waiting(connection)
    if waiting:
        for _ in index_all(project, reader_of(kit)):
            pass


def _layout(file: str, name: str | None) -> Layout:
    from rasad.export.layouts import LAYOUTS, layout_of

    if name:
        return LAYOUTS[name]
    found = layout_of(file) if file != "-" else LAYOUTS["jsonl"]
    if found is None:
        raise click.UsageError(f"{file}: its name means no format; name one with --format ({', '.join(_FORMATS)})")
    return found


def _report(file: str, layout: Layout, tally: Tally, side: Path | None) -> None:
    """Says on stderr what was written, what was left out and why."""
    from rasad.terminal import printable

    def say(text: str) -> None:
        click.echo(printable(text), err=True)

    name = "standard output" if file == "-" else file
    told = ", ".join(f"{number:,} {table}" for table, number in tally.written.items() if number)
    if told:
        say(f"{told} written to {name}")
    else:
        say(f"{name}: nothing to write: " + ("no event that {0} can hold" if tally.left or tally.aside else "no event matches").format(layout.name))
    for what, number in sorted(tally.changed.items()):
        say(f"note: {number:,} {what}")
    for reason, number in sorted(tally.aside.items()):
        say(f"put aside: {number:,} {reason}" + (f"; see {side}" if side else "; a file instead of - would keep them"))
    for reason, number in sorted(tally.left.items()):
        say(f"left out: {number:,} {reason}")
