"""What judgements ask of linking and what they make of events, judgement by judgement."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rasad.event import Change, Event, Figures, Judgement
from rasad.model import Span
from rasad.project.anchor import Spot, heir, heirs, kept, moved
from rasad.project.effects import constraints, home, in_effect, settled, snapshot

EVENT = Event(
    "e1", "air_strike", "actual", "unknown", ("unknown",), ("irgc",), None, (), None, Figures(2, 2, 3), None, ("drone",),
    ("a", "b"), 2, 2, ("x", "y"), ("media",), date(2024, 2, 3), date(2024, 2, 3), "fair", "two sources",
)  # fmt: skip


def judged(number: int, kind: str, keys: str, event: str | None = None, **values) -> Judgement:
    return Judgement(f"j{number}", f"2024-02-03T10:00:{number:02}", "rana", kind, tuple(keys), event, **values)


def asked(*judgements: Judgement, present="abcdef"):
    return constraints(in_effect(judgements), frozenset(present))


def test_what_is_undone_is_not_in_effect_until_the_undoing_is_undone():
    accept = judged(1, "accept", "a", "e1")
    undo = judged(2, "undo", "a", undoes="j1")
    again = judged(3, "undo", "a", undoes="j2")
    assert in_effect([accept]) == [accept]
    assert in_effect([accept, undo]) == []
    assert in_effect([accept, undo, again]) == [accept]


def test_a_merge_and_an_acceptance_hold_together_and_a_split_parts():
    assert asked(judged(1, "merge", "abc")).must == (("a", "b"), ("b", "c"))
    assert asked(judged(1, "accept", "ab", "e1")).must == (("a", "b"),)
    assert asked(judged(1, "accept", "ab")).must == ()  # mention by mention: nothing is said of their being one
    parted = asked(judged(1, "split", "abc", "e1", value={"parted": ["b"]}))
    assert (parted.must, parted.cannot) == ((), (("a", "b"), ("b", "c")))


def test_of_a_merge_and_a_split_the_later_one_stands():
    merge = judged(1, "merge", "abc")
    split = judged(2, "split", "abc", "e1", value={"parted": ["b"]})
    after = asked(merge, split)
    assert (after.must, after.cannot) == ((("a", "c"),), (("a", "b"),))  # a stands for c, too: they are one
    after = asked(split, replace(merge, id="j3"))
    assert (after.must, after.cannot) == ((("a", "b"), ("b", "c")), ())


def test_rejected_mentions_are_left_alone_as_they_were_rejected():
    event, alone = judged(1, "reject", "ab", "e1"), judged(2, "reject", "cd")
    found = asked(judged(0, "merge", "abce"), event, alone)
    assert found.frozen == (("a", "b"), ("c",), ("d",)) and found.must == ()
    assert asked(event, judged(3, "accept", "ab", "e1")).frozen == ()
    assert asked(event, present="b").frozen == (("b",),)


def test_a_duplicate_is_one_event_and_one_source_with_what_it_repeats():
    double = judged(1, "duplicate", "abc", value={"duplicate": ["a"], "of": ["b", "c"]})
    assert asked(double).must == (("a", "b"), ("b", "c")) and asked(double).copy_of == {"a": "b"}
    assert asked(double, present="ac").copy_of == {"a": "c"} and asked(double, present="a").copy_of == {}


_KEYS = st.lists(st.sampled_from("abcdef"), min_size=2, max_size=4, unique=True).map(sorted).map("".join)
_ONE = st.tuples(st.sampled_from(["merge", "split", "accept", "reject"]), _KEYS)


@given(st.lists(_ONE, max_size=8))
def test_what_is_asked_can_always_be_had_and_the_last_word_stands(made):
    judgements = []
    for number, (kind, keys) in enumerate(made):
        value = {"parted": [keys[0]]} if kind == "split" else None
        judgements.append(judged(number, kind, keys, "e", value=value))
    found = asked(*judgements)
    group = {key: key for key in "abcdef"}
    for a, b in found.must:
        group = {key: group[a] if of == group[b] else of for key, of in group.items()}
    assert all(group[a] != group[b] for a, b in found.cannot)
    if judgements:
        last, keys = judgements[-1], judgements[-1].mentions
        if last.kind in ("merge", "accept") and not {k for g in found.frozen for k in g} & set(keys):
            assert len({group[key] for key in keys}) == 1
        if last.kind == "reject":
            assert keys in found.frozen


def test_a_judgement_is_at_home_where_most_of_its_mentions_are():
    accept = judged(1, "accept", "abc", "e1")
    assert home(accept, {"a": 1, "b": 2, "c": 2}) == 2
    assert home(accept, {"a": 1, "b": 2}) == 1
    assert home(accept, {}) is None


def test_an_accepted_event_says_what_reports_changed_since():
    accept = judged(1, "accept", "ab", "e1", value=snapshot(EVENT))
    assert settled(EVENT, [accept], ()).state == "accepted" and settled(EVENT, [accept], ()).since_accepted == ()
    grown = replace(EVENT, mentions=("a", "b", "c"), killed=Figures(2, 2, None))
    changed = settled(grown, [accept], ())
    assert changed.state == "accepted"
    assert changed.since_accepted == (Change("joined", "", "c"), Change("killed", "2-3", "2+"))
    assert settled(replace(EVENT, mentions=("a",)), [accept], ()).since_accepted == (Change("left", "", "b"),)
    again = judged(2, "accept", "abc", "e1", value=snapshot(grown))
    assert settled(grown, [accept, again], ()).since_accepted == ()


def test_what_a_reviewer_changed_after_the_acceptance_is_no_news():
    accept = judged(1, "accept", "ab", "e1", value=snapshot(EVENT))
    merge = judged(2, "merge", "abc", value={"events": ["e1", "e2"]})
    killed = judged(3, "correct", "abc", "e1", field="killed", value={"low": 5, "best": 5, "high": 5})
    settled_event = settled(replace(EVENT, mentions=("a", "b", "c")), [accept, merge, killed], ())
    assert settled_event.killed == Figures(5, 5, 5) and settled_event.since_accepted == ()


def test_a_value_set_on_an_event_stands_beside_the_claims_with_the_reviewers_name():
    first = judged(1, "correct", "ab", "e1", field="killed", value={"low": 4, "best": 4, "high": 4})
    second = judged(2, "correct", "ab", "e1", field="killed", value={"low": 5, "best": 6, "high": None}, span=Span(0, 3))
    event = settled(EVENT, [first, second], ())
    assert event.killed == Figures(5, 6, None) and event.corrected == ("killed",)
    (claim,) = event.claims
    assert (claim.field, claim.value, claim.low, claim.high, claim.reviewer) == ("killed", "5+", 5, None, "rana")


def test_an_event_is_accepted_when_all_its_mentions_are():
    one, two = judged(1, "accept", "a"), judged(2, "accept", "b")
    assert settled(EVENT, [one], ()).state == "open"
    assert settled(EVENT, [one, two], ()).state == "accepted"
    assert settled(EVENT, [one, two, judged(3, "reject", "ab", "e1")], ()).state == "rejected"


def test_notes_are_kept_with_their_writer():
    assert settled(EVENT, [judged(1, "note", "a", note="ask the outlet")], ()).notes == ("rana: ask the outlet",)


def spot(key: str, start: int, end: int, type="air_strike", document="d1") -> Spot:
    return Spot(key, document, type, Span(start, end))


def test_what_overlaps_in_the_same_report_stands_for_what_is_gone():
    gone = spot("old", 10, 20)
    assert heir(gone, [spot("n1", 20, 30), spot("n2", 5, 9), spot("n3", 10, 20, document="d2")]) is None
    assert heir(gone, [spot("n1", 18, 30), spot("n2", 12, 20)]) == "n2"
    assert heir(gone, [spot("n1", 18, 30), spot("n2", 12, 20, type="shelling")]) == "n1"
    assert heirs([gone, spot("o2", 40, 45)], [spot("n1", 18, 30)]) == {"old": "n1"}


def test_a_judged_mention_that_nobody_stands_for_stays():
    unread = [spot("a", 10, 20), spot("b", 30, 40), spot("c", 50, 60)]
    assert kept(unread, [spot("n", 12, 15)], frozenset("ab")) == {"b"}


def test_a_judgement_moves_with_its_mentions():
    split = judged(1, "split", "abc", "e1", value={"parted": ["b"]})
    now = moved(split, {"b": "x"})
    assert now.mentions == ("a", "c", "x") and now.value == {"parted": ["x"]}
    assert moved(split, {"z": "x"}) is split
