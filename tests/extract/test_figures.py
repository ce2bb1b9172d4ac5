import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rasad
from rasad.extract.figures import Toll, find_quantities, find_tolls
from rasad.kit.figures import FigureData, load_figures
from rasad.kit.text import load_text
from rasad.text.fold import fold

DATA = Path(rasad.__file__).parent / "data"
TEXT = load_text(DATA / "text")
FIGURES = load_figures(DATA / "figures", TEXT)


def _examples(name: str, table: str) -> list[Any]:
    entries = tomllib.loads((DATA / "figures" / f"{name}.examples.toml").read_text("utf-8"))[table]
    return [pytest.param(entry, id=entry["text"]) for entry in entries]


def _read(source: str, figures: FigureData = FIGURES) -> tuple[str, list[Toll]]:
    text = fold(source, TEXT.spelling).text
    return text, find_tolls(text, 0, len(text), figures)


def _told(toll: Toll) -> str:
    high = "-" if toll.high is None else toll.high
    return f"{toll.kind} {toll.low} {high}" + (" part" if toll.part_of is not None else "")


@pytest.mark.parametrize("example", _examples("cues", "must"))
def test_tolls_that_must_be_read(example: dict[str, Any]) -> None:
    _, tolls = _read(example["text"])
    assert sorted(map(_told, tolls)) == sorted(example["tolls"])
    if "people" in example:
        assert tolls[0].people == example["people"]


@pytest.mark.parametrize("example", _examples("cues", "must_not"))
def test_tolls_that_must_not_be_read(example: dict[str, Any]) -> None:
    _, tolls = _read(example["text"])
    told = set(map(_told, tolls))
    assert not (told & set(example["tolls"]) if "tolls" in example else told)


@pytest.mark.parametrize("example", _examples("numbers", "must"))
def test_quantities_that_must_be_read(example: dict[str, Any]) -> None:
    text = fold(example["text"], TEXT.spelling).text
    found = find_quantities(text, 0, len(text), FIGURES)
    assert [f"{q.low} {'-' if q.high is None else q.high}" for q in found] == example["quantities"]


@pytest.mark.parametrize("example", _examples("numbers", "must_not"))
def test_quantities_that_must_not_be_read(example: dict[str, Any]) -> None:
    text = fold(example["text"], TEXT.spelling).text
    assert find_quantities(text, 0, len(text), FIGURES) == []


def test_spans_quote_number_noun_and_cue() -> None:
    text, tolls = _read("وقال إن القصف أدى لمقتل 3 جنود")
    (toll,) = tolls
    assert text[toll.start : toll.end] == "3 جنود"
    assert text[toll.cue_start : toll.cue_end] == "مقتل"
    assert toll.people_start is not None
    assert text[toll.people_start : toll.people_end] == "جنود"


def test_only_the_given_stretch_is_read() -> None:
    text = fold("مقتل 3 جنود. مقتل 5 مدنيين", TEXT.spelling).text
    cut = text.index(".") + 1
    (toll,) = find_tolls(text, cut, len(text), FIGURES)
    assert (toll.low, toll.start > cut) == (5, True)


def test_a_part_points_at_its_whole() -> None:
    _, tolls = _read("قتل 39 شخصا على الأقل في الانفجار، بينهم 12 طفلا")
    assert [t.part_of for t in tolls] == [None, 0]


def test_coordinated_tolls_share_their_cue() -> None:
    _, tolls = _read("مقتل 7 جنود وأربعة ضباط")
    assert len({t.cue_start for t in tolls}) == 1
    assert [t.low for t in tolls] == [7, 4]


@pytest.mark.parametrize(
    "source", ["لمقتل 4 جنود", "وبمقتل 4 جنود", "ومقتل 4 جنود", "مَقْتَل ٤ جنود", "مقتل۴ جنود"]
)
def test_clitics_marks_and_digits(source: str) -> None:
    _, tolls = _read(source)
    assert [_told(t) for t in tolls] == ["killed 4 4"]


_PIECES = sorted({*FIGURES.triggers, *list(FIGURES.people)[:200], *list(FIGURES.words)[:400]})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*_PIECES, "3", "20", "،", ".", "و", "الـ", "بينهم", '"']), max_size=25))
def test_any_words_give_sound_tolls(words: list[str]) -> None:
    text = fold(" ".join(words), TEXT.spelling).text
    tolls = find_tolls(text, 0, len(text), FIGURES)
    for index, toll in enumerate(tolls):
        assert 0 <= toll.start < toll.end <= len(text)
        assert 0 <= toll.cue_start < toll.cue_end <= len(text)
        assert toll.low >= 0
        assert toll.high is None or toll.high >= toll.low
        assert toll.part_of is None or (toll.part_of != index and tolls[toll.part_of].part_of is None)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(source: str) -> None:
    text = fold(source, TEXT.spelling).text
    find_tolls(text, 0, len(text), FIGURES)
    find_quantities(text, 0, len(text), FIGURES)


@pytest.mark.parametrize("piece", ["قتل 3 اشخاص و", "عدد القتلى ", "مقتل و", "بينهم 3 اطفال ", "دون وقوع "])
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        text = fold(piece * times, TEXT.spelling).text
        start = time.process_time()
        find_tolls(text, 0, len(text), FIGURES)
        return time.process_time() - start

    small, large = min(seconds(400) for _ in range(3)), min(seconds(3200) for _ in range(3))
    assert large < 40 * small + 0.02
