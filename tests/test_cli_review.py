"""The commands of review as a person calls them: link, events, show, judge; on one small project."""

import json
from io import StringIO

import pytest
from click.testing import CliRunner
from rich.console import Console

from rasad.cli import main
from rasad.cli.dossier import print_view
from rasad.kit import DATA
from rasad.project import Project
from rasad.project.view import view

SAMPLES = [str(DATA / "samples" / f"sample-0{n}.json") for n in range(1, 5)]


def rasad(*words, code=0):
    done = CliRunner().invoke(main, list(map(str, words)))
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def name(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("review") / "p.rasad")
    done = rasad("add", *SAMPLES, "-p", path, "--jobs", "1")
    assert "mentions linked; " in done.stderr
    return path


def listed(name, *query):
    return [json.loads(line) for line in rasad("events", *query, "-p", name).stdout.splitlines()]


def test_what_is_added_is_linked_and_listed(name):
    found = listed(name)
    assert found and [e["when"]["start"] for e in found if e["when"]] == sorted((e["when"]["start"] for e in found if e["when"]), reverse=True)
    assert {e["type"] for e in listed(name, f"type:{found[0]['type']}")} == {found[0]["type"]}


def test_linking_from_scratch_gives_the_same(name):
    before = listed(name)
    assert f"{len(before)} events" in rasad("link", "-p", name, "--from-scratch", "--jobs", "1").stderr
    assert listed(name) == before
    assert "0 mentions linked" in rasad("link", "-p", name).stderr


def test_an_event_is_shown_judged_and_shown_again(name):
    event = listed(name)[0]["id"]
    shown = json.loads(rasad("show", event[:10], "-p", name, "--json").stdout)
    assert shown["id"] == event and shown["decisions"] == [] and shown["told"][0]["mention"]["type"]
    done = rasad("judge", "correct", event, "killed", "7", "-p", name, "--by", "رنا", "--seen", shown["version"])
    decision = done.stderr.split("decision ")[1].split(";")[0]
    refused = rasad("judge", "accept", event, "-p", name, "--by", "omar", "--seen", shown["version"], code=2)
    assert "has changed since you saw it: killed set to 7 by" in refused.stderr
    rasad("judge", "accept", event, "-p", name, "--by", "omar", "--note", "both read")
    page = rasad("show", event, "-p", name).stdout
    for told in ("accepted", "7  (set by a reviewer)", "(reviewer)", "accepted by omar", "both read", "Reports", "Claims"):
        assert told in page
    rasad("judge", "undo", decision[:9], "-p", name, "--by", "omar")
    assert "(set by a reviewer)" not in rasad("show", event, "-p", name).stdout
    assert {e["id"] for e in listed(name, "state:accepted")} == {event}


def test_every_line_of_a_shown_event_closes_what_it_isolates(name):
    """Arabic of one cell must not reorder what stands beside it."""
    with Project.open(name) as project:
        for event in listed(name)[:6]:
            console = Console(width=100, record=True, file=StringIO())
            for one in view(project, event["id"]):
                print_view(one, console)
            for line in console.export_text().splitlines():
                assert line.count("\u2068") == line.count("\u2069"), line


@pytest.mark.parametrize(
    "words, told",
    [
        (("show", "ffffffff"), "no event or mention has the id 'ffffffff'"),
        (("judge", "accept", "ffffffff", "--by", "x"), "no event or mention has the id"),
        (("judge", "undo", "ffffffff", "--by", "x"), "no decision has the id"),
        (("events", "stat:open"), "there is no such field"),
    ],
)
def test_what_is_not_there_is_told(name, words, told):
    assert told in rasad(*words, "-p", name, code=2).stderr


def test_a_decision_needs_a_name(name, monkeypatch):
    monkeypatch.delenv("RASAD_REVIEWER", raising=False)
    assert "--by" in rasad("judge", "accept", "abcd", "-p", name, code=2).stderr


def test_a_project_that_is_not_there_is_told(tmp_path):
    for command in (("link",), ("events",), ("show", "abcd"), ("judge", "accept", "abcd", "--by", "x")):
        assert "there is no such project" in rasad(*command, "-p", tmp_path / "none.rasad", code=2).stderr
