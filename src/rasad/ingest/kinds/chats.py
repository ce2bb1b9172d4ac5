"""How chats that WhatsApp exports look: a line in, the head of the message that it begins out."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parents[2] / "data" / "ingest" / "chats.toml"
TURNS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"))  # marks of direction
SPACES = str.maketrans("\u00a0\u202f\u060c", "  ,")
# "3/2/2024, 10:11 PM - " and "[3/2/2024, 10:11:12] ", digits of either kind; what stands behind the clock is asked of the data.
_HEAD = re.compile(r"\[?(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{2,4}),? +(\d{1,2}:\d{2}(?::\d{2})?)(?: ?([^\W\d]\S{0,5}))?(?:\] | - )")


def begins_as_chat(head: bytes) -> bool:
    """Whether a file begins as such an export does: by a date, a clock and a dash or bracket."""
    return message_head(head.split(b"\n", 1)[0][:200].decode("utf-8", "ignore")) is not None


def message_head(line: str) -> re.Match[str] | None:
    """The head of a message, matched on the line without marks of direction."""
    found = _HEAD.match(line.translate(TURNS).translate(SPACES))
    return found if found and (found[5] is None or found[5] in chat_words()["half_day"]) else None


@cache
def chat_words() -> dict[str, tuple[str, ...]]:
    """What chats hold beside the words of people, from the data."""
    with _WORDS.open("rb") as stream:
        return {key: tuple(values) for key, values in tomllib.load(stream).items()}
