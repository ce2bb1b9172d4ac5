"""What stands before a verb and may be its subject: a draft and the groups of its sentence in, the topic out."""

from __future__ import annotations

from rasad.extract.belonging import is_object, says_nothing
from rasad.extract.drafts import Draft
from rasad.extract.groups import Group
from rasad.extract.markers import (
    can_act,
)
from rasad.extract.subjects import subjects
from rasad.extract.tokens import governs
from rasad.kit import Kit


def cleft(draft: Draft) -> bool:
    """Whether "it is X that" stands before the verb: X is its subject, whatever pronoun the verb carries."""
    tokens = draft.tagged.tokens
    return any("rel" in tokens[i].classes and "claim.cleft" in tokens[i - 1].classes for i in range(max(1, draft.at - 2), draft.at))


def of_a_thing(draft: Draft, kit: Kit) -> bool:
    """Whether the verb only describes the indefinite thing right before it: "a target that broke into", "of a disaster that threatens"."""
    tokens, at = draft.tagged.tokens, draft.at
    if not at or draft.token.suffix or draft.token.prefix:
        return False
    before = tokens[at - 1]
    if at > 1 and says_nothing(before) and governs(tokens[at - 2].classes):
        return draft.features.startswith("i") and before.prefix == ""
    group = next((g for g in draft.tagged.groups if g.last == at - 1), None)
    if group is None or not group.bare or group.trigger is not None or group.owners or group.place is not None or can_act(group, kit):
        return False
    return is_object(tokens, group.first, kit) and group.means is None


def elsewhere(topic: Group, draft: Draft, kit: Kit) -> bool:
    """Whether "and" ties the verb to a clause before it, whose subject is another group than the one nearest."""
    tokens, at = draft.tagged.tokens, draft.at
    auxiliary = tokens[at - 1].prefix if at and "past" in tokens[at - 1].classes else ""  # "and had struck"
    if not any(c and c.linked for c in map(kit.clitic_markers.get, (draft.token.prefix, auxiliary))):
        return False
    before = subjects(draft.tagged, kit, at)
    return bool(before) and topic not in before


def after_event(draft: Draft) -> bool:
    """Whether a generic verb has an event noun as its subject: "the blast that hit X"."""
    if not draft.trigger.generic:
        return False
    before = [g for g in draft.tagged.groups if g.last < draft.at]
    if not before or draft.at - before[-1].last > 3:
        return False
    if len(before) > 1 and before[-1].means and not before[-1].owners and before[-1].bare and before[-2].trigger == before[-1].first - 1:
        return True  # "the blast of a car bomb that hit X"
    return before[-1].trigger is not None


def after_pronoun(draft: Draft) -> bool:
    """Whether "that it" stands right before the verb."""
    for token in reversed(draft.tagged.tokens[max(0, draft.at - 3) : draft.at]):
        if "conn.pronoun" in token.classes:
            return True
        if not token.classes & {"past", "p.quote", "adverb", "neg"} and token.time is None:
            return False
    return False


def some_of_them(draft: Draft) -> bool:
    """Whether the verb's subject is a part of what was named before: "missiles, three of them hit X"."""
    behind = draft.tagged.tokens[draft.at + 1 : draft.at + 3]
    counted = len(behind) == 2 and ("quantity" in behind[0].classes or behind[0].text.isdigit())
    return counted and "conn.list" in behind[1].classes


def topic_of(draft: Draft, kit: Kit) -> tuple[Group | None, bool]:
    """The group before a verb that is its subject (or, in a relative clause, what it hangs on), and whether relative."""
    tokens = draft.tagged.tokens
    between_rel = quoted = False
    j = draft.at - 1
    skipped = 0
    while j >= draft.low:
        token = tokens[j]
        if "rel" in token.classes:
            between_rel = True
        elif "p.quote" in token.classes:
            quoted = True
        else:
            group = next((g for g in reversed(draft.tagged.groups) if g.first <= j <= g.last), None)
            if group is not None and group.trigger is None:
                root = _root(group, draft.tagged.groups)
                if between_rel:
                    return root, True
                if any(g.trigger == root.first - 1 for g in draft.tagged.groups):
                    return None, False  # "the arrival of X": its genitive
                ours = draft.token.suffix in kit.text.spelling.clitics.speaker
                if quoted and not ours and root.first and "report" in tokens[root.first - 1].classes:
                    return None, False  # X said: "struck Y ...": who says it is not who does it
                if not can_act(root, kit) or not root.bare:
                    # A prepositional phrase may stand between subject and verb: "X in Y struck".
                    if root.marker and skipped < 2:
                        j = root.first - 1
                        if root.marker_at < root.first:
                            j = root.marker_at - 1
                        skipped += 1
                        continue
                    return None, False
                return root, False
            if group is not None:
                return None, False
        j -= 1
    return None, False


def _root(group: Group, groups: list[Group]) -> Group:
    """The first group of a coordination that `group` ends."""
    at = groups.index(group)
    while at and groups[at].linked and groups[at].first - groups[at - 1].last <= 2:
        at -= 1
    return groups[at]


def mates_before(topic: Group, draft: Draft) -> list[Group]:
    """The groups that "and" ties to a topic."""
    groups = draft.tagged.groups
    at = groups.index(topic) + 1
    mates = []
    while at < len(groups) and groups[at].linked and groups[at].last < draft.at:
        mates.append(groups[at])
        at += 1
    return mates
