"""Values that a reviewer sets: words or JSON in, checked canonical JSON out; canonical JSON laid over mentions and events.

Canonical JSON holds all that the record needs, so that a value stays what the reviewer meant whatever later kits know:
a coded word as text; actors and weapons as lists of {"id", "codebook"} and {"id"}; a place as {"role", "name", "id",
"lat", "lon", "country", "admin1", "precision", "pcode"}; days as {"start", "end", "precision"}; persons as {"low",
"best", "high"}. None is "not told".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from rasad.errors import ConfigurationError
from rasad.event import CORRECTABLE
from rasad.kit import Kit
from rasad.model import GeoPrecision, TimePrecision
from rasad.terminal import printable
from rasad.text.fold import fold_form

# The labels that the reading gives, as CODEBOOK.md lists them.
LABELS = {
    "reality": ("actual", "denied", "planned"),
    "attribution": ("stated", "claimed", "suspected", "unknown"),
    "source": ("official", "correspondent", "local_sources", "eyewitness", "media", "monitor", "unspecified"),
}
ROLES = ("location", "origin", "destination")
NOT_TOLD = "none"  # the word for None, and for an empty list
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_FIGURES = re.compile(r"(\d+)(?:(\+)|-(\d+))?")
_POINT = re.compile(r"(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s+(.+)")
_UNITS = ("country", "governorate", "district")
_MOST = 10_000_000  # persons; more is a slip of the finger


def from_words(field: str, words: str, kit: Kit) -> Any:
    """The canonical value that a reviewer wrote on the command line; ConfigurationError where it is none.

    "none" is "not told". Actors and weapons are ids with commas between; a place an id, a name that the gazetteer has
    once, or "LAT,LON NAME"; days "2024-02-03", "2024-02-03/2024-02-05", "2024-02" or "2024"; persons "3", "3-5" or "3+".
    """
    words = words.strip()
    if words == NOT_TOLD:
        return checked(field, [] if field in ("initiators", "targets", "weapons") else None, kit)
    if field in ("initiators", "targets", "weapons"):
        return checked(field, [part.strip() for part in words.split(",") if part.strip()], kit)
    if field == "place" and (point := _POINT.fullmatch(words)):
        return checked(field, {"lat": float(point[1]), "lon": float(point[2]), "name": point[3]}, kit)
    return checked(field, words, kit)


def checked(field: str, value: Any, kit: Kit) -> Any:
    """The canonical form of a value of a field; ConfigurationError says what is wrong and what may stand there."""
    if field not in CORRECTABLE:
        raise ConfigurationError(f"{field!r} is no field that can be corrected; these can: {', '.join(CORRECTABLE)}")
    if field == "type":
        return _one_of(field, value, kit.types)
    if field in LABELS:
        return _one_of(field, value, LABELS[field])
    if field in ("initiators", "targets"):
        return [_actor(field, item, kit) for item in _list(field, value)]
    if field == "weapons":
        return [{"id": _one_of(field, _id(item), kit.means)} for item in _list(field, value)]
    if value is None:
        return None
    if field == "place":
        return _place(value, kit)
    return _days(value) if field == "when" else _persons(field, value)


def _one_of(field: str, value: Any, allowed: Iterable[str]) -> str:
    known = list(allowed)
    if isinstance(value, str) and value in known:
        return value
    near = get_close_matches(str(value), known, 3, 0.5) or (known if len(known) <= 30 else [])
    raise ConfigurationError(f"{field}: {value!r} is not known" + (f"; one of: {', '.join(near)}" if near else ""))


def _list(field: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ConfigurationError(f"{field}: a list of ids is needed, not {value!r}")
    found = {str(_id(item)): item for item in value}
    return list(found.values())


def _id(item: Any) -> Any:
    return item.get("id") if isinstance(item, Mapping) else item


def _actor(field: str, item: Any, kit: Kit) -> dict[str, str]:
    actor = _one_of(field, _id(item), kit.actors.rows)
    scored = kit.actors.rows[actor].scored_as
    return {"id": actor, "codebook": scored} if scored and scored != actor else {"id": actor}


def _place(value: Any, kit: Kit) -> dict[str, Any]:
    """A row of the gazetteer, by id or name, or a point with a name; what is given beside an id goes before the row's."""
    given: dict[str, Any] = {"id": _place_id(value, kit)} if isinstance(value, str) else dict(_mapping("place", value))
    known = {"role", "name", "id", "lat", "lon", "country", "admin1", "precision", "pcode"}
    if strange := sorted(set(given) - known):
        raise ConfigurationError(f"place: {', '.join(strange)} is no part of a place; these are: {', '.join(sorted(known))}")
    found: dict[str, Any] = {"role": _one_of("place, role", given.get("role") or ROLES[0], ROLES), "name": given.get("name"), "id": None}
    found |= dict.fromkeys(("lat", "lon", "country", "admin1", "precision", "pcode"))
    if given.get("id") is not None:
        row = kit.places.places.get(given["id"])
        if row is None:
            raise ConfigurationError(f"place: the gazetteer has no id {given['id']!r}; give an id of it, or a name with lat and lon")
        found |= {"name": found["name"] or row.name, "id": row.id, "lat": row.lat, "lon": row.lon, "country": row.country}
        found |= {"admin1": row.admin1, "precision": int(row.precision), "pcode": row.pcode}
    elif (given.get("lat") is None) != (given.get("lon") is None):
        raise ConfigurationError("place: a point needs both lat and lon")
    elif given.get("lat") is not None:
        found["precision"] = int(GeoPrecision.EXACT)
    if not isinstance(found["name"], str) or not found["name"].strip():
        raise ConfigurationError("place: a name is needed")
    found["name"] = printable(found["name"]).strip()
    for name, most in (("lat", 90), ("lon", 180)):
        if given.get(name) is not None:
            found[name] = _degrees(name, given[name], most)
    for name in ("country", "admin1", "pcode"):
        if given.get(name) is not None:
            found[name] = _text(f"place, {name}", given[name])
    if given.get("precision") is not None:
        found["precision"] = _code("place, precision", given["precision"], GeoPrecision)
    return found


