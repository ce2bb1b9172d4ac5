"""Settles which trigger reading each word of a sentence has: tokens in, at most one trigger left on each."""

from __future__ import annotations

from rasad.extract.drafts import Trace
from rasad.extract.tokens import Token, governs, is_mark
from rasad.kit import Kit
from rasad.kit.events import Trigger, TriggerForm

_SUBJECT_REACH = 14  # words before a trigger in which its subject may meet what the trigger needs
_SUBJECT_MARKS = frozenset({"armed", "actor", "troops", "accident"})
_BEFORE_VERBS = frozenset({"past", "neg", "rel", "future", "conn.pronoun"})
_SPEECH = frozenset({"claim.deny", "claim.announce"})
_SPEECH_ENDS = frozenset({"conn", "rel", "p.comma", "p.colon", "p.semicolon", "p.quote"})
_CARRIES = frozenset({"conn.result", "claim.plan", "light.launch", "light.voice", "light.occur", "carrier"})
_CARRIED_NO_FURTHER = frozenset({"conn", "rel", "p.semicolon"})
_SPEAKERS = frozenset({"name", "country"})
_LEADS = frozenset({"carrier", "quantity", "demonstrative", "light.launch", "light.occur", "light.undergo"})


def settle_triggers(tokens: list[Token], text: str, classes: frozenset[str], kit: Kit, trace: Trace | None) -> list[Token]:
    """Leave on each token the one trigger reading whose conditions hold, or none; the tokens on which one is left.

    `classes` are all that the tokens have. A name or a date keeps no trigger, unless the name is a doubtful one ("Fatah" is "the opening of", too).
    """
    opening = [token for token in tokens if token.triggers]
    if not opening:
        return []
    clause = Surroundings(tokens, text, classes, kit)
    chosen: list[tuple[Token, TriggerForm | None]] = []
    for token in opening:
        form = None
        if token.time is None and (not token.actors or _doubtful(tokens, token, kit)):
            form = _choose(clause, token, is_noun(tokens, token.index, kit), kit, trace)
        chosen.append((token, form))
    for token, form in chosen:
        token.triggers = (form,) if form is not None else ()
        if form is not None:
            token.actors = ()
            if kit.events.triggers[form.trigger].type == "protest":
                token.means = token.head = None  # "marches" are no drones
            if form.pos == "v":
                token.people = None  # "demanded" is no "student" here
    return [token for token, form in chosen if form is not None]


def _doubtful(tokens: list[Token], token: Token, kit: Kit) -> bool:
    """Whether a name may be the word written alike; with "and" on it only where a clause begins: "between X and Fatah"."""
    clitic = kit.clitic_markers.get(token.prefix)
    begins = bool(clitic and clitic.linked and not clitic.marker) and (not token.index or is_mark(tokens[token.index - 1].classes))
    return (not token.prefix or begins) and kit.called[token.actors].doubtful


