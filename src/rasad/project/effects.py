"""What judgements ask for: judgements in the order in which they were made in, constraints on linking and settled events out.

Pure: no store, no clock. Later judgements go before earlier ones wherever both can't be had.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from rasad.event import CORRECTABLE, Change, Claim, Event, Judgement, Told
from rasad.project.overlay import corrected_event, told_as_text, value_of_event

_Home = TypeVar("_Home")


def in_effect(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements that are not undone, without those that undo; undoing an undoing brings the first one back."""
    undone: set[str] = set()
    found: list[Judgement] = []
    for judgement in reversed(judgements):
        if judgement.id in undone:
            continue
        if judgement.kind == "undo":
            undone.add(judgement.undoes or "")
        else:
            found.append(judgement)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Constraints:
    """What linking has to keep to: pairs of mention keys told to be one event, or told not to be.

    `frozen` are groups of rejected mentions: each is an event of its own that nothing joins. `copy_of` names for a
    mention that a reviewer calls a duplicate the one with which it counts as a single source.
    """

    must: tuple[tuple[str, str], ...]
    cannot: tuple[tuple[str, str], ...]
    frozen: tuple[tuple[str, ...], ...]
    copy_of: Mapping[str, str]


def constraints(judgements: Sequence[Judgement], present: frozenset[str]) -> Constraints:
    """The constraints of judgements in effect on the mentions that are `present`; others are passed over."""
    rejected = _rejected(judgements, present)
    groups = _Groups()
    copy_of: dict[str, str] = {}
    for judgement in reversed(judgements):
        keys = [key for key in judgement.mentions if key in present and key not in rejected]
        if judgement.kind in ("merge", "duplicate") or (judgement.kind == "accept" and judgement.event is not None):
            groups.join(keys)
        elif judgement.kind == "split":
            parted = frozenset(judgement.value["parted"])
            groups.part([key for key in keys if key in parted], [key for key in keys if key not in parted])
        elif judgement.kind == "apart":
            groups.part(*([key for key in keys if key in judgement.value[side]] for side in ("apart", "from")))
        if judgement.kind == "duplicate" and (of := sorted(set(judgement.value["of"]) & set(keys))):
            for key in set(judgement.value["duplicate"]) & set(keys):
                copy_of.setdefault(key, of[0])
    frozen: dict[str, list[str]] = {}
    for key in sorted(rejected):
        frozen.setdefault(rejected[key], []).append(key)
    return Constraints(groups.must(), groups.cannot(), tuple(map(tuple, frozen.values())), copy_of)


def _rejected(judgements: Sequence[Judgement], present: frozenset[str]) -> dict[str, str]:
    """The mentions whose last acceptance or rejection is a rejection, with what names the group they are rejected with."""
    last: dict[str, Judgement] = {}
    for judgement in judgements:
        if judgement.kind in ("accept", "reject"):
            last |= dict.fromkeys((key for key in judgement.mentions if key in present), judgement)
    return {key: j.id if j.event is not None else key for key, j in last.items() if j.kind == "reject"}


class _Groups:
    """Mentions told to be one event, and groups told not to be; what comes first stands."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: dict[str, set[str]] = {}

    def join(self, keys: Iterable[str]) -> None:
        """Makes one group of the keys, as far as none of them was told to be apart."""
        roots: list[str] = []
        for key in sorted(keys):
            root = self._root(key)
            into = next((other for other in roots if self._root(other) not in self._apart[root]), None)
            if into is None:
                roots.append(root)
            else:
                self._unite(self._root(into), root)

    def part(self, some: Iterable[str], others: Iterable[str]) -> None:
        """Keeps the ones from the others, as far as they were not told to be one."""
        far = {self._root(key) for key in others}
        for root in {self._root(key) for key in some}:
            for other in far - {root}:
                self._apart[root].add(other)
                self._apart[other].add(root)

    def must(self) -> tuple[tuple[str, str], ...]:
        """Pairs that hold each group together."""
        chains = (sorted(members) for members in self._members.values())
        return tuple(sorted(pair for chain in chains for pair in pairwise(chain)))

    def cannot(self) -> tuple[tuple[str, str], ...]:
        """One pair for each two groups that are apart: their first members."""
        first = {root: min(members) for root, members in self._members.items()}
        pairs = {tuple(sorted((first[a], first[b]))) for a, apart in self._apart.items() if a in first for b in apart}
        return tuple(sorted((a, b) for a, b in pairs))

    def _root(self, key: str) -> str:
        if key not in self._above:
            self._above[key], self._members[key], self._apart[key] = key, [key], set()
        while self._above[key] != key:
            key = self._above[key]
        return key

    def _unite(self, into: str, root: str) -> None:
        if into == root:
            return
        self._above[root] = into
        self._members[into] += self._members.pop(root)
        for other in self._apart.pop(root):
            self._apart[other].discard(root)
            self._apart[other].add(into)
            self._apart[into].add(other)


def home(judgement: Judgement, event_of: Mapping[str, _Home]) -> _Home | None:
    """The event that a judgement is about now: the one that holds most of its mentions, of several the first one's."""
    homes = [event_of[key] for key in judgement.mentions if key in event_of]
    return Counter(homes).most_common(1)[0][0] if homes else None


