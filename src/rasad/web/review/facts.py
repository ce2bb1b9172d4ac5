"""What an event page says field by field: an event or a mention in, rows of values with who says so out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rasad.event import CORRECTABLE, Claim, Contradiction, Event, Figures
from rasad.model import number_told
from rasad.web.shown import days, figures


@dataclass(frozen=True, slots=True)
class Said:
    """One value with the claims that give it, each with its number among all claims of the page."""

    value: str
    claims: tuple[tuple[int, Claim], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A field of an event: what it comes to, and what is said of it.

    `values` are coded values, or for days and figures the text that is shown. `exactly` is the precision code of a place
    or a date.
    """

    field: str
    values: tuple[str, ...]
    said: tuple[Said, ...]
    exactly: int | None = None
    best: int | None = None  # where reports differ, the figure that is taken
    contradiction: Contradiction | None = None
    corrected: bool = False

    @property
    def differs(self) -> bool:
        """Whether more than one value is told."""
        return len(self.said) > 1


def rows_of_event(event: Event) -> list[Row]:
    """The fields of an event."""
    said = _said(event.claims)
    differing = {one.field: one for one in event.contradictions}
    place, when = event.place, event.when
    values: dict[str, tuple[str, ...]] = {
        "type": (event.type,), "reality": (event.reality,), "attribution": (event.attribution,),
        "initiators": event.initiators, "targets": event.targets,
        "place": tuple(p.place_id or p.name for p in (event.places or ((place,) if place else ()))),
        "when": (days(when.start, when.end, when.precision),) if when else (),
        "killed": (figures(event.killed),) if event.killed else (),
        "injured": (figures(event.injured),) if event.injured else (),
        "weapons": event.weapons, "source": event.source_kinds,
    }  # fmt: skip
    exactly = {"place": place.precision if place else None, "when": when.precision if when else None}
    best = {"killed": _best(event.killed), "injured": _best(event.injured)}
    return [
        Row(field, values[field], said.get(field, ()), exactly.get(field), best.get(field), differing.get(field), field in event.corrected)
        for field in CORRECTABLE
    ]


def rows_of_claims(claims: Sequence[Claim], mention: str, corrected: Iterable[str]) -> list[Row]:
    """The fields of one mention, as its claims give them: what a reader of the report sees."""
    said = _said(claims, mention)
    return [
        Row(field, tuple(one.value for one in said[field]), said[field], corrected=field in corrected)
        for field in CORRECTABLE
        if field in said
    ]


def claimed(field: str, value: str) -> str:
    """The value of a claim as it is shown where it is no coded word: days, and figures as they are."""
    if field == "when":
        start, _, end = value.partition("/")
        return start if start == (end or start) else f"{start}\u2013{end}"
    return value.replace("-", "\u2013") if field in ("killed", "injured") else value


def _best(told: Figures | None) -> int | None:
    return told.best if told and number_told(told.low, told.high) != str(told.best) else None


def _said(claims: Sequence[Claim], mention: str | None = None) -> dict[str, tuple[Said, ...]]:
    found: dict[str, dict[str, list[tuple[int, Claim]]]] = {}
    for number, claim in enumerate(claims):
        if mention is None or claim.mention == mention:
            found.setdefault(claim.field, {}).setdefault(claim.value, []).append((number, claim))
    return {field: tuple(Said(value, tuple(who)) for value, who in values.items()) for field, values in found.items()}
