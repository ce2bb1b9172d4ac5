"""Tolls and the actions they belong to: the examples beside data/words/casualties.toml."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.extract.figures import Toll
from rasad.extract.reading import total
from rasad.model import Count, EventMention
from reading import examples, read_text


def _bounds(count: Count | None) -> list[int]:
    if count is None:
        return []
    return [count.low, -1 if count.high is None else count.high]


def _figures(mention: EventMention, example: dict[str, Any]) -> dict[str, list[int]]:
    told = {"killed": _bounds(mention.killed), "injured": _bounds(mention.injured)}
    return {kind: told[kind] for kind in ("killed", "injured") if kind in example}


def _wanted(example: dict[str, Any]) -> dict[str, list[int]]:
    return {kind: example[kind] for kind in ("killed", "injured") if kind in example}


@pytest.mark.parametrize("example", examples("casualties", "must"))
def test_must(example: dict[str, Any]) -> None:
    told = [(m.type, _figures(m, example)) for m in read_text(example["text"])]
    assert (example["type"], _wanted(example)) in told


@pytest.mark.parametrize("example", examples("casualties", "must_not"))
def test_must_not(example: dict[str, Any]) -> None:
    told = [(m.type, _figures(m, example)) for m in read_text(example["text"])]
    assert (example["type"], _wanted(example)) not in told


def test_every_class_has_both() -> None:
    both = [{p.values[0]["class"] for p in examples("casualties", table)} for table in ("must", "must_not")]
    assert both[0] == both[1]


def _toll(low: int, high: int | None, cue: int) -> Toll:
    return Toll("killed", low, high, cue, cue + 1, cue, cue + 1, "test")


def test_total() -> None:
    assert total([(0, _toll(3, 3, 1)), (0, _toll(2, 2, 1))], "killed") == (5, 5)
    assert total([(0, _toll(3, 3, 1)), (1, _toll(20, 20, 1))], "killed") == (20, 20)
    assert total([(0, _toll(12, 12, 1)), (1, _toll(12, None, 1))], "killed") == (12, None)
    assert total([(0, _toll(3, 3, 1))], "injured") is None


_PIECES = ["قتل", "ثلاثة", "مدنيين", "وأصيب", "خمسة", "في", "غارة", "على", "إدلب", "،", ".", "بعد أن", "قصف", "الجيش", "مصرعهم",
           "ما أدى إلى", "مقتل", "بالإضافة إلى", "دون وقوع إصابات", "منذ بدء", "شظايا", "وقتلوا", "\n"]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_order_of_words_isread_text(pieces: list[str]) -> None:
    for mention in read_text(" ".join(pieces)):
        for count in (mention.killed, mention.injured):
            assert count is None or count.high is None or 0 <= count.low <= count.high


def test_time_is_linear() -> None:
    piece = "قتل ثلاثة مدنيين وأصيب خمسة في غارة على إدلب، "

    def seconds(times: int) -> float:
        start = process_time()
        read_text(piece * times)
        return process_time() - start

    short, long = min(seconds(40) for _ in range(3)), min(seconds(160) for _ in range(3))
    assert long < 10 * max(short, 0.01)