def _place_id(words: str, kit: Kit) -> str:
    """The id that the words are, or that they name: a town before the district of its name.

    ConfigurationError lists the places where several have the name.
    """
    if words in kit.places.places:
        return words
    ids = kit.places.names.get(fold_form(words, kit.text.spelling), ())
    settlements = [place_id for place_id in ids if kit.places.places[place_id].kind not in _UNITS]
    if len(ids) == 1 or len(settlements) == 1:
        return settlements[0] if settlements else ids[0]
    if not ids:
        raise ConfigurationError(f"place: the gazetteer has no {words!r}; give an id of it, or LAT,LON and a name")
    listed = "; ".join(_described(place_id, kit) for place_id in ids[:12])
    raise ConfigurationError(f"place: {words!r} is the name of {len(ids)} places, give the id of one: {listed}")


def _described(place_id: str, kit: Kit) -> str:
    row = kit.places.places[place_id]
    within = kit.places.places.get(row.admin2 or row.admin1 or "")
    return f"{place_id} ({row.kind}{f' in {within.name}' if within else ''})"


def _mapping(field: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{field}: not understood: {value!r}")
    return value


def _degrees(name: str, value: Any, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise ConfigurationError(f"place: {name} {value!r} is no number of degrees from -{most} to {most}")
    return float(value)


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{field}: text is needed, not {value!r}")
    return value


def _code(field: str, value: Any, codes: type[GeoPrecision] | type[TimePrecision]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in {int(code) for code in codes}:
        told = ", ".join(f"{int(code)} {code.name.lower().replace('_', ' ')}" for code in codes)
        raise ConfigurationError(f"{field}: {value!r} is no code; these are: {told}")
    return value


def _days(value: Any) -> dict[str, Any]:
    given = {"start": value} if isinstance(value, str) else dict(_mapping("when", value))
    if strange := sorted(set(given) - {"start", "end", "precision"}):
        raise ConfigurationError(f"when: {', '.join(strange)} is no part of a date; these are: start, end, precision")
    start = str(given.get("start"))
    if "/" in start and "end" not in given:
        start, given["end"] = start.split("/", 1)
    first, last = _period(start)
    if given.get("end") is not None:
        last = _period(str(given["end"]))[1]
    if last < first:
        raise ConfigurationError(f"when: {first} to {last} runs backwards")
    precision = int(_precision(first, last))
    if given.get("precision") is not None:
        precision = _code("when, precision", given["precision"], TimePrecision)
    return {"start": first.isoformat(), "end": last.isoformat(), "precision": precision}


def _period(words: str) -> tuple[date, date]:
    """First and last day of a day, month or year as ISO writes it."""
    found = _DAY.fullmatch(words.strip())
    try:
        if not found:
            raise ValueError(words)
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        first = date(year, month or 1, day or 1)
        if day:
            return first, first
        return first, date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        raise ConfigurationError(f"when: {words!r} is no day; write 2024-02-03, 2024-02-03/2024-02-05, 2024-02 or 2024") from None


def _precision(first: date, last: date) -> TimePrecision:
    """The code of a range of days whose precision nobody told."""
    days = (last - first).days + 1
    for most, code in ((1, TimePrecision.DAY), (6, TimePrecision.DAYS), (7, TimePrecision.WEEK), (31, TimePrecision.MONTH)):
        if days <= most:
            return code
    return TimePrecision.YEAR


def _persons(field: str, value: Any) -> dict[str, int | None]:
    if isinstance(value, str):
        found = _FIGURES.fullmatch(value.strip())
        if not found:
            raise ConfigurationError(f"{field}: {value!r} is no figure; write 3, 3-5, 3+ or {NOT_TOLD}")
        value = {"low": int(found[1]), "high": None if found[2] else int(found[3] or found[1])}
    elif isinstance(value, int) and not isinstance(value, bool):
        value = {"low": value, "high": value}
    given = dict(_mapping(field, value))
    if strange := sorted(set(given) - {"low", "best", "high"}):
        raise ConfigurationError(f"{field}: {', '.join(strange)} is no part of a figure; these are: low, best, high")
    low: Any = given.get("low", given.get("best"))
    best, high = given.get("best"), given.get("high", given.get("best") if "low" not in given else None)
    numbers = [low, low if best is None else best, *([] if high is None else [high])]
    if any(isinstance(n, bool) or not isinstance(n, int) or not 0 <= n <= _MOST for n in numbers):
        raise ConfigurationError(f"{field}: {value!r} is no number of persons")
    if numbers != sorted(numbers):
        raise ConfigurationError(f"{field}: low {numbers[0]}, best {numbers[1]}, high {high} are not in order")
    return {"low": numbers[0], "best": numbers[1], "high": high}
