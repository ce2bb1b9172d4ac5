"""Draws events on a terminal: a list of them as a table, or one with claims, reports and decisions; Arabic isolated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from rasad.model import number_told
from rasad.project.history import told as decision_told
from rasad.terminal import FSI, PDI, isolate, printable

if TYPE_CHECKING:
    from rasad.event import Claim, Event, Figures, Told
    from rasad.model import PlaceRef
    from rasad.project.history import Decided
    from rasad.project.view import View

_SHORT = 8  # characters of an id that are shown where it stands beside others
_CARDS_BELOW = 100  # columns
_LABEL = 11  # columns
_QUOTED = 200  # characters
STATES = {"open": "", "accepted": "green", "rejected": "red"}
GRADES = {"confirmed": "green", "fair": "green", "weak": "yellow", "contested": "magenta", "discounted": "red"}


class _Whole:
    """Text of which each line that it is broken into closes what it isolates, and the next one opens it again.

    A terminal takes each line for a paragraph: an isolate that is open at its end would swallow the next column.
    """

    def __init__(self, text: Text) -> None:
        self.text = text

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self.text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        still = 0
        for line in self.text.wrap(console, options.max_width):
            opened = still
            still += line.plain.count(FSI) - line.plain.count(PDI)
            yield Text(FSI * opened).append_text(line).append(PDI * still)


def print_events(events: Sequence[Event], console: Console | None = None) -> None:
    """A table of events, one a row; on a narrow screen two lines each."""
    console = console or Console()
    if not events:
        console.print("no events")
        return
    if console.width < _CARDS_BELOW:
        for event in events:
            console.print(Text.assemble((event.id[:_SHORT], "bold"), "  ", event.type, "  ", parties_told(event)), no_wrap=True, overflow="ellipsis")
            console.print(Text.assemble("  ", *_row(event)), no_wrap=True, overflow="ellipsis")
        return
    table = _table("id", "date", "type", "who > whom", "where", "toll", "sources", "grade", "state")
    for event in events:
        table.add_row(
            Text(event.id[:_SHORT], style="bold"), Text(days_told(event), style="cyan"), event.type, parties_told(event),
            _Whole(Text(where_told(event.place), style="green")), Text(tolls_told(event), style="red"), str(event.sources),
            Text(event.grade, style=GRADES.get(event.grade, "")), Text(_state(event), style=STATES[event.state]),
        )  # fmt: skip
    console.print(table)


def print_view(view: View, console: Console | None = None) -> None:
    """All that is known of one event."""
    console = console or Console()
    event = view.dossier.event
    if view.asked != event.id and view.mention is None and not event.id.startswith(view.asked):
        console.print(Text(f"{printable(view.asked)} is now {event.id}", style="yellow"))
    console.print(Text.assemble((f"{event.type} ", "bold"), (isolate(_name(event.type)), "bold"), "  ", (_state(event), STATES[event.state])))
    console.print(Text(f"{event.id}  version {view.version}", style="dim"))
    console.print()
    for label, value in _fields(event):
        _line(console, label, value)
    for title, part in (
        ("Changed since it was accepted", [_bullet(*line) for line in _changes(event)]),
        ("Contradictions", [_bullet(c.field, f"{', '.join(map(isolate, c.values))}: {c.reason}") for c in event.contradictions]),
        ("Claims", [_claims(event.claims)] if event.claims else []),
        ("Reports", list(_reports(view.dossier.told, view.mention))),
        ("Decisions", [_decision(decided) for decided in view.decisions]),
    ):
        if part:
            console.print()
            console.print(Text(title, style="bold"))
            for one in part:
                console.print(_Whole(one) if isinstance(one, Text) else one)
    console.print()


def _fields(event: Event) -> Iterator[tuple[str, Text]]:
    """What is known of the event itself, label and value."""
    set_by_hand = {name: Text("  (set by a reviewer)", style="yellow") for name in event.corrected}

    def row(label: str, field: str, value: str, style: str = "") -> tuple[str, Text]:
        return label, Text.assemble((value or "not told", style if value else "dim"), set_by_hand.get(field, ""))

    when = event.when
    yield row("when", "when", f"{days_told(event)} ({when.precision.name.lower()})" if when else "", "cyan")
    yield row("where", "place", _place(event.place), "green")
    for place in event.places:
        if place != event.place:
            yield row("" if place.role == "location" else place.role, "", _place(place), "green")
    yield row("who", "initiators", f"{', '.join(event.initiators) or '?'} ({event.attribution})")
    yield row("whom", "targets", ", ".join(event.targets))
    yield row("killed", "killed", _figures(event.killed), "red")
    yield row("injured", "injured", _figures(event.injured), "red")
    yield row("weapons", "weapons", ", ".join(event.weapons))
    if event.reality != "actual" or "reality" in event.corrected:
        yield row("reality", "reality", event.reality, "yellow")
    outlets = ", ".join(map(isolate, event.outlets))
    yield row("sources", "source", f"{event.sources} independent, {event.documents} reports{f': {outlets}' if outlets else ''}")
    yield row("grade", "", f"{event.grade}: {event.grade_reason}", GRADES.get(event.grade, ""))
    if event.former:
        yield row("formerly", "", ", ".join(event.former))
    for note in event.notes:
        yield row("note", "", isolate(note), "italic")


def _claims(claims: Iterable[Claim]) -> Table:
    table = _table("field", "value", "who says so", "day", "words")
    last = ""
    for claim in sorted(claims, key=lambda c: c.field):
        who = Text(f"{isolate(claim.reviewer)} (reviewer)", style="yellow") if claim.reviewer else Text(isolate(claim.outlet or claim.source))
        table.add_row(
            claim.field if claim.field != last else "", _Whole(Text(_isolated(claim.value), style="bold")), _Whole(who),
            Text(str(claim.published or ""), style="cyan"), _Whole(Text(_isolated(claim.quote), style="dim")),
        )  # fmt: skip
        last = claim.field
    return table


def _reports(told: Iterable[Told], asked: str | None) -> Iterator[Text]:
    for one in told:
        document = one.document
        head = Text.assemble("  ", (one.key, "bold reverse" if one.key == asked else "bold"), "  ", isolate(document.outlet or "outlet not told"))
        head.append(f"  {document.published or 'day not told'}", style="cyan")
        if one.corrected:
            head.append(f"  corrected: {', '.join(one.corrected)}", style="yellow")
        yield head
        if title := document.title or document.url:
            yield Text(f"    {_isolated(title)}")
        yield Text(f"    {_isolated(one.mention.quote)}", style="dim")


def _decision(decided: Decided) -> Text:
    judgement = decided.judgement
    line = Text.assemble("  ", (judgement.id[:_SHORT], "bold"), f"  {isolate(decision_told(judgement))}")
    if judgement.undoes:
        line.append(f" ({judgement.undoes[:_SHORT]})")
    if judgement.note:
        line.append(f"  {isolate(judgement.note)}", style="italic")
    if decided.undone_by:
        line.append(f"  undone by {isolate(decided.undone_by.by)}")
    if not decided.in_effect:
        line.stylize("dim strike")
    return line


def _changes(event: Event) -> Iterator[tuple[str, str]]:
    for change in event.since_accepted:
        value = change.now if change.field in ("joined", "left") else f"{isolate(change.before or 'not told')} -> {isolate(change.now or 'not told')}"
        yield change.field, value


def _name(kind: str) -> str:
    """The Arabic name of an event type; "" where a kit of the user's own added it."""
    from rasad.kit import DATA
    from rasad.kit.codebook import load_codebook

    types = load_codebook(DATA / "codebook.toml")
    return types[kind].name_ar if kind in types else ""


