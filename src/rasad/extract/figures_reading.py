"""The state of reading one sentence for tolls: what is used, negated and found, and the checks that all readers share."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from rasad.extract.figures_groups import Group
from rasad.extract.figures_words import Token
from rasad.kit.figures import Cue, FigureData

# How many tokens may lie between a verb and its counted subject or object.
REACH = 14


@dataclass(slots=True)
class Toll:
    """Persons killed or injured: at least `low`, at most `high` (None: open). All offsets are folded.

    [start, end) is the number with its noun, or the noun or word alone; [cue_start, cue_end) the casualty word.
    `people` is the kind of the counted noun (civilian, fighter, force, medic, journalist, official, person, or
    unknown) and [people_start, people_end) its head, None where there is none. `part_of` is the index, in the
    list returned, of the toll that this one is a part of ("39, among them 12 children"). `ahead`: its
    words stand before the action that they tell of ("took the lives of 15", "the dead of the blast rose to 80").
    """

    kind: str
    low: int
    high: int | None
    start: int
    end: int
    cue_start: int
    cue_end: int
    rule: str
    people: str = "unknown"
    people_start: int | None = None
    people_end: int | None = None
    part_of: int | None = None
    ahead: bool = False


@dataclass(slots=True)
class Quantity:
    """A counted number of persons or things, `low` to `high` (None: open); folded offsets."""

    start: int
    end: int
    low: int
    high: int | None
    rule: str


class Reading:
    """Tokens and groups of one sentence with the tolls found so far.

    `at` gives the group that covers each token; `used` the first tokens of groups already told; `dead` the tokens
    that tell nothing because they are negated or read with another word.
    """

    def __init__(self, tokens: list[Token], groups: list[Group], figures: FigureData) -> None:
        self.tokens, self.groups, self.figures = tokens, groups, figures
        self.size = len(tokens)
        self.at: list[Group | None] = [None] * self.size
        for group in groups:
            for k in range(group.first, group.last):
                self.at[k] = group
        self.firsts = [group.first for group in groups]
        self.used: set[int] = set()
        self.dead: set[int] = set()
        self.found: list[tuple[Toll, Group | None]] = []

    def groups_from(self, i: int) -> Iterator[Group]:
        """The groups that start at token i or later, in order."""
        return islice(self.groups, bisect_left(self.firsts, i), None)

    def groups_before(self, i: int) -> Iterator[Group]:
        """The groups that end at token i or before, last first."""
        for k in range(bisect_left(self.firsts, i) - 1, -1, -1):
            if self.groups[k].last <= i:
                yield self.groups[k]

    def emit(self, kind: str, group: Group, cue: int, rule: str, low: int | None = None) -> None:
        """Add a toll for the group; `low` given means 1 to low - 1 ("15 killed and wounded")."""
        self.used.add(group.first)
        bounds = (group.low, group.high)
        if low is not None:
            bounds = (1, low - 1)
        first, opener = self.tokens[group.first], self.tokens[cue].word.cue
        toll = Toll(
            kind,
            *bounds,
            first.core,
            self.tokens[group.last - 1].end,
            *self.span(cue),
            f"{rule}.{group.form}",
            ahead=rule == "total" or (opener is not None and opener.subject == "after"),
        )
        if group.person is not None:
            head = self.tokens[group.head]
            toll = replace(toll, people=group.person.kind, people_start=head.core, people_end=head.end)
        self.found.append((toll, group))

    def emit_one(self, kind: str, at: int, cue: int, rule: str, low: int = 1, high: int | None = 1) -> None:
        start, end = self.span(at)
        self.found.append((Toll(kind, low, high, start, end, *self.span(cue), rule), None))

    def span(self, i: int) -> tuple[int, int]:
        return self.tokens[i].core, self.tokens[i].end

    def emit_shared(self, kinds: tuple[str, ...], group: Group, cue: int, rule: str) -> None:
        """The group is a toll of every kind; an exact number shared by two kinds bounds each."""
        share = None
        if len(kinds) > 1 and group.form in ("number", "dual", "single") and group.high is not None:
            if group.high < 2:
                return
            share = group.high
            rule = "combined"
        for kind in kinds:
            self.emit(kind, group, cue, rule, share)

    def free(self, group: Group) -> bool:
        return not (group.thing or group.void or group.first in self.used or group.first in self.dead)

    def ill(self, i: int) -> bool:
        """Whether a disease or a match is named shortly after token i."""
        for k in range(i + 1, min(i + 9, self.size)):
            if self.tokens[k].gap > 1:
                return False
            if self.tokens[k].has("disease"):
                return True
        return False

    def violent(self, i: int) -> bool:
        return any(token.has("cause") for token in self.tokens[max(0, i - 12) : i + 20])

    def real(self, i: int, cue: Cue) -> bool:
        """Whether the cue at token i tells something that happened, as far as its neighbours tell."""
        token = self.tokens[i]
        if token.prefix.definite or cue.jussive:
            return False
        before = self.tokens[max(0, i - 2) : i]
        if token.gap > 1:
            before = []
        if cue.imperfect and before and before[-1].has("unreal"):
            return False
        if any(t.has("attempt") for t in before) and (cue.type != "verb" or cue.masdar):
            return False
        if (
            (cue.masdar or cue.type == "pronoun")
            and token.prefix.purpose
            and not any(t.has("result") for t in before[-1:])
        ):
            return False
        if cue.cause and not self.violent(i):
            return False
        return not (cue.kind == "injured" and self.ill(i))

    def fits(self, group: Group, cue: Cue, adjacent: bool) -> bool:
        """Whether the group can be the persons of the cue."""
        if not self.free(group) or group.part:
            return False
        token = self.tokens[group.first]
        if token.prefix.preposition:
            return False
        if group.casualty is not None and not group.explicit:
            return False
        if cue.strict and not group.known and group.head >= 0:
            return False
        if (cue.explicit or cue.imperfect) and not group.explicit:
            return cue.imperfect and group.accusative and not cue.explicit
        if adjacent:
            return not (group.form == "plural" and group.definite)
        object_near = group.accusative and cue.voice != "passive" and cue.type == "verb"
        if not (group.explicit and group.known) and not object_near:
            return False
        return not self.tokens[group.first - 1].has("governor")

    def split_behind(self, k: int) -> bool:
        """Whether "between dead and wounded" stands at token k."""
        if k + 2 >= self.size or not self.tokens[k].has("between"):
            return False
        one, other = self.tokens[k + 1].word.casualty, self.tokens[k + 2].word.casualty
        return one is not None and other is not None and one.kind != other.kind

    def barrier(self, i: int) -> int:
        """The token where the reach of the cue at i ends."""
        for k in range(i + 1, min(i + REACH, self.size)):
            token = self.tokens[k]
            if token.gap > 1 or k in self.dead:
                return k
            if token.word.cue is not None and self.at[k] is None and not token.prefix.definite:
                return k
        return min(i + REACH, self.size)
