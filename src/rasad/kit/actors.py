"""Loads and checks the actors: actors.toml, aliases.csv and heads.toml in, frozen Actors (with their lexicon rows) out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rasad.kit.allies import allied
from rasad.kit.files import Entry, csv_entries, read_toml, toml_entries
from rasad.kit.lexicon import NO_ARTICLE, PLAIN, SUFFIX, Row, Sense
from rasad.kit.overlay import existing, laid_over
from rasad.text.fold import Spelling, fold_form
from rasad.text.inflect import Paradigms, adjective_forms

HOME = "home"  # stands in aliases.csv for the state of the document's country
SENSE, HEAD_SENSE, LINK_SENSE = "actor", "actorhead", "actorlink"

_KINDS = frozenset(
    [
        "state",
        "forces",
        "government_body",
        "coalition",
        "armed_group",
        "militia",
        "party",
        "international",
        "civilian",
        "profession",
        "generic",
        "person",
    ]
)
_INTERS = frozenset(
    {
        "State forces",
        "Rebel group",
        "Political militia",
        "Identity militia",
        "Rioters",
        "Protesters",
        "Civilians",
        "External/Other forces",
    }
)
_ALIAS_KINDS = frozenset(["name", "country", "adjective", "person", "local", "hostile", "loyal", "generic"])
_NOTES = frozenset(["capital", "plural", "inflect", "ambiguous", "weak", "property", "attributive", "follower", "army"])
_CLASSES = frozenset(
    [
        "force",
        "air",
        "artillery",
        "security",
        "government",
        "official",
        "group",
        "members",
        "weapon",
        "facility",
        "vehicle",
    ]
)
_ALIAS = re.compile(r"[\u0621-\u063a\u0641-\u064a0-9A-Za-z]+(?: [\u0621-\u063a\u0641-\u064a0-9A-Za-z]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SLOT = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor. `since` and `until` are the first and the last day it existed, None where open.

    `scored_as` is the codebook id that stands for it (its own id for actors of the codebook); `air` means that its
    bombardments are from the air where no means is told, `unarmed` that violence is done to it and not by it,
    `armed` that it bears arms though its kind does not say so. `allies` are those whom it fights beside, so that none is
    taken for its enemy where the text does not say so.
    """

    id: str
    name_en: str
    name_ar: str
    kind: str
    inter: str
    parents: tuple[str, ...] = ()
    allies: tuple[str, ...] = ()
    country: str | None = None
    air: bool = False
    unarmed: bool = False
    armed: bool = False
    since: date | None = None
    until: date | None = None
    successor: str | None = None
    scored_as: str = ""


