"""What stands around a figure or an action in its sentence: tokens in, answers of the kind "is it tied to" out."""

from __future__ import annotations

from rasad.extract.drafts import Draft, Tagged
from rasad.extract.figures import Toll
from rasad.extract.markers import counted_before
from rasad.extract.tokens import Token
from rasad.kit import Kit

_IN = frozenset({"prep.in", "prep.cause"})
_RESULT_REACH = 6  # words between "led to" and the casualty word


class TollWords:
    """The words of a sentence, asked about its tolls."""

    def __init__(self, tagged: Tagged, kit: Kit) -> None:
        self.tagged, self.tokens, self.kit = tagged, tagged.tokens, kit

    def reach(self, toll: Toll) -> tuple[int, int, int]:
        """The tokens of the casualty word, of the toll's first word and of the last word of both."""
        at = first = end = -1
        for token in self.tokens:
            if at < 0 and token.word_end > toll.cue_start:
                at = token.index
            if first < 0 and token.word_end > toll.start:
                first = token.index
            if token.word_start < toll.end:
                end = token.index
        return max(at, 0), max(first, 0), max(at, end)

    def lead(self, at: int) -> int:
        """The first of the words that only carry the one at `at` ("the fall of", "a number of")."""
        while at and not self.governed(at) and self.tokens[at - 1].classes & {"carrier", "quantity", "demonstrative", "p.quote"} and "prep.to" not in self.tokens[at - 1].classes:
            at -= 1
        return at

    def governed(self, at: int) -> bool:
        """Whether a preposition is written on the word: "four by a raid" carries no "four raids"."""
        clitic = self.kit.clitic_markers.get(self.tokens[at].prefix)
        return bool(clitic and clitic.marker)

    def apart(self, at: int) -> bool:
        """Whether "after", "in response to" stands right before the casualty word: no outcome of what stands before."""
        lead = self.lead(at)
        if lead and "conn.result" in self.tokens[lead].classes:
            return False  # "after clashes that left 5 dead": the dead are theirs
        if lead and "toll.when" in self.tokens[lead - 1].classes:
            return True
        return any(t.classes & {"toll.after", "conn.span", "prep.response"} for t in self.tokens[max(0, lead - 2) : lead])

    def resumed(self, at: int) -> bool:
        """Whether a pronoun behind the killing takes up the action: "raids in which 11 were killed"."""
        if at + 1 >= len(self.tokens):
            return False
        token = self.tokens[at + 1]
        return bool(token.suffix and token.classes & {"prep.in", "prep.cause"})

    def resulting(self, at: int) -> bool:
        """Whether the casualty word is what something "led to"."""
        for token in reversed(self.tokens[max(0, at - _RESULT_REACH) : at + 1]):
            if "conn.result" in token.classes:
                return True
            if "p.semicolon" in token.classes or (token.index < at and any(f.pos == "v" for f in token.triggers)):
                return False
        return False

    def its_outcome(self, cause: Draft, at: int) -> bool:
        """Whether "led to" follows an action's own words: "answered an attack that left 5 dead", but not "..., which left"."""
        for token in self.tokens[cause.at + 1 : at + 1]:
            if token.classes & {"p.comma", "conn.result"}:
                return "claim.result" in token.classes
        return False

    def besides(self, told: Toll, at: int) -> bool:
        """Whether the casualty word at token `at` adds to the toll before it: "besides the killing of"."""
        low = max(told.end, told.cue_end)
        return any(t.start >= low and "toll.besides" in t.classes for t in self.tokens[max(0, at - 3) : at])

    def tried(self, draft: Draft) -> bool:
        """Whether an action is but attempted: "its attempt to storm"."""
        return any("claim.try" in t.classes for t in self.tokens[max(0, draft.at - 2) : draft.at])

    def within(self, at: int, cause: int) -> bool:
        """Whether "in", "by" alone stands between a killing and its cause: "were killed in the shelling"."""
        clitic = self.kit.clitic_markers.get(self.tokens[cause].prefix)
        if cause == at + 1:
            return bool(clitic and clitic.marker == "in" and not clitic.linked)
        return cause == at + 2 and not self.tokens[at + 1].classes.isdisjoint(_IN)

    def linked_word(self, token: Token) -> bool:
        clitic = self.kit.clitic_markers.get(token.prefix)
        return bool(clitic and clitic.linked)

    def over_time(self, first: int, last: int) -> bool:
        """Whether the toll has been counted "since the beginning of": no action of the sentence's brought it about."""
        if "toll.whole" not in self.tagged.classes:
            return False
        for token in self.tokens[last + 1 : last + 10]:
            if "toll.whole" in token.classes:
                return True
            if "p.comma" in token.classes and not any("toll.whole" in t.classes for t in self.tokens[token.index + 1 : token.index + 3]):
                break
        return any("toll.whole" in t.classes for t in self.tokens[max(0, first - 12) : last + 1])

    def told_between(self, low: int, high: int) -> bool:
        """Whether another toll is told between two tokens in a clause of its own, not tied by "and" or "while"."""
        for toll in self.tagged.tolls:
            if toll.part_of is not None:
                continue
            at = self.reach(toll)[0]
            if low < at < high and not self.linked_word(self.tokens[at]):
                before = self.tokens[at - 1]
                if before.index <= low or not (before.classes & {"conn", "carrier", "quantity"} or self.linked_word(before)):
                    return True
        return False

    def subordinate(self, draft: Draft) -> bool:
        lead = self.lead(draft.at)
        if lead > 3 and self.tokens[lead - 2].time is not None:
            lead -= 2  # "a day after an attack": the measure of time stands between
        return any(t.classes & {"toll.after", "conn.span", "prep.response", "claim.try"} for t in self.tokens[max(0, lead - 2) : lead])


def one_victim(kill: Draft, tolls: list[Toll], kit: Kit) -> Toll | None:
    """The one person that a verb of killing has as its victim where no figure is told: "X murdered the judge of Y"."""
    token = kill.token
    if kill.noun or kill.trigger.kill is None or kill.negated or kill.planned or (kill.features.startswith("i") and kill.trigger.tense != "imperfect") or kill.object_suffix:
        return None
    if any(kill.tells(toll) for toll in tolls):
        return None
    hit = [f for f in kill.of("target") if f.sentence == kill.tagged.index and f.rule in _VICTIM]
    if not hit or any(f.group.linked for f in hit):
        return None
    group, tokens = hit[0].group, kill.tagged.tokens
    at = tokens[group.first]
    noun = kit.figures.people.get(at.people or at.text.partition(" ")[0])  # "the chief of staff": of a title the first word
    if noun is None or noun.number != "s" or counted_before(tokens, group.first):
        return None
    if any(toll.start < tokens[group.last].word_end and at.word_start < toll.end for toll in tolls):
        return None
    return Toll(kill.trigger.kill, 1, 1, at.start, at.end, token.start, token.end, "victim.one", noun.kind, at.start, at.end)


_VICTIM = frozenset({"verb.bare", "topic"})
