"""Reads number groups: figure tokens in, counted nouns with bounds ("more than 20 civilians", two soldiers, dozens) out."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.extract.figures_words import Token
from rasad.kit.figures import CasualtyNoun, FigureData, PeopleNoun

# How many tokens behind the noun "at least" or "others" may stand.
_AFTER = 4
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
            group = self._group(i)
            if group is None:
                i += 1
                continue
            before = self.tokens[group.first - 1] if group.first else None
            if before is not None and before.has("part") and self.tokens[group.first].gap < 2:
                group.part = True
            elif (
                groups and groups[-1].part and groups[-1].last == group.first and self._conjoined(group.first)
            ):
                group.part = True
            groups.append(group)
            i = max(group.last, i + 1)
        return groups

    def _conjoined(self, i: int) -> bool:
        return self.tokens[i].prefix.conjunction

    def _plain(self, i: int) -> bool:
        """Whether token i follows the one before with only blanks between, and has no proclitic."""
        return i < self.size and self.tokens[i].gap == 0 and not self.tokens[i].prefix.form

    def _phrase(
        self, i: int, table: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    ) -> tuple[str, int] | None:
        """The op of the longest phrase of the table at token i and the token behind it."""
        token = self.tokens[i]
        form = token.form[len(token.prefix.form) :]
        for key in (token.form, form):
            for words, op in table.get(key, ()):
                stop = i + len(words)
                if stop <= self.size and all(
                    self.tokens[k].form == w and self.tokens[k].gap == 0
                    for k, w in zip(range(i + 1, stop), words[1:], strict=True)
                ):
                    return op, stop
        return None

    def _group(self, i: int) -> Group | None:
        j, op = i, "exact"
        for _ in range(2):
            found = self._phrase(j, self.figures.bounds) if j < self.size else None
            if found is None or (j > i and self.tokens[j].gap):
                break
            op, j = ("more" if op == found[0] == "more" else found[0]), found[1]
        if j >= self.size or (j > i and (self.tokens[j].gap > 1 or self.tokens[j].prefix.preposition)):
            return None
        if op == "several":
            return self._several(i, j)
        number = self._number(j)
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
            other = self._number(stop)
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
        if self.tokens[j].gap == 0 and self.tokens[j].has("or") and j + 1 < self.size and self._plain(j + 1):
            return self._number(j + 1)
        if self.tokens[j].digits and self.tokens[j - 1].digits and self.tokens[j].gap == 1:
            if self.tokens[j].start - self.tokens[j - 1].end == 1:
                return self._number(j)
        return None

    def _noun(self, i: int) -> Group | None:
        """A noun of persons or casualties without a number before it; "one of", "others"."""
        token = self.tokens[i]
        word = token.word
        if word.number is None and word.person is None and word.casualty is None and not word.classes:
            return None
        if token.has("one_of") and i + 1 < self.size and self.tokens[i + 1].gap == 0:
            behind = self.tokens[i + 1]
            if behind.word.person is not None and behind.word.person.number in "pa":
                return self._finish(Group(i, i + 2, 1, 1, "one_of", head=i + 1, person=behind.word.person))
            return None
        for identity, low, high in (("others_many", 2, None), ("others_two", 2, 2), ("others_one", 1, 1)):
            if token.has(identity):
                group = Group(i, i + 1, low, high, "others", others=True)
                if (
                    high is None
                    and i + 1 < self.size
                    and self.tokens[i + 1].has("two")
                    and self._plain(i + 1)
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
            number = self._number(j)
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
        group.accusative = person.accusative
        following = self.tokens[i + 1] if i + 1 < self.size and self.tokens[i + 1].gap == 0 else None
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
        if any(token.has(c) for c in ("others_many", "others_two", "others_one")):
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
        if token.has("thing"):
            group.thing, group.head, group.last = True, k, k + 1
            return True
        if token.has("stop") or token.has("governor") or token.word.cue or token.digits:
            return False
        group.head, group.last = k, k + 1
        group.person, group.casualty = token.word.person, token.word.casualty
        return group.known

    def _finish(self, group: Group) -> Group:
        """Read what stands behind the noun: "others", "at least", a coordinated casualty noun."""
        j = group.last
        if group.casualty is not None and j < self.size and self._conjoined(j) and self.tokens[j].gap == 0:
            also = self.tokens[j].word.casualty
            head = self.tokens[group.head].word.casualty
            if (
                also is not None
                and head is not None
                and also.kind != head.kind
                and also.number == head.number
            ):
                if group.form in ("vague", "several") or (group.form == "number" and also.number == "s"):
                    group.also, group.last = also, j + 1
                    j += 1
        for k in range(j, min(j + _AFTER, self.size)):
            token = self.tokens[k]
            if token.gap > 1 or token.digits:
                break
            after = self._phrase(k, self.figures.after)
            if after is not None:
                if after[0] == "least":
                    group.high = None
                else:
                    group.void = True
                group.last = after[1]
                break
            if token.gap or token.prefix.conjunction or token.word.cue is not None or token.has("part"):
                break
            if (
                k <= j + 1
                and token.has("others_many")
                and group.form in ("number", "vague", "several", "plural")
            ):
                group.others = True
                group.last = k + 1
            elif k <= j + 1 and (token.has("others_two") or token.has("others_one")) and group.explicit:
                group.others = True
                group.last = k + 1
            elif k == j and (token.has("one") or token.has("two")) and not token.prefix.form:
                group.last = k + 1
        return group

    def _number(self, i: int) -> tuple[int, int] | None:
        """The number that starts at token i, with the token behind it; None where there is none."""
        if i >= self.size:
            return None
        token = self.tokens[i]
        if token.digits:
            if token.value is None:
                return None
            value, j = token.value, i + 1
        elif token.word.number is not None and token.word.cue is None:
            if token.word.number.kind == "scale":
                value, j = token.word.number.alone, i + 1
                return self._add(value, j)
            value, j = self._below_thousand(i)
        else:
            return None
        scaled = self._scale(j)
        if scaled:
            value, j = value * scaled, j + 1
            if not token.digits:
                return self._add(value, j)
        return value, j

    def _scale(self, j: int) -> int:
        if not self._plain(j):
            return 0
        word = self.tokens[j].word
        if word.number is not None and word.number.kind == "scale" and word.number.value in (1000, 1000000):
            return word.number.value
        if word.vague is not None and word.vague.multiplier:
            return word.vague.multiplier
        return 0

    def _add(self, value: int, j: int) -> tuple[int, int]:
        """Add "and <number below a thousand>" behind thousands."""
        if j < self.size and self._conjoined(j) and self.tokens[j].gap == 0:
            number = self.tokens[j].word.number
            if (
                number is not None
                and number.kind in ("hundred", "tens")
                and not self.tokens[j].prefix.definite
            ):
                more, k = self._below_thousand(j)
                if not self._scale(k):
                    return value + more, k
        return value, j

    def _word_number(self, j: int, kinds: tuple[str, ...], joined: bool) -> int:
        """The value of the number word at token j if of these kinds and (not) joined by "and"; else 0."""
        if j >= self.size or self.tokens[j].gap:
            return 0
        token = self.tokens[j]
        number = token.word.number
        if number is None or number.kind not in kinds or token.prefix.preposition:
            return 0
        if token.prefix.conjunction != joined:
            return 0
        return number.value

    def _below_thousand(self, i: int) -> tuple[int, int]:
        number = self.tokens[i].word.number
        assert number is not None
        value, j = number.value, i + 1
        if number.kind == "unit":
            if ten := self._word_number(j, ("ten",), False):
                return value + ten, j + 1
            if tens := self._word_number(j, ("tens",), True):
                return value + tens, j + 1
            if self._word_number(j, ("hundred",), False) == 100:
                value, j = value * 100, j + 1
            else:
                return value, j
        elif number.kind != "hundred":
            return value, j
        if self._word_number(j, ("unit", "ten", "tens"), True):
            more, k = self._small(j)
            return value + more, k
        return value, j

    def _small(self, i: int) -> tuple[int, int]:
        number = self.tokens[i].word.number
        assert number is not None
        if number.kind == "unit":
            if ten := self._word_number(i + 1, ("ten",), False):
                return number.value + ten, i + 2
            if tens := self._word_number(i + 1, ("tens",), True):
                return number.value + tens, i + 2
        return number.value, i + 1
