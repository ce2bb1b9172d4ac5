"""Links many mentions at once: signatures in, the keys of each event out, in bounded memory and on several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasad.link.block import keys_of, pairs_of
from rasad.link.cluster import Pair, cluster
from rasad.link.compare import LINKED, weight_if_near
from rasad.link.signature import Signature


def link_all(
    signatures: Iterable[Signature], must: Iterable[Pair] = (), cannot: Iterable[Pair] = (), jobs: int = 1
) -> Iterator[tuple[str, ...]]:
    """The keys of the mentions of each event, sorted; every given mention in exactly one. `jobs` processes."""
    known = sorted(signatures, key=lambda sig: sig.key)
    yield from cluster(known, linked_pairs(known), must, cannot)


def linked_pairs(signatures: list[Signature]) -> Iterator[tuple[str, str, float]]:
    """The linked pairs among signatures that share a block, each once, with their weights."""
    blocks: dict[str, list[Signature]] = {}
    for sig in sorted(signatures, key=lambda sig: sig.key):
        for key in keys_of(sig):
            blocks.setdefault(key, []).append(sig)
    seen: set[Pair] = set()
    for key, members in blocks.items():
        for i, j in pairs_of(key, members):
            pair = (members[i].key, members[j].key)
            if pair not in seen:
                seen.add(pair)
                weight = weight_if_near(members[i], members[j])
                if weight is not None and weight >= LINKED:
                    yield (*pair, weight)