def settled(event: Event, own: Sequence[Judgement], told: Sequence[Told]) -> Event:
    """The derived event as reviewers left it: values they set, state, notes, and what changed since they accepted it.

    `own` are the judgements in effect whose home it is, in the order in which they were made.
    """
    texts = {t.document_key: t.document.text for t in told}
    claims: list[Claim] = []
    for judgement in own:
        if judgement.kind == "correct" and judgement.event is not None:
            assert judgement.field is not None
            event = corrected_event(event, judgement.field, judgement.value)
            claims = [claim for claim in claims if claim.field != judgement.field]
            claims.append(_claim(judgement, texts))
    state = _state(event, own)
    return replace(
        event,
        claims=event.claims + tuple(claims),
        state=state,
        notes=tuple(f"{j.by}: {j.note}" for j in own if j.kind == "note"),
        since_accepted=_since_accepted(event, own) if state == "accepted" else (),
    )


def _state(event: Event, own: Sequence[Judgement]) -> str:
    """As the last word on the event says; an event all of whose mentions were accepted one by one is accepted."""
    one_by_one: dict[str, str] = {}
    state = "open"
    for judgement in own:
        if judgement.kind in ("accept", "reject"):
            word = "accepted" if judgement.kind == "accept" else "rejected"
            if judgement.event is not None:
                state, one_by_one = word, {}
            else:
                one_by_one |= dict.fromkeys(judgement.mentions, word)
    words = {one_by_one.get(key, "open") for key in event.mentions}
    return words.pop() if len(words) == 1 and words != {"open"} else state


def snapshot(event: Event) -> dict[str, Any]:
    """What is noted of an event that is accepted, to tell later what changed."""
    return {"fields": {field: value_of_event(event, field) for field in CORRECTABLE}}


def _since_accepted(event: Event, own: Sequence[Judgement]) -> tuple[Change, ...]:
    """What differs from the last acceptance and was not a reviewer's doing since."""
    at = max((n for n, j in enumerate(own) if j.kind == "accept" and j.event is not None), default=None)
    if at is None:
        return ()
    accepted, later = own[at], own[at + 1 :]
    by_hand = {key for j in later if j.kind in ("merge", "duplicate", "split", "apart", "reject") for key in j.mentions}
    set_since = {j.field for j in later if j.kind == "correct"}
    then, now = set(accepted.mentions), set(event.mentions)
    found = [
        Change(name, "", ", ".join(sorted(keys)))
        for name, keys in (("joined", now - then - by_hand), ("left", then - now - by_hand))
        if keys
    ]
    for field, before in accepted.value["fields"].items():
        value = value_of_event(event, field)
        if field not in set_since and _essence(field, value) != _essence(field, before):
            found.append(Change(field, told_as_text(field, before), told_as_text(field, value)))
    return tuple(found)


def _essence(field: str, value: Any) -> Any:
    """What tells two values apart: the spelling of a place that the gazetteer knows does not."""
    if field == "place" and value and value["id"]:
        return value["id"], value["lat"], value["lon"]
    return value


def _claim(judgement: Judgement, texts: Mapping[str, str]) -> Claim:
    assert judgement.field is not None
    text = texts.get(judgement.document_key or "")
    persons = judgement.value if judgement.field in ("killed", "injured") and judgement.value else {}
    return Claim(
        judgement.field,
        told_as_text(judgement.field, judgement.value),
        "",
        judgement.document_key or "",
        None,
        None,
        "reviewer",
        judgement.span.of(text) if judgement.span and text is not None else "",
        judgement.span,
        persons.get("low"),
        persons.get("high"),
        judgement.by,
    )
