from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasad.kit.text import TextData
from rasad.text.fold import fold
from rasad.text.layout import lay_out

LONG = "قال مراسلنا في المدينة إن القوات دخلت الحي الشرقي بعد ظهر اليوم وسط قصف متقطع"


def _laid(data: TextData, text: str) -> list[tuple[str, str]]:
    folded = fold(text, data.spelling)
    return [(s.kind, folded.span(s.start, s.end).of(text)) for s in lay_out(folded, data.layout)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["وصل الرتل.", "ثم غادر المكان!", "أين ذهب؟", "لا أحد يعلم…"],
        ["قُتل 3.5 بالمئة منهم.", "وقال د. سمير وأ. نادر إن العدد أكبر."],
        ['قال: "سنرد. لن نصمت. الأمر انتهى" وغادر.', "ثم صمت."],
        ['قال: "سنرد."', "وأضاف آخر."],
        ['"أين هم؟" تساءل الضابط.', "لم يجبه أحد."],
        ["وقع القصف ليلاً.. ثم تجدد صباحاً.", "وهدأ بعدها..."],
        ["انسحبت القوات؛ لكنها عادت."],
        ["زاروا موقع العربية.نت وwww.example.org أمس."],
        ["بث تلفزيون سي.إن.إن الخبر."],
        ["قُصف الحي في 2018.", "وقصف ثانية في 2019."],
    ],
)
def test_sentences(data: TextData, sentences: list[str]) -> None:
    assert _laid(data, " ".join(sentences)) == [("body", sentence) for sentence in sentences]


def test_a_dot_without_a_blank_ends_a_sentence_between_words(data: TextData) -> None:
    told = [words for _, words in _laid(data, "قُصفت البلدة.وقتل طفل عام 2018.وأصيب آخر.")]
    assert told == ["قُصفت البلدة.", "وقتل طفل عام 2018.", "وأصيب آخر."]


def test_the_parts_of_a_page(data: TextData) -> None:
    text = (
        "Facebook\nTwitter\n\nقصف على أطراف البلدة.. وأنباء عن ضحايا\n\nخاص - SY24\n\n"
        f"{LONG}. وأضاف أن الأهالي غادروا.\n \u00a0\nحصيلة أولية\n{LONG}.\nاقرأ أيضاً:\nنزوح من القرى الحدودية\n"
        f"هدوء حذر في الجنوب\nو{LONG}:\n• مقتل جندي\n- إصابة آخر\n-----\n#أخبار_اليوم #عاجل\n{LONG}."
    )
    assert _laid(data, text) == [
        ("furniture", "Facebook"),
        ("furniture", "Twitter"),
        ("headline", "قصف على أطراف البلدة.. وأنباء عن ضحايا"),
        ("furniture", "خاص - SY24"),
        ("body", f"{LONG}."),
        ("body", "وأضاف أن الأهالي غادروا."),
        ("subhead", "حصيلة أولية"),
        ("body", f"{LONG}."),
        ("furniture", "اقرأ أيضاً:"),
        ("furniture", "نزوح من القرى الحدودية"),
        ("furniture", "هدوء حذر في الجنوب"),
        ("body", f"و{LONG}:"),
        ("item", "مقتل جندي"),
        ("item", "إصابة آخر"),
        ("furniture", "أخبار_اليوم #عاجل"),
        ("body", f"{LONG}."),
    ]


def test_a_report_without_end_marks_has_no_subheads(data: TextData) -> None:
    text = f"عنوان الخبر\n{LONG}\nقصف على البلدة\n{LONG}\n{LONG}"
    assert [kind for kind, _ in _laid(data, text)] == ["headline", "body", "body", "body", "body"]


def test_a_single_line_is_prose(data: TextData) -> None:
    assert _laid(data, "  قصف على البلدة  ") == [("body", "قصف على البلدة")]


def test_a_title_may_start_like_a_link(data: TextData) -> None:
    assert _laid(data, f"شاهد.. قصف على البلدة\n\n{LONG}.")[0][0] == "headline"


def test_a_line_broken_off_goes_on_in_the_next(data: TextData) -> None:
    text = f"{LONG}.\n{LONG} وبالذات\n\nعند ضفة النهر. ثم توقف.\n{LONG}."
    blocks = [s.block for s in lay_out(fold(text, data.spelling), data.layout)]
    assert blocks == [0, 1, 1, 2]


@given(st.text(alphabet='قصف و.!؟…"«»)\n\r#_-*•10aـً\u200f:،ﷲ', max_size=80))
@settings(max_examples=200, deadline=None)
def test_sentences_are_ordered_trimmed_and_hold_all_letters(data: TextData, text: str) -> None:
    folded = fold(text, data.spelling)
    last, block = 0, 0
    covered: set[int] = set()
    for s in lay_out(folded, data.layout):
        assert last <= s.start < s.end <= len(folded.text)
        assert block <= s.block
        words = folded.text[s.start : s.end]
        assert words == words.strip()
        covered |= set(range(s.start, s.end))
        last, block = s.end, s.block
    assert all(i in covered for i, c in enumerate(folded.text) if c.isalpha())


@pytest.mark.parametrize(
    "unit", ["ق\n", "ق.", "ق. ", '"', '".', ".", "#ق", "#ق ", "ق وبالذات\n", "- ", "\n", "اقرأ أيضا:\n"]
)
def test_awkward_text_is_laid_out_in_linear_time(data: TextData, unit: str) -> None:
    folded = fold(unit * (100_000 // len(unit)), data.spelling)
    start = time.process_time()
    lay_out(folded, data.layout)
    assert time.process_time() - start < 2
