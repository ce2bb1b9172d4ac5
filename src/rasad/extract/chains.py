"""Joins drafts that tell one action: light verbs with their event nouns, "strikes that hit", deaths with their cause."""

from __future__ import annotations

import itertools

from rasad.extract.clauses import LIGHT, ends_clause
from rasad.extract.drafts import DEAD, Draft, Filler, Tagged, Trace
from rasad.extract.groups import Group
from rasad.extract.markers import can_act, marked_role
from rasad.extract.tokens import Token, brings_about, governs
from rasad.kit import Kit

_LIGHT = ("light.launch", "light.make", "light.voice", "light.undergo", "light.witness", "light.occur")
_CARRIERS = frozenset({*_LIGHT, "resolve"})
_TRANSPARENT = frozenset({"carrier", "quantity"})
_NO_SUBJECT_BEYOND = frozenset({"conn", "rel", "p.semicolon", "report", "verb", "prep.fear", "prep.response", "claim.if"})
_NEW_CLAUSE = frozenset({"conn", "conn.result", "report", "verb", "p.semicolon"})
_LIGHT_ROLE = {"light.launch": "initiator", "light.make": "initiator", "light.voice": "initiator", "light.undergo": "target", "light.witness": "location", "light.target": "target"}


_REPLIED = 8  # words between a verb of answering and the event that it answers
_WITH_SUBJECT = LIGHT | {"resolve"}  # verbs whose subject is the event noun's


def join_light(drafts: list[Draft], kit: Kit, trace: Trace | None) -> None:
    """Give event nouns the subject of the light verb that carries them, before or after the noun."""
    for draft in drafts:
        planted = draft.type == "explosion" and "planted" in draft.tagged.classes
        if not planted and (not draft.noun or draft.tagged.classes.isdisjoint(_WITH_SUBJECT)):
            continue
        if draft.noun:
            _light_before(draft, kit, trace)
        _light_after(draft, drafts, kit, trace)


def _light_before(draft: Draft, kit: Kit, trace: Trace | None) -> None:
    tagged, tokens = draft.tagged, draft.tagged.tokens
    at = draft.at - 1
    clitic = kit.clitic_markers.get(draft.token.prefix)
    aimed = bool(clitic and clitic.marker == "of")  # "goes on with its campaign for the capture of X"
    if at >= 0 and brings_about(tokens[at].classes):
        return  # "announced his death after an attack": what brought it about is not what it announced
    while at >= 0 and at > draft.at - 14:
        token = tokens[at]
        if token.time is not None or (at + 1 < draft.at and tokens[at + 1].time is not None and "since" in token.classes):
            at -= 1
            continue
        light = _light(token)
        if (light == "light.voice" and draft.trigger.type != "statement") or (light and _only_setting(tokens, draft.at, token, light, aimed)):
            return
        if light:
            _take_subject(draft, tagged, at, light, draft.at, kit, trace)
            return
        if token.place is None and not token.classes.isdisjoint(_NO_SUBJECT_BEYOND):
            return
        if token.triggers and not _transparent(token) and token.place is None and not token.actors:
            if at and "light.make" in tokens[at - 1].classes:
                at -= 1
                continue  # "the fighting forced people to flee"
            if at and "prep.on" in tokens[at - 1].classes and any("reply" in t.classes for t in tokens[max(0, at - _REPLIED) : at]):
                at -= 1
                continue  # "answered the attack with strikes"
            return
        at -= 1


def _only_setting(tokens: list[Token], at: int, verb: Token, light: str, aimed: bool) -> bool:
    """Whether the event noun is but the setting or aim of what the verb tells: "nobody fell in the raid", "answered the attack"."""
    if light == "light.occur":
        return "prep.in" in tokens[at - 1].classes and verb.index < at - 1
    if aimed and light == "light.launch":
        return "light.bound" not in verb.classes
    before = tokens[max(verb.index + 1, at - 3) : at]
    return "reply" in verb.classes and any("prep.on" in t.classes for t in before)


def _transparent(token: Token) -> bool:
    return not token.classes.isdisjoint(_TRANSPARENT)


def _light(token: Token) -> str | None:
    if token.classes.isdisjoint(_CARRIERS) or token.actors:
        return None
    for name in _LIGHT if token.place is None else ():
        if name in token.classes:
            return name
    return "light.launch" if "resolve" in token.classes else None


