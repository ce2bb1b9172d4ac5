"""The date tables and rules: every rule reads its examples and no counter-example, and faults name their line."""

from __future__ import annotations

import pickle
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

import rasad
from rasad.errors import DataError
from rasad.kit.text import load_text
from rasad.kit.time import TimeData, load_time
from rasad.resolve.time import RESOLVERS, find_times
from rasad.text.fold import Spelling, fold, fold_form

DATA = Path(rasad.__file__).parent / "data"
FOLDER = DATA / "time"
EXAMPLES = tomllib.loads((FOLDER / "rules.examples.toml").read_text("utf-8"))
RULES = tomllib.loads((FOLDER / "rules.toml").read_text("utf-8"))["rule"]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return load_text(DATA / "text").spelling


@pytest.fixture(scope="module")
def time(spelling: Spelling) -> TimeData:
    return load_time(FOLDER, spelling)


@pytest.mark.parametrize("example", EXAMPLES["must"], ids=lambda e: f"{e['rule']}: {e['text']}")
def test_must(example: dict[str, Any], spelling: Spelling, time: TimeData) -> None:
    folded = fold(example["text"], spelling)
    found = find_times(folded.text, 0, len(folded.text), EXAMPLES["published"], time)
    read = [(m.rule, folded.span(m.start, m.end).of(example["text"]), m.kind, m.first, m.last) for m in found]
    assert (
        example["rule"],
        example["quote"],
        example["kind"],
        example.get("first"),
        example.get("last"),
    ) in read


@pytest.mark.parametrize("example", EXAMPLES["must_not"], ids=lambda e: f"{e['rule']}: {e['text']}")
def test_must_not(example: dict[str, Any], spelling: Spelling, time: TimeData) -> None:
    folded = fold(example["text"], spelling).text
    found = find_times(folded, 0, len(folded), EXAMPLES["published"], time)
    assert example["rule"] not in [m.rule for m in found]


def test_every_rule_has_both_examples_and_a_resolver() -> None:
    names = {rule["name"] for rule in RULES}
    assert names == {e["rule"] for e in EXAMPLES["must"]} == {e["rule"] for e in EXAMPLES["must_not"]}
    assert {rule["resolve"] for rule in RULES} <= set(RESOLVERS)


def test_data_pickles(time: TimeData) -> None:
    again = pickle.loads(pickle.dumps(time))
    assert again == time


@pytest.mark.parametrize("locale", ["ar_EG", "ar_SY", "ar_IQ", "ar_LB", "ar_SA", "ar_DZ", "ar_TN", "ar_MA"])
def test_months_of_cldr_are_known(locale: str, spelling: Spelling, time: TimeData) -> None:
    names = Locale.parse(locale).months["format"]["wide"]
    for number, name in names.items():
        first, *rest = fold_form(name, spelling).split()
        if rest:
            senses = dict(time.phrases[first])[tuple(rest)].senses
        else:
            senses = time.words[first].senses
        assert senses["month"] == ("gregorian", number), name


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("rules.toml", 'patterns = ["{tonight}"', 'patterns = ["{to_night}"', "unknown class to_night"),
        ("rules.toml", 'patterns = ["{tonight}"', 'patterns = ["tonight"', "cannot read tonight"),
        ("rules.toml", 'patterns = ["{tonight}"', 'patterns = ["{tonight} <no_such>"', "unknown macro"),
        ("rules.toml", 'name = "tonight"', 'name = "today"', "a second rule named today"),
        ("rules.toml", 'not_after = ["birthday"]', 'not_after = ["bday"]', "unknown class bday"),
        ("words.csv", "weekday,0,all,", "weekday,0,some,", "clitics must be"),
        ("months.csv", "1,gregorian,strong,western", "13,gregorian,strong,western", "month must be 1 to 12"),
        ("numbers.csv", "unit,1,", "unit,one,", "whole number"),
        ("named_days.csv", "10,7,2023", "10,7,MMXXIII", "whole numbers"),
    ],
)
def test_faults_name_their_line(
    tmp_path: Path, spelling: Spelling, file: str, old: str, new: str, says: str
) -> None:
    folder = tmp_path / "time"
    shutil.copytree(FOLDER, folder)
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError, match=rf"{file}:\d+: .*{says}"):
        load_time(folder, spelling)
