"""Finds place names with their class and bearing words in a stretch of folded text: lexicon hits in, mentions out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from rasad.kit.lexicon import Hit, Sense
from rasad.kit.places import Gazetteer
from rasad.kit.placewords import PlaceClass
from rasad.resolve.place_links import link_places
from rasad.resolve.place_mention import PlaceMention
from rasad.resolve.place_steps import GAPS, Steps
from rasad.resolve.place_unlisted import with_unlisted

# A phrase may hold a phrase (east of the surroundings of the town of X), but not without end.
_DEEPEST = 4
_LONGEST_QUOTE = 40
_LONGEST_LIST = 12
_LONGEST_PREFIX = 5
_BLOCKING = frozenset({"actor"})
_READ = frozenset({"place", "placeclass"})
_TERRITORIES = frozenset({"country", "region", "governorate"})


@dataclass(slots=True)
class _Name:
    """A gazetteer form at its place in the text."""

    start: int
    end: int
    word_start: int
    prefix: str
    ids: tuple[str, ...]


@dataclass(slots=True)
class _Word:
    """A class or bearing word at its place in the text."""

    start: int
    end: int
    word_start: int
    word_end: int
    prefix: str
    suffix: str
    cls: PlaceClass


def find_places(
    text: str,
    start: int,
    end: int,
    hits: Sequence[Hit],
    gazetteer: Gazetteer,
    before: Sequence[PlaceMention] = (),
    every: Callable[[], Sequence[Hit]] | None = None,
) -> list[PlaceMention]:
    """The place mentions of `text[start:end]` (a sentence), in text order, not overlapping; all offsets folded.

    `hits` are the lexicon's, sorted by start, of this stretch or the whole text: senses of kind `place` and
    `placeclass` are read, a longer `actor` hides the place in its name, and any other kind keeps a word from being
    taken for an unknown name. `before` are the document's earlier mentions: `within` counts from the first of them,
    so that `before + result` is the list to resolve. Where `hits` are those of place, class word and actor only, `every`
    gives all hits of the stretch: few sentences need them.
    """
    reader = _Reader(text, start, end, hits, gazetteer, every)
    mentions = reader.read()
    if mentions:
        mentions = with_unlisted(reader, mentions, gazetteer, start)
    return link_places(text, mentions, gazetteer, before) if mentions else []


@cache
def _read(senses: tuple[Sense, ...]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The gazetteer rows and class words among the senses of a form, and whether an actor is; as many as there are forms."""
    ids = tuple([key for kind, key in senses if kind == "place"])
    classes = tuple([key for kind, key in senses if kind == "placeclass"])
    return ids, classes, any(kind in _BLOCKING for kind, _ in senses)


def _hidden(start: int, end: int, actors: list[Hit]) -> bool:
    """Whether a name stands inside that of an actor (sorted by start), which is longer."""
    for actor in actors:
        if actor.start > start:
            return False
        if actor.end >= end and actor.end - actor.start > end - start:
            return True
    return False


