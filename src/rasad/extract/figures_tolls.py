"""Reads all tolls of a sentence: tokens and groups in; tolls of cues, totals, casualty nouns, zeros and parts out."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from rasad.extract.figures_cues import CueReader
from rasad.extract.figures_groups import Group
from rasad.extract.figures_reading import Reading, Toll
from rasad.extract.figures_words import Token
from rasad.extract.figures_zero import Zero, find_zeros
from rasad.kit.figures import FigureData

# How many tokens may lie between "the number of dead" and the number.
_TOTAL_REACH = 22


class TollReader:
    """Reads the tolls of one sentence."""

    def __init__(self, tokens: list[Token], groups: list[Group], figures: FigureData) -> None:
        self.reading = Reading(tokens, groups, figures)
        self.cues = CueReader(self.reading)

    def read(self) -> list[Toll]:
        """All tolls, in order of offset, parts linked to their wholes."""
        zeros = find_zeros(self.reading.tokens, self.reading.at)
        for zero in zeros:
            self.reading.dead.update(range(zero.first, zero.last))
        for i, token in enumerate(self.reading.tokens):
            if i in self.reading.dead or not (token.word.cue or token.word.classes):
                continue
            if token.has("total"):
                self._total(i)
            elif token.word.cue is not None and self.reading.at[i] is None:
                self.cues.read(i, token.word.cue)
        self._casualties()
        self._zeros(zeros)
        self._pronouns()
        self._parts()
        return self._ordered()

    def _total(self, i: int) -> None:
        """Read "the number of dead rose to 40" and "of those who were killed" from the word `total` at token i."""
        tokens = self.reading.tokens
        kinds, noun = self._counted_kinds(i)
        if not kinds:
            return
        own = self.reading.at[noun]
        if (
            own is not None
            and own.form == "number"
            and own.first == noun
            and own.first not in self.reading.used
        ):
            if i and tokens[i - 1].has("exceed"):
                own.low, own.high = own.low + 1, None
            self.reading.emit_shared(tuple(kinds), own, noun, "total")
            return
        barrier = self._total_barrier(noun)
        open_verb = i > 0 and tokens[i - 1].has("to") and tokens[i - 1].gap == 0  # "reached, the number of dead, so they say, 38"
        for group in self.reading.groups_from(noun + 1):
            if group.first >= barrier:
                return
            if group.thing or group.void or group.part or group.form not in ("number", "dual", "vague"):
                continue
            first, before = tokens[group.first], tokens[group.first - 1]
            beside = group.first == noun + 1
            led = first.has("to") or before.has("to") or beside or (open_verb and not before.has("governor"))
            governed = first.prefix.preposition and not (group.known or beside)
            if not led or group.first in self.reading.used or governed:
                continue
            if group.casualty is not None and len(kinds) == 1:
                kinds = [group.casualty.kind]
            self.reading.emit_shared(tuple(kinds), group, noun, "total")
            self._second_total(group)
            return

    def _counted_kinds(self, i: int) -> tuple[list[str], int]:
        """The kinds of casualties that the total at token i counts, with the token of the last word for them."""
        tokens = self.reading.tokens
        kinds: list[str] = []
        noun = i
        for k in range(i + 1, min(i + 3, self.reading.size)):
            token = tokens[k]
            casualty = token.word.casualty
            if token.gap > 1 or casualty is None or casualty.number != "p":
                break
            if not (token.prefix.definite or k == i + 1) or casualty.kind in kinds:
                break
            kinds.append(casualty.kind)
            noun = k
        if kinds or i + 1 >= self.reading.size or tokens[i + 1].word.person is None:
            return kinds, noun
        for k in range(i + 2, min(i + 6, self.reading.size - 1)):
            cue = tokens[k + 1].word.cue
            if tokens[k].has("relative_plural") and cue is not None and cue.number == "p":
                self.reading.dead.add(k + 1)
                return [cue.kind], k + 1
        return kinds, noun

    def _total_barrier(self, noun: int) -> int:
        tokens, size = self.reading.tokens, self.reading.size
        stop = min(noun + _TOTAL_REACH, size)
        for k in range(noun + 1, stop):
            if tokens[k].gap > 1 and k > noun + 1:
                return k
            if tokens[k].word.cue is not None and self.reading.at[k] is None:
                return k
        return stop

    def _second_total(self, told: Group) -> None:
        """Read "and of wounded to 50" behind a total."""
        k = told.last
        if k >= self.reading.size or self.reading.tokens[k].gap:
            return
        token = self.reading.tokens[k]
        casualty = token.word.casualty
        if (
            casualty is None
            or casualty.number != "p"
            or not (token.prefix.conjunction and token.prefix.definite)
        ):
            return
        for group in self.reading.groups_from(k + 1):
            if group.first > k + 2 or group.form != "number" or group.thing or group.void or group.part:
                return
            if group.casualty is None or group.casualty.kind == casualty.kind:
                self.reading.emit(casualty.kind, group, k, "total")
            return

    def _casualties(self) -> None:
        previous: Group | None = None
        for group in self.reading.groups:
            casualty = group.casualty
            if casualty is None:
                continue
            if (
                self.reading.free(group)
                and not self.reading.ill(group.last - 1)
                and self._told(group, previous)
            ):
                kinds = (casualty.kind,) if group.also is None else (casualty.kind, group.also.kind)
                self.reading.emit_shared(kinds, group, group.head, "counted")
                previous = group

    def _told(self, group: Group, previous: Group | None) -> bool:
        """Whether the casualty noun tells a toll and is no mere mention of the dead."""
        casualty = group.casualty
        assert casualty is not None
        tokens = self.reading.tokens
        if group.first and tokens[group.first - 1].has("superlative"):
            return False
        if group.form in ("number", "vague"):
            # "two of the dead" are counted elsewhere.
            some_of = group.form == "number" and tokens[group.head - 1].has("from")
            return not some_of and not tokens[group.first].has("one_of")
        if group.form == "several":
            return casualty.bare
        if group.definite or group.part:
            return False
        first = self.reading.tokens[group.first]
        before = self.reading.tokens[group.first - 1] if group.first else None
        if before is not None and before.has("between"):
            return False
        if group.form == "dual":
            return True
        if group.form == "plural" and not casualty.bare:
            return False
        if previous is not None and previous.last == group.first and first.prefix.conjunction:
            return True
        if before is None:
            return group.form == "plural"
        if not first.prefix.form and self._carried(group.first):
            return True
        return before.has("carrier") and first.gap == 0 and not first.prefix.conjunction

    def _carried(self, i: int) -> bool:
        """Whether a verb such as "left" stands a few words before token i: "left in its ranks dead and wounded"."""
        for k in range(i - 1, max(-1, i - 5), -1):
            token = self.reading.tokens[k]
            if token.has("strong_carrier"):
                return True
            if (
                self.reading.tokens[k + 1].gap
                or token.word.cue is not None
                or token.word.casualty is not None
            ):
                return False
        return False

    def _zeros(self, zeros: list[Zero]) -> None:
        told = {toll.kind for toll, _ in self.reading.found}
        for zero in zeros:
            for kind, implied in zero.kinds:
                if implied and (kind in told or any(k == kind and not i for z in zeros for k, i in z.kinds)):
                    continue
                start, end = self.reading.tokens[zero.first].core, self.reading.tokens[zero.last - 1].end
                rule = "zero_implied" if implied else "zero"
                self.reading.found.append(
                    (Toll(kind, 0, 0, start, end, *self.reading.span(zero.noun), rule), None)
                )

    def _pronouns(self) -> None:
        told = {toll.kind for toll, _ in self.reading.found}
        for i, token in enumerate(self.reading.tokens):
            cue = token.word.cue
            if cue is None or cue.type != "pronoun" or i in self.reading.dead or cue.kind in told:
                continue
            if self.reading.real(i, cue) and not (i and self.reading.tokens[i - 1].has("crime")):
                self.reading.emit_one(cue.kind, i, i, "pronoun", cue.low, cue.high)

    def _parts(self) -> None:
        """Tell "among them 12 children" as a part of the toll last told before."""
        reading = self.reading
        wholes = sorted(
            (
                (toll.start, toll.kind, toll.cue_start)
                for toll, group in reading.found
                if toll.high != 0 and not (group is not None and group.part)
            )
        )
        cores = {token.core: k for k, token in enumerate(reading.tokens)}
        for group in reading.groups:
            if not (group.part and group.known and reading.free(group)) or group.definite:
                continue
            at = bisect_left(wholes, (reading.tokens[group.first].start, "", 0))
            if at:
                _, kind, cue = wholes[at - 1]
                kind = group.casualty.kind if group.casualty is not None else kind
                reading.emit(kind, group, cores[cue], "part")

    def _ordered(self) -> list[Toll]:
        self.reading.found.sort(key=lambda pair: (pair[0].start, pair[0].kind, pair[0].end))
        tolls: list[Toll] = []
        wholes: dict[str, int] = {}
        for toll, group in self.reading.found:
            if group is not None and group.part:
                toll = replace(toll, part_of=wholes.get(toll.kind))
            elif toll.high != 0:
                wholes[toll.kind] = len(tolls)
            tolls.append(toll)
        return tolls
