"""Joins drafts that tell one action: "strikes that hit", a fight and its object, what was launched and what was stopped."""

from __future__ import annotations

import itertools

from rasad.extract.clauses import ends_clause
from rasad.extract.drafts import DEAD, Draft, Filler, Trace
from rasad.extract.tokens import governs
from rasad.extract.topics import after_pronoun
from rasad.kit import Kit

_NEW_CLAUSE = frozenset({"conn", "conn.result", "report", "verb", "p.semicolon"})


def join_coordinated(drafts: list[Draft], kit: Kit) -> None:
    """"A siege and shelling by X on Y": event nouns tied by "and" share the groups that only one of them has."""
    nouns = [d for d in drafts if d.noun and d.into is None]
    for first, second in itertools.pairwise(nouns):
        clitic = kit.clitic_markers.get(second.token.prefix)
        if not (clitic and clitic.linked and not clitic.marker) or second.at - first.at > 3:
            continue
        if any("p.comma" in t.classes for t in first.tagged.tokens[first.at : second.at]):
            continue
        if first.trigger.kill or second.trigger.kill or kit.events.frames[second.trigger.frame].roles.get("subject") == "both":
            continue
        for role in ("initiator", "target", "location"):
            for giver, taker in ((second, first), (first, second)):
                if not taker.of(role):
                    for filler in giver.of(role):
                        taker.add(role, filler.group, "coordinated")
                    break


def join_carried(drafts: list[Draft], kit: Kit) -> None:
    """"X set about erecting a launcher in Y and firing missiles at Z": who does the first of two nouns does the second."""
    nouns = [d for d in drafts if d.noun and d.into is None]
    for first, second in itertools.pairwise(nouns):
        clitic = kit.clitic_markers.get(second.token.prefix)
        linked = bool(clitic and clitic.linked and not clitic.marker) and second.at - first.at <= _CARRIED
        acts = kit.events.frames[second.trigger.frame].roles.get("subject") == "initiator" and not second.trigger.kill
        if not linked or not acts or any(f.group.owners for f in second.of("initiator")):
            continue
        between = first.tagged.tokens[first.at + 1 : second.at]
        if any(ends_clause(t, kit) or "p.comma" in t.classes or any(f.pos == "v" for f in t.triggers) for t in between):
            continue
        for filler in first.of("initiator"):
            if filler.rule == "light.launch.subject":
                second.add("initiator", filler.group, "carried")


_CARRIED = 14  # words between two nouns that one light verb carries


def join_launch(drafts: list[Draft], trace: Trace | None) -> None:
    """What the thing shot down was launched or used for is no second record.

    "A missile that X launched": the launcher is whom the interception is aimed at. "A drone that tried to hit Y": the
    attempt ended with the interception.
    """
    stops = [d for d in drafts if d.trigger.type == "interception" and d.into is None]
    if not stops or len(drafts) < 2:
        return
    for launch in drafts:
        if launch.noun or launch.into is not None or launch.trigger.type not in ("shelling", "air_strike"):
            continue
        for stop in stops:
            if not 0 < launch.at - stop.at <= 12 or not (launch.token.suffix or launch.passive):
                continue
            stop.fillers = [f for f in stop.fillers if f.role != "target" or f.group.owners]
            for filler in launch.of("initiator"):
                stop.add("target", filler.group, "launcher")
            launch.fillers = [f for f in launch.fillers if f.role not in ("initiator", "target", "origin")]
            merge_into(launch, stop, trace, "launch")
            break
    for attempt in drafts:
        if attempt.into is not None or attempt.trigger.type not in _FAMILY or attempt in stops:
            continue
        tried = any("claim.try" in t.classes for t in attempt.tagged.tokens[max(0, attempt.at - 2) : attempt.at])
        stopped = next((s for s in stops if 0 < attempt.at - s.at <= 10), None)
        if tried and stopped is not None and not any(f.group.owners for f in attempt.of("initiator")):
            attempt.fillers = [f for f in attempt.fillers if f.role != "target"]
            merge_into(attempt, stopped, trace, "attempt")


