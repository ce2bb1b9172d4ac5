"""The settled reading of one trigger, and the merging of readings that tell one action: readings in, fewer out."""

from __future__ import annotations

from dataclasses import dataclass, field

from rasad.extract.actors import Named
from rasad.extract.claims import Said
from rasad.extract.drafts import Draft, Trace
from rasad.extract.figures import Toll
from rasad.extract.placemap import Placed, PlaceMap
from rasad.extract.setting import times_differ
from rasad.kit import Kit
from rasad.model import TimePrecision
from rasad.resolve.actor import is_part_of
from rasad.resolve.time import TimeMention


@dataclass(slots=True)
class Reading:
    """One action as told by one or more triggers; all stretches folded."""

    draft: Draft
    type: str
    reality: Said
    attribution: Said
    source: Said
    initiators: list[Named]
    targets: list[Named]
    places: list[Placed]
    time: TimeMention | None
    tolls: list[tuple[int, Toll]]
    evidence: list[tuple[int, int]]
    headline: bool = False
    definite: bool = False
    sure: bool = False
    echo: bool = False  # "the shelling", told of nobody: no record of its own, but it may say where, or who reports
    retold: list[Draft] = field(default_factory=list)


def merge_retellings(readings: list[Reading], ground: Ground, trace: Trace | None) -> list[Reading]:
    """Fold each reading into an earlier one that tells the same action; the fuller values stand."""
    kept: list[Reading] = []
    for reading in readings:
        _inherit_type(reading, kept, ground.kit)
        match = next((k for k in reversed(kept[-_WINDOW:]) if same_action(k, reading, ground)), None)
        if match is None and len(kept) > _WINDOW:
            match = next((k for k in kept[:_HEAD] if k.headline and same_action(k, reading, ground)), None)
        if reading.echo:
            if match is not None and not match.headline:
                match.places = ground.map.narrowed(match.places, reading.places)
                if match.source.value == "unspecified":
                    match.source = reading.source
            continue
        if match is None:
            kept.append(reading)
            continue
        if trace is not None:
            token = reading.draft.token
            trace.add("merged", token.word_start, token.word_end, "retelling", f"tells the same action as {match.draft.trigger.id}")
        absorb(match, reading, ground.map)
    kept = [r for i, r in enumerate(kept) if not _only_heard(r, kept[max(0, i - _WINDOW) : i + _WINDOW], ground)]
    for reading in kept:
        sides = {n.id for n in reading.initiators}
        if reading.type == "armed_clash" and len(sides) == 1 and sides.isdisjoint(_FAINT) and sides == {n.id for n in reading.targets}:
            reading.targets = []  # one side is told, and it does not fight itself
    body = {r.type for r in kept if not r.headline}
    strikes = bool(body & _STRIKES)
    return [r for r in kept if not (r.headline and (r.type in body or (strikes and r.type in _STRIKES)))]


def _only_heard(reading: Reading, around: list[Reading], ground: Ground) -> bool:
    """Whether explosions that nobody set off and that hurt nobody are but the sound of a strike that the report tells."""
    if reading.type != "explosion" or reading.draft.means or reading.tolls or reading.targets or not _many(reading):
        return False
    if any(n.id != "unknown" for n in reading.initiators):
        return False
    struck = [r for r in around if r.type in ("air_strike", "shelling") and r.reality.value == reading.reality.value]
    return any(_times_agree(r.time, reading.time) >= 0 and _places_agree(r, reading, ground) >= 0 for r in struck)


def _inherit_type(reading: Reading, earlier: list[Reading], kit: Kit) -> None:
    """"The attack", "the shelling", taken up without a word of its means, is of the kind told before."""
    if reading.sure or reading.type not in ("armed_attack", "shelling"):
        return
    if reading.type == "armed_attack" and not reading.definite:
        return
    told = next((r for r in reversed(earlier) if r.type in _STRIKES and not r.headline), None)
    if told is None or told.type == "armed_attack":
        return
    if reading.type == "shelling" and any(ground_bound(n.id, kit) for n in reading.initiators):
        return
    if reading.type == "armed_attack" or (told.type == "air_strike" and _actors_agree(told.initiators, reading.initiators, kit) >= 0):
        reading.type = told.type


def ground_bound(id: str, kit: Kit) -> bool:
    """Whether an actor is a militia or an armed group: what it shells with does not fly."""
    row = kit.actors.rows.get(id)
    return row is not None and row.kind in ("armed_group", "militia", "generic") and id != "unknown" and not row.air


@dataclass(frozen=True, slots=True)
class Ground:
    """What the comparison of readings needs of the document."""

    kit: Kit
    map: PlaceMap


_STRIKES = frozenset({"armed_attack", "shelling", "air_strike", "explosion"})
_WINDOW = 40  # records back within which a retelling is looked for, so that time stays linear
# A target that only the dead or the site stood for: a side that the text names goes before it.
_WEAK = frozenset({"toll.people", "place.people", "opponent"})
_TOLD = 40  # tolls, stretches and triggers kept of one record
_HEAD = 6  # records of the headline, looked at from anywhere
_NEAR = 3  # sentences within which a bare retelling is looked for


