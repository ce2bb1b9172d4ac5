"""Says an event in English: a Dossier in, sentences composed from its fields out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rasad.event import Dossier, Event, Figures
from rasad.export.order import Order
from rasad.export.sides import sides_of
from rasad.model import PlaceRef, TimePrecision, When

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FIELDS = {"initiators": "perpetrators", "when": "the day", "place": "the place", "reality": "whether it happened"}
_OF_ACTORS = frozenset({"initiators", "targets"})
_MOST_SOURCES = 5


def summary(event: Event, order: Order) -> str:
    """A line: what, by whom, on whom."""
    noun, preposition = order.reference.wording.nouns.get(event.type, (event.type.replace("_", " "), "on"))
    first, second = sides_of(event)
    text = noun if event.reality == "actual" else f"{noun} ({event.reality})"
    if second:
        text += f" {preposition} {_joined(map_names(second, order))}"
    if first:
        text += f" by {_joined(map_names(first, order))}{order.reference.wording.attribution.get(event.attribution, '')}"
    return text


def notes(dossier: Dossier, order: Order) -> str:
    """Sentences that say the event with its figures, who reported it and on what reports differ."""
    return " ".join(_sentences(dossier, order))


def map_names(ids: Sequence[str], order: Order) -> list[str]:
    """The English names of actors."""
    return [order.actor_name(id) for id in ids]


def day_told(day: date) -> str:
    """3 February 2024."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def when_told(when: When) -> str:
    """On a day, between days, in a month or in a year, as far as it is known."""
    if when.start == when.end:
        return f"On {day_told(when.start)}"
    if when.precision == TimePrecision.MONTH and (when.start.year, when.start.month) == (when.end.year, when.end.month):
        return f"In {_MONTHS[when.start.month - 1]} {when.start.year}"
    if when.precision == TimePrecision.YEAR and when.start.year == when.end.year:
        return f"In {when.start.year}"
    return f"Between {day_told(when.start)} and {day_told(when.end)}"


def place_told(place: PlaceRef, order: Order) -> str:
    """The place as written, its first-order unit and its country."""
    unit, country = order.unit_name(place.admin1), order.country_name(place.country)
    return ", ".join(filter(None, (place.name, unit if unit != place.name else None, country)))


def _sentences(dossier: Dossier, order: Order) -> Iterator[str]:
    event = dossier.event
    text = f"{when_told(event.when) if event.when else 'On a day not told'}: {summary(event, order)}"
    yield f"{text}, at {place_told(event.place, order)}." if event.place else f"{text}, place not told."
    yield f"Killed: {_figures(event.killed)}; injured: {_figures(event.injured)}."
    yield f"Reported by {_reporters(dossier)}."
    kinds = [said for kind in event.source_kinds if (said := order.reference.wording.source.get(kind, kind))]
    if kinds:
        yield f"Told to them by {_joined(kinds)}."
    for differing in event.contradictions:
        values = map_names(differing.values, order) if differing.field in _OF_ACTORS else differing.values
        told = " or ".join(value.replace("/", " to ") for value in values)
        yield f"Reports differ on {_FIELDS.get(differing.field, differing.field)}: {told}."
    yield f"Corroboration: {event.grade}."


def _figures(told: Figures | None) -> str:
    if told is None:
        return "not told"
    if told.high is None:
        return f"{told.low} or more" if told.best == told.low else f"{told.low} or more, best {told.best}"
    if told.low == told.high:
        return str(told.low)
    return f"{told.low} to {told.high}, best {told.best}"


def _reporters(dossier: Dossier) -> str:
    """The reports by outlet and day, each once, the earliest first."""
    found: dict[str, date | None] = {}
    for told in sorted(dossier.told, key=lambda t: (t.document.published or date.max, t.document.outlet or "", t.key)):
        found.setdefault(told.document.outlet or "a source without a name", told.document.published)
    named = [f"{outlet} ({day_told(day)})" if day else outlet for outlet, day in found.items()]
    if len(named) > _MOST_SOURCES:
        named = [*named[:_MOST_SOURCES], f"{len(named) - _MOST_SOURCES} more"]
    return _joined(named) if named else "no report that is kept"


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
