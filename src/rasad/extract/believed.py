"""Who is believed to have done it: a bound draft in, the actors that a word of belief ties to its doer or its means out."""

from __future__ import annotations

from dataclasses import replace

from rasad.extract.actors import Focus, Named, name_group
from rasad.extract.clauses import ends_clause
from rasad.extract.drafts import Draft
from rasad.extract.tokens import Token
from rasad.kit import Kit

_NEAR = 12  # words between the event and the belief
_BACK = 4  # words back from the belief to what is believed of
_FORTH = 5  # words from the belief to the name


def believed(draft: Draft, focus: Focus, kit: Kit) -> list[Named]:
    """Whose the doers or the means are held to be: "raids believed to be X's", "gunmen who are thought to belong to X".

    What is believed of a place or of what was hit says nothing of who did it.
    """
    if "claim.suspect" not in draft.tagged.classes or draft.trigger.type == "statement":
        return []
    tokens = draft.tagged.tokens
    for token in tokens[max(0, draft.at - _NEAR) : draft.at + _NEAR]:
        if "claim.suspect" in token.classes and token.index > 0 and of_the_doer(draft, token.index, kit):
            return _named_behind(draft, token, focus, kit)
    return []


def of_the_doer(draft: Draft, at: int, kit: Kit) -> bool:
    """Whether the word of belief at `at` follows the event noun, its means or its doer, adjectives between them or not."""
    tokens = draft.tagged.tokens
    doers = {i for f in draft.fillers if f.role in ("initiator", "both") for i in range(f.group.first, f.group.last + 1)}
    for token in reversed(tokens[max(0, at - _BACK) : at]):
        if (token.index == draft.at and draft.noun) or token.index in doers:
            return True
        clitic = kit.clitic_markers.get(token.prefix)
        if token.means and clitic and clitic.marker == "in" and draft.at < token.index:
            return True  # "an attack with drones believed to be X's"
        if token.triggers or token.place is not None or token.actors or token.people or token.head or token.means:
            return False
        if any(name.startswith("facility.") for name in token.classes):
            return False
    return False


def _named_behind(draft: Draft, belief: Token, focus: Focus, kit: Kit) -> list[Named]:
    """The actors of the first group behind the word of belief, before the next verb."""
    tokens = draft.tagged.tokens
    for group in draft.tagged.groups:
        last = group.last if group.first <= belief.index else group.first
        if last <= belief.index or last - belief.index > _FORTH or not any(t.index > belief.index for t in group.owners):
            continue
        if any(ends_clause(t, kit) or (t.triggers and not t.actors) for t in tokens[belief.index + 1 : last]):
            return []
        behind = replace(group, owners=[t for t in group.owners if t.index > belief.index], people=None, head=None)
        return [replace(n, rule="believed") for n in name_group(behind, draft.tagged, focus, kit, "initiator", True) if n.id != "unknown"]
    return []
