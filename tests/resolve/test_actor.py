from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import rasad
from rasad.kit.actors import Actors, load_actors
from rasad.kit.text import load_text
from rasad.resolve.actor import (
    composed,
    denoted,
    home_actor,
    is_part_of,
    most_specific,
    scored_as,
    valid,
)

DATA = Path(rasad.__path__[0]) / "data"


@pytest.fixture(scope="module")
def actors() -> Actors:
    text = load_text(DATA / "text")
    return load_actors(DATA / "actors", text.spelling, text.paradigms)


def keys(form: str, actors: Actors) -> list[str]:
    found = [key for alias, key in actors.forms() if alias == form]
    assert found, f"no alias {form}"
    return found


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("fatemiyoun", "iran_backed_militias", True),
        ("quds_force", "iran", True),
        ("qassam_brigades", "palestinian_factions", True),
        ("iran_backed_militias", "fatemiyoun", False),
        ("iran", "iran", False),
        ("houthis", "iran", False),
    ],
)
def test_is_part_of(actors: Actors, a: str, b: str, expected: bool) -> None:
    assert is_part_of(a, b, actors) is expected


def test_a_named_unit_beats_its_group(actors: Actors) -> None:
    ids = ["iran_backed_militias", "israel", "fatemiyoun", "israel"]
    assert most_specific(ids, actors) == ("israel", "fatemiyoun")
    assert most_specific(["iran", "irgc", "quds_force"], actors) == ("quds_force",)
    assert most_specific([], actors) == ()


def test_validity(actors: Actors) -> None:
    last, first = date(2024, 12, 7), date(2024, 12, 8)
    assert valid("syria_gov", last, actors) and not valid("syria_gov", first, actors)
    assert valid("syria_gov", None, actors)


@pytest.mark.parametrize(
    ("form", "country", "day", "expected"),
    [
        ("الجيش", "SY", date(2018, 3, 1), "syria_gov"),
        ("الجيش", "SY", date(2025, 3, 1), "syria_transitional"),
        ("الجيش", "YE", date(2018, 3, 1), "yemen_gov"),
        ("الجيش", "LY", date(2019, 3, 1), "libya_lna"),
        ("الجيش", "EG", None, "egypt_gov"),
        ("الجيش", None, date(2018, 3, 1), None),
        ("الجيش", "XX", date(2018, 3, 1), None),
        ("التحالف", "SY", None, "intl_coalition"),
        ("التحالف", "YE", None, "saudi_coalition"),
        ("التحالف", "EG", None, None),
        ("المقاومه", "PS", None, "palestinian_factions"),
        ("المقاومه", "LB", None, "hezbollah_lb"),
        ("المقاومه", "YE", None, "yemen_popular_resistance"),
        ("النظام", "SY", date(2019, 1, 1), "syria_gov"),
        ("النظام", "EG", date(2019, 1, 1), None),
        ("المتمردين", "SD", date(2022, 1, 1), None),
        ("المتمردين", "SD", date(2023, 6, 1), "rsf"),
    ],
)
def test_bare_words(
    actors: Actors, form: str, country: str | None, day: date | None, expected: str | None
) -> None:
    assert denoted(keys(form, actors), country, day, actors) == expected


@pytest.mark.parametrize(
    ("form", "country", "day", "expected"),
    [
        ("ترامب", None, date(2018, 1, 1), "usa"),
        ("ترامب", None, date(2022, 1, 1), "public_figure"),
        ("احمد الشرع", "SY", date(2025, 1, 15), "syria_transitional"),
        ("احمد الشرع", "SY", date(2020, 1, 15), "hts"),
        ("سوري", None, date(2010, 1, 1), "syria_gov"),
        ("سوريه", None, date(2025, 1, 15), "syria_transitional"),
        ("انصار الشريعه", "LY", None, "ansar_sharia_libya"),
        ("انصار الشريعه", "YE", None, "aqap"),
        ("الدفاع المدني", "SY", date(2017, 1, 1), "white_helmets"),
        ("الدفاع المدني", "PS", date(2017, 1, 1), "medics"),
        ("مسلحين", "SY", None, "local_gunmen"),
    ],
)
def test_denoted(actors: Actors, form: str, country: str | None, day: date | None, expected: str) -> None:
    assert denoted(keys(form, actors), country, day, actors) == expected


def test_no_keys_denote_nobody(actors: Actors) -> None:
    assert denoted([], "SY", None, actors) is None
    assert home_actor(None, None, actors) is None


@pytest.mark.parametrize(
    ("head", "actor", "via", "country", "expected"),
    [
        ("force", "russia", "adjective", "SY", "russia"),
        ("militia", "iran", "adjective", "SY", "iran_backed_militias"),
        ("faction", "turkey", "backed", "SY", "sna"),
        ("faction", "turkey", "backed", "LY", None),
        ("members", "iran", "backed", "IQ", "iran_backed_militias"),
        ("army", "libya_gnu", "adjective", "LY", "libya_lna"),
        ("government", "libya_gnu", "adjective", "LY", "libya_gnu"),
        ("faction", "palestinian_authority", "adjective", "PS", "palestinian_factions"),
        ("facility", "irgc", "construct", "SY", "irgc"),
    ],
)
def test_composed(
    actors: Actors, head: str, actor: str, via: str, country: str, expected: str | None
) -> None:
    assert composed(head, actor, via, country, actors) == expected


def test_scored_as(actors: Actors) -> None:
    assert scored_as("wagner", actors) == "russia"
    assert scored_as("hamas", actors) == "hamas"
