"""Prints event mentions as tables or cards, with Arabic isolated from what stands around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rasad.model import number_told
from rasad.terminal import isolate, printable

if TYPE_CHECKING:
    from rasad.model import EventMention, When
    from rasad.pipeline import Coded

_QUOTED = 160  # characters of a quote
_CARDS_BELOW = 110  # columns: narrower screens get cards, where nothing has to be squeezed
_GAP = 2  # between columns
_WIDEST = {"who > whom": 30, "where": 22}
_STYLES = {"date": "cyan", "type": "bold", "who > whom": "", "where": "green", "toll": "red", "quote": "dim"}


class Cells(NamedTuple):
    """What is shown of a mention; places and tolls are lists, Arabic is not yet isolated."""

    date: str
    type: str
    who: str
    places: list[tuple[str, str]]  # name, role
    tolls: list[str]
    quote: str


def cells(mention: EventMention, text: str) -> Cells:
    """A mention in the words of the screen; control characters are gone."""
    kind = mention.type if mention.reality.value == "actual" else f"{mention.type} ({mention.reality.value})"
    who = ", ".join(actor.id for actor in mention.initiators) or "?"
    if mention.attribution.value in ("claimed", "suspected"):
        who += f" ({mention.attribution.value})"
    whom = ", ".join(actor.id for actor in mention.targets)
    counts = ((mention.killed, "killed"), (mention.injured, "injured"))
    return Cells(
        _days(mention.when),
        kind,
        f"{who} > {whom}" if whom else who,
        [(" ".join(printable(p.name).split()), p.role) for p in mention.places],
        [f"{number_told(n.low, n.high)} {word}" for n, word in counts if n],
        _shortened(" ".join(printable(mention.quote or mention.trigger.of(text)).split())),
    )


def print_table(results: Iterable[Coded], console: Console | None = None) -> None:
    """The mentions of each document: a table on a wide screen, cards on a narrow one."""
    console = console or Console()
    for coded in results:
        document = coded.document
        heading = Text(isolate(document.id), style="bold")
        heading.append(f"  published {document.published or 'unknown'}", style="not bold dim")
        rows = [cells(mention, document.text) for mention in coded.mentions]
        if not rows:
            heading.append("  no events read", style="not bold")
        console.print(heading)
        if rows and console.width < _CARDS_BELOW:
            _print_cards(rows, console)
        elif rows:
            console.print(_table(rows, console.width))
        if console.width >= _CARDS_BELOW or not rows:
            console.print()


def _print_cards(rows: list[Cells], console: Console) -> None:
    for row in rows:
        head = Text("  ").append(row.type, style="bold").append(f"  {row.who}")
        where = "; ".join(isolate(name) + _role(role) for name, role in row.places)
        values = ((row.date.replace("\n", ""), "cyan"), (where, "green"), (", ".join(row.tolls), "red"))
        told = Text("  ").join(Text(value, style=style) for value, style in values if value)
        for line in (head, Text("  ") + told) if told else (head,):
            for part in _lines(line, console.width):
                console.print(part, no_wrap=True, overflow="ignore", crop=False)
        for words in _wrapped(row.quote, console.width - 4):
            console.print(Text(f"    {words}", style="dim"), no_wrap=True, overflow="ignore", crop=False)
        console.print()


def _lines(text: Text, width: int) -> Iterable[Text]:
    return text.wrap(Console(width=width), width)


def _table(rows: list[Cells], width: int) -> Table:
    """A table of the console's width whose cells are broken here, so that each line of Arabic is isolated by itself."""
    columns: dict[str, list[list[str]]] = {name: [] for name in _STYLES if name != "quote"}
    for row in rows:
        columns["date"].append(row.date.split("\n"))
        columns["type"].append([row.type])
        columns["who > whom"].append(_broken(row.who, _WIDEST["who > whom"]))
        columns["where"].append(
            [line for name, role in row.places for line in _wrapped(name, _WIDEST["where"], _role(role))]
        )
        columns["toll"].append(row.tolls)
    taken = sum(
        _GAP + max(cell_len(line) for cell in (*found, [name]) for line in cell) for name, found in columns.items()
    )
    table = _plain_table()
    for name, style in _STYLES.items():
        table.add_column(name, style=style or None, no_wrap=True, overflow="ignore")
    for number, row in enumerate(rows):
        told = ["\n".join(found[number]) for found in columns.values()]
        table.add_row(*map(Text, told), Text("\n".join(_wrapped(row.quote, max(24, width - taken)))))
    return table


def _plain_table() -> Table:
    """A table with a line under its head and no other; `_GAP` columns between its cells."""
    return Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, _GAP - 1, 0, 0),
        header_style="dim",
        border_style="dim",
    )


def _wrapped(words: str, width: int, note: str = "") -> list[str]:
    """The words in lines of a width, each isolated by itself; a note in Latin letters ends the last one.

    A terminal takes each line for a paragraph: an isolate that is open at its end would swallow the next column.
    """
    lines = [line.plain.rstrip() for line in _lines(Text(words), width)]
    return [isolate(line) + (note if number == len(lines) else "") for number, line in enumerate(lines, 1) if line]


def _broken(who: str, width: int) -> list[str]:
    """Actors in lines, broken after commas and before the sign that leads to the targets."""
    lines = [""]
    for part in who.replace(" > ", "\0> ").replace(", ", ",\1").replace("\0", "\1").split("\1"):
        if lines[-1] and len(lines[-1]) + 1 + len(part) > width:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".lstrip()
    return lines


def _shortened(quote: str) -> str:
    """The quote, cut at a blank where it is long."""
    return quote if len(quote) <= _QUOTED else quote[:_QUOTED].rsplit(" ", 1)[0] + " …"


def _role(role: str) -> str:
    return "" if role == "location" else f" ({role})"


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
    table = _plain_table()
    table.add_column("type", style="bold")
    for name in ("mentions", "with a date", "on the map"):
        table.add_column(name, justify="right")
    for kind, n in sorted(types.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(kind, str(n), str(dated[kind]), str(located[kind]))
    console.print(Text(f"{documents} documents, {types.total()} event mentions", style="bold"))
    console.print(table)
    console.print()


def _days(when: When | None) -> str:
    if when is None:
        return ""
    return str(when.start) if when.start == when.end else f"{when.start}\n..{when.end}"
