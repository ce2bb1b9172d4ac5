"""The sample corpus is whole, and the reading of it stays above its floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rasad.evaluate.floors import below
from rasad.evaluate.gold import load_gold, predictions_of
from rasad.evaluate.score import score
from rasad.export.benchmark import events_of
from rasad.kit import DATA, load_kit
from rasad.kit.codebook import load_codebook
from rasad.pipeline import Coded, code_document

SAMPLES = DATA / "samples"
FLOORS = Path(__file__).parent / "floors-samples.toml"
FILES = sorted(SAMPLES.glob("*.json"))
IDS = [f.stem for f in FILES]
# Full of the words of war, and no war in them.
WITHOUT_EVENTS = [
    pytest.param("sample-23", id="sport"),
    pytest.param("sample-24", id="weather"),
]


@pytest.fixture(scope="module")
def read():
    kit = load_kit()
    gold = load_gold(SAMPLES)
    results = {d.id: code_document(d.document, kit) for d in gold}
    return gold, results


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_sample_says_that_it_is_composed(path):
    sample = json.loads(path.read_text("utf-8"))
    assert sample["id"] == path.stem
    assert sample["about"].startswith("Composed sample, not a real report")
    assert sample["outlet"].endswith("(\u0645\u062b\u0627\u0644)") and sample["url"] is None
    assert 30 <= len(sample["text"].split()) <= 180


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_sample_is_annotated_by_the_codebook(path):
    sample = json.loads(path.read_text("utf-8"))
    types = load_codebook(DATA / "codebook.toml")
    for event in sample["events"]:
        assert event["type"] in types
        assert sample["text"].count(event["quote"]) == 1
        assert event["reality"] in ("actual", "denied", "planned")
        for role in ("location", "origin", "destination"):
            assert all(place in sample["text"] for place in event[role])


def test_the_samples_cover_the_codebook():
    events = [e for f in FILES for e in json.loads(f.read_text("utf-8"))["events"]]
    assert {e["type"] for e in events} == set(load_codebook(DATA / "codebook.toml"))
    told_by = {}
    for e in events:
        if "incident" in e:
            told_by.setdefault(e["incident"], []).append((str(e["killed"]), str(e["injured"])))
    assert len(told_by) == 6
    assert all(len(set(tolls)) >= 3 for tolls in told_by.values())


def test_every_sample_is_read(read):
    _, results = read
    assert [r for r in results.values() if not isinstance(r, Coded)] == []


@pytest.mark.parametrize("name", WITHOUT_EVENTS)
def test_sport_and_weather_tell_no_events(read, name):
    _, results = read
    assert results[name].mentions == ()


def test_every_value_quotes_the_text_or_names_a_rule(read):
    _, results = read
    for result in results.values():
        text = result.document.text
        for mention in result.mentions:
            assert mention.trigger.end <= len(text)
            assert mention.evidence and all(span.end <= len(text) for span in mention.evidence)
            values = [
                *mention.initiators,
                *mention.targets,
                *mention.places,
                mention.when,
                mention.killed,
                mention.injured,
            ]
            values += [mention.reality, mention.attribution, mention.source]
            for value in values:
                assert value is None or value.rule
                assert value is None or value.span is None or value.span.of(text).strip()


def test_the_reading_of_the_samples_stays_above_its_floors(read):
    if not FLOORS.exists():
        pytest.skip(
            f"{FLOORS.name} is missing: measure with `rasad evaluate src/rasad/data/samples --json` and write it"
        )
    gold, results = read
    predicted = {
        name: predictions_of(events_of(r.mentions)) for name, r in results.items() if isinstance(r, Coded)
    }
    assert below(score(gold, predicted), FLOORS, "samples") == []
