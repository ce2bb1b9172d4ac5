"""Kept counts are those that counting anew gives, whatever was added, decided, taken back or indexed anew since, on both databases."""

import random

import pytest
from making import add, all_events, decide, report

from rasad.project import following
from rasad.project.following import Following
from rasad.project.search import index_all
from rasad.search.meaning import reader_of
from rasad.store import changes, counts, search_index
from telling import kit

READER = reader_of(kit())
PLACES = ("sy-abu-kamal", "sy-mayadin", "sy-raqqa", ())
QUERIES = ("", "-state:rejected", "state:open", "killed:>3", "place:sy-mayadin -state:rejected", "has:correction OR has:note", "-has:place", "id:nothing")


@pytest.fixture
def filled(project):
    add(project, *(report(f"r{n}x", {"killed": n + 1, "where": PLACES[n % 4]}, published=n + 1) for n in range(6)))
    for _ in index_all(project, READER):
        pass
    project.words = READER.words
    return project


def told(project, followed, query):
    with project.reading() as connection:
        found = followed.followed(connection, query)
        again = Following().followed(connection, query)
        assert (found.total, found.by) == (again.total, again.by), query.text
        assert bytes(found.members).rstrip(b"\0") == bytes(again.members).rstrip(b"\0"), query.text
    return found


def test_counts_follow_what_is_decided_and_added(filled, monkeypatch):
    followed, chance = Following(), random.Random(7)
    asked = [READER.query(query) for query in QUERIES]
    for query in asked:
        told(filled, followed, query)
    anew = []
    monkeypatch.setattr(counts, "counted", lambda c, q, *more, real=counts.counted: anew.append(q.text) or real(c, q, *more))
    for turn in range(6):
        ids = sorted(all_events(filled))
        one, two = chance.sample(ids, 2)
        if turn == 0:
            add(filled, report(f"new{turn}", {"killed": 20 + turn, "where": chance.choice(PLACES)}, published=9))
        elif turn == 1:
            decide(filled, "reject", one)
        elif turn == 2:
            decide(filled, "correct", two, field="killed", words=str(turn))
        elif turn == 3:
            decide(filled, "note", one, note="look again")
        elif turn == 4:
            alive = [id for id, event in all_events(filled).items() if event.state != "rejected"]
            decide(filled, "merge", *chance.sample(sorted(alive), 2))
        else:
            decide(filled, "accept", two)
        for query in asked:
            before = len(anew)
            with filled.reading() as connection:
                followed.followed(connection, query)
            assert anew[before:] == ([query.text] if "id:" in query.text else []), "brought up, not counted anew"
            told(filled, followed, query)
    followed._kept.clear()
    for query in asked:
        told(filled, followed, query)  # counted anew by columns that were brought up


def test_an_older_view_counts_what_it_sees(filled):
    followed, before = Following(), len(all_events(filled))
    with filled.reading() as old:
        old.exec_driver_sql("SELECT count(*) FROM event").scalar()
        decide(filled, "reject", next(iter(all_events(filled))))
        assert told(filled, followed, READER.query("")).total.events == before
        assert followed.followed(old, READER.query("-state:rejected")).total.events == before
    assert told(filled, followed, READER.query("-state:rejected AND has:place OR -state:rejected")).total.events == before - 1


def test_what_is_counted_as_before_keeps_its_mark(filled):
    followed, query = Following(), READER.query("")
    before = told(filled, followed, query)
    decide(filled, "accept", next(iter(all_events(filled))))
    after = told(filled, followed, query)
    same = {name for name in before.marks if before.marks[name] == after.marks[name]}
    assert same == {"spot", "sides", "day"} and after.by["day"] is before.by["day"]


@pytest.mark.parametrize("lost", ["index made anew", "changes forgotten", "too many changes"])
def test_where_changes_are_not_told_it_counts_anew(filled, monkeypatch, lost):
    followed, query = Following(), READER.query("-state:rejected")
    before = told(filled, followed, query).total.events
    if lost == "index made anew":
        with filled.writing() as connection:
            search_index.forget_all(connection)
    elif lost == "changes forgotten":
        monkeypatch.setattr(changes, "_KEPT", 0)
    else:
        monkeypatch.setattr(changes, "_MOST", 1)
    decide(filled, "reject", next(iter(all_events(filled))))
    found = told(filled, followed, query)
    assert found.total.events == before - 1


def test_few_queries_are_kept(filled, monkeypatch):
    monkeypatch.setattr(following, "_MOST", 2)
    followed = Following()
    for query in QUERIES:
        told(filled, followed, READER.query(query))
    assert len(followed._kept) == 2



def test_few_sums_are_kept(filled, monkeypatch):
    monkeypatch.setattr(following, "_SUMS", 20)
    followed = Following()
    for query in QUERIES:
        told(filled, followed, READER.query(query))
    assert sum(kept.size for kept in followed._kept.values()) <= 20 and len(followed._kept) < len(QUERIES)
