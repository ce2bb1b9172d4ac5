"""Dates in sentences: what they resolve to, what stays open, and that no text breaks or slows the reading."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rasad
from rasad.kit.text import load_text
from rasad.kit.time import load_time
from rasad.model import TimePrecision
from rasad.resolve.time import TimeMention, document_day, find_times
from rasad.text.fold import fold

DATA = Path(rasad.__file__).parent / "data"
SPELLING = load_text(DATA / "text").spelling
TIME = load_time(DATA / "time", SPELLING)
WEDNESDAY = date(2024, 2, 14)
WORDS = sorted(
    set(TIME.words) | {" ".join((first, *tail)) for first, rest in TIME.phrases.items() for tail, _ in rest}
)


def read(text: str, published: date | None = WEDNESDAY) -> list[TimeMention]:
    folded = fold(text, SPELLING).text
    return find_times(folded, 0, len(folded), published, TIME)


def days(text: str, published: date | None = WEDNESDAY) -> list[tuple[str | None, str | None]]:
    return [(m.first and m.first.isoformat(), m.last and m.last.isoformat()) for m in read(text, published)]


@pytest.mark.parametrize(
    ("published", "text", "first", "last"),
    [
        (date(2018, 9, 30), "والخميس الماضي", "2018-09-27", "2018-09-27"),
        (date(2024, 2, 14), "الأربعاء", "2024-02-14", "2024-02-14"),
        (date(2024, 2, 14), "الأربعاء الماضي", "2024-02-07", "2024-02-07"),
        (date(2024, 2, 14), "الأربعاء المقبل", "2024-02-21", "2024-02-21"),
        (date(2018, 10, 8), "في أكتوبر الماضي", "2017-10-01", "2017-10-31"),
        (date(2018, 2, 18), "خلال الأسبوع الماضي", "2018-02-11", "2018-02-17"),
        (date(2018, 2, 16), "الأسبوع الماضي", "2018-02-04", "2018-02-10"),
        (date(2024, 1, 1), "الشهر الماضي", "2023-12-01", "2023-12-31"),
        (date(2024, 3, 31), "قبل شهرين", "2024-01-01", "2024-01-31"),
        (date(2024, 1, 3), "في 30 كانون الأول", "2023-12-30", "2023-12-30"),
        (date(2023, 12, 28), "في 2 كانون الثاني المقبل", "2024-01-02", "2024-01-02"),
        (date(2025, 3, 1), "منذ السابع من أكتوبر", "2023-10-07", "2025-03-01"),
        (date(2024, 10, 9), "هجوم 7 أكتوبر/تشرين الأول", "2023-10-07", "2023-10-07"),
        (date(2018, 6, 14), "خلال شهر رمضان", "2018-05-16", "2018-06-14"),
        (date(2024, 2, 29), "قبل عام", "2023-01-01", "2023-12-31"),
        (date(2024, 2, 14), "غد الخميس", "2024-02-15", "2024-02-15"),
        (date(2024, 2, 14), "أمس (الثلاثاء)", "2024-02-13", "2024-02-13"),
        (date(2024, 2, 14), "اليوم الثلاثاء", "2024-02-13", "2024-02-13"),
        (date(2024, 2, 14), "الثلاثاء 6 شباط", "2024-02-06", "2024-02-06"),
        (date(2024, 2, 14), "من مايو 2015 إلى 4 يونيو 2016", "2015-05-01", "2016-06-04"),
        (date(2024, 2, 14), "بين 28 كانون الأول و3 كانون الثاني", "2023-12-28", "2024-01-03"),
        (date(2024, 2, 14), "من 20 نوفمبر إلى 5 ديسمبر 2021", "2021-11-20", "2021-12-05"),
    ],
)
def test_resolves(published: date, text: str, first: str, last: str) -> None:
    assert days(text, published) == [(first, last)]


def test_a_list_of_days_stays_a_list() -> None:
    assert days("الاثنين والثلاثاء") == [("2024-02-12", "2024-02-12"), ("2024-02-13", "2024-02-13")]
    assert days("السبت، الأحد") == [("2024-02-10", "2024-02-10"), ("2024-02-11", "2024-02-11")]


def test_without_publication_only_absolute_dates_resolve() -> None:
    assert days("مساء أمس", None) == [(None, None)]
    assert days("في 30 مارس", None) == [(None, None)]
    assert days("في 30 مارس 2018", None) == [("2018-03-30", "2018-03-30")]
    (since,) = read("منذ عام 2011", None)
    assert (since.kind, since.first, since.last, since.precision) == ("since", date(2011, 1, 1), None, None)


def test_governing_prepositions() -> None:
    since, until = read("منذ الأحد وحتى الاثنين")[0], read("حتى الاثنين")[0]
    assert (since.kind, since.rule) == ("point", "range")
    assert (until.kind, until.first, until.last) == ("until", None, date(2024, 2, 12))
    assert read("بعد ظهر الأحد")[0].kind == "point"
    assert read("منذ فجر الأحد")[0].kind == "since"


@pytest.mark.parametrize(
    "text",
    [
        "سوق الخميس",
        "شارع 17 تموز",
        "كتيبة 14 آذار",
        "قوى 14 آذار",
        "حي 7 نيسان",
        "قتل 12 شخصا في العشرين من العمر",
        "محمد (27 عاما)",
        "القرار 2254",
        "الأمين العام",
        "أيام",
        "لأحد",
        "31 فبراير 2018 من دون يوم",
        "قتل 4 في الحي",
        "صحيفة المصري اليوم",
        "واحد من اثنين",
    ],
)
def test_no_day_in(text: str) -> None:
    assert [m for m in read(text) if m.first is not None] == []


def test_precision_follows_the_length() -> None:
    told = ["أمس", "الليلة الماضية", "الأسبوع الماضي", "الشهر الماضي", "العام الماضي"]
    precisions = [read(text)[0].precision for text in told]
    assert precisions == [
        TimePrecision.DAY,
        TimePrecision.DAYS,
        TimePrecision.WEEK,
        TimePrecision.MONTH,
        TimePrecision.YEAR,
    ]


def test_only_the_sentence_is_read() -> None:
    text = fold("أمس هدأت الجبهة. اليوم اشتعلت", SPELLING).text
    cut = text.index(".")
    assert [m.rule for m in find_times(text, 0, cut, WEDNESDAY, TIME)] == ["yesterday"]
    assert [m.rule for m in find_times(text, cut, len(text), WEDNESDAY, TIME)] == ["today"]


def test_document_day() -> None:
    dated = fold("عنوان الخبر\nدير الزور - 12/3/2018\nقتل ثلاثة في 2 آذار 2017", SPELLING).text
    assert document_day(dated, None, TIME) == date(2018, 3, 12)
    assert document_day(dated, WEDNESDAY, TIME) == WEDNESDAY
    assert document_day(fold("قتل ثلاثة أمس", SPELLING).text, None, TIME) is None


pieces = st.one_of(
    st.sampled_from(WORDS),
    st.integers(0, 99_999).map(str),
    st.sampled_from(["/", "-", "(", ")", "،", ".", "\n", "و", "ال", "12/3/2018", "10:30", "3.5", "²", "_"]),
    st.text(max_size=4),
)
published_days = st.none() | st.dates()


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces, max_size=25), st.sampled_from(["", " "]), published_days)
def test_never_raises_and_spans_are_in_order(parts: list[str], glue: str, published: date | None) -> None:
    text = fold(glue.join(parts), SPELLING).text
    end = 0
    for mention in find_times(text, 0, len(text), published, TIME):
        assert end <= mention.start < mention.end <= len(text)
        if mention.first is not None and mention.last is not None:
            assert mention.first <= mention.last
            assert mention.precision is not None
        else:
            assert mention.precision is None
        end = mention.end


@pytest.mark.parametrize(
    "unit",
    [
        "من 3 ",
        "بين الاثنين و",
        "يوم ",
        "1.",
        "12/",
        "في عام ",
        "قبل نحو عدة أيام ",
        "كانون ",
        "(",
        "مساء يوم الجمعة ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    def cost(copies: int) -> float:
        text = fold(unit * copies, SPELLING).text
        best = float("inf")
        for _ in range(3):
            begun = process_time()
            find_times(text, 0, len(text), WEDNESDAY, TIME)
            best = min(best, process_time() - begun)
        return best

    assert cost(2_000) < 30 * cost(200) + 0.01
