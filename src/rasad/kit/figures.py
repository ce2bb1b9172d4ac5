"""Loads the casualty figures data (data/figures/*.toml): number words, persons, casualty cues in, FigureData out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rasad.kit.files import Entry, toml_entries
from rasad.kit.overlay import existing, laid_over
from rasad.kit.text import TextData
from rasad.text.fold import fold_form
from rasad.text.inflect import noun_forms

PEOPLE_KINDS = frozenset({"civilian", "fighter", "force", "medic", "journalist", "official", "person"})
CASUALTY_KINDS = frozenset({"killed", "injured"})
NUMBER_KINDS = frozenset({"unit", "ten", "tens", "hundred", "scale"})
BOUND_OPS = frozenset({"more", "least", "about", "less", "several", "between"})
CUE_TYPES = frozenset({"noun", "verb", "pronoun", "opener"})
# The classes that the grammar asks for; words.toml must define each.
CLASSES = frozenset(
    {
        "suffix",
        "plural_ending",
        "subject_ending",
        "object_ending",
        "no_name_ending",
        "free_ending",
        "superlative",
        "collective",
        "between",
        "exceed",
        "half",
        "part",
        "of_them",
        "from",
        "to",
        "or",
        "others_many",
        "others_two",
        "others_one",
    }
    | {"one", "two", "one_of", "stop", "governor", "carrier", "total", "negator", "zero_blocker", "nobody"}
    | {
        "attempt",
        "crime",
        "unreal",
        "result",
        "disease",
        "cause",
        "relative",
        "relative_plural",
        "told",
        "except",
        "zero_carrier",
        "outcome",
        "in_it",
        "brought",
        "strong_carrier",
        "two_of_them",
        "modal",
        "construct_follower",
    }
    | {"human_loss", "material", "losses", "thing", "damage", "confined", "only"}
)
# Classes whose words may start a number group.
OPENERS = frozenset({"bound", "others_many", "others_two", "others_one", "one_of", "half"})


@dataclass(frozen=True, slots=True)
class PeopleNoun:
    """A noun of persons in one form. `actor` is a codebook id or "" where the noun alone does not tell.

    `number` is s, d, p, or a where the form is dual and plural alike. An `adjective` modifies a noun before it. A `nominative`
    form stands as a subject only, since the noun has another one as object.
    """

    id: str
    kind: str
    actor: str
    number: str
    accusative: bool = False
    construct: bool = False
    adjective: bool = False
    nominative: bool = False


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A number word; `alone` is its value without a number before it."""

    value: int
    kind: str
    alone: int


@dataclass(frozen=True, slots=True)
class VagueWord:
    """A vague quantity: `low` and more. `multiplier` (or 0) applies after a number or another vague word."""

    low: int
    multiplier: int


@dataclass(frozen=True, slots=True)
class CasualtyNoun:
    """A form of a noun that is itself the casualty; `number` s, c (singular only after a number), d or p."""

    kind: str
    number: str
    bare: bool
    zero_both: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that makes persons near it casualties, in one form. See cues.toml for the fields."""

    id: str
    kind: str
    type: str
    number: str = "s"
    voice: str = "both"
    subject: str = "between"
    low: int = 0
    high: int = 0
    closers: frozenset[str] = frozenset()
    masdar: bool = False
    strict: bool = False
    named: bool = False
    explicit: bool = False
    adjacent: bool = False
    cause: bool = False
    imperfect: bool = False
    jussive: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """All that the figures data knows of one folded form. `opens`: a number group may start with it."""

    classes: frozenset[str] = frozenset()
    number: NumberWord | None = None
    vague: VagueWord | None = None
    person: PeopleNoun | None = None
    casualty: CasualtyNoun | None = None
    cue: Cue | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Letters that may stand glued before a word. `purpose`: before a verbal noun they may mean "in order to"."""

    form: str
    conjunction: bool = False
    preposition: bool = False
    definite: bool = False
    purpose: bool = False


