"""What a query means: its tree and the kit in, a `Query` out whose values are checked and whose names are spelled out."""

from __future__ import annotations

from collections.abc import Iterator

from rasad.kit import Kit
from rasad.search.conditions import All, AnyOf, Condition, Not, Query, Words
from rasad.search.forms import Forms
from rasad.search.query import Field, Grammar, Node, Word, parse
from rasad.search.values import FIELDS, Values
from rasad.search.words import SearchWords
from rasad.text.words import split_words

Run = tuple[str, ...]
Asked = tuple[str, str]  # a folded word and its key
_MOST, _SHORT = 500, 1_000  # queries that are kept as understood, and of how many characters
_NAME = 5  # words of the longest name that is looked up


def reader_of(kit: Kit) -> Reader:
    """A reader of queries that knows what the kit knows."""
    return Reader(SearchWords(kit))


class Reader:
    """Understands queries with one kit; what it works out is kept for the next one."""

    def __init__(self, words: SearchWords) -> None:
        self.words = words
        self._read: dict[str, Query] = {}
        self.forms = Forms(words)
        self.values = Values(words)
        self.grammar = Grammar({**{name: name for name in FIELDS}, **words.language.fields}, words.language.operators)

    def prepare(self) -> None:
        """Gathers names and forms, which takes a moment, before the first query is read."""
        for one in (self.words, self.values, self.forms):
            one.prepare()

    def query(self, text: str) -> Query:
        """The query as understood. QueryError where it cannot be, naming the place and what is allowed."""
        found = self._read.get(text)
        if found is None:
            found = self._query(text)
            if len(text) <= _SHORT:
                if len(self._read) >= _MOST:
                    self._read.clear()
                self._read[text] = found
        return found

    def _query(self, text: str) -> Query:
        notes: list[str] = []
        runs: set[Run] = set()
        tree = parse(text, self.grammar)
        return Query(text, self._condition(tree, text, notes, runs), tuple(notes), frozenset(runs))

    def _condition(self, node: Node, text: str, notes: list[str], runs: set[Run]) -> Condition:
        if isinstance(node, Field):
            return self.values.condition(node, text, notes)
        if isinstance(node, Word):
            return _all(self._words([node], notes, runs))
        if node.kind == "not":
            return Not(self._condition(node.parts[0], text, notes, set()))
        if node.kind == "any":
            return AnyOf(tuple(self._condition(part, text, notes, runs) for part in node.parts))
        parts: list[Condition] = []
        run: list[Word] = []
        for part in (*node.parts, None):
            if isinstance(part, Word):
                run.append(part)
                continue
            parts += self._words(run, notes, runs)
            run = []
            if part is not None:
                parts.append(self._condition(part, text, notes, runs))
        return _all(parts)

    def _words(self, run: list[Word], notes: list[str], looked_for: set[Run]) -> list[Condition]:
        """The conditions of words and phrases written side by side; several words may be one name."""
        parts: list[Condition] = []
        plain: list[Asked] = []
        for word in (*run, None):
            if word is not None and not word.phrase:
                plain += self._split(word, notes)
                continue
            parts += self._plain(plain, looked_for)
            plain = []
            if word is not None and (found := self._split(word, notes)):
                phrase = tuple(key for _, key in found)
                looked_for.add(phrase)
                parts.append(Words((phrase,)))
        return parts

    def _split(self, word: Word, notes: list[str]) -> list[Asked]:
        """The folded words in what is written as one, each with its key."""
        folded = self.words.folded(word.text)
        found = [(folded.text[start:end], keys[0]) for start, end, keys in self.words.found(folded)]
        if not found:
            notes.append(f"`{word.text}` holds no word and was passed over")
        return found

    def _plain(self, asked: list[Asked], looked_for: set[Run]) -> Iterator[Condition]:
        at = 0
        while at < len(asked):
            size = min(_NAME, len(asked) - at)
            while size and not (names := self._names(asked[at : at + size])):
                size -= 1
            runs = {self._run(name) for name in names} if size else set()
            if size > 1:
                runs.add(tuple(key for _, key in asked[at : at + size]))
            else:
                size = 1
                runs.update((form,) for key in self._meant(asked[at][1]) for form in self.forms.of(key))
            looked_for.update(runs)
            yield Words(tuple(sorted(runs)))
            at += size

    def _names(self, asked: list[Asked]) -> tuple[str, ...]:
        """The names of the place or actor that words name together; the first may have a preposition written on to it."""
        written = tuple(word for word, _ in asked)
        firsts = (written[0], *self._meant(asked[0][1]))
        return next((names for first in firsts if (names := self.forms.names((first, *written[1:])))), ())

    def _meant(self, key: str) -> tuple[str, ...]:
        """The key and that of the place that it means if letters are taken for each other."""
        name = self.words.confused_name(key)
        return (key, name) if name else (key,)

    def _run(self, name: str) -> Run:
        return tuple(self.words.keys(word)[0] for word in split_words(name))


def _all(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else All(tuple(parts))