def join_generic(drafts: list[Draft], trace: Trace | None) -> None:
    """"Arrested 5 persons in a raid", "announced that an agreement on a truce was reached": the generic word tells the same."""
    for kind in ("arrest", "agreement"):
        alike = [d for d in drafts if d.trigger.type == kind and d.into is None]
        for draft in alike:
            mates = [d for d in alike if not d.trigger.generic and abs(d.at - draft.at) <= _SAME_REACH]
            if draft.trigger.generic and mates:
                merge_into(draft, min(mates, key=lambda d: abs(d.at - draft.at)), trace, "same.action")


_SAME_REACH = 14


def _join_beside(drafts: list[Draft], kit: Kit, trace: Trace | None) -> None:
    """"Intercepted and destroyed 3 missiles": two verbs of one type side by side have one object."""
    for first, second in itertools.pairwise(drafts):
        clitic = kit.clitic_markers.get(second.token.prefix)
        beside = second.at == first.at + 1 and clitic is not None and clitic.linked
        if beside and not first.noun and not second.noun and first.trigger.type == second.trigger.type:
            merge_into(second, first, trace, "same.action")


def join_cognates(drafts: list[Draft], kit: Kit, trace: Trace | None) -> None:
    """"Air raids hit X": a generic verb whose subject is an event noun adds its groups to that noun's draft."""
    if len(drafts) < 2:
        return
    _join_beside(drafts, kit, trace)
    for draft in drafts:
        if draft.noun or draft.into is not None or draft.type == "statement":
            continue
        if not (draft.trigger.generic or "light.target" in draft.token.classes):
            continue
        subject = _event_subject(draft, drafts, kit)
        if subject is not None:
            merge_into(draft, subject, trace, "cognate")
    for draft in drafts:
        # "the repelling of an attack": the attack stands right behind the noun of the fight.
        repels = draft.noun and draft.trigger.frame == "fight" and any(n.noun and n.at == draft.at + 1 for n in drafts)
        if draft.into is None and (repels or (not draft.noun and not _join_suffixed(draft, drafts, trace))):
            _join_object(draft, drafts, kit, trace)
    nouns = [d for d in drafts if d.noun and d.into is None]
    for first, second in itertools.pairwise(nouns):
        beside = second.at - first.at <= 2 and second.trigger.type == first.trigger.type
        marked = kit.clitic_markers.get(second.token.prefix) or first.trigger.kill or second.trigger.kill
        if first.into is None and second.into is None and beside and not marked:
            merge_into(second, first, trace, "same.action")
    for draft in drafts:
        if draft.noun or draft.into is not None:
            continue
        # "demonstrations that people came out in", "out came a march": the noun tells what the verb does.
        at_it = (draft.at - 1,) if draft.type != "protest" else (draft.at - 1, draft.at + 1)
        told = next((n for n in nouns if n.into is None and n.at in at_it and n.trigger.type == draft.trigger.type), None)
        if told is not None and not told.token.prefix:
            merge_into(draft, told, trace, "same.action")
    for noun in nouns:
        verb = next((d for d in drafts if not d.noun and d.into is None and 0 < noun.at - d.at <= d.trigger.needs_within), None)
        if noun.into is not None or verb is None or verb.trigger.type not in _GROUND:
            continue
        if verb.trigger.type == noun.trigger.type and not noun.token.classes.isdisjoint(verb.trigger.needs):
            merge_into(noun, verb, trace, "object.needed")  # "made an advance": the noun is what the verb needs
        elif _is_scene(noun):
            merge_into(noun, verb, trace, "scene")
    for noun in nouns:
        # "retook control of X": the verb that carries the noun tells the same.
        for draft in drafts if noun.into is None else ():
            if not noun.trigger.carried and draft.trigger.frame != "suffer":
                continue  # "came under salvoes of rockets" is one shelling
            carries = not draft.noun and draft.at < noun.at and draft.at in noun.parts
            if carries and draft.into is None and draft.trigger.type == noun.trigger.type:
                merge_into(draft, noun, trace, "light.same")
    for first, second in itertools.pairwise(nouns):
        if first.into is None and second.into is None and _is_aim(first, second, kit):
            merge_into(second, first, trace, "aim")
    for draft in nouns:
        if draft.into is not None or not draft.trigger.generic:
            continue
        near = next((d for d in nouns if d is not draft and d.into is None and _apposed(draft, d, kit)), None)
        if near is not None:
            merge_into(draft, near, trace, "apposed")


