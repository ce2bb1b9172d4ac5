"""Links number groups to casualty verbs and verbal nouns ("the killing of 3", "5 were wounded"): adds to a Reading."""

from __future__ import annotations

from rasad.extract.figures_groups import Group
from rasad.extract.figures_reading import REACH, Reading
from rasad.kit.figures import Cue

# How many tokens may lie between an opening verb and the word that makes it one, and between coordinated groups.
_CLOSER_REACH = 18
_COORDINATED = 7
_OTHER = {"killed": "injured", "injured": "killed"}


class CueReader:
    """Reads the cues of one sentence into its Reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tokens = reading.tokens

    def read(self, i: int, cue: Cue) -> None:
        if cue.type == "pronoun" or not self.reading.real(i, cue):
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
        if k < self.reading.size and self._joins(k, cue):
            kinds, k = (cue.kind, _OTHER[cue.kind]), k + 1
            self.reading.dead.add(k - 1)
        if k >= self.reading.size or self.tokens[k].gap > 1:
            return
        group = self.reading.at[k]
        if group is not None and group.first == k and self.reading.fits(group, cue, adjacent=True):
            if self.tokens[k].prefix.conjunction or (self._general(i) and not group.explicit):
                return
            self._take(kinds, group, i, cue)
        elif cue.named and self._is_name(k):
            self.reading.emit_one(cue.kind, k, i, "named")

    def _joins(self, k: int, cue: Cue) -> bool:
        """Whether token k is "and wounding" behind "the killing"."""
        other = self._and_other(k, cue)
        return other is not None and (other.type == "noun" or other.masdar) and other.number == "s"

    def _and_other(self, k: int, cue: Cue) -> Cue | None:
        """The cue of token k, where it stands with "and" right behind and counts the other kind."""
        token = self.tokens[k]
        other = token.word.cue
        joined = other is not None and token.prefix.conjunction and token.gap == 0 and other.kind != cue.kind
        return other if joined else None

    def _general(self, i: int) -> bool:
        return any(t.has("crime") for t in self.tokens[max(0, i - 1) : i])

    def _is_name(self, k: int) -> bool:
        """Whether token k, of which nothing is known, can be the name or title of one person."""
        token = self.tokens[k]
        if self.reading.at[k] is not None:
            return False
        if token.digits or token.suffixed or token.prefix.conjunction or token.prefix.preposition:
            return False
        if token.word.classes or token.word.cue or token.word.number or len(token.form) < 3:
            return False
        endings = self.reading.figures.plural_endings
        if token.prefix.definite:
            return not token.form.endswith(endings)
        return not (len(token.form) > 4 and token.form.endswith(self.reading.figures.no_name_endings))

    def _take(self, kinds: tuple[str, ...], group: Group, cue: int, word: Cue) -> None:
        """Emit the group and the groups coordinated with it."""
        if group.casualty is not None:
            kinds = (group.casualty.kind, *((group.also.kind,) if group.also is not None else ()))
        self.reading.emit_shared(kinds, group, cue, word.id if group.casualty is None else "counted")
        last = group
        for other in self.reading.groups_from(group.last):
            if other.part and other.first - last.last <= 2:
                last = other
                continue
            if not self._coordinated(last, other):
                break
            if other.form == "plural":
                last = other  # "16 officers and soldiers": the number counts both
                continue
            if self.reading.free(other) and other.known and other.casualty is None:
                self.reading.emit_shared(kinds, other, cue, word.id)
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
        if k < self.reading.size and self._joined_verb(k, cue):
            kinds = (cue.kind, _OTHER[cue.kind])
            self.reading.dead.add(k)
            k += 1
        elif self.reading.split_behind(k):
            kinds = (cue.kind, _OTHER[cue.kind])
        group = self._forward(k, self.reading.barrier(k - 1), cue)
        if group is not None:
            self._take(kinds, group, i, cue)
            return
        if cue.imperfect or cue.voice == "active":
            return
        if cue.named and k < self.reading.size and self.tokens[k].gap == 0 and self._is_name(k):
            self.reading.emit_one(cue.kind, k, i, "named")
            return
        if self._closed(k):
            self._backward(kinds, i, cue)

    def _joined_verb(self, k: int, cue: Cue) -> bool:
        other = self._and_other(k, cue)
        return (
            other is not None
            and other.type in ("verb", "noun")
            and not other.imperfect
            and not other.jussive
            and k + 1 < self.reading.size
            and self.reading.at[k + 1] is not None
            and cue.masdar
            and cue.number == "s"
            and (k < 2 or self.reading.at[k - 2] is None)
        )

    def _closed(self, k: int) -> bool:
        """Whether no object can stand at token k."""
        if k >= self.reading.size:
            return True
        token = self.tokens[k]
        return bool(
            token.gap or token.has("stop") or token.prefix.preposition or token.prefix.conjunction
        ) or (token.word.cue is not None)

    def _forward(self, k: int, barrier: int, cue: Cue) -> Group | None:
        if cue.number != "s" and cue.voice == "passive":
            return None
        near: Group | None = None
        for group in self.reading.groups_from(k):
            if group.first >= barrier or self.tokens[group.first].prefix.conjunction:
                break
            if cue.number != "s" and group.first != k:
                break
            if cue.adjacent and not all(self.tokens[x].has("stop") for x in range(k, group.first)):
                break
            adjacent = all(self.tokens[x].has("in_it") for x in range(k, group.first))
            if not self.reading.fits(group, cue, adjacent):
                continue
            if group.first == k and group.nominative and cue.voice != "passive":
                near = group  # by its case no object: "two gunmen killed", of whom nothing is told yet
                continue
            if near is not None and near.nominative and any(t.has("cause") for t in self.tokens[near.last : group.first]):
                break  # "two gunmen were killed in a raid on 5 men"
            if group.explicit or (group.accusative and group.first > k):
                # A later group is the object only if the first may be the agent: "a soldier killed 3 men".
                return group if near is None or cue.voice != "passive" else near
            if group.first == k:
                near = group
        return None if near is not None and near.nominative and cue.voice == "active" else near

    def _backward(self, kinds: tuple[str, ...], i: int, cue: Cue) -> None:
        before = self.tokens[i - 1] if i else None
        if self.tokens[i].gap > 1 or self.tokens[i].prefix.form:
            return
        for group in self.reading.groups_before(i):
            if i - group.last > REACH or any(t.gap > 1 for t in self.tokens[group.last : i + 1]):
                break
            if group.thing or group.void or group.first in self.reading.dead or group.casualty is not None:
                continue
            if not group.known and (group.form != "number" or cue.number != "p"):
                continue
            if not self._agrees(group, cue):
                continue
            if group.first not in self.reading.used:
                self.reading.emit_shared(kinds, group, i, f"{cue.id}_after")
                self._earlier(kinds, group, i, cue)
            return
        if before is None or (cue.number == "s" and cue.explicit):
            return
        if cue.number == "p" and before.has("relative_plural") and not self._counted_apart(i - 1):
            self.reading.emit_one(cue.kind, i, i, "relative", 2, None)
        unsure = i > 1 and self.tokens[i - 2].has("modal")
        if cue.number == "s" and (before.has("relative") or before.has("told")) and not unsure:
            self.reading.emit_one(cue.kind, i, i, "subject_before")

    def _counted_apart(self, i: int) -> bool:
        """Whether the persons before the relative pronoun at token i are counted by a total or told already."""
        before = self.tokens[max(0, i - 4) : i]
        return any(t.has("total") or t.word.casualty or t.digits or t.word.number for t in before)

    def _agrees(self, group: Group, cue: Cue) -> bool:
        if cue.number == "p":
            return group.explicit and group.low > 1 and not group.others
        if cue.number == "d":
            return group.low == 2 and group.high == 2
        return not cue.explicit and group.low == 1 and group.form in ("single", "number", "one_of")

    def _earlier(self, kinds: tuple[str, ...], group: Group, cue: int, word: Cue) -> None:
        """Emit what the group is coordinated with: "3 soldiers and 2 officers were killed"."""
        for other in self.reading.groups_before(group.first):
            counted = (other.known or other.head >= 0) and (other.explicit or other.last == group.first)
            if not counted or not self._coordinated(other, group) or not self.reading.free(other):
                return
            self.reading.emit_shared(kinds, other, cue, f"{word.id}_after")
            group = other

    def _opener(self, i: int, cue: Cue) -> None:
        closer = self._closer(i, cue)
        if closer is None:
            return
        if cue.subject == "after":
            group = self._inside(i, closer, cue)
            if group is None:
                group = self._forward(closer + 1, self.reading.barrier(closer), cue)
            if group is not None:
                self._take((cue.kind,), group, i, cue)
            return
        group = self._inside(i, closer, cue)
        if group is not None:
            self._take((cue.kind,), group, i, cue)
        elif closer > i + 1 and cue.number == "s" and self._is_name(i + 1):
            self.reading.emit_one(cue.kind, i + 1, i, "named")
        else:
            count = len(self.reading.found)
            self._backward((cue.kind,), i, cue)
            if len(self.reading.found) == count and cue.number == "s" and closer == i + 1:
                self.reading.emit_one(cue.kind, i, i, "subject_before")

    def _closer(self, i: int, cue: Cue) -> int | None:
        for k in range(i + 1, min(i + (2 if cue.adjacent else _CLOSER_REACH), self.reading.size)):
            if self.tokens[k].gap > 1:
                return None
            if self.tokens[k].form in cue.closers:
                return k
        return None

    def _inside(self, i: int, closer: int, cue: Cue) -> Group | None:
        for group in self.reading.groups_from(i + 1):
            if group.first >= closer:
                break
            ours = group.head == closer and group.explicit and not self.tokens[group.first].prefix.preposition
            counted = ours and self.reading.free(group)  # "lost 6 of its men"
            if not group.part and (counted or self.reading.fits(group, cue, group.first == i + 1)):
                return group
        return None
