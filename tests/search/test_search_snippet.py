"""Snippets: what is highlighted are the very words of the unaltered text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rasad.search.snippet import LENGTH, snippet
from searching import reader

TEXT = (
    "قال مصدر محلي إن الحياة عادت إلى طبيعتها في أسواق المدينة بعد أيام من التوتر. " * 5
    + "وتعرضت المَيادين لقصْفٍ مدفعي عنيف، وسُمع دوي انفـ.ـجارات في ريف ديرالزور الشرقي. "
    + "ولم ترد تفاصيل أخرى عن الحادثة حتى ساعة إعداد هذا التقرير. " * 5
)


def shown(query: str, text: str = TEXT):
    found = snippet(text, reader().query(query).runs, reader().words)
    assert text[found.start : found.start + len(found.text)] == found.text
    return found, [mark.of(found.text) for mark in found.marks]


def test_words_are_highlighted_as_they_stand_in_the_text():
    found, marks = shown("القصف المياذين انفجار دير الزور")
    assert marks == ["المَيادين", "لقصْفٍ", "انفـ.ـجارات", "ديرالزور"]
    assert found.cut_before and found.cut_after
    assert len(found.text) <= LENGTH


def test_a_phrase_is_highlighted_as_a_whole_and_nowhere_else():
    text = "القصف العنيف ثم القصف المدفعي على البلدة"
    assert shown('"قصف مدفعي"', text)[1] == ["القصف المدفعي"]


def test_where_nothing_is_found_the_beginning_is_shown():
    found, marks = shown("type:air_strike")
    assert marks == [] and found.start == 0 and not found.cut_before and found.cut_after


def test_a_short_text_is_shown_whole():
    found, _ = shown("قصف", "  قصف\n")
    assert found.text == "قصف" and not found.cut_before and not found.cut_after


@given(st.text(alphabet="قصف المدينةـ.َ \n\u200fab1٢", max_size=600))
def test_highlights_lie_within_the_snippet_in_order(text):
    found, _ = shown("قصف المدينة ab", text)
    ends = [(mark.start, mark.end) for mark in found.marks]
    assert all(a < b for a, b in ends) and all(x[1] <= y[0] for x, y in pairwise(ends))
    assert not ends or ends[-1][1] <= len(found.text)