_GROUND = frozenset({"force_movement", "territory_change"})


def _is_scene(fight: Draft) -> bool:
    """Whether a fight with no sides of its own is only where ground was gained: "advanced in the battle of X"."""
    if fight.trigger.type != "armed_clash" or "prep.in" not in fight.tagged.tokens[fight.at - 1].classes:
        return False
    return not any(f.group.owners and f.role != "location" for f in fight.fillers)


_FAMILY = frozenset({"air_strike", "shelling", "explosion", "armed_attack", "armed_clash", "interception"})


def _join_suffixed(verb: Draft, drafts: list[Draft], trace: Trace | None) -> bool:
    """"An ambush that X laid": a verb whose pronoun takes up the event noun right before it only says who did it."""
    if not (verb.token.suffix or verb.passive):
        return False
    noun = next((d for d in drafts if d.noun and d.into is None and 0 < verb.at - d.at <= 2 and d.trigger.type != "interception"), None)
    if noun is None and verb.trigger.type == "shelling" and verb.tagged.tokens[verb.at - 1].means:
        # "a shell fell that X had fired": one shot told twice.
        noun = next((d for d in drafts if d is not verb and d.into is None and 0 < verb.at - d.at <= 4 and d.trigger.type == "shelling"), None)
    if noun is None or noun.trigger.kill:
        return False
    merge_into(verb, noun, trace, "its.doer")
    return True


def _join_object(verb: Draft, drafts: list[Draft], kit: Kit, trace: Trace | None) -> None:
    """"Struck X with shelling": the noun says how. "Exchanged fire", "foiled an attack": the noun is the verb's object."""
    tokens = verb.tagged.tokens
    for noun in drafts:
        if not noun.noun or noun.at <= verb.at or noun.into is not None or noun.at - verb.at > 14:
            continue
        if noun.trigger.type not in _FAMILY or verb.trigger.type not in _FAMILY or noun.trigger.kill or verb.trigger.kill:
            continue
        if any(ends_clause(t, kit) for t in tokens[verb.at + 1 : noun.at]):
            return
        before = tokens[noun.at - 1]
        counted = "quantity" in before.classes and bool(before.prefix)  # "with several raids"
        clitic = kit.clitic_markers.get(before.prefix if counted else noun.token.prefix)
        if verb.trigger.frame == "fight" and not (clitic and clitic.linked):
            for filler in noun.fillers:
                if filler.role == "initiator" or (filler.role == "target" and not filler.group.facility):
                    verb.add("both", filler.group, "fought.noun")
            noun.fillers = [f for f in noun.fillers if f.role not in ("initiator", "target")]
            merge_into(noun, verb, trace, "fought.noun")
            return
        if clitic and clitic.marker == "in" and not clitic.linked:
            noun.dropped_subject = noun.dropped_subject or (verb.dropped_subject and not noun.of("initiator"))
            merge_into(verb, noun, trace, "by.noun")
            return
        if (noun.at - verb.at <= 2 and not clitic) or (verb.trigger.type == "interception" and not clitic):
            if verb.trigger.type == "interception":
                for filler in noun.fillers:
                    filler.role = "target" if filler.role == "initiator" else filler.role
            if verb.trigger.generic and not noun.trigger.generic:
                _hit_behind(noun)
                merge_into(verb, noun, trace, "subject.noun")
            else:
                merge_into(noun, verb, trace, "object.noun")
        return


def _is_aim(act: Draft, aim: Draft, kit: Kit) -> bool:
    """"An operation to free X", "a large attack for the capture of X": whether the second noun tells what the first is for."""
    clitic = kit.clitic_markers.get(aim.token.prefix)
    if not clitic or clitic.marker != "of" or clitic.linked or aim.trigger.type != "territory_change" or act.trigger.type not in _FAMILY:
        return False
    between = act.tagged.tokens[act.at + 1 : aim.at]
    return len(between) <= _AIM_REACH and not any(ends_clause(t, kit) or t.triggers for t in between)


