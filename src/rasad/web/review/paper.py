"""A report as a page shows it: a document and what it tells in, its text in marked pieces out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rasad.event import Claim, Told
from rasad.model import Document, Span
from rasad.web.segments import segments, shown

_LOOKED_AT = 2_000  # letters by which the direction of a text is told
_RIGHT_TO_LEFT = ("R", "AL")
_WRITTEN_SO = 0.3  # share of letters from which a text is read from right to left


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
    """A document ready to be shown; joined together, its pieces are its text."""

    key: str
    document: Document
    pieces: tuple[Piece, ...]
    direction: str
    link: str | None  # where it was published, if that is an address that a browser may open


def paper(key: str, document: Document, claims: Sequence[Claim], told: Iterable[Told]) -> Paper:
    """The document with the words marked that the claims quote; a claim is known by its number among them."""
    quoted = [(number, claim) for number, claim in enumerate(claims) if claim.document_key == key and claim.span]
    clauses = [(one.key, span) for one in told if one.document_key == key for span in one.mention.evidence]
    spans: list[Span] = [claim.span for _, claim in quoted if claim.span] + [span for _, span in clauses]
    pieces = []
    for segment in segments(document.text, spans):
        mine = [quoted[n] for n in segment.spans if n < len(quoted)]
        sentences = [clauses[n - len(quoted)][0] for n in segment.spans if n >= len(quoted)]
        fields = tuple(dict.fromkeys(claim.field for _, claim in mine))
        pieces.append(Piece(shown(segment.text), tuple(number for number, _ in mine), fields, tuple(dict.fromkeys(sentences))))
    return Paper(key, document, tuple(pieces), direction_of(document.text), _link(document.url))


def direction_of(text: str) -> str:
    """rtl or ltr: how a text is written, by its letters, not by the first of them."""
    letters = [unicodedata.bidirectional(letter) for letter in text[:_LOOKED_AT] if letter.isalpha()]
    right = sum(1 for letter in letters if letter in _RIGHT_TO_LEFT)
    return "rtl" if right and right >= _WRITTEN_SO * len(letters) else "ltr"


def _link(url: str | None) -> str | None:
    return url if url and url.lower().startswith(("https://", "http://")) else None
