"""The kit: lexicons, rules, gazetteers and actors, loaded and checked into one frozen object."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rasad.kit.actors import Actors, load_actors
from rasad.kit.codebook import EventType, load_codebook
from rasad.kit.events import Events, TriggerForm, load_events
from rasad.kit.figures import FigureData, PeopleNoun, load_figures
from rasad.kit.files import toml_entries
from rasad.kit.lexicon import NO_ARTICLE, PLAIN, SUFFIX, Lexicon, ProcliticSets, Row, Sense
from rasad.kit.means import Means, load_means
from rasad.kit.places import Gazetteer, load_places
from rasad.kit.text import TextData, load_text
from rasad.kit.time import TimeData, load_time
from rasad.kit.words import word_rows

DATA = Path(__file__).parent.parent / "data"


_ARMED = frozenset({"state", "forces", "coalition", "armed_group", "militia"})


@dataclass(frozen=True, slots=True)
class CliticMarker:
    """What a proclitic string tells of the group it opens."""

    linked: bool
    marker: str


@dataclass(frozen=True)
class Kit:
    """Everything the reading knows; frozen and picklable."""

    text: TextData
    types: dict[str, EventType]
    events: Events
    means: dict[str, Means]
    actors: Actors
    places: Gazetteer
    time: TimeData
    figures: FigureData
    lexicon: Lexicon
    trigger_forms: dict[str, TriggerForm]
    clitic_markers: dict[str, CliticMarker]
    marks: dict[str, frozenset[str]]

    @property
    def proclitics(self) -> ProcliticSets:
        """The proclitic strings by what they hold."""
        return self.lexicon.proclitics

    @property
    def future_prefixes(self) -> frozenset[str]:
        """Proclitics that put a verb into the future."""
        return self.text.clitics.verbal

    def people_kind(self, form: str) -> str:
        """The kind (civilian, fighter, force, ...) of a person noun's folded form."""
        return self.figures.people[form].kind

    def armed(self, alias: str) -> bool:
        """Whether the actor of an alias key bears arms: a state, its forces or an armed group."""
        row = self.actors.rows.get(self.actors.aliases[int(alias)].actor)
        return row is None or row.kind in _ARMED

    @cached_property
    def bearing_arms(self) -> frozenset[str]:
        """The ids of all actors that bear arms."""
        return frozenset(id for id, row in self.actors.rows.items() if row.kind in _ARMED)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every single-word form of the lexicon: what a broken word may be joined to."""
        return frozenset(p for p in self.lexicon.patterns if " " not in p and len(p) > 2)


def load_kit(overlays: tuple[Path, ...] = ()) -> Kit:
    """The built-in kit with the given folders laid over it; DataError with file:line on a fault."""
    text = load_text(DATA / "text")
    types = load_codebook(DATA / "codebook.toml")
    events, event_rows = load_events(DATA, text, frozenset(types))
    means, means_rows = load_means(DATA / "events" / "means.toml", text)
    actors = load_actors(DATA / "actors", text.spelling, text.paradigms)
    places = load_places(DATA / "places", text.spelling, tuple(o / "places" for o in overlays if (o / "places").is_dir()))
    figures = load_figures(DATA / "figures", text)
    rows: list[Row] = [*event_rows, *means_rows, *word_rows(DATA, text)]
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
        load_time(DATA / "time", text.spelling),
        figures,
        Lexicon.build(rows, text.clitics),
        forms,
        _clitic_markers(DATA / "words" / "clitics.toml"),
        _marks(DATA / "words" / "marks.toml"),
    )


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
            found[character] = frozenset({entry.values["id"]})
    return found


__all__ = ["DATA", "Kit", "PeopleNoun", "load_kit"]
