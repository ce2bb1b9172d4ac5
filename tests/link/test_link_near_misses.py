"""Near misses and retellings, composed: what has to stay apart, what has to come together."""

from __future__ import annotations

import pytest

from rasad.link.compare import compare
from rasad.link.whole import link_all
from telling import signature

STRIKE = {"killed": 7, "injured": 3}
APART = {
    "same town, next day": ({}, {"day": 1, "published": 2}),
    "same town, next day, one with a toll": (STRIKE, {"day": 1, "published": 2}),
    "same town, a week later, same toll": (STRIKE, {"day": 7, "published": 8, **STRIKE}),
    "same day, next town": ({}, {"where": "sy-ashara"}),
    "same day, next town, another toll": (STRIKE, {"where": "sy-ashara", "killed": 2}),
    "same day, far town, same toll": (STRIKE, {"where": "sy-abu-kamal", **STRIKE}),
    "same place and day, an arrest": ({}, {"type": "arrest"}),
    "same place and day, another type of fight": ({"type": "air_strike"}, {"type": "armed_clash", "by": "sdf", "on": "isis"}),
    "same place and day, another doer and victim": ({}, {"by": "sdf", "on": "isis"}),
    "same place and day, tolls far apart": ({"killed": 1}, {"killed": 40, "by": "unknown"}),
    "planned and done": ({}, {"reality": "planned"}),
    "denied by somebody who was not accused": ({}, {"reality": "denied", "by": "usa"}),
    "one country, one day": ({"where": "sy-gov-raqqa"}, {"where": "sy-gov-homs"}),
    "no place told, nothing else in common": ({"where": ""}, {"where": "", "by": "usa", "on": "isis"}),
    "not dated, published a month later": ({}, {"day": None, "published": 40}),
    "undated and never published": ({}, {"day": None, "published": None, "where": "sy-gov-deir-ez-zor"}),
}
TOGETHER = {
    "two plain reports of one strike": ({}, {}),
    "four tolls of one strike, first and last": ({"killed": 4}, {"killed": 9, "published": 2}),
    "a figure that grows": ({"killed": 5}, {"killed": 12, "published": 3}),
    "more than five, six": ({"killed": (5, None)}, {"killed": 6}),
    "the doer not known at first": ({"by": "unknown"}, {}),
    "the unit and its group": ({"on": "irgc"}, {"on": "quds_force"}),
    "strike or shelling": (STRIKE, {"type": "shelling", **STRIKE}),
    "a toll without its cause": (STRIKE, {"type": "casualties", "by": "unknown", **STRIKE}),
    "the governorate only, but the toll": (STRIKE, {"where": "sy-gov-deir-ez-zor", **STRIKE}),
    "no place, but the toll": (STRIKE, {"where": "", **STRIKE}),
    "the night between two days": ({"days": 2}, {"day": 1, "published": 2}),
    "the accused denies it": ({}, {"reality": "denied", "on": ""}),
    "the country only, with the same tolls": ({"killed": 23, "injured": 11}, {"where": "country-sy", "killed": 23, "injured": 11}),
}


def joined(a, b):
    return len(list(link_all([a, b]))) == 1


@pytest.mark.parametrize("one, other", APART.values(), ids=APART)
def test_two_events_stay_two(one, other):
    a, b = signature("a", **one), signature("b", **other)
    assert not joined(a, b), compare(a, b)


@pytest.mark.parametrize("one, other", TOGETHER.values(), ids=TOGETHER)
def test_one_event_told_twice_is_one(one, other):
    a, b = signature("a", **one), signature("b", **other)
    assert joined(a, b), compare(a, b)


def test_four_tolls_of_one_strike_are_one_event():
    told = [signature(f"k{n}", killed=n, published=1 + n // 4) for n in (5, 7, 9, 11)]
    assert len(list(link_all(told))) == 1


def test_a_vague_record_between_two_clear_ones_goes_with_the_better():
    first = signature("a", killed=4, injured=2)
    second = signature("b", where="sy-abu-kamal", killed=11, injured=30)
    vague = signature("v", where="sy-gov-deir-ez-zor", killed=(10, None), injured=30, by="unknown")
    assert list(link_all([first, second, vague])) == [("a",), ("b", "v")]


def test_days_in_a_row_in_one_town_stay_apart_beside_a_report_of_the_week():
    days = [signature(f"d{n}", day=n, published=n + 1, killed=n + 2) for n in range(5)]
    week = signature("w", day=0, days=5, published=6)
    clusters = list(link_all([*days, week]))
    assert all(sum(key.startswith("d") for key in keys) <= 1 for keys in clusters)
