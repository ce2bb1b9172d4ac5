"""Who says what: the mentions of an event in, one `Claim` for each value that a report gives out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rasad.event import Claim, Judgement, Told
from rasad.model import Count, Span, number_told


def claims_of(told: Sequence[Told], judgements: Sequence[Judgement]) -> tuple[Claim, ...]:
    """Every value with who gives it, by field, day of publication and mention.

    A value that a reviewer set names the reviewer; its words are those that the reviewer gave, if any.
    """
    deciding: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        if judgement.kind == "correct" and judgement.field:
            for key in judgement.mentions:
                deciding[key, judgement.field] = judgement
    found = [claim for t in told for claim in _claims(t, deciding)]
    return tuple(sorted(found, key=lambda c: (c.field, str(c.published or "9999"), c.mention, c.value)))


def _claims(t: Told, deciding: dict[tuple[str, str], Judgement]) -> Iterator[Claim]:
    for field, value, span, count in _values(t):
        judgement = deciding.get((t.key, field)) if field in t.corrected else None
        if judgement is not None:
            span = judgement.span if judgement.document_key == t.document_key else None
        yield Claim(
            field,
            value,
            t.key,
            t.document_key,
            t.document.outlet,
            t.document.published,
            t.mention.source.value,
            span.of(t.document.text) if span else "",
            span,
            count.low if count else None,
            count.high if count else None,
            judgement.by if judgement else "",
        )


def _values(t: Told) -> Iterator[tuple[str, str, Span | None, Count | None]]:
    """Each field of the mention that tells something: its value as text, its words, its figure."""
    mention = t.mention
    yield "type", mention.type, mention.trigger, None
    for field, label in (("reality", mention.reality), ("attribution", mention.attribution), ("source", mention.source)):
        yield field, label.value, label.span, None
    for field, actors in (("initiators", mention.initiators), ("targets", mention.targets)):
        for actor in actors:
            yield field, actor.id, actor.span, None
    for place in mention.places:
        yield "place", place.place_id or place.name, place.span, None
    if mention.when:
        yield "when", f"{mention.when.start}/{mention.when.end}", mention.when.span, None
    for field, count in (("killed", mention.killed), ("injured", mention.injured)):
        if count:
            yield field, number_told(count.low, count.high), count.span, count
    for weapon in mention.weapons:
        yield "weapons", weapon.kind, weapon.span, None
