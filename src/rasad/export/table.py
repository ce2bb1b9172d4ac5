"""Writes CSV: coded documents in, one flat row for each event mention out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasad.export.columns import DATE, INTEGER, NUMBER, Column, Row, csv_pieces
from rasad.model import Count, EventMention, PlaceRef
from rasad.pipeline import Coded

COLUMNS = {
    "id": Column("id of the mention: the same input gives the same id", hxl="#meta+id"),
    "document": Column("id of the document", hxl="#meta+document"),
    "outlet": Column("who published it", hxl="#meta+source+name"),
    "published": Column("day of publication, empty where unknown", DATE, "#date+published"),
    "url": Column("address of the document", hxl="#meta+url"),
    "type": Column("event type of the codebook", hxl="#event+type"),
    "reality": Column("actual, denied or planned", hxl="#event+reality"),
    "initiators": Column("actor ids of those who act, joined by ;", hxl="#group+code+initiator"),
    "attribution": Column("stated, claimed, suspected or unknown", hxl="#event+attribution"),
    "targets": Column("actor ids of those acted upon, joined by ;", hxl="#group+code+target"),
    "date_start": Column("first day on which it may have happened", DATE, "#date+start"),
    "date_end": Column("last day on which it may have happened", DATE, "#date+end"),
    "date_precision": Column("1 day, 2 a few days, 3 week, 4 month, 5 year (as UCDP date_prec)", INTEGER, "#date+precision"),
    "location": Column("names of the places of the event as written, joined by ;", hxl="#loc+name"),
    "origin": Column("names of the places it started from, joined by ;", hxl="#loc+name+origin"),
    "destination": Column("names of the places it went to, joined by ;", hxl="#loc+name+destination"),
    "place_id": Column("gazetteer id of the mapped place", hxl="#loc+code"),
    "latitude": Column("of the mapped place, WGS 84 degrees, empty where unresolved", NUMBER, "#geo+lat"),
    "longitude": Column("of the mapped place, WGS 84 degrees, empty where unresolved", NUMBER, "#geo+lon"),
    "country": Column("of the mapped place", hxl="#country+code+v_iso2"),
    "admin1": Column("first-order unit of the mapped place", hxl="#adm1+code"),
    "pcode": Column("OCHA's code of the mapped place, where `rasad kit import` brought one", hxl="#loc+code+v_pcode"),
    "geo_precision": Column("1 exact, 2 near, 3 district, 4 province, 5 vague, 6 country, 7 sea or air (as UCDP where_prec)", INTEGER, "#geo+precision"),
    "killed_low": Column("at least so many killed, empty where not told", INTEGER, "#affected+killed+min"),
    "killed_high": Column("at most so many killed, empty where open-ended or not told", INTEGER, "#affected+killed+max"),
    "injured_low": Column("at least so many injured, empty where not told", INTEGER, "#affected+injured+min"),
    "injured_high": Column("at most so many injured, empty where open-ended or not told", INTEGER, "#affected+injured+max"),
    "weapons": Column("kinds of weapons and means, joined by ;", hxl="#event+weapon"),
    "source": Column("who the document says reported it", hxl="#meta+source+type"),
    "quote": Column("the words that tell it", hxl="#description+quote"),
    "quote_start": Column("where the first stretch of evidence begins: code points into the document's text", INTEGER, "#meta+quote+start"),
    "quote_end": Column("where the first stretch of evidence ends, exclusive", INTEGER, "#meta+quote+end"),
    "rule": Column("the rule that read it", hxl="#meta+rule"),
}
_ROLES = ("location", "destination", "origin")


def row(coded: Coded, mention: EventMention) -> Row:
    """The cells of a mention by column; None where the text does not tell."""
    document, when, at = coded.document, mention.when, mapped_place(mention)
    evidence = mention.evidence[0] if mention.evidence else mention.trigger
    named = {role: ";".join(p.name for p in mention.places if p.role == role) for role in _ROLES}
    killed, injured = _bounds(mention.killed), _bounds(mention.injured)
    return {
        "id": mention.id,
        "document": document.id,
        "outlet": document.outlet,
        "published": document.published,
        "url": document.url,
        "type": mention.type,
        "reality": mention.reality.value,
        "initiators": ";".join(actor.id for actor in mention.initiators),
        "attribution": mention.attribution.value,
        "targets": ";".join(actor.id for actor in mention.targets),
        "date_start": when.start if when else None,
        "date_end": when.end if when else None,
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
    return csv_pieces(COLUMNS, (row(coded, mention) for coded in results for mention in coded.mentions))


def _bounds(count: Count | None) -> tuple[int | None, int | None]:
    return (count.low, count.high) if count else (None, None)