def _reaching(token: Token) -> str | None:
    """"The shelling reached X": a verb that tells what an event noun hit, and is no trigger itself."""
    return "light.target" if "light.target" in token.classes and not token.triggers and token.place is None else None


def _take_subject(draft: Draft, tagged: Tagged, at: int, light: str, stop: int, kit: Kit, trace: Trace | None) -> None:
    """Bind the light verb's subject (after it, or before it as topic or antecedent) to the event."""
    role = _LIGHT_ROLE.get(light)
    draft.parts.append(at)
    if role is None:
        draft.dropped_subject = False  # "their launching took place": told of nobody
        return
    frame = kit.events.frames[draft.trigger.frame]
    if role == "initiator" and frame.roles.get("subject") == "both":
        role = "both"
    subject = _made(tagged, at, stop) if light == "light.make" else _subject_of(tagged, at, stop, kit, role)
    if subject and role == "initiator":
        for filler in draft.fillers:
            if filler.role == "initiator" and filler.rule == "noun.genitive" and filler.group.place is not None:
                filler.role = "location"  # "answered by the shelling of Damascus": who did it stands before
            elif filler.role == "initiator" and filler.rule == "noun.of" and frame.roles.get("of") == "target":
                filler.role = "target"  # "laid an ambush for X"
    for group in subject:
        actual = "location" if group.place is not None and not group.owners else role
        if role == "initiator" and actual == "location":
            continue
        draft.add(actual, group, f"{light}.subject")
        draft.fillers = [f for f in draft.fillers if f.group is not group or f.role == actual]
    if not subject and role == "initiator":
        draft.dropped_subject = True
    if trace is not None:
        trace.add("chain", tagged.tokens[at].word_start, tagged.tokens[at].word_end, light, f"carries {draft.trigger.id}")


def _made(tagged: Tagged, at: int, stop: int) -> list[Group]:
    """Who is made to do it: the last group between the verb and the event noun, "the fighting forced the residents to flee"."""
    between = [g for g in tagged.groups if at < g.first < stop and g.trigger is None and g.bare]
    return between[-1:]


def _subject_of(tagged: Tagged, at: int, stop: int, kit: Kit, role: str) -> list[Group]:
    """Groups between a light verb and `stop`, else the topic before it."""
    found: list[Group] = []
    for group in tagged.groups:
        if not (at < group.first < stop and group.trigger is None and group.bare):
            continue
        if group.linked if found else can_act(group, kit) or role != "initiator":
            found.append(group)
    if found:
        return found
    j = at - 1
    while j >= 0 and j > at - 16:
        token = tagged.tokens[j]
        if ends_clause(token, kit) and "rel" not in token.classes and not token.classes & {"past"}:
            return []
        owner = next((g for g in reversed(tagged.groups) if g.first <= j <= g.last), None)
        if owner is not None:
            if owner.trigger is not None:
                return []
            if "rel" in tagged.tokens[owner.last + 1].classes and (owner.place is not None if role == "location" else can_act(owner, kit)):
                return [owner]  # "to the people of X, which sees protests", "by the militia that launched raids"
            if owner.bare and (can_act(owner, kit) or role != "initiator") and not owner.linked:
                return [owner]
            if owner.marker == "of" and owner.owners and any("claim.accuse" in t.classes for t in tagged.tokens[max(0, owner.first - 3) : owner.first]):
                return [owner]  # "the charge of X against Y of having": Y is the doer
            if owner.linked:
                j = owner.first - 1
                continue
            j = (owner.marker_at if 0 <= owner.marker_at < owner.first else owner.first) - 1
            continue
        j -= 1
    return []


