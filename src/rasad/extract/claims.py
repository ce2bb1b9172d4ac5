"""Reality and attribution of a draft: a bound draft in, two labels out (or none: nothing is said to happen)."""

from __future__ import annotations

from rasad.extract.actors import Named
from rasad.extract.believed import of_the_doer
from rasad.extract.drafts import Draft
from rasad.extract.sources import (
    Heard,
    Report,
    doers_by_voice,
    governing,
    report_source,
    source_of,
    speakers_own,
)
from rasad.extract.speakers import Said, is_saying
from rasad.extract.tokens import Token
from rasad.kit import Kit
from rasad.resolve.actor import is_part_of

_ACTUAL = Said("actual", "reality.told")
_WALK = 16
_LIGHT = frozenset({"light.launch", "light.occur", "light.undergo", "light.witness", "carrier"})
_PLANS = frozenset({"claim.plan", "claim.intent"})
_THROUGH = frozenset({"claim.that", "rel", "past", "claim.cleft", "verb"})
"""What may stand between a finite verb and the verb of saying or denying that governs it."""
_SUBJECT_REACH = 7
_CLAUSE_ENDS = frozenset({"p.comma", "p.semicolon", "p.colon", "rel", "conn", "conn.result", "report", "neg"})
_CLOSES = frozenset({"p.semicolon", "conn.result", "prep.response"})
_UNREAL = frozenset({"prep.fear", "claim.if"})
_ASKED = frozenset({"claim.demand", "claim.brace"})
_AIMED_AT = frozenset({"claim.warn", "claim.aim"})
_UNDONE = frozenset({"territory_change", "interception", "arrest", "withdrawal", "agreement", "displacement"})
"""Types of which a mere attempt is no record."""
_STOPPED = frozenset({"air_strike", "shelling", "armed_clash", "weapons_transfer"})
"""Types of which it may be told that they stopped."""
_TELLING = frozenset({"official", "media", "unspecified"})
"""Sources whose word can be the initiator's own."""


def reality(draft: Draft, kit: Kit) -> Said | None:
    """`actual`, `denied` or `planned`; None where the words only fear, ask for, aim at or suppose the action.

    What cost lives is done, whatever stands before it: "plans a crime like the massacre that killed 13".
    """
    said = _reality(draft, kit)
    dead = draft.noun and any(toll.kind == "killed" and toll.high != 0 for _, toll in draft.tolls)
    return _ACTUAL if said is not None and said.value == "planned" and dead else said


def _reality(draft: Draft, kit: Kit) -> Said | None:
    tokens = draft.tagged.tokens
    lead = _lead(draft, tokens)
    if _asked(draft, tokens):
        return None
    if draft.type == "statement":
        unsaid = (not draft.noun or lead != draft.at) and negated(tokens, lead) is not None
        unsaid = unsaid or _aside(draft, tokens) or _called_for(draft, tokens)
        return None if unsaid else _ACTUAL
    token = tokens[lead]
    verb = lead == draft.at and not draft.noun
    if "claim.try" in token.classes and draft.type in _UNDONE:
        return None
    if token.prefix in kit.future_prefixes and (verb or lead != draft.at):
        return Said("planned", "reality.future", token.word_start, token.word_end)
    if (verb or lead != draft.at) and (no := negated(tokens, lead)) is not None:
        if draft.trigger.kill or "claim.wont" in no.classes:
            return None
        if "claim.without" not in no.classes:
            if _of_any(draft, tokens) or ("neg.habit" in no.classes and draft.features.startswith("i") and verb):
                return None
            return Said("denied", "reality.negated", no.word_start, no.word_end)
        verb = False  # what "without" stands before is a noun, whatever it looks like
    if not verb and draft.type != "agreement":
        clitic = kit.clitic_markers.get(token.prefix)
        if clitic and clitic.marker == "of" and (aim := _aimed(tokens, lead, draft.at, kit)) is not None:
            if _ruled_out(tokens, aim.index):
                return None
            if aim.classes & _PLANS or ("claim.brace" in aim.classes and draft.type == "protest"):
                return _planned(draft, aim)
            return None
    finite = verb or (lead != draft.at and "carrier" not in token.classes)
    said = _governed(draft, lead, finite, kit)
    return None if said is not None and said.rule != "reality.denied" and _of_any(draft, tokens) else said


def _stops(classes: frozenset[str], near: int) -> bool:
    """Whether a word so many words before an event noun says that it came to an end."""
    return near < _STOP_REACH and ("claim.stop" in classes or ("claim.end" in classes and near > 1))


