"""Says who acts and who is hit: the bound drafts of a sentence in, the actors of their roles out."""

from __future__ import annotations

from dataclasses import replace

from rasad.extract.actors import CIVIL, Focus, Named, name_group, named_before
from rasad.extract.believed import believed
from rasad.extract.drafts import DEAD, Draft, Filler, Tagged
from rasad.extract.groups import Group
from rasad.extract.subjects import subjects
from rasad.extract.tokens import Token, brings_about, governs
from rasad.kit import Kit
from rasad.resolve.actor import same_side

_NEW_CLAUSE = frozenset({"conn", "rel", "p.semicolon", "conn.result"})
_ANNOUNCES = frozenset({"claim.adopt", "claim.announce", "claim.deny", "claim.refuse"})


def _announcer(draft: Draft, hit: list[Named], focus: Focus, kit: Kit) -> list[Named]:
    """The subject of "X announced the bombing of Y" (or denied it), where nothing but X stands between.

    Whose death is announced was not killed by who announces it; who rejects the charge of a killing is its doer. Who
    announces the dead of an attack did it only where they are the dead of an armed side not its own.
    """
    if draft.tagged.classes.isdisjoint(_ANNOUNCES):
        return []
    named = _announcing(draft, focus, kit)
    counted = any(index == draft.tagged.index and toll.start < draft.token.start for index, toll in draft.tolls)
    if not counted and not any("casualty" in t.classes for t in draft.tagged.tokens[max(0, draft.at - _TOLD_FIRST) : draft.at]):
        return named
    foes = [h.id for h in hit if h.id not in kit.unarmed and h.id != "unknown"]
    return [n for n in named if foes and not any(id == n.id or same_side(id, n.id, kit.actors) for id in foes)]


_TOLD_FIRST = 8  # words before an event in which its dead are announced