@dataclass(frozen=True, slots=True)
class FigureData:
    """Everything the figures grammar knows; frozen and picklable. All forms are folded.

    `owned` gives nouns of persons with a possessive ending. `triggers` holds every written form, proclitics included, without which a sentence tells no casualties.
    `bounds` and `after` give the phrases by first word, longest first, as (words, op). `looked` remembers what
    looking up a written form found; whoever fills it keeps it small.
    """

    words: dict[str, Word]
    people: dict[str, PeopleNoun]
    triggers: frozenset[str]
    prefixes: dict[str, Prefix]
    by_letter: dict[str, tuple[Prefix, ...]]
    owned: dict[str, Word]
    plural_endings: tuple[str, ...]
    no_name_endings: tuple[str, ...]
    bounds: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    after: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    looked: dict[str, tuple[Prefix, Word, bool]] = field(default_factory=dict, compare=False, repr=False)


@dataclass(slots=True)
class _Lexicon:
    fold: Callable[[str], str]
    words: dict[str, Word] = field(default_factory=dict)

    def merge(self, form: str, **senses: Any) -> None:
        """Add senses to the word of a folded form; a sense that is there already stays."""
        word = self.words.get(form, Word())
        self.words[form] = replace(word, **{k: v for k, v in senses.items() if getattr(word, k) is None})

    def classify(self, form: str, identity: str) -> None:
        word = self.words.get(form, Word())
        self.words[form] = replace(word, classes=word.classes | {identity})


def load_figures(folder: Path, text: TextData, overlays: tuple[Path, ...] = ()) -> FigureData:
    """Read numbers, words, cues and people.toml of `folder` (data/figures); DataError with file:line on a fault.

    Of an overlay people.toml counts: its nouns replace those of their id.
    """
    lexicon = _Lexicon(lambda form: fold_form(form, text.spelling))
    _numbers(folder / "numbers.toml", lexicon)
    classes = _classes(folder / "words.toml", lexicon)
    people, owned = _people(existing((folder, *overlays), "people.toml"), text, classes["suffix"], "".join(classes["free_ending"]))
    for form in _subjects(people, classes["subject_ending"], classes["object_ending"]):
        people[form] = replace(people[form], nominative=True)
    for form, noun in people.items():
        lexicon.merge(form, person=noun)
    prefixes = _prefixes(folder / "words.toml", lexicon)
    told = _cues(folder / "cues.toml", lexicon) | classes["losses"] | classes["damage"] | classes["confined"]
    bounds = _phrases(folder / "numbers.toml", "bound", lexicon)
    after = _phrases(folder / "numbers.toml", "after", lexicon)
    by_letter: dict[str, list[Prefix]] = {}
    for prefix in sorted(prefixes, key=lambda p: -len(p.form)):
        by_letter.setdefault(prefix.form[0], []).append(prefix)
    # Most forms share what is known of them: one object for all makes the kit smaller and quicker to load.
    shared: dict[Word, Word] = {}
    words = {form: _opening(word) for form, word in lexicon.words.items()}
    possessed = {
        form: Word(person=noun, opens=True) for form, noun in owned.items() if form not in lexicon.words
    }
    return FigureData(
        words={form: shared.setdefault(word, word) for form, word in words.items()},
        people=people,
        triggers=frozenset(told | {p.form + form for p in prefixes for form in told}),
        prefixes={p.form: p for p in prefixes},
        by_letter={letter: tuple(group) for letter, group in by_letter.items()},
        owned={form: shared.setdefault(word, word) for form, word in possessed.items()},
        plural_endings=tuple(sorted(classes["plural_ending"])),
        no_name_endings=tuple(sorted(classes["no_name_ending"])),
        bounds=bounds,
        after=after,
    )


def _opening(word: Word) -> Word:
    senses = (word.number, word.vague, word.person, word.casualty)
    opens = any(senses) or not word.classes.isdisjoint(OPENERS)
    return replace(word, opens=opens)


def _strings(entry: Entry, key: str) -> list[str]:
    value = entry.values.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise entry.fault(f"{key} must be a list of words")
    return value


