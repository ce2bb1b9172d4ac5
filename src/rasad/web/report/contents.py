"""What a report tells: dossiers as they may be shown in; events, their reports, places, counts and days out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rasad.errors import ConfigurationError
from rasad.event import Claim, Dossier, Event
from rasad.model import Document, PlaceRef
from rasad.project.tally import Period, Sums
from rasad.project.timeline import Timeline, timeline

MOST = 2_000  # events of a report: more make a page that no browser likes
_NOTHING = Sums(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """A report that tells events; `number` is what the page cites it by."""

    number: int
    document: Document


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with the numbers of the reports that tell it, and what they say of it field by field."""

    event: Event
    sources: tuple[int, ...]
    claims: tuple[tuple[str, tuple[tuple[Claim, int], ...]], ...]

    @property
    def disputed(self) -> frozenset[str]:
        """The fields on which reports differ."""
        return frozenset(found.field for found in self.event.contradictions)


@dataclass(frozen=True, slots=True)
class Spot:
    """The events of one point; `number` is what the page refers to it by."""

    number: int
    place: PlaceRef
    sums: Sums
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a report tells. Events by day, those without one last; of the rest, most events first."""

    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]
    spots: tuple[Spot, ...]
    total: Sums
    unplaced: int
    undated: int
    timeline: Timeline
    first: date | None
    last: date | None
    by: Mapping[str, tuple[tuple[str | None, Sums], ...]] = field(default_factory=dict)


def gathered(dossiers: Iterable[Dossier], most: int = MOST) -> list[Dossier]:
    """All of them. ConfigurationError where they are more than a page holds."""
    found: list[Dossier] = []
    for dossier in dossiers:
        if len(found) == most:
            raise ConfigurationError(
                f"a report holds {most:,} events at most, and more are found: narrow the query (after:2024-01 before:2024-02), "
                "or use `rasad export`, which has no such bound"
            )
        found.append(dossier)
    return found


def contents(found: Sequence[Dossier]) -> Contents:
    """What the page says of them."""
    numbers: dict[str, Source] = {}
    for dossier in found:
        for told in dossier.told:
            numbers.setdefault(told.document_key, Source(len(numbers) + 1, told.document))
    events = [dossier.event for dossier in found]
    days = [Period(event.when.start, _sums(event)) for event in events if event.when]
    ends = [event.when.end for event in events if event.when]
    placed = [event for event in events if _point(event) is not None]
    return Contents(
        tuple(_entry(dossier, numbers) for dossier in found),
        tuple(numbers.values()),
        tuple(_spots(placed)),
        _total(events),
        len(events) - len(placed),
        len(events) - len(days),
        timeline(days),
        min((day.first for day in days), default=None),
        max(ends, default=None),
        {
            "type": _ranked((event.type, event) for event in events),
            "area": _ranked((event.place.admin1 or event.place.country if event.place else None, event) for event in events),
            "initiator": _ranked((actor, event) for event in events for actor in event.initiators or (None,)),
            "target": _ranked((actor, event) for event in events for actor in event.targets or (None,)),
            "grade": _ranked((event.grade, event) for event in events),
        },
    )


def _sums(event: Event) -> Sums:
    return Sums(1, event.killed.best if event.killed else 0, event.injured.best if event.injured else 0)


def _total(events: Iterable[Event]) -> Sums:
    total = _NOTHING
    for event in events:
        total = total.plus(_sums(event))
    return total


def _ranked(pairs: Iterable[tuple[str | None, Event]]) -> tuple[tuple[str | None, Sums], ...]:
    sums: dict[str | None, Sums] = {}
    for value, event in pairs:
        sums[value] = sums.get(value, _NOTHING).plus(_sums(event))
    return tuple(sorted(sums.items(), key=lambda item: (-item[1].events, str(item[0]))))


def _point(event: Event) -> tuple[float, float] | None:
    place = event.place
    return None if place is None or place.lat is None or place.lon is None else (place.lat, place.lon)


def _spots(placed: Sequence[Event]) -> Iterable[Spot]:
    by_point: dict[tuple[float, float] | None, list[Event]] = {}
    for event in placed:
        by_point.setdefault(_point(event), []).append(event)
    ranked = sorted(by_point.values(), key=lambda events: (-len(events), str(events[0].place)))
    for number, events in enumerate(ranked, 1):
        place = events[0].place
        assert place is not None
        yield Spot(number, place, _total(events), tuple(event.id for event in events))


def _entry(dossier: Dossier, numbers: Mapping[str, Source]) -> Entry:
    event = dossier.event
    claims: dict[str, list[tuple[Claim, int]]] = {}
    for claim in event.claims:
        number = numbers[claim.document_key].number if claim.document_key in numbers else 0
        claims.setdefault(claim.field, []).append((claim, number))
    cited = dict.fromkeys(numbers[told.document_key].number for told in dossier.told)
    return Entry(event, tuple(sorted(cited)), tuple((name, tuple(said)) for name, said in claims.items()))
