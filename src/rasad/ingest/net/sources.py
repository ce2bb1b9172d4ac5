"""A TOML file of what is to be watched in; its sources out, or a ConfigurationError with the line of the fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rasad.errors import ConfigurationError, DataError
from rasad.ingest.net.fetch import address_of
from rasad.ingest.net.guard import FetchError
from rasad.ingest.net.visitor import Manners
from rasad.kit.files import Entry, read_toml, toml_entries

KINDS = ("auto", "feed", "sitemap", "page")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(r"([0-9]+)\s*([smhd])")
_TERMS = {"kind", "outlet", "language", "delay", "every", "follow", "limit"}
_EVERY = 900.0
_OFTENEST = 60.0  # seconds between two polls of one source
_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Source:
    """An address that is polled `every` so many seconds.

    `follow` are patterns: of a page that lists others, the links in which one is found are fetched; without any the page
    itself is what is watched. `limit` is for the pages fetched in one poll; `outlet` and `language` are noted with what comes.
    """

    name: str
    url: str
    kind: str = "auto"
    outlet: str | None = None
    language: str | None = None
    delay: float = Manners().delay
    every: float = _EVERY
    follow: tuple[re.Pattern[str], ...] = ()
    limit: int = _LIMIT


@dataclass(frozen=True, slots=True)
class Sources:
    """What a file asks for: its sources, and where whoever runs a site can reach who watches it."""

    sources: tuple[Source, ...]
    contact: str = ""

    @property
    def delays(self) -> Mapping[str, float]:
        """The pause for each host: the longest that one of its sources asks for."""
        found: dict[str, float] = {}
        for source in self.sources:
            host = urlsplit(source.url).netloc
            found[host] = max(found.get(host, 0.0), source.delay)
        return found


def seconds_of(told: object) -> float:
    """A span of time as "30s", "15m", "2h", "1d" or a number of seconds; ValueError where it is none."""
    if isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told < 10**9:
        return float(told)
    if isinstance(told, str) and (found := _SPAN.fullmatch(told.strip())) and len(found[1]) < 8:
        return float(int(found[1]) * _UNITS[found[2]])
    raise ValueError(f"{told!r} is no span of time; write it as 30s, 15m, 2h or 1d")


def sources_of(path: Path) -> Sources:
    """The sources of a file; ConfigurationError, which begins with file and line, where something in it is wrong."""
    try:
        return _sources_of(path)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); give a TOML file with [[source]] entries") from error
    except DataError as error:
        raise ConfigurationError(str(error)) from error


def _sources_of(path: Path) -> Sources:
    top = Entry(path, 1, read_toml(path))
    top.only({"source", "defaults"}, set())
    text = path.read_text("utf-8").split("\n")
    defaults = Entry(path, _line(text, 1, r"\[\s*defaults\s*\]"), top.values.get("defaults", {}))
    if not isinstance(defaults.values, dict):
        raise defaults.fault("defaults must be a table: [defaults]")
    defaults.only(_TERMS | {"contact"}, set())
    contact = defaults.values.get("contact", "")
    if not isinstance(contact, str) or not contact.isprintable():
        raise _fault(text, defaults, "contact", "an address of mail or of the web, as text")
    general = {key: value for key, value in defaults.values.items() if key != "contact"}
    read = _Reading(text, {})
    _terms(read, defaults)
    for entry in toml_entries(path, "source") if "source" in top.values else ():
        entry.only(_TERMS | {"name", "url"}, {"name", "url"})
        read.add(Entry(path, entry.line, general | entry.values))
    if not read.found:
        raise DataError(f"{path}:1: no source; write [[source]] with name and url")
    return Sources(tuple(read.found.values()), contact)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The lines of a file, and the sources found in it so far."""

    text: list[str]
    found: dict[str, Source]

    def add(self, entry: Entry) -> None:
        name, url = entry.values["name"], entry.values["url"]
        if not isinstance(name, str) or not name.strip() or not name.isprintable():
            raise _fault(self.text, entry, "name", "a name")
        if name in self.found:
            raise _fault(self.text, entry, "name", f"a name of its own: {name!r} stands twice")
        if not isinstance(url, str):
            raise _fault(self.text, entry, "url", "an address")
        try:
            url = address_of(url).url
        except FetchError as error:
            raise _fault(self.text, entry, "url", f"an address of the web ({error.reason})") from error
        self.found[name] = Source(name, url, **_terms(self, entry))


def _terms(read: _Reading, entry: Entry) -> dict[str, Any]:
    """How a source is watched, checked; what is not told is left out."""
    told: dict[str, Any] = {}
    for key in _TERMS & set(entry.values):
        value = entry.values[key]
        try:
            told[key] = _CHECKS[key](value)
        except (ValueError, TypeError) as error:
            raise _fault(read.text, entry, key, str(error)) from error
    return told


def _kind(value: Any) -> str:
    if value not in KINDS:
        raise ValueError(f"one of {', '.join(KINDS)}")
    return str(value)


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("text that is not empty")
    return value


def every_of(value: object) -> float:
    """The time between two polls in seconds; ValueError where it is none, or too short."""
    if (found := seconds_of(value)) < _OFTENEST:
        raise ValueError(f"at least {_OFTENEST:g} seconds")
    return found


def _follow(value: Any) -> tuple[re.Pattern[str], ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError("a list of patterns")
    try:
        return tuple(map(re.compile, value))
    except re.error as error:
        raise ValueError(f"a list of regular expressions ({error})") from error


def _limit(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("a number of pages, at least 1")
    return value


_CHECKS = {
    "kind": _kind,
    "outlet": _words,
    "language": _words,
    "delay": seconds_of,
    "every": every_of,
    "follow": _follow,
    "limit": _limit,
}


def _fault(text: list[str], entry: Entry, key: str, due: str) -> DataError:
    """An error that points at a key of an entry."""
    line = _line(text, entry.line, rf"\"?{re.escape(key)}\"?\s*=")
    return DataError(f"{entry.path}:{line}: {key} = {entry.values.get(key)!r}: due is {due}")


def _line(text: list[str], begin: int, pattern: str) -> int:
    """The first line from `begin` on that starts so; `begin` where none does."""
    expression = re.compile(rf"\s*{pattern}")
    return next((number for number, line in enumerate(text[begin - 1 :], begin) if expression.match(line)), begin)
