"""Reads all tolls of a sentence: tokens and groups in; tolls of cues, totals, casualty nouns, zeros and parts out."""

from __future__ import annotations

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
            if i in self.reading.dead:
                continue
            if token.has("total"):
                self._total(i)
            elif token.word.cue is not None and self.reading.at[i] is None:
                self.cues.read(i, token.word.cue)
        self._casualties()
        self._zeros(zeros)
        self._pronouns()
        return self._ordered()

    def _total(self, i: int) -> None:
        """ "The number of dead rose to 40"."""
        kinds: list[str] = []
        noun = i
        for k in range(i + 1, min(i + 4, self.reading.size)):
            token = self.reading.tokens[k]
            if token.gap > 1:
                break
            casualty = token.word.casualty
            told = casualty is not None and casualty.number == "p" and (token.prefix.definite or k == i + 1)
            if casualty is not None and told and casualty.kind not in kinds:
                kinds.append(casualty.kind)
                noun = k
        if not kinds:
            return
        for group in self.reading.groups:
            if group.first <= noun:
                continue
            if group.first - noun > _TOTAL_REACH or any(
                self.reading.tokens[k].gap > 1 and k > noun + 1 for k in range(noun + 1, group.first + 1)
            ):
                return
            if any(
                self.reading.tokens[k].word.cue is not None and self.reading.at[k] is None
                for k in range(noun + 1, group.first)
            ):
                return
            if group.thing or group.void or group.part or group.form not in ("number", "dual", "vague"):
                continue
            first, before = self.reading.tokens[group.first], self.reading.tokens[group.first - 1]
            if (
                not (first.has("to") or before.has("to") or group.first == noun + 1)
                or group.first in self.reading.used
            ):
                continue
            if first.prefix.preposition and not group.known:
                continue
            told = (group.casualty.kind,) if group.casualty is not None and len(kinds) == 1 else tuple(kinds)
            self.reading.emit_shared(told, group, noun, "total")
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
        if group.form in ("number", "vague"):
            return not self.reading.tokens[group.first].has("one_of")
        if group.form == "several":
            return casualty.bare
        if group.definite or group.part:
            return False
        first = self.reading.tokens[group.first]
        before = self.reading.tokens[group.first - 1] if group.first else None
        if group.form == "dual":
            return True
        if group.form == "plural" and not casualty.bare:
            return False
        if previous is not None and previous.last == group.first and first.prefix.conjunction:
            return True
        if before is None:
            return group.form == "plural"
        return before.has("carrier") and first.gap == 0 and not first.prefix.conjunction

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

    def _ordered(self) -> list[Toll]:
        for group in self.reading.groups:
            if group.part and group.known and self.reading.free(group) and group.form != "single":
                whole = self._whole(group)
                if whole is not None:
                    kind = group.casualty.kind if group.casualty is not None else whole.kind
                    self.reading.emit(kind, group, self._token_at(whole.cue_start), "part")
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

    def _whole(self, group: Group) -> Toll | None:
        """The toll last told before the group, that is no part itself."""
        start = self.reading.tokens[group.first].start
        wholes = [
            t
            for t, g in self.reading.found
            if t.start < start and t.high != 0 and not (g is not None and g.part)
        ]
        return max(wholes, key=lambda t: t.start, default=None)

    def _token_at(self, offset: int) -> int:
        return next(k for k, token in enumerate(self.reading.tokens) if token.core == offset)