_STOP_REACH = 5


def _asked(draft: Draft, tokens: list[Token]) -> bool:
    """Whether the event stands in a question."""
    if not draft.tagged.classes >= _QUESTION or "p.question" not in tokens[-1].classes:
        return False
    return any("claim.ask" in t.classes for t in tokens[: draft.at])


_QUESTION = frozenset({"claim.ask", "p.question"})


def _of_any(draft: Draft, tokens: list[Token]) -> bool:
    """Whether "any" stands before the event noun: what would be answered, or is not known of; who denies it denies all."""
    return draft.noun and draft.at > 0 and "any" in tokens[draft.at - 1].classes


def _aside(draft: Draft, tokens: list[Token]) -> bool:
    """Whether a verb of saying in the imperfect only says who somebody is: "the group that X accuses of", "marches demanding"."""
    if draft.noun or not draft.features.startswith("i") or not draft.at:
        return False
    before = tokens[draft.at - 1]
    return "rel" in before.classes or any(f.pos == "n" for f in before.triggers)


def _called_for(draft: Draft, tokens: list[Token]) -> bool:
    """Whether a noun of saying is but what somebody demands of another: "called on the council to condemn X"."""
    demands = [t for t in tokens[max(0, draft.at - _WALK) : draft.at] if "claim.demand" in t.classes]
    return draft.noun and not draft.participle and any(f.pos != "n" for t in demands for f in t.triggers)


def _lead(draft: Draft, tokens: list[Token]) -> int:
    """The first token of the event's own words: the light verb or noun that carries the trigger, else the trigger."""
    lead = draft.at
    if draft.noun:
        for at in draft.parts:
            if at < lead and draft.at - at < _WALK and at < len(tokens) and _carries(tokens[at], draft.at):
                lead = at
        if lead == draft.at and lead and "carrier" in tokens[lead - 1].classes and not tokens[lead].prefix:
            lead -= 1
    return lead


def _carries(token: Token, at: int) -> bool:
    """Whether what is said of a light verb is said of its event at `at`.

    "To announce" only speaks of it, "to lead to" of what came of it; a verb that is written like one of saying and stands
    right before the event says that it happened.
    """
    if "light.occur" in token.classes and token.index == at - 1:
        return "claim.result" not in token.classes
    return bool(token.classes & _LIGHT) and not token.classes & {"claim.adopt", "claim.say", "claim.result"}


def negated(tokens: list[Token], at: int) -> Token | None:
    """The negation right before a verb, auxiliaries between them or not."""
    for token in reversed(tokens[max(0, at - 2) : at]):
        if "neg" in token.classes:
            return token
        if not token.classes & {"past", "verb"}:
            return None
    return None


def _aimed(tokens: list[Token], lead: int, at: int, kit: Kit) -> Token | None:
    """What makes an aim of a noun with "for" written on it: the plan word before it, the verb it completes, or itself.

    None where "for" only stands for "of" (behind a noun; without an object; with the article), and where it is what
    somebody came under, answered or brought about.
    """
    for token in reversed(tokens[max(0, lead - 8) : lead]):
        classes = token.classes
        if classes & {"light.undergo", "prep.cause", "prep.response", "conn.result", "claim.use"} and "prep.in" not in classes:
            return None
        if classes & _PLANS or classes & {"claim.aim", "claim.warn", "claim.risk", "claim.brace"}:
            return token
        if "p.comma" in classes or any(f.pos == "v" for f in token.triggers):
            break
    if lead == at and (tokens[at].prefix in kit.proclitics.with_article or not _has_object(tokens, at, kit)):
        return None
    if lead and any(f.pos == "n" for f in tokens[lead - 1].triggers):
        return None
    return tokens[lead]


