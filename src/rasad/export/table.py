"""Writes CSV: coded documents in, one flat row for each event mention out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from rasad.model import Count, EventMention, PlaceRef
from rasad.pipeline import Coded

Cell = str | int | float | None

COLUMNS = {
    "id": "id of the mention: the same input gives the same id",
    "document": "id of the document",
    "outlet": "who published it",
    "published": "day of publication, empty where unknown",
    "url": "address of the document",
    "type": "event type of the codebook",
    "reality": "actual, denied or planned",
    "initiators": "actor ids of those who act, joined by ;",
    "attribution": "stated, claimed, suspected or unknown",
    "targets": "actor ids of those acted upon, joined by ;",
    "date_start": "first day on which it may have happened",
    "date_end": "last day on which it may have happened",
    "date_precision": "1 day, 2 a few days, 3 week, 4 month, 5 year (as UCDP date_prec)",
    "location": "names of the places of the event as written, joined by ;",
    "origin": "names of the places it started from, joined by ;",
    "destination": "names of the places it went to, joined by ;",
    "place_id": "gazetteer id of the mapped place",
    "latitude": "of the mapped place, WGS 84 degrees, empty where unresolved",
    "longitude": "of the mapped place, WGS 84 degrees, empty where unresolved",
    "country": "of the mapped place",
    "admin1": "first-order unit of the mapped place",
    "pcode": "OCHA's code of the mapped place, where `rasad kit import` brought one",
    "geo_precision": "1 exact, 2 near, 3 district, 4 province, 5 vague, 6 country, 7 sea or air (as UCDP where_prec)",
    "killed_low": "at least so many killed, empty where not told",
    "killed_high": "at most so many killed, empty where open-ended or not told",
    "injured_low": "at least so many injured, empty where not told",
    "injured_high": "at most so many injured, empty where open-ended or not told",
    "weapons": "kinds of weapons and means, joined by ;",
    "source": "who the document says reported it",
    "quote": "the words that tell it",
    "quote_start": "where the first stretch of evidence begins: code points into the document's text",
    "quote_end": "where the first stretch of evidence ends, exclusive",
    "rule": "the rule that read it",
}
# A spreadsheet runs a cell that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROLES = ("location", "destination", "origin")


def row(coded: Coded, mention: EventMention) -> dict[str, Cell]:
    """The cells of a mention by column; None where the text does not tell."""
    document, when, at = coded.document, mention.when, mapped_place(mention)
    evidence = mention.evidence[0] if mention.evidence else mention.trigger
    named = {role: ";".join(p.name for p in mention.places if p.role == role) for role in _ROLES}
    killed, injured = _bounds(mention.killed), _bounds(mention.injured)
    return {
        "id": mention.id,
        "document": document.id,
        "outlet": document.outlet,
        "published": document.published.isoformat() if document.published else None,
        "url": document.url,
        "type": mention.type,
        "reality": mention.reality.value,
        "initiators": ";".join(actor.id for actor in mention.initiators),
        "attribution": mention.attribution.value,
        "targets": ";".join(actor.id for actor in mention.targets),
        "date_start": when.start.isoformat() if when else None,
        "date_end": when.end.isoformat() if when else None,
        "date_precision": int(when.precision) if when else None,
        **{role: named[role] for role in ("location", "origin", "destination")},
        "place_id": at.place_id if at else None,
        "latitude": at.lat if at else None,
        "longitude": at.lon if at else None,
        "country": at.country if at else None,
        "admin1": at.admin1 if at else None,
        "pcode": at.pcode if at else None,
        "geo_precision": int(at.precision) if at and at.precision else None,
        "killed_low": killed[0],
        "killed_high": killed[1],
        "injured_low": injured[0],
        "injured_high": injured[1],
        "weapons": ";".join(dict.fromkeys(weapon.kind for weapon in mention.weapons)),
        "source": mention.source.value,
        "quote": mention.quote or evidence.of(document.text),
        "quote_start": evidence.start,
        "quote_end": evidence.end,
        "rule": mention.rule,
    }


def mapped_place(mention: EventMention) -> PlaceRef | None:
    """The place that stands for the mention on a map: its first resolved location, else destination, else origin."""
    for role in _ROLES:
        for place in mention.places:
            if place.role == role and place.lat is not None and place.lon is not None:
                return place
    return None


def pieces(results: Iterable[Coded]) -> Iterator[str]:
    """The header and one row for each mention; cells that a spreadsheet would run are led by an apostrophe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for coded in results:
        yield _taken(buffer)
        for mention in coded.mentions:
            cells = row(coded, mention)
            writer.writerow([_neutral(cells[column]) for column in COLUMNS])
    yield _taken(buffer)


def _neutral(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _bounds(count: Count | None) -> tuple[int | None, int | None]:
    return (count.low, count.high) if count else (None, None)


def _taken(buffer: io.StringIO) -> str:
    """What the buffer holds, which it then forgets."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
