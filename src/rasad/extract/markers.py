"""What a group can be in a clause: whether it acts, and the role that the preposition before it gives it."""

from __future__ import annotations

from rasad.extract.drafts import Draft, Tagged
from rasad.extract.groups import Group
from rasad.extract.tokens import Token
from rasad.kit import Kit


def can_act(group: Group, kit: Kit) -> bool:
    """Whether the group names somebody who can do something: not a bare place, thing or building."""
    if group.facility and not group.people and not group.troops:
        return group.head is not None and kit.actors.heads[group.head].cls in _FORCES
    armed = group.means is not None and (kit.means[group.means].acts or bool(group.suffix))  # "its artillery"
    return bool(group.owners or group.head or group.people or armed)


_FORCES = frozenset({"air", "artillery", "force", "group", "security"})


def marked_role(draft: Draft, group: Group, roles: dict[str, str], kit: Kit) -> str:
    """The role of a group behind a preposition; a place named so is where it happened, where it came from or went to.

    A country that is hit is both the place and its state the target.
    """
    marker = group.marker
    role = roles.get(marker, "location" if marker in ("in", "near") else "none")
    if marker == "by" and role == "initiator" and any(f.group.owners for f in draft.of("initiator")):
        return "none"  # "a strike by X amid an alert by Y": another thing's doer
    if marker == "from" and role == "initiator" and _aimed(draft, group, kit):
        return roles.get("object", "none")  # "a campaign to clear the city of X"
    if marker == "from" and draft.trigger.kill and counted_before(draft.tagged.tokens, group.marker_at):
        return roles.get("object", role)  # "killed 5 of the gunmen"
    if group.place is None:
        return "none" if marker == "from" and group.means and not group.owners else role
    if marker in ("with", "beside") and not group.owners:
        return "none"
    if marker == "between" and (not group.owners or _ends_of_line(draft.tagged, group)):
        return "none" if any(f.group.place is not None for f in draft.of("location")) else "location"
    if marker == "from":
        if role == "target" and group.owners:
            return role
        if role in ("destination", "location"):
            return role  # "came near X", "seized 3 persons from the town X"
        moved = any("motion" in t.classes for t in draft.tagged.tokens[max(0, group.marker_at - 2) : group.marker_at])
        return "origin" if role == "origin" or (draft.trigger.type == "shelling" and not moved) else "none"
    if marker == "to":
        return role if role in ("destination", "target") and (group.owners or role == "destination") else "location"
    if marker == "on" and group.owners and role == "target" and not is_struck_capital(draft, group, kit):
        draft.add("target", group, "on.country")
        return "target"
    if marker == "on" and role == "both" and group.owners and not is_struck_capital(draft, group, kit):
        return role  # "battles against X"
    if marker in ("in", "near", "on"):
        return "location"
    return role


def _ends_of_line(tagged: Tagged, group: Group) -> bool:
    """Whether places stand behind "the road between", "the border between": what lies between them, and no two sides."""
    line = {"placeclass", "access"} & tagged.tokens[group.marker_at - 1].classes or tagged.tokens[group.marker_at - 1].place is not None
    if not line:
        return False
    listed = [g for g in tagged.groups if g.first > group.last][:1]
    return all(g.place is not None for g in listed if g.linked)


def _aimed(draft: Draft, group: Group, kit: Kit) -> bool:
    """Whether a noun with "to" written on it stands between an event noun and a "from": what is aimed at, and at whose cost."""
    if not draft.noun:
        return False
    grouped = {i for g in draft.tagged.groups if g.trigger is None for i in range(g.first, g.last + 1)}
    for token in draft.tagged.tokens[draft.at + 1 : group.marker_at]:
        clitic = kit.clitic_markers.get(token.prefix)
        if clitic and clitic.marker == "of" and token.index not in grouped and token.place is None and token.time is None:
            return True
    return False


def counted_before(tokens: list[Token], at: int) -> bool:
    """Whether a number stands right before a token: "5 of", "3 gunmen"."""
    before = tokens[at - 1] if at > 0 else None
    return before is not None and (before.text[-1:].isdigit() or "quantity" in before.classes)


def named_by_capital(owners: list[Token], kit: Kit) -> bool:
    """Whether a state is named by its capital only."""
    return all(kit.actors.aliases[int(a)].note == "capital" for owner in owners for a in owner.actors)


def civil(group: Group, kit: Kit) -> bool:
    """Whether the group is of people who bear no arms."""
    return bool(group.people and kit.people_kind(group.people) in ("civilian", "medic", "journalist"))


_STRIKES = frozenset({"hit", "attack"})  # frames of those whose object is struck


def is_struck_capital(draft: Draft, group: Group, kit: Kit) -> bool:
    """Whether a capital alone is what is struck: a place, and not its state."""
    alone = group.first == group.last and group.place is not None
    return alone and draft.trigger.frame in _STRIKES and draft.trigger.type != "statement" and named_by_capital(group.owners, kit)
