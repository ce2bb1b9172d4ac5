"""The fields of a query and their values: `field:value` as written in, the condition that it means out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cached_property, lru_cache

from rasad.event import GRADES, STATES
from rasad.search.conditions import All, AnyOf, Compare, Condition, Facet, Ids
from rasad.search.query import Field, QueryError, did_you_mean
from rasad.search.words import SearchWords

# What each field asks for; the order of the documents.
FIELDS = {
    "type": "event type, by id or Arabic name",
    "place": "place where it happened, started or went to, by name or gazetteer id, with all that lies within it",
    "country": "country of the place, by two-letter code or name",
    "admin1": "governorate of the place, by name or gazetteer id",
    "actor": "who acts or is acted upon, by id or name, with all groups that belong to it",
    "initiator": "who acts",
    "target": "who or what is acted upon",
    "weapon": "weapon or means, by id or name",
    "after": "on this day or later: of events the day they happened, of documents the day of publication",
    "before": "before this day",
    "date": "within this day, month, year or range",
    "published": "published within this day, month, year or range",
    "killed": "persons killed, the best figure: 3, >5, 3..7",
    "injured": "persons injured",
    "sources": "independent sources that tell it",
    "grade": "how well corroborated",
    "state": "what reviewers made of it",
    "reality": "whether it happened",
    "attribution": "how sure it is who did it",
    "outlet": "who published it, by its name or a word of it",
    "source": "whom reports name as their source",
    "within": "with coordinates between these degrees: south,west,north,east",
    "has": "what is known of it",
    "id": "id of an event, also a former one",
}
NUMBERS = ("killed", "injured", "sources")
REALITIES = ("actual", "denied", "planned")
ATTRIBUTIONS = ("stated", "claimed", "suspected", "unknown")
SOURCES = ("official", "correspondent", "local_sources", "eyewitness", "media", "monitor", "unspecified")
HAS = ("place", "date", "killed", "injured", "initiator", "target", "weapon", "contradiction", "correction", "note", "change")
_CHOICES = {
    "grade": GRADES, "state": STATES, "reality": REALITIES, "attribution": ATTRIBUTIONS, "source": SOURCES, "has": HAS,
}  # fmt: skip
_FEW = 40  # values spelled out in an error
_COMMA = re.compile("[,\u060c;]")
_NUMBER = re.compile(r"(?P<op>>=|<=|>|<|=)?(?P<low>[0-9]+)(?:(?P<plus>\+)|(?:\.\.|-)(?P<high>[0-9]+)?)?")
_DAY = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2}))?(?:[-/.]([0-9]{1,2}))?")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,9})?")
_NO_TOKEN = re.compile(r"\W+")
_TOKENS = 50_000  # kept


@lru_cache(_TOKENS)
def token(field: str, value: str) -> str:
    """A coded value as it stands in the index; `value` is an id or folded."""
    return f"{field}={_NO_TOKEN.sub('_', value.lower())[:80]}"


class Values:
    """Reads the values of fields with the names that the kit knows."""

    def __init__(self, words: SearchWords) -> None:
        self.words, self.kit = words, words.kit

    def prepare(self) -> None:
        """Gathers the names before the first is looked up."""
        _ = self._country_names, self._governorates, self._actor_names

    def condition(self, field: Field, query: str, notes: list[str]) -> Condition:
        """What a field asks for. QueryError where its value is none; notes where a name is unknown but may stand in texts."""
        value = _Value(field, query)
        name = field.name
        if name in NUMBERS:
            return AnyOf.of([self._number(part) for part in value.parts()])
        if name in ("after", "before", "date", "published"):
            return AnyOf.of([self._days(part) for part in value.parts()])
        if name == "within":
            return self._box(value)
        if name == "id":
            return Ids(tuple(part.text for part in value.parts()))
        found: list[str] = []
        for part in value.parts():
            found += self._ids(name, part, notes)
        return Facet(tuple(sorted({token(name, id) for id in found})), of_document=name == "outlet")

    def _ids(self, name: str, part: _Value, notes: list[str]) -> Iterable[str]:
        if name in _CHOICES:
            return [_chosen(part, _CHOICES[name], "no such value")]
        if name == "outlet":
            return ["_".join(self._keys(part.text))]
        if name == "place":
            return self._places(part, notes)
        readers: dict[str, Callable[[_Value], Iterable[str]]] = {
            "type": self._types, "weapon": self._weapons, "country": self._countries, "admin1": self._units,
            "actor": self._actors, "initiator": self._actors, "target": self._actors,
        }  # fmt: skip
        return readers[name](part)

    def _types(self, part: _Value) -> Iterable[str]:
        if part.text.lower() in self.kit.types:
            return [part.text.lower()]
        asked = set(self._keys(part.text))
        named = [id for id, kind in self.kit.types.items() if asked and asked <= set(self._keys(kind.name_ar))]
        return named or [_chosen(part, tuple(self.kit.types), "no such event type")]

    def _keys(self, text: str) -> list[str]:
        return [keys[0] for _, _, keys in self.words.found(self.words.folded(text))]

    def _weapons(self, part: _Value) -> Iterable[str]:
        form, patterns = self.words.form(part.text), self.kit.lexicon.patterns
        for written in (form, *self.words.keys(form)):
            if written in patterns:
                senses = self.kit.lexicon.senses[patterns.index(written)]
                if found := [key for kind, key in senses if kind == "means"]:
                    return found
        return [_chosen(part, tuple(self.kit.means), "no such weapon")]

    def _countries(self, part: _Value) -> Iterable[str]:
        if part.text.upper() in self.kit.places.countries:
            return [part.text.upper()]
        if found := self._country_names.get(self.words.form(part.text)):
            return [found]
        codes = tuple(sorted(self.kit.places.countries))
        raise part.fault("no such country", did_you_mean(part.text, list(self._country_names)) + "Write its two-letter code: " + _listed(codes))

    @cached_property
    def _country_names(self) -> dict[str, str]:
        found = {name.lower(): code for code, name in self.words.language.countries.items()}
        for actor in self.kit.actors.rows.values():
            if actor.kind == "state" and actor.country:
                found |= {actor.name_en.lower(): actor.country, self.words.form(actor.name_ar): actor.country}
        for code, id in self.kit.places.countries.items():
            place = self.kit.places.places[id]
            found |= {self.words.form(name): code for name in (place.name, *place.aliases)}
        return found

    def _units(self, part: _Value) -> Iterable[str]:
        if part.text in self._governorates:
            return [part.text]
        if found := [id for id in self._place_ids(part.text) if id in self._governorates]:
            return found
        names = [self.words.form(self.kit.places.places[id].name) for id in self._governorates]
        raise part.fault("no governorate of that name", did_you_mean(self.words.form(part.text), names) + "Write its name or gazetteer id.")

    @cached_property
    def _governorates(self) -> frozenset[str]:
        return frozenset(place.admin1 for place in self.kit.places.places.values() if place.admin1) | frozenset(
            id for id, place in self.kit.places.places.items() if place.kind == "governorate"
        )

    def _place_ids(self, name: str) -> tuple[str, ...]:
        """The gazetteer ids of a name, also without its article or with letters taken for each other."""
        form, names = self.words.form(name), self.kit.places.names
        spelled = [form, self.kit.proclitics.article + form]
        if " " not in form and (meant := self.words.confused_name(self.words.keys(form)[0])):
            spelled += [meant, self.kit.proclitics.article + meant]
        return next((names[written] for written in spelled if written in names), ())

    def _places(self, part: _Value, notes: list[str]) -> Iterable[str]:
        if part.text in self.kit.places.places:
            return [part.text]
        ids = self._place_ids(part.text)
        if not ids:
            known = did_you_mean(self.words.form(part.text), list(self.kit.places.names))
            notes.append(f"the gazetteer has no place `{part.text}`; found are events told of a place so written. {known}".strip())
        return [*ids, unplaced(self.words.form(part.text))]

    def _actors(self, part: _Value) -> Iterable[str]:
        rows = self.kit.actors.rows
        asked = part.text.lower()
        ids = {asked} if asked in rows else self._actor_names.get(self.words.form(part.text), set())
        if not ids:
            known = [*rows, *self._actor_names]
            raise part.fault("no such actor", did_you_mean(self.words.form(part.text), known) + "Write an id of CODEBOOK.md or a name in Arabic.")
        return ids | {id for id, above in self.kit.actors.above.items() if above & ids}

    @cached_property
    def _actor_names(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for alias in self.kit.actors.aliases:
            if alias.actor in self.kit.actors.rows and alias.note != "capital":
                found.setdefault(alias.form, set()).add(alias.actor)
        for actor in self.kit.actors.rows.values():
            for name in (actor.name_en.lower(), self.words.form(actor.name_ar)):
                found.setdefault(name, set()).add(actor.id)
        return found

    def _number(self, part: _Value) -> Condition:
        written = self.words.form(part.text).replace(" ", "")
        match = _NUMBER.fullmatch(written)
        if match is None or (match["op"] and (match["high"] or match["plus"])):
            raise part.fault("not a number", f"Write {part.field.name}:5, {part.field.name}:>5, {part.field.name}:<=5 or {part.field.name}:3..7.")
        low, op = int(match["low"]), match["op"] or ""
        if low > 10**9:
            raise part.fault("the number is too large", "Write a number of persons.")
        column = part.field.name
        if op.startswith(">"):
            return Compare(column, low + (op == ">"), None)
        if op.startswith("<"):
            return Compare(column, None, low - (op == "<"))
        if match["plus"]:
            return Compare(column, low, None)
        if match["high"] is None and match.end() > match.end("low"):
            return Compare(column, low, None)
        high = int(match["high"]) if match["high"] else low
        if high < low:
            raise part.fault("the range runs backwards", f"Write {column}:{high}..{low}.")
        return Compare(column, low, high)

    def _box(self, part: _Value) -> Condition:
        """Between two parallels and two meridians; west of east unless it lies across the 180th."""
        sides = [side.strip() for side in self.words.form(part.text).replace("\u066b", ".").split(",")]
        if len(sides) != 4 or not all(_DEGREES.fullmatch(side) for side in sides):
            raise part.fault("no box", "Write within:SOUTH,WEST,NORTH,EAST in degrees, as within:33.1,38.5,36.2,42.")
        south, west, north, east = map(float, sides)
        if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
            raise part.fault("no box of this world", "South comes before north, within 90 and 180 degrees.")
        if west <= east:
            return All((Compare("lat", south, north), Compare("lon", west, east)))
        return All((Compare("lat", south, north), AnyOf((Compare("lon", west, None), Compare("lon", None, east)))))

    def _days(self, part: _Value) -> Condition:
        name = part.field.name
        written = self.words.form(part.text)
        column = "published" if name == "published" else "date"
        if ".." in written and name in ("date", "published"):
            first, last = (written.split("..", 1)[0], written.split("..", 1)[1])
            low = _period(first, part)[0] if first else None
            high = _period(last, part)[1] if last else None
            if low and high and low > high:
                raise part.fault("the range runs backwards", "Write the earlier day first.")
            return Compare(column, low.isoformat() if low else None, high.isoformat() if high else None, True)
        start, end = _period(written, part)
        if name == "after":
            return Compare(column, start.isoformat(), None, True)
        if name == "before":
            if start == date.min:
                raise part.fault("nothing lies before it", "Write a later day.")
            return Compare(column, None, (start - timedelta(1)).isoformat(), True)
        return Compare(column, start.isoformat(), end.isoformat(), True)


def unplaced(form: str) -> str:
    """What stands in the index for a place that the gazetteer does not know: its folded name, unlike any id."""
    return f"_{form}"


class _Value:
    """The value of a field, or one of several joined by commas, with its place in the query."""

    def __init__(self, field: Field, query: str, text: str | None = None, at: int | None = None) -> None:
        self.field, self.query = field, query
        self.text = field.value if text is None else text
        self.at = field.at if at is None else at

    def parts(self) -> list[_Value]:
        """The values joined by commas; those within quotes keep theirs."""
        if self.query[self.at : self.at + 1] in ('"', "\u201c", "\u00ab"):
            return [self]
        found: list[_Value] = []
        at = 0
        for text in _COMMA.split(self.text):
            if text.strip():
                found.append(_Value(self.field, self.query, text.strip(), self.at + at))
            at += len(text) + 1
        if not found:
            raise self.fault("a value is missing", "Write one, or several joined by commas.")
        return found

    def fault(self, problem: str, advice: str) -> QueryError:
        """The error that points at this value."""
        return QueryError(self.query, self.at, min(self.at + len(self.text), self.field.end), problem, advice)


def _chosen(part: _Value, choices: tuple[str, ...], problem: str) -> str:
    if part.text.lower() in choices:
        return part.text.lower()
    raise part.fault(problem, did_you_mean(part.text, list(choices)) + f"Allowed: {_listed(choices)}")


def _listed(choices: tuple[str, ...]) -> str:
    more = f" and {len(choices) - _FEW} more" if len(choices) > _FEW else ""
    return ", ".join(choices[:_FEW]) + more + "."


def _period(written: str, part: _Value) -> tuple[date, date]:
    """The first and the last day of a day, month or year."""
    match = _DAY.fullmatch(written.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(group) if group else None for group in match.groups())
        assert year is not None
        if day is not None and month is not None:
            return date(year, month, day), date(year, month, day)
        first = date(year, month or 1, 1)
        after = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 0) + 1, 1)
        return first, after - timedelta(1)
    except (ValueError, OverflowError):
        name = part.field.name
        more = f", {name}:2024-02..2024-04" if name in ("date", "published") else ""
        raise part.fault("not a date", f"Write {name}:2024, {name}:2024-02 or {name}:2024-02-03{more}.") from None
