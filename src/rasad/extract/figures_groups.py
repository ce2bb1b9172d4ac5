"""Reads number groups: figure tokens in, counted nouns with bounds ("more than 20 civilians", two soldiers, dozens) out."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.extract.figures_numbers import plain, read_number
from rasad.extract.figures_words import Token
from rasad.kit.figures import CasualtyNoun, FigureData, PeopleNoun

# How many tokens behind the noun "at least" or "others" may stand.
_AFTER = 4
_OTHERS = frozenset({"others_many", "others_two", "others_one"})
_BOUNDS_OF_OTHERS = (("others_many", 2, None), ("others_two", 2, 2), ("others_one", 1, 1))
_COUNTED = ("number", "dual", "vague", "several", "plural")
# Word classes of nouns, which an adjective may follow.
_CONTENT = frozenset({"thing", "construct_follower", "disease", "losses", "crime", "total"})


@dataclass(slots=True)
class Group:
    """Tokens [first, last) that give `low` to `high` (None: open) of something.

    `form`: number, dual, vague, several, plural, single, one_of, others. `head` is the token index of the counted
    noun or -1. `thing`: no persons are counted. `known`: the noun is one of persons or casualties.
    """

    first: int
    last: int
    low: int
    high: int | None
    form: str
    head: int = -1
    person: PeopleNoun | None = None
    casualty: CasualtyNoun | None = None
    also: CasualtyNoun | None = None
    thing: bool = False
    others: bool = False
    definite: bool = False
    accusative: bool = False
    nominative: bool = False
    part: bool = False
    void: bool = False

    @property
    def explicit(self) -> bool:
        """Whether a number is told, be it vague."""
        return self.form in ("number", "dual", "vague", "several", "others", "one_of")

    @property
    def known(self) -> bool:
        """Whether persons are named by a known noun."""
        return self.person is not None or self.casualty is not None or self.others


class GroupReader:
    """Reads the groups of one token list, left to right."""

    def __init__(self, tokens: list[Token], figures: FigureData) -> None:
        self.tokens, self.figures = tokens, figures
        self.size = len(tokens)

    def read(self) -> list[Group]:
        """All groups in order; they never overlap."""
        groups: list[Group] = []
        i = 0
        while i < self.size:
            token = self.tokens[i]
            group = self._group(i) if token.digits or token.word.opens else None
            if group is None:
                i += 1
                continue
            before = self.tokens[group.first - 1] if group.first else None
            if before is not None and before.has("part"):
                group.part = self.tokens[group.first].gap < 2
            elif groups and groups[-1].last == group.first and self._conjoined(group.first):
                group.part = groups[-1].part
            groups.append(group)
            i = max(group.last, i + 1)
        return groups

    def _conjoined(self, i: int) -> bool:
        return self.tokens[i].prefix.conjunction

    def _phrase(
        self, i: int, table: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    ) -> tuple[str, int] | None:
        """The op of the longest phrase of the table at token i and the token behind it."""
        token = self.tokens[i]
        prefix = token.prefix.form
        for key in (token.form, token.form[len(prefix) :]) if prefix else (token.form,):
            for words, op in table.get(key, ()):
                stop = i + len(words)
                if stop <= self.size and self._continues(i + 1, words[1:]):
                    return op, stop
        return None

    def _continues(self, i: int, words: tuple[str, ...]) -> bool:
        """Whether the given words stand from token i on, blanks only before them."""
        for token, word in zip(self.tokens[i : i + len(words)], words, strict=True):
            if token.form != word or token.gap:
                return False
        return True

    def _group(self, i: int) -> Group | None:
        j, op = i, "exact"
        for _ in range(2):
            if j >= self.size or not self.tokens[j].has("bound"):
                break
            found = self._phrase(j, self.figures.bounds)
            if found is None or (j > i and self.tokens[j].gap):
                break
            op, j = ("more" if op == found[0] == "more" else found[0]), found[1]
        if j >= self.size or (j > i and (self.tokens[j].gap > 1 or self.tokens[j].prefix.preposition)):
            return None
        if op == "several":
            return self._several(i, j)
        number = read_number(self.tokens, j)
        if number is not None:
            return self._counted(i, j, op, number)
        if op == "between":
            return None
        token = self.tokens[j]
        if token.word.vague is not None and not token.digits:
            return self._vague(i, j)
        return self._noun(i) if op == "exact" else None

    def _several(self, i: int, j: int) -> Group | None:
        token = self.tokens[j]
        if token.gap or token.prefix.preposition or token.prefix.conjunction:
            return None
        group = Group(i, j, 2, None, "several")
        if not self._take_noun(group, j):
            return None
        return self._finish(group)

    def _vague(self, i: int, j: int) -> Group:
        vague = self.tokens[j].word.vague
        assert vague is not None
        low = vague.low
        j += 1
        if self._follows_glued(j):
            more = self.tokens[j].word.vague
            if more is not None and more.multiplier:
                low, j = low * more.multiplier, j + 1
        group = Group(i, j, low, None, "vague")
        self._take_noun(group, j)
        return self._finish(group)

    def _follows_glued(self, j: int) -> bool:
        return j < self.size and self.tokens[j].gap == 0 and not self.tokens[j].prefix.conjunction

    def _counted(self, i: int, j: int, op: str, number: tuple[int, int]) -> Group | None:
        value, stop = number
        if self.tokens[j].prefix.definite and (op == "exact" or not self.tokens[j].digits):
            return None
        low, high = value, value
        if op == "between":
            if stop >= self.size or not self._conjoined(stop):
                return None
            other = read_number(self.tokens, stop)
            if other is None or other[0] <= value:
                return None
            high, stop = other
        else:
            after = self._range(stop)
            if after is not None and after[0] > value:
                high, stop = after
                if i and self.tokens[i - 1].has("from") and op == "exact":
                    low = high
        group = Group(i, stop, low, high, "number")
        self._take_noun(group, stop)
        if op == "more":
            group.low, group.high = value + 1, None
        elif op == "least":
            group.high = None
        elif op == "less":
            group.void = True
        return self._finish(group)

    def _range(self, j: int) -> tuple[int, int] | None:
        """The second number of "3 to 5", "3-5", "3 or 5"."""
        if j >= self.size:
            return None
        if (
            self.tokens[j].gap == 0
            and self.tokens[j].has("or")
            and j + 1 < self.size
            and plain(self.tokens, j + 1)
        ):
            return read_number(self.tokens, j + 1)
        joined = self.tokens[j].start - self.tokens[j - 1].end == 1 and self.tokens[j].gap == 1
        if joined and self.tokens[j].digits and self.tokens[j - 1].digits:
            return read_number(self.tokens, j)
        return None

    def _noun(self, i: int) -> Group | None:
        """A noun of persons or casualties without a number before it; "one of", "others"."""
        token = self.tokens[i]
        word = token.word
        if token.has("one_of") and i + 1 < self.size and self.tokens[i + 1].gap == 0:
            behind = self.tokens[i + 1]
            if behind.word.person is not None and behind.word.person.number in "pa":
                return self._finish(Group(i, i + 2, 1, 1, "one_of", head=i + 1, person=behind.word.person))
            return None
        for identity, low, high in _BOUNDS_OF_OTHERS if not _OTHERS.isdisjoint(word.classes) else ():
            if token.has(identity):
                group = Group(i, i + 1, low, high, "others", others=True)
                if (
                    high is None
                    and i + 1 < self.size
                    and self.tokens[i + 1].has("two")
                    and plain(self.tokens, i + 1)
                ):
                    group.last, group.high = i + 2, 2
                return group
        if word.person is not None:
            return self._person(i, word.person)
        if word.casualty is not None and word.casualty.number != "c":
            number = word.casualty.number
            low, high = {"s": (1, 1), "d": (2, 2), "p": (2, None)}[number]
            form = {"s": "single", "d": "dual", "p": "plural"}[number]
            group = Group(i, i + 1, low, high, form, head=i, casualty=word.casualty)
            group.definite = token.prefix.definite
            if number == "p" and group.definite:
                self._take_definite_number(group)
            return self._finish(group)
        return None

    def _take_definite_number(self, group: Group) -> None:
        """ "The three attackers": a definite number behind a definite plural."""
        j = group.last
        if j < self.size and self.tokens[j].gap == 0 and self.tokens[j].prefix.definite:
            number = read_number(self.tokens, j)
            if number is not None:
                group.low = group.high = number[0]
                group.form, group.last = "number", number[1]

    def _modifies(self, i: int) -> bool:
        """Whether the word at token i, which may be an adjective, modifies the noun before it."""
        token = self.tokens[i]
        before = self.tokens[i - 1] if i else None
        if before is None or token.gap or token.prefix.conjunction or token.prefix.preposition:
            return False
        if before.word.cue is not None or (before.word.classes and before.word.classes.isdisjoint(_CONTENT)):
            return False
        return not before.digits and before.word.number is None and before.word.vague is None

    def _person(self, i: int, person: PeopleNoun) -> Group | None:
        token = self.tokens[i]
        if person.adjective and self._modifies(i):
            return None
        group = Group(i, i + 1, 1, 1, "single", head=i, person=person)
        group.definite = token.prefix.definite or token.suffixed
        group.accusative, group.nominative = person.accusative, person.nominative
        following = self.tokens[i + 1] if i + 1 < self.size and self.tokens[i + 1].gap == 0 else None
        construct = person.construct and person.number == "d"
        if construct and not token.suffixed and (following is None or not self._genitive(following)):
            return None
        if person.number == "d" or (person.number == "a" and following is not None and following.has("two")):
            group.low = group.high = 2
            group.form = "dual"
        elif person.accusative and following is not None and following.has("construct_follower"):
            group.low = group.high = 2
            group.form, group.accusative = "dual", False
        elif person.number in "pa":
            group.low, group.high, group.form = 2, None, "plural"
            if token.prefix.definite:
                self._take_definite_number(group)
            elif person.number == "a" and any(t.has("two_of_them") for t in self.tokens[i + 1 : i + 5]):
                group.form, group.high = "dual", 2
        return self._finish(group)

    def _genitive(self, token: Token) -> bool:
        """Whether the token can be the second noun of "two officers [of] police"."""
        content = not token.word.classes or not token.word.classes.isdisjoint(_CONTENT)
        return content and not (
            token.digits or token.word.cue or token.prefix.conjunction or token.prefix.preposition
        )

    def _take_noun(self, group: Group, j: int) -> bool:
        """Read the counted noun at token j into the group; False where there is none that is known."""
        if j >= self.size:
            return False
        token = self.tokens[j]
        if token.gap:
            return False
        if token.has("of_them"):
            group.last = j + 1
            return False
        if token.has("from") and not token.prefix.form:
            return self._take_from(group, j)
        prefix = token.prefix
        if prefix.conjunction or prefix.preposition:
            return False
        if token.word.person is not None or token.word.casualty is not None:
            group.person, group.casualty = token.word.person, token.word.casualty
            group.head, group.last = j, j + 1
            return True
        if not _OTHERS.isdisjoint(token.word.classes):
            group.others, group.last = True, j + 1
            return True
        if token.has("thing") or token.has("losses"):
            group.thing, group.head, group.last = True, j, j + 1
            return True
        if token.word.classes or token.word.cue or token.word.number or token.digits:
            return False
        group.head, group.last = j, j + 1
        return False

    def _take_from(self, group: Group, j: int) -> bool:
        """The noun of "3 of the soldiers" with `from` at token j."""
        k = j + 1
        if k >= self.size or self.tokens[k].gap:
            return False
        token = self.tokens[k]
        if token.prefix.conjunction or token.prefix.preposition or token.has("part") or token.has("cause"):
            return False
        if token.has("thing") and not token.has("collective"):
            group.thing, group.head, group.last = True, k, k + 1
            return True
        if token.has("stop") or token.has("governor") or token.word.cue or token.digits:
            return False
        group.head, group.last = k, k + 1
        group.person, group.casualty = token.word.person, token.word.casualty
        return group.known

    def _finish(self, group: Group) -> Group:
        """Read what stands behind the noun: "others", "at least", a coordinated casualty noun."""
        j = self._take_also(group)
        for k in range(j, min(j + _AFTER, self.size)):
            token = self.tokens[k]
            if token.gap > 1 or token.digits:
                break
            after = self._phrase(k, self.figures.after) if token.has("after") else None
            if after is not None:
                if after[0] == "least":
                    group.high = None
                else:
                    group.void = True
                group.last = after[1]
                break
            if token.gap or token.prefix.conjunction or token.word.cue is not None or token.has("part"):
                break
            if k <= j + 1 and not _OTHERS.isdisjoint(token.word.classes) and group.form in _COUNTED:
                group.others = True
                group.last = k + 1
            elif k == j and (token.has("one") or token.has("two")) and not token.prefix.form:
                group.last = k + 1
        return group

    def _take_also(self, group: Group) -> int:
        """Read the second noun of "dozens of dead and wounded"; returns the token behind."""
        j = group.last
        if group.explicit and group.casualty is None and self._split(j):
            group.casualty, group.also = self.tokens[j + 1].word.casualty, self.tokens[j + 2].word.casualty
            group.last = j + 3
            return j + 3
        if group.casualty is None or j >= self.size or self.tokens[j].gap or not self._conjoined(j):
            return j
        also = self.tokens[j].word.casualty
        shared = group.form in ("vague", "several") or (
            group.form == "number" and group.casualty.number == "s"
        )
        if (
            also is None
            or not shared
            or also.kind == group.casualty.kind
            or also.number != group.casualty.number
        ):
            return j
        group.also, group.last = also, j + 1
        return j + 1

    def _split(self, j: int) -> bool:
        """Whether "between dead and wounded" stands at token j."""
        if j + 2 >= self.size or not self.tokens[j].has("between") or self.tokens[j].gap:
            return False
        one, other = self.tokens[j + 1].word.casualty, self.tokens[j + 2].word.casualty
        return one is not None and other is not None and one.kind != other.kind and self._conjoined(j + 2)
