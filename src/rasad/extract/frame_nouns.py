"""Binds the groups behind a verbal noun or participle to roles: a draft with its clause set in, its fillers added."""

from __future__ import annotations

from rasad.extract.drafts import Draft
from rasad.extract.groups import Group
from rasad.extract.markers import civil, is_struck_capital, marked_role, named_by_capital
from rasad.extract.tokens import Token
from rasad.kit import Kit


def bind_noun(draft: Draft, roles: dict[str, str], after: list[Group], kit: Kit) -> None:
    """Bind the groups behind the noun: its adjective, its genitive, and those behind prepositions."""
    tokens = draft.tagged.tokens
    event = next((g for g in draft.tagged.groups if g.trigger == draft.at), None)
    nisba = None if draft.participle else _nisba(draft, kit)
    if nisba is not None and event is not None:
        draft.add(roles.get("adjective", "none"), nisba, "noun.person" if draft.trigger.kill else "noun.adjective")
    genitive: Group | None = None
    start = nisba.last if nisba else draft.at
    makes = draft.at > 0 and "light.make" in tokens[draft.at - 1].classes  # "the fighting forced people": no genitive
    if after and after[0].bare and not after[0].linked and not makes and _adjacent(tokens, start, after[0].first):
        genitive = after[0]
    others = [g for g in after if g.marker in ("of", "on") and g.trigger is None]
    if genitive is not None:
        # "the army's suppression of protests": an event noun of its own is the object.
        others += [g for g in draft.tagged.groups if g.trigger == genitive.last + 1 and g.marker in ("of", "")]
    last = ""
    for group in after:
        if group is nisba:
            continue
        if group.linked and not last and nisba is not None and _is_nation(group, tokens, kit):
            draft.add(roles.get("adjective", "none"), group, "noun.adjective")  # "Russian and Syrian raids"
            continue
        if group.trigger is not None:
            break
        if group.linked and last:
            role = last
        elif group is genitive and draft.participle:
            role = roles.get("object", "none")
        elif group is genitive and roles.get("genitive") == "target" and is_struck_capital(draft, group, kit):
            role = "location"
        elif group is genitive:
            role = _genitive_role(group, roles, others, kit, draft.trigger.kill is not None, tokens[group.first])
        elif group.marker == "of" and (governor := _governor(group, draft)):
            role = roles.get(governor, "none")
        elif group.marker == "of":
            role = _of_role(group, roles, others, draft, kit)
        elif group.marker:
            role = marked_role(draft, group, roles, kit)
        elif group.place is not None and not group.owners:
            role = "location"
        elif group.means and not (group.owners or group.people or group.facility):
            role = "none"  # "by artillery", written as one word
        elif draft.of("initiator") and roles.get("object"):
            role = roles["object"]
        else:
            role = "none"
        if draft.participle and role == "initiator":
            role = "none"
        last = role
        draft.add(role, group, f"noun.{'genitive' if group is genitive else group.marker or 'bare'}")
    draft.object_suffix = bool(draft.token.suffix)
    if draft.participle:
        draft.dropped_subject = True
    if draft.object_suffix and roles.get("genitive") == "initiator":
        draft.dropped_subject = True


def _governor(group: Group, draft: Draft) -> str:
    """What the preposition is before a noun unknown to the data whose owner the group is: "an attack on the arsenal of X"."""
    tokens, low = draft.tagged.tokens, draft.at + 1
    before = [g.last for g in draft.tagged.groups if draft.at < g.last < group.first]
    for at in range(group.first - 1, max([low, *(last + 1 for last in before)]) - 1, -1):
        if "prep.on" in tokens[at].classes:
            return "on"
        if tokens[at].triggers or tokens[at].classes & _BREAKS:
            break
    return ""


_BREAKS = frozenset({"p.comma", "p.semicolon", "conn.where", "rel", "prep.in", "prep.from", "prep.to"})


