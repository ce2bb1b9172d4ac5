"""Finds actors, places and weapons by what is typed, in Arabic or by their English names and ids: a kit in, suggestions out."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from rasad.kit import Kit
from rasad.text.fold import fold_form

KINDS = ("actors", "places", "weapons")
_MOST_LOOKED_AT = 2_000  # names that hold what was typed: of one letter, nobody looks at all


class Suggestion(NamedTuple):
    """Something that a name may mean; `alias` is the name by which it was found, "" where that is its own."""

    id: str
    alias: str


class _Entry(NamedTuple):
    form: str  # folded, lower case
    id: str
    alias: str
    weight: int  # the more, the earlier among equals


class _Names:
    """Names in one long text, to be looked through at once; what they name in lists of numbers, since there are many."""

    def __init__(self, entries: Iterable[_Entry], taken_for: Mapping[int, str]) -> None:
        sorted_ = sorted(entries, key=lambda entry: (-entry.weight, entry.form, entry.id))
        forms = [entry.form.translate(taken_for) for entry in sorted_]
        self.text = "\n".join(forms)
        self.starts = array("i", accumulate((len(form) + 1 for form in forms), initial=0))
        self.ids, self.aliases = [entry.id for entry in sorted_], [entry.alias for entry in sorted_]
        self.weights = array("q", (entry.weight for entry in sorted_))

    def holding(self, asked: str) -> Iterator[tuple[int, _Entry]]:
        """The names that hold what was typed, with how well: 0 wholly, 1 at the beginning, 2 of a word, 3 anywhere."""
        at = self.text.find(asked)
        while at >= 0:
            number = bisect_right(self.starts, at) - 1
            start, end = self.starts[number], self.starts[number + 1] - 1
            entry = _Entry(self.text[start:end], self.ids[number], self.aliases[number], self.weights[number])
            if at == start:
                yield (0 if at + len(asked) == end else 1), entry
            else:
                yield (2 if self.text[at - 1] == " " else 3), entry
            at = self.text.find(asked, end)


class Lookup:
    """What can be picked, with all names of it. `confused` are letters that are taken for each other, as `str.translate` takes them."""

    def __init__(self, kit: Kit, confused: Mapping[int, str]) -> None:
        self._kit, self._confused = kit, confused

    def prepare(self) -> None:
        """Gathers all names, which takes a moment, before the first are looked for."""
        _ = self._names

    def find(self, kind: str, typed: str, limit: int = 12) -> list[Suggestion]:
        """The best suggestions: whole names first, then names that begin so, words that begin so, and what holds it.

        Where no name holds it, those that do with letters taken for each other.
        """
        asked = self._folded(typed)
        if not asked:
            return []
        strict, loose = self._names[kind]
        return _best(strict, asked, limit) or _best(loose, asked.translate(self._confused), limit)

    @cached_property
    def _names(self) -> dict[str, tuple[_Names, _Names]]:
        entries = {"actors": list(self._actors()), "places": list(self._places()), "weapons": list(self._weapons())}
        return {kind: (_Names(found, {}), _Names(found, self._confused)) for kind, found in entries.items()}

    def _actors(self) -> Iterator[_Entry]:
        for actor in self._kit.actors.rows.values():
            for name in (actor.name_en, actor.id, actor.name_ar):
                yield _Entry(self._folded(name), actor.id, "", 1)
        for alias in self._kit.actors.aliases:
            yield _Entry(alias.form, alias.actor, alias.form, 0)

    def _places(self) -> Iterator[_Entry]:
        for place in self._kit.places.places.values():
            weight = place.population or 0
            for name in (place.name, place.id):
                yield _Entry(self._folded(name), place.id, "", weight)
            for alias in place.aliases:
                yield _Entry(self._folded(alias), place.id, alias, weight)

    def _weapons(self) -> Iterator[_Entry]:
        for id in self._kit.means:
            yield _Entry(self._folded(id), id, "", 0)

    def _folded(self, words: str) -> str:
        """As names are compared: folded, in lower case, blanks for hyphens."""
        return " ".join(fold_form(words, self._kit.text.spelling).lower().replace("-", " ").replace("_", " ").split())


def _best(names: _Names, asked: str, limit: int) -> list[Suggestion]:
    found: dict[str, tuple[int, int, str, str]] = {}
    for looked_at, (rank, entry) in enumerate(names.holding(asked)):
        mine = (rank, -entry.weight, entry.form, entry.alias)
        if entry.id not in found or mine < found[entry.id]:
            found[entry.id] = mine
        if looked_at == _MOST_LOOKED_AT:
            break
    ranked = sorted(found.items(), key=lambda item: (item[1], item[0]))
    return [Suggestion(id, alias) for id, (_, _, _, alias) in ranked[:limit]]
