"""Reality, attribution and source: the examples beside data/words/claims.toml, and what the sentence before lends."""

from __future__ import annotations

import tomllib
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.model import EventMention
from reading import WORDS, examples, read_text


def _labels(mention: EventMention) -> dict[str, object]:
    return {
        "type": mention.type,
        "reality": mention.reality.value,
        "attribution": mention.attribution.value,
        "source": mention.source.value,
        "initiator": [a.codebook or a.id for a in mention.initiators],
    }


@pytest.mark.parametrize("example", examples("claims", "must"))
def test_must(example: dict[str, Any]) -> None:
    wanted = {k: v for k, v in example.items() if k not in ("class", "text")}
    assert wanted
    told = [_labels(m) for m in read_text(example["text"])]
    assert any(all(t[k] == v for k, v in wanted.items()) for t in told), told


@pytest.mark.parametrize("example", examples("claims", "must_not"))
def test_must_not(example: dict[str, Any]) -> None:
    assert [m.type for m in read_text(example["text"]) if m.type == example["type"]] == []


def test_every_class_has_an_example() -> None:
    classes = {c["id"] for c in tomllib.loads((WORDS / "claims.toml").read_text("utf-8"))["class"]}
    shown = {p.values[0]["class"] for table in ("must", "must_not") for p in examples("claims", table)}
    assert shown == classes


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        # Each event has the source that governs it, not just any of its sentence.
        ("قصفت الطائرات الروسية إدلب، وقال شهود عيان إن الجيش التركي قصف عفرين.", ["unspecified", "eyewitness"]),
        # A sentence without a source has none, whoever spoke before it.
        ("قال مراسلنا إن الطائرات الروسية قصفت إدلب.\nوقصف الجيش التركي عفرين.", ["correspondent", "unspecified"]),
        # A quotation that runs on has the source that opened it.
        (
            'وقال مصدر محلي: "قصفت الطائرات الروسية إدلب أمس. وقصف الجيش التركي مدينة عفرين".',
            ["local_sources", "local_sources"],
        ),
        # The agency behind "according to" only passes on what the spokesman said; of two in a row the last has said it.
        ("قصف الجيش التركي عفرين، بحسب وكالة رويترز، نقلا عن مصدر طبي.", ["local_sources"]),
        # "The same sources" are those before.
        (
            "أفادت وسائل إعلام بأن الطائرات الروسية قصفت إدلب.\nوبحسب المصادر نفسها، قصف الجيش التركي عفرين.",
            ["media", "media"],
        ),
    ],
)
def test_source_of_each_event(text: str, sources: list[str]) -> None:
    assert [m.source.value for m in read_text(text)] == sources


def test_accusing_is_no_claim() -> None:
    (mention,) = [m for m in read_text("اتهم الجيش الروسي الجيش التركي بقصف مدينة عفرين.") if m.type != "statement"]
    assert mention.attribution.value in ("suspected", "unknown")


def test_a_source_quotes_its_words() -> None:
    text = "قصفت الطائرات الروسية مدينة إدلب، وفق ما أفاد به المرصد السوري لحقوق الإنسان."
    (mention,) = read_text(text)
    span = mention.source.span
    assert span is not None and text[span.start : span.end] == "المرصد السوري لحقوق الإنسان"


_PIECES = ["قال", "إن", "بحسب", "المصدر", "نقلا عن", "الجيش التركي", "قصف", "عفرين", "نفى", "أن", "«", "»", "،", ".", ":", "لم", "التي"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_order_of_words_isread_text(pieces: list[str]) -> None:
    for mention in read_text(" ".join(pieces)):
        assert mention.source.value and mention.attribution.value


def test_long_runs_of_reporting_words_are_read_in_linear_time() -> None:
    def cost(count: int) -> float:
        text = " ".join(["بحسب المصدر قال إن"] * count) + " قصف الجيش التركي عفرين"
        start = process_time()
        read_text(text)
        return process_time() - start

    short, long = min(cost(200) for _ in range(3)), min(cost(1600) for _ in range(3))
    assert long < 24 * max(short, 0.01)


def test_a_dash_inside_a_name_ends_no_dateline() -> None:
    text = "أعلنت القيادة المركزية الأميركية (سنتكوم) أن طائرات من طراز إف-16 أغارت على مخزن في سوريا."
    assert [str(m.source.value) for m in read_text(text)] == ["official"]
