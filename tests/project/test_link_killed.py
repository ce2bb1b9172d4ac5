"""Processes killed at any moment, and several at once: what was confirmed is there, and linking goes on to the same events."""

from __future__ import annotations

import random

import pytest
from making import MAKER, add, all_events, decide, event_with, key, link, report

from processes import Confirm, Worker
from rasad.errors import ConfigurationError, ConflictError
from rasad.project import Project
from rasad.project.relink import Linking, link_project
from rasad.store import judgements as rows
from rasad.store import links
from telling import kit

TOWNS = ("sy-mayadin", "sy-abu-kamal", "sy-deir-ez-zor")


@pytest.fixture(autouse=True)
def _loaded() -> None:
    """The kit is loaded here once, not in each process."""
    kit()


def link_all(project: Project, confirm: Confirm) -> None:
    link(project, 3)


def link_whole(project: Project, confirm: Confirm) -> None:
    for _ in link_project(project, Linking(kit(), MAKER, whole=True))[1]:
        confirm("step")


def judge_on(seed: int, keys: list[str]):
    """Decides again and again, on this and that."""

    def work(project: Project, confirm: Confirm) -> None:
        rng = random.Random(seed)
        while True:
            kind, words = rng.choice(["accept", "correct", "note", "undo"]), str(rng.randrange(1, 90))
            more = {"correct": {"field": "killed", "words": words}, "note": {"note": words}}.get(kind, {})
            try:
                what = rng.choice(judged(project)) if kind == "undo" else rng.choice(keys)
                made = decide(project, kind, what, by=words, **more)
            except (ConfigurationError, ConflictError, IndexError):
                continue  # what chance asked for cannot be decided
            confirm(made.judgement.id)

    return work


def add_some(name: str):
    def work(project: Project, confirm: Confirm) -> None:
        for number in range(8):
            coded = report(f"{name}n{number}x", {"where": TOWNS[number % 3], "killed": number % 4 + 1})
            add(project, coded)
            confirm(key(coded))

    return work


def judged(project: Project) -> list[str]:
    with project.reading() as connection:
        return [held.judgement.id for held in rows.all_of(connection)]


def reports(count: int):
    return [report(f"r{n}x", {"where": TOWNS[n % 3], "killed": n % 4 + 1}, {"where": TOWNS[n % 2], "day": 1}) for n in range(count)]


def sound(project) -> None:
    """Every current mention that is not pending is in exactly one event, and every event has its mentions."""
    with project.reading() as connection:
        one = connection.exec_driver_sql(
            "SELECT count(*) FROM mention WHERE current AND NOT pending AND seq NOT IN (SELECT mention FROM event_mention)"
        ).scalar_one()
        empty = connection.exec_driver_sql("SELECT count(*) FROM event WHERE seq NOT IN (SELECT event FROM event_mention)").scalar_one()
    assert (one, empty) == (0, 0)
    for event in all_events(project).values():
        assert all(event_with(project, mention).id == event.id for mention in event.mentions)


def from_scratch(project) -> None:
    for _ in link_project(project, Linking(kit(), MAKER, whole=True))[1]:
        pass


def test_linking_killed_at_any_moment_goes_on(project):
    rng = random.Random(1)
    project.add_coded(reports(24), MAKER)
    for work in (link_all, link_all, link_all, link_whole, link_whole, link_whole):
        Worker(work, project).go().kill(rng.uniform(0.0, 0.4))
        sound(project)
    for _ in link_project(project, Linking(kit(), MAKER))[1]:
        pass
    with project.reading() as connection:
        assert not links.count_waiting(connection) and not links.unfinished(connection)
    sound(project)
    grown = all_events(project)
    from_scratch(project)
    assert all_events(project) == grown


def test_a_decision_that_was_confirmed_is_there_after_a_kill(project):
    rng = random.Random(2)
    made = reports(6)
    add(project, *made)
    keys = [key(coded, n) for coded in made for n in (0, 1)]
    confirmed: list[str] = []
    for number in range(5):
        confirmed += Worker(judge_on(number, keys), project).go().wait_for(1).kill(rng.uniform(0.2, 0.7))
        stored = judged(project)
        assert set(confirmed) <= set(stored) and len(stored) <= len(confirmed) + number + 1
        sound(project)
    assert confirmed
    grown = all_events(project)
    from_scratch(project)
    assert all_events(project) == grown


def test_two_that_add_and_one_that_decides_lose_nothing(project):
    made = reports(4)
    add(project, *made)
    keys = [key(coded, n) for coded in made for n in (0, 1)]
    workers = [Worker(work, project) for work in (judge_on(5, keys), add_some("left"), add_some("right"))]
    reviewer, *adders = [worker.go() for worker in workers]
    added = [line for adder in adders for line in adder.end()]
    confirmed = reviewer.wait_for(1).kill()
    assert confirmed and len(added) == 16
    with project.reading() as connection:
        there = links.numbers(connection, added)
    assert set(confirmed) <= set(judged(project)) and set(there) == set(added)
    link(project)
    sound(project)
    grown = all_events(project)
    assert {mention for event in grown.values() for mention in event.mentions} >= set(added)
    from_scratch(project)
    assert all_events(project) == grown
