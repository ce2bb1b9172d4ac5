"""Lays a foreign table against the gazetteer: foreign rows in; new rows, additions to known ones and differences out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rasad.kit.importing.naming import COMMON_FROM, SHARED_BY, Naming
from rasad.kit.importing.near import Near
from rasad.kit.importing.tables import Foreign, Table
from rasad.kit.places import GENERATED, IMPORTED, Gazetteer, Place, km
from rasad.model import GeoPrecision

_UNITS = ("governorate", "district")
# Within how many kilometres two rows of one name are one place.
REACH_KM = {"governorate": 150.0, "district": 60.0, "other": 10.0}
_KM_A_DEGREE = 111.0
_PREFIX = {"geonames": "gn-", "ocha": "", "wikidata": "", "osm": "osm-"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A foreign row and the row of the gazetteer that is the same place; `admin1` is the unit that the table tells."""

    foreign: Foreign
    known: Place
    admin1: str | None


@dataclass(slots=True)
class Taken:
    """What came of a table: cells of new rows by column; `known` rows with how many names they gain; why others are left out.

    `rows` holds both new rows and those that add to known ones (with `same_as`). `strangers` are new rows whose name a
    place of the same governorate has that lies too far away to be the same.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)
    pairs: list[Pair] = field(default_factory=list)
    strangers: list[Pair] = field(default_factory=list)
    twice: int = 0
    names_added: int = 0
    names_left: int = 0
    codes_added: int = 0
    supported: int = 0
    placed: int = 0
    skipped: dict[str, list[int]] = field(default_factory=dict)


def take(table: Table, gazetteer: Gazetteer, naming: Naming, source: str, stem: str) -> Taken:
    """What of a table is new beside the gazetteer; `stem` makes ids for tables that have none. The rows of one table
    that are the same place become one."""
    return _Taking(gazetteer, naming, source, table.format, stem).run(table.rows)


@dataclass(slots=True)
class _New:
    """A row in the making: the place as the gazetteer would hold it, and all its names."""

    place: Place
    names: list[str]


class _Taking:
    """One table being laid against the gazetteer."""

    def __init__(self, gazetteer: Gazetteer, naming: Naming, source: str, format: str, stem: str) -> None:
        self.gazetteer, self.naming, self.source = gazetteer, naming, source
        self.prefix = IMPORTED + _PREFIX.get(format, stem + "-")
        self.by_name: dict[tuple[str, str], list[Place]] = {}
        self.by_code: dict[str, Place] = {}
        for place in gazetteer.places.values():
            self._index(place, (place.name, *place.aliases))
        self.near = Near(gazetteer.places.values())
        self.ids: dict[str, str] = {}  # key of the table -> id of the gazetteer, or of a new row
        self.claimed: set[str] = set()
        self.new: dict[str, _New] = {}
        self.added: dict[str, tuple[Foreign, list[str], bool]] = {}
        self.taken = Taken()

    def run(self, rows: Sequence[Foreign]) -> Taken:
        """Units first, from the largest down: what lies in them asks for them."""
        shared = Counter(self.naming.key(row.names[0]) for row in rows)
        for row in sorted(rows, key=lambda r: (_rank(r.kind), len(r.above))):
            known = self._known(row)
            if known is not None:
                self._pair(row, known)
            elif row.at is None:
                self._skip("no coordinates, and no known place of the name", row)
            elif not self._inside(row):
                self._skip(f"outside {row.country}", row)
            else:
                self._add(row, shared)
        self._write()
        return self.taken

    def _skip(self, reason: str, row: Foreign) -> None:
        self.taken.skipped.setdefault(reason, []).append(row.line)

    def _index(self, place: Place, names: Iterable[str]) -> None:
        for name in names:
            self.by_name.setdefault((place.country or "", self.naming.key(name)), []).append(place)
        if place.pcode:
            self.by_code[place.pcode] = place

    def _inside(self, row: Foreign) -> bool:
        assert row.lat is not None and row.lon is not None
        south, west, north, east = self.gazetteer.words.boxes.get(row.country or "", (-90.0, -180.0, 90.0, 180.0))
        return south <= row.lat <= north and west <= row.lon <= east

    # -- known places

    def _known(self, row: Foreign) -> Place | None:
        """The place of the gazetteer, or of a row before, that a row is."""
        if row.pcode and row.pcode in self.by_code:
            return self.by_code[row.pcode]
        if (place := self.gazetteer.places.get(GENERATED + row.key)) is not None:
            return place
        group = _group(row.kind)
        units = set(self._above(row))
        found: dict[str, tuple[float, Place]] = {}
        for name in row.names:
            for place in self.by_name.get((row.country or "", self.naming.key(name)), ()):
                if place.id in units or not self._may_be(row, place, group):
                    continue
                if row.at is not None:
                    if abs(row.at[0] - place.lat) * _KM_A_DEGREE > REACH_KM[group]:
                        continue
                    apart = km(row.at, (place.lat, place.lon))
                    if apart <= REACH_KM[group]:
                        found.setdefault(place.id, (apart, place))
                elif group in _UNITS and (group == "governorate" or place.admin1 in units):
                    found.setdefault(place.id, (0.0, place))
        if not found or (row.at is None and len(found) > 1):
            return None
        return min(found.values(), key=lambda f: (f[0], f[1].id))[1]

    def _may_be(self, row: Foreign, place: Place, group: str) -> bool:
        """Whether a row of the same name is of the same sort, and no other row of the table is it."""
        if _group(place.kind) != group or (row.pcode and place.pcode and row.pcode != place.pcode):
            return False
        return not (group in _UNITS and place.id in self.claimed)

    def _pair(self, row: Foreign, known: Place) -> None:
        self.ids[row.key] = known.id
        if known.id in self.new:
            self.taken.twice += 1
            self.new[known.id].names.extend(row.names)
            return
        self.claimed.add(known.id)
        self.taken.pairs.append(Pair(row, known, self._units(row)[0]))
        before = self.added.get(known.id, (row, [], False))
        code = bool(row.pcode) and known.pcode is None
        self.added[known.id] = (row if code else before[0], [*before[1], *row.names], code or before[2])

    # -- new places

    def _add(self, row: Foreign, shared: Counter[str]) -> None:
        assert row.lat is not None and row.lon is not None and row.at is not None
        admin1, admin2, parent = self._units(row)
        if admin1 is None and row.kind not in ("governorate", "region"):
            admin1, near2 = self.near.units(row.at, row.country)
            admin2 = admin2 or (near2 if row.kind not in _UNITS else None)
        name = row.names[0]
        small = (row.population or 0) < COMMON_FROM and row.kind not in _UNITS
        lone = " " not in name or shared[self.naming.key(name)] > SHARED_BY
        context = self.naming.risky(name) or (small and lone)
        precision = GeoPrecision.NEAR if row.vague and row.kind not in _UNITS else GeoPrecision.EXACT
        place = Place(
            self._id(row), name, (), row.kind, row.lat, row.lon, row.country, admin1, admin2, parent, row.population,
            self.source, context, False, precision, row.pcode,
        )  # fmt: skip
        for other in self.by_name.get((row.country or "", self.naming.key(name)), ()):
            settled = _group(row.kind) == _group(other.kind) == "other"
            if settled and other.id not in self.new and admin1 and other.admin1 == admin1:
                self.taken.strangers.append(Pair(row, other, admin1))
        self.ids[row.key] = place.id
        self.new[place.id] = _New(place, list(row.names))
        self._index(place, (name,))
        if admin1:
            self.taken.placed += 1

    def _units(self, row: Foreign) -> tuple[str | None, str | None, str | None]:
        """(admin1, admin2, parent) as far as the table tells them."""
        above = self._above(row)
        kinds = [self._place(id).kind for id in above]
        first = next((id for id, kind in zip(above, kinds, strict=True) if kind == "governorate"), None)
        if first is None:
            for name in row.within:
                named = self.by_name.get((row.country or "", self.naming.key(name)), ())
                first = first or next((p.id for p in named if p.kind == "governorate"), None)
        second = next((id for id, kind in zip(above, kinds, strict=True) if kind == "district"), None)
        last = above[-1] if above and above[-1] not in (first, second) else None
        if second is not None and last is None and (outer := self._place(second).admin2) is not None:
            second, last = outer, second
        return first, second, last

    def _above(self, row: Foreign) -> list[str]:
        """The ids of the units that the table says a row lies in, outermost first."""
        found = [self.ids.get(key) or (self.by_code[key].id if key in self.by_code else None) for key in row.above]
        return [id for id in found if id is not None]

    def _place(self, id: str) -> Place:
        return self.new[id].place if id in self.new else self.gazetteer.places[id]

    def _id(self, row: Foreign) -> str:
        stem = self.prefix + _ascii(row.pcode or row.key)
        id, number = stem, 2
        while id in self.new or id in self.gazetteer.places:
            id, number = f"{stem}-{number}", number + 1
        return id

    # -- writing

    def _write(self) -> None:
        taken = self.taken
        for row in self.new.values():
            place = row.place
            aliases = self._aliases(row.names, place)
            taken.new[place.kind] += 1
            taken.supported += place.context
            taken.rows.append(_cells(place, aliases, ""))
        for id, (foreign, names, code) in self.added.items():
            known = self.gazetteer.places[id]
            aliases = self._aliases(names, known, known.aliases)
            if not aliases and not code:
                continue
            taken.names_added += len(aliases)
            taken.codes_added += code
            lat, lon = foreign.at or (known.lat, known.lon)
            own = known._replace(
                id=self._id(foreign), lat=lat, lon=lon, source=self.source, context=False, noalone=False,
                pcode=foreign.pcode, population=None,
            )  # fmt: skip
            taken.rows.append(_cells(own, aliases, id))
        taken.rows.sort(key=lambda cells: (cells["same_as"] != "", cells["id"]))

    def _aliases(self, names: Iterable[str], place: Place, has: Sequence[str] | None = None) -> list[str]:
        """The names that may stand beside the first one: no ordinary words, and no other place of the country has them.

        `has`: the names that a known place has besides; None: the place is new.
        """
        naming, found = self.naming, list[str]()
        own = naming.distinct((place.name, *(has or ())))
        for name in naming.distinct((*own, *names))[len(own) :]:
            if naming.key(name) == naming.key(place.name) or naming.risky(name):
                continue
            others = self.by_name.get((place.country or "", naming.key(name)), ())
            if any(other.id != place.id for other in others):
                continue
            if has is not None and not place.context and " " not in name:
                self.taken.names_left += 1  # read without support, one word may be any word
                continue
            found.append(name)
        return found


def _rank(kind: str) -> int:
    return _UNITS.index(kind) if kind in _UNITS else len(_UNITS)


def _group(kind: str) -> str:
    return kind if kind in _UNITS else "other"


def _ascii(key: str) -> str:
    """A key as it may stand in an id: lower-case letters and digits joined by hyphens."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in key.lower())
    return "-".join(filter(None, kept.split("-"))) or "x"


def _cells(place: Place, aliases: Sequence[str], same_as: str) -> dict[str, str]:
    """The cells of a row of ours; the precision is left to the kind where it follows from it."""
    near = place.precision is GeoPrecision.NEAR and place.kind not in ("area", "island")
    return {
        "id": place.id,
        "name": place.name,
        "aliases": "|".join(aliases),
        "kind": place.kind,
        "lat": f"{place.lat:.5f}",
        "lon": f"{place.lon:.5f}",
        "country": place.country or "",
        "admin1": place.admin1 or "",
        "admin2": place.admin2 or "",
        "parent": place.parent or "",
        "population": str(place.population or ""),
        "source": place.source,
        "flags": "context" if place.context else "",
        "precision": "near" if near and not same_as else "",
        "pcode": place.pcode or "",
        "same_as": same_as,
    }
