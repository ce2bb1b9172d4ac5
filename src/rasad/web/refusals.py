"""Why something was refused, in the language of a page: an error's message in, what the page says of it out.

Errors are written once, in English, for the command line and programs, too. `data/web/refusals.toml` has them as patterns;
one that has none is shown as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rasad.web.language import Texts, texts_of

_TABLE = "refusal."
_WRITTEN = "en"
_NAMED = re.compile(r"\\\{(\w+)\\\}")
_AGAIN = ("problem", "advice")  # what has texts of its own
_ONE_WORD = ("field", "id", "again", "name", "one", "other")
_LONGEST = 2_000  # characters; what quotes more than that is shown as it is
_FIRST, _LAST = "\u2068", "\u2069"  # what stands between them does not turn the direction of what is around it


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said; `translated` where it is in the language of the page, not as the code wrote it."""

    text: str
    translated: bool


def refusal(message: str, texts: Texts) -> Refusal:
    """The message in the language of the texts."""
    told = None if texts.language == _WRITTEN or len(message) > _LONGEST else _told(message, texts)
    return Refusal(message, False) if told is None else Refusal(told, True)


def _told(message: str, texts: Texts) -> str | None:
    for key, pattern in _patterns():
        if match := pattern.fullmatch(message.strip()):
            return texts(key, **{name: _value(name, value, texts) for name, value in match.groupdict().items()}) if match.groupdict() else texts(key)
    return None


def _value(name: str, value: str, texts: Texts) -> str:
    if name in _AGAIN:
        told = _told(value, texts)
        return value and f"{_FIRST}{value}{_LAST}" if told is None else told
    if name == "field" and texts.has(f"field.{value}"):
        return texts(f"field.{value}")
    return f"{_FIRST}{value}{_LAST}"


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """The messages as patterns, those that say most of their own first."""
    written = [(key, text) for key, text in texts_of(_WRITTEN).texts.items() if key.startswith(_TABLE)]
    written.sort(key=lambda item: -len(re.sub(r"\{\w+\}", "", item[1])))
    return [(key, re.compile(_NAMED.sub(_named, re.escape(text)), re.DOTALL)) for key, text in written]


def _named(found: re.Match[str]) -> str:
    return rf"(?P<{found[1]}>{'[^ ]+' if found[1] in _ONE_WORD else '.*?'})"
