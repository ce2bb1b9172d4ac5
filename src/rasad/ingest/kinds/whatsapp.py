"""A chat that WhatsApp exported as text in; a Document for each message with words out, without who sent it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

from rasad.ingest import dating
from rasad.ingest.attempt import Item
from rasad.ingest.decode import decode
from rasad.ingest.intake import Intake
from rasad.ingest.kinds.chats import SPACES, TURNS, chat_words, message_head
from rasad.ingest.kinds.messages import Message, read_messages
from rasad.ingest.raw import Raw

_LARGEST = 200_000_000


def read(raw: Raw, intake: Intake) -> Iterator[Item]:
    """The messages of a chat; the day before the month unless the chat itself shows another order."""
    text, note = decode(raw.whole(_LARGEST), raw.name)
    if note:
        intake.note(raw.name, note)
    return read_messages(_messages(text.split("\n"), raw), raw, intake)


def _messages(lines: list[str], raw: Raw) -> Iterator[Message]:
    heads = {number: found for number, line in enumerate(lines) if (found := message_head(line))}
    month_first = _month_first(heads)
    told = {number: _parted(lines[number], found) for number, found in heads.items()}
    senders = {sender for sender, _ in told.values() if sender}
    chat = _chat(raw)
    outlet = None if chat in senders else chat
    starts = [*heads, len(lines)]
    for start, end in pairwise(starts):
        sender, first = told[start]
        if sender is None:
            continue  # a note of WhatsApp's own
        words = "\n".join([first, *lines[start + 1 : end]]).strip()
        bare = words.translate(TURNS).strip()
        if bare in chat_words()["empty"]:
            words = ""
        for mark in chat_words()["edited"]:
            words = words.translate(TURNS).removesuffix(mark).rstrip() if bare.endswith(mark) else words
        yield Message(text=words, place=f":{start + 1}", dating=_dating(heads[start], month_first), outlet=outlet)


def _parted(line: str, head: re.Match[str]) -> tuple[str | None, str]:
    """The sender, None where WhatsApp itself speaks, and the words, with the marks of direction they have."""
    bare = line.translate(TURNS).translate(SPACES)
    sender, colon, _ = bare[head.end() :].partition(": ")
    if not colon:
        return (bare[head.end() : -1], "") if bare.endswith(":") else (None, "")
    return sender.strip(), line[_behind(line, head.end() + len(sender) + len(colon)) :]


def _behind(line: str, count: int) -> int:
    """The offset in the line behind so many characters that are no marks of direction."""
    offset = 0
    while offset < len(line) and count:
        count -= ord(line[offset]) not in TURNS
        offset += 1
    return offset


def _month_first(heads: dict[int, re.Match[str]]) -> bool:
    """Whether the dates of a chat have the month before the day: some second number is above 12, and no first one."""
    firsts = [int(found[1]) for found in heads.values() if len(found[1]) <= 2]
    seconds = [int(found[2]) for found in heads.values() if len(found[1]) <= 2]
    return any(n > 12 for n in seconds) and not any(n > 12 for n in firsts)


def _dating(head: re.Match[str], month_first: bool) -> dating.Dating:
    first, second, third = head[1], int(head[2]), int(head[3])
    try:
        if len(first) == 4:
            day = date(int(first), second, third)
        else:
            year = third if third > 99 else 2000 + third
            day = date(year, int(first), second) if month_first else date(year, second, int(first))
    except ValueError:
        return dating.UNDATED
    return dating.Dating(day, "meta", "likely") if dating.is_day_of_publication(day) else dating.UNDATED


def _chat(raw: Raw) -> str | None:
    """The name of the chat, as the export's file or the archive around it has it."""
    for name in reversed(re.split(r"[!/\\]", raw.name)):
        stem = PurePosixPath(name).stem.translate(TURNS)
        for prefix in chat_words()["file_names"]:
            if stem.startswith(prefix):
                return stem.removeprefix(prefix).strip() or None
    return None
