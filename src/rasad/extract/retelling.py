"""Whether two readings tell one action: two readings in, the verdict out."""

from __future__ import annotations

from datetime import timedelta

from rasad.extract.actors import Named
from rasad.extract.families import STRIKES
from rasad.extract.figures import Toll
from rasad.extract.reading import Ground, Reading, high, total
from rasad.extract.timing import times_differ
from rasad.kit import Kit
from rasad.model import TimePrecision
from rasad.resolve.actor import is_part_of, same_side
from rasad.resolve.time import TimeMention

FAINT = frozenset({"unknown", "civilians", "local_gunmen"})
_NEAR = 3  # sentences within which a bare retelling is looked for
_GOVERNED = 5  # words before an event noun in which "in response to" governs it
_NEWS = timedelta(days=7)  # what is told without a date is no older
_SPEECH = 2  # sentences within which words of a speech go with what its speaker condemns or threatens
_REPLIED = 14  # words between a verb of answering and what it was answered with
_BEHIND = 2  # words behind an event noun in which "another" belongs to it


def same_action(a: Reading, b: Reading, ground: Ground) -> bool:
    """Whether `b`, told after `a`, tells the same action: no value of theirs conflicts, and enough agrees."""
    if a.reality.value != b.reality.value:
        return _carried_out(a, b, ground)
    if not _types_agree(a, b) or a.draft.over_time != b.draft.over_time:
        return False
    kit = ground.kit
    if _side_by_side(a, b, kit):
        return False
    when = times_agree(a.time, b.time)
    if _looks_back(a, b, ground) or _of_a_crowd(a, b):
        return False
    who = actors_agree(a.initiators, b.initiators, kit) if when >= 0 else -1
    if who < 0 or _answers(a, b) or _turned(a, b) or _held_apart(a, b) or _another(a, b):
        return False
    if many(b) and not b.definite and not a.headline and not many(a):
        return False  # "bombings" are not the one explosion told before: who does those did not do this
    if _says_no_more(a, b, ground):
        return True
    if a.type == "statement":
        apart = b.draft.tagged.index - a.draft.tagged.index
        if who > 0 and apart <= _SPEECH and (_in_speech(a) or _in_speech(b)):
            return True
        if who > 0 and not apart and b.draft.participle:
            return True  # "condemned it, calling on Y to": one speech
        again = a.draft.trigger.again is not None and a.draft.trigger.again == b.draft.trigger.again
        same = again or a.draft.trigger.id == b.draft.trigger.id
        return who > 0 and same and (a.headline or actors_agree(a.targets, b.targets, kit) > -again)
    if a.type != "armed_clash" and mutual(a) != mutual(b):
        return False
    whom = actors_agree(a.targets, b.targets, kit, strict=not a.headline)
    where = places_agree(a, b, ground) if whom >= 0 or a.headline else -1
    if where < 0:
        return False
    if where > 0 and _part_of_it(a, b, ground):
        where = 0
    dead = _tolls_agree(a.tolls, b.tolls)
    retold = b.definite or b.draft.trigger.kill is not None or a.headline or b.draft.trigger.generic
    if dead < 0 and not (retold and _may_grow(a, b, who + whom + where)):
        return False
    shared = sum(v > 0 for v in (who, whom, where, when, dead))
    apart = b.draft.tagged.index - a.draft.tagged.index
    if a.headline:
        return shared >= 1 or apart <= _NEAR
    if b.definite or b.draft.trigger.kill or b.draft.trigger.generic:
        if responded_to(a):
            return who > 0 or whom > 0 or dead > 0
        return shared >= 1 or apart <= 2
    if a.type != b.type or not apart:
        return shared >= 3
    # A verb that names a place of its own tells a deed of its own, unless two values agree, or places of which it tells.
    placed = not b.draft.noun and any(not p.carried for p in b.places) and not _tells_of_them(b)
    return shared >= 1 + placed