class Alias(NamedTuple):
    """One folded form of one row of aliases.csv.

    `number` (s, d, p) and `gender` (m, f) are told for inflected forms only. `country` and the days limit where and
    when the form means the actor. `note` is "" or one of: capital (a city, too), weak (an ordinary word or another's
    family name, too: needs a title, the full name or a trigger beside it), ambiguous (as a rule the ordinary word),
    property (a civilian object, not people), attributive (after a noun it is that noun's adjective), follower (after a noun it says whose that is: "loyal to
    X"), plural, inflect.
    """

    form: str
    actor: str
    kind: str
    country: str | None
    since: date | None
    until: date | None
    note: str
    number: str | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A class of words that denote an actor together with its adjective or its name."""

    id: str
    cls: str
    implies_air: bool


@dataclass(frozen=True, slots=True)
class Proxy:
    """A head of `heads` joined to `backer` by `via` (adjective or backed) denotes `actor`; `country` None: anywhere."""

    backer: str
    via: str
    heads: frozenset[str]
    country: str | None
    actor: str


@dataclass(frozen=True, slots=True)
class Actors:
    """All that the kit knows of actors. `above` maps an actor to every group it belongs to, `allied` to all that fight on its
    side, `home` a country to its states."""

    rows: dict[str, Actor]
    aliases: tuple[Alias, ...]
    heads: dict[str, Head]
    head_words: tuple[tuple[str, str], ...]
    link_words: tuple[tuple[str, str], ...]
    proxies: tuple[Proxy, ...]
    above: dict[str, frozenset[str]]
    allied: dict[str, frozenset[str]]
    home: dict[str, tuple[str, ...]]

    def forms(self) -> Iterator[tuple[str, str]]:
        """(folded form, alias key) of every alias; the key is the index into `aliases`, as text."""
        return ((alias.form, str(index)) for index, alias in enumerate(self.aliases))

    def lexicon_rows(self) -> Iterator[Row]:
        """Rows for the shared lexicon: senses actor (key: alias index), actorhead (head id) and actorlink (link id)."""
        for index, alias in enumerate(self.aliases):
            yield Row(alias.form, Sense(SENSE, str(index)), _clitics_of(alias))
        for form, head in self.head_words:
            yield Row(form, Sense(HEAD_SENSE, head), SUFFIX)
        for form, link in self.link_words:
            yield Row(form, Sense(LINK_SENSE, link), PLAIN)


def _clitics_of(alias: Alias) -> int:
    """Names take no article but their own; what is not a name takes one, and nouns a pronoun."""
    if alias.kind == "generic":
        return SUFFIX
    return PLAIN if alias.kind == "adjective" else NO_ARTICLE


def load_actors(
    folder: Path, spelling: Spelling, paradigms: Paradigms, overlays: tuple[Path, ...] = ()
) -> Actors:
    """Read the three files of `folder` (data/actors) and those that overlays have; DataError with file:line on a fault.

    An overlay's actor or head replaces the one of its id, its alias the one of the same form, kind, country and days.
    """
    layers = (folder, *overlays)
    rows = _read_actors(existing(layers, "actors.toml"))
    heads, head_words, links, proxies, settings = _read_heads(
        existing(layers, "heads.toml"), spelling, rows
    )
    aliases = _read_aliases(existing(layers, "aliases.csv"), spelling, paradigms, settings, rows)
    named = {alias.actor for alias in aliases}
    for actor, entry in rows.values():
        if actor.id not in named and actor.kind != "generic":
            raise entry.fault(f"actor {actor.id} has no alias; add one to aliases.csv")
    actors = {id: actor for id, (actor, _) in rows.items()}
    home: dict[str, tuple[str, ...]] = {}
    for actor in actors.values():
        if actor.kind == "state" and actor.country:
            home[actor.country] = (*home.get(actor.country, ()), actor.id)
    above = {id: _ancestors(id, rows, ()) for id in rows}
    allies = allied({id: actor.allies for id, actor in actors.items()}, above)
    return Actors(actors, aliases, heads, head_words, links, proxies, above, allies, home)


_ActorRows = dict[str, tuple[Actor, Entry]]


def _read_actors(paths: list[Path]) -> _ActorRows:
    required = {"id", "name_en", "name_ar", "kind", "inter"}
    optional = {"parents", "allies", "country", "air", "unarmed", "armed", "from", "until", "successor", "scored_as"}
    rows: _ActorRows = {}
    for entry in laid_over([[path] for path in paths], "actor"):
        entry.only(required | optional, required)
        value = entry.values
        id = value["id"]
        if id == HOME:
            raise entry.fault(f"{HOME} stands for the state of the document's country; choose another id")
        if value["kind"] not in _KINDS:
            raise entry.fault(f"unknown kind {value['kind']}; known: {', '.join(sorted(_KINDS))}")
        if value["inter"] not in _INTERS:
            raise entry.fault(f"unknown inter {value['inter']!r}; known: {', '.join(sorted(_INTERS))}")
        since, until = days_of(entry)
        rows[id] = (
            Actor(
                id=id,
                name_en=value["name_en"],
                name_ar=value["name_ar"],
                kind=value["kind"],
                inter=value["inter"],
                parents=tuple(value.get("parents", ())),
                allies=tuple(value.get("allies", ())),
                country=value.get("country"),
                air=value.get("air", False),
                unarmed=value.get("unarmed", False),
                armed=value.get("armed", False),
                since=since,
                until=until,
                successor=value.get("successor"),
                scored_as=value.get("scored_as", id),
            ),
            entry,
        )
    for actor, entry in rows.values():
        for other in (*actor.parents, *actor.allies, actor.scored_as, *([actor.successor] if actor.successor else [])):
            if other not in rows:
                raise entry.fault(f"actor {actor.id} points to {other}, which is no actor")
        if rows[actor.scored_as][0].scored_as != actor.scored_as:
            raise entry.fault(
                f"scored_as {actor.scored_as} is itself scored as another; name the codebook id"
            )
        _ancestors(actor.id, rows, ())
    return rows


def _ancestors(id: str, rows: _ActorRows, seen: tuple[str, ...]) -> frozenset[str]:
    actor, entry = rows[id]
    if id in seen:
        raise entry.fault(f"actor {id} is a part of itself; mend its parents")
    return frozenset(actor.parents).union(*(_ancestors(p, rows, (*seen, id)) for p in actor.parents))


def days_of(entry: Entry) -> tuple[date | None, date | None]:
    """First and last day of an entry, checked together with its country."""
    since, until = _day(entry, "from"), _day(entry, "until")
    if since and until and since > until:
        raise entry.fault(f"from {since} comes after until {until}")
    if not _COUNTRY.fullmatch(country := entry.values.get("country", "XX")):
        raise entry.fault(f"country must be two capital letters (ISO 3166), not {country!r}")
    return since, until


def _day(entry: Entry, key: str) -> date | None:
    """A day of a TOML date or an ISO string; None where absent."""
    value = entry.values.get(key)
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise entry.fault(f"{key} must be a day such as 2024-12-08, not {value!r}") from error


class _Settings(NamedTuple):
    """What heads.toml says of how aliases are written."""

    variants: dict[str, list[str]]
    joined: tuple[str, ...]
    openers: frozenset[str]


def _read_heads(
    paths: list[Path], spelling: Spelling, rows: _ActorRows
) -> tuple[
    dict[str, Head], tuple[tuple[str, str], ...], tuple[tuple[str, str], ...], tuple[Proxy, ...], _Settings
]:
    heads: dict[str, Head] = {}
    head_words: dict[str, str] = {}
    for entry in laid_over([[path] for path in paths], "head"):
        entry.only({"id", "class", "words", "implies_air"}, {"id", "class", "words"})
        id, cls = entry.values["id"], entry.values["class"]
        if cls not in _CLASSES:
            raise entry.fault(f"unknown class {cls}; known: {', '.join(sorted(_CLASSES))}")
        heads[id] = Head(id, cls, entry.values.get("implies_air", False))
        for word in entry.values["words"]:
            form = _folded(word, spelling, entry)
            if form in head_words:
                raise entry.fault(f"{word!r} stands under head {head_words[form]} already; drop one")
            head_words[form] = id
    links: dict[str, str] = {}
    for entry in _all_entries(paths, "link"):
        entry.only({"id", "words"}, {"id", "words"})
        for word in entry.values["words"]:
            links[_folded(word, spelling, entry)] = entry.values["id"]
    proxies = tuple(_proxy(entry, heads, rows) for entry in _all_entries(paths, "proxy"))
    variants: dict[str, list[str]] = {}
    joins: list[str] = []
    for path in paths:
        values: dict[str, Any] = read_toml(path)
        variants |= values.get("variants", {})
        joins += values.get("joined", [])
    openers = {
        form for form, id in head_words.items() if heads[id].cls in ("group", "force") and " " not in form
    }
    joined = tuple(fold_form(word, spelling) + " " for word in joins)
    settings = _Settings(variants, joined, frozenset(openers))
    return heads, tuple(head_words.items()), tuple(links.items()), proxies, settings


def _all_entries(paths: list[Path], table: str) -> list[Entry]:
    return [entry for path in paths for entry in toml_entries(path, table)]


def _proxy(entry: Entry, heads: dict[str, Head], rows: _ActorRows) -> Proxy:
    entry.only({"backer", "via", "heads", "country", "actor"}, {"backer", "via", "heads", "actor"})
    value = entry.values
    for id in (value["backer"], value["actor"]):
        if id not in rows:
            raise entry.fault(f"{id} is no actor")
    for id in value["heads"]:
        if id not in heads:
            raise entry.fault(f"{id} is no head")
    if value["via"] not in ("adjective", "backed"):
        raise entry.fault(f"via must be adjective or backed, not {value['via']!r}")
    return Proxy(
        value["backer"], value["via"], frozenset(value["heads"]), value.get("country"), value["actor"]
    )


def _folded(word: str, spelling: Spelling, entry: Entry) -> str:
    if not _ALIAS.fullmatch(word):
        raise entry.fault(
            f"{word!r} holds marks, foreign letters or stray blanks; write plain Arabic letters"
        )
    return fold_form(word, spelling)


def _read_aliases(
    paths: list[Path], spelling: Spelling, paradigms: Paradigms, settings: _Settings, rows: _ActorRows
) -> tuple[Alias, ...]:
    found: dict[int, Alias] = {}
    seen: dict[tuple[str, str, str | None], list[int]] = {}
    columns = {"actor", "alias", "kind", "country", "from", "until", "note"}
    number = 0
    for path in paths:
        below = number
        for entry in csv_entries(path, columns, {"actor", "alias", "kind"}):
            for alias in _row_aliases(entry, spelling, paradigms, settings, rows):
                others = seen.setdefault((alias.form, alias.kind, alias.country), [])
                clashes = [n for n in others if n in found and _overlap(alias, found[n])]
                for other in clashes:
                    if other < below:
                        del found[other]
                clash = next((found[n] for n in clashes if n >= below), None)
                if clash is None:
                    others.append(number)
                    found[number] = alias
                    number += 1
                elif clash.actor != alias.actor or (clash.number is None and alias.number is None):
                    raise entry.fault(
                        f"{alias.form} is {clash.kind} of {clash.actor} already; drop it or give it days or a country"
                    )
    aliases = list(found.values())
    return (*aliases, *_spelled_otherwise(aliases, spelling, settings))


def _row_aliases(
    entry: Entry, spelling: Spelling, paradigms: Paradigms, settings: _Settings, rows: _ActorRows
) -> Iterator[Alias]:
    """The forms of one row: its variants, or its inflected forms where it is an adjective or asks for it."""
    value = entry.values
    actor, kind, note = value["actor"], value["kind"], value.get("note", "")
    if actor not in rows and actor != HOME:
        raise entry.fault(f"{actor} is no actor")
    if kind not in _ALIAS_KINDS:
        raise entry.fault(f"unknown kind {kind}; known: {', '.join(sorted(_ALIAS_KINDS))}")
    if note and note not in _NOTES:
        raise entry.fault(f"unknown note {note}; known: {', '.join(sorted(_NOTES))}")
    since, until = days_of(entry)
    slot = _SLOT.search(value["alias"])
    if slot and slot[1] not in settings.variants:
        raise entry.fault(f"no variants named {slot[1]} in heads.toml")
    for word in settings.variants[slot[1]] if slot else [""]:
        written = value["alias"].replace(slot[0], word) if slot else value["alias"]
        form = _folded(written, spelling, entry)
        alias = Alias(form, actor, kind, value.get("country"), since, until, note)
        if note == "plural":
            yield alias._replace(number="p")
        elif note == "inflect" or kind == "adjective":
            try:
                inflected = adjective_forms(written, paradigms)
            except ValueError as error:
                raise entry.fault(f"{written!r} cannot be inflected: {error}") from error
            # A dual and a plural in the oblique case look alike: the plural is the likelier.
            numbers = {
                found.text: found.number for found in sorted(inflected, key=lambda found: found.number)
            }
            for found in inflected:
                if found.text in numbers:
                    number = numbers.pop(found.text)
                    told = "attributive" if note and number == "s" else note
                    yield alias._replace(form=found.text, number=number, gender=found.gender, note=told)
        else:
            yield alias


def _overlap(a: Alias, b: Alias) -> bool:
    return (a.since or date.min) <= (b.until or date.max) and (b.since or date.min) <= (a.until or date.max)


def _spelled_otherwise(aliases: list[Alias], spelling: Spelling, settings: _Settings) -> Iterator[Alias]:
    """Aliases written with quotation marks after their class word, and compound names written as one word."""
    known = {alias.form for alias in aliases}
    alone = {alias.form for alias in aliases if alias.kind in ("name", "country", "person")}
    for alias in aliases:
        if alias.kind == "adjective" or " " not in alias.form:
            continue
        first, _, rest = alias.form.partition(" ")
        shapes = []
        if alias.kind in ("name", "local") and first in settings.openers and rest not in alone:
            shapes.append(f'{first} "{rest}"')
        head, _, last = alias.form.rpartition(" ")
        if head in alone:
            shapes.append(f'"{head}" {last}')
        joined = alias.form
        for word in settings.joined:
            if joined.startswith(word) or f" {word}" in joined:
                joined = f" {joined}".replace(f" {word}", f" {word[:-1]}")[1:]
        shapes.append(joined)
        for form in shapes:
            if form not in known:
                known.add(form)
                yield alias._replace(form=form)
