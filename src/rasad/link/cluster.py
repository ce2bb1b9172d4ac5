"""Clusters mentions: signatures, weighted pairs and judgements in, the mentions of each event out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from rasad.link.compare import APART, LINKED, compare, weight_if_near
from rasad.link.signature import Signature

Pair = tuple[str, str]

_LARGE = 60  # mentions from which those of a component that say exactly the same are taken as one


def cluster(
    signatures: Iterable[Signature],
    pairs: Iterable[tuple[str, str, float]],
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
) -> list[tuple[str, ...]]:
    """The keys of the mentions of each event, every given mention in exactly one; all sorted.

    `pairs` are those that were compared, with their weights. What is joined depends on the connected component of linked
    pairs and must-links alone, so one component gives the same by itself as among others. A must-link joins whatever the
    weights say, unless that would join a cannot-link. Pairs and judgements on other keys are passed over.
    """
    known = {sig.key: sig for sig in signatures}
    linked = [(a, b) for a, b, weight in pairs if weight >= LINKED and a in known and b in known and a != b]
    joined = sorted({(min(p), max(p)) for p in must if p[0] in known and p[1] in known and p[0] != p[1]})
    parted = {(min(p), max(p)) for p in cannot if p[0] in known and p[1] in known}
    edges: dict[str, list[Pair]] = {}
    found: list[tuple[str, ...]] = []
    roots = components(known, [*linked, *joined])
    for pair in linked:
        edges.setdefault(roots[pair[0]], []).append(pair)
    members: dict[str, list[str]] = {}
    for key in sorted(known):
        members.setdefault(roots[key], []).append(key)
    musts: dict[str, list[Pair]] = {}
    for pair in joined:
        musts.setdefault(roots[pair[0]], []).append(pair)
    cannots: dict[str, set[Pair]] = {}
    for pair in parted:
        if roots[pair[0]] == roots[pair[1]]:
            cannots.setdefault(roots[pair[0]], set()).add(pair)
    for root, keys in members.items():
        if len(keys) == 1:
            found.append((keys[0],))
        else:
            one = _Component([known[key] for key in keys], cannots.get(root, set()))
            found += one.clusters(musts.get(root, []), edges.get(root, []))
    return sorted(found)


def components(keys: Iterable[str], edges: Iterable[Pair]) -> dict[str, str]:
    """Each key with the least key that edges connect it to."""
    parent = {key: key for key in keys}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for a, b in edges:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {key: root(key) for key in parent}


@dataclass(slots=True)
class _Group:
    """Mentions that are together so far; `near` are the groups with which some pair of theirs is linked."""

    keys: list[str]
    near: set[int] = field(default_factory=set)


class _Component:
    """Joins the mentions of one component, best pair of groups first, by the mean weight of all pairs between the two.

    Groups between which a pair is clearly apart are never joined, so that a vague mention goes with those it fits best and
    draws nothing else after it.
    """

    def __init__(self, signatures: list[Signature], cannot: set[Pair]) -> None:
        self.known = {sig.key: sig for sig in signatures}
        self.cannot = cannot
        self.totals: dict[tuple[int, int], float | None] = {}
        self.groups: dict[int, _Group] = {}
        self.of: dict[str, int] = {}
        self.standing: dict[str, str] = {}  # a mention that says the same as another, with that one

    def clusters(self, must: list[Pair], linked: list[Pair]) -> Iterator[tuple[str, ...]]:
        """The clusters, each with its keys in order."""
        if len(self.known) >= _LARGE:
            self._stand_in({key for pair in [*must, *self.cannot] for key in pair})
        for n, key in enumerate(sorted(self.known)):
            if key not in self.standing:
                self.groups[n], self.of[key] = _Group([key]), n
        for a, b in must:
            self._must(self.of[a], self.of[b])
        self._join(linked)
        followers: dict[str, list[str]] = {}
        for key, leader in self.standing.items():
            followers.setdefault(leader, []).append(key)
        for group in self.groups.values():
            yield tuple(sorted([*group.keys, *(key for leader in group.keys for key in followers.get(leader, ()))]))

    def _stand_in(self, judged: set[str]) -> None:
        """Lets the first of the mentions that say exactly the same, each in a report of its own, stand for them all."""
        faces: dict[object, list[str]] = {}
        reports: dict[str, int] = {}
        for key in sorted(self.known):
            sig = self.known[key]
            reports[sig.document] = reports.get(sig.document, 0) + 1
            if key not in judged:
                faces.setdefault(sig.face(), []).append(key)
        for keys in faces.values():
            alone = [key for key in keys if reports[self.known[key].document] == 1]
            if len(alone) > 1 and compare(self.known[alone[0]], self.known[alone[1]]).linked:
                self.standing.update(dict.fromkeys(alone[1:], alone[0]))

    def _must(self, a: int, b: int) -> None:
        if a != b and not self._parted(a, b):
            self._merge(min(a, b), max(a, b))

    def _join(self, linked: list[Pair]) -> None:
        """Joins the best two groups until none is left that fit."""
        for a, b in linked:
            x, y = self.of[self.standing.get(a, a)], self.of[self.standing.get(b, b)]
            if x != y:
                self.groups[x].near.add(y)
                self.groups[y].near.add(x)
        heap = [
            rank for x, group in self.groups.items() for y in group.near if x < y and (rank := self._rank(x, y))
        ]
        heapify(heap)
        while heap:
            _, x, y, sizes = heappop(heap)
            if x not in self.groups or y not in self.groups or sizes != self._sizes(x, y):
                continue  # one of them has grown since
            self._merge(x, y)
            for other in self.groups[x].near:
                if rank := self._rank(min(x, other), max(x, other)):
                    heappush(heap, rank)

    def _rank(self, x: int, y: int) -> tuple[float, int, int, tuple[int, int]] | None:
        """What the heap sorts by; None where the two may not be joined."""
        total = self._total(x, y)
        if total is None:
            return None
        mean = total / (len(self.groups[x].keys) * len(self.groups[y].keys))
        return (-round(mean, 6), x, y, self._sizes(x, y)) if mean >= LINKED else None

    def _sizes(self, x: int, y: int) -> tuple[int, int]:
        return len(self.groups[x].keys), len(self.groups[y].keys)

    def _total(self, x: int, y: int) -> float | None:
        """The sum of the weights of all pairs between two groups; None where some pair may not come together."""
        if (x, y) not in self.totals:
            self.totals[x, y] = self._sum(x, y)
        return self.totals[x, y]

    def _sum(self, x: int, y: int) -> float | None:
        if self._parted(x, y):
            return None
        total = 0.0
        for a in self.groups[x].keys:
            for b in self.groups[y].keys:
                weight = weight_if_near(self.known[a], self.known[b])
                if weight is None or weight < APART:
                    return None
                total += weight
        return total

    def _parted(self, x: int, y: int) -> bool:
        return bool(self.cannot) and any(
            (min(a, b), max(a, b)) in self.cannot for a in self.groups[x].keys for b in self.groups[y].keys
        )

    def _merge(self, x: int, y: int) -> None:
        """Puts group y into group x; x is the one whose first key is the lesser."""
        ours, theirs = self.groups[x], self.groups.pop(y)
        near = (ours.near | theirs.near) - {x, y}
        for other in near:
            self._add_totals((min(x, other), max(x, other)), (min(y, other), max(y, other)))
            self.groups[other].near.discard(y)
            self.groups[other].near.add(x)
        ours.keys = sorted([*ours.keys, *theirs.keys])
        ours.near = near
        for key in theirs.keys:
            self.of[key] = x

    def _add_totals(self, of: tuple[int, int], other: tuple[int, int]) -> None:
        """Keeps the total of `of` true after its group took in the one of `other`; forgets it where one is not known."""
        a, b = self.totals.get(of, 0.0), self.totals.get(other, 0.0)
        if of in self.totals and other in self.totals:
            self.totals[of] = None if a is None or b is None else a + b
        elif a is None or b is None:
            self.totals[of] = None
        else:
            self.totals.pop(of, None)
