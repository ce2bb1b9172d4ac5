"""The census counts what fired on a corpus, names what never did, and finds unknown words beside triggers."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from rasad.cli import main
from rasad.evaluate.census import GROUPS, Census
from rasad.kit import load_kit
from rasad.model import Document

TEXTS = [
    "وقصفت قوات النظام بلدة سرمين أمس، ما أدى إلى مقتل ثلاثة مدنيين.",
    "واندلعت اشتباكات زغلوطية بين الجيش السوداني وقوات الدعم السريع. واشتباكات زغلوطية أخرى.",
    "كان الطقس زغلوطيا اليوم.",
]


@pytest.fixture(scope="module")
def census() -> Census:
    found = Census(load_kit())
    for number, text in enumerate(TEXTS):
        found.add(Document(str(number), text, published=date(2020, 1, 6)))
    return found


def test_it_counts_documents_records_and_triggers(census: Census) -> None:
    assert census.documents == 3 and census.mentions >= 2
    triggers = {line.name: line for line in census.lines("trigger")}
    assert triggers["bombard"].fired == 1 == triggers["bombard"].seen
    assert set(triggers) == set(census.kit.events.triggers)
    assert "bombard" not in {line.name for line in census.dead("trigger")} and census.dead("trigger")


def test_every_group_is_counted(census: Census) -> None:
    fired = {group: {line.name for line in census.lines(group) if line.fired} for group in GROUPS}
    assert "yesterday" in fired["time rule"] and "killing" in fired["casualty cue"]
    assert {"syria_gov", "civilians"} <= fired["actor"] and "town" in fired["place class"]
    assert not any(name.startswith("p.") for name in fired["class"])
    for group in ("rule of who", "rule of where", "rule of when", "rule of the figures", "rule of reality", "binding"):
        assert fired[group], group
    for group in GROUPS:
        if entries := census.entries(group):
            assert {line.name for line in census.lines(group)} >= set(entries), group


def test_every_name_counted_is_an_entry_of_the_kit(census: Census) -> None:
    for group in ("trigger", "class", "head", "people", "casualty cue"):
        strange = {line.name for line in census.lines(group)} - set(census.entries(group))
        assert strange - {"zero", "zero_implied"} <= {m.kind for m in census.kit.means.values()}, group


def test_unknown_words_beside_triggers_come_first(census: Census) -> None:
    (first, *_) = census.unknown(1)
    assert first.word == "زغلوطيه" and (first.near, first.everywhere) == (1, 2) and first.triggers == ("clash",)
    assert "زغلوطيا" not in {found.word for found in census.unknown()}


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    (tmp_path / "bad.json").write_text("{", "utf-8")
    return str(tmp_path)


def test_the_screen_names_what_never_fired(corpus: str) -> None:
    answer = CliRunner().invoke(main, ["kit", "stats", corpus, "--top", "3"])
    assert answer.exit_code == 0 and "3 documents" in answer.stdout and "bad.json" in answer.stderr
    assert "unknown words within 3 words of a trigger" in answer.stdout
    assert "never fired" in answer.stdout and "rule of who" in answer.stdout and "--top 0 shows all" in answer.stdout
    assert max(len(line) for line in answer.stdout.splitlines()) <= 120


def test_json_and_csv_hold_everything(corpus: str) -> None:
    told = json.loads(CliRunner().invoke(main, ["kit", "stats", corpus, "--json"]).stdout)
    assert told["documents"] == 3 and set(told["groups"]) == set(GROUPS) and told["folders"]["places"][0] > 8
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(main, ["kit", "stats", corpus, "--csv"]).stdout)))
    assert {row["group"] for row in rows} == {*GROUPS, "unknown word"} - {g for g in GROUPS if not told["groups"][g]}
    assert json.loads(CliRunner().invoke(main, ["kit", "stats", "--json"]).stdout)["forms"]["all"] > 10_000
    assert "needs INPUT" in CliRunner().invoke(main, ["kit", "stats", "--csv"]).stderr
