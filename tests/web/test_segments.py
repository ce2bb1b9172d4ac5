"""Spans that overlap, cut into segments; what a browser shows and counts of a text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasad.model import Span
from rasad.store.documents import plain_text
from rasad.web.segments import code_points, segments, selected, shown, utf16_units

TEXTS = st.text(st.characters() | st.sampled_from("\0\r\n<&\"'\u202e\u202d\u0651\U0001f614\ud83d"), max_size=60)


@st.composite
def texts_with_spans(draw):
    text = draw(TEXTS)
    ends = st.integers(0, len(text) + 3)
    spans = draw(st.lists(st.tuples(ends, ends).filter(lambda both: both[0] != both[1]), max_size=8))
    return text, [Span(min(both), max(both)) for both in spans]


class Shown(HTMLParser):
    """The text that a page shows. CR written as itself would be a line feed, as HTML has it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.feed(str(html).replace("\r\n", "\n").replace("\r", "\n"))
        self.close()

    def handle_data(self, data):
        self.text += data

    def handle_charref(self, name):
        self.text += chr(int(name))

    def handle_entityref(self, name):
        self.text += {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name]


@given(texts_with_spans())
def test_segments_joined_are_the_text_and_each_knows_its_spans(given_):
    text, spans = given_
    at = 0
    found = list(segments(text, spans))
    for segment in found:
        assert segment.text
        for offset in range(at, at + len(segment.text)):
            assert segment.spans == tuple(n for n, span in enumerate(spans) if span.start <= offset < span.end)
        at += len(segment.text)
    assert "".join(segment.text for segment in found) == text


@given(TEXTS)
def test_what_a_page_shows_is_the_text(text):
    assert Shown(shown(text)).text == plain_text(text)
    assert len(plain_text(text)) == len(text)


@given(TEXTS, st.data())
def test_offsets_of_browsers_and_ours_lead_to_each_other(text, data):
    text = plain_text(text)
    offset = data.draw(st.integers(0, len(text)))
    units = len(text[:offset].encode("utf-16-le")) // 2
    assert utf16_units(text, offset) == units
    assert code_points(text, units) == offset


def test_an_offset_within_a_character_is_that_of_the_character():
    assert [code_points("a\U0001f614b", units) for units in range(6)] == [0, 1, 1, 2, 3, 3]


@pytest.mark.parametrize(("start", "end", "span"), [(0, 3, Span(0, 2)), (3, 0, Span(0, 2)), (2, 2, None), (90, 99, None)])
def test_a_selection_becomes_a_span(start, end, span):
    assert selected("a\U0001f614b", start, end) == span


def test_nothing_of_a_text_becomes_markup():
    html = shown("<script>alert(1)</script>\u202e&amp;")
    assert "<script" not in html and '<span class="override" title="U+202E">' in html