class _Reader(Steps):
    """One reading of one stretch: looks up hits by position and builds phrases from left to right."""

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        hits: Sequence[Hit],
        gazetteer: Gazetteer,
        every: Callable[[], Sequence[Hit]] | None,
    ) -> None:
        super().__init__(text, end, gazetteer.words)
        self.gazetteer = gazetteer
        self.names: dict[int, _Name] = {}
        self.listed: dict[int, _Name] = {}
        self.class_words: dict[int, list[_Word]] = {}
        self.within_words: set[int] = set()
        self.starts: list[int] = []
        self.start, self.every = start, every or (lambda: hits)
        self._sort_hits(hits)

    def starts_of_others(self) -> list[int]:
        return [hit.start for hit in self._inside(self.every()) if any(kind not in _READ for kind, _ in hit.senses)]

    def _inside(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits of the stretch that can be read."""
        refused, start, end = self.words.lists["refused_prefixes"], self.start, self.end
        return [hit for hit in hits if hit.start >= start and hit.end <= end and hit.prefix not in refused]

    def _sort_hits(self, hits: Sequence[Hit]) -> None:
        actors: list[Hit] = []
        places: list[tuple[Hit, tuple[str, ...]]] = []
        for hit in self._inside(hits):
            ids, classes, actor = _read(hit.senses)
            for key in classes:
                self.class_words.setdefault(hit.start, []).append(
                    _Word(hit.start, hit.end, hit.word_start, hit.word_end, hit.prefix, hit.suffix, self.words.classes[key])
                )
                if hit.prefix:
                    self.within_words.add(hit.word_start)
            if actor:
                actors.append(hit)
            if ids and not hit.suffix:
                places.append((hit, ids))
        for hit, rows in places:
            start, end, word_start = hit.start, hit.end, hit.word_start
            if actors and _hidden(start, end, actors):
                continue
            name = _Name(start, end, word_start, hit.prefix, rows)
            # Sorted by falling length: the first at a position is the longest.
            if start not in self.names:
                self.names[start] = name
                self.named.add(start)
            if word_start not in self.listed or self.listed[word_start].end < end:
                self.listed[word_start] = name
        self.starts = sorted({*self.names, *self.class_words})

    def read(self) -> list[PlaceMention]:
        found: list[PlaceMention] = []
        done = -1
        for start in self.starts:
            if start < done:
                continue
            phrase = self.phrase(start, 0)
            if start in self.within_words and start in self.names:
                phrase = self.class_in_name(self.names[start]) or phrase
            if phrase:
                found.extend(phrase)
                done = phrase[-1].end
        return found

    def class_in_name(self, name: _Name) -> list[PlaceMention]:
        """A longer phrase that begins inside a name's word: "the Airport" (a quarter) in "the airport of X"."""
        for start in range(name.start + 1, min(name.start + _LONGEST_PREFIX, name.end)):
            for word in self.class_words.get(start, ()):
                if word.word_start == name.word_start and word.word_end == name.end and (read := self.class_phrase(word, 0)) and read[-1].end > name.end:
                    return read
        return []

    def phrase(self, at: int, depth: int) -> list[PlaceMention]:
        """The longest reading at a position: several mentions where a dual or plural class word shares its names."""
        if depth > _DEEPEST:
            return []
        name = self.names.get(at)
        by_class: list[PlaceMention] = []
        for word in self.class_words.get(at, ()):
            read = self.class_phrase(word, depth)
            if read and (not by_class or read[-1].end > by_class[-1].end):
                by_class = read
        if name is None:
            return by_class
        by_name = self.bare_name(name)
        if by_class and by_class[-1].end > by_name.end:
            if len(by_class) == 1 and by_class[0].class_id and not by_class[0].candidates and by_class[0].start == by_name.start:
                # "X hospital" is a row, "X state hospital" stands in the text.
                return [by_class[0].replace(candidates=name.ids, rule="place:name-with-class")]
            return by_class
        if by_class and by_class[0].class_id:
            by_name = by_name.replace(class_id=by_class[0].class_id, rule="place:name-with-class")
        return [by_name]

    def bare_name(self, name: _Name) -> PlaceMention:
        end, relation = name.end, "in"
        if (further := self.directions(end)) > end:
            end, relation = further, "direction"
        return PlaceMention(name.start, end, name.start, end, name.ids, None, relation, None, "place:name", name.word_start, name.prefix)

    def class_phrase(self, word: _Word, depth: int) -> list[PlaceMention]:
        role = word.cls.role
        definite = self.is_definite(word.prefix)
        if word.suffix:
            return self.of_the_last(word, word.word_end) if role == "countryside" else []
        if role == "territory" and definite:
            return self.territory(word, depth)
        if definite:
            return self.definite(word, depth)
        if role != "class":
            return self.bearing(word, depth)
        number = self.number(word)
        return self.class_and_name(word, depth) if number == "singular" else self.shared_class(word, number)

    def number(self, word: _Word) -> str:
        return self.words.number(self.text[word.start : word.end], word.cls.id)

    def is_definite(self, prefix: str) -> bool:
        article = self.words.article
        return prefix.endswith(article) or prefix.endswith(article[-1] * 2)

    # -- bearing words: near, east of, countryside of

    def bearing(self, word: _Word, depth: int) -> list[PlaceMention]:
        role = word.cls.role
        inner = self.phrase(word.end + 1, depth + 1) if self.text[word.end : word.end + 1] in GAPS else []
        if not inner or inner[0].prefix:
            return self.countryside_of_the_town(word) if role == "countryside" else []
        first = inner[0]
        relation, name_start, name_end, end = first.relation, first.name_start, first.name_end, first.end
        if role == "countryside":
            relation = "countryside"
            further = self.directions(end)
            if further > end or first.relation == "direction":
                name_start, name_end, end = word.start, further, further
            elif word.cls.part_of_name:
                name_start = word.start
        elif role == "direction":
            kinds = {self.gazetteer.places[i].kind for i in first.candidates}
            if relation == "in":
                relation = "direction"
                if kinds and kinds <= _TERRITORIES:
                    name_start = word.start
        elif role in ("near", "territory") and relation == "in":
            relation = "near"
        outer = first.replace(
            start=word.start, end=end, name_start=name_start, name_end=name_end, relation=relation, word_start=word.word_start,
            prefix=word.prefix, class_id=first.class_id or (word.cls.id if role == "countryside" else None),
            rule=f"place:{word.cls.id}",
        )  # fmt: skip
        return [outer, *(m.replace(relation=relation) for m in inner[1:])]

    def countryside_of_the_town(self, word: _Word) -> list[PlaceMention]:
        """The countryside of "the town": which one, the document's earlier mentions tell."""
        for town in self.class_words.get(word.end + 1 + len(self.words.article), ()):
            if town.word_start == word.end + 1 and town.prefix == self.words.article and "city" in town.cls.kinds:
                return self.of_the_last(word, town.end)
        return []

    def of_the_last(self, word: _Word, end: int) -> list[PlaceMention]:
        further = self.directions(end)
        if further == end:
            return []
        return [
            PlaceMention(word.start, further, word.start, further, (), word.cls.id, "countryside", None, "place:of-the-last",
                         word.word_start, word.prefix)
        ]  # fmt: skip

    # -- words with the article: no name follows directly

    def definite(self, word: _Word, depth: int) -> list[PlaceMention]:
        """"the eastern countryside of X", "the southern quarters of X", "the military airport"."""
        name_start = word.start - (len(self.words.article) if word.prefix.endswith(self.words.article) else 1)
        name = self.names.get(word.end + 1)
        if name and not name.prefix and not word.cls.part_of_name and self.text[word.end] in GAPS and self.is_of(name, word.cls):
            # "the capital X": a class word with the article, and the name beside it.
            rule = f"place:{word.cls.id}-name"
            return [PlaceMention(word.start, name.end, name.start, name.end, name.ids, word.cls.id, "in", None, rule, word.word_start, word.prefix)]
        end = self.directions(word.end)
        if end > word.end:
            if inner := self.genitive(end, depth):
                role = word.cls.role
                outer = inner[0].replace(
                    start=name_start, relation="countryside" if role == "countryside" else "direction",
                    word_start=word.word_start, prefix=word.prefix, rule=f"place:{word.cls.id}-of",
                )  # fmt: skip
                if role == "countryside":
                    outer = outer.replace(name_start=name_start)
                elif word.cls.site:
                    outer = outer.replace(name_start=name_start, name_end=end)
                return [outer, *inner[1:]]
            if word.cls.role == "countryside":
                return [self.unnamed(word, name_start, end, "countryside")]
        if word.cls.site and self.number(word) == "singular":
            m = self.next_word(word.end)
            if m and self.without_article(m.group()) in self.words.lists["site_adjectives"]:
                return [self.unnamed(word, name_start, m.end(), "in")]
        return []

    def is_of(self, name: _Name, cls: PlaceClass) -> bool:
        return any(self.gazetteer.places[i].kind in cls.kinds for i in name.ids)

    def unnamed(self, word: _Word, start: int, end: int, relation: str) -> PlaceMention:
        return PlaceMention(start, end, start, end, (), word.cls.id, relation, None, "place:described", word.word_start, word.prefix)

    def genitive(self, end: int, depth: int) -> list[PlaceMention]:
        """The place phrase after "of": a prefix written on to it, or a linking word before it."""
        m = self.next_word(end)
        if m is None:
            return []
        at = m.start()
        wanted = self.words.lists["genitive_prefixes"]
        if m.group() in self.words.lists["genitive_words"] and (after := self.next_word(m.end())):
            at, wanted = after.start(), frozenset({""})
        for prefix in sorted(wanted):
            if not prefix or self.text.startswith(prefix, at):
                read = self.phrase(at + len(prefix), depth + 1)
                if read and read[0].prefix == prefix:
                    return read
        return []

    def territory(self, word: _Word, depth: int) -> list[PlaceMention]:
        """"the Syrian north", "the Iraqi border": an article, a noun and a country's nisba."""
        end = self.directions(word.end)
        countries: list[str] = []
        while (m := self.next_word(end)) and (country := self.words.nisbas.get(m.group())):
            countries.append(country)
            end = m.end()
        rows = tuple(r for r in map(self.gazetteer.countries.get, countries) if r)
        if not rows:
            return []
        start = word.start - (len(self.words.article) if word.prefix.endswith(self.words.article) else 1)
        if other := self.shared_with(end, depth):
            name = f"{self.text[start : word.end]} {self.text[end:other.end].strip()}"
            rows, end = self.gazetteer.names.get(name, rows), other.end
            return [PlaceMention(start, end, start, end, rows, word.cls.id, "in", None, "place:name", word.word_start, word.prefix)]
        relation = "direction" if len(rows) == 1 else "between"
        return [PlaceMention(start, end, start, end, rows, word.cls.id, relation, None, "place:territory", word.word_start, word.prefix)]

    def shared_with(self, end: int, depth: int) -> PlaceMention | None:
        """The other side of a border: "the Israeli border with X"."""
        m = self.next_word(end)
        if m is None or m.group() not in self.words.lists["shared"]:
            return None
        read = self.phrase(m.end() + 1, depth + 1)
        return read[0] if read and not read[0].prefix and read[0].candidates else None

    # -- class words

    def class_and_name(self, word: _Word, depth: int) -> list[PlaceMention]:
        cls = word.cls
        if self.text[word.end : word.end + 1] not in GAPS:
            return []
        at = word.end + 1
        closing = -1
        if self.text[at : at + 1] in self.words.lists["quotes"]:
            closing = self.text.find(self.text[at], at + 1, min(self.end, at + _LONGEST_QUOTE))
            at += 1
        inner = self.phrase(at, depth + 1)
        if inner and not inner[0].prefix and self.fits_after(inner[0], at, cls):
            first = inner[0]
            end, ids = first.end, first.candidates
            # "the building of the governorate of X" belongs to X; "X street" may be called after an X far away.
            rule = f"place:{cls.id}-of" if first.class_id else f"place:{cls.id}-name"
        else:
            end, ids, rule = self.unknown_name(at, closing, cls, True), (), f"place:{cls.id}-unknown"
            if end < 0:
                return []
        end = self.pair(self.extend(end, cls), cls)
        name_start, name_end = (word.start if cls.part_of_name else at), end
        if ids and inner[0].rule.startswith("place:") and inner[0].name_start == at and inner[0].class_id:
            name_start = at
        if closing >= end:
            end = closing + 1
            name_end = end if cls.part_of_name else closing
        return [
            PlaceMention(word.start, end, name_start, name_end, ids, cls.id, "in", None, rule, word.word_start, word.prefix),
            *(inner[1:] if ids else ()),
        ]

    def fits_after(self, inner: PlaceMention, at: int, cls: PlaceClass) -> bool:
        """Whether a phrase can be the name after a class word: "the airport of the city of X" is one, "towns east of X" not."""
        if inner.name_start == at:
            return inner.relation in ("in", "direction") and bool(inner.candidates)
        return cls.part_of_name and inner.start == at and inner.relation in ("in", "direction")

    def shared_class(self, word: _Word, number: str) -> list[PlaceMention]:
        """Names that share a dual or plural class word: "the towns of X, Y and Z"."""
        cls, found = word.cls, list[PlaceMention]()
        most = 2 if number == "dual" else _LONGEST_LIST
        at, start, outer, prefix = word.end + 1, word.start, word.word_start, word.prefix
        if self.text[word.end : at] not in GAPS:
            return []
        while len(found) < most:
            name = self.listed.get(at)
            if name and not self.is_conjoined(name, bool(found)):
                name = None
            if name:
                name_start, end, ids = name.start, self.extend(name.end, cls), name.ids
            else:
                name_start, end, ids = self.unknown_item(at, cls, bool(found), number)
                if end < 0:
                    break
            ids = self.with_class(self.text[name_start:end], cls, ids)
            rule = f"place:{cls.id}-list"
            class_id: str | None = cls.id
            if ids and number == "plural" and not any(self.gazetteer.places[i].kind in cls.kinds | cls.also for i in ids):
                class_id = None  # the streets of X, the towns of the X plain: they lie in X
            begin = name_start if found else start
            found.append(PlaceMention(begin, end, name_start, end, ids, class_id, "in", None, rule, outer, prefix))
            m = self.next_word(end, commas=True)
            if m is None:
                break
            at = outer = m.start()
            if m.group() in self.words.lists["conjunctions_apart"] and (m := self.next_word(m.end())):
                at = m.start()
            prefix = next(iter(self.words.lists["conjunctions"]))
        # The dual of a noun in construct may also be its indefinite accusative: one name alone is no proof.
        if number == "dual" and len(found) == 1 and not found[0].candidates:
            return []
        return found

    def with_class(self, name: str, cls: PlaceClass, ids: tuple[str, ...]) -> tuple[str, ...]:
        """The rows of a name, and first those of "class word + name": "the fields of X and Y" are "X field", "Y field"."""
        full = [i for form in self.words.singulars(cls.id) for i in self.gazetteer.names.get(f"{form} {name}", ())]
        return tuple(dict.fromkeys([*full, *ids]))

    def is_conjoined(self, name: _Name, later: bool) -> bool:
        return not name.prefix or (later and name.prefix in self.words.lists["conjunctions"])

    def unknown_item(self, at: int, cls: PlaceClass, later: bool, number: str) -> tuple[int, int, tuple[str, ...]]:
        start = self.joined(at) if later else at
        # A list without end of unknown words would swallow the next clause: after the first, only what is joined by "and"
        # and has the article. In plurals the first needs it too, and one that follows: "the rural towns" are no names.
        if later and start == at:
            return at, -1, ()
        if number == "dual":
            return start, self.unknown_name(start, -1, cls), ()
        end = self.definite_name(start, cls)
        if end >= 0 and not later:
            following = self.next_word(end)
            if following is None or self.joined(following.start()) == following.start() or self.definite_name(self.joined(following.start()), cls) < 0:
                return at, -1, ()
        return start, end, ()

    def joined(self, at: int) -> int:
        """Where a word with the article begins behind the conjunction that is written on to it; `at` where none is."""
        for conjunction in self.words.lists["conjunctions"]:
            if self.text.startswith(conjunction + self.words.article, at):
                return at + len(conjunction)
        return at

    def definite_name(self, at: int, cls: PlaceClass) -> int:
        """The end of a name with the article, known or not, or -1."""
        if known := self.names.get(at):
            return known.end
        return self.unknown_name(at, -1, cls) if cls.unknown == "any" and self.text.startswith(self.words.article, at) else -1

    # -- steps to the right that need the hits

    def pair(self, end: int, cls: PlaceClass) -> int:
        """The end after a hyphen and a second name: a crossing or road is called after both its ends."""
        if not cls.pairs:
            return end
        at = end
        while at < self.end and self.text[at] == " ":
            at += 1
        if at >= self.end or self.text[at] not in self.words.lists["hyphens"]:
            name = self.names.get(end + 1) if cls.id == "road" else None
            return name.end if name and not name.prefix else end
        at += 1
        while at < self.end and self.text[at] == " ":
            at += 1
        name = self.names.get(at)
        return name.end if name and not name.prefix else end
