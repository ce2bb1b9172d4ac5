"""Writes FollowTheMoney entities as JSON lines: dossiers in; events, places, actors, reports and notes out.

Each entity stands once, before the first that refers to it. Ids begin with `rasad-` and are content hashes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rasad.event import Dossier, Event, Figures, Told
from rasad.export.order import Order
from rasad.export.words import notes, place_told, summary
from rasad.model import PlaceRef, content_id, number_told

# What is filled of each schema, and with what.
SCHEMATA = {
    "Event": {
        "name": "type, place and day in English",
        "recordId": "our id of the event",
        "startDate": "first day, absent where no report tells", "endDate": "last day",
        "location": "the place in words", "country": "its country, two letters in lower case",
        "addressEntity": "the place with its coordinates",
        "involved": "the actors on both sides; who did what to whom stands in the summary",
        "summary": "what, on whom, by whom", "description": "the English notes, with figures, reports and differences",
        "keywords": "our type, the grade, kinds of weapons, `killed:` and `injured:` with low-best-high",
        "proof": "the reports that tell it",
    },
    "Address": {
        "full": "place, unit, country", "city": "the place as written", "state": "first-order unit",
        "country": "two letters in lower case", "latitude": "WGS 84 degrees", "longitude": "WGS 84 degrees",
        "remarks": "precision of the point: 1 exact ... 7 sea or air",
    },
    "Organization": {
        "name": "English name of the actor", "alias": "its Arabic name", "country": "where it is from",
        "classification": "our kind of it", "keywords": "our id of it",
    },
    "Article": {
        "title": "title of the report", "publisher": "outlet", "sourceUrl": "address", "publishedAt": "day of publication",
    },
    "Note": {
        "name": "field and value of a claim", "description": "who says it, with the words", "entity": "the event",
        "proof": "the report",
    },
}  # fmt: skip
_CLAIMED = ("killed", "injured", "initiators", "when")  # fields whose claims become notes


def pieces(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    """One entity a line."""
    seen: set[str] = set()
    for dossier in order.tally.count("events", dossiers):
        for entity in entities(dossier, order):
            if entity["id"] not in seen:
                if entity["schema"] not in ("Event", "Note"):
                    seen.add(entity["id"])
                yield json.dumps(entity, ensure_ascii=False) + "\n"


def entities(dossier: Dossier, order: Order) -> Iterator[dict[str, Any]]:
    """What one event needs, the event after what it refers to and before its notes."""
    event = dossier.event
    reports = {told.document_key: told for told in dossier.told}
    articles = {key: _article(told) for key, told in reports.items()}
    yield from articles.values()
    actors = [_organization(id, order) for id in dict.fromkeys((*event.initiators, *event.targets))]
    yield from actors
    address = _address(event.place, order) if event.place else None
    if address:
        yield address
    yield _event(dossier, order, [a["id"] for a in actors], address, [a["id"] for a in articles.values()])
    for claim in event.claims:
        if claim.field in _CLAIMED and claim.document_key in articles:
            day = f", {claim.published}" if claim.published else ""
            said = "a reviewer" if claim.reviewer else (claim.outlet or "a source without a name")
            text = f"{said}{day} ({claim.source})" + (f": {claim.quote}" if claim.quote else "")
            yield _entity(
                "Note",
                ("claim", event.id, claim.field, claim.value, claim.mention),
                name=f"{claim.field}: {claim.value}",
                description=text,
                entity=_id("Event", (event.id,)),
                proof=articles[claim.document_key]["id"],
            )


def _event(
    dossier: Dossier, order: Order, involved: list[str], address: dict[str, Any] | None, proof: list[str]
) -> dict[str, Any]:
    event, when, place = dossier.event, dossier.event.when, dossier.event.place
    title = [order.reference.wording.nouns.get(event.type, (event.type, ""))[0]]
    title += [place.name] if place else []
    title += [when.start.isoformat()] if when else []
    return _entity(
        "Event",
        (event.id,),
        name=", ".join(title),
        recordId=event.id,
        startDate=when.start.isoformat() if when else None,
        endDate=when.end.isoformat() if when else None,
        location=place_told(place, order) if place else None,
        country=_country(place.country if place else None, order),
        addressEntity=address["id"] if address else None,
        involved=involved,
        summary=summary(event, order),
        description=notes(dossier, order),
        keywords=list(_keywords(event)),
        proof=proof,
    )


def _keywords(event: Event) -> Iterator[str]:
    yield event.type
    yield event.grade
    yield from event.weapons
    for name, told in (("killed", event.killed), ("injured", event.injured)):
        if told:
            yield f"{name}:{_figures(told)}"


def _figures(told: Figures) -> str:
    return f"{number_told(told.low, told.high)} (best {told.best})"


def _address(place: PlaceRef, order: Order) -> dict[str, Any]:
    return _entity(
        "Address",
        (place.place_id or place.name, str(place.lat), str(place.lon), str(place.precision)),
        full=place_told(place, order),
        city=place.name,
        state=order.unit_name(place.admin1),
        country=_country(place.country, order),
        latitude=str(place.lat) if place.lat is not None else None,
        longitude=str(place.lon) if place.lon is not None else None,
        remarks=f"geo_precision {int(place.precision)}" if place.precision else None,
    )


def _organization(id: str, order: Order) -> dict[str, Any]:
    row = order.kit.actors.rows.get(id)
    return _entity(
        "Organization",
        (id,),
        name=order.actor_name(id),
        alias=row.name_ar if row else None,
        country=_country(row.country, order) if row else None,
        classification=row.kind if row else None,
        keywords=id,
    )


def _article(told: Told) -> dict[str, Any]:
    document = told.document
    return _entity(
        "Article",
        (told.document_key,),
        title=document.title,
        publisher=document.outlet,
        sourceUrl=document.url,
        publishedAt=document.published.isoformat() if document.published else None,
    )


def _entity(schema: str, key: tuple[str, ...], **values: str | list[str] | None) -> dict[str, Any]:
    """An entity with its properties as lists; what is not known is left out."""
    properties = {name: [value] if isinstance(value, str) else value for name, value in values.items() if value}
    return {"id": _id(schema, key), "schema": schema, "properties": properties}


def _id(schema: str, key: tuple[str, ...]) -> str:
    return f"rasad-{schema.lower()}-{content_id((schema, *key))}"


def _country(code: str | None, order: Order) -> str | None:
    """As FollowTheMoney has it; nothing for a code that our table does not know."""
    return code.lower() if code and code in order.reference.countries else None
