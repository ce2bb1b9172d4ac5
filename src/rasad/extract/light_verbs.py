"""Gives event nouns the subject and the objects of the light verbs that carry them: bound drafts in, the same drafts fuller."""

from __future__ import annotations

from rasad.extract.clauses import LIGHT, ends_clause
from rasad.extract.drafts import Draft, Filler, Tagged, Trace
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
        if light and "claim.announce" in token.classes and any("casualty" in t.classes for t in tokens[at + 1 : draft.at]):
            return  # "announced that two of X fell in an attack": X did not attack
        if light and "claim.announce" in token.classes and any(f.role == "initiator" and f.rule == "noun.genitive" and can_act(f.group, kit) for f in draft.fillers):
            return  # "announced the going out of the last fighters": who announces it is not who goes
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
    if "reply" not in verb.classes:
        return False
    before = tokens[max(verb.index + 1, at - 3) : at]
    return any("prep.on" in t.classes and not any(o.triggers and not o.actors for o in tokens[t.index + 1 : at]) for t in before)


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
            elif filler.role == "initiator" and filler.rule == "noun.genitive" and frame.roles.get("object") == "target" and _alone(draft, filler):
                filler.role = "target"  # "responded by the bombardment of X"
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


def _alone(draft: Draft, genitive: Filler) -> bool:
    """Whether nobody else is hit than whom the genitive behind an event noun names; a mere weapon is what it was done with."""
    group = genitive.group
    return bool(group.owners or group.people or group.facility) and not draft.of("target") and not (group.means and not group.owners)


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
            if owner.trigger is not None or (owner.first and "claim.according" in tagged.tokens[owner.first - 1].classes):
                return []
            if "rel" in tagged.tokens[owner.last + 1].classes and (owner.place is not None if role == "location" else can_act(owner, kit)):
                return [owner]  # "to the people of X, which sees protests", "by the militia that launched raids"
            if owner.bare and (can_act(owner, kit) or role != "initiator") and not owner.linked:
                return [owner, *_tied_on(owner, tagged.groups, at)]
            if owner.marker == "of" and owner.owners and any("claim.accuse" in t.classes for t in tagged.tokens[max(0, owner.first - 3) : owner.first]):
                return [owner]  # "the charge of X against Y of having": Y is the doer
            if owner.linked:
                j = owner.first - 1
                continue
            j = (owner.marker_at if 0 <= owner.marker_at < owner.first else owner.first) - 1
            continue
        j -= 1
    return []


def _tied_on(group: Group, groups: list[Group], stop: int) -> list[Group]:
    """The groups right behind one that "and" ties to it, before token `stop`."""
    mates: list[Group] = []
    for other in groups:
        before = mates[-1] if mates else group
        if before.last < other.first < stop and other.linked and other.bare and other.first - before.last <= 2:
            mates.append(other)
    return mates


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
    parted = any("p.comma" in t.classes for t in tokens[draft.at : at])
    if parted and (light == "light.target" or (light == "light.launch" and not tokens[at].suffix and "rel" not in tokens[at - 1].classes)):
        return  # "in answer to an attack, X launched raids"
    clitic = kit.clitic_markers.get(tokens[at].prefix)
    if light == "light.launch" and clitic and clitic.marker == "in":
        return  # "answered the attack by launching": what is launched is another one
    if light == "light.launch" and clitic and clitic.linked and not tokens[at].suffix:
        return  # "a bombardment by X, and Y answered with": Y did another one
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
            actual = marked_role(draft, group, frame.roles, kit)
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