def _adjacent(tokens: list[Token], first: int, second: int) -> bool:
    """Only adjectives, quotes and means stand between two token positions; of bare unknown words one at most."""
    bare = 0
    for token in tokens[first + 1 : second]:
        if "p.quote" in token.classes or token.means:
            continue
        if token.classes or token.triggers:
            return False
        bare += not token.prefix
    return second - first <= 4 and bare <= 1


def _nisba(draft: Draft, kit: Kit) -> Group | None:
    """A group made of an adjective that stands right after the event noun: "an Israeli strike"."""
    tokens = draft.tagged.tokens
    for group in draft.tagged.groups:
        if group.first <= draft.at or group.first > draft.at + 3:
            continue
        token = tokens[group.first]
        adjective = token.actors and kit.called[token.actors].adjective
        if adjective and group.bare and _adjacent(tokens, draft.at, group.first) and not group.head and _agrees(token, draft.token, kit):
            return group
        return None
    return None


def _agrees(token: Token, noun: Token, kit: Kit) -> bool:
    """Whether a nation's name may be the adjective of the event noun before it: with the article, only if that has it, and no plural."""
    articles = kit.proclitics.with_article
    if token.prefix not in articles or token.index > noun.index + 1:
        return True
    people = kit.figures.people.get(token.people or "")
    plural = people is not None and people.number != "s"
    return not plural and (noun.prefix in articles or " " in noun.text)  # "the arrest of the Turks"


def _is_nation(group: Group, tokens: list[Token], kit: Kit) -> bool:
    """Whether the group is one nation's name, which may be an adjective."""
    called = kit.called[tokens[group.first].actors] if group.first == group.last and group.owners else None
    return called is not None and (called.adjective or "country" in called.kinds)


def _genitive_role(group: Group, roles: dict[str, str], others: list[Group], kit: Kit, kills: bool, first: Token) -> str:
    role = roles.get("genitive", "none")
    if group.means and kills and not (group.people or group.head):
        return "initiator"  # "hit by a splinter of X's shell": the weapon's owner
    if group.place is not None and not group.owners:
        return "location" if role != "both" else role
    if role == "initiator" and not others and group.place is not None and group.first == group.last and named_by_capital(group.owners, kit):
        return "location"  # "the shelling of Damascus"
    land = group.first < group.last and "placeclass" in first.classes and not first.actors
    if role == "initiator" and ((group.facility and not group.means) or civil(group, kit) or land) and roles.get("object") == "target":
        return "target"  # "the shelling of X's quarters"
    if role == "initiator" and group.facility and not group.owners:
        return "none"  # a building does nothing
    if role == "initiator" and roles.get("object") == "target" and roles.get("from") == "initiator" and group.head is not None and kit.actors.heads[group.head].cls == "official":
        return "none"  # "the number of attacks, [said] the minister of X"
    if role == "target" and _does_it(group, others, kit):
        return "initiator"
    return role


def _does_it(group: Group, others: list[Group], kit: Kit) -> bool:
    """Whether the genitive is the doer, since whom it was done to follows: "X's arrest of Y", "the tanks' targeting of Y".

    Fighters and what they drive do so only with "of" behind them; whose the building is says another word.
    """
    if not others or not (group.owners or group.means):
        return False
    if not group.facility and not group.people:
        return True
    if not any(g.marker == "of" for g in others) or not group.owners or civil(group, kit):
        return False
    return bool(group.people) or group.means is not None or (group.head is not None and kit.actors.heads[group.head].cls in _FIRING)


_FIRING = frozenset({"air", "artillery", "force"})


def _of_role(group: Group, roles: dict[str, str], others: list[Group], draft: Draft, kit: Kit) -> str:
    role = roles.get("of", "none")
    if group.place is not None and not group.owners:
        return "location" if role != "none" else role
    if role == "target" and roles.get("genitive") == "initiator":
        if any(draft.at < g.first < group.first and g.facility and not g.owners for g in draft.tagged.groups):
            return role  # "raids on positions in Y belonging to X"
        named = any(f.role == "initiator" for f in draft.fillers)
        hits = any(g.marker == "on" for g in others)
        if (hits or not (group.facility or civil(group, kit))) and not named:
            return "initiator"
    return role
