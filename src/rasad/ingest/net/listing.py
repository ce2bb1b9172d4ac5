"""What was fetched from an address in; the pages that it lists out, if it is a feed, a sitemap or a page of links."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html

from rasad.errors import SourceError
from rasad.ingest.dating import parse_day
from rasad.ingest.decode import decode

_GZIP = b"\x1f\x8b"
_HEAD = 4096  # bytes in which the first element stands
_ROOT = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*<(?:[a-z]+:)?([a-z]+)[\s>]", re.IGNORECASE | re.DOTALL)
_KINDS = {b"rss": "feed", b"feed": "feed", b"rdf": "feed", b"urlset": "sitemap", b"sitemapindex": "index"}
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MOST_LINKS = 50_000  # of a list; more a sitemap may not have


@dataclass(frozen=True, slots=True)
class Link:
    """A page that a list names, with the day and the title that the list gives it, if it does."""

    url: str
    published: date | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The pages that a list names, the newest first as far as it tells. `kind`: `feed`, `sitemap`, `index` (of sitemaps) or `page`."""

    kind: str
    links: tuple[Link, ...]


def unpacked(data: bytes, item: str, most: int) -> bytes:
    """The data, out of its gzip wrapping if it has one, as sitemaps often do; SourceError where that is broken or too large."""
    if not data.startswith(_GZIP):
        return data
    opener = zlib.decompressobj(wbits=31)
    try:
        opened = opener.decompress(data, most + 1)
    except zlib.error as error:
        raise SourceError(item, "open", "broken gzip data", "Try again later.") from error
    if len(opened) > most:
        raise SourceError(item, "open", f"more than {most / 1e6:g} MB when unpacked", "Save it as a file, and give that.")
    return opened


def kind_of(data: bytes) -> str:
    """`feed`, `sitemap`, `index` or `page`, by the first element."""
    head = data[:_HEAD]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    found = _ROOT.match(head.replace(b"\0", b""))
    return _KINDS.get(found[1].lower(), "page") if found else "page"


def listing_of(data: bytes, url: str) -> Listing | None:
    """The list at an address; None where a page stands there. SourceError where it is broken or lists nothing."""
    kind = kind_of(data)
    if kind == "page":
        return None
    text, _ = decode(data, url, markup=True)
    links = _of_feed(text, url) if kind == "feed" else _of_sitemap(text, url)
    return Listing(kind, _newest_first(links))


def links_of_page(data: bytes, url: str, follow: Sequence[re.Pattern[str]]) -> Listing:
    """The links of a page in whose address one of the patterns is found, in the order of the page."""
    text, _ = decode(data, url, markup=True)
    if not text.strip():
        return Listing("page", ())
    # Bytes with their encoding: text that declares another one is refused by the parser.
    tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    base = tree.find(".//base")
    start = urljoin(url, (base.get("href") or "").strip()) if base is not None else url
    found = (_joined(start, node.get("href") or "") for node in tree.iter("a"))
    wanted = (Link(target) for target in found if any(pattern.search(target) for pattern in follow))
    return Listing("page", _distinct(wanted))


def _joined(base: str, target: str) -> str:
    """The address of a link, without its fragment; "" where it is broken."""
    try:
        return urljoin(base, target.strip()).partition("#")[0]
    except ValueError:
        return ""


def _of_feed(text: str, url: str) -> Iterator[Link]:
    import feedparser  # slow to import; files are read without it

    # As a stream: of a string feedparser would ask whether it is an address or a file, and open that.
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    told = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers)
    for entry in told.entries:
        target = entry.get("link")
        if isinstance(target, str) and target.strip():
            title = entry.get("title")
            yield Link(_joined(url, target), _day_of(entry), title if isinstance(title, str) and title else None)


def _day_of(entry: Any) -> date | None:
    """The day of an entry in UTC, as feeds give it."""
    # Asked so, because of what is not there feedparser gives something else, and warns.
    told = entry.get("published_parsed") or ("updated_parsed" in entry and entry["updated_parsed"])
    try:
        return date(*told[:3]) if told else None
    except (ValueError, TypeError):
        return None


def _of_sitemap(text: str, url: str) -> Iterator[Link]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, load_dtd=False)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise SourceError(url, "parse", "a broken sitemap", "Give the address of a feed, or of the pages.")
    for node in root.iter("{*}url", "{*}sitemap"):
        target = (node.findtext("{*}loc") or "").strip()
        if target:
            told = node.findtext("{*}news/{*}publication_date") or node.findtext("{*}lastmod") or ""
            yield Link(_joined(url, target), _day(told))


def _day(told: str) -> date | None:
    try:
        return parse_day(told)
    except ValueError:
        return None


def _newest_first(links: Iterable[Link]) -> tuple[Link, ...]:
    """In the order of days, and within a day as listed; what has no day stays before what has."""
    return tuple(sorted(_distinct(links), key=lambda link: link.published or date.max, reverse=True))


def _distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for link in links:
        if link.url:
            found.setdefault(link.url, link)
        if len(found) == _MOST_LINKS:
            break
    return tuple(found.values())
