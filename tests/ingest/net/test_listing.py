"""Feeds, sitemaps and pages of links: told apart by what they hold, and read whatever they hold."""

import gzip
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rasad.errors import SourceError
from rasad.ingest.net.listing import Link, kind_of, links_of_page, listing_of, unpacked

URL = "https://news.example/list"
RSS = """<?xml version="1.0" encoding="{}"?>
<!-- made by hand -->
<rss version="2.0"><channel><title>الشبكة المحلية للأخبار</title>
<item><title>قصف مدفعي على القرية في الريف الشمالي</title><link>https://news.example/1</link><pubDate>Fri, 01 Mar 2024 23:30:00 -0300</pubDate></item>
<item><title>المجلس المحلي يفتح المعبر أمام المدنيين</title><link>/2</link><pubDate>Sun, 03 Mar 2024 08:00:00 GMT</pubDate></item>
<item><title>بلا رابط</title></item>
<item><link>https://news.example/1</link></item>
<item><title>بلا تاريخ</title><link>https://news.example/4</link><pubDate>yesterday</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>
<entry><title>خبر</title><link href="https://news.example/a"/><updated>2024-03-02T10:00:00Z</updated></entry></feed>"""
SITEMAP = """<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://news.example/old </loc><lastmod>2024-01-01</lastmod></url>
<url><loc>https://news.example/new</loc><lastmod>2024-03-09</lastmod><n:news><n:publication_date>2024-03-01T09:00:00+03:00</n:publication_date></n:news></url>
<url><lastmod>2024-01-01</lastmod></url></urlset>"""
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://news.example/s1.xml</loc></sitemap></sitemapindex>'
BOMB = '<!DOCTYPE urlset [<!ENTITY a "{}"><!ENTITY b "{}">]><urlset><url><loc>http://a/&b;</loc></url></urlset>'.format("x" * 1000, "&a;" * 1000)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "utf-16"])
def test_a_feed_lists_its_pages_the_newest_first(encoding):
    listing = listing_of(RSS.format(encoding).encode(encoding), URL)
    assert listing.kind == "feed"
    assert listing.links == (
        Link("https://news.example/4", None, "بلا تاريخ"),
        Link("https://news.example/2", date(2024, 3, 3), "المجلس المحلي يفتح المعبر أمام المدنيين"),
        Link("https://news.example/1", date(2024, 3, 2), "قصف مدفعي على القرية في الريف الشمالي"),
    )


def test_a_feed_that_names_a_wrong_encoding_is_read_all_the_same():
    assert listing_of(RSS.format("utf-8").encode("windows-1256"), URL).links[1].title == "المجلس المحلي يفتح المعبر أمام المدنيين"
    assert listing_of(RSS.format("windows-1252").encode("utf-8"), URL).links[1].title == "المجلس المحلي يفتح المعبر أمام المدنيين"


def test_other_lists():
    assert listing_of(ATOM.encode(), URL).links == (Link("https://news.example/a", date(2024, 3, 2), "خبر"),)
    sitemap = listing_of(unpacked(gzip.compress(SITEMAP.encode()), URL, 10_000), URL)
    assert sitemap.kind == "sitemap"
    assert sitemap.links == (Link("https://news.example/new", date(2024, 3, 1)), Link("https://news.example/old", date(2024, 1, 1)))
    assert (listing_of(INDEX.encode(), URL).kind, kind_of(b"<!doctype html><html><p>rss")) == ("index", "page")
    assert listing_of(b"<html>", URL) is None


def test_links_of_a_page_that_fit_a_pattern():
    page = '<base href="/ar/"><a href="news/1#top">أ</a><a href="news/1">ب</a><a href="about">ج</a><a href="http://[x">د</a><a>ه</a>'
    assert links_of_page(page.encode("utf-8"), URL, [re.compile("/news/")]).links == (Link("https://news.example/ar/news/1"),)
    assert links_of_page(b"", URL, [re.compile("")]).links == ()


def test_what_is_meant_to_choke_a_parser_does_not():
    assert len(listing_of(BOMB.encode(), URL).links[0].url if listing_of(BOMB.encode(), URL).links else "") < 2000
    with pytest.raises(SourceError, match=r"more than 0.1 MB when unpacked"):
        unpacked(gzip.compress(bytes(200_000)), URL, 100_000)
    with pytest.raises(SourceError, match="broken gzip"):
        unpacked(b"\x1f\x8bnothing", URL, 100_000)
    deep = b"<urlset>" + b"<url>" * 50_000
    assert listing_of(deep, URL).links == ()
    assert links_of_page(b"<div>" * 50_000 + b"<a href='/news/1'>", URL, [re.compile("news")]).kind == "page"


@given(some.binary(max_size=300), some.sampled_from([b"", b"<rss>", b"<urlset><url><loc>", b"<feed><entry><link href='", b"<?xml version='1.0'?><rdf:RDF "]))
def test_any_bytes_are_a_list_or_none_or_refused(data, opening):
    for read in (lambda: listing_of(opening + data, URL), lambda: links_of_page(opening + data, URL, [re.compile("")])):
        try:
            read()
        except SourceError as error:
            assert error.advice
