"""Links the mentions of a finished run on the cluster: a client, its Job in; tables of events and links out.

A shuffle by block key, then one by connected component; the same events as linking all on one machine gives, since every
step works on pieces that do not hang together. What one process holds of the whole are pairs of keys: the linked mentions,
and the reports that may be copies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from rasad.cluster import steps
from rasad.cluster.job import Done, Job, manifest_name
from rasad.cluster.run import mapped
from rasad.cluster.shuffle import by_bin
from rasad.cluster.steps import SHUFFLE, Edge, Piece
from rasad.link.cluster import components

if TYPE_CHECKING:
    from distributed import Client

Value = TypeVar("Value")
_BINS = 2  # of bands and of buckets, for each part
_FULL = 2000  # mentions, or reports, of one bin of components


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking made: how many mentions it linked, and into how many events."""

    mentions: int
    events: int


def link_run(client: Client, job: Job, parts: int, told: Callable[[str], None] = lambda step: None) -> Linked:
    """Links what the run has coded; `told` hears of each step. Done twice, it leaves the same files."""
    place = job.place
    for folder in (SHUFFLE, "events", "links"):
        place.drop(folder)
    done = (Done.from_bytes(place.get(manifest_name(number))) for number in range(parts))
    pieces = [Piece(one.part, one.files) for one in done if one.documents]
    bins = max(1, _BINS * len(pieces))
    told("finding copies of one text")
    pieces, copies = _copies(client, job, pieces, bins)
    told("comparing mentions")
    signed = by_bin(mapped(client, steps.spread_signatures, [(job, piece, copies.get(piece.number, {}), bins) for piece in pieces]))
    edges: dict[tuple[str, str], float] = {}
    homes: dict[str, int] = {}
    for found in mapped(client, steps.compare_buckets, [(job, stretches) for stretches in signed.values()]):
        edges.update({(a, b): weight for a, b, weight in found.edges})
        homes |= found.homes
    told("writing events")
    bin_of = _binned(components(homes, edges))
    wanted = _by_part(bin_of, homes)
    work = [(job, piece, copies.get(piece.number, {}), wanted.get(piece.number, {})) for piece in pieces]
    scattered, mentions, events = [], 0, 0
    for stretches, count, alone in mapped(client, steps.spread_mentions, work):
        scattered.append(stretches)
        mentions, events = mentions + count, events + alone
    bundles: dict[int, list[Edge]] = {}
    for (a, b), weight in sorted(edges.items()):
        bundles.setdefault(bin_of[a], []).append((a, b, weight))
    settling = [(job, number, stretches, bundles[number]) for number, stretches in by_bin(scattered).items()]
    events += sum(mapped(client, steps.settle, settling))
    place.drop(SHUFFLE)
    return Linked(mentions, events)


def _copies(client: Client, job: Job, pieces: list[Piece], bins: int) -> tuple[list[Piece], dict[int, dict[str, str]]]:
    """The pieces, with what they pass over since another part has it; by part the groups of reports that are copies."""
    banded = by_bin(mapped(client, steps.spread_bands, [(job, piece, bins) for piece in pieces]))
    pairs: set[tuple[str, str]] = set()
    homes: dict[str, set[int]] = {}
    for found in mapped(client, steps.find_alike, [(job, stretches) for stretches in banded.values()]):
        pairs.update(found.pairs)
        for key, parts in found.homes.items():
            homes.setdefault(key, set()).update(parts)
    passed: dict[int, set[str]] = {}
    for key, several in homes.items():
        for part in sorted(several)[1:]:
            passed.setdefault(part, set()).add(key)
    pieces = [replace(piece, passed=frozenset(passed.get(piece.number, ()))) for piece in pieces]
    first = {key: min(several) for key, several in homes.items()}
    wanted = _by_part(_binned(components({key for pair in pairs for key in pair}, pairs)), first)
    texts = by_bin(mapped(client, steps.spread_texts, [(job, piece, wanted.get(piece.number, {})) for piece in pieces]))
    groups: dict[str, str] = {}
    for some in mapped(client, steps.group_copies, [(job, stretches) for stretches in texts.values()]):
        groups |= some
    return pieces, _by_part(groups, first)


def _binned(roots: Mapping[str, str]) -> dict[str, int]:
    """The bin of each key: connected components together, as many as fill a bin."""
    members: dict[str, list[str]] = {}
    for key, root in roots.items():
        members.setdefault(root, []).append(key)
    found: dict[str, int] = {}
    number = size = 0
    for root in sorted(members):
        found.update(dict.fromkeys(members[root], number))
        size += len(members[root])
        if size >= _FULL:
            number, size = number + 1, 0
    return found


def _by_part(values: Mapping[str, Value], homes: Mapping[str, int]) -> dict[int, dict[str, Value]]:
    """What is told of each key, by the part that has the key."""
    found: dict[int, dict[str, Value]] = {}
    for key, value in values.items():
        found.setdefault(homes[key], {})[key] = value
    return found
