"""The flat tables of a project's events: a Dossier in, rows of events, mentions, claims and sources out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasad.event import Claim, Dossier, Event, Figures, Told
from rasad.export import table
from rasad.export.columns import DATE, INTEGER, NUMBER, Column, Row
from rasad.export.order import Order
from rasad.model import PlaceRef
from rasad.pipeline import Coded

EVENTS = {
    "id": Column("id of the event", hxl="#event+code"),
    "type": Column("event type of the codebook", hxl="#event+type"),
    "reality": Column("actual, denied or planned", hxl="#event+reality"),
    "attribution": Column("stated, claimed, suspected or unknown: the surest that a report gives", hxl="#event+attribution"),
    "initiators": Column("actor ids of those who act, joined by ;", hxl="#group+code+first"),
    "initiator_names": Column("their English names, joined by ;", hxl="#group+name+first"),
    "targets": Column("actor ids of those acted upon, joined by ;", hxl="#group+code+second"),
    "target_names": Column("their English names, joined by ;", hxl="#group+name+second"),
    "date_start": Column("first day on which it may have happened, empty where no report tells", DATE, "#date+start"),
    "date_end": Column("last day on which it may have happened", DATE, "#date+end"),
    "date_precision": Column("1 day, 2 a few days, 3 week, 4 month, 5 year (as UCDP date_prec)", INTEGER, "#date+precision"),
    "location": Column("name of the place where it happened, as written", hxl="#loc+name"),
    "origin": Column("names of the places it started from, joined by ;", hxl="#loc+name+origin"),
    "destination": Column("names of the places it went to, joined by ;", hxl="#loc+name+destination"),
    "place_id": Column("gazetteer id of the location", hxl="#loc+code"),
    "latitude": Column("of the location, WGS 84 degrees, empty where unresolved", NUMBER, "#geo+lat"),
    "longitude": Column("of the location, WGS 84 degrees, empty where unresolved", NUMBER, "#geo+lon"),
    "geo_precision": Column(
        "1 exact, 2 near, 3 district, 4 province, 5 vague, 6 country, 7 sea or air (as UCDP where_prec)", INTEGER, "#geo+precision"
    ),
    "country": Column("ISO 3166 code of the country of the location", hxl="#country+code+v_iso2"),
    "country_name": Column("its English name", hxl="#country+name"),
    "admin1": Column("gazetteer id of the first-order unit of the location", hxl="#adm1+code"),
    "admin1_name": Column("its name: English where known", hxl="#adm1+name"),
    "admin2_name": Column("name of the second-order unit in the gazetteer", hxl="#adm2+name"),
    "pcode": Column("OCHA's code of the location, where `rasad kit import` brought one", hxl="#loc+code+v_pcode"),
    "killed_low": Column("the least that a report tells, empty where none tells", INTEGER, "#indicator+killed+min"),
    "killed_best": Column("the figure that most independent reports give", INTEGER, "#affected+killed"),
    "killed_high": Column("the most that a report tells, empty where open-ended or not told", INTEGER, "#indicator+killed+max"),
    "injured_low": Column("the least that a report tells, empty where none tells", INTEGER, "#indicator+injured+min"),
    "injured_best": Column("the figure that most independent reports give", INTEGER, "#affected+injured"),
    "injured_high": Column("the most that a report tells, empty where open-ended or not told", INTEGER, "#indicator+injured+max"),
    "weapons": Column("kinds of weapons and means, joined by ;", hxl="#event+weapon"),
    "grade": Column("confirmed, fair, weak, contested or discounted (after Airwars)", hxl="#meta+grade"),
    "grade_reason": Column("the rule that gave the grade, with its figures", hxl="#meta+grade+reason"),
    "contradictions": Column("fields on which reports differ, with the values told, joined by ;", hxl="#meta+contradictions"),
    "sources": Column("independent sources: copies of a text and reports of one outlet count once", INTEGER, "#meta+sources+num"),
    "documents": Column("reports that tell it", INTEGER, "#meta+documents+num"),
    "mentions": Column("event mentions that tell it", INTEGER, "#meta+mentions+num"),
    "outlets": Column("who published the reports, joined by ;", hxl="#meta+source"),
    "source_kinds": Column("who the reports say told it, joined by ;", hxl="#meta+source+type"),
    "first_published": Column("day of the first report, empty where unknown", DATE, "#date+published+first"),
    "last_published": Column("day of the last report, empty where unknown", DATE, "#date+published+last"),
    "state": Column("open, accepted or rejected by reviewers", hxl="#status+review"),
    "corrected": Column("fields that a reviewer set, joined by ;", hxl="#meta+corrected"),
    "notes": Column("reviewers' notes, joined by |; never in the public profile", hxl="#meta+notes"),
    "former": Column("ids under which it was known before, joined by ;", hxl="#event+code+former"),
}  # fmt: skip

MENTIONS = {
    "id": Column("key of the mention in the project", hxl="#meta+id"),
    "event": Column("id of the event that it tells", hxl="#event+code"),
    **{name: column for name, column in table.COLUMNS.items() if name != "id"},
    "document_key": Column("key of the report in the project; the `id` of the table of sources", hxl="#meta+document+code"),
    "copies": Column("shared by reports whose texts are nearly the same: together they are one source", hxl="#meta+copies"),
    "corrected": Column("fields that a reviewer set, joined by ;", hxl="#meta+corrected"),
}

CLAIMS = {
    "event": Column("id of the event", hxl="#event+code"),
    "field": Column("what is claimed: type, killed, place ...", hxl="#meta+field"),
    "value": Column("the value as text", hxl="#meta+value"),
    "low": Column("at least so many; for killed and injured only", INTEGER, "#affected+min"),
    "high": Column("at most so many; empty where open-ended", INTEGER, "#affected+max"),
    "mention": Column("key of the mention that says it", hxl="#meta+id"),
    "document_key": Column("key of the report that says it", hxl="#meta+document+code"),
    "outlet": Column("who published the report", hxl="#meta+source+name"),
    "published": Column("day of its publication, empty where unknown", DATE, "#date+published"),
    "source": Column("who the report says told it", hxl="#meta+source+type"),
    "reviewer": Column("filled where a person set the value, not the report", hxl="#meta+reviewer"),
    "quote": Column("the words that say it", hxl="#description+quote"),
    "quote_start": Column("where they begin: code points into the report's text", INTEGER, "#meta+quote+start"),
    "quote_end": Column("where they end, exclusive", INTEGER, "#meta+quote+end"),
}

SOURCES = {
    "id": Column("key of the report in the project", hxl="#meta+document+code"),
    "document": Column("id of the report", hxl="#meta+document"),
    "outlet": Column("who published it", hxl="#meta+source+name"),
    "title": Column("its title", hxl="#meta+source+title"),
    "url": Column("its address", hxl="#meta+url"),
    "published": Column("day of publication, empty where unknown", DATE, "#date+published"),
    "copies": Column("shared by reports whose texts are nearly the same: together they are one source", hxl="#meta+copies"),
}

TABLES = {"events": EVENTS, "mentions": MENTIONS, "claims": CLAIMS, "sources": SOURCES}


def event_row(dossier: Dossier, order: Order) -> Row:
    """The cells of an event by column; None where no report tells."""
    event, when, at = dossier.event, dossier.event.when, dossier.event.place
    return {
        "id": event.id,
        "type": event.type,
        "reality": event.reality,
        "attribution": event.attribution,
        "initiators": ";".join(event.initiators),
        "initiator_names": ";".join(map(order.actor_name, event.initiators)),
        "targets": ";".join(event.targets),
        "target_names": ";".join(map(order.actor_name, event.targets)),
        "date_start": when.start if when else None,
        "date_end": when.end if when else None,
        "date_precision": int(when.precision) if when else None,
        "location": at.name if at else None,
        "origin": _named("origin", event),
        "destination": _named("destination", event),
        **_where(at, order),
        **_figures("killed", event.killed),
        **_figures("injured", event.injured),
        "weapons": ";".join(event.weapons),
        "grade": event.grade,
        "grade_reason": event.grade_reason,
        "contradictions": ";".join(f"{c.field}: {', '.join(c.values)}" for c in event.contradictions),
        "sources": event.sources,
        "documents": event.documents,
        "mentions": len(event.mentions),
        "outlets": ";".join(event.outlets),
        "source_kinds": ";".join(event.source_kinds),
        "first_published": event.first_published,
        "last_published": event.last_published,
        "state": event.state,
        "corrected": ";".join(event.corrected),
        "notes": " | ".join(event.notes),
        "former": ";".join(event.former),
    }


def mention_row(told: Told, event: Event) -> Row:
    """The cells of a mention by column: those that `rasad code` writes, and what the project knows of it."""
    cells = table.row(Coded(told.document, (told.mention,)), told.mention)
    return cells | {
        "id": told.key,
        "event": event.id,
        "document_key": told.document_key,
        "copies": told.copies,
        "corrected": ";".join(told.corrected),
    }


def claim_row(claim: Claim, event: Event) -> Row:
    """The cells of a claim by column."""
    return {
        "event": event.id,
        "field": claim.field,
        "value": claim.value,
        "low": claim.low,
        "high": claim.high,
        "mention": claim.mention,
        "document_key": claim.document_key,
        "outlet": claim.outlet,
        "published": claim.published,
        "source": claim.source,
        "reviewer": claim.reviewer,
        "quote": claim.quote,
        "quote_start": claim.span.start if claim.span else None,
        "quote_end": claim.span.end if claim.span else None,
    }


def source_row(told: Told) -> Row:
    """The cells of the report that tells a mention."""
    document = told.document
    return {
        "id": told.document_key,
        "document": document.id,
        "outlet": document.outlet,
        "title": document.title,
        "url": document.url,
        "published": document.published,
        "copies": told.copies,
    }


class Sources:
    """Each report once, in the order in which they come; keeps nothing of them but their keys."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def new(self, dossier: Dossier) -> Iterator[Told]:
        """One mention of each report that has not come before."""
        for told in dossier.told:
            if told.document_key not in self._seen:
                self._seen.add(told.document_key)
                yield told