def _announcing(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Who announces or denies an event noun."""
    tokens = draft.tagged.tokens
    charged = False
    for j in range(draft.at - 1, max(-1, draft.at - 16), -1):
        token = tokens[j]
        charged = charged or "claim.accusation" in token.classes
        if not token.classes.isdisjoint(_ANNOUNCES):
            charged = charged or "claim.adopt" in token.classes
            if not charged and (draft.trigger.kill or "claim.refuse" in token.classes):
                return []
            if any("ownmen" in t.classes and t.suffix for t in tokens[j + 1 : draft.at]):
                return []  # "announced the death of 5 of its men in raids"
            for group in draft.tagged.groups:
                if j < group.first < draft.at and group.bare and group.owners:
                    if any(t.triggers and not t.actors for t in tokens[j + 1 : group.first]):
                        return []  # "announced the killing of 3 gunmen and the arrest of": who announces is nobody we know
                    told = [g for g in _listed(group, draft.tagged.groups) if g.last < draft.at and g.bare and g.trigger is None]
                    return [replace(n, rule="announcer") for g in told for n in name_group(g, draft.tagged, focus, kit, "initiator")]
            before = [g for g in draft.tagged.groups if g.last < j and j - g.last <= 3 and g.bare and g.owners]
            if before:
                return [replace(n, rule="announcer") for n in name_group(before[-1], draft.tagged, focus, kit, "initiator")]
            return []
        if not token.classes.isdisjoint(_NEW_CLAUSE) and not governs(token.classes):
            return []
        if brings_about(token.classes):
            return []  # "announced the death of Y in an attack": the attack is not what it announced
        if any(f.pos == "v" for f in token.triggers) and not any(f.pos == "n" for f in token.triggers):
            return []
    return []


def _attending(draft: Draft, targets: list[Named], focus: Focus, kit: Kit) -> list[Named]:
    """The subject of the main verb, where the noun only tells what it does besides or means to do: "with the siege of Y"."""
    before = draft.tagged.tokens[draft.at - 1].classes if draft.at else frozenset()
    if not targets or draft.trigger.kill or before.isdisjoint(_ATTENDS):
        return []
    token = draft.token
    told = {n.id for n in targets}
    for group in reversed(subjects(draft.tagged, kit, draft.at)):
        named = _doers(name_group(group, draft.tagged, focus, kit, "initiator"), draft, kit)
        if named:
            return [Named(n.id, token.word_start, token.word_end, "subject.attending") for n in named if n.id not in told]
    return []


_ATTENDS = frozenset({"prep.with", "purpose"})


def _holder(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Who held what is taken: "the hill that X controlled", "from the hands of X"."""
    for token in draft.tagged.tokens[draft.at + 1 : draft.at + 26] if not draft.tagged.classes.isdisjoint(_HOLD) else ():
        if not token.classes.isdisjoint(_HOLD):
            return holding(draft.tagged, token, focus, kit)
        if "p.semicolon" in token.classes:
            break
    return []


def _held_there(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Who holds the area that is hit, told right behind it: "shelled areas that X controls"."""
    if "holder" not in draft.tagged.classes:
        return []
    for token in draft.tagged.tokens[draft.at + 1 : draft.at + _HELD_REACH]:
        if "holder" in token.classes:
            return holding(draft.tagged, token, focus, kit)
        if (token.triggers and not token.actors and token.place is None) or "p.semicolon" in token.classes:
            return []
    return []


_HELD_REACH = 9
_STRIKES = frozenset({"air_strike", "shelling", "armed_attack"})
_HOLD = frozenset({"holder", "stronghold"})


def holding(tagged: Tagged, token: Token, focus: Focus, kit: Kit) -> list[Named]:
    """Who holds a place by the word `token`: "under the control of X", "the last stronghold of X"."""
    reach = 0 if "stronghold" in token.classes else 1
    group = next((g for g in tagged.groups if token.index + reach <= g.last and g.first <= token.index + 4 and g.owners), None)
    return [n for n in name_group(group, tagged, focus, kit, "target") if n.id in kit.bearing_arms] if group else []


def holders_told(tagged: Tagged, focus: Focus, kit: Kit) -> list[str]:
    """The ids of all who are told in a sentence to hold a place."""
    if tagged.classes.isdisjoint(_HOLD):
        return []
    return [n.id for token in tagged.tokens if not token.classes.isdisjoint(_HOLD) for n in holding(tagged, token, focus, kit)]


def _housed(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Whose the place or vehicle is that is hit: "a base that houses X", "a car that carried X"."""
    if "houses" not in draft.tagged.classes:
        return []
    tokens = draft.tagged.tokens
    high = max([draft.high, *(f.group.last for f in draft.fillers if f.sentence == draft.tagged.index)])
    for token in tokens[max(0, draft.at - 14) : high + 2]:
        if "houses" in token.classes:
            near = [g for g in draft.tagged.groups if token.index < g.first <= token.index + 3]
            found: list[Named] = []
            for group in _listed(near[0], draft.tagged.groups) if near else ():
                found.extend([n for n in name_group(group, draft.tagged, focus, kit, "target") if n.id in kit.bearing_arms or n.id in CIVIL])
            return found
    return []


def _listed(group: Group, groups: list[Group]) -> list[Group]:
    """A group and those that "and" ties to it."""
    at = groups.index(group)
    end = at + 1
    while end < len(groups) and groups[end].linked and groups[end].first - groups[end - 1].last <= 2:
        end += 1
    return groups[at:end]


def _opponents(draft: Draft, initiators: list[Named], focus: Focus) -> list[Named]:
    """Whom the doer was told to fight earlier in the document."""
    token = draft.token
    for named in initiators:
        if enemy := focus.enemies.get(named.id):
            return [Named(enemy, token.start, token.end, "opponent")]
    return []


def _other_side(roles: dict[str, list[Named]], draft: Draft, focus: Focus, kit: Kit) -> None:
    """A fight that names one side: the other one acts in the same sentence, or is the enemy told before."""
    have = {n.id for n in roles["initiator"]}
    first = roles["initiator"][0]
    enemy = focus.enemies.get(first.id)
    others: list[Named] = []
    for group in reversed(subjects(draft.tagged, kit, draft.at)):
        others = [n for n in name_group(group, draft.tagged, focus, kit, "initiator") if n.id in kit.bearing_arms]
        if others:
            break
    if enemy and not any(n.id not in have for n in others):
        others.append(replace(first, id=enemy))
    for named in others:
        if named.id not in have:
            other = replace(named, rule="fight.other_side")
            roles["initiator"].append(other)
            roles["target"].append(other)


def _sides_told(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """The sides of a fight of which nobody is told: two armed ones, no allies, that its sentence names before it.

    "Both sides" must be said, or the two have been told to be enemies.
    """
    found: dict[str, Named] = {}
    for group in draft.tagged.groups:
        if group.last >= draft.at:
            break
        if group.owners and group.place is None and group.marker != "beside":
            for named in name_group(group, draft.tagged, focus, kit, "target"):
                if named.id in kit.bearing_arms and named.rule != "alias.country":
                    found.setdefault(named.id, replace(named, rule="fight.sides"))
    sides = list(found.values())
    if len(sides) != 2 or same_side(sides[0].id, sides[1].id, kit.actors):
        return []
    return sides if "each.side" in draft.tagged.classes or focus.enemies.get(sides[0].id) == sides[1].id else []


def _among_themselves(draft: Draft, kit: Kit) -> bool:
    """Whether one kind of fighters fight each other: "clashes between rival militias"."""
    between = [f.group for f in draft.fillers if f.group.marker == "between" and f.group.owners]
    return len(between) == 1 and all(kit.called[t.actors].generic for t in between[0].owners)


def _owner_of_site(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Whose the thing is that a blast went off in: "exploded in a vehicle of the army's"."""
    for filler in draft.fillers:
        group = filler.group
        if filler.role == "location" and filler.sentence == draft.tagged.index and group.facility and (group.owners or group.people) and group.place is None:
            return list(name_group(group, draft.tagged, focus, kit, "target"))
    return []


def _addressees(named: tuple[Named, ...], filler: Filler, draft: Draft) -> tuple[Named, ...]:
    """Who of those that a statement's words name is spoken to, or of."""
    if filler.rule.endswith(".to") and filler.group.place is not None:
        if any(f.role == "target" and f.group.place is None for f in draft.fillers):
            return ()  # "the envoy to Libya accused X"
    elif not _spoken_to(filler.rule) or _beyond(filler.group, draft):
        # "condemned the strikes on civilians", "called for the protection of civilians"
        return tuple(n for n in named if n.id not in CIVIL)
    return named


def _beyond(group: Group, draft: Draft) -> bool:
    """Whether a bare group behind the trigger hangs on a word between them that says nothing."""
    at = group.first - 1
    before = draft.tagged.tokens[at]
    silent = not before.classes and not (before.actors or before.head or before.people or before.means or before.triggers)
    return group.bare and draft.at < at and silent and before.place is None and before.time is None


def _spoken_to(rule: str) -> bool:
    return rule.endswith((".bare", ".of", ".to", ".with", ".genitive"))


# What a nation told in the plural does as a state: "the French sent special forces".
_STATE_ACTS = frozenset({"air_strike", "force_movement", "base_established", "weapons_transfer", "overflight", "interception"})


def name_roles(drafts: list[Draft], focus: Focus, kit: Kit) -> dict[int, dict[str, list[Named]]]:
    """Initiators and targets of a sentence's drafts, by id(draft); dropped subjects come from the focus."""
    out: dict[int, dict[str, list[Named]]] = {}
    for draft in drafts:
        roles: dict[str, list[Named]] = {"initiator": [], "target": []}
        frame = kit.events.frames[draft.trigger.frame]
        for filler in sorted(draft.fillers, key=lambda f: f.rule == DEAD):  # whom it was aimed at comes first
            if filler.role not in ("initiator", "target", "both"):
                continue
            nisba = filler.rule == "noun.adjective" or (filler.role == "initiator" and draft.trigger.type in _STATE_ACTS)
            named = name_group(filler.group, draft.tagged, focus, kit, filler.role, nisba, draft.trigger.type)
            if draft.trigger.type == "statement" and filler.role == "target":
                named = _addressees(named, filler, draft)
            for role in ("initiator", "target") if filler.role == "both" else (filler.role,):
                told = {o.id for o in roles[role]}
                roles[role].extend([n for n in named if n.id not in told])
        if held := believed(draft, focus, kit):
            starts = {n.start for n in held}
            roles["initiator"] = [n for n in roles["initiator"] if not _nameless(n.id, kit) and n.start not in starts] + held
            roles["target"] = [n for n in roles["target"] if n.start not in starts]
        if draft.trigger.type == "protest" and not (draft.trigger.by_state and _told_to_act(draft)):
            roles["initiator"] = [n for n in roles["initiator"] if not is_state(n.id, kit)]
        dead = _mere_dead(roles["target"], draft, kit)
        roles["target"] = [n for n in roles["target"] if n not in dead] or dead
        doers = {n.id for n in roles["initiator"]}
        own = [n for n in roles["target"] if n.rule == "anaphor.suffix" and n.id in doers]  # nobody hits his own: another's is meant
        roles["target"] = [n for n in roles["target"] if n not in own] or _others(draft, own, doers, focus, kit)
        if draft.trigger.type == "explosion" and not roles["target"]:
            roles["target"].extend(_owner_of_site(draft, focus, kit))
        if draft.noun and not roles["initiator"]:
            roles["initiator"].extend(_announcer(draft, roles["target"], focus, kit) or _attending(draft, roles["target"], focus, kit))
        acts = frame.roles.get("subject") in ("initiator", "both") and not draft.passive
        taken = draft.trigger.frame == "detain" or draft.trigger.kill
        if taken and not draft.noun and not draft.token.suffix and not draft.of("target") and not draft.tolls:
            acts = False  # "and was kidnapped in Syria": a verb without its object is a passive
        if not roles["initiator"] and draft.dropped_subject and acts:
            left_out = _dropped(draft, focus, kit)
            hit = {n.id for n in roles["target"]}
            if draft.trigger.type == "armed_clash" or hit.isdisjoint([n.id for n in left_out]):  # nobody hits his own
                roles["initiator"].extend([n for n in left_out if draft.trigger.type != "protest" or not is_state(n.id, kit)])
        if frame.roles.get("subject") == "both" and not roles["initiator"] and len(roles["target"]) > 1:
            roles["initiator"].extend(roles["target"])  # "5 of X and 3 of Y were killed in clashes"
        if frame.roles.get("subject") == "both" and not roles["initiator"]:
            sides = _sides_told(draft, focus, kit)
            roles["initiator"].extend(sides)
            roles["target"] = sides or roles["target"]
        if frame.roles.get("subject") == "both" and len(roles["initiator"]) == 1 and not _among_themselves(draft, kit):
            _other_side(roles, draft, focus, kit)
        if frame.roles.get("object") == "target" and all(n.rule == "facility.civilian" or n in dead for n in roles["target"]):
            roles["target"] = _housed(draft, focus, kit) or roles["target"]
        if not roles["target"] and not draft.tolls and draft.type in _STRIKES and frame.roles.get("object") == "target":
            roles["target"].extend(_held_there(draft, focus, kit))
        if draft.object_suffix and not draft.noun and draft.type in _TAKINGS and not roles["target"] and not draft.tolls:
            roles["target"].extend(_pronoun(draft, roles["initiator"], focus, kit))
        if not roles["target"] and draft.trigger.opposes:
            roles["target"].extend(_holder(draft, focus, kit) or _opponents(draft, roles["initiator"], focus))
        out[id(draft)] = roles
    return out


def _others(draft: Draft, own: list[Named], doers: set[str], focus: Focus, kit: Kit) -> list[Named]:
    """Whose "its positions" are that their doer cannot mean: who was named before him and is no ally."""
    for filler in draft.of("target") if own else ():
        whose = named_before(filler.group, draft.tagged, focus, kit, frozenset(doers))
        return [replace(n, start=own[0].start, end=own[0].end, rule="anaphor.suffix") for n in whose if not any(same_side(n.id, d, kit.actors) for d in doers)]
    return []


def _pronoun(draft: Draft, doers: list[Named], focus: Focus, kit: Kit) -> list[Named]:
    """Whom the pronoun on a verb of taking or stopping takes up: the last people or things of somebody's before it that do not act."""
    acting = {n.id for n in doers}
    own = {id(f.group) for f in draft.fillers}
    for group in reversed(draft.tagged.groups):
        if group.last >= draft.at or draft.at - group.last > _TAKEN_UP or id(group) in own or group.trigger is not None or group.place is not None:
            continue
        if not (group.owners or group.people or group.facility):
            continue
        named = [n for n in name_group(group, draft.tagged, focus, kit, "target") if n.id not in acting]
        if named:
            return [replace(n, rule="object.pronoun") for n in named]
    return []


_TAKINGS = frozenset({"arrest", "abduction", "displacement", "interception"})
_TAKEN_UP = 8  # words between what is named and the pronoun that takes it up


def _nameless(actor: str, kit: Kit) -> bool:
    """Whether an actor is but gunmen or somebody unknown, of whom more may be believed."""
    row = kit.actors.rows.get(actor)
    return row is None or row.kind == "generic"


def _told_to_act(draft: Draft) -> bool:
    """Whether the verb has a subject of its own, before it or in its clause."""
    tokens = draft.tagged.tokens
    return not draft.noun and any(
        f.role == "initiator" and f.rule in ("verb.bare", "topic")
        and not any("p.comma" in t.classes for t in tokens[draft.at + 1 : f.group.first])
        for f in draft.fillers
    )  # fmt: skip


def is_state(actor: str, kit: Kit) -> bool:
    """Whether the actor is a state or its forces: who gives people a nationality, and does not march."""
    row = kit.actors.rows.get(actor)
    return row is not None and row.kind in ("state", "forces")


def _mere_dead(targets: list[Named], draft: Draft, kit: Kit) -> list[Named]:
    """Those of the targets who are but "8 persons" whom the action killed: whom it was aimed at, if told, says more."""
    if draft.trigger.type == "armed_clash":
        return []
    tokens = draft.tagged.tokens
    mere = [
        f.group
        for f in draft.fillers
        if f.rule == DEAD and f.sentence == draft.tagged.index and f.group.people and kit.people_kind(f.group.people) == "person"
    ]
    said = [(tokens[g.first].word_start, tokens[g.last].word_end) for g in mere]
    return [n for n in targets if any(start <= n.start < end for start, end in said)]


def _dropped(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """The subject that a verb leaves out: the last one of its sentence before it, else that of the sentence before."""
    token = draft.token
    told: list[tuple[Named, ...]] = []
    for group in reversed(subjects(draft.tagged, kit, draft.at)):
        named = name_group(group, draft.tagged, focus, kit, "initiator")
        if doers := _doers(named, draft, kit):
            told.append(doers)
        elif not told and any(n.id in kit.unarmed for n in named):
            break  # people without arms act here, and nobody who stands before them
    # "The army killed 5 gunmen and arrested": gunmen behind a verb may be its object.
    for named in sorted(told, key=lambda named: all(n.id in _GUNMEN for n in named))[:1]:
        return [Named(n.id, token.word_start, token.word_end, "subject.dropped") for n in named]
    next_on = draft.tagged.index - focus.subject_sentence == 1 and draft.tagged.sentence.kind != "headline"
    if next_on and draft.at <= 2 and not draft.noun:
        named = _doers(focus.subject, draft, kit)
        return [Named(n.id, token.word_start, token.word_end, "subject.previous") for n in named]
    return []


_GUNMEN = frozenset({"local_gunmen"})


def _doers(named: tuple[Named, ...], draft: Draft, kit: Kit) -> tuple[Named, ...]:
    """Those who may be meant by a subject left out: who reports is not who strikes."""
    if draft.trigger.frame in ("say", "agree", "demonstrate", "flee", "torch", "wreck", "restrict"):
        return named
    return tuple(n for n in named if n.id in kit.bearing_arms or n.id in _GUNMEN)
