"""What judgements hold on to: mention keys that are gone in, the mentions that stand in their place out.

A judgement is tied to keys of mentions. A key is gone where the present kit no longer reads that type at those words;
then the mention of the same document whose trigger overlaps stands for it, as if the judgement had been made about that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rasad.event import Judgement
from rasad.model import Span

# Parts of `Judgement.value` that hold keys of mentions, by kind.
KEYS_IN_VALUE = {"split": ("parted",), "apart": ("apart", "from"), "duplicate": ("duplicate", "of")}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mention is told: the version of the report and the trigger in it."""

    key: str
    document_key: str
    type: str
    trigger: Span


def heir(gone: Spot, present: Iterable[Spot]) -> str | None:
    """The key that stands for one that is gone: of the same type first, then by the longest overlap; None: nobody does."""
    best: tuple[bool, int, int, str] | None = None
    for spot in present:
        overlap = min(gone.trigger.end, spot.trigger.end) - max(gone.trigger.start, spot.trigger.start)
        if spot.document_key != gone.document_key or overlap <= 0:
            continue
        rank = (spot.type != gone.type, -overlap, spot.trigger.start, spot.key)
        if best is None or rank < best:
            best = rank
    return best[3] if best else None


def heirs(gone: Iterable[Spot], present: Iterable[Spot]) -> dict[str, str]:
    """The heir of each key that has one."""
    by_document: dict[str, list[Spot]] = {}
    for spot in present:
        by_document.setdefault(spot.document_key, []).append(spot)
    found = {spot.key: heir(spot, by_document.get(spot.document_key, ())) for spot in gone}
    return {key: key_now for key, key_now in found.items() if key_now is not None}


def kept(unread: Iterable[Spot], read: Iterable[Spot], judged: frozenset[str]) -> frozenset[str]:
    """Of mentions that a new kit no longer reads, the keys that stay: a judgement is about them and nobody is their heir."""
    held = [spot for spot in unread if spot.key in judged]
    taken = heirs(held, read)
    return frozenset(spot.key for spot in held if spot.key not in taken)


def moved(judgement: Judgement, heir_of: Mapping[str, str]) -> Judgement:
    """The judgement with its heirs in place of the keys that are gone; itself where none is."""
    if not any(key in heir_of for key in judgement.mentions):
        return judgement
    value: Any = judgement.value
    for part in KEYS_IN_VALUE.get(judgement.kind, ()):
        value = {**value, part: list(_moved(value[part], heir_of))}
    return replace(judgement, mentions=_moved(judgement.mentions, heir_of), value=value)


def _moved(keys: Iterable[str], heir_of: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({heir_of.get(key, key) for key in keys}))
