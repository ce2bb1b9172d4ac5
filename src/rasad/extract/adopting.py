"""Who takes a deed upon itself in words that do not name it again: readings and sentences in, the same readings with their doers out."""

from __future__ import annotations

from dataclasses import replace

from rasad.extract.actors import Focus, Named, name_group
from rasad.extract.claims import Said, negated
from rasad.extract.drafts import Tagged
from rasad.extract.families import STRIKES
from rasad.extract.groups import find_groups
from rasad.extract.reading import Reading
from rasad.extract.tokens import Token
from rasad.kit import Kit

_SENTENCES = 2  # sentences behind a deed in which it may be claimed
_SUBJECT = 4  # words between the verb and who claims
_OBJECT = 8  # words behind the verb in which what is claimed stands


def fill_adopters(readings: list[Reading], sentences: list[Tagged], focus: Focus, kit: Kit) -> None:
    """Give the last attack of which nobody is told the one who "adopted the operation" right after it."""
    for tagged in sentences:
        if "claim.adopt" not in tagged.classes:
            continue
        if not tagged.groups:
            tagged.groups = find_groups(tagged.tokens, kit)
        for token in tagged.tokens:
            if "claim.adopt" not in token.classes or negated(tagged.tokens, token.index) is not None:
                continue
            deed = _last(readings, tagged, token)
            doers = _claimants(tagged, token, focus, kit) if deed is not None else []
            if deed is not None and doers and not {n.id for n in doers} & {n.id for n in deed.targets}:
                deed.initiators = doers
                deed.attribution = Said("claimed", "attribution.adopted", token.word_start, token.word_end)


def _last(readings: list[Reading], tagged: Tagged, token: Token) -> Reading | None:
    """The last attack told before the word, at most two sentences back, if nobody is told of it."""
    before = [
        r
        for r in readings
        if r.type in STRIKES
        and not r.echo
        and 0 <= tagged.index - r.draft.tagged.index <= _SENTENCES
        and (r.draft.tagged is not tagged or r.draft.at < token.index)
    ]
    if not before or before[-1].reality.value != "actual" or any(n.id != "unknown" for n in before[-1].initiators):
        return None
    return before[-1]


def _claimants(tagged: Tagged, token: Token, focus: Focus, kit: Kit) -> list[Named]:
    """Who stands as subject behind a verb of claiming whose object is no event noun of its own: "X adopted the operation"."""
    tokens = tagged.tokens
    if any(t.triggers and not t.actors for t in tokens[token.index + 1 : token.index + _OBJECT]):
        return []
    group = next((g for g in tagged.groups if token.index < g.first <= token.index + _SUBJECT and g.owners and g.bare), None)
    if group is None or group.first - token.index > 1:
        return []
    behind = tokens[group.last + 1 : group.last + 2]
    if not behind or behind[0].prefix not in kit.proclitics.with_article or "deed" not in behind[0].classes:
        return []
    return [replace(n, rule="adopter") for n in name_group(group, tagged, focus, kit, "initiator") if n.id in kit.bearing_arms]
