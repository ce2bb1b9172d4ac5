"""A piece of HTML (a message, an entry of a feed, a letter) in; its words with line breaks out."""

from __future__ import annotations

import re

from lxml.etree import LxmlError
from lxml.html import HtmlElement, fragment_fromstring

_BREAKS = frozenset(
    {"address", "blockquote", "br", "dd", "div", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "td", "tr", "ul"}
)  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "title", "noscript", "template"})
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#][a-zA-Z0-9]*;")
_GAPS = re.compile(r"[ \t]*\n\s*")


def words_of(markup: str) -> str:
    """The words of a piece of HTML; a text without tags as it is."""
    if not _MARKUP.search(markup):
        return markup.strip()
    try:
        return text_of(fragment_fromstring(markup, create_parent="div"))
    except (LxmlError, ValueError):
        return ""


def text_of(element: HtmlElement) -> str:
    """The words of an element; lines break where blocks do."""
    pieces: list[str] = []
    silent = 0
    from lxml.etree import iterwalk

    for event, node in iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            if event == "end" and not silent and node is not element:
                pieces.append(node.tail or "")
            continue
        if node.tag in _SILENT:
            silent += 1 if event == "start" else -1
        elif not silent and node.tag in _BREAKS:
            pieces.append("\n")
        if silent:
            continue
        if event == "start":
            pieces.append(_flat(node.text))
        elif node is not element:
            pieces.append(_flat(node.tail))
    return _GAPS.sub("\n", "".join(pieces)).strip()


def _flat(text: str | None) -> str:
    return " ".join(text.splitlines()) if text else ""
