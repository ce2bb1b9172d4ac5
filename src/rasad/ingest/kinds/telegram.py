"""An export of Telegram Desktop (result.json, messages.html) in; a Document for each message with words out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from rasad.errors import SourceError
from rasad.ingest import dating
from rasad.ingest.attempt import Item
from rasad.ingest.decode import decode
from rasad.ingest.intake import Intake
from rasad.ingest.kinds.fragment import text_of
from rasad.ingest.kinds.messages import Message, read_messages
from rasad.ingest.raw import Raw
from rasad.ingest.report import one_line

_LARGEST = 200_000_000
_PERSONS = frozenset({"personal_chat", "saved_messages", "bot_chat"})
# Where messages of a channel or a large group are found by their number; who may not see the chat is turned away.
_ADDRESS = "https://t.me/c/{}/{}"
_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")


def read_export(value: dict[str, Any], raw: Raw, intake: Intake) -> Iterator[Item]:
    """The messages of the chats of an export."""
    chats = [value] if isinstance(value.get("messages"), list) else value["chats"]["list"]
    for chat in chats:
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
            yield from read_messages(_of_chat(chat), raw, intake)


def _of_chat(chat: Mapping[str, Any]) -> Iterator[Message]:
    kind = str(chat.get("type"))
    outlet = None if kind in _PERSONS else one_line(chat.get("name"))
    number = chat.get("id")
    for position, message in enumerate(chat["messages"], 1):
        if not isinstance(message, dict) or message.get("type") != "message":
            continue  # somebody joined, a message was pinned
        own = message.get("id")
        named = isinstance(number, int) and isinstance(own, int)
        yield Message(
            text=_words(message.get("text")),
            place=f"#{own if isinstance(own, int) else position}",
            dating=dating.told(str(message.get("date") or ""), "meta"),
            outlet=outlet,
            id=f"telegram-{number}-{own}" if named else None,
            url=_ADDRESS.format(number, own) if named and ("channel" in kind or "supergroup" in kind) else None,
            edited=one_line(message.get("edited")),
        )


def _words(text: Any) -> str:
    """The words of a message, which stand in one piece or in many with links and bold ones between."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    pieces = (piece.get("text") if isinstance(piece, dict) else piece for piece in text)
    return "".join(piece for piece in pieces if isinstance(piece, str))


def read(raw: Raw, intake: Intake) -> Iterator[Item]:
    """The messages of an export in HTML."""
    text, note = decode(raw.whole(_LARGEST), raw.name, markup=True)
    if note:
        intake.note(raw.name, note)
    tree = document_fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8")) if text.strip() else None
    if tree is None:
        raise SourceError(raw.name, "check", "empty", "Nothing to read here.")
    yield from read_messages(_of_page(tree), raw, intake)


def _of_page(tree: HtmlElement) -> Iterator[Message]:
    """The messages of a page. Its heading is the chat's name, and a person's where it is one sender among others."""
    header = next(iter(tree.find_class("page_header")), None)
    chat = one_line(str(header.text_content())) if header is not None else None
    senders = {one_line(str(element.text_content())) for element in tree.find_class("from_name")}
    outlet = None if chat in senders and len(senders) > 1 else chat
    for position, message in enumerate(tree.find_class("message"), 1):
        if "service" in (message.get("class") or "").split():
            continue
        words = next(iter(message.find_class("text")), None)
        date = next(iter(message.find_class("date")), None)
        day = _DAY.search(date.get("title", "")) if date is not None else None
        number = (message.get("id") or "").removeprefix("message")
        yield Message(
            text=text_of(words) if words is not None else "",
            place=f"#{number or position}",
            dating=dating.told("-".join(reversed(day.groups())), "meta") if day else dating.UNDATED,
            outlet=outlet,
        )