def _light_after(draft: Draft, drafts: list[Draft], kit: Kit, trace: Trace | None) -> None:
    """"The attack that X launched", "clashes broke out between": a light verb behind the event noun's own groups."""
    tagged, tokens = draft.tagged, draft.tagged.tokens
    at = draft.at + 1
    frame = kit.events.frames[draft.trigger.frame]
    while at < len(tokens) and at < draft.at + 16:
        token = tokens[at]
        light = _light(token) or _reaching(token)
        if light is None and draft.type == "explosion" and "planted" in token.classes:
            light = "light.launch"
        if light and token.suffix and token.triggers and draft.trigger.type == "interception":
            return  # "the interception of a missile that X had fired"
        if light:
            break
        if token.triggers and not token.actors and token.place is None and not _transparent(token):
            return
        if not token.classes.isdisjoint(_NEW_CLAUSE) and not governs(token.classes):
            return
        at += 1
    else:
        return
    if at >= len(tokens) or light is None or at in draft.parts:
        return
    if light == "light.target" and any("p.comma" in t.classes for t in tokens[draft.at : at]):
        return
    clitic = kit.clitic_markers.get(tokens[at].prefix)
    if light == "light.launch" and clitic and clitic.marker == "in":
        return  # "answered the attack by launching": what is launched is another one
    draft.parts.append(at)
    role = _LIGHT_ROLE.get(light)
    last, found = "", False
    for group in tagged.groups:
        if group.first <= at or (group.trigger is not None and group.first > at):
            if group.first > at:
                break
            continue
        if group.first > at + 20 or any(ends_clause(t, kit) for t in tokens[at + 1 : group.first]):
            break
        if group.linked and last:
            actual = last
        elif group.marker:
            actual = marked_role(draft, group, frame.roles)
        elif role and not found:
            found = True
            actual = "location" if group.place is not None and not group.owners else role
            if frame.roles.get("subject") == "both" and role == "initiator":
                actual = "both"
        else:
            actual = "location" if group.place is not None and not group.owners else "none"
        last = actual
        if light == "light.target" and not (group.owners or group.facility or group.place is not None):
            break
        draft.add(actual, group, f"{light}.after")
    if trace is not None:
        trace.add("chain", tokens[at].word_start, tokens[at].word_end, light, f"carries {draft.trigger.id}")


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


def join_cognates(drafts: list[Draft], kit: Kit, trace: Trace | None) -> None:
    """"Air raids hit X": a generic verb whose subject is an event noun adds its groups to that noun's draft."""
    if len(drafts) < 2:
        return
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
        told = next((n for n in nouns if n.into is None and n.at == draft.at - 1 and n.trigger.type == draft.trigger.type), None)
        if told is not None and told.token.prefix not in kit.proclitics.with_article:
            merge_into(draft, told, trace, "same.action")  # "demonstrations that people came out in"
    for noun in nouns:
        # "retook control of X": the verb that carries the noun tells the same.
        for draft in drafts if noun.into is None and noun.trigger.carried else ():
            carries = not draft.noun and draft.at < noun.at and draft.at in noun.parts
            if carries and draft.into is None and draft.trigger.type == noun.trigger.type:
                merge_into(draft, noun, trace, "light.same")
    for draft in nouns:
        if draft.into is not None or not draft.trigger.generic:
            continue
        near = next((d for d in nouns if d is not draft and d.into is None and _apposed(draft, d, kit)), None)
        if near is not None:
            merge_into(draft, near, trace, "apposed")


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


def _hit_behind(noun: Draft) -> None:
    """"Hit a raid a depot": the verb before the event noun makes what stands bare behind it the object."""
    open_role = False
    for filler in noun.fillers:
        bare = filler.rule == "noun.bare" and filler.role == "none"
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
        between = tokens[noun.at + 1 : draft.at]
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
    for filler in draft.fillers:
        if filler.role in ("initiator", "both") and other.of("initiator"):
            continue
        sides = [f for f in other.fillers if f.role in ("target", "both") and f.group.owners]
        if draft.trigger.kill and filler.role == "target" and not filler.group.owners and sides:
            continue  # "40 persons": those who were named already
        if not any(f.group is filler.group for f in other.fillers):
            dead = draft.trigger.kill and not other.trigger.kill and filler.role == "target"
            other.fillers.append(Filler("target", filler.group, DEAD, filler.sentence) if dead else filler)
    other.means.extend(m for m in draft.means if m not in other.means)
    other.tolls.extend(draft.tolls)
    other.parts.append(draft.at)
    if draft.tagged is other.tagged:
        other.high = max(other.high, draft.high)
    if trace is not None:
        token = draft.token
        trace.add("chain", token.word_start, token.word_end, rule, f"{draft.trigger.id} tells the same action as {other.trigger.id}")
