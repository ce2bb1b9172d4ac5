"""Counts, points and light rows of what a query finds, held against the events themselves, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from rasad.event import Figures
from rasad.project.search import Searcher, index_all
from rasad.project.select import select
from rasad.project.tally import points, rows, tally
from rasad.store import bits, search
from rasad.store.schema import event
from rasad.store.search import DOCUMENTS, EVENTS, Wanted
from searching import filled, reader, samples

QUERIES = ["", "قصف", "type:air_strike", "country:SY,IQ", "-has:place", "has:killed -type:statement", "state:rejected", "after:2024-02", "type:air_strike state:accepted"]


@pytest.fixture
def project(project):
    """Samples of which some were accepted and have two more doers; one of these was rejected, one has no day."""
    events = filled(project, samples()[:14])
    for number, found in enumerate(events[::4]):
        changed = replace(found, state=("accepted", "rejected")[not number], initiators=(*found.initiators, "irgc", "russia"))
        changed = replace(changed, injured=Figures(2, 3, None), when=None if number == 1 else found.when)
        with project.writing() as connection:
            connection.execute(update(event).where(event.c.id == found.id).values(record=changed.to_dict()))
    list(index_all(project, reader()))
    return project


def chosen(project, query):
    return [dossier.event for dossier in select(project, reader().query(query))]


def sums(events):
    """What the sums of these events must be."""
    return (
        len(events), sum(e.killed.best for e in events if e.killed), sum(e.injured.best for e in events if e.injured),
    )  # fmt: skip


def grouped(events, values):
    found = {}
    for one in events:
        for value in values(one):
            found.setdefault(value, []).append(one)
    return {value: sums(some) for value, some in found.items()}


def place(one, name):
    return getattr(one.place, name) if one.place else None


@pytest.mark.parametrize("query", QUERIES)
def test_a_tally_counts_what_the_query_finds(project, query):
    events = chosen(project, query)
    found = tally(project, reader().query(query), top=1000)
    assert found.total == sums(events)

    groups = {
        "types": lambda e: [e.type], "states": lambda e: [e.state], "grades": lambda e: [e.grade], "realities": lambda e: [e.reality],
        "countries": lambda e: [place(e, "country")], "places": lambda e: [place(e, "place_id")],
        "initiators": lambda e: set(e.initiators) or [None], "targets": lambda e: set(e.targets) or [None],
    }  # fmt: skip
    for name, values in groups.items():
        assert {group.value: group.sums for group in getattr(found, name)} == grouped(events, values), name
    areas = grouped(events, lambda e: [(place(e, "country"), place(e, "admin1"))])
    assert {(a.country, a.admin1): a.sums for a in found.areas} == areas
    assert found.unplaced == sum(place(e, "lat") is None for e in events)
    assert found.undated == sum(e.when is None for e in events)
    ranked = [group.sums.events for group in found.types]
    assert ranked == sorted(ranked, reverse=True)
    assert found.unindexed == 0


# What is held in memory, each by itself, turned round, and together with what the index must be asked for.
_HELD = [
    "type:air_strike,shelling", "state:accepted", "grade:weak,fair", "reality:planned,denied", "initiator:irgc", "target:civilians,russia",
    "actor:iran", "killed:>1", "killed:0..3", "injured:2", "injured:<9", "sources:1", "sources:>1", "after:2024-02", "before:2024-02-10",
    "date:2024-01", "date:..2024-02", "within:33,35,37,41", "within:30,170,37,-170",
]  # fmt: skip
_ASKED = ["قصف", "place:sy-raqqa", "country:SY,IQ", "has:killed", "weapon:drone", "outlet:nahr", "published:2024-02", "id:nothing", "attribution:stated"]


def test_what_is_held_in_memory_finds_what_the_database_finds(project):
    pairs = [f"{one} {other}" for n, one in enumerate(_HELD) for other in (_ASKED[n % len(_ASKED)], f"-{_ASKED[(n + 1) % len(_ASKED)]}")]
    either = [f"{one} OR {other}" for one, other in zip(_HELD, _ASKED * 3, strict=False)]
    queries = [*_HELD, *_ASKED, *(f"-{one}" for one in _HELD), *(f"-({both})" for both in either), *pairs, *either]
    if project.engine.dialect.name != "sqlite":
        queries = queries[::20]  # PostgreSQL counts by itself
    nothing = 0
    for query in queries:
        asked = reader().query(query)
        with project.reading() as connection:
            found = project.following.followed(connection, asked)
            numbers = set(search.found(connection, asked, Wanted(EVENTS, limit=None)))
        assert {n for n in range(8 * len(found.members)) if bits.holds(found.members, n)} == numbers, query
        assert found.total.events == len(numbers), query
        nothing += not numbers
    assert nothing < len(queries) / 2, "most of these queries find something"


@pytest.mark.parametrize("box", ["33,35,36,41", "-90,-180,90,180", "30,40,35,36"])
def test_events_within_a_box_are_those_whose_place_lies_there(project, box):
    south, west, north, east = map(float, box.split(","))
    found = {event.id for event in chosen(project, f"within:{box}")}
    placed = [e for e in chosen(project, "") if place(e, "lat") is not None]
    across = (lambda lon: west <= lon <= east) if west <= east else (lambda lon: lon >= west or lon <= east)
    assert found == {e.id for e in placed if south <= e.place.lat <= north and across(e.place.lon)} and found
    assert tally(project, reader().query(f"within:{box}")).total.events == len(found)
    assert Searcher(project, reader()).count(f"within:{box}", DOCUMENTS) > 0


def test_the_samples_hold_all_that_is_counted(project):
    found = tally(project, reader().query(""))
    assert min(found.unplaced, found.undated, found.total.killed, found.total.injured) > 0
    assert min(len(found.types), len(found.areas), len(found.initiators), len(found.periods), len(found.grades)) > 2
    assert {group.value for group in found.states} == {"open", "accepted", "rejected"}


@pytest.mark.parametrize(
    ("by", "first"),
    [("day", lambda d: d), ("week", lambda d: d - timedelta(d.weekday())), ("month", lambda d: date(d.year, d.month, 1))],
)
def test_periods_follow_one_another(project, by, first):
    events = chosen(project, "")
    found = tally(project, reader().query(""), by).periods
    assert {p.first: p.sums for p in found} == grouped(events, lambda e: [first(e.when.start)] if e.when else [])
    assert [p.first for p in found] == sorted(p.first for p in found)


def test_only_the_most_frequent_actors_and_places_are_told(project):
    whole, top = (tally(project, reader().query(""), top=n) for n in (1000, 2))
    assert top.initiators == whole.initiators[:2] and top.places == whole.places[:2] and len(whole.places) > 2
    assert top.types == whole.types
    with pytest.raises(ValueError, match="year"):
        tally(project, reader().query(""), "year")


@pytest.mark.parametrize("query", QUERIES)
def test_points_are_the_events_with_coordinates(project, query):
    events = {e.id: e for e in chosen(project, query)}
    found = points(project, reader().query(query))
    placed = {id: e for id, e in events.items() if place(e, "lat") is not None}
    assert sorted(p.id for p in found.points) == sorted(placed)
    for point in found.points:
        one = placed[point.id]
        assert point[1:5] == (one.type, one.place.lat, one.place.lon, one.place.precision)
        day = one.when.start.isoformat() if one.when else None
        assert point[5:] == (day, one.killed.best if one.killed else None, one.state)
    assert (found.total, found.unplaced, found.left_out) == (len(events), len(events) - len(placed), 0)
    assert found.undated == sum(e.when is None for e in events.values())


def test_points_within_a_box_and_a_limit(project):
    query = reader().query("")
    every = points(project, query).points
    days = [p.date_start for p in every if p.date_start]
    assert days == sorted(days, reverse=True) and len(set(days)) > 3
    some = points(project, query, limit=5)
    assert some.points == every[:5] and some.left_out == len(every) - 5
    south, west, north, east = box = (33.0, 35.0, 36.0, 40.0)
    inside = tuple(p for p in every if south <= p.lat <= north and west <= p.lon <= east)
    assert points(project, query, box).points == inside and 1 < len(inside) < len(every)
    assert points(project, query, box, limit=1).left_out == len(inside) - 1
    across = points(project, query, (-90.0, 40.0, 90.0, 35.0))
    assert across.points == tuple(p for p in every if p.lon >= 40 or p.lon <= 35) and across.points


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_rows_are_a_list_page_by_page(project, order):
    query = reader().query("قصف OR قتل OR has:killed")
    events = [hit.event for hit in Searcher(project, reader()).page(query, Wanted(EVENTS, order, None)).hits]
    assert len(events) > 8
    found = [row for at in range(0, len(events) + 4, 4) for row in rows(project, query, order, 4, at)]
    assert [row.id for row in found] == [e.id for e in events]
    for row, one in zip(found, events, strict=True):
        for name in ("type", "state", "grade", "initiators", "targets", "weapons", "killed", "injured", "sources", "outlets", "first_published"):
            assert getattr(row, name) == getattr(one, name), name
        assert (row.place, row.lat, row.admin1) == (place(one, "name"), place(one, "lat"), place(one, "admin1"))
        assert row.date_start == (one.when.start if one.when else None)
        assert row.date_precision == (one.when.precision if one.when else None)
        assert row.contradictions == tuple(dict.fromkeys(c.field for c in one.contradictions)) and row.notes == len(one.notes)
