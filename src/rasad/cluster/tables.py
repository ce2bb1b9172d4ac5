"""The tables of a run: what was coded, failed and linked in, Parquet bytes of one schema each out, and back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rasad.event import Event
from rasad.export import table
from rasad.export.columns import DATE, INTEGER, NUMBER, TEXT, Column, Row, writable
from rasad.ingest import Failure
from rasad.model import Document, EventMention
from rasad.pipeline import Coded
from rasad.store.records import from_plain, to_plain

if TYPE_CHECKING:
    import polars

_RECORD = {"record": Column("the whole record as JSON")}
DOCUMENTS = {
    "id": Column("id of the document"),
    "title": Column("title, where it has one"),
    "outlet": Column("who published it"),
    "url": Column("its address"),
    "published": Column("day of publication, empty where unknown", DATE),
    "mentions": Column("how many event mentions were read in it", INTEGER),
    "text": Column("the text as published, into which all spans count code points"),
    **_RECORD,
}
MENTIONS = {**table.COLUMNS, **_RECORD}
FAILURES = {
    "item": Column("what failed: a file, a line of a part, a document"),
    "stage": Column("the step that refused it"),
    "reason": Column("why"),
    "advice": Column("what to do"),
}
EVENTS = {
    "id": Column("id of the event: the same mentions give the same id"),
    "type": Column("event type of the codebook"),
    "reality": Column("actual, denied or planned"),
    "initiators": Column("actor ids of those who act, joined by ;"),
    "attribution": Column("stated, claimed, suspected or unknown"),
    "targets": Column("actor ids of those acted upon, joined by ;"),
    "date_start": Column("first day on which it may have happened", DATE),
    "date_end": Column("last day on which it may have happened", DATE),
    "date_precision": Column("1 day, 2 a few days, 3 week, 4 month, 5 year", INTEGER),
    "place": Column("name of the best place"),
    "place_id": Column("its gazetteer id"),
    "latitude": Column("WGS 84 degrees", NUMBER),
    "longitude": Column("WGS 84 degrees", NUMBER),
    "country": Column("of the place"),
    "admin1": Column("first-order unit of the place"),
    "geo_precision": Column("1 exact to 7 sea or air", INTEGER),
    "killed_low": Column("at least so many killed", INTEGER),
    "killed_best": Column("the figure that most reports give", INTEGER),
    "killed_high": Column("at most so many killed, empty where open-ended", INTEGER),
    "injured_low": Column("at least so many injured", INTEGER),
    "injured_best": Column("the figure that most reports give", INTEGER),
    "injured_high": Column("at most so many injured, empty where open-ended", INTEGER),
    "sources": Column("independent sources", INTEGER),
    "grade": Column("how well it is corroborated"),
    **_RECORD,
}
LINKS = {
    "event": Column("id of the event"),
    "mention": Column("id of a mention that tells it"),
    "document": Column("id of the document of the mention"),
    "key": Column("the mention's key in the event's record"),
}
TABLES: Mapping[str, Mapping[str, Column]] = {
    "documents": DOCUMENTS, "mentions": MENTIONS, "failures": FAILURES, "events": EVENTS, "links": LINKS,
}  # fmt: skip


def parquet(name: str, rows: Sequence[Row]) -> bytes:
    """The bytes of a Parquet file with these rows of a table; the same rows give the same bytes."""
    import polars

    kinds = {TEXT: polars.String, INTEGER: polars.Int64, NUMBER: polars.Float64, DATE: polars.Date}
    columns = TABLES[name]
    cells = {c: [writable(v) if isinstance(v := row[c], str) else v for row in rows] for c in columns}
    frame: polars.DataFrame = polars.DataFrame(cells, schema={c: kinds[column.kind] for c, column in columns.items()})
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def rows_of(data: bytes, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file, some of its columns."""
    import polars

    return polars.read_parquet(io.BytesIO(data), columns=list(columns)).iter_rows(named=True)


def document_row(coded: Coded) -> Row:
    """A document as a row."""
    document = coded.document
    return {
        "id": document.id, "title": document.title, "outlet": document.outlet, "url": document.url,
        "published": document.published, "mentions": len(coded.mentions), "text": document.text,
        "record": _json(to_plain(replace(document, text=""))),
    }  # fmt: skip


def mention_rows(coded: Coded) -> Iterator[Row]:
    """The mentions of a document as rows."""
    for mention in coded.mentions:
        yield table.row(coded, mention) | {"record": _json(to_plain(mention))}


def failure_row(failure: Failure) -> Row:
    """A failure as a row."""
    return {"item": failure.item, "stage": failure.stage, "reason": failure.reason, "advice": failure.advice}


def reports_of(documents: bytes, mentions: bytes) -> Iterator[Coded]:
    """The documents of a pair of files with their mentions, as they were coded."""
    told: dict[str, list[EventMention]] = {}
    for row in rows_of(mentions, ("document", "record")):
        told.setdefault(row["document"], []).append(from_plain(EventMention, json.loads(row["record"])))
    for row in rows_of(documents, ("id", "text", "record")):
        document = replace(from_plain(Document, json.loads(row["record"])), text=row["text"])
        yield Coded(document, tuple(told.get(row["id"], ())))


def event_row(event: Event) -> Row:
    """An event as a row."""
    place, when, killed, injured = event.place, event.when, event.killed, event.injured
    return {
        "id": event.id, "type": event.type, "reality": event.reality, "initiators": ";".join(event.initiators),
        "attribution": event.attribution, "targets": ";".join(event.targets),
        "date_start": when.start if when else None, "date_end": when.end if when else None,
        "date_precision": int(when.precision) if when else None,
        "place": place.name if place else None, "place_id": place.place_id if place else None,
        "latitude": place.lat if place else None, "longitude": place.lon if place else None,
        "country": place.country if place else None, "admin1": place.admin1 if place else None,
        "geo_precision": int(place.precision) if place and place.precision is not None else None,
        "killed_low": killed.low if killed else None, "killed_best": killed.best if killed else None,
        "killed_high": killed.high if killed else None, "injured_low": injured.low if injured else None,
        "injured_best": injured.best if injured else None, "injured_high": injured.high if injured else None,
        "sources": event.sources, "grade": event.grade, "record": _json(to_plain(event)),
    }  # fmt: skip


def _json(plain: Iterable[Any] | Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
