"""`rasad report`: a project and a query in, one self-contained page out that opens from disk, prints and can be mailed."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import click

from rasad.cli.options import QueryCommand, day_option, kit_of, kit_option, project_of, project_option


@click.command(cls=QueryCommand)
@click.argument("file", metavar="FILE")
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@project_option
@click.option("--title", default="", metavar="TEXT", help="What stands at the top.")
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Language of the page; reports stay as they are.")
@click.option(
    "--profile",
    type=click.Choice(["public", "full"]),
    default="public",
    show_default=True,
    help="public: coarsens shelters, hides persons, quotes nothing. full: as it is, for your own desk.",
)
@click.option("--quote-length", type=click.IntRange(0), metavar="N", help="Cut quotes and titles to N characters; 0 for public unless told otherwise.")
@click.option("--hold-days", type=click.IntRange(0), metavar="N", help="Hold back what is younger than N days.")
@day_option("--today", "The day on which it is made; otherwise the computer's.")
@kit_option
def report(
    file: str,
    query: tuple[str, ...],
    project_name: str,
    title: str,
    lang: str,
    profile: str,
    quote_length: int | None,
    hold_days: int | None,
    today: date | None,
    kit_folders: tuple[Path, ...],
) -> None:
    """Write a report on events of a project to FILE, one HTML page; - is standard output.

    The page holds its styles, fonts, map and data: it opens from disk, prints, can be mailed, and loads nothing from anywhere.
    QUERY is one of `rasad search`: without it all events that no reviewer rejected.

    \b
    rasad report march.html -p syria.rasad after:2024-03 before:2024-04
    rasad report raqqa.html -p syria.rasad --lang ar --title "..." place:sy-raqqa
    rasad report public.html -p syria.rasad --hold-days 14 grade:confirmed,fair
    rasad report desk.html -p syria.rasad --profile full state:open
    """
    from rasad.export.order import Tally
    from rasad.export.public import Profile
    from rasad.export.target import write_stream, write_whole
    from rasad.terminal import printable
    from rasad.web.report.page import Heading
    from rasad.web.report.page import report as made

    day = today or date.today()
    public = profile == "public"
    until = day - timedelta(hold_days) if hold_days is not None else None
    shown = Profile(public, 0 if public and quote_length is None else quote_length, until)
    asked = " ".join(query)
    tally = Tally()
    with project_of(project_name) as project:
        kit = kit_of(kit_folders)
        heading = Heading(title, asked.replace("\u2212", "-"), "" if public else Path(project.name).name, day, lang)
        pieces = made(project.dossiers(asked, kit), heading, shown, kit, tally)
        if file == "-":
            write_stream(pieces, sys.stdout.buffer, "standard output")
        else:
            write_whole(pieces, Path(file))
    name = "standard output" if file == "-" else file
    click.echo(printable(f"{tally.written['events']:,} events written to {name}"), err=True)
    for what, number in sorted(tally.changed.items()):
        click.echo(f"note: {number:,} {what}", err=True)
    for reason, number in sorted(tally.left.items()):
        click.echo(f"left out: {number:,} {reason}", err=True)
