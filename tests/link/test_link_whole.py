"""Linking many mentions: on several processes and in pieces it gives what comparing all at once gives; what is a copy."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from rasad.link.block import bucket_of, buckets_of, keys_of, pairs_of
from rasad.link.cluster import cluster
from rasad.link.copies import bands_of, same_text
from rasad.link.whole import link_all, linked_pairs
from telling import signature

TOWNS = ["sy-mayadin", "sy-ashara", "sy-abu-kamal", "sy-deir-ez-zor", "sy-gov-deir-ez-zor", "sy-raqqa", "country-sy", "", "Nowhere"]


def crowd(number, seed):
    chance = random.Random(seed)
    return [
        signature(
            f"k{n:03}",
            chance.choice(["air_strike", "shelling", "arrest"]),
            where=chance.choice(TOWNS),
            by=chance.choice(["israel", "usa", "unknown"]),
            day=chance.choice([0, 1, 9, 30, None]),
            days=chance.choice([1, 1, 2, 12, 40]),
            killed=chance.choice([None, 3, 7, 20]),
            published=chance.choice([1, 2, 31]),
            document=f"d{chance.randrange(number)}",
        )
        for n in range(number)
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_in_pieces_it_is_the_same(jobs):
    made = crowd(120, 1)
    must, cannot = [("k000", "k001"), ("k005", "k100")], [("k010", "k011"), ("k000", "k002"), ("k003", "gone")]
    expected = cluster(made, linked_pairs(made), must, cannot)
    assert list(link_all(made, must, cannot, jobs)) == expected


def test_a_key_is_in_one_of_the_buckets_of_its_mention():
    for sig in crowd(60, 2):
        assert {bucket_of(key) for key in keys_of(sig)} == buckets_of(sig)


def test_whether_two_are_compared_depends_on_the_two_alone():
    """A block of many gives the pairs that its members give two by two."""
    made = crowd(150, 3)
    blocks = {}
    for sig in made:
        for key in keys_of(sig):
            blocks.setdefault(key, []).append(sig)
    assert max(map(len, blocks.values())) > 40, "no block here is large"
    for key, members in blocks.items():
        found = list(pairs_of(key, members))
        assert len(found) == len(set(found))
        alone = {(i, j) for i, j in combinations(range(len(members)), 2) if list(pairs_of(key, (members[i], members[j])))}
        assert {(min(p), max(p)) for p in found} == alone


def test_two_hundred_copies_of_one_report_are_one_event():
    made = [signature(f"k{n:04}", killed=7) for n in range(200)]
    assert [len(keys) for keys in link_all(made)] == [200]


def words(seed, number=200):
    chance = random.Random(seed)
    return [f"word{chance.randrange(5000)}" for _ in range(number)]


def test_agency_copy_with_another_head_is_one_text():
    body = words(1)
    a, b = " ".join(["Agency:", *body]), " ".join([*words(2, 8), *body, *words(3, 8)])
    assert same_text(a, b) and set(bands_of(a)) & set(bands_of(b))


def test_two_reports_are_two_texts():
    a, b = " ".join(words(1)), " ".join([*words(1)[:60], *words(4)])
    assert not same_text(a, b)


def test_a_text_of_a_few_words_is_a_copy_of_its_like_only():
    assert same_text("one two", "One  two!") and not same_text("one two", "one three") and not same_text("", "")
    assert bands_of("") == ()


def test_bands_are_the_same_in_every_run():
    assert bands_of("one two three four five")[:2] == ("8fce2e34432370af", "e48a76d3ae678acb")