def same_action(a: Reading, b: Reading, ground: Ground) -> bool:
    """Whether `b`, told after `a`, tells the same action: no value of theirs conflicts, and enough agrees."""
    if a.reality.value != b.reality.value or not _types_agree(a, b) or a.draft.over_time != b.draft.over_time:
        return False
    kit = ground.kit
    when = _times_agree(a.time, b.time)
    who = _actors_agree(a.initiators, b.initiators, kit) if when >= 0 else -1
    if who < 0 or _answers(a, b) or _turned(a, b) or _held_apart(a, b):
        return False
    if _many(b) and not b.definite and not a.headline and not _many(a):
        return False  # "bombings" are not the one explosion told before: who does those did not do this
    if a.type == "statement":
        same = a.draft.trigger.id == b.draft.trigger.id
        return who > 0 and same and (a.headline or _actors_agree(a.targets, b.targets, kit) > 0)
    if a.type != "armed_clash" and _mutual(a) != _mutual(b):
        return False
    whom = _actors_agree(a.targets, b.targets, kit, strict=not a.headline)
    where = _places_agree(a, b, ground) if whom >= 0 or a.headline else -1
    if where < 0:
        return False
    dead = _tolls_agree(a.tolls, b.tolls)
    retold = b.definite or b.draft.trigger.kill is not None or a.headline or b.draft.trigger.generic
    if dead < 0 and not (retold and _may_grow(a, b, who + whom + where)):
        return False
    shared = sum(v > 0 for v in (who, whom, where, when, dead))
    apart = b.draft.tagged.index - a.draft.tagged.index
    if a.headline:
        return shared >= 1 or apart <= _NEAR
    if b.definite or b.draft.trigger.kill or b.draft.trigger.generic:
        if _responded_to(a):
            return who > 0 or whom > 0 or dead > 0
        return shared >= 1 or apart <= 2
    if a.type != b.type:
        return shared >= 3
    return (shared >= 1 and apart > 0) or shared >= 3


def _many(reading: Reading) -> bool:
    """Whether the action is told by a noun in the plural."""
    forms = reading.draft.token.triggers
    return reading.draft.noun and bool(forms) and forms[0].features.endswith("p")


def _types_agree(a: Reading, b: Reading) -> bool:
    if a.type == b.type:
        return True
    if a.type in _STRIKES and b.type in _STRIKES:
        return not (a.sure and b.sure)
    return a.type == "armed_clash" and b.draft.trigger.kill is not None and b.type in _STRIKES


def _may_grow(a: Reading, b: Reading, agreeing: int) -> bool:
    """Whether a retelling may tell another toll: a killing told by itself only where no doer and some party or place agrees."""
    return b.draft.trigger.kill is None or a.headline or (agreeing > 0 and not b.initiators)


def _turned(a: Reading, b: Reading) -> bool:
    """Whether the doers of the one are those killed in the other: the dead attackers are another action's."""
    if b.draft.trigger.kill is None or not b.targets or a.type in ("armed_clash", "explosion") or _mutual(a):
        return False
    return {n.id for n in b.targets} <= {n.id for n in a.initiators} - {"unknown"}


def _held_apart(a: Reading, b: Reading) -> bool:
    """Whether a killing was not tied to the action of its own sentence, or no death is told of what might be its cause."""
    if b.draft.trigger.kill is None:
        return a.draft.trigger.kill is not None and bool(a.tolls) and not b.tolls
    if any(d.tagged is b.draft.tagged and d.trigger.kill is None for d in (a.draft, *a.retold)):
        return True
    # "The army killed 3", far from the army's raid, retells it only where the raid is said to have killed 3.
    far = b.draft.tagged.index - a.draft.tagged.index > _NEAR and not a.headline
    doer = far and a.draft.trigger.kill is None and any(n.id != "unknown" for n in b.initiators)
    return doer and _tolls_agree(a.tolls, b.tolls) <= 0


def _answers(a: Reading, b: Reading) -> bool:
    """Whether one sentence tells that the one came in response to the other, or days after it."""
    tagged = b.draft.tagged
    low = max(0, b.draft.at - _GOVERNED)
    if any("reply" in token.classes for token in tagged.tokens[low : b.draft.at]) and b.initiators:
        return True
    for draft in (a.draft, *a.retold):
        if draft.tagged is not tagged or draft.at >= b.draft.at:
            continue
        after = False
        for token in tagged.tokens[max(draft.at + 1, b.draft.at - _GOVERNED) : b.draft.at]:
            if "prep.response" in token.classes or (after and token.time is not None):
                return True
            after = bool(token.classes & {"toll.after", "conn.span"})
    return False


def _responded_to(reading: Reading) -> bool:
    """Whether an action is told as what another one answers: it stands behind the news of the report."""
    tokens, at = reading.draft.tagged.tokens, reading.draft.at
    return any("prep.response" in token.classes for token in tokens[max(0, at - _GOVERNED) : at])


_GOVERNED = 5  # words before an event noun in which "in response to" governs it