def _choice(entry: Entry, key: str, allowed: Iterable[str]) -> str:
    value = entry.values.get(key)
    if not isinstance(value, str) or value not in allowed:
        raise entry.fault(f"{key} must be one of {', '.join(sorted(allowed))}")
    return value


def _whole(entry: Entry, key: str, default: int | None = None) -> int:
    value = entry.values.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise entry.fault(f"{key} must be a whole number")
    return value


def _people(
    paths: list[Path], text: TextData, suffixes: set[str], free: str
) -> tuple[dict[str, PeopleNoun], dict[str, PeopleNoun]]:
    """The nouns of persons by form, and by form with a possessive ending.

    Endings in the letters of `free` never stand before a possessive.
    """
    owned: dict[str, PeopleNoun] = {}
    barred: set[str] = set()
    for path in paths:
        for entry in toml_entries(path, "barred"):
            entry.only({"words"}, {"words"})
            barred.update(fold_form(form, text.spelling) for form in _strings(entry, "words"))
    found: dict[str, tuple[set[str], PeopleNoun]] = {}
    for entry in laid_over([[path] for path in paths], "people"):
        entry.only(
            {"id", "singular", "plurals", "feminine", "feminine_plurals", "kind", "actor", "adjective"},
            {"id", "singular", "plurals", "kind", "actor"},
        )
        values = entry.values
        kind = _choice(entry, "kind", PEOPLE_KINDS)
        bases = [(values["singular"], _strings(entry, "plurals"))]
        if "feminine" in values:
            bases.append((values["feminine"], _strings(entry, "feminine_plurals")))
        for singular, plurals in bases:
            base = fold_form(singular, text.spelling)
            forms = noun_forms(singular, plurals, text.paradigms)
            for form in sorted(forms, key=lambda f: f.construct):  # forms that stand freely win
                noun = PeopleNoun(
                    values["id"],
                    kind,
                    values["actor"],
                    form.number,
                    accusative=form.number == "s" and form.text != base,
                    construct=form.construct,
                    adjective=bool(values.get("adjective")),
                )
                if form.number != "d" and (form.bound or form.construct or form.text[-1:] not in free):
                    owned.update({form.text + suffix: noun for suffix in suffixes})
                elif form.number == "d" and form.construct:  # "her two children"; written as a plural it stays one
                    pairs = [form.text + suffix for suffix in suffixes]
                    owned.update({pair: noun for pair in pairs if pair not in owned or owned[pair].accusative})
                if form.bound or form.text in barred:
                    continue
                old = found.get(form.text)
                if old is None:
                    found[form.text] = ({form.number}, noun)
                elif old[1].id == values["id"] and not form.construct:
                    old[0].add(form.number)
    people = {
        form: replace(noun, number="a") if numbers >= {"d", "p"} else noun
        for form, (numbers, noun) in found.items()
    }
    return people, owned


def _subjects(people: dict[str, PeopleNoun], subject: set[str], object: set[str]) -> list[str]:
    """The forms that end as a subject does, of nouns that have the same form with the ending of an object."""
    found = []
    for form, noun in people.items():
        for end in subject:
            stem = form.removesuffix(end)
            if stem != form and any(stem + other in people and people[stem + other].id == noun.id for other in object):
                found.append(form)
    return found


def _numbers(path: Path, lexicon: _Lexicon) -> None:
    for entry in toml_entries(path, "number"):
        entry.only({"value", "kind", "alone", "words"}, {"value", "kind", "words"})
        value = _whole(entry, "value")
        number = NumberWord(value, _choice(entry, "kind", NUMBER_KINDS), _whole(entry, "alone", value))
        for form in _strings(entry, "words"):
            lexicon.merge(lexicon.fold(form), number=number)
    for entry in toml_entries(path, "vague"):
        entry.only({"low", "multiplier", "words"}, {"low", "words"})
        vague = VagueWord(_whole(entry, "low"), _whole(entry, "multiplier", 0))
        for form in _strings(entry, "words"):
            lexicon.merge(lexicon.fold(form), vague=vague)


