"""Timelines: units by how long they are, no day lost, early outliers summed up."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rasad.project.tally import Period, Sums
from rasad.project.timeline import timeline

DAY = date(2024, 2, 3)


def told(*days: date) -> list[Period]:
    return [Period(day, Sums(1, 2, 3)) for day in days]


def test_nothing_gives_no_bars():
    assert timeline([]).bars == () and timeline([]).end is None


def test_the_unit_grows_with_the_time():
    for length, unit in ((5, "day"), (400, "week"), (3000, "month"), (20_000, "year")):
        assert timeline(told(DAY - timedelta(length), DAY), whole=True).unit == unit


def test_bars_stand_side_by_side_and_empty_ones_are_there():
    found = timeline(told(DAY, DAY + timedelta(3)))
    assert [bar.sums.events for bar in found.bars if DAY <= bar.first <= DAY + timedelta(3)] == [1, 0, 0, 1]
    assert len(found.bars) == 21, "a few days stand among others"
    assert found.end == found.bars[-1].last + timedelta(1)


def test_few_much_earlier_events_are_summed_up_before():
    many = [Period(DAY + timedelta(n), Sums(10, 0, 0)) for n in range(100)]
    early = told(date(1990, 1, 1), date(2007, 5, 1))
    found = timeline([*many, *early])
    assert found.earlier == Sums(2, 4, 6) and found.unit == "week" and found.bars[0].first > date(2023, 12, 1)
    assert timeline([*many, *early], whole=True).earlier.events == 0


@given(st.lists(st.dates(date(1980, 1, 1), date(2030, 1, 1)), min_size=1, max_size=60), st.booleans())
def test_every_event_is_in_one_bar_or_before(days, whole):
    found = timeline(told(*days), whole)
    assert sum(bar.sums.events for bar in found.bars) + found.earlier.events == len(days)
    for bar, following in zip(found.bars, found.bars[1:], strict=False):
        assert bar.last + timedelta(1) == following.first
    assert found.bars[0].first <= max(days) <= found.bars[-1].last


def test_the_end_of_the_calendar_is_no_fault():
    assert timeline(told(date(1, 1, 1), date(9998, 1, 1)), whole=True).bars
    assert timeline(told(date(9998, 12, 30))).bars
