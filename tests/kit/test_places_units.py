"""Every place lies in the unit that it claims, and every coordinate has a source and a precision."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from rasad.kit import DATA, load_kit
from rasad.kit.importing import Naming, differences, load_settings, read_table, take
from rasad.kit.importing.near import Near
from rasad.kit.importing.tables import Wanted
from rasad.kit.places import LINES, Gazetteer, Place, km
from rasad.model import GeoPrecision

TABLE = Path(__file__).parents[3] / "shared" / "reference" / "syria-admin.csv"
WIDE = {"country", "governorate", "region", "district", "mountain", *LINES}
# Where all known places around lie in another governorate. Who adds one has looked at a map.
AT_A_BORDER = {
    "eg-sadat", "eg-tal-kabir", "gn-352181", "gn-355392", "gn-360170", "gn-71273", "gn-76927", "gn-9073431", "iq-bardarash", "iq-kifl", "iq-shirqat",
    "lb-beirut-airport", "lb-jezzine", "ly-abugrein-gate", "ly-ajaylat", "sd-hamadi", "sy-damascus-airport", "sy-harbinafsa", "sy-wadi-uyun",
    "ye-dulaa", "ye-istiqbal-dula", "ye-jayshan",
}  # fmt: skip
# Said to be the capital's, and outside it.
OUTSIDE = {"sy-damascus-airport"}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_kit().places


def settled(gazetteer: Gazetteer) -> list[Place]:
    return [p for p in gazetteer.places.values() if p.admin1 is not None and p.kind not in WIDE]


def test_the_places_around_a_place_lie_in_its_governorate(gazetteer: Gazetteer) -> None:
    near, astray, compared = Near(gazetteer.places.values()), set(), 0
    for place in settled(gazetteer):
        here = (place.lat, place.lon)
        around = [p for p in near.nearest(here, place.country, 9) if km(here, (p.lat, p.lon)) > 0.05][:8]
        if len(around) < 3:
            continue
        compared += 1
        if place.admin1 not in {p.admin1 for p in around}:
            astray.add(place.id)
    assert compared > 3_000
    assert astray - AT_A_BORDER == set(), "wrong coordinates or governorate; or a border, then add it to the list"
    assert set(gazetteer.places) >= AT_A_BORDER


def test_units_are_of_the_right_kind_and_country(gazetteer: Gazetteer) -> None:
    places = gazetteer.places
    for place in places.values():
        if place.admin1:
            assert places[place.admin1].kind in ("governorate", "region"), place.id
            assert places[place.admin1].country == place.country, place.id
        if place.admin2:
            assert places[place.admin2].kind == "district", place.id
            assert places[place.admin2].admin1 == place.admin1, place.id


def test_every_coordinate_has_a_source_that_is_told_and_a_precision(gazetteer: Gazetteer) -> None:
    told = "".join(p.read_text("utf-8") for p in (DATA / "SOURCES.d").glob("*.md"))
    known = set(re.findall(r"^- `([a-z]+)`", told, re.MULTILINE))
    assert {p.source for p in gazetteer.places.values()} <= known
    for place in gazetteer.places.values():
        assert place.precision in GeoPrecision
        assert place.precision > GeoPrecision.EXACT or place.kind not in ("country", "governorate", "district", *LINES)


@pytest.fixture(scope="module")
def subdistricts() -> list[dict[str, str]]:
    if not TABLE.exists():
        pytest.skip("../shared/reference/syria-admin.csv is not beside the checkout: compared with our own table only")
    with TABLE.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_syrian_places_lie_among_the_subdistricts_of_their_governorate(
    gazetteer: Gazetteer, subdistricts: list[dict[str, str]]
) -> None:
    ours = {p.name: p.id for p in gazetteer.places.values() if p.kind == "governorate" and p.country == "SY"}
    governorate = {row["pcode"]: ours[row["name_ar"]] for row in subdistricts if row["level"] == "1"}
    points = [
        ((float(r["lat"]), float(r["lon"])), governorate[r["pcode"][:4]])
        for r in subdistricts
        if r["level"] == "3"
    ]
    astray = set()
    for place in settled(gazetteer):
        if place.country == "SY":
            here = (place.lat, place.lon)
            nearest = sorted((km(here, at), unit) for at, unit in points)[:4]
            if place.admin1 not in {unit for _, unit in nearest}:
                astray.add(place.id)
    assert len(points) == 272 and astray == OUTSIDE


def test_syrian_units_are_those_of_the_table(gazetteer: Gazetteer, subdistricts: list[dict[str, str]]) -> None:
    settings = load_settings()
    naming = Naming(load_kit(), settings.letters, settings.given, settings.titles)
    table = read_table(TABLE, Wanted(), naming, settings)
    taken = take(table, gazetteer, naming, "ocha", "ocha")
    assert table.format == "ocha" and len(table.rows) == len(subdistricts)
    kinds = [pair.known.kind for pair in taken.pairs]
    assert kinds.count("governorate") == 14 and kinds.count("district") >= 61
    found = differences(taken)
    assert [d for d in found if d.what == "unit"] == []
    # A governorate's point is its seat with us, its middle there; the desert is wide.
    assert {d.id for d in found if d.what == "far" and d.apart > 60} <= {"sy-gov-homs", "sy-gov-rif-dimashq"}
