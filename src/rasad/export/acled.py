"""Writes CSV in the layout of ACLED's export, its 31 columns in order: dossiers in, one event a row out.

The layout and its codes are ACLED's; the records are not. ACLED holds what happened at a place on a day: what the layout
has no type for, was denied or is only planned is counted and left out, what lacks a place or a day is put aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from rasad.event import Dossier, Event
from rasad.export.columns import DATE, INTEGER, NUMBER, Column, Row, csv_pieces
from rasad.export.order import Order, Unfit
from rasad.export.sides import inter_of, sides_of
from rasad.export.words import map_names, notes
from rasad.model import When

COLUMNS = {
    "event_id_cnty": Column("three letters of the country, a hyphen and our id of the event; no id of ACLED's"),
    "event_date": Column("the day; the middle of the range where it is known less exactly", DATE),
    "year": Column("its year", INTEGER),
    "time_precision": Column("1 the day, 2 a few days or a week, 3 a month", INTEGER),
    "disorder_type": Column("after the event type"),
    "event_type": Column("ACLED's type that stands for ours"),
    "sub_event_type": Column("ACLED's sub-type that stands for ours (`data/exports/acled.toml`)"),
    "actor1": Column("English name of who acts, as our kit has it; with several the first"),
    "assoc_actor_1": Column("the others, joined by `; `"),
    "inter1": Column("interaction class of actor1; forces of a state are `State forces` in their own country only"),
    "actor2": Column("English name of who is acted upon, or the other party"),
    "assoc_actor_2": Column("the others, joined by `; `"),
    "inter2": Column("interaction class of actor2"),
    "interaction": Column("both classes, the lower code first; `... only` where one side is told"),
    "civilian_targeting": Column("`Civilian targeting` where civilians or protesters alone are the other side of violence"),
    "iso": Column("ISO 3166 number of the country", INTEGER),
    "region": Column("ACLED's region of the country, where our table has it"),
    "country": Column("English name of the country"),
    "admin1": Column("first-order unit: English where known, else Arabic"),
    "admin2": Column("second-order unit of our gazetteer"),
    "admin3": Column("always empty: our gazetteer has none"),
    "location": Column("the place as our gazetteer or the report writes it, in Arabic"),
    "latitude": Column("WGS 84 degrees", NUMBER),
    "longitude": Column("WGS 84 degrees", NUMBER),
    "geo_precision": Column("1 the town, 2 near it or in its district, 3 a larger region", INTEGER),
    "source": Column("outlets that reported it, joined by `; `"),
    "source_scale": Column("always empty: we keep no scale of outlets"),
    "notes": Column("what the fields say, in English sentences, with the reports named"),
    "fatalities": Column("the lowest figure that a report tells; empty, not 0, where none tells one", INTEGER),
    "tags": Column("`grade=`, `attribution=`, `sources=` of our record, joined by `; `"),
    "timestamp": Column("midnight UTC of the day of the last report, in seconds since 1970", INTEGER),
}


def pieces(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    """CSV of the events that the layout holds."""
    return csv_pieces(COLUMNS, order.fitting(dossiers, row))


def row(dossier: Dossier, order: Order) -> Row | Unfit:
    """The cells of an event by column, or why there are none."""
    event, acled = dossier.event, order.reference.acled
    if event.reality != "actual":
        return Unfit("denied or only planned")
    first, second = sides_of(event)
    country = event.place.country if event.place else None
    inter1, inter2 = (inter_of(side[0], country, order) if side else "" for side in (first, second))
    sub_type = _sub_type(event, inter1, inter2, order)
    if sub_type is None:
        return Unfit(f"of type {event.type}, for which ACLED has none")
    when, place = event.when, event.place
    if when is None or when.precision not in acled.time_precision:
        return Unfit("without a day" if when is None else "known to the year only", aside=True)
    if place is None or place.lat is None or place.lon is None or place.precision is None:
        return Unfit("without a place on the map", aside=True)
    if place.precision not in acled.geo_precision:
        return Unfit("placed to the country only", aside=True)
    known = order.reference.countries.get(place.country or "")
    type = acled.events[sub_type]
    day = middle(when)
    return {
        "event_id_cnty": f"{known.iso3 if known else 'XXX'}-{event.id}",
        "event_date": day,
        "year": day.year,
        "time_precision": acled.time_precision[when.precision],
        "disorder_type": acled.disorder[type],
        "event_type": type,
        "sub_event_type": sub_type,
        **_actors(1, first, inter1, order),
        **_actors(2, second, inter2, order),
        "interaction": _interaction(inter1, inter2, acled.inter),
        "civilian_targeting": _civilian_targeting(acled.disorder[type], second, country, order),
        "iso": known.numeric if known else None,
        "region": known.acled_region if known else None,
        "country": order.country_name(place.country),
        "admin1": order.unit_name(place.admin1),
        "admin2": order.district_of(place),
        "admin3": None,
        "location": place.name,
        "latitude": place.lat,
        "longitude": place.lon,
        "geo_precision": acled.geo_precision[place.precision],
        "source": "; ".join(event.outlets),
        "source_scale": None,
        "notes": notes(dossier, order),
        "fatalities": event.killed.low if event.killed else None,
        "tags": f"grade={event.grade}; attribution={event.attribution}; sources={event.sources}",
        "timestamp": _midnight(event.last_published) if event.last_published else None,
    }


def middle(when: When) -> date:
    """The day in the middle of a range, of two the earlier."""
    return when.start + (when.end - when.start) // 2


def _sub_type(event: Event, inter1: str, inter2: str, order: Order) -> str | None:
    """The sub-event type by the first choice whose conditions hold, else the codebook's first; None where it has none."""
    for choice in order.reference.acled.choices:
        if (
            choice.type == event.type
            and (choice.weapons is None or not choice.weapons.isdisjoint(event.weapons))
            and (choice.actor1 is None or inter1 in choice.actor1)
            and (choice.actor2 is None or inter2 in choice.actor2)
        ):
            return choice.gives
    type = order.kit.types.get(event.type)
    return type.acled[0] if type and type.acled else None


def _actors(number: int, side: tuple[str, ...], inter: str, order: Order) -> Row:
    names = map_names(side, order)
    return {
        f"actor{number}": names[0] if names else None,
        f"assoc_actor_{number}": "; ".join(names[1:]),
        f"inter{number}": inter,
    }


def _interaction(inter1: str, inter2: str, codes: tuple[str, ...]) -> str:
    told = sorted(filter(None, (inter1, inter2)), key=codes.index)
    return f"{told[0]} only" if len(told) == 1 else "-".join(told)


def _civilian_targeting(disorder: str, second: tuple[str, ...], country: str | None, order: Order) -> str:
    acled = order.reference.acled
    violent = disorder == acled.disorder["Violence against civilians"]
    hit = violent and bool(second) and all(inter_of(id, country, order) in acled.unarmed for id in second)
    return "Civilian targeting" if hit else ""


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