_AIM_REACH = 6  # words between an operation and what it is for


def _hit_behind(noun: Draft) -> None:
    """"Hit a raid a depot": the verb before the event noun makes what stands bare behind it the object."""
    open_role = False
    for filler in noun.fillers:
        only_means = filler.group.means is not None and not (filler.group.facility or filler.group.owners or filler.group.people)
        bare = filler.rule in ("noun.bare", "noun.genitive") and filler.role == "none" and not only_means
        if bare or (open_role and filler.group.linked and filler.role == "none"):
            filler.role = "location" if filler.group.place is not None and not filler.group.owners else "target"
        open_role = bare or (open_role and filler.group.linked)


def _apposed(generic: Draft, other: Draft, kit: Kit) -> bool:
    """"An attack by shelling", "operations of bombing": the specific noun stands right beside the generic one."""
    gap = other.at - generic.at
    if other.trigger.generic and other.at < generic.at:
        return False
    tokens = generic.tagged.tokens
    if 0 < gap <= 2:
        between = tokens[generic.at + 1 : other.at]
        clitic = kit.clitic_markers.get(other.token.prefix)
        return all(not t.classes for t in between) and not (clitic and clitic.linked)
    return False


def _event_subject(draft: Draft, drafts: list[Draft], kit: Kit) -> Draft | None:
    tokens = draft.tagged.tokens
    candidates = [d for d in drafts if d.noun and d.at < draft.at and d.into is None]
    for noun in reversed(candidates):
        if draft.at - noun.at > 25 or noun.trigger.kill:
            return None
        auxiliary = draft.at > noun.at + 1 and "past" in tokens[draft.at - 1].classes  # "an attack that was to hit X"
        between = tokens[noun.at + 1 : draft.at - auxiliary]
        if any(
            (not t.classes.isdisjoint(_NEW_CLAUSE) and not governs(t.classes))
            or (any(f.pos == "v" for f in t.triggers) and not any(f.pos == "n" for f in t.triggers))
            for t in between
            if t.place is None and not t.actors
        ):
            return None
        # An actor of its own right before the verb is the verb's subject, and the noun is not.
        topic = next((f for f in draft.fillers if f.rule in ("topic",)), None)
        if topic is not None and not any(f.group is topic.group for f in noun.fillers):
            return None
        return noun
    return None


def merge_into(draft: Draft, other: Draft, trace: Trace | None, rule: str) -> None:
    """Hand a draft's groups, means and tolls to another that tells the same action; the draft then yields no record."""
    draft.into = other
    # Who did it is told there, all of those told here otherwise; of an agreement, parties may stand in both places.
    done = bool(other.of("initiator")) and other.trigger.frame != "agree"
    for filler in draft.fillers:
        if filler.role in ("initiator", "both") and done:
            continue
        sides = [f for f in other.fillers if f.role in ("target", "both") and f.group.owners]
        if draft.trigger.kill and filler.role == "target" and not filler.group.owners and sides:
            continue  # "40 persons": those who were named already
        if not any(f.group is filler.group for f in other.fillers):
            dead = draft.trigger.kill and not other.trigger.kill and filler.role == "target"
            other.fillers.append(Filler("target", filler.group, DEAD, filler.sentence) if dead else filler)
    if draft.trigger.kill and not draft.passive and draft.of("target") and after_pronoun(draft) and other.noun and not other.of("initiator"):
        other.dropped_subject = True  # "X said that it had killed 5 in a raid"
    other.means.extend(m for m in draft.means if m not in other.means)
    other.tolls.extend(draft.tolls)
    other.parts.append(draft.at)
    if draft.tagged is other.tagged:
        other.high = max(other.high, draft.high)
    if trace is not None:
        token = draft.token
        trace.add("chain", token.word_start, token.word_end, rule, f"{draft.trigger.id} tells the same action as {other.trigger.id}")
