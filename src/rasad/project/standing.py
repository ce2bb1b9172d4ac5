"""The judgements that stand for mentions: keys of mentions in, the judgements in effect with their present anchors out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy import Connection

from rasad.event import Judgement
from rasad.model import Span
from rasad.project.anchor import Spot, heirs, moved
from rasad.project.effects import in_effect
from rasad.store import judgements as rows
from rasad.store.judgements import Place


@dataclass(frozen=True, slots=True)
class Standing:
    """Judgements in effect in the order in which they were made, tied to mentions that stand now where they can be.

    `kept` are keys of mentions that are current no more, that a judgement is about and that nobody stands for.
    """

    judgements: tuple[Judgement, ...]
    kept: frozenset[str]


def standing(connection: Connection, keys: Collection[str]) -> Standing:
    """What stands for these mentions: judgements about them, or about what they have taken the place of."""
    if not keys or not rows.count(connection):
        return Standing((), frozenset())
    asked = frozenset(keys)
    heir_of = _heirs(connection, rows.gone_near(connection, asked))
    about = rows.about(connection, asked | {gone for gone, now in heir_of.items() if now in asked})
    found = in_effect([held.judgement for held in about])
    anchors = {key for judgement in found for key in judgement.mentions} - heir_of.keys()
    gone = [place for place in rows.places(connection, anchors) if not place.current]
    heir_of |= _heirs(connection, gone)
    kept = {place.key for place in gone if place.key not in heir_of}
    return Standing(tuple(moved(judgement, heir_of) for judgement in found), frozenset(kept))


def ancestors(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """The keys of mentions that are gone and that one of these stands for."""
    if not keys or not rows.count(connection):
        return frozenset()
    heir_of = _heirs(connection, rows.gone_near(connection, keys))
    return frozenset(gone for gone, now in heir_of.items() if now in set(keys))


def present(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """The keys, with the mentions that stand for those that are gone."""
    heir_of = _heirs(connection, [place for place in rows.places(connection, keys) if not place.current])
    return frozenset(heir_of.get(key, key) for key in keys)


def heir_now(connection: Connection, key: str) -> str | None:
    """The mention that stands for one that is gone; None where none does."""
    return _heirs(connection, rows.places(connection, [key])).get(key)


def standing_everywhere(connection: Connection) -> Standing:
    """What stands in the whole project."""
    found = in_effect([held.judgement for held in rows.all_of(connection)])
    places = rows.places(connection, {key for judgement in found for key in judgement.mentions})
    gone = [place for place in places if not place.current]
    heir_of = _heirs(connection, gone)
    kept = {place.key for place in gone if place.key not in heir_of}
    return Standing(tuple(moved(judgement, heir_of) for judgement in found), frozenset(kept))


def _heirs(connection: Connection, gone: Collection[Place]) -> dict[str, str]:
    """Who stands for mentions that are gone, in the present versions of their reports."""
    if not gone:
        return {}
    now = rows.current_versions(connection, {place.document_key for place in gone})
    former = {old: new for old, new in now.items() if old != new}
    texts = rows.texts(connection, {*former.keys(), *former.values()})
    spots = [spot for place in gone for spot in _spots(place, former, texts)]
    there = rows.present(connection, {spot.document_key for spot in spots})
    return heirs(spots, [Spot(p.key, p.document_key, p.type, p.trigger) for p in there])


def _spots(place: Place, former: Mapping[str, str], texts: Mapping[str, str]) -> Iterable[Spot]:
    """Where the mention stands in the present version of its report; nowhere if its words are gone."""
    if place.document_key not in former:
        return [Spot(place.key, place.document_key, place.type, place.trigger)]
    present = former[place.document_key]
    span = shifted(place.trigger, texts[place.document_key], texts[present])
    return [Spot(place.key, present, place.type, span)] if span else []


def shifted(span: Span, old: str, new: str) -> Span | None:
    """The stretch of a new version of a text that holds the words of a stretch of the old one; None where they are gone.

    What stands around them tells which of the same words they are.
    """
    low, high = None, None
    for block in SequenceMatcher(None, old.split(" "), new.split(" "), autojunk=False).get_matching_blocks():
        start = _offset(old, block.a)
        end = _offset(old, block.a + block.size) - 1
        first, last = max(span.start, start), min(span.end, end)
        if first < last:
            by = _offset(new, block.b) - start
            low, high = first + by if low is None else low, last + by
    return Span(low, high) if low is not None and high is not None else None


def _offset(text: str, words: int) -> int:
    """Where the word of this number begins; one past the end and the blank after it where there is none."""
    at = 0
    for _ in range(words):
        at = text.find(" ", at) + 1
        if not at:
            return len(text) + 1
    return at
