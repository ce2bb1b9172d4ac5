"""The kit: lexicons, rules, gazetteers and actors, loaded and checked into one frozen object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from rasad.kit.actors import HOME, Actors, load_actors
from rasad.kit.cache import cached, stamp
from rasad.kit.codebook import EventType, load_codebook
from rasad.kit.events import Events, TriggerForm, load_events
from rasad.kit.figures import FigureData, PeopleNoun, load_figures
from rasad.kit.files import toml_entries
from rasad.kit.lexicon import NO_ARTICLE, SUFFIX, Lexicon, ProcliticSets, Row, Sense
from rasad.kit.meanings import Callings, Meanings
from rasad.kit.means import Means, load_means
from rasad.kit.overlay import OVERLAID, check_overlay, room_of
from rasad.kit.places import Gazetteer, load_places
from rasad.kit.sites import Holder, load_sites
from rasad.kit.text import TextData, load_text
from rasad.kit.time import TimeData, load_time
from rasad.kit.vocabulary import NOTHING, Form, Vocabulary
from rasad.kit.words import word_rows
from rasad.text.words import Clitics

DATA = Path(__file__).parent.parent / "data"


_HEAD_MEANS = {"air": "aircraft", "artillery": "artillery"}
_ARMED = frozenset({"state", "forces", "coalition", "armed_group", "militia"})


@dataclass(frozen=True, slots=True)
class CliticMarker:
    """What a proclitic string tells of the group it opens."""

    linked: bool
    marker: str


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything the reading knows; frozen and picklable."""

    text: TextData
    types: dict[str, EventType]
    events: Events
    means: dict[str, Means]
    actors: Actors
    places: Gazetteer
    sites: dict[str, tuple[Holder, ...]]
    time: TimeData
    figures: FigureData
    lexicon: Lexicon
    trigger_forms: dict[str, TriggerForm]
    clitic_markers: dict[str, CliticMarker]
    marks: dict[str, frozenset[str]]

    # Worked out from the fields above, and read at every word.
    proclitics: ProcliticSets = field(init=False, compare=False, repr=False)
    closed_people: frozenset[str] = field(init=False, compare=False, repr=False)
    """Forms of person nouns that cannot govern a genitive, since they have another form that does."""
    never_subjects: frozenset[str] = field(init=False, compare=False, repr=False)
    """Forms of people and actors in the case of an object, which have another form as subject."""
    bearing_arms: frozenset[str] = field(init=False, compare=False, repr=False)
    """The ids of all actors that bear arms."""
    peaceful: frozenset[str] = field(init=False, compare=False, repr=False)
    """The ids of the international bodies, which report and demand but do not strike."""
    unarmed: frozenset[str] = field(init=False, compare=False, repr=False)
    """The ids of those to whom violence is done and who do none."""
    meanings: Meanings = field(init=False, compare=False, repr=False)
    called: Callings = field(init=False, compare=False, repr=False)
    mark_forms: dict[str, Form] = field(init=False, compare=False, repr=False)
    """The marks of punctuation as tokens are read."""
    vocabulary: Vocabulary = field(init=False, compare=False, repr=False)
    future_prefixes: frozenset[str] = field(init=False, compare=False, repr=False)
    """Proclitics that put a verb into the future."""
    head_words: dict[str, str] = field(init=False, compare=False, repr=False)
    name_words: dict[str, frozenset[str]] = field(init=False, compare=False, repr=False)
    """The folded words of all names of each actor."""
    home_alias: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """The keys of the name that means the forces of whichever country is spoken of: "the army"."""
    known: frozenset[str] = field(init=False, compare=False, repr=False)
    """Every single-word form of the lexicon: what a broken word may be joined to."""

    def __post_init__(self) -> None:
        rows, people = self.actors.rows, self.figures.people
        bound = {(noun.id, form) for form, noun in people.items() if noun.construct}
        meanings = Meanings(self.trigger_forms, self.actors.heads, self.means)
        worked_out = {
            "proclitics": self.lexicon.proclitics,
            "closed_people": frozenset(form for form, noun in people.items() if (noun.id, form[:-1]) in bound),
            "never_subjects": frozenset(_objects({*people, *(alias.form for alias in self.actors.aliases)}, self.text.spelling.clitics)),
            "bearing_arms": frozenset(id for id, row in rows.items() if row.armed or row.kind in _ARMED),
            "peaceful": frozenset(id for id, row in rows.items() if row.kind == "international"),
            "unarmed": frozenset(id for id, row in rows.items() if row.unarmed),
            "meanings": meanings,
            "called": Callings(self.actors.aliases, self.armed),
            "mark_forms": {
                mark: Form(0, 0, mark, "", "", replace(NOTHING, classes=classes)) for mark, classes in self.marks.items()
            },
            "vocabulary": Vocabulary(self.lexicon, meanings, self.means, self.means_of),
            "future_prefixes": self.text.clitics.verbal,
            "head_words": dict(self.actors.head_words),
            "name_words": _name_words(self.actors),
            "home_alias": _home_alias(self.actors),
            "known": frozenset(p for p in self.lexicon.patterns if " " not in p and len(p) > 2),
        }
        for name, value in worked_out.items():
            object.__setattr__(self, name, value)

    def __getstate__(self) -> dict[str, Any]:
        """What is given alone: what is worked out from it stays behind."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.init}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.__post_init__()

    def people_kind(self, form: str) -> str:
        """The kind (civilian, fighter, force, ...) of a person noun's folded form."""
        return self.figures.people[form].kind

    def armed(self, alias: str) -> bool:
        """Whether the actor of an alias key bears arms: a state, its forces or an armed group."""
        row = self.actors.rows.get(self.actors.aliases[int(alias)].actor)
        return row is None or row.armed or row.kind in _ARMED

    def head_of(self, name: str) -> str | None:
        """The head id of the first word of a folded name, its article left off; None where it is no head word."""
        first = name.partition(" ")[0]
        heads = self.head_words
        return heads.get(first) or heads.get(first.removeprefix(self.proclitics.article))

    def means_of(self, name: str) -> str | None:
        """The means that an actor's name itself tells: aircraft of "the air force of X", artillery of "the artillery of X"."""
        head = self.head_of(name)
        return _HEAD_MEANS.get(self.actors.heads[head].cls) if head else None


