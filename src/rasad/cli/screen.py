"""Prints event mentions as a table and a run's progress, with Arabic isolated from what stands around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from rasad.terminal import isolate, printable

if TYPE_CHECKING:
    from rasad.model import Count, EventMention, When
    from rasad.pipeline import Coded

_QUOTED = 140


def print_table(results: Iterable[Coded], console: Console | None = None) -> None:
    """A table for each document with its mentions; a line for a document without any."""
    console = console or Console()
    for coded in results:
        document = coded.document
        heading = f"{printable(document.id)}  published {document.published or 'unknown'}"
        if not coded.mentions:
            console.print(Text(f"{heading}: no events read"))
            continue
        table = Table(title=Text(heading), title_justify="left", show_lines=False, pad_edge=False)
        for name, style in (
            ("date", "cyan"),
            ("type", "bold"),
            ("who > whom", ""),
            ("where", "green"),
            ("toll", "red"),
            ("quote", "dim"),
        ):
            table.add_column(name, style=style or None, overflow="fold", ratio=3 if name == "quote" else None)
        for mention in coded.mentions:
            table.add_row(*(Text(cell) for cell in cells(mention, document.text)))
        console.print(table)


def cells(mention: EventMention, text: str) -> tuple[str, str, str, str, str, str]:
    """Date, type, who > whom, where, toll and quote of a mention as printed."""
    kind = mention.type if mention.reality.value == "actual" else f"{mention.type} ({mention.reality.value})"
    who = ", ".join(actor.id for actor in mention.initiators) or "?"
    if mention.attribution.value in ("claimed", "suspected"):
        who += f" ({mention.attribution.value})"
    whom = ", ".join(actor.id for actor in mention.targets)
    where = "\n".join(
        isolate(p.name) + ("" if p.role == "location" else f" ({p.role})") for p in mention.places
    )
    toll = [
        f"{n} {word}"
        for n, word in ((_count(mention.killed), "killed"), (_count(mention.injured), "injured"))
        if n
    ]
    quote = " ".join((mention.quote or mention.trigger.of(text)).split())
    quote = isolate(quote if len(quote) <= _QUOTED else quote[:_QUOTED] + "…")
    return _days(mention.when), kind, f"{who} > {whom}" if whom else who, where, "\n".join(toll), quote


def print_summary(results: Iterable[Coded], console: Console | None = None) -> None:
    """Counts of documents, mentions and tolls by event type."""
    console = console or Console()
    types: Counter[str] = Counter()
    located: Counter[str] = Counter()
    dated: Counter[str] = Counter()
    documents = 0
    for coded in results:
        documents += 1
        for mention in coded.mentions:
            types[mention.type] += 1
            located[mention.type] += any(place.lat is not None for place in mention.places)
            dated[mention.type] += mention.when is not None
    table = Table(title=f"{documents} documents, {types.total()} event mentions", title_justify="left")
    table.add_column("type", style="bold")
    for name in ("mentions", "with a date", "on the map"):
        table.add_column(name, justify="right")
    for kind, n in sorted(types.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(kind, str(n), str(dated[kind]), str(located[kind]))
    console.print(table)


@contextmanager
def progress(results: Iterator[Coded]) -> Iterator[Iterator[Coded]]:
    """The results, counted on stderr as they pass."""
    columns = (SpinnerColumn(), TextColumn("{task.completed} documents read"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("read", total=None)

        def counted() -> Iterator[Coded]:
            for result in results:
                bar.advance(task)
                yield result

        yield counted()


def _days(when: When | None) -> str:
    if when is None:
        return ""
    return str(when.start) if when.start == when.end else f"{when.start}\n..{when.end}"


def _count(count: Count | None) -> str:
    if count is None:
        return ""
    if count.high is None:
        return f"{count.low}+"
    return str(count.low) if count.low == count.high else f"{count.low}-{count.high}"
