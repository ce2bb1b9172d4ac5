from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.kit.text import TextData
from rasad.text.fold import fold, fold_form

KNOWN = ["قصف", "مقتل", "قتل", "منزل", "هجوم", "بيت", "لحم", "بيتلحم", "من", "زل"]

# letters, marks, tatweel, separators, blanks, hashtags, ligatures, zero-width, bidi, lone surrogates, line ends
AWKWARD = (
    "قصفمتلبهىةأؤئآءًّـ" + "._/*-#＃＿_ \u00a0\t\r\n\u2028" + "ﷲﻻﹰﷺ\u200f\u200b\u202e\ud800" + '3٣𝟛۔٫a،"“é'
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("أُصيبَ إثرَ آخِر", "اصيب اثر اخر"),
        ("مستشفى وغارةٌ ومسؤول وقائد وجزء", "مستشفي وغاره ومسوول وقايد وجزء"),
        ("ٱلجيش ومـــدنيون", "الجيش ومدنيون"),
        ("٣٠ و۲۵ و３", "30 و25 و3"),
        ("۴٫۵٪", "4.5%"),
        ("ﻗﺼﻒ ﷲ ﻷن", "قصف الله لان"),
        ("“قسد” و«داعش»", '"قسد" و"داعش"'),
        ("ایران والکرد", "ايران والكرد"),
        ("في\u00a0حلب\u202fاليوم", "في حلب اليوم"),
        ("حلب\r\nإدلب\u2028حمص", "حلب\nادلب\nحمص"),
        ("\u202bدير\u200fالزور\u202c", "ديرالزور"),
        ("وَأ\u0654\u064e", "وا"),
        ("#قوات_النظام في#حلب و ##عاجل", "قوات النظام في حلب و عاجل"),
        ("أ.د. سامي، 3.5 و1,200", "ا.د. سامي، 3.5 و1,200"),
    ],
)
def test_spelling(data: TextData, text: str, folded: str) -> None:
    assert fold(text, data.spelling).text == folded


@pytest.mark.parametrize(
    ("text", "start", "end", "quote"),
    [
        ("قَصَفَ الطيرانُ", 0, 3, "قَصَفَ"),
        ("قَصَفَ الطيرانُ", 4, 11, "الطيرانُ"),
        ("غارةٌ\u200f ثم", 0, 4, "غارةٌ"),
        ("قال ﷲ نعم", 4, 8, "ﷲ"),
        ("قال ﷲ نعم", 6, 7, "ﷲ"),
        ("إن مقــ.تل اثنين", 3, 7, "مقــ.تل"),
        ("#قوات_النظام", 0, 11, "قوات_النظام"),
    ],
)
def test_spans_quote_the_source(data: TextData, text: str, start: int, end: int, quote: str) -> None:
    assert fold(text, data.spelling).span(start, end).of(text) == quote


@pytest.mark.parametrize("span", [(0, 0), (2, 1), (-1, 1), (0, 99)])
def test_no_span_outside_the_text(data: TextData, span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a span"):
        fold("حلب", data.spelling).span(*span)


def test_offsets_there_and_back(data: TextData) -> None:
    text = "\u200fمقــ.تلُ ﷲ"
    folded = fold(text, data.spelling)
    assert folded.text == "مقتل الله"
    assert [folded.origin(i) for i in range(10)] == [1, 2, 6, 7, 9, 10, 10, 10, 10, 11]
    assert [folded.folded(i) for i in range(12)] == [0, 0, 1, 2, 2, 2, 2, 3, 4, 4, 5, 9]


@given(st.one_of(st.text(), st.text(alphabet=AWKWARD)))
@settings(max_examples=150, deadline=None)
def test_folding_is_stable_and_spans_stay_inside(data: TextData, text: str) -> None:
    known = frozenset(fold_form(word, data.spelling) for word in KNOWN)
    for words in (frozenset[str](), known):
        folded = fold(text, data.spelling, words)
        assert fold(folded.text, data.spelling, words).text == folded.text
        last = 0
        for i in range(len(folded.text)):
            span = folded.span(i, i + 1)
            assert last <= span.start < span.end <= len(text)
            assert folded.folded(folded.origin(i)) <= i
            last = span.start
        assert folded.folded(len(text)) == len(folded.text)
        back = [folded.folded(i) for i in range(len(text) + 1)]
        assert back == sorted(back)
        pickle.loads(pickle.dumps(folded))


@given(st.text(alphabet=AWKWARD))
@settings(max_examples=100, deadline=None)
def test_a_form_folds_like_the_text_it_stands_in(data: TextData, form: str) -> None:
    plain = "".join(c for c in form if c not in "._/*-۔ـ#＃＿\r")
    assert fold_form(plain, data.spelling) == fold(plain, data.spelling).text


def test_data_is_picklable(data: TextData) -> None:
    again = pickle.loads(pickle.dumps(data))
    assert fold("مقــ.تل", again.spelling).text == "مقتل"


@pytest.mark.parametrize(
    "unit", ["ق", "ـ", "ق.", "ـ.", "ـ .", "ـ ـ", "قـ.", "ً", "#", "ﷲ", "_", "ق_", "\r", "1هـ."]
)
def test_awkward_text_folds_in_linear_time(data: TextData, unit: str) -> None:
    known = frozenset({"قصف"})
    start = time.process_time()
    fold(unit * (100_000 // len(unit)), data.spelling, known)
    assert time.process_time() - start < 2
