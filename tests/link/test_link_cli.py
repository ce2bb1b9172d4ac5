"""The commands of linking: records with the event that they tell, and why two of them do or do not."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner

from rasad.cli import main
from rasad.evaluate.gold import load_gold
from rasad.kit import DATA

ROOT = Path(__file__).parents[2]
SAMPLES = DATA / "samples"
STRIKES = [SAMPLES / f"sample-{n:02}.json" for n in (1, 2, 3, 13)]


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    file = tmp_path_factory.mktemp("linked") / "events.jsonl"
    answer = run("code", *STRIKES, "--link", "-o", file)
    assert answer.exit_code == 0, answer.output
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def strikes(records):
    return {row["document"]: row for row in records if row["type"] == "air_strike"}


def test_reports_of_one_strike_get_one_event(records):
    found = strikes(records)
    assert found["sample-01"]["event"] == found["sample-02"]["event"] == found["sample-03"]["event"]
    assert found["sample-13"]["event"] != found["sample-01"]["event"]
    assert len({(row["document"], row["event"]) for row in records}) == len(records)


def test_the_order_of_the_reports_does_not_matter(records):
    answer = run("code", *reversed(STRIKES), "--link")
    again = {row["id"]: row["event"] for row in map(json.loads, answer.stdout.splitlines())}
    assert again == {row["id"]: row["event"] for row in records}


def test_the_benchmark_format_names_the_incident(records):
    answer = run("code", STRIKES[0], "--link", "--format", "benchmark")
    (row,) = map(json.loads, answer.stdout.splitlines())
    assert all(event["incident"] for event in row["events"])


def test_link_with_a_format_that_cannot_hold_it_is_refused(tmp_path):
    answer = run("code", STRIKES[0], "--link", "-o", tmp_path / "events.csv")
    assert answer.exit_code == 2 and "rasad add" in answer.output


def test_two_records_of_one_event_are_explained(records):
    found = strikes(records)
    answer = run("explain-link", found["sample-02"]["id"], found["sample-03"]["id"][:10], *STRIKES)
    assert answer.exit_code == 0, answer.output
    assert "linked: " in answer.output and "They are compared since" in answer.output
    for feature in ("type", "time", "place", "initiator", "target", "killed"):
        assert f"\n{feature} " in answer.output


def test_two_events_are_explained(records):
    found = strikes(records)
    answer = run("explain-link", found["sample-01"]["id"], found["sample-13"]["id"], *STRIKES)
    assert "APART" in answer.output and "clearly two events" in answer.output and "share no block" in answer.output


@pytest.mark.parametrize(
    "arguments, told",
    [
        (("ffff", "eeee", STRIKES[0]), "ffff: no record of these reports has this id"),
        (("", "", STRIKES[0]), "records begin so; write more of the id"),
        (("a", "b"), "or a project with --project"),
    ],
)
def test_what_is_wrong_is_said(arguments, told):
    answer = run("explain-link", *arguments)
    assert answer.exit_code == 2 and told in answer.output


def test_events_of_the_samples_are_found():
    """Pairs of mentions whose documents tell one incident, by type, against the incidents annotated in the samples."""
    answer = run("code", SAMPLES, "--link", "--format", "benchmark")
    told = {row["id"]: row["events"] for row in map(json.loads, answer.stdout.splitlines())}
    gold, found = {}, {}
    for document in load_gold(SAMPLES):
        for record in document.events:
            start, end = record.record.spans[0]
            for event in told[document.id]:
                overlap = any(s < end and start < e for s, e in event["evidence"])
                # A denial belongs to the event that it is about; the annotation has it as one of its own.
                told_so = event["reality"] == "actual" and not record.optional
                if overlap and event["type"] in record.types and told_so:
                    key = (document.id, start)
                    gold[key] = record.record.incident or key
                    found[key] = event["incident"]
    same = {pair for pair in combinations(sorted(gold), 2) if gold[pair[0]] == gold[pair[1]]}
    linked = {pair for pair in combinations(sorted(gold), 2) if found[pair[0]] == found[pair[1]]}
    right = len(same & linked)
    assert right / len(linked) >= 0.9, sorted(linked - same)
    assert right / len(same) >= 0.8, sorted(same - linked)


def test_the_benchmark_runs():
    command = [sys.executable, ROOT / "benchmarks" / "linking.py", "--one", "400", "--jobs", "2"]
    row = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert row["precision"] > 0.9 and row["recall"] > 0.7


def test_two_records_of_a_project_are_explained(tmp_path):
    project = tmp_path / "small.rasad"
    assert run("add", *STRIKES[1:3], "-p", project).exit_code == 0
    listed = [json.loads(line) for line in run("events", "-p", project).stdout.splitlines()]
    (strike,) = [event for event in listed if event["type"] == "air_strike"]
    alone = next(event for event in listed if len(event["mentions"]) == 1)
    answer = run("explain-link", *strike["mentions"], "-p", project)
    assert answer.exit_code == 0 and "\nkilled " in answer.output
    assert run("explain-link", strike["mentions"][0], alone["id"], "-p", project).exit_code == 0
    several = run("explain-link", strike["id"], alone["id"], "-p", project)
    assert several.exit_code == 2 and "2 records are meant" in several.output
    gone = run("explain-link", "zzzz", alone["id"], "-p", project)
    assert gone.exit_code == 2 and "holds no record with this id" in gone.output
