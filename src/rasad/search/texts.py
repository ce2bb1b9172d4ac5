"""What a document and an event are found by: records in, their words and coded values for the index out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rasad.event import Event, Told
from rasad.model import Document, EventMention, PlaceRef, Span
from rasad.search.values import token, unplaced
from rasad.search.words import Indexed, SearchWords

_MOST_TOLD = 40  # mentions of an event whose words are indexed


def document_words(document: Document, words: SearchWords) -> Indexed:
    """Headline and text; the outlet as a value."""
    return words.indexed(filter(None, [document.title]), [document.text], _outlets([document.outlet], words))


def event_words(event: Event, told: Sequence[Told], words: SearchWords) -> Indexed:
    """The clauses that tell it before all, then what else is quoted, the names of place and parties; all coded values."""
    head: dict[str, None] = {}
    body: dict[str, None] = {}
    for one in told[:_MOST_TOLD]:
        text = one.document.text
        first, *rest = one.mention.evidence or (one.mention.trigger,)
        head[first.of(text)] = None
        body.update((span.of(text), None) for span in (*rest, *_quoted(one.mention)))
    body.update(dict.fromkeys(_names(event, words)))
    return words.indexed(head, [text for text in body if text not in head], _facets(event, words))


def _quoted(mention: EventMention) -> Iterator[Span]:
    """The words of the values that a mention holds."""
    values = (mention.when, mention.killed, mention.injured, mention.source, mention.attribution)
    for value in (*mention.places, *mention.initiators, *mention.targets, *mention.weapons, *values):
        if value is not None and value.span is not None:
            yield value.span


def _names(event: Event, words: SearchWords) -> Iterator[str]:
    """The names of what is coded, which reports may only point to ("the city", "these forces")."""
    gazetteer, actors = words.kit.places.places, words.kit.actors.rows
    for place in _places(event):
        yield place.name
        if row := gazetteer.get(place.place_id or ""):
            yield row.name
            if unit := gazetteer.get(row.admin1 or ""):
                yield unit.name
    for id in (*event.initiators, *event.targets):
        if actor := actors.get(id):
            yield actor.name_ar


def _places(event: Event) -> tuple[PlaceRef, ...]:
    """All places of an event, the one that stands for it first."""
    return (*([event.place] if event.place and event.place not in event.places else []), *event.places)


def _facets(event: Event, words: SearchWords) -> Iterator[str]:
    """The coded values of an event as the index holds them."""
    yield from (
        token(field, getattr(event, field)) for field in ("type", "reality", "attribution", "grade", "state")
    )
    for place in _places(event):
        yield from _place_facets(place, words)
    for role, ids in (("initiator", event.initiators), ("target", event.targets)):
        for id in ids:
            yield from (token(role, id), token("actor", id))
    yield from (token("weapon", id) for id in event.weapons)
    yield from (token("source", kind) for kind in event.source_kinds)
    yield from _outlets(event.outlets, words)
    yield from (token("has", what) for what in _has(event))


def _place_facets(place: PlaceRef, words: SearchWords) -> Iterator[str]:
    """The place, all that it lies in, and its name where the gazetteer does not know it."""
    gazetteer = words.kit.places.places
    if place.place_id is None:
        yield token("place", unplaced(words.form(place.name)))
    above = [place.place_id, place.admin1]
    seen: set[str] = set()
    while above:
        id = above.pop()
        if id is None or id in seen:
            continue
        seen.add(id)
        yield token("place", id)
        if row := gazetteer.get(id):
            above += [row.parent, row.admin2, row.admin1]
    if place.country:
        yield token("country", place.country)
        if (land := words.kit.places.countries.get(place.country)) is not None:
            yield token("place", land)
    if place.admin1:
        yield token("admin1", place.admin1)


def _outlets(names: Iterable[str | None], words: SearchWords) -> Iterator[str]:
    """An outlet by its whole name and by each word of it."""
    for name in names:
        if name:
            keys = [keys[0] for keys in words.read(name)]
            yield token("outlet", "_".join(keys))
            yield from (token("outlet", key) for key in keys)


def _has(event: Event) -> Iterator[str]:
    place = event.place
    known = {
        "place": place is not None and place.lat is not None,
        "date": event.when is not None,
        "killed": event.killed is not None,
        "injured": event.injured is not None,
        "initiator": any(id != "unknown" for id in event.initiators),
        "target": bool(event.targets),
        "weapon": bool(event.weapons),
        "contradiction": bool(event.contradictions),
        "correction": bool(event.corrected),
        "note": bool(event.notes),
        "change": bool(event.since_accepted),
    }
    return (what for what, told in known.items() if told)
