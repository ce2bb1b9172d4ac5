"""Whether what stands by a verb does it or undergoes it: groups in, yes or no out."""

from __future__ import annotations

from rasad.extract.belonging import says_nothing
from rasad.extract.drafts import Draft
from rasad.extract.groups import Group
from rasad.extract.markers import (
    can_act,
    civil,
    counted_before,
)
from rasad.extract.subjects import subjects
from rasad.extract.tokens import Token, governs, is_mark
from rasad.kit import Kit


def _named(token: Token, kit: Kit) -> bool:
    """Whether the word names somebody who bears arms, and not just their kind."""
    aliases = [kit.actors.aliases[int(a)] for a in token.actors]
    return any(a.kind != "generic" and a.kind != "adjective" and a.actor in kit.bearing_arms for a in aliases)


def warned(draft: Draft, bare: list[Group], kit: Kit) -> bool:
    """Whether "and" ties the verb to a clause whose subject speaks on to the people named behind it: "and warned residents"."""
    clitic = kit.clitic_markers.get(draft.token.prefix)
    if not (clitic and clitic.linked) or len([g for g in bare if not g.linked]) != 1 or not civil(bare[0], kit):
        return False
    return bool(subjects(draft.tagged, kit, draft.at))


def charged(bare: list[Group], tokens: list[Token], kit: Kit) -> bool:
    """Whether one bare group stands behind a verb of charging and right behind it, adjectives aside, what it is charged with."""
    if len([g for g in bare if not g.linked]) != 1:
        return False
    for token in tokens[bare[-1].last + 1 : bare[-1].last + 4]:
        clitic = kit.clitic_markers.get(token.prefix)
        if token.classes & {"responsibility", "demonstrative"} or (clitic and clitic.marker == "in"):
            return True
        if token.prefix not in kit.proclitics.with_article:
            return False
    return False


def launched(draft: Draft, bare: list[Group], kit: Kit) -> bool:
    """Whether the verb tells of a weapon named right before it: "a missile [that was] fired from X"."""
    before = [g for g in draft.tagged.groups if g.last < draft.at]
    if not before or draft.at - before[-1].last > 1 or not before[-1].means or before[-1].owners or before[-1].definite:
        return False
    return not any(can_act(g, kit) for g in bare)


def disagrees(draft: Draft, group: Group, kit: Kit) -> bool:
    """Whether a group is no subject of the verb before it: by its case, or a feminine state behind a masculine verb."""
    tokens = draft.tagged.tokens
    if tokens[group.first].text in kit.never_subjects and not counted_before(tokens, group.first):
        return True
    if draft.features[1:2] != "m" or not draft.features.endswith("s") or group.first != group.last:
        return False
    return group.place is not None and "feminine" in draft.tagged.tokens[group.first].classes


def weapon_before(group: Group, bare: list[Group], draft: Draft, kit: Kit) -> bool:
    """Whether a verb of hitting has a mere weapon as its subject, and whom it hit right behind."""
    if group.means is None or group.owners or group.people or kit.means[group.means].acts or not draft.trigger.generic:
        return False
    return group is bare[0] and len(bare) > 1 and not bare[1].linked


def _by_means(group: Group, tokens: list[Token]) -> bool:
    """Whether a group says no more than what it was done with: "by gunfire"."""
    return "prep.bymeans" in tokens[group.first].classes and not (group.owners or group.people or group.head)


def suffers_it(draft: Draft, topic: Group, after: list[Group], roles: dict[str, str]) -> bool:
    """Whether the topic of a verb is whom it happens to: "X were killed by Y", or people without arms and no object."""
    if any(g.marker == "by" for g in after):
        return True
    if any(g.trigger is None and (g.bare or roles.get(g.marker) == "target") and not _by_means(g, draft.tagged.tokens) for g in after):
        return False
    behind = draft.tagged.tokens[draft.at + 1 : draft.at + 2]
    if behind and says_nothing(behind[0]) and not behind[0].prefix and draft.features[-1:] in ("p", "d"):
        return False  # "gunmen abducted his father": a noun that is not known is the object
    if topic.people is not None and not topic.definite:
        return True
    return draft.trigger.kill is not None and topic.people is not None


