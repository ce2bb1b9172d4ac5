"""Saved web pages: the article alone, its day with what told it, hostile pages."""

from datetime import UTC, date, datetime

import pytest
from pages import ADDRESS, BESIDE, LINKED, META, NEWS, page
from reading_raw import read

from rasad.ingest import Raw
from rasad.kit import load_kit

KIT = load_kit()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "utf-16"])
def test_the_article_alone_whatever_the_page_says_of_its_encoding(encoding):
    (document,), failures, _ = read("x.html", page(LINKED).encode(encoding))
    assert not failures
    assert all(line in document.text for line in NEWS) and document.title == "قصف على بلدة"
    assert not [words for words in BESIDE if words in document.text]
    assert document.outlet == "شبكة الوادي" and document.origin.author == "هيئة التحرير"


@pytest.mark.parametrize(
    ("head", "day", "expected"),
    [
        (META + LINKED, "25 آب 2022", (date(2024, 2, 3), "meta", "sure")),
        (LINKED, "25 آب 2022", (date(2024, 2, 4), "json-ld", "sure")),
        (ADDRESS.format("2023/07/09/x"), "25 آب 2022", (date(2023, 7, 9), "url", "likely")),
        (ADDRESS.format("news/98765"), "الخميس 25 آب 2022 - 10:15", (date(2022, 8, 25), "visible", "likely")),
        ("", "نشر في ٢٥ آب/أغسطس ٢٠٢٢", (date(2022, 8, 25), "visible", "likely")),
        ("", "25/8/2022", (date(2022, 8, 25), "visible", "likely")),
        ('<meta name="date" content="no day">', "قبل ساعتين", (None, "none", "")),
    ],
)
def test_the_day_with_what_told_it(head, day, expected):
    for css in ("posted-on", "x"):
        (document,), _, _ = read("x.html", page(head, day, css), kit=KIT)
        assert (document.published, document.origin.dated_by, document.origin.dated) == expected


def test_what_was_given_fills_what_the_page_leaves_open():
    raw = Raw("https://a.example/n/1", page().encode(), url="https://a.example/n/1", retrieved=datetime(2024, 3, 1, 9, tzinfo=UTC))
    (document,), _, _ = read("", raw, published=date(2024, 2, 29))
    assert (document.published, document.origin.dated_by, document.origin.retrieved) == (date(2024, 2, 29), "given", "2024-03-01T09:00:00+00:00")
    assert document.url == "https://a.example/n/1" and document.outlet == "a.example"


def test_a_saved_page_knows_its_address():
    saved = "<!-- saved from url=(0026)https://wadi.example/n/77 -->"
    (document,), _, _ = read("x.html", page().replace("<html", f"{saved}<html", 1))
    assert document.url == "https://wadi.example/n/77"


DEEP = {
    "divs": "<div>" * 50_000,
    "tables": "<table><tr><td>" * 20_000,
    "quotes": "<blockquote>" * 20_000,
    "elements": "<p>x</p>" * 100_001,
    "nothing": "<html></html>",
    "letters": "<html>" + "<" * 50_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_hostile_pages_give_a_document_or_a_failure(name):
    documents, failures, _ = read("x.html", f"<html><body>{DEEP[name]}{NEWS[0]}")
    assert len(documents) + len(failures) == 1


def test_a_page_of_links_is_no_report():
    headlines = "".join(f'<li><a href="/{n}">قتل {n} أشخاص في قصف على بلدة</a></li>' for n in range(20))
    _, (failure,), _ = read("x.html", f"<html><body><h1>أخبار</h1><ul>{headlines}</ul></body></html>")
    assert "links" in failure.reason
    related = "".join(f'<p><a href="/{n}">{n} أنباء أخرى</a></p>' for n in range(6))
    (document,), _, _ = read("x.html", page(news=[*NEWS * 2, related]))
    assert NEWS[0] in document.text


def test_a_long_page_is_read_whole():
    news = [f"{number} {NEWS[0]}" for number in range(3000)]
    (document,), _, _ = read("x.html", page(news=news))
    assert all(line in document.text for line in (news[0], news[1500], news[-1]))
