"""Links a whole project anew: all mentions in, all events written out; on several processes, in bounded memory.

It computes on the project as it was at its beginning and writes some thousand mentions at a time, so that others can add
and decide meanwhile. What they change is left as they leave it and linked step by step at the end. A note in the project
says that it is not finished; a run that was killed is finished by the next `rasad link`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rasad.event import Judgement
from rasad.kit import Kit
from rasad.link.block import keys_of
from rasad.link.signature import Signature, signature_of
from rasad.link.whole import link_all
from rasad.project.clock import now
from rasad.project.derive import Piece, deriving
from rasad.project.effects import Constraints, constraints
from rasad.project.link import Linked, link_pending, own_judgements, told_now
from rasad.project.standing import standing_everywhere
from rasad.store import events, links
from rasad.store import judgements as rows
from rasad.store.makers import Maker, number_of

if TYPE_CHECKING:
    from rasad.project.project import Project

_MANY = 5000  # pending mentions from which linking all at once may be quicker
_READ = 500  # mentions read in one transaction
_WRITTEN = 1000  # mentions whose events are written in one transaction
_PAIRS = 20_000  # mentions whose pairs are written in one transaction


@dataclass(frozen=True, slots=True)
class Linking:
    """How a project is linked: the kit, its maker, processes; `whole`: everything anew."""

    kit: Kit
    maker: Maker
    jobs: int = 1
    whole: bool = False


@dataclass(slots=True)
class _Snapshot:
    """The project as it was when linking began: numbers and marks of mentions by key, the judgements and their last number."""

    numbers: dict[str, int] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()
    last: int = 0
    wanted: Constraints = field(default_factory=lambda: Constraints((), (), (), {}))
    pairs: tuple[array[int], array[int], array[float]] = field(default_factory=lambda: (array("q"), array("q"), array("d")))


def link_project(project: Project, linking: Linking) -> tuple[int, Iterator[Linked]]:
    """How many mentions there are to link, and the steps of it, each told once it is stored."""
    with project.reading() as connection:
        waiting, whole = links.count_waiting(connection), linking.whole or links.unfinished(connection)
        # Counting all of a large project takes its time: only where it matters.
        current = links.count_current(connection) if whole or waiting > _MANY else 2 * waiting
    if whole or 2 * waiting > current:
        return current, _relink(project, linking)
    return waiting, link_pending(project, linking.kit, linking.maker)


def count_events(project: Project) -> int:
    """How many events the project has."""
    with project.reading() as connection:
        return events.count(connection)


def _relink(project: Project, linking: Linking) -> Iterator[Linked]:
    with project.writing() as connection:
        links.begin_whole(connection, now())
        kept = links.numbers(connection, standing_everywhere(connection).kept)
        links.pend(connection, kept.values(), current=True)
    _read(project, linking)
    taken = _Snapshot()
    with project.reading() as connection:
        clusters = _clusters(connection, linking, taken)
    _write_pairs(project, taken)
    own = own_judgements(taken.judgements, clusters)
    with deriving(project, linking.kit, linking.jobs) as derive:
        for piece, made in derive(_pieces(clusters, own, taken.wanted.copy_of)):
            yield _write_events(project, linking.maker, taken, piece, made)
    with project.writing() as connection:
        late = links.not_among(connection, taken.marks.keys())
        judged = {key for keys in taken.wanted.frozen for key in keys} | rows.keys_after(connection, taken.last)
        links.pend(connection, late | set(links.numbers(connection, judged).values()))
        links.end_whole(connection)
    yield from (Linked(0, step.events) for step in link_pending(project, linking.kit, linking.maker))


def _read(project: Project, linking: Linking) -> None:
    """Gives a signature and blocking keys to every mention that has none, or that has changed."""
    after = 0
    while True:
        with project.writing() as connection:
            some = links.unread(connection, after, _READ)
            if not some:
                return
            told = told_now(connection, some.values())
            made = {seq: signature_of(told[key], linking.kit) for seq, key in some.items()}
            links.forget(connection, made.keys())
            links.write_signatures(connection, ((seq, sig.to_bytes()) for seq, sig in made.items()))
            links.write_keys(connection, ((key, seq) for seq, sig in made.items() for key in keys_of(sig)))
        after = max(some)


def _clusters(connection: Connection, linking: Linking, taken: _Snapshot) -> list[tuple[str, ...]]:
    """The mentions of each event as the project is now; `taken` is filled."""
    taken.last = rows.count(connection)
    taken.judgements = standing_everywhere(connection).judgements
    anchors = links.numbers(connection, {key for judgement in taken.judgements for key in judgement.mentions})
    taken.wanted = constraints(taken.judgements, frozenset(links.keys(connection, anchors.values()).values()))
    frozen = {key for group in taken.wanted.frozen for key in group}

    def free() -> Iterator[Signature]:
        for seq, key, data in links.all_signed(connection):
            taken.numbers[key] = seq
            taken.marks[seq] = hash(data)
            if key not in frozen:
                yield Signature.from_bytes(data)

    first, second, weights = taken.pairs

    def keep(a: str, b: str, weight: float) -> None:
        low, high = sorted((taken.numbers[a], taken.numbers[b]))
        first.append(low)
        second.append(high)
        weights.append(weight)

    found = list(link_all(free(), taken.wanted.must, taken.wanted.cannot, linking.jobs, keep))
    return [*found, *taken.wanted.frozen]


def _write_pairs(project: Project, taken: _Snapshot) -> None:
    """Puts the linked pairs in the place of those that were there, by ranges of the first mention's number."""
    order = sorted(range(len(taken.pairs[0])), key=taken.pairs[0].__getitem__)
    numbers = sorted(taken.marks)
    at = 0
    for start in range(0, len(numbers), _PAIRS):
        last = numbers[min(start + _PAIRS, len(numbers)) - 1]
        begin = at
        while at < len(order) and taken.pairs[0][order[at]] <= last:
            at += 1
        with project.writing() as connection:
            links.drop_pairs(connection, numbers[start], last)
            links.write_pairs(connection, ((taken.pairs[0][n], taken.pairs[1][n], taken.pairs[2][n]) for n in order[begin:at]))


