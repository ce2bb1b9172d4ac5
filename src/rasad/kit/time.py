"""Loads the date tables and rules: a folder of CSV and TOML in, a frozen TimeData out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rasad.kit.files import Entry, csv_entries, read_toml, toml_entries
from rasad.text.fold import Spelling, fold_form

Value = Any
Senses = dict[str, Value]

BUILT_IN = frozenset({"n", "day", "ordinal", "few", "year", "hijri_year", "month", "solid_month", "numeric", "clock_digits"})
YEARS, HIJRI_YEARS = (1900, 2036), (1300, 1501)
# The classes that a word in digits can have together, and those of a month that two names told.
_DIGIT_SENSES = frozenset(
    frozenset(names.split())
    for names in ("n", "n day", "n year", "n hijri_year", "numeric", "clock_digits", "month solid_month")
)
_PART = re.compile(r"(?P<lead>[+-]?)\{(?P<classes>[a-z_|]+)(?::(?P<name>[a-z_]+))?(?P<optional>\?)?\}")
_MACRO = re.compile(r"<([a-z_]+)>")
_WORD_COLUMNS = {"class", "value", "clitics", "forms"}
_MAX_PARTS = 12


class Roots(NamedTuple):
    """Where in the pattern tree a word can begin a match, and whether it can be all of one."""

    steps: tuple[Step, ...]
    alone: bool


class Lexeme(NamedTuple):
    """A surface form: its senses (class -> value), whether "and" is joined to it, and the clitic letters to skip."""

    senses: Senses
    conjoined: bool
    skip: int
    roots: Roots


class Part(NamedTuple):
    """One place of a pattern. `lead` is "" (a space before), "+" (a joined "and") or "-" (a hyphen or slash)."""

    classes: tuple[str, ...]
    name: str
    optional: bool
    lead: str


@dataclass(frozen=True, slots=True)
class TimeRule:
    """One way of telling a date; see rules.toml for the meaning of the keys."""

    name: str
    resolve: str
    kind: str
    group: str
    args: dict[str, int]
    after: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]
    governed: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A place in the tree of all patterns: `part` leads here; `rule` (and its `order`: the earlier wins a tie) is what
    is told if the pattern ends here, None where none does; `steps` are the ways on."""

    part: Part
    rule: TimeRule | None
    order: int
    steps: tuple[Step, ...]


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
    the words worth a look; `roots` says where in the pattern tree a word of the given classes can begin.
    """

    words: dict[str, Lexeme]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Lexeme], ...]]
    anchors: frozenset[str]
    roots: dict[frozenset[str], Roots]
    digit_clitics: dict[str, tuple[bool, bool]]
    named_days: tuple[NamedDay, ...]


def load_time(folder: Path, spelling: Spelling) -> TimeData:
    """The date data of `folder`; DataError with file:line where a table or rule is faulty."""
    lexicon = _Lexicon(lambda form: fold_form(form, spelling))
    lexicon.read_words(folder / "words.csv")
    lexicon.read_numbers(folder / "numbers.csv")
    lexicon.read_months(folder / "months.csv")
    lexicon.read_future(folder / "future_verbs.csv")
    rules_file = folder / "rules.toml"
    head = read_toml(rules_file)
    patterns = _patterns(rules_file, head.get("macros", {}), lexicon.classes | BUILT_IN)
    light = frozenset(head.get("light", []))
    tree = _tree(patterns, 0)
    senses = {frozenset(lexeme.senses) for lexeme in lexicon.lexemes()} | _DIGIT_SENSES
    roots = {classes: _roots(tree, classes) for classes in senses}
    words = {form: lexeme._replace(roots=roots[frozenset(lexeme.senses)]) for form, lexeme in lexicon.words.items()}
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
        for entry in csv_entries(path, {"month", "calendar", "strength", "tradition", "forms"}, {"month", "calendar", "forms"}):
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
            for prefix, stem in itertools.product(entry.values["prefixes"].split("|"), entry.values["stems"].split("|")):
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


# Parts, rule, place in the file.
_Pattern = tuple[tuple[Part, ...], TimeRule, int]
_RULE_KEYS = {"name", "patterns", "resolve", "group", "kind", "args", "after", "not_after", "not_before", "governed"}


def _patterns(path: Path, macros: dict[str, list[str]], classes: set[str] | frozenset[str]) -> list[_Pattern]:
    found: list[_Pattern] = []
    seen: set[str] = set()
    for entry in toml_entries(path, "rule"):
        entry.only(_RULE_KEYS, {"name", "patterns", "resolve", "group"})
        values = entry.values
        if values["name"] in seen:
            raise entry.fault(f"a second rule named {values['name']}")
        seen.add(values["name"])
        guards = {key: frozenset(values.get(key, ())) for key in ("after", "not_after", "not_before")}
        if unknown := frozenset().union(*guards.values()) - classes:
            raise entry.fault(f"unknown class {', '.join(sorted(unknown))}")
        rule = TimeRule(
            name=values["name"],
            resolve=values["resolve"],
            kind=values.get("kind", "point"),
            group=values["group"],
            args=values.get("args", {}),
            governed=values.get("governed", True),
            **guards,
        )
        for written in values["patterns"]:
            for plain in _expand(written, macros, entry):
                found.append((_parts(plain, classes, entry), rule, len(found)))
    return found


def _expand(pattern: str, macros: dict[str, list[str]], entry: Entry, depth: int = 0) -> list[str]:
    match = _MACRO.search(pattern)
    if match is None:
        return [pattern]
    if match.group(1) not in macros:
        raise entry.fault(f"unknown macro <{match.group(1)}>")
    if depth > 8:
        raise entry.fault("macros nest too deeply")
    found: list[str] = []
    for alternative in macros[match.group(1)]:
        found += _expand(pattern[: match.start()] + alternative + pattern[match.end() :], macros, entry, depth + 1)
    return found


def _parts(pattern: str, classes: set[str] | frozenset[str], entry: Entry) -> tuple[Part, ...]:
    parts: list[Part] = []
    for written in pattern.split():
        match = _PART.fullmatch(written)
        if match is None:
            raise entry.fault(f"cannot read {written} in a pattern")
        names = tuple(match.group("classes").split("|"))
        if unknown := set(names) - classes:
            raise entry.fault(f"unknown class {', '.join(sorted(unknown))} in a pattern")
        parts.append(Part(names, match.group("name") or names[0], bool(match.group("optional")), match.group("lead")))
    if not parts or len(parts) > _MAX_PARTS or all(part.optional for part in parts):
        raise entry.fault(f"a pattern needs a part that is not optional, and at most {_MAX_PARTS} parts")
    return tuple(parts)


def _tree(patterns: list[_Pattern], depth: int) -> tuple[Step, ...]:
    """Patterns that agree in their first `depth` parts, as branches by the next part."""
    branches: dict[Part, list[_Pattern]] = {}
    for pattern in patterns:
        if len(pattern[0]) > depth:
            branches.setdefault(pattern[0][depth], []).append(pattern)
    steps: list[Step] = []
    for part, members in branches.items():
        ending = min((p for p in members if len(p[0]) == depth + 1), key=lambda p: p[2], default=None)
        rule, order = (ending[1], ending[2]) if ending else (None, -1)
        steps.append(Step(part, rule, order, _tree(members, depth + 1)))
    return tuple(steps)


def _roots(tree: tuple[Step, ...], classes: frozenset[str]) -> Roots:
    steps = tuple(step for step in tree if not _opening(step).isdisjoint(classes))
    return Roots(steps, any(_ends_at_once(step, classes) for step in steps))


def _opening(step: Step) -> set[str]:
    """The classes of the words with which the patterns behind `step` can begin."""
    found = set(step.part.classes)
    if step.part.optional:
        for further in step.steps:
            found |= _opening(further)
    return found


def _ends_at_once(step: Step, classes: frozenset[str]) -> bool:
    """True where one word of the classes can be all of a match behind `step`."""
    if not classes.isdisjoint(step.part.classes) and (step.rule is not None or any(_may_end(s) for s in step.steps)):
        return True
    return step.part.optional and any(_ends_at_once(s, classes) for s in step.steps)


def _may_end(step: Step) -> bool:
    """True where a match may end without a further word."""
    return step.part.optional and (step.rule is not None or any(_may_end(s) for s in step.steps))


def _named_days(path: Path, fold: Callable[[str], str]) -> Iterator[NamedDay]:
    columns = {"month", "day", "year", "cues"}
    for entry in csv_entries(path, columns, columns):
        try:
            month, day, year = (int(entry.values[key]) for key in ("month", "day", "year"))
        except ValueError as error:
            raise entry.fault("month, day and year must be whole numbers") from error
        yield NamedDay(month, day, year, frozenset(fold(cue) for cue in entry.values["cues"].split("|")))
