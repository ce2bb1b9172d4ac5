"""Which mentions come together: near misses stay apart, retellings join, judgements are honoured, order does not matter."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.link.cluster import cluster
from rasad.link.compare import compare, weight_if_near
from rasad.link.whole import link_all, linked_pairs
from telling import signature


def linked(*signatures, must=(), cannot=()):
    return list(link_all(signatures, must, cannot))


def together(a, b):
    return len(linked(a, b)) == 1


def test_two_reports_of_one_strike_are_one_event():
    assert together(signature("a", killed=7), signature("b", killed=7))


def test_the_same_town_next_day_is_another_event():
    assert not together(signature("a"), signature("b", day=1, published=2))


def test_the_same_day_in_the_next_town_is_another_event():
    assert not together(signature("a"), signature("b", where="sy-ashara"))


def test_what_is_planned_is_not_what_happened():
    assert not together(signature("a"), signature("b", reality="planned"))


def test_two_strikes_of_one_report_stay_two():
    assert not together(signature("a", document="d", killed=3), signature("b", document="d", killed=7))


def test_a_vague_report_draws_no_two_events_together():
    first, second = signature("a", killed=4), signature("b", where="sy-abu-kamal", killed=11)
    vague = signature("v", where="sy-gov-deir-ez-zor", killed=11)
    found = linked(first, second, vague)
    assert not any({"a", "b"} <= set(keys) for keys in found)
    assert sum("v" in keys for keys in found) == 1


def test_a_must_link_joins_what_differs():
    a, b = signature("a"), signature("b", day=9, where="sy-raqqa")
    assert linked(a, b, must=[("a", "b")]) == [("a", "b")]


def test_a_cannot_link_parts_what_agrees():
    a, b = signature("a", killed=7), signature("b", killed=7)
    assert linked(a, b, cannot=[("b", "a")]) == [("a",), ("b",)]


def test_comparing_is_the_same_both_ways():
    a, b = signature("a", killed=7, published=1), signature("b", killed=9, published=2)
    assert compare(a, b) == compare(b, a)


def test_a_judgement_on_another_component_changes_nothing():
    """In a large component those that say the same are taken as one, but not what a judgement is about."""
    crowd = [signature(f"a{n:02}", killed=7) for n in range(60)]
    crowd += [signature(f"b{n:02}", where="sy-gov-deir-ez-zor", by="unknown", killed=n + 3) for n in range(10)]
    far = signature("z", day=30, where="sy-raqqa")
    parted = [(f"a{n:02}", "z") for n in range(60)]
    alone = [keys for keys in linked(*crowd, far) if keys != ("z",)]
    pairs = list(linked_pairs([*crowd, far]))
    for cannot in (parted, [(b, a) for a, b in parted]):
        assert [keys for keys in linked(*crowd, far, cannot=cannot) if keys != ("z",)] == alone
        assert [keys for keys in cluster([*crowd, far], pairs, (), cannot) if keys != ("z",)] == alone


TOWNS = ["sy-mayadin", "sy-ashara", "sy-abu-kamal", "sy-gov-deir-ez-zor", ""]


@st.composite
def corpora(draw):
    """Mentions that crowd into few days and towns, some of them in one report, with judgements on them."""
    made = []
    for n in range(draw(st.integers(2, 14))):
        made.append(
            signature(
                f"k{n:02}",
                draw(st.sampled_from(["air_strike", "shelling"])),
                where=draw(st.sampled_from(TOWNS)),
                by=draw(st.sampled_from(["israel", "usa", "unknown"])),
                day=draw(st.sampled_from([0, 0, 1, 5, None])),
                killed=draw(st.sampled_from([None, None, 3, 7, (20, None)])),
                published=draw(st.integers(1, 3)),
                document=draw(st.sampled_from([f"d{n}", "shared"])),
            )
        )
    keys = [sig.key for sig in made]
    pairs = st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=2)
    return made, draw(pairs), draw(pairs), draw(st.randoms(use_true_random=False))


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_the_order_does_not_matter(corpus):
    made, must, cannot, chance = corpus
    expected = linked(*made, must=must, cannot=cannot)
    shuffled = random.Random(chance.random()).sample(made, len(made))
    assert linked(*shuffled, must=must[::-1], cannot=cannot[::-1]) == expected
    assert sorted(key for keys in expected for key in keys) == sorted(sig.key for sig in made)


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_a_component_by_itself_gives_what_the_whole_gives(corpus):
    made, must, cannot, _ = corpus
    pairs = list(linked_pairs(made))
    whole = cluster(made, pairs, must, cannot)
    from rasad.link.cluster import components

    roots = components([sig.key for sig in made], [(a, b) for a, b, _ in pairs] + list(must))
    parts = []
    for root in set(roots.values()):
        own = [sig for sig in made if roots[sig.key] == root]
        parts += cluster(own, pairs, must, cannot)
    assert sorted(parts) == whole


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_no_cannot_link_and_nothing_clearly_apart_comes_together(corpus):
    made, must, cannot, _ = corpus
    known = {sig.key: sig for sig in made}
    forced = {key for pair in must for key in pair}
    for keys in linked(*made, must=must, cannot=cannot):
        for a in keys:
            for b in keys:
                assert a == b or ((a, b) not in cannot and (b, a) not in cannot)
                if a != b and not {a, b} <= forced:
                    assert a in forced or b in forced or not compare(known[a], known[b]).apart


@settings(max_examples=100, deadline=None)
@given(corpora())
def test_the_quick_weight_is_the_explained_one(corpus):
    made, _, _, _ = corpus
    for a in made:
        for b in made:
            if a is not b:
                found = compare(a, b)
                assert weight_if_near(a, b) == (None if found.vetoed else found.weight)


PLACES = ["sy-sednaya", "sy-sednaya-prison", "sy-gov-rif-dimashq", "eg-zagazig", "gn-360612", "sy-mayadin", "Nowhere", ""]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_it_does_not_matter_which_key_two_bear(data):
    """Keys are hashes, so what they are may decide nothing of a pair."""
    made = []
    for key in "ab":
        sig = signature(
            key,
            where=tuple(data.draw(st.lists(st.sampled_from(PLACES), max_size=2, unique=True))),
            killed=data.draw(st.sampled_from([None, 3, 7, (20, None)])),
            published=data.draw(st.integers(1, 3)),
        )
        wider = data.draw(st.sampled_from([{}, {"radius": 15.0, "precision": 2}]))
        made.append(replace(sig, spots=tuple(spot._replace(**wider) for spot in sig.spots)))
    a, b = made
    assert compare(a, b).weight == compare(replace(a, key="z"), b).weight