def same_speech(reading: Reading, before: list[Reading]) -> bool:
    """Whether words of a speech, of which is not told who makes it, only go on with a statement told right before."""
    if not reading.draft.trigger.quoted or any(n.rule != "speaker.untold" for n in reading.initiators):
        return False
    at = reading.draft.tagged.index
    return any(r.type == "statement" and at - r.draft.tagged.index <= 1 for r in before[-4:])


def _carried_out(a: Reading, b: Reading, ground: Ground) -> bool:
    """Whether the one tells the plan and the other that it was carried out: two values agree, and none conflicts."""
    if a.type != b.type or a.type == "statement" or {a.reality.value, b.reality.value} != {"actual", "planned"}:
        return False
    who, whom = actors_agree(a.initiators, b.initiators, ground.kit), actors_agree(a.targets, b.targets, ground.kit)
    values = (who, whom, places_agree(a, b, ground))
    return min(values) >= 0 and times_agree(a.time, b.time) >= 0 and sum(values) > 1


def _says_no_more(a: Reading, b: Reading, ground: Ground) -> bool:
    """Whether the later telling repeats the words of the earlier one, takes it up ("the blast"), or tells nobody who did it or was hit.

    No place or toll of theirs may conflict; whom the two name need not be the same.
    """
    if a.type != b.type or b.echo or places_agree(a, b, ground) < 0 or _tolls_agree(a.tolls, b.tolls) < 0:
        return False
    if _alike(a, b) and not _part_of_it(a, b, ground):
        return True
    if b.type == "statement":
        return False
    if b.definite and b.draft.noun and not many(b):
        return b.draft.tagged.index - _latest(a) <= _TAKEN_UP
    told = b.targets or b.tolls or any(n.id != "unknown" for n in b.initiators)
    return not told


_TAKEN_UP = 6  # sentences within which "the blast" takes up the one told before


def _latest(reading: Reading) -> int:
    """The last sentence in which the action is told."""
    return max(d.tagged.index for d in (reading.draft, *reading.retold))


def _alike(a: Reading, b: Reading) -> bool:
    """Whether most of the longer words of one telling stand in the other, too."""
    first, second = _words(a), _words(b)
    return bool(first and second) and len(first & second) >= _ALIKE * min(len(first), len(second))


_ALIKE = 0.6
_LONGER = 4  # letters of a word that counts


def _words(reading: Reading) -> set[str]:
    """The longer words of what a reading quotes of its trigger's sentence."""
    tokens = reading.draft.tagged.tokens
    return {t.text for s, e in reading.evidence for t in tokens if s <= t.start < e and len(t.text) >= _LONGER}


def _part_of_it(a: Reading, b: Reading, ground: Ground) -> bool:
    """Whether the later one fell on a place in the other's: "shelling of the province ... a raid on a village" may be two."""
    if a.headline or b.definite or b.draft.trigger.kill is not None:
        return False
    map = ground.map
    told = [(x.mention, y.mention) for x in a.places for y in b.places if not x.carried and not y.carried]
    return bool(told) and not any(map.wide(x) or map.same(x, y) for x, y in told)


def _tells_of_them(reading: Reading) -> bool:
    """Whether the verb describes what is known: "the sites that were hit"."""
    return any(f.rule.startswith("relative") and f.group.definite for f in reading.draft.fillers)


def _in_speech(reading: Reading) -> bool:
    """Whether the statement is but words of a speech, or what its speaker calls a deed."""
    return reading.draft.trigger.quoted or reading.draft.trigger.generic


def _looks_back(a: Reading, b: Reading, ground: Ground) -> bool:
    """Whether the later one is dated to before the news, of which the earlier one, undated, is part."""
    if a.headline or b.definite or a.type == "statement" or a.time is not None or b.time is None or ground.day is None:
        return False
    if b.time.kind == "since":
        return b.draft.trigger.kill is not None and b.time.first is not None and ground.day - b.time.first > _NEWS
    return b.time.last is not None and ground.day - b.time.last > _NEWS