_FAINT = frozenset({"unknown", "civilians", "local_gunmen"})


def _mutual(reading: Reading) -> bool:
    """Whether both sides act on each other."""
    return bool({n.id for n in reading.initiators} & {n.id for n in reading.targets} - {"unknown"})


def _actors_agree(a: list[Named], b: list[Named], kit: Kit, strict: bool = False) -> int:
    """1 they share an actor (or one is part of the other), -1 they differ, 0 one side tells none.

    `strict`: two named ones of which one is part of the other differ: another target is another record.
    """
    if not a or not b:
        return 0
    first = {n.id for n in a} - _FAINT
    second = {n.id for n in b} - _FAINT
    if not first or not second:
        return int(bool({n.id for n in a} & {n.id for n in b} - {"unknown"}))
    if first & second:
        return 1
    if not strict and any(is_part_of(x, y, kit.actors) or is_part_of(y, x, kit.actors) for x in first for y in second):
        return 1
    return -1


def _places_agree(a: Reading, b: Reading, ground: Ground) -> int:
    """1 they share a place or one lies in the other, -1 they lie apart, 0 one side tells none or only a vague one."""
    first = {p.mention for p in a.places if not p.carried}
    second = {p.mention for p in b.places if not p.carried}
    if not first or not second:
        return 0
    pairs = [(x, y) for x in first for y in second]
    map = ground.map
    if any(map.same(x, y) or map.contains(x, y) or map.contains(y, x) or map.on_side(x, y) or map.on_side(y, x) for x, y in pairs):
        return 1
    vague = any(p.untied for p in (*a.places, *b.places))
    if vague or any(ground.map.near(x, y) for x, y in pairs):
        return 0
    return -1


def _times_agree(a: TimeMention | None, b: TimeMention | None) -> int:
    if a is None and b is not None and b.precision is TimePrecision.YEAR:
        return -1  # news without a date are of these days; what is dated by its year is of the past
    if a is None or b is None or a.last is None or b.last is None:
        return 0
    return -1 if times_differ(a, b) else 1


def _tolls_agree(a: list[tuple[int, Toll]], b: list[tuple[int, Toll]]) -> int:
    verdict = 0
    if not a or not b:
        return verdict
    for kind in ("killed", "injured"):
        first, second = total(a, kind), total(b, kind)
        if first is None or second is None:
            continue
        if first[0] == second[0]:
            verdict = 1
        elif max(first[0], second[0]) > min(_high(first), _high(second)):
            return -1
    return verdict


def _high(figure: tuple[int, int | None]) -> float:
    return float("inf") if figure[1] is None else figure[1]


def total(tolls: list[tuple[int, Toll]], kind: str) -> tuple[int, int | None] | None:
    """The figure of a kind: coordinated figures of one cue added, the highest of several; None: not told."""
    by_cue: dict[tuple[int, int], list[Toll]] = {}
    for sentence, toll in tolls:
        if toll.kind == kind:
            by_cue.setdefault((sentence, toll.cue_start), []).append(toll)
    sums: list[tuple[int, int | None]] = []
    for group in by_cue.values():
        highs = [t.high for t in group]
        sums.append((sum(t.low for t in group), None if None in highs else sum(h for h in highs if h is not None)))
    if not sums:
        return None
    # Of "12" in the headline and "at least 12" below it, the words that say more stand.
    return max(sums, key=lambda s: (s[0], s[1] is None))


def absorb(into: Reading, other: Reading, map: PlaceMap) -> None:
    """Take over from a retelling what the first telling lacks, and its evidence."""
    body = into.headline and not other.headline
    if len(into.retold) < _TOLD:
        into.retold.append(other.draft)
    struck = set() if into.type in ("armed_clash", "shelling") else {n.id for n in into.targets}
    told = [n for n in other.initiators if n.id not in struck]
    if not [n for n in into.initiators if n.id != "unknown"] and told:
        into.initiators, into.attribution = told, other.attribution
    surer = all(n.rule in _WEAK for n in into.targets) or (body and not all(n.rule in _WEAK for n in other.targets))
    if surer and (other.targets or not into.targets):
        doers = set() if into.type in ("armed_clash", "shelling") else {n.id for n in into.initiators}
        into.targets = [n for n in other.targets if n.id not in doers]
    if not into.places or all(p.rule == "place.previous" for p in into.places) or (body and other.places):
        into.places = other.places or into.places
    else:
        into.places = map.narrowed(into.places, other.places)
    if into.time is None:
        into.time = other.time
    if len(into.tolls) < _TOLD:
        into.tolls.extend(other.tolls)
    if into.source.value == "unspecified" and other.source.value != "unspecified":
        into.source = other.source
    if not other.sure and not into.sure and other.type != into.type and other.type == other.draft.trigger.air_actor:
        into.type = other.type
    if other.sure and not into.sure and into.type in _STRIKES:
        into.type, into.sure = other.type, True
    if body:
        into.evidence = other.evidence + into.evidence
        into.draft, into.headline = other.draft, False
    else:
        into.evidence = (into.evidence + other.evidence)[:_TOLD]

