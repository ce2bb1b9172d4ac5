"""A parsed web page in; what it tells of its article beside the text out: title, outlet, authors, address, day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from rasad.ingest import dating
from rasad.ingest.report import one_line

_LONGEST_SCRIPT = 500_000  # characters of JSON-LD
_MOST_NODES = 5000  # of JSON-LD
_MOST_SHOWN = 40  # elements that are looked at for a date
_LONGEST_SHOWN = 120  # characters
_AFTER_TITLE = 12  # short texts after the headline among which the day may stand
_TITLES = ("og:title", "twitter:title", "dc.title", "headline")
_OUTLETS = ("og:site_name", "application-name", "publisher", "dc.publisher")
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl")
_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "dc.date.issued", "dc.date", "dcterms.created", "dcterms.date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publication_date", "date",
)  # fmt: skip
_DATED = re.compile("date|time|publish|posted|tarikh", re.IGNORECASE)
_WEB = re.compile("https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page tells of its article, for machines."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    canonical: str | None = None
    dating: dating.Dating = dating.UNDATED


@dataclass(slots=True)
class _Linked:
    """What the JSON-LD of a page tells."""

    values: dict[str, str] = field(default_factory=dict)
    day: dating.Dating = dating.UNDATED


def page_of(tree: HtmlElement) -> Page:
    """What meta data, JSON-LD and the headline tell."""
    meta = _meta(tree)
    linked = _linked(tree)
    outlet = _first(meta, _OUTLETS) or linked.values.get("outlet")
    title = _first(meta, _TITLES) or linked.values.get("title") or _text(tree, "h1") or _text(tree, "title")
    author = linked.values.get("author") or next((a for name in _AUTHORS if (a := meta.get(name)) and not _WEB.match(a)), None)
    days = (dating.told(meta[name], "meta") for name in _DATES if name in meta)
    day = next((found for found in days if found.day), dating.UNDATED)
    return Page(_without(title, outlet), outlet, author, _canonical(tree, meta), day if day.day else linked.day)


def shown_dates(tree: HtmlElement) -> list[str]:
    """Short texts in which a reader looks for the day: those marked as dates, then what follows the headline.

    What stands before the headline and outside the article is left out: it is the day of the visit.
    """
    marked: list[str] = []
    after: list[str] = []
    looked = 0
    headed = tree.find(".//h1") is None
    for element in tree.iter("*"):
        hint = " ".join(element.get(name, "") for name in ("class", "id", "itemprop"))
        if element.tag == "h1":
            headed = True
        elif looked < _MOST_SHOWN and (element.tag == "time" or _DATED.search(hint)):
            looked += 1
            if (headed or _in_article(element)) and (text := _short(element)):
                marked.append(text)
        elif headed and len(after) < _AFTER_TITLE and (text := one_line(element.text)) and len(text) <= _LONGEST_SHOWN:
            after.append(text)
    return marked + after


def _in_article(element: HtmlElement) -> bool:
    return next(element.iterancestors("article", "main"), None) is not None


def _short(element: HtmlElement) -> str | None:
    """The words of an element, its moment for machines first; None where they are too many for a date."""
    moment = element.get("datetime") or ""
    words = ""
    for piece in element.itertext():
        words += f" {piece}"
        if len(words) > 2 * _LONGEST_SHOWN:
            return one_line(moment)
    return one_line(f"{moment[:10]} {words}"[: 2 * _LONGEST_SHOWN])


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if value := one_line(element.get("content")):
            found.setdefault(name.strip().lower(), value)
    for element in tree.iter("time"):
        if "datepublished" in (element.get("itemprop") or "").lower() and (value := one_line(element.get("datetime"))):
            found.setdefault("datepublished", value)
    return found


def _linked(tree: HtmlElement) -> _Linked:
    found = _Linked()
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower() or not element.text or len(element.text) > _LONGEST_SCRIPT:
            continue
        try:
            value = json.loads(element.text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            _take(node, found)
    return found


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of JSON-LD, outer ones first."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_NODES:
        value = waiting.pop(0)
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting += [part for part in value.values() if isinstance(part, dict | list)]
        elif isinstance(value, list):
            waiting += [part for part in value if isinstance(part, dict | list)]


def _take(node: Mapping[str, Any], found: _Linked) -> None:
    """Takes over what one object tells of the article; the first that tells a thing is believed."""
    if isinstance(node.get("datePublished"), str):
        if not found.day.day:
            found.day = dating.told(node["datePublished"], "json-ld")
        told = {"title": one_line(node.get("headline")), "author": _name(node.get("author")), "outlet": _name(node.get("publisher"))}
        for name, value in told.items():
            if value:
                found.values.setdefault(name, value)


def _name(value: Any) -> str | None:
    """The name of a person or an organisation, or of several."""
    if isinstance(value, list):
        return one_line(", ".join(filter(None, map(_name, value[:10]))))
    return one_line(value.get("name") if isinstance(value, dict) else value)


def _first(values: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((values[name] for name in names if name in values), None)


def _text(tree: HtmlElement, tag: str) -> str | None:
    element = tree.find(f".//{tag}")
    return None if element is None else one_line(str(element.text_content()))


def _without(title: str | None, outlet: str | None) -> str | None:
    """The title without the outlet's name behind it."""
    if title and outlet and title.endswith(outlet):
        return title.removesuffix(outlet).rstrip(" |-\u2013\u2014:\u00bb\u2022") or title
    return title


def _canonical(tree: HtmlElement, meta: Mapping[str, str]) -> str | None:
    for element in tree.iter("link"):
        href = one_line(element.get("href"))
        if (element.get("rel") or "").lower() == "canonical" and href and _WEB.match(href):
            return href
    told = meta.get("og:url")
    return told if told and _WEB.match(told) else None
