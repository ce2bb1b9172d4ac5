from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import rasad
from rasad.errors import DataError
from rasad.kit.text import TextData, load_text
from rasad.text.fold import fold, fold_form
from rasad.text.layout import lay_out

FOLDER = Path(rasad.__path__[0]) / "data" / "text"
BEFORE = "قصف يستهدف أطراف البلدة\nقالت مصادر محلية في البلدة إن القصف تجدد فجر اليوم على الأطراف الشرقية للمدينة.\n"
AFTER = "\nوأضافت المصادر ذاتها أن الأهالي غادروا منازلهم نحو القرى المجاورة خوفاً من تجدد القصف."


def _examples(name: str, table: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((FOLDER / name).read_text("utf-8"))[table])


@pytest.fixture(scope="module")
def data() -> TextData:
    return load_text(FOLDER)


@pytest.mark.parametrize(
    "example", _examples("spelling.examples.toml", "must") + _examples("spelling.examples.toml", "must_not")
)
def test_broken_words(data: TextData, example: dict[str, Any]) -> None:
    known = frozenset(fold_form(word, data.spelling) for word in example.get("known", []))
    assert fold(example["text"], data.spelling, known).text == example["folded"]


def _kind(data: TextData, line: str) -> str:
    folded = fold(BEFORE + line + AFTER, data.spelling)
    at = folded.folded(len(BEFORE) + len(line) // 2)
    return next(s.kind for s in lay_out(folded, data.layout) if s.start <= at < s.end)


@pytest.mark.parametrize("example", _examples("layout.examples.toml", "must"))
def test_furniture_is_told(data: TextData, example: dict[str, Any]) -> None:
    assert _kind(data, example["line"]) == "furniture"


@pytest.mark.parametrize("example", _examples("layout.examples.toml", "must_not"))
def test_prose_is_not_taken_for_furniture(data: TextData, example: dict[str, Any]) -> None:
    assert _kind(data, example["line"]) in ("body", "item")


def test_every_furniture_rule_has_both_examples(data: TextData) -> None:
    rules = {row["id"]: row["match"] for row in _examples("layout.toml", "furniture")}
    for table in ("must", "must_not"):
        assert set(rules) <= {example["rule"] for example in _examples("layout.examples.toml", table)}
    for example in _examples("layout.examples.toml", "must"):
        if match := rules.get(example["rule"]):
            assert re.match(fold_form(match, data.spelling), fold_form(example["line"], data.spelling)), (
                example
            )


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("spelling.toml", '"0300-036F"', '"zz"', "is no code point"),
        ("spelling.toml", 'from = "ژ"', 'from = "پ"', "is folded twice"),
        ("spelling.toml", 'to = "ز"', 'to = "أ"', "itself folds"),
        ("spelling.toml", "tatweel = ", "tatwel = ", "unknown key tatwel"),
        ("spelling.toml", "[broken]", "[broken", "not valid TOML"),
        ("clitics.toml", '"وب"', '"و"', "stands twice"),
        ("inflection.toml", '"{1}ة: s"', '"{7}ة: s"', "group that match does not have"),
        ("inflection.toml", '"{1}ة: s"', '"{1}ة: singular"', "features"),
        ("inflection.toml", "match = '(.+)ة'", "match = '(.+ة'", "match"),
        ("layout.toml", "question = 60", "question = 0", "positive number"),
        ("layout.toml", 'id = "link"', 'name = "link"', "unknown key name"),
        ("layout.toml", "(?:https?://", "(https?://", "write groups"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, name: str, old: str, new: str, message: str) -> None:
    folder = tmp_path / "text"
    shutil.copytree(FOLDER, folder)
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError, match=rf"{name}:\d+: .*{message}"):
        load_text(folder)
