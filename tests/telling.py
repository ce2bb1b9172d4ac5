"""What the tests of linking share: mentions made by hand from a few words each."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from rasad.event import Told
from rasad.kit import Kit, load_kit
from rasad.link.signature import Signature, signature_of
from rasad.model import (
    ActorRef,
    Count,
    Document,
    EventMention,
    Label,
    PlaceRef,
    Span,
    TimePrecision,
    When,
)

DAY = date(2023, 3, 14)
TEXT = "one two six ten"  # no word of it is long enough to be a rare one


@cache
def kit() -> Kit:
    return load_kit()


def place(id: str, role: str = "location") -> PlaceRef:
    row = kit().places.places[id]
    return PlaceRef(role, row.name, "made", None, id, row.lat, row.lon, row.country, row.admin1, row.precision)


def nowhere(name: str) -> PlaceRef:
    return PlaceRef("location", name, "made")


def count(value: int | tuple[int, int | None] | None) -> Count | None:
    if value is None:
        return None
    low, high = (value, value) if isinstance(value, int) else value
    return Count(low, high, "made")


def told(
    key: str,
    type: str = "air_strike",
    where: str | tuple[str, ...] = "sy-mayadin",
    by: str = "israel",
    on: str = "irgc",
    **more: object,
) -> Told:
    """A mention. `more`: day (offset to DAY; None: undated), days (length), published (offset), killed, injured, reality,
    attribution, source, outlet, document, copies, corrected, text."""
    get = more.get
    wheres = (where,) if isinstance(where, str) else where
    published = get("published", 1)
    document = str(get("document", f"doc-{key}"))
    text = str(get("text", TEXT))
    report = Document(
        document, text, outlet=get("outlet", f"outlet-{document}"),
        published=None if published is None else DAY + timedelta(published),
    )  # fmt: skip
    when = None
    if (day := get("day", 0)) is not None:
        days = int(get("days", 1))
        start = DAY + timedelta(day)
        precision = TimePrecision.DAY if days == 1 else TimePrecision.DAYS
        when = When(start, start + timedelta(days - 1), precision, "made")
    span = Span(0, len(text))
    mention = EventMention(
        f"m-{key}", document, type, span, "made", (span,),
        Label(str(get("reality", "actual")), "made"),
        Label(str(get("attribution", "stated")), "made"),
        Label(str(get("source", "unspecified")), "made", get("source_span")),
        tuple(ActorRef(id, "made") for id in by.split()),
        tuple(ActorRef(id, "made") for id in on.split()),
        tuple(place(w) if w in kit().places.places else nowhere(w) for w in wheres if w),
        when, count(get("killed")), count(get("injured")),
    )  # fmt: skip
    return Told(key, document, report, mention, str(get("copies", document)), tuple(get("corrected", ())))


def signature(key: str, *args: object, **more: object) -> Signature:
    return signature_of(told(key, *args, **more), kit())


