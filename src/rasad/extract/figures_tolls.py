"""Links number groups to casualty words: tokens and groups of a sentence in, tolls out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rasad.extract.figures_groups import Group
from rasad.extract.figures_words import Token
from rasad.extract.figures_zero import Zero, find_zeros
from rasad.kit.figures import Cue, FigureData

# How many tokens may lie between a verb and its counted subject or object, a total and its number.
_REACH = 14
_TOTAL_REACH = 22
_CLOSER_REACH = 18
_COORDINATED = 7
_OTHER = {"killed": "injured", "injured": "killed"}


@dataclass(frozen=True, slots=True)
class Toll:
    """Persons killed or injured: at least `low`, at most `high` (None: open). All offsets are folded.

    [start, end) is the number with its noun, or the noun or word alone; [cue_start, cue_end) the casualty word.
    `people` is the kind of the counted noun (civilian, fighter, force, medic, journalist, official, person, or
    unknown) and [people_start, people_end) its head, None where there is none. `part_of` is the index, in the
    list returned, of the toll that this one is a part of ("39, among them 12 children").
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


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted number of persons or things, `low` to `high` (None: open); folded offsets."""

    start: int
    end: int
    low: int
    high: int | None
    rule: str


class TollReader:
    """Reads the tolls of one sentence."""

    def __init__(self, tokens: list[Token], groups: list[Group], figures: FigureData) -> None:
        self.tokens, self.groups, self.figures = tokens, groups, figures
        self.size = len(tokens)
        self.at: list[Group | None] = [None] * self.size
        for group in groups:
            for k in range(group.first, group.last):
                self.at[k] = group
        self.used: set[int] = set()
        self.found: list[tuple[Toll, Group | None]] = []
        self.dead: set[int] = set()

    def read(self) -> list[Toll]:
        """All tolls, in order of offset, parts linked to their wholes."""
        zeros = find_zeros(self.tokens, self.at)
        for zero in zeros:
            self.dead.update(range(zero.first, zero.last))
        for i, token in enumerate(self.tokens):
            if i in self.dead:
                continue
            if token.has("total"):
                self._total(i)
            elif token.word.cue is not None and self.at[i] is None:
                self._cue(i, token.word.cue)
        self._casualties()
        self._zeros(zeros)
        self._pronouns()
        return self._ordered()

    # ---- emitting

    def _emit(self, kind: str, group: Group, cue: int, rule: str, low: int | None = None) -> None:
        """Add a toll for the group; `low` given means 1 to low - 1 ("15 killed and wounded")."""
        self.used.add(group.first)
        bounds = (group.low, group.high)
        if low is not None:
            bounds = (1, low - 1)
        first = self.tokens[group.first]
        toll = Toll(
            kind, *bounds, first.core, self.tokens[group.last - 1].end, *self._span(cue), f"{rule}.{group.form}"
        )
        if group.person is not None:
            head = self.tokens[group.head]
            toll = replace(toll, people=group.person.kind, people_start=head.core, people_end=head.end)
        self.found.append((toll, group))

    def _emit_one(self, kind: str, at: int, cue: int, rule: str, low: int = 1, high: int | None = 1) -> None:
        start, end = self._span(at)
        self.found.append((Toll(kind, low, high, start, end, *self._span(cue), rule), None))

    def _span(self, i: int) -> tuple[int, int]:
        return self.tokens[i].core, self.tokens[i].end

    def _emit_shared(self, kinds: tuple[str, ...], group: Group, cue: int, rule: str) -> None:
        """The group is a toll of every kind; an exact number shared by two kinds bounds each."""
        share = None
        if len(kinds) > 1 and group.form in ("number", "dual", "single") and group.high is not None:
            if group.high < 2:
                return
            share = group.high
            rule = "combined"
        for kind in kinds:
            self._emit(kind, group, cue, rule, share)

    # ---- conditions

    def _free(self, group: Group) -> bool:
        return not (group.thing or group.void or group.first in self.used or group.first in self.dead)

    def _ill(self, i: int) -> bool:
        """Whether a disease or a match is named shortly after token i."""
        for k in range(i + 1, min(i + 9, self.size)):
            if self.tokens[k].gap > 1:
                return False
            if self.tokens[k].has("disease"):
                return True
        return False

    def _violent(self, i: int) -> bool:
        return any(token.has("cause") for token in self.tokens[max(0, i - 12) : i + 20])

    def _real(self, i: int, cue: Cue) -> bool:
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
        if cue.masdar and token.prefix.purpose and not any(t.has("result") for t in before[-1:]):
            return False
        if cue.cause and not self._violent(i):
            return False
        return not (cue.kind == "injured" and self._ill(i))

    def _fits(self, group: Group, cue: Cue, adjacent: bool) -> bool:
        """Whether the group can be the persons of the cue."""
        if not self._free(group) or group.part:
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
        if not (group.explicit and group.known):
            return False
        return not self.tokens[group.first - 1].has("governor")

    def _barrier(self, i: int) -> int:
        """The token where the reach of the cue at i ends."""
        for k in range(i + 1, min(i + _REACH, self.size)):
            token = self.tokens[k]
            if token.gap > 1 or k in self.dead:
                return k
            if token.word.cue is not None and self.at[k] is None and not token.prefix.definite:
                return k
        return min(i + _REACH, self.size)

    # ---- cues

    def _cue(self, i: int, cue: Cue) -> None:
        if cue.type == "pronoun" or not self._real(i, cue):
            return
        if cue.type == "opener":
            self._opener(i, cue)
        elif cue.type == "noun":
            self._noun(i, cue)
        else:
            self._verb(i, cue)

    def _noun(self, i: int, cue: Cue) -> None:
        kinds: tuple[str, ...] = (cue.kind,)
        k = i + 1
        if k < self.size and self._joins(k, cue):
            kinds, k = (cue.kind, _OTHER[cue.kind]), k + 1
            self.dead.add(k - 1)
        if k >= self.size or self.tokens[k].gap > 1:
            return
        group = self.at[k]
        if group is not None and group.first == k and self._fits(group, cue, adjacent=True):
            if self.tokens[k].prefix.conjunction or (self._general(i) and not group.explicit):
                return
            self._take(kinds, group, i, cue)
        elif group is None and cue.named and self._is_name(k):
            self._emit_one(cue.kind, k, i, "named")

    def _joins(self, k: int, cue: Cue) -> bool:
        """Whether token k is "and wounding" behind "the killing"."""
        token = self.tokens[k]
        other = token.word.cue
        return (
            other is not None
            and token.prefix.conjunction
            and token.gap == 0
            and other.kind != cue.kind
            and (other.type == "noun" or other.masdar)
            and other.number == "s"
        )

    def _general(self, i: int) -> bool:
        return any(t.has("crime") for t in self.tokens[max(0, i - 1) : i])

    def _is_name(self, k: int) -> bool:
        token = self.tokens[k]
        if token.digits or token.suffixed or token.prefix.conjunction or token.prefix.preposition:
            return False
        if token.word.classes or token.word.cue or token.word.number or len(token.form) < 3:
            return False
        if len(token.form) > 4 and token.form.endswith(self.figures.plural_possessives):
            return False
        return not (token.prefix.definite and token.form.endswith(self.figures.plural_endings))

    def _take(self, kinds: tuple[str, ...], group: Group, cue: int, word: Cue) -> None:
        """Emit the group and the groups coordinated with it."""
        if group.casualty is not None:
            kinds = (group.casualty.kind, *((group.also.kind,) if group.also is not None else ()))
        self._emit_shared(kinds, group, cue, word.id)
        last = group
        for other in self.groups:
            if other.first < last.last:
                continue
            if other.part and other.first - last.last <= 2:
                last = other
                continue
            if not self._coordinated(last, other):
                break
            if self._free(other) and other.known and other.casualty is None:
                self._emit_shared(kinds, other, cue, word.id)
                last = other
            else:
                break

    def _coordinated(self, one: Group, other: Group) -> bool:
        if not self.tokens[other.first].prefix.conjunction or other.first - one.last > _COORDINATED:
            return False
        if self.tokens[other.first].prefix.preposition:
            return False
        if not other.explicit and other.first != one.last:
            return False
        for k in range(one.last, other.first + 1):
            token = self.tokens[k]
            if token.gap > 1 or (k < other.first and token.word.cue is not None):
                return False
        return True

    def _verb(self, i: int, cue: Cue) -> None:
        k = i + 1
        kinds: tuple[str, ...] = (cue.kind,)
        if k < self.size and self._joined_verb(k, cue):
            kinds = (cue.kind, _OTHER[cue.kind])
            self.dead.add(k)
            k += 1
        barrier = self._barrier(k - 1)
        group = self._forward(k, barrier, cue)
        if group is not None:
            self._take(kinds, group, i, cue)
            return
        if cue.imperfect or cue.voice == "active":
            return
        following = self.tokens[k] if k < self.size else None
        if cue.named and following is not None and following.gap == 0 and self.at[k] is None and self._is_name(k):
            self._emit_one(cue.kind, k, i, "named")
            return
        if self._closed(k):
            self._backward(kinds, i, cue)

    def _joined_verb(self, k: int, cue: Cue) -> bool:
        token = self.tokens[k]
        other = token.word.cue
        return (
            other is not None
            and token.prefix.conjunction
            and token.gap == 0
            and other.kind != cue.kind
            and other.type in ("verb", "noun")
            and not other.imperfect
            and not other.jussive
            and k + 1 < self.size
            and self.at[k + 1] is not None
            and cue.masdar
            and cue.number == "s"
            and self.at[k - 2] is None
        )

    def _closed(self, k: int) -> bool:
        """Whether no object can stand at token k."""
        if k >= self.size:
            return True
        token = self.tokens[k]
        return bool(token.gap or token.has("stop") or token.prefix.preposition or token.prefix.conjunction) or (
            token.word.cue is not None
        )

    def _forward(self, k: int, barrier: int, cue: Cue) -> Group | None:
        if cue.number != "s" and cue.voice == "passive":
            return None
        near: Group | None = None
        for group in self.groups:
            if group.first < k:
                continue
            if group.first >= barrier:
                break
            adjacent = all(self.tokens[x].has("stop") for x in range(k, group.first))
            if cue.number != "s" and group.first != k:
                break
            if cue.adjacent and not adjacent:
                break
            if self.tokens[group.first].prefix.conjunction:
                break
            if not self._fits(group, cue, group.first == k):
                continue
            if group.explicit or (group.accusative and near is not None):
                return group if self._object_allowed(near, cue) else near
            if group.first == k:
                near = group
        return near

    def _object_allowed(self, near: Group | None, cue: Cue) -> bool:
        """Whether a later group may be the object, `near` being the agent ("a soldier killed 3 men")."""
        return near is None or cue.voice != "passive"

    def _backward(self, kinds: tuple[str, ...], i: int, cue: Cue) -> None:
        before = self.tokens[i - 1] if i else None
        if self.tokens[i].gap > 1 or self.tokens[i].prefix.form:
            return
        for group in reversed(self.groups):
            if group.last > i:
                continue
            if i - group.last > _REACH or any(self._breaks(k) for k in range(group.last, i + 1)):
                break
            if group.thing or group.void or group.first in self.dead or group.casualty is not None:
                continue
            if not (group.known or (group.form == "number" and group.head < 0 and group.last - group.first > 1)):
                if group.form != "number" or cue.number != "p":
                    continue
            if not self._agrees(group, cue):
                continue
            if group.first in self.used:
                return
            self._emit_shared(kinds, group, i, f"{cue.id}_after")
            self._earlier(kinds, group, i, cue)
            return
        if before is None:
            return
        if cue.number == "p" and before.has("relative_plural"):
            self._emit_one(cue.kind, i, i, "relative", 2, None)
        elif cue.number == "s" and (before.has("relative") or before.has("told")):
            self._emit_one(cue.kind, i, i, "subject_before")

    def _breaks(self, k: int) -> bool:
        return self.tokens[k].gap > 1

    def _agrees(self, group: Group, cue: Cue) -> bool:
        if cue.number == "p":
            return group.explicit and group.low > 1 and not group.others
        if cue.number == "d":
            return group.low == 2 and group.high == 2
        return not cue.explicit and group.low == 1 and group.form in ("single", "number", "one_of")

    def _earlier(self, kinds: tuple[str, ...], group: Group, cue: int, word: Cue) -> None:
        """Emit what the group is coordinated with: "3 soldiers and 2 officers were killed"."""
        for other in reversed(self.groups):
            if other.first >= group.first:
                continue
            counted = (other.known or other.head >= 0) and (other.explicit or other.last == group.first)
            if not counted or not self._coordinated(other, group) or not self._free(other):
                return
            self._emit_shared(kinds, other, cue, f"{word.id}_after")
            group = other

    def _opener(self, i: int, cue: Cue) -> None:
        closer = self._closer(i, cue)
        if closer is None:
            return
        if cue.subject == "after":
            inside = self._inside(i, closer, cue)
            group = inside if inside is not None else self._forward(closer + 1, self._barrier(closer), cue)
            if group is not None:
                self._take((cue.kind,), group, i, cue)
            return
        group = self._inside(i, closer, cue)
        if group is not None:
            self._take((cue.kind,), group, i, cue)
        elif closer > i + 1 and cue.number == "s" and self._is_name(i + 1):
            self._emit_one(cue.kind, i + 1, i, "named")
        else:
            count = len(self.found)
            self._backward((cue.kind,), i, cue)
            if len(self.found) == count and cue.number == "s" and closer == i + 1:
                self._emit_one(cue.kind, i, i, "subject_before")

    def _closer(self, i: int, cue: Cue) -> int | None:
        for k in range(i + 1, min(i + _CLOSER_REACH, self.size)):
            if self.tokens[k].gap > 1:
                return None
            if self.tokens[k].form in cue.closers:
                return k
        return None

    def _inside(self, i: int, closer: int, cue: Cue) -> Group | None:
        for group in self.groups:
            if i < group.first < closer and not group.part and self._fits(group, cue, group.first == i + 1):
                return group
        return None

    def _total(self, i: int) -> None:
        """"The number of dead rose to 40"."""
        kinds: list[str] = []
        noun = i
        for k in range(i + 1, min(i + 4, self.size)):
            token = self.tokens[k]
            if token.gap > 1:
                break
            casualty = token.word.casualty
            told = casualty is not None and casualty.number == "p" and (token.prefix.definite or k == i + 1)
            if casualty is not None and told and casualty.kind not in kinds:
                kinds.append(casualty.kind)
                noun = k
        if not kinds:
            return
        for group in self.groups:
            if group.first <= noun:
                continue
            if group.first - noun > _TOTAL_REACH or any(
                self.tokens[k].gap > 1 and k > noun + 1 for k in range(noun + 1, group.first + 1)
            ):
                return
            if any(self.tokens[k].word.cue is not None and self.at[k] is None for k in range(noun + 1, group.first)):
                return
            if group.thing or group.void or group.part or group.form not in ("number", "dual", "vague"):
                continue
            first, before = self.tokens[group.first], self.tokens[group.first - 1]
            if not (first.has("to") or before.has("to") or group.first == noun + 1) or group.first in self.used:
                continue
            if first.prefix.preposition and not group.known:
                continue
            told = (group.casualty.kind,) if group.casualty is not None and len(kinds) == 1 else tuple(kinds)
            self._emit_shared(told, group, noun, "total")
            return

    # ---- nouns that are casualties themselves

    def _casualties(self) -> None:
        previous: Group | None = None
        for group in self.groups:
            casualty = group.casualty
            if casualty is None:
                continue
            if self._free(group) and not self._ill(group.last - 1) and self._told(group, previous):
                kinds = (casualty.kind,) if group.also is None else (casualty.kind, group.also.kind)
                self._emit_shared(kinds, group, group.head, "counted")
                previous = group

    def _told(self, group: Group, previous: Group | None) -> bool:
        """Whether the casualty noun tells a toll and is no mere mention of the dead."""
        casualty = group.casualty
        assert casualty is not None
        if group.form in ("number", "vague"):
            return not self.tokens[group.first].has("one_of")
        if group.form == "several":
            return casualty.bare
        if group.definite or group.part:
            return False
        first = self.tokens[group.first]
        before = self.tokens[group.first - 1] if group.first else None
        if group.form == "dual":
            return True
        if group.form == "plural" and not casualty.bare:
            return False
        if previous is not None and previous.last == group.first and first.prefix.conjunction:
            return True
        if before is None:
            return group.form == "plural"
        return before.has("carrier") and first.gap == 0 and not first.prefix.conjunction

    # ---- nobody hurt; pronouns; parts

    def _zeros(self, zeros: list[Zero]) -> None:
        told = {toll.kind for toll, _ in self.found}
        for zero in zeros:
            for kind, implied in zero.kinds:
                if implied and (kind in told or any(k == kind and not i for z in zeros for k, i in z.kinds)):
                    continue
                start, end = self.tokens[zero.first].core, self.tokens[zero.last - 1].end
                rule = "zero_implied" if implied else "zero"
                self.found.append((Toll(kind, 0, 0, start, end, *self._span(zero.noun), rule), None))

    def _pronouns(self) -> None:
        told = {toll.kind for toll, _ in self.found}
        for i, token in enumerate(self.tokens):
            cue = token.word.cue
            if cue is None or cue.type != "pronoun" or i in self.dead or cue.kind in told:
                continue
            if self._real(i, cue) and not (i and self.tokens[i - 1].has("crime")):
                self._emit_one(cue.kind, i, i, "pronoun", cue.low, cue.high)

    def _ordered(self) -> list[Toll]:
        for group in self.groups:
            if group.part and group.known and self._free(group) and group.form != "single":
                whole = self._whole(group)
                if whole is not None:
                    kind = group.casualty.kind if group.casualty is not None else whole.kind
                    self._emit(kind, group, self._token_at(whole.cue_start), "part")
        self.found.sort(key=lambda pair: (pair[0].start, pair[0].kind, pair[0].end))
        tolls: list[Toll] = []
        wholes: dict[str, int] = {}
        for toll, group in self.found:
            if group is not None and group.part:
                toll = replace(toll, part_of=wholes.get(toll.kind))
            elif toll.high != 0:
                wholes[toll.kind] = len(tolls)
            tolls.append(toll)
        return tolls

    def _whole(self, group: Group) -> Toll | None:
        """The toll last told before the group, that is no part itself."""
        start = self.tokens[group.first].start
        wholes = [t for t, g in self.found if t.start < start and t.high != 0 and not (g is not None and g.part)]
        return max(wholes, key=lambda t: t.start, default=None)

    def _token_at(self, offset: int) -> int:
        return next(k for k, token in enumerate(self.tokens) if token.core == offset)
