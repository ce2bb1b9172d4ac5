"""What must hold for every text: the reading never fails, quotes the text, takes linear time, gives the same anywhere."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad import load_kit, read
from rasad.kit import Kit
from rasad.model import Document

SAMPLES = Path(__file__).parents[1] / "src" / "rasad" / "data" / "samples"
DAY = date(2024, 2, 3)

# Words that open events, bind roles, count, date, deny and quote: junk between them must not make the reading stumble.
WORDS = ["قصفت", "قصف", "غارة", "غارات", "استهدفت", "اغتيال", "اشتباكات", "انفجار", "لغم", "مقتل", "قُتل", "وأصيب", "جرحى", "اعتقلت", "حاجز", "انسحبت", "سيطرت", "طائرة", "مسيرة", "مدفعية", "صواريخ", "قوات", "النظام", "ميليشيا", "الحرس", "الثوري", "داعش", "قسد", "الجيش", "عناصر", "مدنيين", "مدينة", "بلدة", "حي", "ريف", "الميادين", "حلب", "ديرالزور", "في", "من", "إلى", "على", "قرب", "باتجاه", "بين", "و", "ثم", "أمس", "اليوم", "السبت", "الماضي", "تشرين", "الثاني", "كانون", "عام", "2007", "ثلاثة", "30", "٣٠", "أكثر", "من", "عشرات", "عدد", "ما", "أدى", "أسفر", "عن", "جراء", "بحسب", "قال", "مصدر", "المرصد", "نفى", "لم", "لن", "هدد", "هذه", "تلك", "التي", "الذي", "الأخير", "ـ", "هــ.دد", "مقــ.تل", "قـ.ـتلى", "مـ", "ـقتل"]
JUNK = st.text(
    st.sampled_from("اأإآىيةهؤئءبتجد٠٣۴19.,،؛؟!:-–()[]«»\"'/\\_#@%ـًٌَُِّْٰٱ \u00a0\u200b\u200c\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\n\r\t\ufffdﷲﻻﺍﻟﷺaZ😀\x00"),
    max_size=6,
)
PIECES = st.lists(st.one_of(st.sampled_from(WORDS), JUNK, st.text(max_size=4)), max_size=60)
TEXTS = st.tuples(PIECES, st.sampled_from([" ", "", "\n", " و", ". "])).map(lambda made: made[1].join(made[0]))


@lru_cache(maxsize=1)
def built_in() -> Kit:
    """Not a fixture: pytest and hypothesis would print the whole of it beside every failure."""
    return load_kit()


def spans(value: Any) -> Iterator[tuple[int, int]]:
    """Every span in a record made of plain values."""
    if isinstance(value, dict):
        if value.keys() == {"start", "end"} and isinstance(value["start"], int):
            yield value["start"], value["end"]
        else:
            for part in value.values():
                yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


@given(TEXTS, st.sampled_from([None, DAY, date(1900, 1, 1), date(2100, 12, 31)]))
@settings(max_examples=120, deadline=None)
def test_any_text_is_read_and_every_value_quotes_it(text: str, published: date | None) -> None:
    document = Document("x", text, published=published)
    mentions = read(document, built_in())
    assert read(document, built_in()) == mentions
    assert len({mention.id for mention in mentions}) == len(mentions)
    for mention in mentions:
        told = mention.to_dict()
        json.dumps(told)
        found = list(spans(told))
        assert found and all(0 <= start < end <= len(text) for start, end in found)
        assert mention.quote == mention.evidence[0].of(text)
        assert any(span.start <= mention.trigger.start < span.end for span in mention.evidence)
        assert pickle.loads(pickle.dumps(mention)) == mention and str(mention)


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800 قصفت \udfff", "\u202e", "ـ" * 50, "." * 50, "قصفت" * 50])
def test_odd_texts_are_read(text: str) -> None:
    assert isinstance(read(Document("x", text), built_in()), tuple)


UNITS = {
    "letters": "ق",
    "tatweel": "ـ",
    "broken words": "قـ.",
    "clitics": "وبال",
    "triggers": "قصفت ",
    "places": "حلب ",
    "actors": "قوات النظام ",
    "numbers": "ثلاثة و",
    "digits": "3",
    "dates": "السبت 4 كانون الثاني ",
    "commas": "قتل، ",
    "relative clauses": "الجيش الذي قصف الميليشيا التي ",
    "chains": "ما أدى إلى مقتل ثلاثة ",
    "quotation marks": '"قال ',
    "brackets": "(قصف ",
    "lines": "قصف\n",
    "strikes": "قصفت طائرات النظام مدينة الميادين أمس. ",
    "hashtags": "#قصف_",
    "marks": "قَ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_time_grows_with_the_length(unit: str) -> None:
    """Four times the text may take at most eight times as long; quadratic work takes sixteen times."""

    def spent(length: int) -> float:
        document = Document("x", (unit * (length // len(unit) + 1))[:length], published=DAY)
        begun = time.process_time()
        read(document, built_in())
        return time.process_time() - begun

    short, long = 3_000, 12_000
    # A hiccup of the machine may spoil a measurement, not three.
    for _ in range(3):
        if spent(long) < 8 * max(spent(short), 0.01):
            return
    pytest.fail("time grows faster than the text")


def test_the_reading_is_the_same_whatever_the_hash_seed() -> None:
    """Sets and dicts of words must not decide: two processes with other seeds write the same bytes."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "rasad", "code", SAMPLES, "--format", "jsonl"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONHASHSEED": seed, "RASAD_NO_CACHE": "1"},
        )
        for seed in ("1", "2")
    ]
    one, two = (run.communicate()[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert one and one == two
