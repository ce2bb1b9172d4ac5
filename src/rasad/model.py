"""The records that pass between rooms: Document -> EventMention. Frozen, comparable, picklable.

All offsets are code points into `Document.text` exactly as given, end exclusive. Coordinates are (lat, lon) in WGS 84
degrees. A value that no words of the text carry has `span` None and names the inferring rule in `rule`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import IntEnum
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch [start, end) of code points of the document's unaltered text; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The words quoted."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from, so that a record can be shown to stem from what was published.

    `dated_by` says what told the day of publication: `meta` (meta data of a page or file), `json-ld`, `feed`, `url`, `visible`
    (words that a reader sees), `file` (a field beside the text), `given` (by who ran Rasad) or `none`; `dated` how sure that
    is: `sure`, `likely` or "" where there is no day. `author` is the line of authors as printed. `canonical` is the address
    that a page gives for itself. `retrieved` is UTC, ISO 8601. `sha256` is of the bytes that the text was taken from, in
    hexadecimal, `media` their media type, `place` where they lie in the file or archive that was read. `edited` is when it was changed last, as
    it tells itself.
    """

    dated_by: str = "none"
    dated: str = ""
    author: str | None = None
    language: str | None = None
    canonical: str | None = None
    retrieved: str | None = None
    sha256: str | None = None
    media: str | None = None
    place: str | None = None
    edited: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One report as published. `published` is the day of publication where known, never a guess.

    Documents are equal where what was published is: `origin` says only by which way it came here.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: date | None = None
    origin: Origin | None = field(default=None, compare=False)


class TimePrecision(IntEnum):
    """How exactly a date is known, coded as UCDP's date_prec."""

    DAY = 1
    DAYS = 2
    WEEK = 3
    MONTH = 4
    YEAR = 5


class GeoPrecision(IntEnum):
    """How exactly a place is known, coded as UCDP's where_prec."""

    EXACT = 1
    NEAR = 2
    DISTRICT = 3
    PROVINCE = 4
    VAGUE = 5
    COUNTRY = 6
    SEA_OR_AIR = 7


@dataclass(frozen=True, slots=True)
class Label:
    """A coded value (a reality, an attribution, a source) with the words or the rule that gave it."""

    value: str
    rule: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ActorRef:
    """An actor in a role: `span` are the words that name or point to it.

    `codebook` is the id of the shared codebook that stands for it; "" where that is `id` itself.
    """

    id: str
    rule: str
    span: Span | None = None
    codebook: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place in a role (`location`, `origin` or `destination`).

    `name` is as written in the text, without a bare class word. `place_id`, `lat`, `lon`, `country`, `admin1` and
    `precision` are None where the gazetteer could not resolve it: an unresolved name is kept, never guessed. `pcode` is
    OCHA's code where an imported table gives the place one.
    """

    role: str
    name: str
    rule: str
    span: Span | None = None
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: GeoPrecision | None = None
    pcode: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A closed range of days in which the event happened."""

    start: date
    end: date
    precision: TimePrecision
    rule: str
    span: Span | None = None

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"date range runs backwards: {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of persons: at least `low`, at most `high` (None: open-ended). "Not told" is no Count at all."""

    low: int
    high: int | None
    rule: str
    span: Span | None = None

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"not a count: {self.low} to {self.high}")


def number_told(low: int, high: int | None) -> str:
    """A number as a person reads it: 3, 3-5, or 3+ where it is open."""
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}-{high}"


@dataclass(frozen=True, slots=True)
class Weapon:
    """A weapon or means named for the event; `kind` is an id of the means lexicon."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class EventMention:
    """What one document says happened. `evidence` are the stretches that tell it, first the trigger's clause."""

    id: str
    document: str
    type: str
    trigger: Span
    rule: str
    evidence: tuple[Span, ...]
    reality: Label
    attribution: Label
    source: Label
    initiators: tuple[ActorRef, ...] = ()
    targets: tuple[ActorRef, ...] = ()
    places: tuple[PlaceRef, ...] = ()
    when: When | None = None
    killed: Count | None = None
    injured: Count | None = None
    weapons: tuple[Weapon, ...] = ()
    quote: str = field(default="", compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers (dates as ISO strings), ready for JSON."""
        plain = _plain(self)
        assert isinstance(plain, dict)
        return plain

    def __str__(self) -> str:
        who = "+".join(a.id for a in self.initiators) or "?"
        whom = "+".join(a.id for a in self.targets)
        where = ", ".join(p.name for p in self.places)
        day = "" if self.when is None else str(self.when.start) if self.when.start == self.when.end else f"{self.when.start}..{self.when.end}"
        parts = [self.type, f"{who} > {whom}" if whom else who, where, day]
        if self.killed:
            parts.append(f"killed {_range(self.killed)}")
        if self.injured:
            parts.append(f"injured {_range(self.injured)}")
        if self.reality.value != "actual":
            parts.append(self.reality.value)
        return " | ".join(p for p in parts if p)


def _range(count: Count) -> str:
    if count.high is None:
        return f"{count.low}+"
    return str(count.low) if count.low == count.high else f"{count.low}-{count.high}"


def _plain(value: Any) -> Any:
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value


def content_id(parts: Iterable[str], length: int = 16) -> str:
    """A stable id: the first `length` hex digits of SHA-256 over the parts. Same input, same id, on every machine."""
    raw = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hashlib.sha256(b"".join([len(part).to_bytes(8, "big") + part for part in raw])).hexdigest()[:length]
