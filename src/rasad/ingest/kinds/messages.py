"""Messages of a chat in; a Document each out, without who sent them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from rasad.ingest.attempt import Item, attempted
from rasad.ingest.dating import UNDATED, Dating
from rasad.ingest.decode import ARABIC_LETTER
from rasad.ingest.intake import Intake
from rasad.ingest.raw import Raw
from rasad.ingest.report import Report, document_of
from rasad.model import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message: its words, where it stands in the export, its day. `outlet` is the chat, where that is no person."""

    text: str
    place: str
    dating: Dating = UNDATED
    outlet: str | None = None
    id: str | None = None
    url: str | None = None
    edited: str | None = None


def read_messages(messages: Iterable[Message], raw: Raw, intake: Intake) -> Iterator[Item]:
    """The documents of messages that hold Arabic words; how many do not is a note.

    What is hashed and kept of a message is its text: the export around it names persons.
    """
    passed = 0
    found = False
    for message in messages:
        if not ARABIC_LETTER.search(message.text):
            passed += 1
            continue
        found = True
        yield from attempted(raw.name + message.place, partial(_document, message, raw, intake))
    if passed:
        intake.note(raw.name, f"{passed} message(s) without Arabic words (pictures, links, service notes) were passed over")
    if not found and not passed:
        intake.note(raw.name, "no messages in this export")


def _document(message: Message, raw: Raw, intake: Intake) -> list[Document]:
    part = raw.member(message.place, message.text.encode("utf-8", "surrogatepass"), "text/plain")
    report = Report(
        text=message.text,
        id=message.id,
        outlet=message.outlet,
        url=message.url,
        dating=message.dating,
        edited=message.edited,
    )
    return [document_of(report, part, intake)]
