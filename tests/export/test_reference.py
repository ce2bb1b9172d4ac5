"""The tables of exports: whole, of one mind with the kit and with CLDR."""

from __future__ import annotations

import shutil

import dossiers as d
import pytest
from babel import Locale
from babel.core import get_global

from rasad.errors import DataError
from rasad.export.reference import load_reference
from rasad.export.ucdp import grid_cell
from rasad.kit import DATA

TABLES = d.order().reference


def test_every_country_of_the_gazetteer_and_of_the_actors_has_its_codes():
    codes = {place.country for place in d.kit().places.places.values()} | {row.country for row in d.kit().actors.rows.values()}
    assert codes - {None} <= TABLES.countries.keys()


def test_codes_of_countries_agree_with_cldr():
    aliases, names = get_global("territory_aliases"), Locale("en").territories
    for code, country in TABLES.countries.items():
        assert code in names
        if code != "XK":  # no code of ISO's
            assert aliases.get(country.iso3) == [code], country
            assert aliases.get(f"{country.numeric:03}") == [code], country
    numbers = [c.gwno for c in TABLES.countries.values() if c.gwno]
    assert len(set(numbers)) == len(numbers) and len({c.iso3 for c in TABLES.countries.values()}) == len(TABLES.countries)


# The present numbers of countries of which CLDR knows older ones, too.
@pytest.mark.parametrize(("code", "iso3", "number"), [("YE", "YEM", 887), ("DE", "DEU", 276), ("SD", "SDN", 729), ("ET", "ETH", 231), ("MM", "MMR", 104)])
def test_present_codes(code, iso3, number):
    assert (TABLES.countries[code].iso3, TABLES.countries[code].numeric) == (iso3, number)


def test_every_governorate_has_an_english_name():
    units = {id for id, place in d.kit().places.places.items() if place.kind == "governorate"}
    assert units == TABLES.units.keys()


def test_every_type_has_its_words_and_its_acled_types():
    for type in d.kit().types.values():
        assert type.id in TABLES.wording.nouns and set(type.acled) <= TABLES.acled.events.keys()
    for choice in TABLES.acled.choices:
        assert choice.gives in (*d.kit().types[choice.type].acled, "Chemical weapon")
    assert set(TABLES.acled.events.values()) == TABLES.acled.disorder.keys()
    assert {row.inter for row in d.kit().actors.rows.values()} <= set(TABLES.acled.inter)
    sources = {"official", "correspondent", "local_sources", "eyewitness", "media", "monitor", "unspecified"}
    assert TABLES.wording.source.keys() == sources and TABLES.wording.attribution.keys() == {"stated", "claimed", "suspected", "unknown"}


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("acled.toml", 'gives = "Suicide bomb"', 'gives = "Bomb"', "acled.toml:.*Bomb"),
        ("acled.toml", 'weapons = ["suicide"]', 'weapons = ["stick"]', "acled.toml:.*stick"),
        ("acled.toml", 'name = "Agreement"', 'name = "Deal"', "Agreement"),
        ("ucdp.toml", 'is = "state"', 'is = "crown"', "ucdp.toml:.*crown"),
        ("wording.toml", 'type = "protest"', 'type = "party"', "protest"),
        ("public.toml", 'kinds = ["hospital", "camp"]', 'kinds = ["castle"]', "castle"),
        ("countries.csv", "SY,SYR,760", "SY,SYR,many", "countries.csv:.*many"),
    ],
)
def test_a_fault_in_a_table_is_told_with_its_place(tmp_path, table, old, new, told):
    folder = shutil.copytree(DATA / "exports", tmp_path / "exports")
    text = (folder / table).read_text("utf-8")
    assert old in text
    (folder / table).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DataError, match=told):
        load_reference(d.kit(), folder)


def test_cells_of_the_grid_cover_the_gazetteer():
    assert all(1 <= grid_cell(place.lat, place.lon) <= 259_200 for place in d.kit().places.places.values())
