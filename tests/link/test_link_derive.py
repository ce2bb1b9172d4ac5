"""Events: what is derived of the mentions that tell one, whatever their order."""

from __future__ import annotations

from rasad.event import Judgement
from rasad.link.derive import derive, event_id
from telling import kit, told


def event(*rows, judgements=()):
    return derive(rows, judgements, kit())


def test_figures_keep_every_claim():
    found = event(told("a", killed=4, outlet="A"), told("b", killed=7, outlet="B"), told("c", killed=7, outlet="C"))
    assert (found.killed.low, found.killed.best, found.killed.high) == (4, 7, 7)
    assert [(c.outlet, c.value) for c in found.claims if c.field == "killed"] == [("A", "4"), ("B", "7"), ("C", "7")]
    assert [c.field for c in found.contradictions] == ["killed"]


def test_the_id_is_that_of_the_earliest_report_in_any_order():
    early, late = told("z", published=1), told("a", published=2)
    assert event_id([late, early]) == event_id([early]) == event(early, late).id != event_id([late])


def test_one_outlet_and_copies_count_once():
    rows = [told("a", outlet="A"), told("b", outlet="A"), told("c", outlet="B", copies="x"), told("d", outlet="C", copies="x")]
    assert event(*rows).sources == 2
    assert event(*rows).grade == "fair"


def test_what_a_single_source_tells_is_weak():
    found = event(told("a"))
    assert found.grade == "weak" and found.grade_reason.startswith("one_source")


def test_a_denial_by_the_accused_makes_it_contested():
    found = event(told("a"), told("b", reality="denied"))
    assert found.reality == "actual" and found.grade == "contested"
    assert [c.field for c in found.contradictions] == ["reality"]


def test_who_takes_responsibility_confirms_it():
    assert event(told("a", attribution="claimed")).grade == "confirmed"


def test_rival_perpetrators_make_it_contested():
    assert event(told("a", by="israel"), told("b", by="turkey")).grade == "contested"


def test_a_corrected_value_wins_and_names_who_set_it():
    judgement = Judgement("1", "2024-01-01", "Amal", "correct", ("b",), field="killed", value={"low": 9, "high": 9})
    found = event(told("a", killed=4), told("b", killed=9, corrected=["killed"]), judgements=[judgement])
    assert found.killed.best == 9 and found.corrected == ("killed",)
    assert [c.reviewer for c in found.claims if c.field == "killed"] == ["", "Amal"]
