"""Events that may be one with another: an id in, what blocking brings together with it out, each with what speaks for it.

It uses what linking keeps (blocking keys, signatures), so it looks where linking looked, and shows what linking left apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rasad.event import Event
from rasad.link.block import keys_of, pairs_by, tokens_of
from rasad.link.compare import Comparison, compare, weight_if_near
from rasad.link.signature import Signature
from rasad.project.standing import standing
from rasad.store import events, links

if TYPE_CHECKING:
    from rasad.project.project import Project

_WEAKEST = -2.0  # bits from which it is worth a reviewer's look
_MOST = 3_000  # mentions compared with; what happens in a capital on a day of war is more than anybody looks through


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another event and the comparison of the two mentions that are most alike, ours first."""

    event: Event
    mentions: tuple[str, str]
    comparison: Comparison


def alike(project: Project, event: Event, limit: int = 5) -> list[Likeness]:
    """The events that are most like this one, best first; not those that are clearly apart from it, rejected, or that a
    reviewer said are not the same."""
    with project.reading() as connection:
        others = _told_apart(connection, event)
        mine, near = _near(connection, event)
        best: dict[str, tuple[float, str, str]] = {}
        for key, other, weight in _weighed(mine, near):
            if other not in best or (weight, key) > best[other][:2]:
                best[other] = (weight, key, other)
        ids = events.ids_of_mentions(connection, best)
        of_event: dict[str, tuple[float, str, str]] = {}
        for other, event_id in ids.items():
            if event_id != event.id:
                of_event[event_id] = max(of_event.get(event_id, best[other]), best[other])
        first = sorted(of_event, key=lambda event_id: (-of_event[event_id][0], event_id))[: 4 * limit]
        found = events.events(connection, first)
    signatures = {sig.key: sig for sig in (*mine, *near)}
    return [
        Likeness(found[event_id], (key, other), compare(signatures[key], signatures[other]))
        for event_id in first
        if found[event_id].state != "rejected" and others.isdisjoint(found[event_id].mentions)
        for _, key, other in [of_event[event_id]]
    ][:limit]


def between(project: Project, one: Event, two: Event) -> Likeness | None:
    """How alike two events are, by their mentions that are most so; None where linking has not compared them yet."""
    with project.reading() as connection:
        mine, theirs = _signatures(connection, one.mentions), _signatures(connection, two.mentions)
    pairs = [(compare(a, b), a.key, b.key) for a in mine[:50] for b in theirs[:50]]
    if not pairs:
        return None
    comparison, key, other = max(pairs, key=lambda pair: (not pair[0].vetoed, pair[0].weight))
    return Likeness(two, (key, other), comparison)


def _told_apart(connection: Connection, event: Event) -> frozenset[str]:
    """The mentions of what reviewers said is not the same as the event."""
    mine = frozenset(event.mentions)
    said = [judgement.value for judgement in standing(connection, mine).judgements if judgement.kind == "apart"]
    sides = [side for value in said for side in ((value["apart"], value["from"]), (value["from"], value["apart"]))]
    return frozenset(key for own, others in sides if not mine.isdisjoint(own) for key in others) - mine


def _near(connection: Connection, event: Event) -> tuple[list[Signature], list[Signature]]:
    """The signatures of the event's mentions, and of those that share a block with them."""
    own = set(links.numbers(connection, event.mentions).values())
    stored = links.signatures(connection, own)
    mine = [Signature.from_bytes(stored[seq]) for seq in sorted(stored)]
    blocks = {key for sig in mine for key in keys_of(sig)}
    seqs: set[int] = set()
    for _, seq in links.members(connection, blocks):
        if seq not in own:
            seqs.add(seq)
        if len(seqs) == _MOST:
            break
    return mine, [Signature.from_bytes(data) for _, data in sorted(links.signatures(connection, seqs).items())]


def _weighed(mine: list[Signature], near: list[Signature]) -> list[tuple[str, str, float]]:
    found: list[tuple[str, str, float]] = []
    for sig in mine:
        tokens = tokens_of(sig)
        keys = set(keys_of(sig))
        for other in near:
            shared = keys.intersection(keys_of(other))
            if not shared or not any(any(pairs_by(key, (sig, other), (tokens, tokens_of(other)))) for key in shared):
                continue
            weight = weight_if_near(sig, other)
            if weight is not None and weight >= _WEAKEST:
                found.append((sig.key, other.key, weight))
    return found


def _signatures(connection: Connection, keys: tuple[str, ...]) -> list[Signature]:
    numbers = links.numbers(connection, keys)
    found = links.signatures(connection, numbers.values())
    return [Signature.from_bytes(found[seq]) for seq in sorted(found)]
