"""Reality, attribution and source of a draft: a bound draft in, three labels out (or none: nothing is said to happen)."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.extract.actors import Named
from rasad.extract.drafts import Draft, Tagged
from rasad.extract.tokens import Token
from rasad.kit import Kit


@dataclass(frozen=True, slots=True)
class Said:
    """A label with the folded stretch that gave it (None: no words, a rule)."""

    value: str
    rule: str
    start: int | None = None
    end: int | None = None


SOURCES = ("monitor", "eyewitness", "correspondent", "media", "local_sources", "official")


def reality(draft: Draft, kit: Kit) -> Said | None:
    """`actual`, `denied` or `planned`; None where the words only fear, warn of or aim at the action."""
    tokens = draft.tagged.tokens
    if draft.type == "statement":
        return Said("actual", "reality.said")
    token = draft.token
    clitic = kit.clitic_markers.get(token.prefix)
    if draft.noun and clitic and clitic.marker == "of" and _aims(draft, tokens):
        return None
    if token.prefix in kit.future_prefixes and not draft.noun:
        return Said("planned", "reality.future", token.word_start, token.word_end)
    j = draft.at - 1
    steps = 0
    while j >= 0 and steps < 9:
        before = tokens[j]
        classes = before.classes
        if "neg" in classes and steps < (2 if draft.noun else 1):
            return Said("denied", "reality.negated", before.word_start, before.word_end)
        if "claim.deny" in classes:
            return Said("denied", "reality.denied", before.word_start, before.word_end)
        if classes & {"prep.fear"}:
            return None
        if "claim.warn" in classes and steps < 6 and not before.place:
            return None
        if "claim.plan" in classes and steps < 6 and not before.actors and (not draft.noun or steps < 4):
            return Said("planned", "reality.planned", before.word_start, before.word_end)
        if "future" in classes and "past" not in classes and steps < 3:
            return Said("planned", "reality.future", before.word_start, before.word_end)
        if "purpose" in classes and steps < 3:
            return Said("planned", "reality.purpose", before.word_start, before.word_end)
        if classes & {"p.semicolon", "conn.result"}:
            break
        if any(f.pos == "v" for f in before.triggers) and not any(f.pos == "n" for f in before.triggers):
            break
        if classes & {"rel"} or ("report" in classes and "claim.plan" not in classes):
            break
        j -= 1
        steps += 1
    return Said("actual", "reality.told")


def _aims(draft: Draft, tokens: list[Token]) -> bool:
    """Whether a verbal noun after "for" is an aim ("to attack X") and not what somebody suffered or answered."""
    for before in reversed(tokens[max(0, draft.at - 8) : draft.at]):
        if before.classes & {"light.undergo", "prep.cause", "prep.response", "conn.result"}:
            return False
        if "p.comma" in before.classes or any(f.pos == "v" for f in before.triggers):
            return True
    return True


def report_source(tagged: Tagged, kit: Kit, previous: Said | None) -> Said:
    """Who the sentence says reported it; a sentence that goes on with a bare "he added" keeps the one before."""
    tokens = tagged.tokens
    best: Said | None = None
    distance = 99
    anchors = [t.index for t in tokens if _reports(t)]
    for token in tokens:
        for label in SOURCES:
            if f"source.{label}" in token.classes:
                near = min((abs(token.index - a) for a in anchors), default=99)
                if near < distance and near <= 7:
                    best, distance = Said(label, f"source.{label}", token.word_start, token.word_end), near
                break
    if best is not None:
        return best
    for at in anchors:
        near_actor = next((t for t in tokens[at + 1 : at + 5] if t.actors or t.head), None)
        if near_actor is not None:
            return Said("official", "source.actor", near_actor.word_start, near_actor.word_end)
    opener = tokens[0] if tokens else None
    if anchors and previous is not None and anchors[0] <= 2 and opener is not None:
        return Said(previous.value, "source.continued")
    return Said("unspecified", "source.none")


def _reports(token: Token) -> bool:
    return "report" in token.classes or "according" in token.classes or "claim.announce" in token.classes


def attribution(draft: Draft, initiators: list[Named], source: Said, kit: Kit) -> Said:
    """`unknown` without a doer; `suspected`, `claimed` by the words around the trigger; else `stated`."""
    tokens = draft.tagged.tokens
    if draft.type == "statement":
        return Said("stated", "attribution.said")
    known = [n for n in initiators if n.id != "unknown"]
    if not known:
        return Said("unknown", "attribution.nobody")
    for token in tokens[max(0, draft.low - 10) : draft.high + 1]:
        if "claim.suspect" in token.classes:
            return Said("suspected", "attribution.suspected", token.word_start, token.word_end)
    ids = {n.id for n in known}
    for j in range(draft.at - 1, max(-1, draft.at - 16), -1):
        token = tokens[j]
        if "claim.announce" in token.classes:
            spoke = {a for t in tokens[max(0, j - 4) : j + 6] for a in _actor_ids(t, kit)}
            if spoke & ids:
                return Said("claimed", "attribution.claimed", token.word_start, token.word_end)
            break
    return Said("stated", "attribution.stated")


def _actor_ids(token: Token, kit: Kit) -> set[str]:
    return {kit.actors.aliases[int(a)].actor for a in token.actors}
