"""Who holds what is hit or taken: the words of a sentence in, actors out."""

from __future__ import annotations

from rasad.extract.actors import CIVIL, Focus, Named, name_group
from rasad.extract.drafts import Draft, Tagged
from rasad.extract.groups import Group
from rasad.extract.tokens import Token
from rasad.kit import Kit


def holder_told(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Who held what is taken: "the hill that X controlled", "from the hands of X"."""
    for token in draft.tagged.tokens[draft.at + 1 : draft.at + 26] if not draft.tagged.classes.isdisjoint(_HOLD) else ():
        if not token.classes.isdisjoint(_HOLD):
            return holding(draft.tagged, token, focus, kit)
        if "p.semicolon" in token.classes:
            break
    return []


def held_there(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
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


def housed(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Whose the place or vehicle is that is hit: "a base that houses X", "a car that carried X"."""
    if "houses" not in draft.tagged.classes:
        return []
    tokens = draft.tagged.tokens
    high = max([draft.high, *(f.group.last for f in draft.fillers if f.sentence == draft.tagged.index)])
    for token in tokens[max(0, draft.at - 14) : high + 2]:
        if "houses" in token.classes:
            near = [g for g in draft.tagged.groups if token.index < g.first <= token.index + 3]
            found: list[Named] = []
            for group in listed(near[0], draft.tagged.groups) if near else ():
                found.extend([n for n in name_group(group, draft.tagged, focus, kit, "target") if n.id in kit.bearing_arms or n.id in CIVIL])
            return found
    return []


def listed(group: Group, groups: list[Group]) -> list[Group]:
    """A group and those that "and" ties to it."""
    at = groups.index(group)
    end = at + 1
    while end < len(groups) and groups[end].linked and groups[end].first - groups[end - 1].last <= 2:
        end += 1
    return groups[at:end]


def owner_of_site(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Whose the thing is that a blast went off in: "exploded in a vehicle of the army's"."""
    for filler in draft.fillers:
        group = filler.group
        if filler.role == "location" and filler.sentence == draft.tagged.index and group.facility and (group.owners or group.people) and group.place is None:
            return list(name_group(group, draft.tagged, focus, kit, "target"))
    return []
