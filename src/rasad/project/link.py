"""Links what is new in a project: pending mentions in, events written anew as far as they are touched out.

Every step is one transaction: what it makes of mentions and that they are pending no more come true together, and two
linkers take turns. What is linked depends on connected components alone, so that step by step gives what linking
everything from scratch (`relink.py`) gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from rasad.event import Event, Judgement, Told
from rasad.kit import Kit
from rasad.link.block import keys_of, pairs_by, tokens_of
from rasad.link.cluster import cluster
from rasad.link.compare import LINKED, weight_if_near
from rasad.link.derive import derive
from rasad.link.signature import Signature, signature_of
from rasad.project.clock import now
from rasad.project.effects import Constraints, constraints, home, settled
from rasad.project.overlay import corrected_told
from rasad.project.standing import standing
from rasad.search.words import SearchWords
from rasad.store import events, links, mentions
from rasad.store.makers import Maker, number_of

if TYPE_CHECKING:
    from rasad.project.project import Project

AT_ONCE = 200  # pending mentions of one transaction


@dataclass(frozen=True, slots=True)
class Linked:
    """What one step did: how many mentions it linked, how many events it wrote."""

    mentions: int
    events: int


@dataclass(frozen=True, slots=True)
class Means:
    """With what linking is done: the kit, what is noted on the rows, and by which words events are found, where that is at hand."""

    kit: Kit
    stamp: events.Stamp
    words: SearchWords | None = None


def link_pending(project: Project, kit: Kit, maker: Maker, at_once: int = AT_ONCE) -> Iterator[Linked]:
    """Links all that is pending, one transaction a step, and tells of each step once it is stored."""
    while True:
        with project.writing() as connection:
            at = now()
            done = link_some(connection, Means(kit, events.Stamp(number_of(connection, maker, at), at), project.words), at_once)
        if not done.mentions:
            return
        yield done


def link_some(connection: Connection, means: Means, limit: int = AT_ONCE) -> Linked:
    """Links the first pending mentions; Linked(0, 0) where none is pending."""
    found = links.waiting(connection, limit)
    return link(connection, [w.seq for w in found], means) if found else Linked(0, 0)


def link(connection: Connection, seqs: Collection[int], means: Means, keys: Collection[str] = ()) -> Linked:
    """Links these mentions anew, and with them every event that this touches.

    `keys` are mentions whose judgements have changed though they themselves say what they said before.
    """
    judged = frozenset(links.numbers(connection, keys).values())
    done = set(seqs)
    begin, fresh = _take_in(connection, seqs, means.kit)
    touched = _touched(connection, begin | judged)
    # What hangs together with it and waits to be read can't be left behind: its event is about to be written.
    while unread := links.unsigned(connection, touched.keys):
        more, read = _take_in(connection, unread, means.kit)
        done, begin, fresh = done | unread, begin | more, fresh | read
        touched = _touched(connection, begin | judged)
    written = _settle(connection, touched, judged | fresh, means)
    links.done(connection, done)
    return Linked(len(done), written)


def _take_in(connection: Connection, seqs: Collection[int], kit: Kit) -> tuple[set[int], set[int]]:
    """Reads and compares mentions anew: they with all that they were or are linked to, and those that are mentions still."""
    near = {seq for pair in links.pairs(connection, seqs) for seq in pair}
    _keep_judged(connection, seqs)
    links.forget(connection, seqs)
    fresh = _read(connection, links.keys(connection, seqs).values(), kit)
    _compare(connection, fresh)
    return near | set(seqs), set(fresh)


def _keep_judged(connection: Connection, changed: Collection[int]) -> None:
    """Mentions that are read no more stay where a judgement is about them and no other mention stands for them."""
    gone = links.gone(connection, changed)
    if gone:
        kept = standing(connection, gone.values()).kept
        links.pend(connection, [seq for seq, key in gone.items() if key in kept], current=True)


def _read(connection: Connection, keys: Collection[str], kit: Kit) -> dict[int, Signature]:
    """What linking compares of the mentions, with the corrections of reviewers; stored on their rows."""
    told = told_now(connection, keys)
    numbers = links.numbers(connection, told.keys())
    made = {numbers[key]: signature_of(found, kit) for key, found in told.items()}
    links.write_signatures(connection, ((seq, sig.to_bytes()) for seq, sig in made.items()))
    links.write_keys(connection, ((key, seq) for seq, sig in made.items() for key in keys_of(sig)))
    return made


def told_now(connection: Connection, keys: Collection[str], judged: Iterable[Judgement] | None = None) -> dict[str, Told]:
    """The mentions with their reports, corrections laid over them; `judged` None: looked up."""
    found = mentions.told(connection, keys)
    standing_now = standing(connection, keys).judgements if judged is None else judged
    corrections: dict[str, list[Judgement]] = {}
    for judgement in standing_now:
        if judgement.kind == "correct" and judgement.event is None:
            for key in judgement.mentions:
                corrections.setdefault(key, []).append(judgement)
    return {key: corrected_told(told, corrections[key]) if key in corrections else told for key, told in found.items()}


def _compare(connection: Connection, fresh: Mapping[int, Signature]) -> None:
    """Compares what is new with all that shares a block with it; stores the pairs that are linked."""
    blocks: dict[str, set[int]] = {key: set() for sig in fresh.values() for key in keys_of(sig)}
    for key, seq in links.members(connection, blocks):
        blocks[key].add(seq)
    others = {seq for members in blocks.values() for seq in members} - fresh.keys()
    known = {**fresh, **_signatures(connection, others)}
    found: dict[tuple[int, int], float] = {}
    seen: set[tuple[int, int]] = set()
    tokens = {seq: tokens_of(sig) for seq, sig in known.items()}
    for seq, sig in fresh.items():
        for key in keys_of(sig):
            for other in blocks[key]:
                pair = (min(seq, other), max(seq, other))
                if other == seq or pair in seen:
                    continue
                if not any(pairs_by(key, (sig, known[other]), (tokens[seq], tokens[other]))):
                    continue
                seen.add(pair)
                weight = weight_if_near(sig, known[other])
                if weight is not None and weight >= LINKED:
                    found[pair] = weight
    links.write_pairs(connection, ((a, b, weight) for (a, b), weight in sorted(found.items())))


def _signatures(connection: Connection, seqs: Collection[int]) -> dict[int, Signature]:
    return {seq: Signature.from_bytes(data) for seq, data in links.signatures(connection, seqs).items()}


@dataclass(slots=True)
class Touched:
    """Mentions that linking may part or join: whole components of linked pairs, of events as they are, of judgements."""

    keys: dict[int, str] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)
    old: dict[int, events.Holding] = field(default_factory=dict)
    pairs: dict[tuple[int, int], float] = field(default_factory=dict)


def _touched(connection: Connection, begin: Collection[int]) -> Touched:
    """All that hangs together with the mentions that it begins with."""
    touched = Touched()
    seen: set[int] = set()
    reach = set(begin)
    while reach:
        seen |= reach
        here = links.keys(connection, reach)
        touched.keys |= here
        pairs = links.pairs(connection, here)
        held = events.holding(connection, reach)
        found = standing(connection, here.values()).judgements
        touched.pairs |= pairs
        touched.old |= {one.seq: one for one in held}
        touched.judgements |= {judgement.id: judgement for judgement in found}
        known = set(touched.keys.values())
        anchors = {key for judgement in found for key in judgement.mentions} - known
        reach = {seq for pair in pairs for seq in pair} | {seq for one in held for seq in one.mentions}
        reach = (reach | set(links.numbers(connection, anchors).values())) - seen
    return touched


def _settle(connection: Connection, touched: Touched, fresh: frozenset[int], means: Means) -> int:
    """Clusters what is touched and writes the events that are not as they were, or that hold what is fresh; how many."""
    judged = sorted(touched.judgements.values(), key=lambda j: (j.at, j.id))
    wanted = constraints(judged, frozenset(touched.keys.values()))
    sigs = _signatures(connection, touched.keys)
    edges = [(touched.keys[a], touched.keys[b], w) for (a, b), w in touched.pairs.items() if a in sigs and b in sigs]
    clusters = clusters_of(sigs.values(), edges, wanted)
    numbers = {key: seq for seq, key in touched.keys.items()}
    tied = {key for judgement in judged for key in judgement.mentions}
    as_they_were = {one.mentions: one for one in touched.old.values()}
    anew: dict[int, tuple[str, ...]] = {}
    for number, keys in enumerate(clusters):
        seqs = frozenset(numbers[key] for key in keys)
        if seqs in as_they_were and not seqs & fresh and tied.isdisjoint(keys):
            del touched.old[as_they_were[seqs].seq]
        else:
            anew[number] = keys
    told = told_now(connection, [key for keys in anew.values() for key in keys], judged)
    own = own_judgements(judged, clusters)
    made = []
    for number, keys in anew.items():
        mine = [told[key] for key in keys]
        made.append(events.made(event_of(mine, own.get(number, ()), wanted.copy_of, means.kit), mine, means.words))
    return events.rewrite(connection, touched.old.values(), made, numbers, means.stamp)


def clusters_of(
    sigs: Iterable[Signature], edges: Iterable[tuple[str, str, float]], wanted: Constraints
) -> list[tuple[str, ...]]:
    """The mentions of each event; rejected ones are left as they were rejected."""
    frozen = {key for group in wanted.frozen for key in group}
    free = [sig for sig in sigs if sig.key not in frozen]
    return sorted([*cluster(free, edges, wanted.must, wanted.cannot), *wanted.frozen])


def own_judgements(
    judgements: Iterable[Judgement], clusters: Sequence[tuple[str, ...]]
) -> dict[int, list[Judgement]]:
    """What was decided about each cluster (by its place in the list), in the order in which it was decided.

    A judgement on an event is about its home, one on mentions about the clusters that hold them. All clusters that hold an
    anchor of the judgements are given.
    """
    wanted = {key for judgement in judgements for key in judgement.mentions}
    place = {key: number for number, keys in enumerate(clusters) for key in keys if key in wanted}
    own: dict[int, list[Judgement]] = {}
    for judgement in judgements:
        there = {place[key] for key in judgement.mentions if key in place}
        if judgement.event is not None and there:
            there = {found} if (found := home(judgement, place)) is not None else set()
        for number in there:
            own.setdefault(number, []).append(judgement)
    return own


def event_of(told: Sequence[Told], own: Sequence[Judgement], copy_of: Mapping[str, str], kit: Kit) -> Event:
    """The event that mentions tell, as reviewers left it."""
    by_key = {one.key: one for one in told}
    rows = [_counted(one, by_key, copy_of) for one in told] if copy_of else told
    event = derive(rows, [j for j in own if j.kind == "correct" and j.event is None], kit)
    return settled(event, own, rows) if own else event


def _counted(told: Told, others: Mapping[str, Told], copy_of: Mapping[str, str]) -> Told:
    """The mention, counted as one source with the one of its event that a reviewer says it repeats."""
    key, seen = told.key, {told.key}
    while (of := copy_of.get(key)) is not None and of in others and of not in seen:
        key = of
        seen.add(of)
    return replace(told, copies=others[key].copies) if key != told.key else told
