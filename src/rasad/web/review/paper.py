"""A report as a page shows it: a document and what it tells in, its text in marked pieces out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rasad.event import Claim, Told
from rasad.model import Document, Span
from rasad.web.segments import segments, shown, utf16_units

_LOOKED_AT = 2_000  # letters by which the direction of a text is told
_RIGHT_TO_LEFT = ("R", "AL")
_WRITTEN_SO = 0.3  # share of letters from which a text is read from right to left
PART = 100_000  # characters shown at once: a book or a dump is shown part by part


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text. `claims` are the numbers of the claims that quote it, `fields` what they are of; `told` are
    the mentions whose sentence it stands in."""

    html: Markup
    claims: tuple[int, ...]
    fields: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document ready to be shown; joined together, its pieces are its text, or one `part` of `parts` of a long one.

    `begins` is where that part begins, as browsers count (UTF-16 units).
    """

    key: str
    document: Document
    pieces: tuple[Piece, ...]
    direction: str
    link: str | None  # where it was published, if that is an address that a browser may open
    part: int
    parts: int
    begins: int


def paper(key: str, document: Document, claims: Sequence[Claim], told: Iterable[Told], part: int = 0) -> Paper:
    """The document with the words marked that the claims quote; a claim is known by its number among them."""
    text = document.text
    parts = max(1, -(-len(text) // PART))
    part = min(max(0, part), parts - 1)
    first, last = part * PART, (part + 1) * PART
    quoted = [(number, claim) for number, claim in enumerate(claims) if claim.document_key == key and _within(claim.span, first, last)]
    clauses = [
        (one.key, span) for one in told if one.document_key == key for span in one.mention.evidence if _within(span, first, last)
    ]
    spans = [claim.span for _, claim in quoted if claim.span] + [span for _, span in clauses]
    shifted = [Span(max(0, span.start - first), span.end - first) for span in spans]
    pieces = []
    for segment in segments(text[first:last], shifted):
        mine = [quoted[n] for n in segment.spans if n < len(quoted)]
        sentences = [clauses[n - len(quoted)][0] for n in segment.spans if n >= len(quoted)]
        fields = tuple(dict.fromkeys(claim.field for _, claim in mine))
        pieces.append(Piece(shown(segment.text), tuple(number for number, _ in mine), fields, tuple(dict.fromkeys(sentences))))
    return Paper(key, document, tuple(pieces), direction_of(text), _link(document.url), part, parts, utf16_units(text, first))


def part_of(told: Told | None) -> int:
    """The part of its report in which a mention stands."""
    return told.mention.trigger.start // PART if told else 0


def _within(span: Span | None, first: int, last: int) -> bool:
    return span is not None and span.start < last and span.end > first


def direction_of(text: str) -> str:
    """rtl or ltr: how a text is written, by its letters, not by the first of them."""
    letters = {letter: many for letter, many in Counter(text[:_LOOKED_AT]).items() if letter.isalpha()}
    right = sum(many for letter, many in letters.items() if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT)
    return "rtl" if right and right >= _WRITTEN_SO * sum(letters.values()) else "ltr"


def _link(url: str | None) -> str | None:
    return url if url and url.lower().startswith(("https://", "http://")) else None