def is_done_to(draft: Draft, bare: list[Group], kit: Kit) -> bool:
    """Whether the one bare group behind a verb is what it was done to, though it could act: "and that it may have hit X".

    Verbs that cannot stand without an object have it there, unless a place or an unknown noun may be it.
    """
    tokens, at = draft.tagged.tokens, draft.at
    perfect = at > 1 and "future" in tokens[at - 1].classes and "verb.now" in tokens[at - 2].classes
    if not bare or any(not g.linked for g in bare[1:]) or not (perfect or draft.trigger.frame == "hit"):
        return False
    group = bare[0]
    flies = group.means is not None and kit.means[group.means].kind == "air"
    shoots = group.head is not None and kit.actors.heads[group.head].cls in _SHOOTING and not (group.means and not group.definite)
    if flies or shoots or group.place is not None or (group.last < len(tokens) - 1 and "rel" in tokens[group.last + 1].classes):
        return False
    thing = group.facility is not None and tokens[group.first].prefix not in kit.proclitics.with_article
    if draft.high + 1 < len(tokens) and not thing and not is_mark(tokens[draft.high + 1].classes):
        return False  # the object may stand behind another event: "targeted with shelling areas in"
    grouped = {i for g in draft.tagged.groups for i in range(g.first, g.last + 1)}
    loose = [t for t in tokens[group.last + 1 : draft.high + 1] if t.index not in grouped and t.time is None and not t.prefix]
    return not any(says_nothing(t) and not governs(tokens[t.index - 1].classes) for t in loose)


_SHOOTING = frozenset({"air", "artillery"})


def counted_dead(draft: Draft, bare: list[Group]) -> bool:
    """Whether the one group behind a verb of killing is counted as its dead: "killed were two officers"."""
    if draft.trigger.kill is None or any(not g.linked for g in bare[1:]):
        return False
    tokens = draft.tagged.tokens
    low, high = tokens[bare[0].first].word_start, tokens[bare[0].last].word_end
    return any(low <= toll.start < high for toll in draft.tagged.tolls) and bare[0].people is not None


def _is_means(group: Group, tokens: list[Token], kit: Kit) -> bool:
    """Whether a group is but what it was done with, the preposition written on it: "by live bullets"."""
    token = tokens[group.first]
    return bool(token.means) and not kit.means[token.means or ""].acts and not token.prefix and not (group.owners or group.people or group.head or group.facility)


def has_object(draft: Draft, group: Group) -> bool:
    """Whether what the verb is known by as its object stands right behind the people who act: "a gunman opened fire"."""
    behind = draft.tagged.tokens[group.first + 1 : group.last + 2]
    return group.people is not None and any(not t.classes.isdisjoint(draft.trigger.needs) for t in behind)


def is_subject_by_case(group: Group, tokens: list[Token], kit: Kit) -> bool:
    """Whether one word for a person lacks the ending that it would have as an object: "and killed was a civilian"."""
    token = tokens[group.first]
    noun = kit.figures.people.get(token.people or "")
    if noun is None or noun.number != "s" or group.first != group.last or token.prefix or token.suffix:
        return False
    return any((other := kit.figures.people.get(token.text + end)) is not None and other.accusative for end in kit.text.spelling.clitics.accusative)


def _one_leader(bare: list[Group], tokens: list[Token], kit: Kit) -> bool:
    """Whether nobody but a single leader stands behind a verb of killing, by title and, it may be, by name."""
    first = bare[0]
    people = kit.figures.people.get(first.people or tokens[first.first].text.partition(" ")[0])
    if people is None or people.number != "s" or people.kind not in ("official", "fighter") or people.actor or not first.owners:
        return False
    beside = [g for g in bare[1:] if g.first == first.last + 1]
    return all(g.owners and all(kit.called[t.actors].kinds == {"person"} for t in g.owners) for g in beside)


def undergoes(bare: list[Group], after: list[Group], tokens: list[Token], kit: Kit, kills: bool = False) -> bool:
    """Whether the one bare group after a verb suffers it: people without arms of a state, or a doer named by "by"."""
    first = bare[0]
    if any(g.marker == "by" for g in after):
        return True
    if kills and _one_leader(bare, tokens, kit):
        return True
    if len([g for g in bare if not g.linked and not _is_means(g, tokens, kit)]) > 1:
        return False
    if "quantity" in tokens[first.first].classes and not first.facility:
        return True
    if first.people and first.owners and first.first == first.last and _named(first.owners[0], kit):
        return False
    if first.people:
        kind = kit.people_kind(first.people)
        if kit.figures.people[first.people].number == "s" and not first.definite:
            return True
        return kind not in ("force", "fighter", "official") or not (first.definite or first.head)
    return not can_act(first, kit)