def _has_object(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether a noun stands right behind the event noun: a name, a place or one with the article, no adjective."""
    if at + 1 >= len(tokens):
        return False
    token = tokens[at + 1]
    if token.place is not None or token.people or token.head or "quantity" in token.classes:
        return True
    if token.actors:
        return not kit.called[token.actors].adjective
    return token.prefix in kit.proclitics.with_article or any(c.startswith(("facility.", "home")) for c in token.classes)


def _governed(draft: Draft, lead: int, verb: bool, kit: Kit) -> Said | None:
    """What the words before an event make of it, read leftwards from its first word to the border of its clause."""
    tokens = draft.tagged.tokens
    imperfect = verb and (draft.features.startswith("i") if lead == draft.at else "verb.now" in tokens[lead].classes)
    inside = lead > 0 and "prep.in" in tokens[lead - 1].classes  # "in the attack": only "in" itself may be governed
    without: Token | None = None
    charge = False
    commas = 0
    opened = _clause_opened(tokens, lead) if verb else lead
    for at in range(lead - 1, max(-1, lead - _WALK), -1):
        token = tokens[at]
        classes = token.classes
        near = lead - at
        if not classes and not token.triggers:
            continue
        if token.place is not None or token.time is not None:
            continue
        if not classes.isdisjoint(_CLOSES):
            break
        if "prep.cause" in classes and "prep.in" not in classes:
            break
        if draft.noun and draft.type in _STOPPED and not inside and _stops(classes, near) and negated(tokens, at) is None:
            return None
        if "claim.accusation" in classes:
            charge = True
        if inside and near > 2 and not charge:
            break
        if "claim.deny" in classes or (charge and "claim.refuse" in classes):
            draft.parts.append(at)
            return Said("denied", "reality.denied", token.word_start, token.word_end)
        if "claim.without" in classes and near < 3 and not verb:
            without = token
            continue
        if opened < at and near > 1:
            continue  # the verb's own subject, behind the "that" of its clause
        if verb and near > 1 and classes.isdisjoint(_THROUGH) and not _complement(tokens, at, lead):
            break
        if not classes.isdisjoint(_UNREAL):
            return None
        if {"past", "future"} <= classes:
            if near == 1 and imperfect:
                return None
            continue
        if "claim.maybe" in classes and near < 5:
            if verb and not imperfect:
                continue
            return None
        if near == 1 and "claim.plan" in classes and _then_done(tokens[lead], kit):
            break  # "who planned and carried out the attack"
        if not token.actors:
            if not classes.isdisjoint(_ASKED):
                return _planned(draft, token) if draft.type == "protest" and not _finite(token) else None
            if near < 8 and not classes.isdisjoint(_AIMED_AT):
                return None
            if near == 1 and draft.type in _UNDONE and "claim.aims" in classes:
                return None
            if "claim.risk" in classes and near < 4:
                return None
            if "claim.campaign" in classes and draft.type == "territory_change" and near < 3:
                return None
            if "claim.try" in classes and near < 8 and (draft.type in _UNDONE or _thing_tries(tokens, at)):
                return None
            if "claim.plan" in classes and _ruled_out(tokens, at):
                return None
            if ("claim.plan" in classes or ("claim.intent" in classes and near < 7)) and draft.type != "agreement":
                if any("claim.demand" in t.classes for t in tokens[max(0, at - 3) : at]):
                    return None
                return _planned(draft, token)
        if "future" in classes and near < 5:
            return Said("planned", "reality.future", token.word_start, token.word_end)
        if "purpose" in classes and near < 4:
            return None
        if is_saying(token):
            if without is not None:
                return Said("denied", "reality.negated", without.word_start, without.word_end)
            break
        if "p.comma" in classes:
            commas += 1
            if verb or commas > 1:
                break
        if "rel" in classes and at and "claim.cleft" in tokens[at - 1].classes:
            verb = True  # "denied that it was the one that struck": the clause goes on to the left
            continue
        if "rel" in classes or ("conn" in classes and "claim.that" not in classes):
            break
        if token.triggers and _finite(token) and not classes & _LIGHT:
            break
        if "verb" in classes and not verb and not classes & _LIGHT and near > 1 and not (at and "claim.that" in tokens[at - 1].classes):
            break
    return None if without is not None else _ACTUAL


_NOT_DONE = frozenset({"carrier", "verb.now", "claim.try"})


def _then_done(token: Token, kit: Kit) -> bool:
    """Whether "and" is written on a finite light verb of the past."""
    clitic = kit.clitic_markers.get(token.prefix)
    linked = clitic is not None and clitic.linked and not clitic.marker
    return linked and "light.launch" in token.classes and token.classes.isdisjoint(_NOT_DONE)


def _ruled_out(tokens: list[Token], at: int) -> bool:
    """Whether a plan is said not to be there: "there are no plans to"."""
    return any("neg" in t.classes for t in tokens[max(0, at - 2) : at])


def _planned(draft: Draft, token: Token) -> Said:
    """The label, with the word of planning taken into the event's own words."""
    draft.parts.append(token.index)
    return Said("planned", "reality.planned", token.word_start, token.word_end)


def _clause_opened(tokens: list[Token], lead: int) -> int:
    """Where the "that" stands behind which only a subject and an auxiliary precede the finite verb at `lead`; else `lead`."""
    for at in range(lead - 1, max(-1, lead - _SUBJECT_REACH), -1):
        token = tokens[at]
        if "claim.that" in token.classes:
            return at
        if not token.classes.isdisjoint(_CLAUSE_ENDS) or "claim.maybe" in token.classes or (token.triggers and _finite(token)):
            break
    return lead


def _complement(tokens: list[Token], at: int, lead: int) -> bool:
    """Whether the finite verb at `lead` stands in a clause that a "that" opens between it and the token at `at`."""
    return any("claim.that" in t.classes for t in tokens[at:lead])


def _finite(token: Token) -> bool:
    """Whether a word can only be a verb as far as its triggers tell."""
    return any(f.pos == "v" for f in token.triggers) and not any(f.pos == "n" for f in token.triggers)


def _thing_tries(tokens: list[Token], at: int) -> bool:
    """Whether a drone or a missile is what tries: then it was stopped."""
    return any(t.means is not None for t in tokens[max(0, at - 6) : at])


def attribution(draft: Draft, initiators: list[Named], heard: Heard, real: Said, kit: Kit) -> Said:
    """`unknown` without a doer; `suspected`, `claimed` by the words around the trigger and who reports; else `stated`."""
    if draft.type == "statement":
        return Said("stated", "attribution.said")
    known = {n.id for n in initiators if n.id != "unknown"}
    if not known:
        return Said("unknown", "attribution.nobody")
    if real.value == "denied":
        return Said("suspected", "attribution.denied", real.start, real.end)
    tokens = draft.tagged.tokens
    report = governing(draft.at, heard)
    own = report is not None and report.said.value in _TELLING and _speaks_for(report, known, kit)
    if report is not None and report.at >= 0 and "claim.accuse" in tokens[report.at].classes:
        own = False
    if report is not None and own and report.at >= 0:
        verb = tokens[report.at]
        return Said("claimed", "attribution.claimed", verb.word_start, verb.word_end)
    if (word := _suspecting(draft, tokens, kit)) is not None:
        return Said("suspected", "attribution.suspected", word.word_start, word.word_end)
    if (word := _adopted(draft, tokens)) is not None:
        return Said("claimed", "attribution.adopted", word.word_start, word.word_end)
    if own and report is not None:
        return Said("claimed", "attribution.claimed", report.said.start, report.said.end)
    return Said("stated", "attribution.stated")


_SUSPECTS = frozenset({"claim.suspect", "claim.accuse"})


def _suspecting(draft: Draft, tokens: list[Token], kit: Kit) -> Token | None:
    """The word that accuses before the event or, in its own clause, believes."""
    if draft.tagged.classes.isdisjoint(_SUSPECTS):
        return None
    low, high = max(0, draft.low - 10), min(draft.high, len(tokens) - 1)
    for token in reversed(tokens[low : draft.at]):
        if token.classes & _SUSPECTS and not token.actors:
            return token
        if token.classes & {"p.semicolon", "conn.result"}:
            break
    hit = {i for f in draft.of("target") for i in range(f.group.first - 2, f.group.last + 3)}  # "a depot believed to be X's"
    for token in tokens[draft.at : high + 1]:
        if "claim.suspect" in token.classes and not token.actors and (token.index not in hit or of_the_doer(draft, token.index, kit)):
            return token
    return None


def _adopted(draft: Draft, tokens: list[Token]) -> Token | None:
    """The word by which the doer takes the deed upon itself, not negated, near the trigger in its sentence."""
    if "claim.adopt" not in draft.tagged.classes:
        return None
    for token in tokens[max(0, draft.at - 12) : draft.at + 24]:
        if "claim.adopt" in token.classes and negated(tokens, token.index) is None:
            return token
    return None


def _speaks_for(report: Report, ids: set[str], kit: Kit) -> bool:
    """Whether the speaker is one of the doers, a part of one or the whole that one belongs to."""
    return any(
        a == b or is_part_of(a, b, kit.actors) or is_part_of(b, a, kit.actors)
        for a in report.actors
        if a in kit.actors.rows
        for b in ids
        if b in kit.actors.rows
    )


__all__ = ["Heard", "Said", "attribution", "doers_by_voice", "negated", "reality", "report_source", "source_of", "speakers_own"]
