"""The steps of linking that workers do, each by itself: parts or bins in, files of rows or short answers out.

They call the functions that link on one machine, on the pieces that these are made to be cut into: texts that might be
copies, buckets of blocking keys, connected components.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasad.cluster.job import Job, file_name, held
from rasad.cluster.place import Place
from rasad.cluster.shuffle import Stretch, bin_of, gather, scatter
from rasad.cluster.tables import event_row, parquet, reports_of
from rasad.event import Told
from rasad.export.columns import Row
from rasad.link.block import buckets_of
from rasad.link.cluster import cluster
from rasad.link.copies import bands_of
from rasad.link.derive import derive
from rasad.link.files import copies_of, document_key, told_of_report
from rasad.link.signature import Signature, signature_of
from rasad.link.whole import compared
from rasad.model import Document, EventMention
from rasad.pipeline import Coded
from rasad.store.records import from_plain, to_plain

SHUFFLE = "shuffle"  # the folder of what is handed over; removed at the end
Edge = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as linking sees it: its number, the names of its files, the keys of reports that a part before it has too."""

    number: int
    files: tuple[str, ...]
    passed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Alike:
    """What a bin of bands tells: pairs of reports that may be copies, and the parts of these and of reports that several have."""

    pairs: tuple[tuple[str, str], ...]
    homes: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a bin of buckets tells: the linked pairs with their weights, and the part of each mention in them."""

    edges: tuple[Edge, ...]
    homes: Mapping[str, int]


def spread_bands(job: Job, piece: Piece, bins: int) -> dict[int, Stretch]:
    """The bands of the part's reports, by bin of the band."""
    rows: dict[int, list[list[Any]]] = {}
    for key, coded in _reports(job.place, piece):
        for band in bands_of(coded.document.text):
            rows.setdefault(bin_of(band, bins), []).append([band, key, piece.number])
    return scatter(job.place, f"{SHUFFLE}/bands/part-{piece.number:06}", rows)


def find_alike(job: Job, stretches: Sequence[Stretch]) -> Alike:
    """Which reports share a band: each with the first one that has it, which is enough to find what hangs together."""
    first: dict[str, str] = {}
    pairs: set[tuple[str, str]] = set()
    homes: dict[str, set[int]] = {}
    for band, key, part in gather(job.place, stretches):
        leader = first.setdefault(band, key)
        homes.setdefault(key, set()).add(part)
        if leader != key:
            pairs.add((min(leader, key), max(leader, key)))
    paired = {key for pair in pairs for key in pair}
    told = {key: tuple(sorted(parts)) for key, parts in homes.items() if key in paired or len(parts) > 1}
    return Alike(tuple(sorted(pairs)), told)


def spread_texts(job: Job, piece: Piece, wanted: Mapping[str, int]) -> dict[int, Stretch]:
    """The texts of the part's reports that are asked for, by the bin that each is wanted in."""
    rows: dict[int, list[list[Any]]] = {}
    for key, coded in _reports(job.place, piece):
        if key in wanted:
            rows.setdefault(wanted[key], []).append([key, coded.document.text])
    return scatter(job.place, f"{SHUFFLE}/texts/part-{piece.number:06}", rows)


def group_copies(job: Job, stretches: Sequence[Stretch]) -> dict[str, str]:
    """The group of each report of a bin that is in a group with another one."""
    found = copies_of({row[0]: row[1] for row in gather(job.place, stretches)})
    several = {group for key, group in found.items() if group != key}
    return {key: group for key, group in found.items() if group in several}


def spread_signatures(job: Job, piece: Piece, copies: Mapping[str, str], bins: int) -> dict[int, Stretch]:
    """What is compared of the part's mentions, by bin of the bucket of their blocking keys."""
    kit = held.kit(job)
    rows: dict[int, list[list[Any]]] = {}
    for told in _told(job.place, piece, copies):
        sig = signature_of(told, kit)
        packed = sig.to_bytes().decode()
        for bucket in sorted(buckets_of(sig)):
            rows.setdefault(bin_of(bucket, bins), []).append([bucket, sig.key, packed, piece.number])
    return scatter(job.place, f"{SHUFFLE}/signatures/part-{piece.number:06}", rows)


