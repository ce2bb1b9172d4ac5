"""Derives an event: the mentions that tell it and the judgements on it in, one `Event` out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from rasad.event import Event, Figures, Judgement, Told
from rasad.kit import Kit
from rasad.link.claims import claims_of
from rasad.link.contradictions import contradictions_of
from rasad.link.grade import grade_of
from rasad.link.independence import sources_of
from rasad.model import Count, EventMention, GeoPrecision, PlaceRef, When, content_id


def derive(told: Sequence[Told], judgements: Sequence[Judgement], kit: Kit) -> Event:
    """The event that `told` tells. The order of both does not matter.

    `judgements` are the corrections of these mentions, undone ones left out: they give claims the names of reviewers. The
    values they set stand in `told` already. ValueError where nothing tells it.
    """
    if not told:
        raise ValueError("no mention tells it")
    rows = sorted(told, key=lambda t: t.key)
    decided = sorted(judgements, key=lambda j: (j.at, j.id))
    actual = [t for t in rows if t.mention.reality.value == "actual"] or rows
    documents = {t.document_key: t.document for t in rows}
    published = sorted(d.published for d in documents.values() if d.published)
    sources = sources_of(rows, kit)
    place = _place(_of("place", actual))
    grade, reason = grade_of(rows, sources, kit)
    return Event(
        id=event_id(rows),
        type=_type(_of("type", actual)),
        reality=_most(_of("reality", rows if _corrected("reality", rows) else actual), lambda m: [m.reality.value]),
        attribution=_attribution(_of("attribution", actual)),
        initiators=_actors(_of("initiators", actual), lambda m: [a.id for a in m.initiators], kit),
        targets=_actors(_of("targets", actual), lambda m: [a.id for a in m.targets], kit),
        place=place,
        places=_places(_of("place", actual), place),
        when=_when(_of("when", actual)),
        killed=_figures(_of("killed", actual), lambda m: m.killed),
        injured=_figures(_of("injured", actual), lambda m: m.injured),
        weapons=tuple(sorted({w.kind for t in _of("weapons", actual) for w in t.mention.weapons})),
        mentions=tuple(t.key for t in rows),
        documents=len(documents),
        sources=len(sources),
        outlets=tuple(sorted({d.outlet for d in documents.values() if d.outlet})),
        source_kinds=tuple(sorted({t.mention.source.value for t in rows})),
        first_published=published[0] if published else None,
        last_published=published[-1] if published else None,
        grade=grade,
        grade_reason=reason,
        claims=claims_of(rows, decided),
        contradictions=contradictions_of(rows, kit),
        corrected=tuple(sorted({name for t in rows for name in t.corrected})),
    )


def event_id(told: Sequence[Told]) -> str:
    """The id of the event: a hash of the mention that founds it, the one published first and of these the least key."""
    return content_id(["event", founder(told).key])


def founder(told: Sequence[Told]) -> Told:
    """The mention that founds an event; reports without a day of publication come last."""
    return min(told, key=lambda t: (t.document.published or date.max, t.key))


def _corrected(field: str, rows: Iterable[Told]) -> bool:
    return any(field in t.corrected for t in rows)


def _of(field: str, rows: list[Told]) -> list[Told]:
    """The mentions that decide a field: those in which a reviewer set it, or else all."""
    return [t for t in rows if field in t.corrected] or rows


def _most(rows: list[Told], values: Callable[[EventMention], Iterable[str]]) -> str:
    """The value that most reports give, copies of one text counting once; of equals the first in order."""
    votes = Counter(value for value, _ in {(v, t.copies or t.document_key) for t in rows for v in values(t.mention)})
    return min(votes, key=lambda value: (-votes[value], value))


def _type(rows: list[Told]) -> str:
    """The type that most reports give; a toll without its cause only where nobody tells the cause."""
    telling = [t for t in rows if t.mention.type != "casualties"] or rows
    return _most(telling, lambda m: [m.type])


_ATTRIBUTIONS = ("claimed", "stated", "suspected", "unknown")  # the surest first


def _attribution(rows: list[Told]) -> str:
    """The surest attribution that a report gives."""
    found = {t.mention.attribution.value for t in rows}
    return next((value for value in _ATTRIBUTIONS if value in found), min(found))


def _actors(rows: list[Told], named: Callable[[EventMention], list[str]], kit: Kit) -> tuple[str, ...]:
    """All actors named, without those that only stand for one that is named: unknown, and the group of a named unit."""
    found = {id for t in rows for id in named(t.mention)}
    above = {group for id in found for group in kit.actors.above.get(id, ())}
    vague = {id for id in found if (row := kit.actors.rows.get(id)) is not None and row.kind == "generic"}
    exact = found - above - vague
    return tuple(sorted(exact or found - above or found))


def _place(rows: list[Told]) -> PlaceRef | None:
    """The most exact location; of equally exact ones the one that most reports name."""
    named = [p for t in rows for p in t.mention.places if p.role == "location"]
    named = named or [p for t in rows for p in t.mention.places]
    if not named:
        return None
    votes = Counter((p.place_id or p.name) for p in named)
    return min(named, key=lambda p: (_vagueness(p), -votes[p.place_id or p.name], p.place_id or "", p.name, p.rule, _span_of(p)))


def _vagueness(place: PlaceRef) -> int:
    return int(place.precision) if place.precision is not None else int(GeoPrecision.SEA_OR_AIR) + 1


def _span_of(place: PlaceRef) -> tuple[int, int]:
    return (place.span.start, place.span.end) if place.span else (-1, -1)


def _places(rows: list[Told], best: PlaceRef | None) -> tuple[PlaceRef, ...]:
    """Every place in its role once, the best first."""
    found: dict[tuple[str, str], PlaceRef] = {}
    everyone = sorted((p for t in rows for p in t.mention.places), key=lambda p: (p.role, _vagueness(p), p.name, p.rule, _span_of(p)))
    for place in [best, *everyone] if best else everyone:
        found.setdefault((place.role, place.place_id or place.name), place)
    return tuple(found.values())


def _when(rows: list[Told]) -> When | None:
    """The most exact date; of equally exact ones the one that most reports give, then the earliest."""
    told = [t.mention.when for t in rows if t.mention.when is not None]
    if not told:
        return None
    votes = Counter((w.start, w.end) for w in told)
    return min(told, key=lambda w: (w.precision, w.end - w.start, -votes[w.start, w.end], w.start, w.rule, (w.span.start, w.span.end) if w.span else (-1, -1)))


def _figures(rows: list[Told], count: Callable[[EventMention], Count | None]) -> Figures | None:
    """Low, best and high over all reports; best is the figure that most reports give, then the one published last."""
    told = [(t, found) for t in rows if (found := count(t.mention)) is not None]
    if not told:
        return None
    low = min(found.low for _, found in told)
    open_ended = any(found.high is None for _, found in told)
    high: int | None = None if open_ended else max(found.high or 0 for _, found in told)
    votes = Counter(value for value, _ in {(f.low, t.copies or t.document_key) for t, f in told})
    last = {f.low: max(t.document.published or date.min for t, g in told if g.low == f.low) for _, f in told}
    best = max(votes, key=lambda value: (votes[value], last[value], value))
    return Figures(low, best, high if high is None else max(high, best))