def _of_a_crowd(a: Reading, b: Reading) -> bool:
    """Whether the later one tells of those killed or hurt during a march or a protest: no strike killed them."""
    if a.type not in _FROM_AFAR or b.draft.trigger.kill is None or "crowd" not in b.draft.tagged.classes:
        return False
    tokens = b.draft.tagged.tokens[b.draft.at : b.draft.at + _AMID]
    return any("crowd" in t.classes for t in tokens)


_FROM_AFAR = frozenset({"air_strike", "shelling", "explosion", "interception"})
_AMID = 20  # words behind a killing in which the crowd is told that it happened to


def _side_by_side(a: Reading, b: Reading, kit: Kit) -> bool:
    """Whether the two are finite verbs that "and" ties: one deed besides the other."""
    if b.draft.noun or b.draft.tagged is not a.draft.tagged or a.draft.noun:
        return False
    if b.draft.trigger.kill == "injured" or (b.type == "statement" and _in_speech(b)):
        return False
    clitic = kit.clitic_markers.get(b.draft.token.prefix)
    return bool(clitic and clitic.linked)


def _another(a: Reading, b: Reading) -> bool:
    """Whether the later one is said to be another action: "another raid", "killed two others", "the previous fighting"."""
    tagged = b.draft.tagged
    if a.headline or tagged.classes.isdisjoint(_OTHER):
        return False
    noun = b.draft.noun and b.draft.trigger.kill is None
    for token in tagged.tokens[b.draft.at + 1 : b.draft.at + 1 + _BEHIND] if noun else ():
        if "earlier" in token.classes or ("another" in token.classes and not b.definite):
            return True
        if token.classes - _OTHER and not token.actors and not token.means:
            break
    return b.draft.trigger.kill == "killed" and any(_others(toll, b) for _, toll in b.tolls)


_OTHER = frozenset({"another", "earlier"})


def _others(toll: Toll, reading: Reading) -> bool:
    """Whether those killed are others than the ones told before."""
    if toll.kind != "killed":
        return False
    tokens = reading.draft.tagged.tokens
    return any("another" in t.classes and toll.start <= t.start < toll.end for t in tokens)


def many(reading: Reading) -> bool:
    """Whether the action is told by a noun in the plural."""
    forms = reading.draft.token.triggers
    return reading.draft.noun and bool(forms) and forms[0].features.endswith("p")


def _types_agree(a: Reading, b: Reading) -> bool:
    if a.type == b.type:
        return True
    if a.type in STRIKES and b.type in STRIKES:
        return not (a.sure and b.sure)
    return a.type == "armed_clash" and b.draft.trigger.kill is not None and b.type in STRIKES


def _may_grow(a: Reading, b: Reading, agreeing: int) -> bool:
    """Whether a retelling may tell another toll: a killing told by itself only where no doer and some party or place agrees."""
    if b.draft.trigger.kill is None or a.headline:
        return True
    return agreeing > 0 and not b.initiators and not _fewer(a, b)


def _fewer(a: Reading, b: Reading) -> bool:
    """Whether the later killing tells fewer dead than the earlier one, and not as an earlier count: a part, or another one."""
    first, second = total(a.tolls, "killed"), total(b.tolls, "killed")
    if first is None or second is None or "earlier" in b.draft.tagged.classes:
        return False
    return high(second) < first[0]


def _turned(a: Reading, b: Reading) -> bool:
    """Whether the doers of the one are those killed in the other (the dead attackers are another action's), or each hit the other."""
    if not {a.type, b.type}.isdisjoint(_BOTH_SIDES) or mutual(a) or mutual(b):
        return False
    if _killed_by(a, b) or _killed_by(b, a):
        return True
    hit = {n.id for n in b.targets} & {n.id for n in a.initiators} - {"unknown"}
    return bool(hit and {n.id for n in a.targets} & {n.id for n in b.initiators} - {"unknown"})


