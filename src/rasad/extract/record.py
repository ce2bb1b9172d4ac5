"""Turns a settled reading into the final record: a Reading with folded stretches in, an EventMention with spans out."""

from __future__ import annotations

from datetime import timedelta

from rasad.extract.actors import Named
from rasad.extract.claims import Said
from rasad.extract.placemap import Placed
from rasad.extract.reading import Ground, Reading, total
from rasad.model import (
    ActorRef,
    Count,
    Document,
    EventMention,
    Label,
    PlaceRef,
    Span,
    TimePrecision,
    Weapon,
    When,
    content_id,
)  # fmt: skip
from rasad.text.fold import Folded

_LONGEST = 400


def to_mention(reading: Reading, document: Document, folded: Folded, ground: Ground) -> EventMention:
    """The final record; its id is a hash of the document's id, the type and the trigger's offsets."""
    token = reading.draft.token
    trigger = folded.span(token.start, token.end)
    evidence = tuple(_span(folded, s, e) for s, e in _cut(reading.evidence, token.word_start, token.word_end))
    initiators = tuple(_actor(n, folded, ground) for n in reading.initiators) or (ActorRef("unknown", "nobody named"),)
    if reading.type in ("statement",) and not reading.initiators:
        initiators = ()
    return EventMention(
        id=content_id((document.id, reading.type, str(trigger.start), str(trigger.end))),
        document=document.id,
        type=reading.type,
        trigger=trigger,
        rule=reading.draft.trigger.id,
        evidence=evidence,
        reality=_label(reading.reality, folded),
        attribution=_label(reading.attribution, folded),
        source=_label(reading.source, folded),
        initiators=initiators,
        targets=tuple(_actor(n, folded, ground) for n in reading.targets),
        places=tuple(_place(p, document, folded, ground) for p in reading.places),
        when=_when(reading, document, folded),
        killed=_count(reading, "killed", folded),
        injured=_count(reading, "injured", folded),
        weapons=_weapons(reading, folded),
        quote=evidence[0].of(document.text),
    )


def _cut(stretches: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """At most 500 characters of evidence: the trigger's clause first, cut around the trigger where it is too long."""
    out: list[tuple[int, int]] = []
    room = 500
    for low, high in stretches:
        if high - low > _LONGEST:
            low, high = (max(low, start - 150), min(high, end + 250)) if low <= start < high else (low, low + 250)
        if high - low > room:
            break
        out.append((low, high))
        room -= high - low
    return out or [(start, end)]


def _span(folded: Folded, start: int, end: int) -> Span:
    return folded.span(start, end)


def _actor(named: Named, folded: Folded, ground: Ground) -> ActorRef:
    row = ground.kit.actors.rows.get(named.id)
    code = row.scored_as if row and row.scored_as != named.id else ""
    return ActorRef(named.id, named.rule, folded.span(named.start, named.end), code)


def _label(said: Said, folded: Folded) -> Label:
    span = folded.span(said.start, said.end) if said.start is not None and said.end is not None else None
    return Label(said.value, said.rule, span)


def _place(placed: Placed, document: Document, folded: Folded, ground: Ground) -> PlaceRef:
    mention, found = ground.map.mentions[placed.mention], ground.map.resolved[placed.mention]
    span = folded.span(mention.name_start, mention.name_end)
    row = ground.kit.places.places.get(found.row_id) if found.row_id else None
    return PlaceRef(
        placed.role,
        span.of(document.text),
        f"{placed.rule} {found.rule}",
        span,
        found.row_id,
        found.lat,
        found.lon,
        row.country if row else None,
        row.admin1 if row else None,
        found.precision,
        row.pcode if row else None,
    )


def _when(reading: Reading, document: Document, folded: Folded) -> When | None:
    time = reading.time
    if time is not None:
        first, last = time.first, time.last
        if time.kind == "since" and last is None:
            last = document.published
        if first is not None and last is not None and first <= last:
            return When(first, last, time.precision or TimePrecision.DAY, time.rule, folded.span(time.start, time.end))
    if document.published is None:
        return None
    return When(document.published - timedelta(days=1), document.published, TimePrecision.DAYS, "when.published")


def _count(reading: Reading, kind: str, folded: Folded) -> Count | None:
    figure = total(reading.tolls, kind)
    if figure is None:
        return None
    told = [t for _, t in reading.tolls if t.kind == kind]
    lead = next((t for t in told if t.low == figure[0]), told[0])
    return Count(figure[0], figure[1], lead.rule, folded.span(lead.start, lead.end))


def _weapons(reading: Reading, folded: Folded) -> tuple[Weapon, ...]:
    seen: dict[str, Weapon] = {}
    for token in reading.draft.means:
        if token.means is not None:
            seen.setdefault(token.means, Weapon(token.means, folded.span(token.start, token.end)))
    return tuple(seen.values())
