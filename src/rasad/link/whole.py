"""Links many mentions at once: signatures in, the keys of each event out, in bounded memory and on several processes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from rasad.errors import ConfigurationError
from rasad.link.block import bucket_of, buckets_of, keys_of, pairs_by, tokens_of
from rasad.link.cluster import Pair, cluster
from rasad.link.compare import LINKED, weight_if_near
from rasad.link.signature import Signature
from rasad.link.weights import weights
from rasad.workers import become_worker, hire, in_order

Given = TypeVar("Given")
Made = TypeVar("Made")
Cluster = tuple[str, ...]
Bucket = tuple[str, list[int], list[bytes]]  # its name, the numbers of its mentions, their signatures
Pairs = tuple[bytes, bytes, bytes]  # numbers, numbers, weights, as arrays

DIED = "a process that was linking died (killed, or out of memory); what is stored is kept: the same command again goes on"
_AT_ONCE = 2000  # mentions of components sent to a worker together


def link_all(
    signatures: Iterable[Signature],
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
    jobs: int = 1,
    note: Callable[[str, str, float], None] | None = None,
) -> Iterator[Cluster]:
    """The keys of the mentions of each event, sorted; every given mention in exactly one. `jobs` processes.

    `note` is told of every linked pair: the keys and the weight.

    What it holds of each mention is its signature's bytes and its linked pairs.
    """
    must, cannot = list(must), list(cannot)
    whole = _Whole({key for pair in (*must, *cannot) for key in pair})
    for sig in signatures:
        whole.take(sig)
    for first, second, weight in _mapped(compared, whole.buckets(), jobs):
        whole.keep(first, second, weight)
    if note is not None:
        for pair, bits in whole.pairs.items():
            note(whole.keys[pair >> 32], whole.keys[pair & 0xFFFFFFFF], bits)
    whole.judge(must, cannot)
    found: list[Cluster] = [(whole.keys[n],) for n in whole.alone()]
    for clusters in _mapped(_clustered, whole.components(), jobs):
        found += clusters
    yield from sorted(found)


def link_files(signatures: Iterable[Signature]) -> list[Cluster]:
    """The same for the mentions of a few files: what has neither a date nor a day of publication is compared with all.

    A project that grows does without: each new report would have to be compared with all years.
    """
    known = sorted(signatures, key=lambda sig: sig.key)
    families = weights().families
    found = set(linked_pairs(known))
    for sig in known:
        if sig.start is None and sig.published is None:
            for other in known:
                if other.key != sig.key and families.get(other.type) == families.get(sig.type):
                    weight = weight_if_near(sig, other)
                    if weight is not None and weight >= LINKED:
                        found.add((min(sig.key, other.key), max(sig.key, other.key), weight))
    return cluster(known, sorted(found))


def linked_pairs(signatures: Iterable[Signature]) -> Iterator[tuple[str, str, float]]:
    """The linked pairs among signatures that share a block, each once, with their weights."""
    known = sorted(signatures, key=lambda sig: sig.key)
    blocks: dict[str, list[int]] = {}
    for n, sig in enumerate(known):
        for key in keys_of(sig):
            blocks.setdefault(key, []).append(n)
    for i, j, weight in _linked(known, blocks):
        yield known[i].key, known[j].key, weight


def _linked(known: list[Signature], blocks: Mapping[str, list[int]]) -> Iterator[tuple[int, int, float]]:
    """The linked pairs (positions in `known`) of blocks, each once."""
    tokens = [tokens_of(sig) for sig in known]
    seen: set[int] = set()
    for key, members in blocks.items():
        if len(members) < 2:
            continue
        for i, j in pairs_by(key, [known[n] for n in members], [tokens[n] for n in members]):
            a, b = members[i], members[j]
            pair = a * len(known) + b
            if pair not in seen:
                seen.add(pair)
                weight = weight_if_near(known[a], known[b])
                if weight is not None and weight >= LINKED:
                    yield a, b, weight


class _Whole:
    """All mentions by number, in the order of their coming, and what is known of them."""

    def __init__(self, judged: set[str]) -> None:
        self.keys: list[str] = []
        self.packed: list[bytes] = []
        self.in_bucket: dict[str, array[int]] = {}
        self.pairs: dict[int, float] = {}
        self.judged = dict.fromkeys(judged, -1)
        self.must: list[tuple[int, int]] = []
        self.cannot: list[tuple[int, int]] = []

    def take(self, sig: Signature) -> None:
        number = len(self.keys)
        self.keys.append(sig.key)
        self.packed.append(sig.to_bytes())
        for bucket in buckets_of(sig):
            self.in_bucket.setdefault(bucket, array("I")).append(number)
        if sig.key in self.judged:
            self.judged[sig.key] = number

    def buckets(self) -> Iterator[Bucket]:
        """The buckets of more than one mention; each is let go of when handed out."""
        while self.in_bucket:
            bucket, numbers = self.in_bucket.popitem()
            if len(numbers) > 1:
                yield bucket, list(numbers), [self.packed[n] for n in numbers]

    def keep(self, first: bytes, second: bytes, weight: bytes) -> None:
        """Keeps linked pairs; one that two buckets found is the same in both."""
        for a, b, bits in zip(array("I", first), array("I", second), array("d", weight), strict=True):
            self.pairs[min(a, b) << 32 | max(a, b)] = bits

    def judge(self, must: list[Pair], cannot: list[Pair]) -> None:
        """Keeps the judgements on mentions that are there."""
        for pairs, kept in ((must, self.must), (cannot, self.cannot)):
            for a, b in pairs:
                x, y = self.judged[a], self.judged[b]
                if x >= 0 and y >= 0 and x != y:
                    kept.append((x, y))

    def alone(self) -> Iterator[int]:
        """The mentions that nothing is linked with."""
        tied = bytearray(len(self.keys))
        for pair in self.pairs:
            tied[pair >> 32] = tied[pair & 0xFFFFFFFF] = 1
        for a, b in self.must:
            tied[a] = tied[b] = 1
        return (n for n, bound in enumerate(tied) if not bound)

    def components(self) -> Iterator[list[_Part]]:
        """The connected components, as many at once as make a piece of work."""
        parent = array("I", range(len(self.keys)))

        def root(n: int) -> int:
            while parent[n] != n:
                parent[n] = parent[parent[n]]
                n = parent[n]
            return n

        for a, b in (*((pair >> 32, pair & 0xFFFFFFFF) for pair in self.pairs), *self.must):
            low, high = sorted((root(a), root(b)))
            parent[high] = low
        parts: dict[int, _Part] = {}
        for pair, weight in self.pairs.items():
            a, b = pair >> 32, pair & 0xFFFFFFFF
            parts.setdefault(root(a), _Part()).pairs.append((self.keys[a], self.keys[b], weight))
        self.pairs.clear()
        for a, b in self.must:
            parts.setdefault(root(a), _Part()).must.append((self.keys[a], self.keys[b]))
        for a, b in self.cannot:
            if (there := root(a)) == root(b) and there in parts:
                parts[there].cannot.append((self.keys[a], self.keys[b]))
        for n in range(len(self.keys)):
            if (there := root(n)) in parts:
                parts[there].packed.append(self.packed[n])
        piece: list[_Part] = []
        size = 0
        while parts:
            piece.append(parts.popitem()[1])
            size += len(piece[-1].packed)
            if size >= _AT_ONCE or not parts:
                yield piece
                piece, size = [], 0


class _Part:
    """One connected component."""

    __slots__ = ("cannot", "must", "packed", "pairs")

    def __init__(self) -> None:
        self.packed: list[bytes] = []
        self.pairs: list[tuple[str, str, float]] = []
        self.must: list[Pair] = []
        self.cannot: list[Pair] = []


def compared(work: Bucket) -> Pairs:
    """The linked pairs of one bucket, by the numbers of its mentions."""
    bucket, numbers, packed = work
    known = [Signature.from_bytes(data) for data in packed]
    blocks: dict[str, list[int]] = {}
    for n, sig in enumerate(known):
        for key in keys_of(sig):
            if bucket_of(key) == bucket:
                blocks.setdefault(key, []).append(n)
    first, second, weights_ = array("I"), array("I"), array("d")
    for i, j, weight in _linked(known, blocks):
        first.append(numbers[i])
        second.append(numbers[j])
        weights_.append(weight)
    return first.tobytes(), second.tobytes(), weights_.tobytes()


def _clustered(parts: list[_Part]) -> list[Cluster]:
    """The clusters of some components."""
    found: list[Cluster] = []
    for part in parts:
        found += cluster((Signature.from_bytes(data) for data in part.packed), part.pairs, part.must, part.cannot)
    return found


def _mapped(do: Callable[[Given], Made], work: Iterable[Given], jobs: int) -> Iterator[Made]:
    """What `do` makes of each piece of work, in order, by `jobs` processes; a bounded number of pieces is in flight."""
    if jobs <= 1:
        yield from map(do, work)
        return
    with hire(jobs, become_worker) as pool:
        try:
            yield from (made for _, made in in_order(pool, jobs, do, work))
        except BrokenProcessPool as error:
            raise ConfigurationError(DIED) from error
        finally:
            pool.shutdown(cancel_futures=True)