def is_noun(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether a word that may be verb or verbal noun stands as a noun here."""
    token = tokens[at]
    poses = {t.pos for t in token.triggers}
    if "v" not in poses:
        return True
    if "n" not in poses and "p" not in poses:
        return False
    if token.prefix in kit.proclitics.with_article:
        return True
    clitic = kit.clitic_markers.get(token.prefix)
    if clitic and clitic.marker:
        return True
    if all(t.features.endswith("d") for t in token.triggers if t.pos == "v"):
        return True  # a tanwin accusative looks like a dual verb
    if at:
        before = tokens[at - 1]
        if before.classes & _LEADS or "conn.list" in before.classes:
            return True
        if governs(before.classes) and not clitic:
            return True
        if clitic and clitic.linked and any(t.pos == "n" for t in before.triggers):
            return True
        if not before.classes.isdisjoint(_BEFORE_VERBS):
            return False
        if not token.prefix and _is_verb(before) and any(t.pos == "v" and t.features.startswith("p") for t in token.triggers):
            return True  # "hit a shelling by X": no two finite verbs stand side by side
    if _object_of_speech(tokens, at) or _object_of_statement(tokens, at, kit):
        return True
    if at + 1 < len(tokens):
        after = tokens[at + 1]
        adjective = kit.called[after.actors].adjective
        kills = any(kit.events.triggers[t.trigger].kill for t in token.triggers)
        if adjective and after.prefix not in kit.proclitics.with_article and not (kills and after.people):
            return True
        if after.means and not after.prefix and "air" in after.classes | {"x"} and not after.head:
            return True
        if governs(after.classes):
            return not token.prefix
    return False


def _is_verb(token: Token) -> bool:
    """Whether the word can be nothing but a verb that opens an event."""
    return bool(token.triggers) and all(t.pos == "v" for t in token.triggers) and not token.actors


def _object_of_speech(tokens: list[Token], at: int) -> bool:
    """Whether "X denied" or "X announced" stands before the word with no "that" between: what is denied is a noun."""
    for token in reversed(tokens[max(0, at - 6) : at]):
        if not token.classes.isdisjoint(_SPEECH):
            return True
        if token.time is not None or not token.classes.isdisjoint(_SPEECH_ENDS):
            return False
    return False


def _object_of_statement(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether "X condemned" or "X intends" stands before the word and nothing but X between: what is condemned or meant is a noun."""
    if kit.clitic_markers.get(tokens[at].prefix):
        return False
    for token in reversed(tokens[max(0, at - _STATED) : at]):
        if any(t.pos == "v" and kit.events.triggers[t.trigger].frame == "say" for t in token.triggers) and not token.actors:
            return True
        if "claim.plan" in token.classes and not token.actors and token.place is None:
            return True
        if token.triggers and not token.actors and not token.people:
            return False
        if not token.classes.isdisjoint(_SPEECH_ENDS) or governs(token.classes):
            return False
    return False


_STATED = 6  # words between a verb of condemning and what is condemned


def _choose(around: Surroundings, token: Token, noun: bool, kit: Kit, trace: Trace | None) -> TriggerForm | None:
    """The best trigger reading of a word: conditions met, most specific first."""
    best: TriggerForm | None = None
    best_score = -1
    for form in token.triggers:
        if (form.pos != "v") != noun:
            continue
        trigger = kit.events.triggers[form.trigger]
        reason = refused(trigger, around, token)
        if trigger.tense and form.pos == "v" and not _in_tense(trigger.tense, form, around.tokens, token.index, kit):
            reason = f"only in the {trigger.tense}"
        spoken = trigger.frame == "say" and _spoken_by(around.tokens, token, kit)
        spoken = spoken or (trigger.takes is not None and _reported(around.tokens, token, kit))
        if trigger.carried and form.pos != "v" and not spoken and not _carried(around.tokens, token.index, trigger.frame != "say"):
            reason = "no light verb carries it"
        if form.pos == "p" and trigger.frame == "say" and token.prefix in kit.proclitics.with_article:
            reason = "the participle describes somebody"  # "the preacher", "the marches condemning X"
        if reason:
            if trace is not None:
                trace.add("rejected", token.start, token.end, trigger.id, reason)
            continue
        score = trigger.rank * 2 + bool(trigger.needs)
        if score > best_score:
            best, best_score = form, score
    return best


def _in_tense(tense: str, form: TriggerForm, tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether a verb stands in the tense that its trigger wants: perfect, imperfect, or the headline's present, which tells what was done."""
    if tense == "headline":
        return form.features.startswith("i") and _opens_with_doer(tokens, at, kit)
    return form.features.startswith(tense[0]) or _in_sequence(tokens, at)


def _opens_with_doer(tokens: list[Token], at: int, kit: Kit) -> bool:
    """Whether nothing but an armed side with its adjectives stands before the verb in its sentence: "the army retakes"."""
    named = tokens[:at]
    if not 0 < at <= _TITLE or not (named[0].actors or named[0].head) or named[0].prefix not in ("", kit.proclitics.article) or tokens[at].prefix:
        return False
    armed = any(t.actors and kit.called[t.actors].armed for t in named)
    return armed and all((t.actors or t.head or t.people or not t.classes) and not t.triggers for t in named)


_TITLE = 5  # words of a headline that name who acts


def _in_sequence(tokens: list[Token], at: int) -> bool:
    """Whether "before", "until" put an imperfect into the past: "before it retook the town"."""
    return at > 0 and "sequence" in tokens[at - 1].classes


def _spoken_by(tokens: list[Token], token: Token, kit: Kit) -> bool:
    """Whether the genitive of a noun of saying names who says it: "the warning of the White House"."""
    at = token.index + 1
    if token.prefix in kit.proclitics.with_article or at >= len(tokens):
        return False
    return bool(tokens[at].actors) and not tokens[at].prefix and not kit.called[tokens[at].actors].kinds.isdisjoint(_SPEAKERS)


def _reported(tokens: list[Token], token: Token, kit: Kit) -> bool:
    """Whether a noun with its doer is what somebody reports: "a source confirmed the control of X over Y" tells no state."""
    at = token.index
    if token.prefix or at + 1 >= len(tokens) or not tokens[at + 1].actors or tokens[at + 1].prefix not in ("", kit.proclitics.article):
        return False
    for before in reversed(tokens[max(0, at - _REPORTED) : at]):
        if "claim.say" in before.classes and "claim.that" not in before.classes:
            return True
        if not before.classes.isdisjoint(_SPEECH_ENDS) or before.triggers:
            return False
    return False


_REPORTED = 9  # words between a verb of saying and what it reports


def _carried(tokens: list[Token], at: int, deed: bool) -> bool:
    """Whether a light verb, or "from" behind one ("managed to"), stands before the noun in its clause, or "after" right before a deed."""
    commas = 0
    if deed and at and "after" in tokens[at - 1].classes:
        return True
    for token in reversed(tokens[max(0, at - 10) : at]):
        if not token.classes.isdisjoint(_CARRIES):
            return commas != 1
        if not token.classes.isdisjoint(_CARRIED_NO_FURTHER):
            return False
        commas += "p.comma" in token.classes  # an aside stands between two of them
    return False


class Surroundings:
    """A sentence as the conditions of its triggers see it.

    `marks` is what each word offers to the needs and bars of triggers, `inner` what the words within longer names do, of
    the whole sentence each: most conditions are decided by what stands nowhere in it.
    """

    def __init__(self, tokens: list[Token], text: str, classes: frozenset[str], kit: Kit) -> None:
        self.tokens, self.text = tokens, text
        self.marks = [token.classes for token in tokens]
        self.inner = _NONE.union(*[token.inner for token in tokens if token.inner])
        self.all = classes
        for token in tokens:
            if token.place is not None or token.actors or token.people:
                offered = _offered(token, kit)
                if not offered <= self.all:
                    self.all |= offered
                self.marks[token.index] |= offered


_NONE: frozenset[str] = frozenset()


def refused(trigger: Trigger, around: Surroundings, token: Token) -> str | None:
    """Why the trigger's conditions do not hold, or None where they do."""
    tokens, at = around.tokens, token.index
    if trigger.bars_next and at + 1 < len(tokens):
        after = tokens[at + 1]
        if after.text in trigger.bars_next or around.text[after.word_start : after.word_end] in trigger.bars_next:
            return f"followed by {after.text}"
    if trigger.takes is not None and not _followed(trigger, trigger.takes, around, at):
        return f"takes {trigger.takes} within {trigger.needs_within} words"
    needs, bars = trigger.needs, trigger.bars
    barred = bool(bars) and not around.all.isdisjoint(bars)
    if needs and around.all.isdisjoint(needs) and around.inner.isdisjoint(needs):
        return _missing(trigger)
    if not needs and not barred:
        return None
    seen: set[str] = set()
    met = not needs
    for near in range(at + 1, min(at + 1 + trigger.needs_within, len(tokens))):
        other = tokens[near]
        if other.classes and not _CUTS.isdisjoint(other.classes) and not governs(other.classes):
            said = trigger.frame == "say" and "claim.that" in other.classes  # what is said stands behind "that"
            if not said:
                seen |= other.classes
                break
        seen |= around.marks[near]
        met = met or not (around.marks[near].isdisjoint(needs) and other.inner.isdisjoint(needs))
        if met and not barred:
            return None
    for back in range(1, min(at, _SUBJECT_REACH) + 1):
        classes = tokens[at - back].classes
        if "p.semicolon" in classes or "report" in classes:
            break
        marks = around.marks[at - back]
        seen |= marks if back <= 3 else marks & _SUBJECT_MARKS
    if not met and seen.isdisjoint(needs):
        return _missing(trigger)
    if found := seen.intersection(bars):
        return f"barred by {', '.join(sorted(found))}"
    return None


def _followed(trigger: Trigger, wanted: str, around: Surroundings, at: int) -> bool:
    """Whether a word of the class that the trigger takes stands behind it in its clause."""
    if wanted not in around.all:
        return False
    for token in around.tokens[at + 1 : at + 1 + trigger.needs_within]:
        if wanted in token.classes:
            return True
        if not token.classes.isdisjoint(_CUTS) and not governs(token.classes):
            return False
    return False


def _missing(trigger: Trigger) -> str:
    return f"needs one of {', '.join(trigger.needs)} within {trigger.needs_within} words"


_CUTS = frozenset({"conn", "rel", "p.semicolon"})


def _offered(token: Token, kit: Kit) -> frozenset[str]:
    """What a place, an actor or a word for people offers to the needs of triggers, beside its classes."""
    fighter = bool(token.people) and kit.people_kind(token.people or "") == "fighter"
    armed = fighter or (bool(token.actors) and kit.called[token.actors].armed)
    return _OFFERED[token.place is not None, bool(token.actors), armed]


_OFFERED = {
    (place, actor, armed): frozenset(
        name for name, holds in (("place", place), ("actor", actor), ("armed", armed)) if holds
    )
    for place in (False, True)
    for actor in (False, True)
    for armed in (False, True)
}
