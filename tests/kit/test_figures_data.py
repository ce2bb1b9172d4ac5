import pickle
from pathlib import Path

import pytest

import rasad
from rasad.errors import DataError
from rasad.kit.figures import CLASSES, FigureData, load_figures
from rasad.kit.text import TextData, load_text

DATA = Path(rasad.__file__).parent / "data"


@pytest.fixture(scope="module")
def text() -> TextData:
    return load_text(DATA / "text")


@pytest.fixture(scope="module")
def figures(text: TextData) -> FigureData:
    return load_figures(DATA / "figures", text)


def test_the_people_are_many_and_of_known_kinds(figures: FigureData) -> None:
    assert len({noun.id for noun in figures.people.values()}) >= 200
    assert {noun.number for noun in figures.people.values()} == {"s", "d", "p", "a"}


@pytest.mark.parametrize(
    ("form", "identity", "number"),
    [
        ("طفلا", "child", "s"),
        ("طفلين", "child", "d"),
        ("اطفال", "child", "p"),
        ("جنديان", "conscript", "d"),
        ("فلسطينيين", "palestinian", "a"),
        ("صحفيات", "journalist", "p"),
        ("مسعفون", "medic", "p"),
    ],
)
def test_forms_of_persons(figures: FigureData, form: str, identity: str, number: str) -> None:
    noun = figures.people[form]
    assert (noun.id, noun.number) == (identity, number)


def test_countries_are_no_persons(figures: FigureData) -> None:
    assert not {"سوريا", "ليبيا", "تركيا", "روسيا"} & set(figures.people)


def test_pickles(figures: FigureData) -> None:
    assert pickle.loads(pickle.dumps(figures)) == figures


def test_only_folded_letters(figures: FigureData, text: TextData) -> None:
    from rasad.text.fold import fold_form

    for form in [*figures.words, *figures.owned, *figures.triggers]:
        assert fold_form(form, text.spelling) == form


def _copy(tmp_path: Path, name: str, change: tuple[str, str]) -> Path:
    for path in (DATA / "figures").glob("*.toml"):
        content = path.read_text("utf-8")
        if path.name == name:
            assert change[0] in content
            content = content.replace(*change, 1)
        (tmp_path / path.name).write_text(content, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("people.toml", ('kind = "civilian"', 'kind = "martian"'), r"people\.toml:\d+: kind must be one of"),
        ("people.toml", ('id = "woman"', 'id = "man"'), r"people\.toml:\d+: people man stands twice"),
        (
            "numbers.toml",
            ("value = 3\n", 'value = "3"\n'),
            r"numbers\.toml:\d+: value must be a whole number",
        ),
        ("numbers.toml", ('op = "more"', 'op = "most"'), r"numbers\.toml:\d+: op must be one of"),
        ("words.toml", ('id = "part"', 'id = "parts"'), r"words\.toml:\d+: id must be one of"),
        ("cues.toml", ('type = "noun"', 'type = "word"'), r"cues\.toml:\d+: type must be one of"),
        ("cues.toml", ("named = true", "namely = true"), r"cues\.toml:\d+: unknown key namely"),
    ],
)
def test_faults_point_at_their_line(
    text: TextData, tmp_path: Path, name: str, change: tuple[str, str], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        load_figures(_copy(tmp_path, name, change), text)


def test_every_class_is_used() -> None:
    sources = "".join(path.read_text("utf-8") for path in (DATA.parent / "extract").glob("figures*.py")) + (
        DATA.parent / "kit" / "figures.py"
    ).read_text("utf-8")
    unused = {c for c in CLASSES if sources.count(f'"{c}"') < 2}
    assert not unused
