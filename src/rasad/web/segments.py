"""Cuts a text at the bounds of spans that may overlap: a text and spans in, segments that each know their spans out.

Also what a browser shows of a text and how it counts: its offsets are UTF-16 units, ours are code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from rasad.model import Span
from rasad.store.documents import plain_text

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# A direction forced on what follows would show digits and words in another order than they were written.
_OVERRIDE = re.compile("([\u202d\u202e])")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text, never empty, with the positions of the spans that cover it, in ascending order."""

    text: str
    spans: tuple[int, ...]


def segments(text: str, spans: Sequence[Span]) -> Iterator[Segment]:
    """The text in order, cut wherever a span begins or ends; joined together they are the text. What lies beyond it is passed over."""
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[int]] = {}
    for number, span in enumerate(spans):
        if span.start < len(text):
            opens.setdefault(span.start, []).append(number)
            closes.setdefault(min(span.end, len(text)), []).append(number)
    covering: set[int] = set()
    at = 0
    for cut in sorted({*opens, *closes, len(text)}):
        if at < cut:
            yield Segment(text[at:cut], tuple(sorted(covering)))
        covering.difference_update(closes.get(cut, ()))
        covering.update(opens.get(cut, ()))
        at = cut


def shown(text: str) -> Markup:
    """The text as a page holds it, so that the page's text is the document's, character by character.

    U+FFFD stands for the few characters that HTML can't hold. A carriage return is written as a reference, since parsers
    make a line feed of it else; a character that overrides the direction of writing is shut into an element of its own.
    """
    parts = _OVERRIDE.split(plain_text(text))
    told = [
        f'<span class="override" title="U+{ord(part):04X}">{part}</span>' if number % 2 else str(escape(part)).replace("\r", "&#13;")
        for number, part in enumerate(parts)
    ]
    return Markup("".join(told))


def code_points(text: str, units: int) -> int:
    """The offset in code points of an offset in UTF-16 units; one within a character is that of the character."""
    wide = 0
    for found in _ASTRAL.finditer(text):
        if units <= found.start() + wide:
            break
        if units == found.start() + wide + 1:
            return found.start()
        wide += 1
    return min(max(0, units - wide), len(text))


def utf16_units(text: str, offset: int) -> int:
    """The offset in UTF-16 units of an offset in code points."""
    return offset + sum(1 for _ in _ASTRAL.finditer(text, 0, offset))


def selected(text: str, start: int, end: int) -> Span | None:
    """The span that a browser means by two offsets; None where nothing lies between them."""
    first, last = code_points(text, min(start, end)), code_points(text, max(start, end))
    return Span(first, last) if first < last else None