def _phrases(path: Path, table: str, lexicon: _Lexicon) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entry in toml_entries(path, table):
        entry.only({"op", "phrases"}, {"op", "phrases"})
        op = _choice(entry, "op", BOUND_OPS)
        for phrase in _strings(entry, "phrases"):
            words = tuple(lexicon.fold(phrase).split())
            lexicon.classify(words[0], table)
            found.setdefault(words[0], []).append((words, op))
    return {first: tuple(sorted(group, key=lambda g: (-len(g[0]), g))) for first, group in found.items()}


def _classes(path: Path, lexicon: _Lexicon) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in toml_entries(path, "class"):
        entry.only({"id", "words"}, {"id", "words"})
        identity = _choice(entry, "id", CLASSES)
        if identity in found:
            raise entry.fault(f"class {identity} stands twice")
        found[identity] = {lexicon.fold(form) for form in _strings(entry, "words")}
        if not identity.endswith(("suffix", "_ending")):
            for form in found[identity]:
                lexicon.classify(form, identity)
    if missing := CLASSES - set(found):
        raise Entry(path, 1, {}).fault(f"missing class {', '.join(sorted(missing))}")
    return found


def _prefixes(path: Path, lexicon: _Lexicon) -> list[Prefix]:
    found = []
    for entry in toml_entries(path, "prefix"):
        entry.only({"form", "conjunction", "preposition", "definite", "purpose"}, {"form"})
        found.append(Prefix(**{**entry.values, "form": lexicon.fold(entry.values["form"])}))
    return found


_CASUALTY_FORMS = {"singular": "s", "accusative": "s", "counted": "c", "dual": "d", "plural": "p"}
_CUE_FORMS = {"words": "s", "singular": "s", "dual": "d", "plural": "p", "jussive": "s"}
_CUE_FLAGS = ("masdar", "strict", "named", "explicit", "adjacent", "cause", "imperfect")


def _cues(path: Path, lexicon: _Lexicon) -> set[str]:
    """Add casualty nouns and cues to the lexicon; returns their forms."""
    told: set[str] = set()
    for entry in toml_entries(path, "casualty"):
        entry.only({"kind", "bare", "zero_both", *_CASUALTY_FORMS}, {"kind"})
        kind = _choice(entry, "kind", CASUALTY_KINDS)
        for key, number in _CASUALTY_FORMS.items():
            for form in map(lexicon.fold, _strings(entry, key)):
                noun = CasualtyNoun(
                    kind, number, bool(entry.values.get("bare")), bool(entry.values.get("zero_both"))
                )
                lexicon.merge(form, casualty=noun)
                told.add(form)
    for entry in toml_entries(path, "cue"):
        entry.only(
            {"id", "kind", "type", "voice", "subject", "low", "high", "closers", *_CUE_FORMS, *_CUE_FLAGS},
            {"id", "kind", "type"},
        )
        flags = {flag: bool(entry.values.get(flag)) for flag in _CUE_FLAGS}
        cue = Cue(
            entry.values["id"],
            _choice(entry, "kind", CASUALTY_KINDS),
            _choice(entry, "type", CUE_TYPES),
            voice=entry.values.get("voice", "both"),
            subject=entry.values.get("subject", "between"),
            low=_whole(entry, "low", 0),
            high=_whole(entry, "high", 0),
            closers=frozenset(map(lexicon.fold, _strings(entry, "closers"))),
            masdar=flags["masdar"],
            strict=flags["strict"],
            named=flags["named"],
            explicit=flags["explicit"],
            adjacent=flags["adjacent"],
            cause=flags["cause"],
            imperfect=flags["imperfect"],
        )
        for key, number in _CUE_FORMS.items():
            for form in map(lexicon.fold, _strings(entry, key)):
                lexicon.merge(form, cue=replace(cue, number=number, jussive=key == "jussive"))
                told.add(form)
    return told