def event_rows(dossiers: Iterable[Dossier], order: Order) -> Iterator[Row]:
    """A row for each event."""
    return order.tally.count("events", (event_row(dossier, order) for dossier in dossiers))


def mention_rows(dossiers: Iterable[Dossier], order: Order) -> Iterator[Row]:
    """A row for each mention."""
    return order.tally.count("mentions", (mention_row(told, d.event) for d in dossiers for told in d.told))


def source_rows(dossiers: Iterable[Dossier], order: Order) -> Iterator[Row]:
    """A row for each report."""
    sources = Sources()
    return order.tally.count("sources", (source_row(told) for d in dossiers for told in sources.new(d)))


def rows_of(dossiers: Iterable[Dossier], order: Order) -> Iterator[Row]:
    """The rows of events or of mentions, as ordered."""
    return mention_rows(dossiers, order) if order.mentions else event_rows(dossiers, order)


def columns_of(order: Order) -> dict[str, Column]:
    """The columns of those rows."""
    return MENTIONS if order.mentions else EVENTS


def _named(role: str, event: Event) -> str:
    return ";".join(place.name for place in event.places if place.role == role)


def _where(at: PlaceRef | None, order: Order) -> Row:
    return {
        "place_id": at.place_id if at else None,
        "latitude": at.lat if at else None,
        "longitude": at.lon if at else None,
        "geo_precision": int(at.precision) if at and at.precision else None,
        "country": at.country if at else None,
        "country_name": order.country_name(at.country) if at else None,
        "admin1": at.admin1 if at else None,
        "admin1_name": order.unit_name(at.admin1) if at else None,
        "admin2_name": order.district_of(at) if at else None,
        "pcode": at.pcode if at else None,
    }


def _figures(name: str, told: Figures | None) -> Row:
    return {
        f"{name}_low": told.low if told else None,
        f"{name}_best": told.best if told else None,
        f"{name}_high": told.high if told else None,
    }
