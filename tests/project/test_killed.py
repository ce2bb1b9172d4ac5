"""Whatever is killed, and whoever adds at the same time: what was confirmed is there, and running again completes it."""

import random

import pytest

import reports
from processes import Worker
from rasad import pipeline
from rasad.project import Project
from rasad.project import add as adding
from rasad.project import recode as recoding
from rasad.project.add import add
from rasad.project.check import Checked, check
from rasad.project.recode import Recoding, recode
from reports import LATER, MAKER, contents

NUMBER = 96


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(adding, "_AT_ONCE", 8)
    monkeypatch.setattr(recoding, "_AT_ONCE", 8)
    monkeypatch.setattr(pipeline, "read", reports.read)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What a project holds in which nothing was killed: after adding, and after reading again."""
    with pytest.MonkeyPatch.context() as patch, Project.create(tmp_path_factory.mktemp("u") / "u.rasad") as project:
        patch.setattr(pipeline, "read", reports.read)
        assert len(list(add(project, reports.reports(NUMBER), None, MAKER))) == NUMBER
        added = contents(project.all_told())
        patch.setattr(pipeline, "read", reports.read_otherwise)
        list(recode(project, Recoding(None, LATER)))
        return added, contents(project.all_told())


def work_of_adding(where, begin=0, number=NUMBER):
    def work(confirm):
        with Project.create(where) as project:
            for outcome in add(project, reports.reports(number, begin), None, MAKER):
                confirm(outcome.key)

    return work


def is_whole(project) -> bool:
    return list(check(project, Checked())) == []


def test_adding_that_is_killed_loses_nothing_that_it_told(project_url, undisturbed):
    chance = random.Random(4)
    confirmed: set[str] = set()
    for _ in range(3):
        worker = Worker(work_of_adding(project_url))
        worker.wait_for(chance.randrange(NUMBER - 20))  # 0: while the project is made
        confirmed |= set(worker.kill())
        with Project.create(project_url) as project:
            assert confirmed <= set(project.documents(confirmed))
            assert is_whole(project)
    assert confirmed, "it was killed before it had done anything"
    Worker(work_of_adding(project_url)).end()
    with Project.open(project_url) as project:
        assert contents(project.all_told()) == undisturbed[0]
        assert is_whole(project)


def test_reading_again_that_is_killed_goes_on_where_it_was(project_url, undisturbed, monkeypatch):
    Worker(work_of_adding(project_url)).end()
    monkeypatch.setattr(pipeline, "read", reports.read_otherwise)

    def work(confirm):
        with Project.open(project_url) as project:
            for one in recode(project, Recoding(None, LATER)):
                confirm(one.key)

    chance = random.Random(5)
    confirmed: list[str] = []
    for _ in range(3):
        worker = Worker(work)
        worker.wait_for(chance.randrange(1, 40))
        confirmed += worker.kill()
        with Project.open(project_url) as project:
            assert is_whole(project)
            for told in project.all_told():
                assert told.mention.type == "shelling" or told.document_key not in confirmed
    rest = Worker(work).end()
    # What was stored but not yet told when it was killed is neither in the one nor in the other.
    assert not set(confirmed) & set(rest) and 0 < len(rest) < NUMBER
    with Project.open(project_url) as project:
        assert contents(project.all_told()) == undisturbed[1]


def test_two_processes_that_add_at_once_lose_nothing(project_url, undisturbed):
    """The one adds the first two thirds, the other the last two thirds; neither finds the project there."""
    third = NUMBER // 3
    workers = [Worker(work_of_adding(project_url, 0, 2 * third)), Worker(work_of_adding(project_url, third, NUMBER - third))]
    told = [set(worker.end()) for worker in workers]
    assert len(told[0] | told[1]) == NUMBER
    with Project.open(project_url) as project:
        assert contents(project.all_told()) == undisturbed[0]
        assert is_whole(project)
