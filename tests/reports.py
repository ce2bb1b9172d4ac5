"""Reports for tests of projects, some that tell something and some that do not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fakes import CALM, STRIKE, mention
from rasad.model import Document, EventMention
from rasad.pipeline import Coded
from rasad.store.makers import Maker

MAKER = Maker("1.0", "abc")
LATER = Maker("1.0", "def")


def report(text: str = STRIKE, name: str = "r1", **more) -> Document:
    values = {"title": "خبر", "outlet": "وكالة", "url": f"https://a.example/{name}", "published": date(2024, 2, 3)} | more
    return Document(name, text, **values)


def reports(number: int, begin: int = 0) -> list[Document]:
    """Different reports; every third one tells nothing, the others one strike or two."""
    texts = {0: CALM, 1: STRIKE, 2: f"{STRIKE} {STRIKE}"}
    return [report(f"{texts[n % 3]} كلام {n} من {n * 7} عن {n * 13}", f"r{n}") for n in range(begin, begin + number)]


def coded(document: Document, **changes) -> Coded:
    return Coded(document, read(document, None, **changes))


def read(document: Document, kit: object = None, **changes) -> tuple[EventMention, ...]:
    """A reading that finds every strike."""
    starts = [n for n in range(len(document.text)) if document.text.startswith("قصفت", n)]
    return tuple(mention(document, start, **changes) for start in starts)


def read_otherwise(document: Document, kit: object = None) -> tuple[EventMention, ...]:
    """Another reading: artillery, and only the first strike of a report."""
    return read(document, kit, type="shelling")[:1]


def contents(told: Iterable) -> list:
    """What was told, in an order that does not depend on when it was added."""
    return sorted((t.key, t.document, t.mention.type, t.copies) for t in told)