def _home_alias(actors: Actors) -> tuple[str, ...]:
    """The keys of the form noted as the army's: whose soldiers are meant where nothing more is said."""
    army = {alias.form for alias in actors.aliases if alias.actor == HOME and alias.note == "army"}
    return tuple([str(index) for index, alias in enumerate(actors.aliases) if alias.form in army])


def _name_words(actors: Actors) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for alias in actors.aliases:
        if alias.kind == "name":
            words.setdefault(alias.actor, set()).update(alias.form.split())
    return {actor: frozenset(found) for actor, found in words.items()}


def _objects(forms: set[str], clitics: Clitics) -> Iterator[str]:
    """The forms that end as an object does and of which another one ends as a subject does."""
    for form in forms:
        for end in clitics.object:
            if form.endswith(end) and any(form.removesuffix(end) + other in forms for other in clitics.subject):
                yield form


def load_kit(overlays: tuple[Path, ...] = ()) -> Kit:
    """The built-in kit with the given folders laid over it, from the user's cache where it lies there.

    A folder holds the same sub-folders as the built-in data, as far as `OVERLAID` goes: its files add entries, and an entry
    whose id is there replaces that one. DataError with file:line on a fault, ConfigurationError where a folder is no kit.
    """
    folders = tuple(overlays)
    for folder in folders:
        check_overlay(folder)
    kit: Kit = cached(stamp((DATA, *folders)), Kit, lambda: build_kit(folders))
    return kit


def build_kit(overlays: tuple[Path, ...] = ()) -> Kit:
    """The same built from the files."""
    text = load_text(DATA / "text")
    types = load_codebook(DATA / "codebook.toml")
    events, event_rows = load_events(DATA, text, frozenset(types), overlays)
    means, means_rows = load_means(DATA, text, overlays)
    actors = load_actors(DATA / "actors", text.spelling, text.paradigms, room_of("actors", overlays))
    places = load_places(DATA / "places", text.spelling, room_of("places", overlays))
    figures = load_figures(DATA / "figures", text, room_of("figures", overlays))
    rows: list[Row] = [*event_rows, *means_rows, *word_rows(DATA, text, overlays)]
    rows.extend(actors.lexicon_rows())
    rows.extend(Row(form, Sense("place", key), NO_ARTICLE) for form, key in places.forms())
    rows.extend(Row(f[0], Sense("placeclass", f[1]), SUFFIX) for f in places.class_forms())
    rows.extend(Row(form, Sense("people", form), SUFFIX) for form in figures.people)
    forms = {r.sense.key: TriggerForm(*r.sense.key.split("/")) for r in event_rows}
    return Kit(
        text,
        types,
        events,
        means,
        actors,
        places,
        load_sites(DATA / "actors", places.places, actors.rows, room_of("actors", overlays)),
        load_time(DATA / "time", text.spelling),
        figures,
        Lexicon.build(rows, text.clitics),
        forms,
        *read_marks(DATA),
    )


def read_marks(folder: Path) -> tuple[dict[str, CliticMarker], dict[str, frozenset[str]]]:
    """What proclitic strings tell, and the marks of punctuation by character, of a data folder."""
    return _clitic_markers(folder / "words" / "clitics.toml"), _marks(folder / "words" / "marks.toml")


def _clitic_markers(path: Path) -> dict[str, CliticMarker]:
    found: dict[str, CliticMarker] = {}
    for entry in toml_entries(path, "clitic"):
        entry.only({"prefixes", "linked", "marker"}, {"prefixes"})
        v = entry.values
        for prefix in v["prefixes"]:
            found[prefix] = CliticMarker(v.get("linked", False), v.get("marker", ""))
    return found


def _marks(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entry in toml_entries(path, "mark"):
        entry.only({"id", "characters"}, {"id", "characters"})
        for character in entry.values["characters"]:
            if character == " ":
                raise entry.fault("a blank is no mark")
            found[character] = found.get(character, frozenset()) | {entry.values["id"]}
    return found


__all__ = ["DATA", "OVERLAID", "Kit", "PeopleNoun", "TextData", "build_kit", "load_kit", "load_text", "read_marks"]
