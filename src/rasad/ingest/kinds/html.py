"""A web page in; the Document of its article out, without menus, related news and comments, and with what the page tells of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from configparser import ConfigParser

from lxml.etree import LxmlError
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG
from trafilatura.utils import load_html

from rasad.errors import SourceError
from rasad.ingest import dating
from rasad.ingest.decode import decode
from rasad.ingest.intake import Intake
from rasad.ingest.kinds.page import Page, page_of, shown_dates
from rasad.ingest.raw import Raw
from rasad.ingest.report import Report, document_of
from rasad.model import Document

logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)  # what it could not do is told by what it gives
_MOST_ELEMENTS = 100_000
_ELEMENT = re.compile("<[a-zA-Z]")
# What browsers and SingleFile write of the address at the head of a page that they save.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\([0-9]+\)(https?://\S+)|<!--\s*Page saved with SingleFile\s+url:\s*(https?://\S+)")
_HEAD = 4000
_MANY_LINKS = 5  # lines that are links and nothing else, where they are also most of the text
_LONGEST_FIRST = 3  # lines of the text among which the day may stand
_AFTER_BARS = re.compile(r"^\| | \|\s*$", re.MULTILINE)

_SETTINGS = ConfigParser()
_SETTINGS.read_dict({"DEFAULT": dict(DEFAULT_CONFIG["DEFAULT"]) | {"min_extracted_size": "40"}})  # a report may be one sentence


def read(raw: Raw, intake: Intake) -> Iterator[Document]:
    """The document of a page; SourceError where it holds no article."""
    text, note = decode(raw.whole(intake.limit), raw.name, markup=True)
    if note:
        intake.note(raw.name, note)
    yield document_of(report_of(text, raw, intake), raw, intake)


def report_of(text: str, raw: Raw, intake: Intake) -> Report:
    """The article of a decoded page with title, outlet, authors, address and day, as far as the page tells them."""
    tree = _tree(text, raw.name)
    page = page_of(tree)
    saved = _SAVED_FROM.search(text[:_HEAD])
    url = raw.url or (saved and (saved[1] or saved[2])) or page.canonical
    shown = shown_dates(tree)
    links = {" ".join("".join(link.itertext()).split()) for link in tree.iter("a")}
    found = bare_extraction(tree, fast=True, include_comments=False, config=_SETTINGS)
    article = (getattr(found, "text", None) or "") if found else ""
    if not article.strip():
        raise SourceError(
            raw.name, "parse", "no article found in this page", "Save the page of the report itself, or its text as a .txt file."
        )
    linked = [line for line in article.split("\n") if line.strip(" -|") in links]
    if len(linked) >= _MANY_LINKS and 2 * sum(map(len, linked)) > len(article):
        raise SourceError(raw.name, "parse", "a page of links, no report", "Save the pages that it links to; `rasad watch` follows links.")
    lines = [*shown, *article.split("\n", _LONGEST_FIRST)[:_LONGEST_FIRST]]
    return Report(
        text=_AFTER_BARS.sub("", article),
        id=raw.stem,
        title=page.title,
        outlet=page.outlet or _host(url),
        url=url,
        author=page.author,
        canonical=page.canonical,
        dating=_dating(page, url, lines, intake),
        media="text/html",
    )


def _tree(text: str, item: str) -> HtmlElement:
    if sum(1 for _ in _ELEMENT.finditer(text)) > _MOST_ELEMENTS:
        raise SourceError(
            item, "parse", f"a page of more than {_MOST_ELEMENTS:,} elements", "Save the page of one report, or its text as a .txt file."
        )
    try:
        tree = load_html(text)
    except (LxmlError, ValueError, RecursionError) as error:
        raise SourceError(item, "parse", f"no web page: {error}", "Save the page again.") from error
    if tree is None:
        raise SourceError(item, "parse", "no web page", "Save the page again, or its text as a .txt file.")
    return tree


def _dating(page: Page, url: str | None, lines: list[str], intake: Intake) -> dating.Dating:
    """What is meant for machines first, then the address, then what readers see."""
    if page.dating.day:
        return page.dating
    return next((found for found in (dating.of_url(url), dating.of_lines(lines, intake.kit)) if found.day), dating.UNDATED)


def _host(url: str | None) -> str | None:
    """The site of an address: the outlet of a page that names none."""
    if not url:
        return None
    from urllib.parse import urlsplit

    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    return host.removeprefix("www.") or None
