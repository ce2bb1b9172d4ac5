"""A PDF file with a text layer in; its Document out, or a SourceError that says why its text cannot be trusted."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PdfReadError

from rasad.errors import SourceError
from rasad.ingest import dating
from rasad.ingest.decode import ARABIC_LETTER
from rasad.ingest.intake import Intake
from rasad.ingest.kinds.paragraphs import joined
from rasad.ingest.kinds.visual import read_order
from rasad.ingest.raw import Raw
from rasad.ingest.report import Report, document_of, one_line
from rasad.model import Document

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # it mends many faults of files, and tells each
_LARGEST = 100_000_000
_MOST_PAGES = 500
_WORD = re.compile(r"[^\W\d_]+")
_BAD = re.compile("[\ufffd\ue000-\uf8ff]")  # what a font without a table of its letters gives
_ARTICLE = "\u0627\u0644"
_FEW_LETTERS = 40  # on all pages: a scan with a stamp or a page number
_BAD_SHARE = 0.02  # of all characters
_MANY_WORDS = 60
_ARTICLE_SHARE = 0.05  # of the words of Arabic prose at least; it is a fifth and more
_STOPS = ".\u060c\u061f!"  # nothing begins with them that is read in its order
_HEAD_LINES = 6
_SCAN = "Have its text recognised (OCR) and proof-read, and give that as a .txt file."
_COPY = "Copy its text from a PDF viewer into a .txt file, and compare it with the page."


def read(raw: Raw, intake: Intake) -> Iterator[Document]:
    """The document; SourceError where there is no text layer or it is garbled."""
    if raw.size > _LARGEST:
        raise SourceError(raw.name, "open", f"more than {_LARGEST / 1e6:g} MB", "Split it into its reports.")
    with raw.open() as stream:
        try:
            reader = PdfReader(stream, strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise SourceError(raw.name, "open", "encrypted", "Save it without its password.")
            if len(reader.pages) > _MOST_PAGES:
                raise SourceError(raw.name, "open", f"more than {_MOST_PAGES} pages", "Split it into its reports.")
            texts = [_drawn(reader), _told(reader)]
            title = one_line(reader.metadata.title) if reader.metadata else None
        except PdfReadError as error:
            raise SourceError(raw.name, "parse", f"a damaged PDF file ({error})"[:200], "Save it again from its source.") from error
    lines = _trusted(texts, raw).split("\n")
    report = Report(
        text=joined(lines),
        id=raw.stem,
        title=title if title and ARABIC_LETTER.search(title) else None,
        dating=dating.of_lines(lines[:_HEAD_LINES], intake.kit),
        media="application/pdf",
    )
    yield document_of(report, raw, intake)


def _drawn(reader: PdfReader) -> str:
    """The lines as they are drawn, put into the order in which they are read: the way of most writers of Arabic PDF."""
    pages = (page.extract_text(extraction_mode="layout") for page in reader.pages)
    return "\n".join(read_order(line) for page in pages for line in page.split("\n"))


def _told(reader: PdfReader) -> str:
    """The text in the order in which the file holds it."""
    return unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in reader.pages))


def _trusted(texts: list[str], raw: Raw) -> str:
    """The first of the texts that can be read; SourceError with what is wrong with the first one where none can."""
    faults = [_fault(text) for text in texts]
    for text, fault in zip(texts, faults, strict=True):
        if fault is None:
            return text
    reason, advice = faults[0] or ("", "")
    raise SourceError(raw.name, "decode", reason, advice)


def _fault(text: str) -> tuple[str, str] | None:
    """What is wrong with a text layer and what to do, None where it reads as Arabic does."""
    words = _WORD.findall(text)
    if sum(map(len, words)) < _FEW_LETTERS:
        return "a PDF file without a text layer (a scan)", _SCAN
    if len(_BAD.findall(text)) > _BAD_SHARE * len(text):
        return "a PDF file whose fonts do not tell its letters", _COPY
    arabic = [word for word in words if ARABIC_LETTER.match(word)]
    if sum(map(len, arabic)) < 2 * len(arabic):
        return "a PDF file whose words fall apart into letters", _COPY
    begin = sum(word.startswith(_ARTICLE) for word in arabic)
    end = sum(word.endswith(_ARTICLE[::-1]) for word in arabic)
    stops = [line for line in text.split("\n") if ARABIC_LETTER.search(line) and line.lstrip()[:1] in _STOPS]
    if end > begin or (len(arabic) > _MANY_WORDS and begin < _ARTICLE_SHARE * len(arabic)) or len(stops) > len(arabic) / _MANY_WORDS:
        return "a PDF file whose text runs backwards or is garbled", _COPY
    return None