def _killed_by(first: Reading, other: Reading) -> bool:
    """Whether the other action is a killing of those who did the first."""
    return other.draft.trigger.kill is not None and bool(other.targets) and {n.id for n in other.targets} <= {n.id for n in first.initiators} - {"unknown"}


_BOTH_SIDES = frozenset({"armed_clash", "explosion"})


def _held_apart(a: Reading, b: Reading) -> bool:
    """Whether a killing was not tied to the action of its own sentence, or no death is told of what might be its cause."""
    if b.draft.trigger.kill is None:
        return False
    if any(d.tagged is b.draft.tagged and d.trigger.kill is None for d in (a.draft, *a.retold)):
        return True
    # "The army killed 3", far from the army's raid, retells it only where the raid is said to have killed 3.
    far = b.draft.tagged.index - a.draft.tagged.index > _NEAR and not a.headline
    doer = far and a.draft.trigger.kill is None and any(n.id != "unknown" for n in b.initiators)
    return doer and _tolls_agree(a.tolls, b.tolls) <= 0


def _answers(a: Reading, b: Reading) -> bool:
    """Whether one sentence tells that the one came in response to the other, or days after it."""
    tagged = b.draft.tagged
    low = max(0, b.draft.at - _REPLIED)
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
        deed = not (draft.noun or draft.trigger.generic or draft.trigger.kill)
        if after and deed and not b.definite:
            return True  # "shelled the town after an attack"
    return False


def responded_to(reading: Reading) -> bool:
    """Whether an action is told as what another one answers: it stands behind the news of the report."""
    tokens, at = reading.draft.tagged.tokens, reading.draft.at
    return any("prep.response" in token.classes for token in tokens[max(0, at - _GOVERNED) : at])


def came_first(reading: Reading) -> bool:
    """Whether an event noun stands behind "after": what stands before it is another action."""
    tokens, at = reading.draft.tagged.tokens, reading.draft.at
    return reading.draft.noun and any("toll.after" in token.classes for token in tokens[max(0, at - 2) : at])


def mutual(reading: Reading) -> bool:
    """Whether both sides act on each other."""
    return bool({n.id for n in reading.initiators} & {n.id for n in reading.targets} - {"unknown"})


def actors_agree(a: list[Named], b: list[Named], kit: Kit, strict: bool = False) -> int:
    """1 they share an actor (or one is part of the other), -1 they differ, 0 one side tells none.

    `strict`: two named ones of which one is part of the other differ: another target is another record.
    """
    if not a or not b:
        return 0
    first = {n.id for n in a} - FAINT
    second = {n.id for n in b} - FAINT
    if not first or not second:
        return int(bool({n.id for n in a} & {n.id for n in b} - {"unknown"}))
    if first & second:
        return 1
    if not strict and any(is_part_of(x, y, kit.actors) or is_part_of(y, x, kit.actors) for x in first for y in second):
        return 1
    held = any(n.rule == "believed" for n in (*a, *b))
    if held and any(same_side(x, y, kit.actors) for x in first for y in second):
        return 0  # a drone "believed to be X's" may have been flown by X's allies
    return -1


def places_agree(a: Reading, b: Reading, ground: Ground) -> int:
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


def times_agree(a: TimeMention | None, b: TimeMention | None) -> int:
    """1 they may be the same days, -1 they exclude each other, 0 one side tells none."""
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
        if first[0] == second[0] or _just_more(first, second) or _just_more(second, first):
            verdict = 1
        elif max(first[0], second[0]) > min(high(first), high(second)):
            return -1
    return verdict


def _just_more(a: tuple[int, int | None], b: tuple[int, int | None]) -> bool:
    """Whether the one is "more than N" and the other N."""
    return a[1] is None and b == (a[0] - 1, a[0] - 1)
