"""Says who acts and who is hit: the bound drafts of a sentence in, the actors of their roles out."""

from __future__ import annotations

from dataclasses import replace

from rasad.extract.actors import CIVIL, Focus, Named, name_group, named_before
from rasad.extract.believed import believed
from rasad.extract.doers import announcer, attending, left_out_subject
from rasad.extract.drafts import DEAD, Draft, Filler
from rasad.extract.families import AIMED
from rasad.extract.groups import Group
from rasad.extract.holders import held_there, holder_told, housed, owner_of_site
from rasad.extract.opponents import add_other_side, among_themselves, left_to, opponents, sides_told
from rasad.kit import Kit
from rasad.resolve.actor import same_side


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


def _behind_a_name(group: Group, draft: Draft, kit: Kit) -> bool:
    """Whether a word that says nothing and has no article stands between the verb and the group: who speaks, "N called on X"."""
    between = draft.tagged.tokens[group.first - 1]
    if not _beyond(group, draft) or between.prefix in kit.proclitics.with_article or group.first - draft.at > _NAME:
        return False
    if any("person" in kit.called[t.actors].kinds for t in group.owners):
        return False  # "General so and so X"
    return not any(f.rule == "verb.bare" and f.group.first > group.last and not f.group.linked for f in draft.fillers)


_NAME = 4  # words from a verb of speech to whom somebody speaks whose name is not known


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
            if draft.trigger.type == "statement" and filler.role == "initiator" and filler.rule == "verb.bare" and _behind_a_name(filler.group, draft, kit):
                roles["target"].extend(named if draft.features.startswith("p") else ())
                continue
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
            roles["target"].extend(owner_of_site(draft, focus, kit))
        if draft.noun and not roles["initiator"]:
            roles["initiator"].extend(announcer(draft, roles["target"], focus, kit) or attending(draft, roles["target"], focus, kit))
        acts = frame.roles.get("subject") in ("initiator", "both") and not draft.passive
        taken = draft.trigger.frame == "detain" or draft.trigger.kill
        if taken and not draft.noun and not draft.token.suffix and not draft.of("target") and not draft.tolls:
            acts = False  # "and was kidnapped in Syria": a verb without its object is a passive
        if (not roles["initiator"] or draft.trigger.frame == "agree") and draft.dropped_subject and acts:
            left_out = left_out_subject(draft, focus, kit)
            hit = {n.id for n in roles["target"]}
            if draft.trigger.type == "armed_clash" or hit.isdisjoint([n.id for n in left_out]):  # nobody hits his own
                roles["initiator"].extend([n for n in left_out if draft.trigger.type != "protest" or not is_state(n.id, kit)])
        if frame.roles.get("subject") == "both" and not roles["initiator"] and len(roles["target"]) > 1:
            roles["initiator"].extend(roles["target"])  # "5 of X and 3 of Y were killed in clashes"
        if frame.roles.get("subject") == "both" and not roles["initiator"]:
            sides = sides_told(draft, focus, kit)
            roles["initiator"].extend(sides)
            roles["target"] = sides or roles["target"]
        if frame.roles.get("subject") == "both" and len(roles["initiator"]) == 1 and not among_themselves(draft, kit):
            add_other_side(roles, draft, focus, kit)
        if frame.roles.get("object") == "target" and all(n.rule == "facility.civilian" or n in dead for n in roles["target"]):
            roles["target"] = housed(draft, focus, kit) or roles["target"]
        if not roles["target"] and not draft.tolls and draft.type in AIMED and frame.roles.get("object") == "target":
            roles["target"].extend(held_there(draft, focus, kit))
        if draft.object_suffix and not draft.noun and draft.type in _TAKINGS and not roles["target"] and not draft.tolls:
            roles["target"].extend(_pronoun(draft, roles["initiator"], focus, kit))
        if not roles["target"] and draft.trigger.opposes:
            roles["target"].extend(holder_told(draft, focus, kit) or opponents(draft, roles["initiator"], focus))
        out[id(draft)] = roles
    for draft in drafts:
        if draft.type == "territory_change" and draft.trigger.opposes and not out[id(draft)]["target"]:
            out[id(draft)]["target"].extend(left_to(draft, drafts, out, kit))
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
