"""`rasad watch`: sources of the web in, what is new in them in the project, a line for each poll on stderr."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasad.cli.add import tell
from rasad.cli.code import MOST_FAILURES
from rasad.cli.options import (
    allow_private_option,
    keep_raw_option,
    kit_of,
    kit_option,
    project_of,
    project_option,
)

if TYPE_CHECKING:
    from rasad.ingest.net.sources import Source, Sources
    from rasad.project import Project
    from rasad.project.watch import Standing, Watching

_LONGEST_SLEEP = 3600.0
_TOLD = 5  # faults of a source that --status spells out


def _every(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    from rasad.ingest.net.sources import every_of

    try:
        return every_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command()
@click.argument("sources_file", type=click.Path(dir_okay=False, path_type=Path), metavar="SOURCES.toml")
@project_option
@click.option("--once", is_flag=True, help="Poll every source once and end.")
@click.option("--every", callback=_every, metavar="TIME", help="Poll every source so often (30m, 2h), whatever the file says.")
@click.option("--status", is_flag=True, help="Only show how the sources stand: a table on a screen, JSON lines otherwise.")
@keep_raw_option
@allow_private_option
@kit_option
def watch(
    sources_file: Path,
    project_name: str,
    once: bool,
    every: float | None,
    status: bool,
    keep_raw: bool,
    allow_private: bool,
    kit_folders: tuple[Path, ...],
) -> None:
    """Poll feeds, sitemaps and pages, and add what is new to a project.

    SOURCES.toml names them (docs/watch.md):

    \b
    [[source]]
    name = "Example agency"
    url = "https://agency.example/rss.xml"

    Each page is fetched once, by the rules of robots.txt and with a pause between two requests to one host; a server that is
    busy is left alone for as long as it says. Stop it with Ctrl-C: the same command goes on where it stopped.

    \b
    rasad watch sources.toml -p syria.rasad
    rasad watch sources.toml -p syria.rasad --once
    rasad watch sources.toml -p syria.rasad --status

    The exit code says how many pages failed (100 at most).
    """
    from rasad.ingest.net.sources import sources_of
    from rasad.project.raws import Raws

    asked = sources_of(sources_file)
    if every is not None:
        asked = replace(asked, sources=tuple(replace(source, every=every) for source in asked.sources))
    with project_of(project_name, make=not status) as project:
        if status:
            _tell_status(project, asked)
            return
        watching = _watching(project, asked, allow_private, kit_folders)
        if keep_raw:
            project.raws = Raws()
        counts: Counter[str] = Counter()
        try:
            _run(project, asked, watching, once, counts)
        finally:
            tell(counts, project.name)
    raise SystemExit(min(counts["failed"], MOST_FAILURES))


def _watching(project: Project, asked: Sources, allow_private: bool, kit_folders: tuple[Path, ...]) -> Watching:
    from rasad.ingest.net import Guard, Manners, Visitor, forbidden_even_here
    from rasad.project.clock import clock
    from rasad.project.maker import present_maker
    from rasad.project.watch import Watching
    from rasad.search.words import SearchWords

    kit = kit_of(kit_folders)
    project.words = SearchWords(kit)  # what is added and linked is found at once
    guard = Guard(contact=asked.contact)
    if allow_private:
        guard = replace(guard, forbids=forbidden_even_here)
    # A page that cannot be had now is tried again at the next poll: no need to wait long for it.
    visitor = Visitor(guard, clock(), Manners(tries=2, patience=10.0), asked.delays)
    return Watching(visitor, kit, present_maker(kit_folders), frozenset(source.name for source in asked.sources))


def _run(project: Project, asked: Sources, watching: Watching, once: bool, counts: Counter[str]) -> None:
    from rasad.project.link import link_pending
    from rasad.project.watch import due, unhurried

    if once:
        now = watching.now()
        ready = unhurried(project, asked.sources, now)
        for source in asked.sources:
            if source not in ready:
                _say(source, "left alone, as it failed not long ago; --status shows until when")
        _poll(project, ready, watching, counts)
        for _ in link_pending(project, watching.kit, watching.maker):
            pass
        return
    ready, later = due(project, asked.sources, watching.now())
    if not ready and later:
        click.echo(f"nothing is due before {later:%d %b %H:%M} UTC; --once polls now", err=True)
    while True:
        if ready:
            _poll(project, ready, watching, counts)
            for _ in link_pending(project, watching.kit, watching.maker):
                pass
        else:
            assert later is not None, "a source that is not due is due later"
            watching.visitor.clock.wait(min(max((later - watching.now()).total_seconds(), 0.0), _LONGEST_SLEEP))
        ready, later = due(project, asked.sources, watching.now())


def _poll(project: Project, sources: list[Source], watching: Watching, counts: Counter[str]) -> None:
    """One round, with a line for each failure and one for each source that is through."""
    from rasad.project.add import Outcome
    from rasad.project.watch import poll

    failed: Counter[str] = Counter()
    for source, step in poll(project, sources, watching):
        if isinstance(step, Outcome):
            counts[step.kind] += 1
            if step.failure:
                failed[source.name] += 1
                _say(source, f"failed: {step.failure}")
        else:
            told = f"{step.added:,} new" + (f", {failed[source.name]:,} failed" if failed[source.name] else "")
            _say(source, f"{told}; next {_time(step.due)} UTC")


def _say(source: Source, message: str) -> None:
    from rasad.terminal import isolate, printable

    click.echo(f"{isolate(source.name)}: {printable(message)}".replace("\n", " "), err=True)


def _time(told: str | None) -> str:
    """A stored time in UTC, short enough for a table."""
    return f"{datetime.fromisoformat(told):%d %b %H:%M}" if told else "never"


def _tell_status(project: Project, asked: Sources) -> None:
    """How the sources stand, the faults below."""
    from rasad.project.watch import standings

    found = standings(project, asked.sources, _TOLD)
    if sys.stdout.isatty():
        _print_status(found)
        return
    for one in found:
        told = asdict(one.polled) if one.polled else {"name": one.name, "url": one.url}
        faults = [{"url": url, "reason": reason} for url, reason in one.faults]
        click.echo(json.dumps(told | {"pages": dict(one.pages), "faults": faults}, ensure_ascii=False))


def _print_status(found: list[Standing]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from rasad.terminal import isolate, printable

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", border_style="dim")
    for name in ("source", "last poll (UTC)", "gave", "done", "waiting", "failed", "next poll"):
        table.add_column(name, justify="right" if name in ("gave", "done", "waiting", "failed") else "left")
    for one in found:
        numbers = [f"{one.pages.get(state, 0):,}" for state in ("done", "waiting", "failed")]
        polled = one.polled
        gave = "nothing" if polled and polled.tries else f"{polled.added:,} new" if polled else ""
        last, later = (_time(polled.polled), _time(polled.due)) if polled else ("never", "at once")
        table.add_row(Text(isolate(one.name)), last, gave, *numbers, later)
    console = Console()
    console.print(table)
    for one in found:
        reasons = [(one.url, one.polled.reason)] if one.polled and one.polled.reason else []
        for url, reason in [*reasons, *one.faults]:
            console.print(Text(f"{isolate(one.name)}: {printable(url)}: {printable(reason)}"), soft_wrap=True)
