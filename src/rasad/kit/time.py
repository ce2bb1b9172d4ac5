"""Loads the date tables and rules: a folder of CSV and TOML in, a frozen TimeData out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rasad.kit.files import Entry, csv_entries, read_toml
from rasad.kit.time_rules import Roots, pattern_tree, read_patterns, roots_for
from rasad.text.fold import Spelling, fold_form

Value = Any
Senses = dict[str, Value]

BUILT_IN = frozenset(
    {"n", "day", "ordinal", "few", "year", "hijri_year", "month", "solid_month", "numeric", "clock_digits"}
)
YEARS, HIJRI_YEARS = (1900, 2036), (1300, 1501)
# The classes that a word in digits can have together, and those of a month that two names told.
_DIGIT_SENSES = frozenset(
    frozenset(names.split())
    for names in ("n", "n day", "n year", "n hijri_year", "numeric", "clock_digits", "month solid_month")
)
_WORD_COLUMNS = {"class", "value", "clitics", "forms"}


class Lexeme(NamedTuple):
    """A surface form: its senses (class -> value), whether "and" is joined to it, and the clitic letters to skip."""

    senses: Senses
    conjoined: bool
    skip: int
    roots: Roots


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day known by day and month alone ("the attacks of ...") once one of `cues` stands before it."""

    month: int
    day: int
    year: int
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class TimeData:
    """Everything that reading dates knows; all forms are folded.

    `words` holds one-word forms with their clitics, `phrases` the longer ones by first word, longest first; `anchors`
    the words worth a look; `roots` says where in the pattern tree a word of the given classes can begin. `homographs`
    are words as they are written, not folded, that alone are no time though one of their spelling folded alike is.
    """

    words: dict[str, Lexeme]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Lexeme], ...]]
    anchors: frozenset[str]
    roots: dict[frozenset[str], Roots]
    digit_clitics: dict[str, tuple[bool, bool]]
    named_days: tuple[NamedDay, ...]
    homographs: frozenset[str]


def load_time(folder: Path, spelling: Spelling) -> TimeData:
    """The date data of `folder`; DataError with file:line where a table or rule is faulty."""
    lexicon = _Lexicon(lambda form: fold_form(form, spelling))
    lexicon.read_words(folder / "words.csv")
    lexicon.read_numbers(folder / "numbers.csv")
    lexicon.read_months(folder / "months.csv")
    lexicon.read_future(folder / "future_verbs.csv")
    rules_file = folder / "rules.toml"
    head = read_toml(rules_file)
    patterns = read_patterns(rules_file, head.get("macros", {}), lexicon.classes | BUILT_IN)
    light = frozenset(head.get("light", []))
    tree = pattern_tree(patterns, 0)
    senses = {frozenset(lexeme.senses) for lexeme in lexicon.lexemes()} | _DIGIT_SENSES
    roots = {classes: roots_for(tree, classes) for classes in senses}
    words = {
        form: lexeme._replace(roots=roots[frozenset(lexeme.senses)]) for form, lexeme in lexicon.words.items()
    }
    phrases: dict[str, tuple[tuple[tuple[str, ...], Lexeme], ...]] = {}
    for first, longer in lexicon.phrases.items():
        rooted = [(tail, lexeme._replace(roots=roots[frozenset(lexeme.senses)])) for tail, lexeme in longer]
        phrases[first] = tuple(sorted(rooted, key=lambda phrase: -len(phrase[0])))
    common = {word for word, lexeme in words.items() if light.issuperset(lexeme.senses)}
    common.update(lexicon.fold(word) for word in head.get("common", []))
    return TimeData(
        words=words,
        phrases=phrases,
        anchors=_anchors(words, phrases, light, common),
        roots=roots,
        digit_clitics=lexicon.digit_clitics(),
        named_days=tuple(_named_days(folder / "named_days.csv", lexicon.fold)),
        homographs=frozenset(head.get("homographs", [])),
    )


def _anchors(
    words: dict[str, Lexeme],
    phrases: dict[str, tuple[tuple[tuple[str, ...], Lexeme], ...]],
    light: frozenset[str],
    common: set[str],
) -> frozenset[str]:
    """The words worth a look: not `common`, the first that is not so of every phrase, and the years in digits."""
    anchors = set(words) - common
    for first, longer in phrases.items():
        for tail, lexeme in longer:
            if not light.issuperset(lexeme.senses):
                anchors.add(next((word for word in (first, *tail) if word not in common), first))
    anchors.update(str(year) for year in (*range(*YEARS), *range(*HIJRI_YEARS)))
    return frozenset(anchors)


_NOWHERE = Roots((), False)