def _row(event: Event) -> list[tuple[str, str]]:
    cells = [(days_told(event), "cyan"), (where_told(event.place), "green"), (tolls_told(event), "red"), (event.grade, GRADES.get(event.grade, ""))]
    return [(f"{value}  ", style) for value, style in (*cells, (_state(event), STATES[event.state])) if value]


def _bullet(label: str, value: str) -> Text:
    return Text.assemble("  ", (f"{label}: ", "bold"), value)


def _line(console: Console, label: str, value: Text) -> None:
    console.print(_Whole(Text.assemble((f"{label:<{_LABEL}}", "dim"), value)))


def _state(event: Event) -> str:
    return f"{event.state}, changed since" if event.since_accepted else event.state


def parties_told(event: Event) -> str:
    """Who acts, and upon whom."""
    who = ", ".join(event.initiators) or "?"
    return f"{who} > {', '.join(event.targets)}" if event.targets else who


def days_told(event: Event) -> str:
    """The days of an event; nothing where they are unknown."""
    if event.when is None:
        return ""
    first, last = event.when.start, event.when.end
    return str(first) if first == last else f"{first}..{last}"


def where_told(place: PlaceRef | None) -> str:
    """The name of a place, isolated."""
    return isolate(" ".join(printable(place.name).split())) if place else ""


def _place(place: PlaceRef | None) -> str:
    if place is None:
        return ""
    parts = [where_told(place)]
    if place.place_id:
        parts.append(place.place_id)
    if place.lat is not None and place.lon is not None:
        parts.append(f"{place.lat:.4f}, {place.lon:.4f}")
    parts.append(f"({place.precision.name.lower().replace('_', ' ')})" if place.precision else "(unresolved)")
    return "  ".join(parts)


def _figures(figures: Figures | None) -> str:
    if figures is None:
        return ""
    told = number_told(figures.low, figures.high)
    return told if figures.low == figures.high else f"{told}, best {figures.best}"


def tolls_told(event: Event) -> str:
    """The figures of an event in short."""
    named = ((event.killed, "killed"), (event.injured, "injured"))
    return ", ".join(f"{number_told(f.low, f.high)} {word}" for f, word in named if f)


def _isolated(words: str) -> str:
    """The words on one line, cut where they are long; nothing where there are none."""
    return isolate(_cut(words)) if words else ""


def _cut(words: str) -> str:
    told = " ".join(printable(words).split())
    return told if len(told) <= _QUOTED else told[:_QUOTED].rsplit(" ", 1)[0] + " …"


def _table(*names: str) -> Table:
    """A table with a line under its head and no other."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", border_style="dim")
    for name in names:
        table.add_column(name)
    return table
