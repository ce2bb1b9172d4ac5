"""Links many mentions at once: signatures in, the keys of each event out, in bounded memory and on several processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasad.link.block import keys_of, pairs_of
from rasad.link.cluster import Pair, cluster
from rasad.link.compare import LINKED, weight_if_near
from rasad.link.signature import Signature
from rasad.link.weights import weights


def link_all(
    signatures: Iterable[Signature], must: Iterable[Pair] = (), cannot: Iterable[Pair] = (), jobs: int = 1
) -> Iterator[tuple[str, ...]]:
    """The keys of the mentions of each event, sorted; every given mention in exactly one. `jobs` processes."""
    known = sorted(signatures, key=lambda sig: sig.key)
    yield from cluster(known, linked_pairs(known), must, cannot)


def link_files(signatures: Iterable[Signature]) -> list[tuple[str, ...]]:
    """The same for the mentions of a few files: what has neither a date nor a day of publication is compared with all.

    A project that grows does without: each new report would have to be compared with all years.
    """
    known = sorted(signatures, key=lambda sig: sig.key)
    timeless = [sig for sig in known if sig.start is None and sig.published is None]
    families = weights().families
    found = set(linked_pairs(known))
    for sig in timeless:
        for other in known:
            if other.document != sig.document and families.get(other.type) == families.get(sig.type):
                weight = weight_if_near(sig, other)
                if weight is not None and weight >= LINKED:
                    found.add((min(sig.key, other.key), max(sig.key, other.key), weight))
    return cluster(known, sorted(found))


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