class _Lexicon:
    """Gathers the forms of all tables, spelling out clitics and composing number words."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        self.fold = fold
        self.words: dict[str, Lexeme] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Lexeme]]] = {}
        self.classes: set[str] = set()
        self.proclitics: dict[str, tuple[str, ...]] = {"and": (), "to": ()}
        self.article = ""

    def read_words(self, path: Path) -> None:
        for entry in csv_entries(path, _WORD_COLUMNS, {"class", "forms"}):
            name, value = entry.values["class"], entry.values.get("value")
            forms = self._forms(entry)
            if name == "proclitic":
                self.proclitics[str(value)] = forms
            elif name == "article":
                self.article = forms[0]
            else:
                if (clitics := entry.values.get("clitics", "all")) not in ("all", "conj", "none"):
                    raise entry.fault(f"clitics must be all, conj or none, not {clitics}")
                for form in forms:
                    self.add(form, {name: _value(value)}, clitics)

    def read_numbers(self, path: Path) -> None:
        rows: dict[str, list[tuple[int, str]]] = {}
        for entry in csv_entries(path, {"kind", "value", "forms"}, {"kind", "value", "forms"}):
            try:
                value = int(entry.values["value"])
            except ValueError as error:
                raise entry.fault("value must be a whole number") from error
            rows.setdefault(entry.values["kind"], []).extend((value, form) for form in self._forms(entry))
        conjunction = self.proclitics["and"][0]
        cardinals = [row for kind in ("unit", "ten", "teen", "tens") for row in rows.get(kind, [])]
        ordinals = rows.get("ordinal_unit", []) + rows.get("ordinal", []) + rows.get("ordinal_tens", [])
        for one, tens in itertools.product(rows.get("unit", []), rows.get("tens", [])):
            cardinals.append((one[0] + tens[0], f"{one[1]} {conjunction}{tens[1]}"))
        ones = [row for row in rows.get("ordinal_unit", []) if row[0] > 1] + rows.get("ordinal_one", [])
        for one, tens in itertools.product(ones, rows.get("ordinal_tens", [])):
            ordinals.append((one[0] + tens[0], f"{one[1]} {conjunction}{tens[1]}"))
        for value, form in cardinals:
            self.add(form, {"n": value}, "all")
            if " " not in form:
                self.add(self.article + form, {"n": value}, "all")
        for value, form in ordinals:
            self.add(form, {"ordinal": value, "day": value} if value <= 31 else {"ordinal": value}, "all")
        for _, form in rows.get("few", []):
            self.add(form, {"few": 0}, "all")

    def read_months(self, path: Path) -> None:
        for entry in csv_entries(
            path, {"month", "calendar", "strength", "tradition", "forms"}, {"month", "calendar", "forms"}
        ):
            number, calendar = entry.values["month"], entry.values["calendar"]
            if number not in map(str, range(1, 13)) or calendar not in ("gregorian", "hijri"):
                raise entry.fault("month must be 1 to 12, calendar gregorian or hijri")
            senses: Senses = {"month": (calendar, int(number))}
            strong = entry.values.get("strength") == "strong"
            if strong:
                senses["solid_month"] = senses["month"]
            for form in self._forms(entry):
                self.add(form, senses, "all" if strong else "conj")

    def read_future(self, path: Path) -> None:
        for entry in csv_entries(path, {"prefixes", "stems"}, {"prefixes", "stems"}):
            for prefix, stem in itertools.product(
                entry.values["prefixes"].split("|"), entry.values["stems"].split("|")
            ):
                self.add(self.fold(prefix + stem), {"future": None}, "conj")

    def lexemes(self) -> Iterator[Lexeme]:
        """Every lexeme, of one word and of several."""
        yield from self.words.values()
        for longer in self.phrases.values():
            yield from (lexeme for _, lexeme in longer)

    def digit_clitics(self) -> dict[str, tuple[bool, bool]]:
        """Clitic strings that may stand before digits -> (holds "and", holds the article)."""
        found = {self.article: (False, True)}
        for p in self.proclitics["and"] + self.proclitics["to"]:
            joined = p[:1] in self.proclitics["and"]
            found[p] = (joined, False)
            found[p + self.article] = (joined, True)
            if p.endswith(self.article[1:]):
                found[p + self.article[1:]] = (joined, True)
        return found

    def add(self, form: str, senses: Senses, clitics: str) -> None:
        """Enter a folded form with the proclitics that may join it; forms of several words go to the phrases."""
        self.classes.update(senses)
        first, *rest = form.split()
        for skip, joined, key in self._joined(first, clitics):
            lexeme = Lexeme(senses, joined, skip, _NOWHERE)
            if rest:
                self.phrases.setdefault(key, []).append((tuple(rest), lexeme))
                continue
            known = self.words.get(key)
            if known is None:
                self.words[key] = Lexeme(dict(senses), joined, skip, _NOWHERE)
            elif known.skip == skip:
                self.words[key] = Lexeme({**senses, **known.senses}, joined, skip, _NOWHERE)
            elif skip < known.skip:
                self.words[key] = Lexeme(dict(senses), joined, skip, _NOWHERE)

    def _joined(self, word: str, clitics: str) -> Iterator[tuple[int, bool, str]]:
        """The word with its clitics: (letters to skip, whether "and" is among them, the written form)."""
        yield 0, False, word
        conjunctions = self.proclitics["and"]
        if clitics in ("all", "conj"):
            for p in conjunctions:
                yield len(p), True, p + word
        if clitics == "all":
            for p in self.proclitics["to"]:
                joined = p[:1] in conjunctions
                yield len(p), joined, p + word
                # The article loses its first letter after the preposition that ends as the article does.
                if self.article and word.startswith(self.article) and p.endswith(self.article[1:]):
                    yield len(p) - 1, joined, p + word[1:]

    def _forms(self, entry: Entry) -> tuple[str, ...]:
        forms = tuple(self.fold(form) for form in entry.values["forms"].split("|"))
        if not all(form.strip() == form and form for form in forms):
            raise entry.fault("an empty form, or one with spaces around it")
        return forms


def _value(raw: str | None) -> Value:
    """The cell as an int, as (unit, number) where it is written `unit:number`, else as it is."""
    if raw is None:
        return None
    if ":" in raw:
        unit, _, number = raw.partition(":")
        return unit, int(number)
    return int(raw) if raw.lstrip("-").isdigit() else raw


def _named_days(path: Path, fold: Callable[[str], str]) -> Iterator[NamedDay]:
    columns = {"month", "day", "year", "cues"}
    for entry in csv_entries(path, columns, columns):
        try:
            month, day, year = (int(entry.values[key]) for key in ("month", "day", "year"))
        except ValueError as error:
            raise entry.fault("month, day and year must be whole numbers") from error
        yield NamedDay(month, day, year, frozenset(fold(cue) for cue in entry.values["cues"].split("|")))
