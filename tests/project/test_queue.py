"""The review queue, merge suggestions, type-ahead and the reader's records, in a project on both databases."""

import pytest
from making import MAKER, add, all_events, decide, event_with, key, link, report

from rasad.errors import ConfigurationError
from rasad.project.likeness import alike, between
from rasad.project.lookup import Lookup
from rasad.project.queue import queue
from rasad.project.reading import reading
from rasad.project.search import index_all
from rasad.project.view import view
from rasad.search.meaning import reader_of
from rasad.search.words import load_language
from rasad.store import queue as ranking
from rasad.store.documents import key_of
from telling import kit

READER = reader_of(kit())
PLACES = ("sy-abu-kamal", "sy-mayadin", "sy-raqqa", "sy-hasakah", "sy-idlib", "sy-homs")


def indexed(project):
    for _ in index_all(project, READER):
        pass
    return project


def killing(name, killed, place, published=1):
    return report(name, {"killed": killed, "where": place}, published=published)


def asked(text="state:open"):
    return READER.query(text)


@pytest.fixture(params=["sorted", "in order"])
def filled(project, request, monkeypatch):
    """Six events that kill 1 to 6, in six places; few are sorted, many are looked for in the order of all, some at a time."""
    if request.param == "in order":
        monkeypatch.setattr(ranking, "_GATHERED", -1)
        monkeypatch.setattr(ranking, "_FIRST", 1)
    add(project, *(killing(f"r{n}x", n + 1, place) for n, place in enumerate(PLACES)))
    return indexed(project)


def test_the_deadliest_come_first_and_each_comes_once(filled):
    ids = queue(filled, asked(), 10).ids
    events = all_events(filled)
    assert [events[event_id].killed.best for event_id in ids] == [6, 5, 4, 3, 2, 1]
    assert queue(filled, asked(), 10).total == 6 and queue(filled, asked("state:open killed:>3"), 10).ids == ids[:3]


def test_the_queue_goes_on_after_an_event_and_round(filled):
    ids = queue(filled, asked(), 10).ids
    assert queue(filled, asked(), 2, ids[1]).ids == ids[2:4]
    assert queue(filled, asked(), 9, ids[4]).ids == (ids[5], *ids[:4])
    assert queue(filled, asked(), 9, ids[5]).ids == ids[:5]


def test_what_is_decided_leaves_the_queue_and_its_place_is_where_it_goes_on(filled):
    ids = queue(filled, asked(), 10).ids
    decide(filled, "accept", ids[2])
    indexed(filled)
    assert queue(filled, asked(), 9, ids[2]).ids == (*ids[3:], *ids[:2])
    assert queue(filled, asked(), 9).ids == (*ids[:2], *ids[3:]) and queue(filled, asked(), 9).total == 5


def test_what_reports_differ_on_comes_before_all(filled):
    late = killing("late", 4, "sy-abu-kamal")
    add(filled, late)
    decide(filled, "merge", key(late), *(e.id for e in all_events(filled).values() if e.killed.best == 1))
    indexed(filled)
    (differing,) = (e for e in all_events(filled).values() if e.contradictions)
    found = queue(filled, asked(), 10)
    assert found.ids[0] == differing.id
    assert queue(filled, asked(), 10, differing.id).ids == found.ids[1:] and queue(filled, asked(), 1, found.ids[-1]).ids == (differing.id,)


def test_an_empty_queue_is_empty(filled):
    assert queue(filled, asked("state:rejected"), 5) == queue(filled, asked("state:rejected"), 5, next(iter(all_events(filled))))


def test_what_may_be_one_event_is_told_with_its_reasons(project):
    one, two = killing("one", 3, "sy-mayadin"), killing("two", 9, "sy-mayadin")
    far = killing("far", 3, "sy-idlib")
    add(project, one, two, far)
    if event_with(project, key(one)).id == event_with(project, key(two)).id:
        decide(project, "split", event_with(project, key(one)).id, key(two))
    found = alike(project, event_with(project, key(one)))
    assert [like.event.id for like in found] == [event_with(project, key(two)).id]
    parts = {part.feature: part.level for part in found[0].comparison.features}
    assert parts["place"] == "same_town" and parts["time"] == "same_day" and found[0].mentions == (key(one), key(two))
    assert between(project, event_with(project, key(one)), event_with(project, key(far))).comparison.apart
    decide(project, "reject", key(two))
    assert alike(project, event_with(project, key(one))) == []


def test_what_a_reviewer_said_is_not_the_same_is_suggested_no_more(project):
    one, two, late = killing("one", 3, "sy-mayadin"), killing("two", 9, "sy-mayadin"), killing("late", 3, "sy-mayadin", published=2)
    add(project, one)
    project.add_coded([two], MAKER)
    link(project)
    if event_with(project, key(one)).id == event_with(project, key(two)).id:
        decide(project, "split", event_with(project, key(one)).id, key(two))
    first, second = event_with(project, key(one)), event_with(project, key(two))
    assert alike(project, first) and alike(project, second)
    decision = decide(project, "apart", first.id, second.id).judgement
    assert alike(project, event_with(project, key(one))) == [] == alike(project, event_with(project, key(two)))
    with pytest.raises(ConfigurationError, match=r"told apart by .* already"):
        decide(project, "apart", second.id, first.id)
    add(project, late)  # it is like both: it must not bring them together
    assert event_with(project, key(one)).id != event_with(project, key(two)).id
    (shown,) = view(project, event_with(project, key(one)).id)
    assert [one.judgement.kind for one in shown.decisions if one.judgement.id == decision.id] == ["apart"]
    decide(project, "undo", decision.id)
    assert alike(project, event_with(project, key(one)))
    with pytest.raises(ConfigurationError, match="one event; split parts"):
        decide(project, "apart", key(one), event_with(project, key(one)).id)


def test_the_reader_tells_what_was_read_and_whose_event_it_is(project):
    one = report("alpha", {"killed": 3}, {"killed": 8, "where": "sy-idlib"})
    project.add_coded([one], MAKER)
    found = reading(project, key_of(one.document))
    assert [told.key for told in found.told] == [key(one, 0), key(one, 1)] and found.events == {}
    link(project)
    decide(project, "correct", key(one), field="killed", words="4")
    found = reading(project, key_of(one.document))
    assert found.events[key(one)].id == event_with(project, key(one)).id and found.told[0].corrected == ("killed",)
    assert found.current == found.key and reading(project, "nothing") is None


LOOKUP = Lookup(kit(), load_language().confused)


@pytest.mark.parametrize(
    ("kind", "typed", "first"),
    [
        ("places", "\u0627\u0644\u0645\u064a\u0627\u0630\u064a\u0646", "sy-mayadin"), ("places", "deir ez", "sy-deir-ez-zor"),
        ("places", "\u0627\u0628\u0648 \u0643\u0645\u0627\u0644", "sy-abu-kamal"), ("places", "SY-MAYADIN", "sy-mayadin"),
        ("actors", "sdf", "sdf"), ("actors", "Syrian Dem", "sdf"), ("actors", "\u062d\u0632\u0628 \u0627\u0644\u0644\u0647", "hezbollah_lb"),
        ("weapons", "dro", "drone"),
    ],
)  # fmt: skip
def test_what_is_typed_finds_what_is_meant(kind, typed, first):
    assert LOOKUP.find(kind, typed)[0].id == first


def test_nothing_typed_or_nothing_meant_finds_nothing():
    assert LOOKUP.find("places", " \u0651 ") == [] and LOOKUP.find("actors", "qqqqqq") == []
    assert len(LOOKUP.find("places", "\u0627", 12)) == 12