def _pieces(
    clusters: Sequence[tuple[str, ...]], own: Mapping[int, list[Judgement]], copy_of: Mapping[str, str]
) -> Iterator[Piece]:
    """The clusters with what was decided about each, some together."""
    piece: list[tuple[tuple[str, ...], list[Judgement]]] = []
    size = 0
    for number, keys in enumerate(clusters):
        piece.append((keys, own.get(number, [])))
        size += len(keys)
        if size >= _WRITTEN or number == len(clusters) - 1:
            yield Piece(tuple(piece), {key: copy_of[key] for keys, _ in piece for key in keys if key in copy_of} if copy_of else {})
            piece, size = [], 0


def _write_events(
    project: Project, maker: Maker, taken: _Snapshot, piece: Piece, made: Sequence[events.Made | None]
) -> Linked:
    """Writes the events of some clusters, but of those that others have changed meanwhile: these are to be linked anew."""
    numbers = {key: taken.numbers[key] for keys, _ in piece.clusters for key in keys}
    with project.writing() as connection:
        at = now()
        judged = rows.keys_after(connection, taken.last)
        same = {seq for seq, data in links.current_signatures(connection, numbers.values()).items() if hash(data) == taken.marks[seq]}
        good: list[events.Made] = []
        for (keys, _), event in zip(piece.clusters, made, strict=True):
            if event is not None and {numbers[key] for key in keys} <= same and judged.isdisjoint(keys):
                good.append(event)
        written = {numbers[key] for event in good for key in event.mentions}
        old = events.holding(connection, written)
        changed = events.rewrite(connection, old, good, numbers, events.Stamp(number_of(connection, maker, at), at))
        links.done(connection, written)
        links.pend(connection, {*numbers.values(), *(seq for one in old for seq in one.mentions)} - written)
    return Linked(len(numbers), changed)