def compare_buckets(job: Job, stretches: Sequence[Stretch]) -> Compared:
    """The linked pairs of all buckets of a bin, each once."""
    held.kit(job)
    buckets: dict[str, dict[str, bytes]] = {}
    parts: dict[str, int] = {}
    for bucket, key, packed, part in gather(job.place, stretches):
        buckets.setdefault(bucket, {})[key] = packed.encode()
        parts[key] = part
    found: set[Edge] = set()
    for bucket, members in buckets.items():
        if len(members) > 1:
            keys = list(members)
            first, second, weights = compared((bucket, list(range(len(keys))), list(members.values())))
            for a, b, weight in zip(array("I", first), array("I", second), array("d", weights), strict=True):
                found.add((min(keys[a], keys[b]), max(keys[a], keys[b]), weight))
    return Compared(tuple(sorted(found)), {key: parts[key] for a, b, _ in found for key in (a, b)})


def spread_mentions(job: Job, piece: Piece, copies: Mapping[str, str], wanted: Mapping[str, int]) -> tuple[dict[int, Stretch], int, int]:
    """The part's mentions that are linked with others, by bin of what they are linked with; of the rest the events are written.

    Also how many mentions the part has, and how many events it wrote.
    """
    kit = held.kit(job)
    rows: dict[int, list[list[Any]]] = {}
    alone: list[tuple[Told, ...]] = []
    count = 0
    for told in _told(job.place, piece, copies):
        count += 1
        if told.key in wanted:
            document = to_plain(told.document)
            plain = [told.key, told.document_key, document, to_plain(told.mention), told.copies]
            rows.setdefault(wanted[told.key], []).append([*plain, signature_of(told, kit).to_bytes().decode()])
        else:
            alone.append((told,))
    _write_events(job, f"part-{piece.number:06}", alone)
    return scatter(job.place, f"{SHUFFLE}/mentions/part-{piece.number:06}", rows), count, len(alone)


def settle(job: Job, number: int, stretches: Sequence[Stretch], edges: Sequence[Edge]) -> int:
    """Clusters the mentions of a bin and writes their events; how many."""
    held.kit(job)
    told: dict[str, Told] = {}
    signatures: dict[str, Signature] = {}
    for key, document_key_, document, mention, copies, packed in gather(job.place, stretches):
        told[key] = Told(key, document_key_, from_plain(Document, document), from_plain(EventMention, mention), copies)
        signatures[key] = Signature.from_bytes(packed.encode())
    clusters = cluster(signatures.values(), edges)
    _write_events(job, f"linked-{number:06}", [tuple(told[key] for key in keys) for keys in clusters])
    return len(clusters)


def _write_events(job: Job, name: str, clusters: Sequence[tuple[Told, ...]]) -> None:
    kit = held.kit(job)
    events = sorted(((derive(rows, (), kit), rows) for rows in clusters), key=lambda pair: pair[0].id)
    job.place.put(file_name("events", name), parquet("events", [event_row(event) for event, _ in events]))
    links: list[Row] = [
        {"event": event.id, "mention": told.mention.id, "document": told.document.id, "key": told.key}
        for event, rows in events
        for told in rows
    ]
    job.place.put(file_name("links", name), parquet("links", links))


def _told(place: Place, piece: Piece, copies: Mapping[str, str]) -> Iterator[Told]:
    for key, coded in _reports(place, piece):
        if key not in piece.passed:
            yield from told_of_report(key, (coded.document, coded.mentions), copies.get(key, key))


def _reports(place: Place, piece: Piece) -> Iterator[tuple[str, Coded]]:
    """The part's reports by key; one that it has twice counts once."""
    seen: set[str] = set()
    for name in piece.files:
        for coded in reports_of(place.get(file_name("documents", name)), place.get(file_name("mentions", name))):
            key = document_key(coded.document)
            if key not in seen:
                seen.add(key)
                yield key, coded
