"""Loads the language data of the room `text`: the folder data/text in, TextData out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from rasad.kit.files import Entry, read_toml, toml_entries
from rasad.text.fold import Spelling, fold_form
from rasad.text.inflect import FEATURES, Paradigm, Paradigms
from rasad.text.layout import Layout
from rasad.text.words import Clitics


@dataclass(frozen=True, slots=True)
class TextData:
    """All that the room `text` knows of the language."""

    spelling: Spelling
    clitics: Clitics
    paradigms: Paradigms
    layout: Layout


def load_text(folder: Path) -> TextData:
    """Read spelling.toml, clitics.toml, inflection.toml and layout.toml of `folder`; DataError with file:line on a fault."""
    table = _table(folder / "spelling.toml")
    clitics = _clitics(folder / "clitics.toml", table)
    spelling = _spelling(folder / "spelling.toml", table, clitics)
    paradigms = _paradigms(folder / "inflection.toml", spelling)
    return TextData(spelling, clitics, paradigms, _layout(folder / "layout.toml", spelling))


def _top(path: Path, required: set[str], allowed: set[str]) -> Entry:
    """The keys of a whole TOML file as one entry."""
    entry = Entry(path, 1, read_toml(path))
    entry.only(required | allowed, required)
    return entry


def _strings(entry: Entry, key: str) -> list[str]:
    """A list of non-empty strings."""
    value = entry.values.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise entry.fault(f"{key} must be a list of non-empty strings")
    return value


def _string(entry: Entry, key: str) -> str:
    value = entry.values.get(key)
    if not isinstance(value, str) or not value:
        raise entry.fault(f"{key} must be a non-empty string")
    return value


def _points(entry: Entry, key: str) -> list[int]:
    """The code points of a list of hexadecimal ranges."""
    points: list[int] = []
    for item in _strings(entry, key):
        if not (found := re.fullmatch(r"([0-9A-F]{4,6})(?:-([0-9A-F]{4,6}))?", item)):
            raise entry.fault(f"{key}: {item!r} is no code point or range such as 064B-065F")
        low = int(found[1], 16)
        points += range(low, int(found[2] or found[1], 16) + 1)
    return points


_SPELLING = {
    "letters",
    "tatweel",
    "hashes",
    "blanks",
    "marks",
    "invisible",
    "spaces",
    "newlines",
    "compatible",
}


def _table(path: Path) -> dict[int, str]:
    """What each character folds to; closed under itself."""
    entry = _top(path, _SPELLING | {"fold", "broken"}, set())
    table: dict[int, str] = {}
    for row in toml_entries(path, "fold"):
        row.only({"to", "from"}, {"to", "from"})
        for letter in _string(row, "from"):
            if ord(letter) in table:
                raise row.fault(f"U+{ord(letter):04X} is folded twice")
            table[ord(letter)] = _string(row, "to")
    for point in range(128, 0x10000):
        if (digit := unicodedata.decimal(chr(point), None)) is not None:
            table[point] = str(digit)
    table |= dict.fromkeys(_points(entry, "spaces"), " ") | dict.fromkeys(_points(entry, "newlines"), "\n")
    dropped = {*_points(entry, "marks"), *_points(entry, "invisible"), ord(_string(entry, "tatweel"))}
    table |= dict.fromkeys(dropped, "") | {ord(sign): "" for sign in _string(entry, "hashes")}
    for point in _points(entry, "compatible"):
        if point not in table and (plain := unicodedata.normalize("NFKC", chr(point))) != chr(point):
            folded = plain.translate(table)
            # a mark with a blank to sit on is still a mark
            table[point] = folded if folded.strip() else ""
    for point, value in table.items():
        if value.translate(table) != value:
            raise entry.fault(f"U+{point:04X} folds to {value!r}, which itself folds to something else")
    return table


def _one_of(characters: set[str] | frozenset[str]) -> str:
    """A regular expression class of single characters."""
    return "[" + "".join(re.escape(c) for c in sorted(characters)) + "]"


def _between(before: str, separators: set[str], after: str, longest: int) -> str:
    """An expression for the rest of a run of separators, behind its first one, that stands between two characters."""
    separator = _one_of(separators)
    return f"(?<={before}{separator}){separator}{{0,{longest - 1}}}(?={after})"


def _spelling(path: Path, table: dict[int, str], clitics: Clitics) -> Spelling:
    entry = _top(path, _SPELLING | {"fold", "broken"}, set())
    broken = Entry(path, 1, entry.values["broken"])
    broken.only({"separators", "longest", "eras"}, {"separators", "longest", "eras"})
    alphabet, tatweel = _string(entry, "letters"), _string(entry, "tatweel")
    if alphabet.translate(table) != alphabet:
        raise entry.fault("letters must hold folded letters only")
    letters = frozenset(alphabet) | {chr(p) for p, v in table.items() if v and set(v) <= set(alphabet)}
    invisible = set(map(chr, _points(entry, "invisible")))
    signs = set(_string(entry, "hashes"))
    hashes = {chr(p) for p, v in table.items() if not v and unicodedata.normalize("NFKC", chr(p)) in signs}
    silent = {chr(p) for p, v in table.items() if not v} - hashes
    several = {chr(p) for p, v in table.items() if len(v) > 1}
    separators = set(_string(broken, "separators"))
    longest = broken.values["longest"]
    if not isinstance(longest, int) or longest < 1:
        raise broken.fault("longest must be a positive number")
    source = separators | {chr(p) for p, v in table.items() if v in separators}
    word, drawn = _one_of(letters | silent), re.escape(tatweel)
    # A pattern that opens with a class of single characters is searched for many times faster than any other.
    torn = (
        f"{_one_of(source | {' '})}(?:{_between(drawn, source, word, longest)}|{_between(word, source, drawn, longest)}"
        f"|{_between(drawn, source | {' '}, drawn, longest)})"
    )
    letter = _one_of(set(alphabet))
    dotted = f"{_one_of(separators)}{_between(letter, separators, letter, longest)}"
    runs, single = _one_of(silent), hashes | several
    cut = rf"{_one_of(silent | single | {chr(13)})}(?:(?<={runs}){runs}*|(?<={_one_of(single)})|(?<=\r)(?=\n))"
    return Spelling(
        table=table,
        cut=re.compile(cut),
        # one range for all beyond the basic plane: listed singly they make the class ten times slower
        varied=re.compile(
            _one_of({chr(p) for p, v in table.items() if len(v) == 1 and p < 0x10000})[:-1]
            + "\U00010000-\U0010ffff]"
        ),
        torn=re.compile(torn),
        dotted=re.compile(dotted),
        tail=re.compile(f"{_one_of(silent - invisible)}+"),
        tatweel=tatweel,
        letters=letters,
        silent=frozenset(silent),
        hashes=frozenset(hashes),
        blanks=_string(entry, "blanks"),
        eras=frozenset(form.translate(table) for form in _strings(broken, "eras")),
        clitics=clitics,
    )


def _clitics(path: Path, table: dict[int, str]) -> Clitics:
    names = ("proclitics", "articles", "verbal", "nominal", "enclitics", "speaker", "subject", "object", "accusative", "feminine")
    entry = _top(path, set(names), set())
    sets: dict[str, frozenset[str]] = {}
    for name in names:
        folded = [form.translate(table) for form in _strings(entry, name)]
        if len(set(folded)) < len(folded):
            raise entry.fault(f"{name}: a form stands twice")
        if too_long := [form for form in folded if len(form) > 4]:
            raise entry.fault(f"{name}: longer than four letters: {too_long}")
        sets[name] = frozenset(folded)
    return Clitics(
        prefixes=sets["proclitics"] | sets["articles"] | sets["verbal"],
        articles=sets["articles"],
        verbal=sets["verbal"],
        nominal=sets["nominal"],
        suffixes=sets["enclitics"],
        speaker=sets["speaker"],
        subject=sets["subject"],
        accusative=sets["accusative"],
        object=sets["object"],
        feminine=tuple(sorted(sets["feminine"])),
    )


def _paradigms(path: Path, spelling: Spelling) -> Paradigms:
    tables = ("verb", "noun", "plural", "adjective")
    entry = _top(path, set(tables), set())
    for form in entry.values:
        if form not in tables:
            raise entry.fault(f"unknown table {form}")
    return Paradigms(
        spelling, *(tuple(_paradigm(row) for row in toml_entries(path, name)) for name in tables)
    )


def _paradigm(row: Entry) -> Paradigm:
    row.only({"id", "match", "forms", "bound"}, {"id", "match", "forms"})
    match = _string(row, "match")
    try:
        pattern = re.compile(match)
    except re.error as error:
        raise row.fault(f"match {match!r}: {error}") from error
    forms = _forms(row, "forms", pattern.groups, bound=False) + _forms(
        row, "bound", pattern.groups, bound=True
    )
    return Paradigm(_string(row, "id"), pattern, tuple(forms))


def _forms(row: Entry, key: str, groups: int, bound: bool) -> list[tuple[str, frozenset[str], bool]]:
    """The lines `template: features` of a paradigm."""
    lines: list[tuple[str, frozenset[str], bool]] = []
    for line in _strings(row, key):
        template, colon, features = line.partition(":")
        names = frozenset(features.split())
        if not colon or names - FEATURES:
            raise row.fault(
                f"{key}: {line!r} is not `template: features` with features of {', '.join(sorted(FEATURES))}"
            )
        if any(int(n) > groups for n in re.findall(r"\{(\d+)\}", template)):
            raise row.fault(f"{key}: {line!r} names a group that match does not have")
        lines.append((template.strip(), names, bound))
    return lines


_LENGTHS = {"headline", "subhead", "question", "byline", "furniture", "quoted"}
_MARKS = {"ends", "dots", "open", "closers", "bullets"}
_PHRASES = {"web", "open", "waw", "outlets", "labels"}


def _layout(path: Path, spelling: Spelling) -> Layout:
    entry = _top(path, {"lengths", "marks", "words", "furniture"}, set())
    lengths, marks, words = (Entry(path, 1, entry.values[name]) for name in ("lengths", "marks", "words"))
    lengths.only(_LENGTHS, _LENGTHS)
    marks.only(_MARKS, _MARKS)
    words.only(_PHRASES | {"conjunction"}, _PHRASES | {"conjunction"})
    if wrong := [
        name for name, length in lengths.values.items() if not isinstance(length, int) or length < 1
    ]:
        raise lengths.fault(f"lengths.{wrong[0]} must be a positive number")
    ends, closers = set(_string(marks, "ends")), set(_string(marks, "closers"))
    bullets = _one_of(set(fold_form(_string(marks, "bullets"), spelling)))
    phrases = {
        name: frozenset(fold_form(phrase, spelling).lower() for phrase in _strings(words, name))
        for name in _PHRASES
    }
    return Layout(
        furniture=_furniture(path, spelling),
        bullet=re.compile(rf"{bullets}+\s*|\(?[0-9]{{1,2}}\s?[-.)]\s+"),
        stop=re.compile(f"(?P<mark>{_one_of(ends)}{_one_of(ends)}*){_one_of(closers)}*"),
        tags=re.compile(
            rf"(?:{_one_of(spelling.hashes)}+[^\s{''.join(map(re.escape, sorted(spelling.hashes)))}]+\s*)+"
        ),
        ends=frozenset(ends),
        dots=frozenset(_string(marks, "dots")),
        open_ends=frozenset(_string(marks, "open")),
        closers="".join(sorted(closers)),
        conjunction=fold_form(_string(words, "conjunction"), spelling),
        lengths=lengths.values,
        **phrases,
    )


def _furniture(path: Path, spelling: Spelling) -> re.Pattern[str]:
    """One expression for all furniture, in whose group `lists` are the rules that links follow."""
    plain: list[str] = []
    lists: list[str] = []
    for row in toml_entries(path, "furniture"):
        row.only({"id", "match", "lists"}, {"id", "match"})
        match = fold_form(_string(row, "match"), spelling)
        try:
            groups = re.compile(match).groups
        except re.error as error:
            raise row.fault(f"match: {error}") from error
        if groups:
            raise row.fault("match: write groups as (?:...)")
        (lists if row.values.get("lists") else plain).append(match)
    return re.compile(f"(?P<lists>{'|'.join(lists)})|(?:{'|'.join(plain)})")
