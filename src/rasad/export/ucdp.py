"""Writes CSV in the layout of UCDP GED, its 49 columns in order: dossiers in, one lethal event a row out.

The layout and its codes are UCDP's; the records are not. Ids that only UCDP can give (conflicts, dyads, actors) stay empty.
GED holds events in which somebody was killed: others are counted and left out, what lacks a place or a day is put aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from rasad.event import Dossier, Event
from rasad.export.columns import INTEGER, NUMBER, Column, Row, csv_pieces
from rasad.export.order import Order, Unfit
from rasad.export.sides import side_of, sides_of
from rasad.export.words import map_names
from rasad.model import TimePrecision, content_id

_EMPTY = "always empty: only UCDP can give it"
_KILLED_OF = "killed, where everybody hit stands on this side; 0 where all are counted elsewhere"

COLUMNS = {
    "id": Column("a number made from our id of the event (13 hexadecimal digits of a hash); no id of UCDP's", INTEGER),
    "relid": Column("our id of the event"),
    "year": Column("year in which it began", INTEGER),
    "active_year": Column(_EMPTY, INTEGER),
    "code_status": Column("`Clear` where a reviewer accepted it, else `Check`"),
    "type_of_violence": Column("1 a state takes part, 2 armed groups among themselves, 3 against civilians; empty where the sides told do not say", INTEGER),
    "conflict_dset_id": Column(_EMPTY),
    "conflict_new_id": Column(_EMPTY, INTEGER),
    "conflict_name": Column(_EMPTY),
    "dyad_dset_id": Column(_EMPTY),
    "dyad_new_id": Column(_EMPTY, INTEGER),
    "dyad_name": Column("side_a - side_b"),
    "side_a_dset_id": Column(_EMPTY),
    "side_a_new_id": Column(_EMPTY, INTEGER),
    "side_a": Column("English names of the state's side, or of who acts, as our kit has them"),
    "side_b_dset_id": Column(_EMPTY),
    "side_b_new_id": Column(_EMPTY, INTEGER),
    "side_b": Column("English names of the other side; `Civilians` where violence is one-sided"),
    "number_of_sources": Column("independent sources", INTEGER),
    "source_article": Column('"outlet,day,title" of each report, joined by `;`'),
    "source_office": Column("outlets, joined by `;`"),
    "source_date": Column("days of publication, joined by `;`"),
    "source_headline": Column("titles, joined by `;`"),
    "source_original": Column("who the reports say told it, joined by `;`"),
    "where_prec": Column("1 exact, 2 near, 3 district, 4 province, 5 vague, 6 country, 7 sea or air", INTEGER),
    "where_coordinates": Column("the place that the coordinates stand for"),
    "where_description": Column("all places told for the event, joined by `;`"),
    "adm_1": Column("first-order unit: English where known, else Arabic"),
    "adm_2": Column("second-order unit of our gazetteer"),
    "latitude": Column("WGS 84 degrees", NUMBER),
    "longitude": Column("WGS 84 degrees", NUMBER),
    "geom_wkt": Column("the point as well-known text: `POINT (longitude latitude)`"),
    "priogrid_gid": Column("cell of the PRIO grid (half a degree) in which the point lies", INTEGER),
    "country": Column("English name of the country"),
    "country_id": Column("Gleditsch and Ward's number of the country, where it has one", INTEGER),
    "region": Column("UCDP's region, by that number"),
    "event_clarity": Column("1 one event at one place in one go, 2 reported as a sum: over days or over several places", INTEGER),
    "date_prec": Column("1 the day, 2 a few days, 3 a week, 4 a month, 5 a year", INTEGER),
    "date_start": Column("first day, with the midnight that UCDP writes"),
    "date_end": Column("last day, the same"),
    "deaths_a": Column(_KILLED_OF, INTEGER),
    "deaths_b": Column(_KILLED_OF, INTEGER),
    "deaths_civilians": Column(_KILLED_OF.replace("this side", "the side of civilians"), INTEGER),
    "deaths_unknown": Column("killed, where both sides or nobody is told to be hit; 0 where all are counted elsewhere", INTEGER),
    "best": Column("the figure that most independent reports give; the sum of the four before", INTEGER),
    "high": Column("the highest; empty where a report leaves it open", INTEGER),
    "low": Column("the lowest", INTEGER),
    "gwnoa": Column("Gleditsch and Ward's number of side_a, where it is a state", INTEGER),
    "gwnob": Column("Gleditsch and Ward's number of side_b, where it is a state", INTEGER),
}  # fmt: skip


def pieces(dossiers: Iterable[Dossier], order: Order) -> Iterator[str]:
    """CSV of the events that the layout holds."""
    return csv_pieces(COLUMNS, order.fitting(dossiers, row))


def row(dossier: Dossier, order: Order) -> Row | Unfit:
    """The cells of an event by column, or why there are none."""
    event = dossier.event
    when, place, killed = event.when, event.place, event.killed
    if event.reality != "actual":
        return Unfit("denied or only planned")
    if event.type not in order.reference.ucdp.types:
        return Unfit(f"of type {event.type}, which is no organised violence")
    if killed is None or killed.best == 0:
        return Unfit("without anybody told to be killed")
    if when is None:
        return Unfit("without a day", aside=True)
    if place is None or place.lat is None or place.lon is None or place.precision is None:
        return Unfit("without a place on the map", aside=True)
    a, b, violence = _sides(event, order)
    known = order.reference.countries.get(place.country or "")
    side_a, side_b = ("; ".join(map_names(side, order)) for side in (a, b))
    if violence == 3:
        side_b = "Civilians"
    empty: Row = dict.fromkeys(COLUMNS)
    return empty | {
        "id": int(content_id((event.id,), 13), 16),
        "relid": event.id,
        "year": when.start.year,
        "code_status": "Clear" if event.state == "accepted" else "Check",
        "type_of_violence": violence,
        "dyad_name": f"{side_a} - {side_b}" if side_a and side_b else None,
        "side_a": side_a,
        "side_b": side_b,
        "number_of_sources": event.sources,
        **_reports(dossier),
        "where_prec": int(place.precision),
        "where_coordinates": place.name,
        "where_description": ";".join(dict.fromkeys(p.name for p in event.places if p.role == "location")),
        "adm_1": order.unit_name(place.admin1),
        "adm_2": order.district_of(place),
        "latitude": place.lat,
        "longitude": place.lon,
        "geom_wkt": f"POINT ({place.lon} {place.lat})",
        "priogrid_gid": grid_cell(place.lat, place.lon),
        "country": order.country_name(place.country),
        "country_id": known.gwno if known else None,
        "region": _region(known.gwno if known else None, order),
        "event_clarity": 2 if when.precision > TimePrecision.DAY or len({p.name for p in event.places if p.role == "location"}) > 1 else 1,
        "date_prec": int(when.precision),
        "date_start": _midnight(when.start),
        "date_end": _midnight(when.end),
        **_deaths(event, a, b, order),
        "best": killed.best,
        "high": killed.high,
        "low": killed.low,
        "gwnoa": _number(a, order),
        "gwnob": _number(b, order),
    }  # fmt: skip


def grid_cell(lat: float, lon: float) -> int:
    """The cell of the PRIO grid, which counts half degrees eastwards from 180 W, row by row from the south pole, from 1."""
    down, across = min(int((lat + 90) * 2), 359), min(int((lon + 180) * 2), 719)
    return down * 720 + across + 1


def _sides(event: Event, order: Order) -> tuple[tuple[str, ...], tuple[str, ...], int | None]:
    """Side a, side b and the type of violence; the state's side is a, and of two states the one that acts."""
    first, second = sides_of(event)
    one, other = _kinds(first, order), _kinds(second, order)
    if other == {"civilians"}:
        return first, second, 3 if one and one <= {"state", "group"} else None
    if "state" in one or "state" in other:
        a, b = (first, second) if "state" in one else (second, first)
        return a, b, 1 if one and other and not (one | other) - {"state", "group"} else None
    return first, second, 2 if one == other == {"group"} else None


def _kinds(side: tuple[str, ...], order: Order) -> set[str]:
    return {side_of(id, order) for id in side}


def _deaths(event: Event, a: tuple[str, ...], b: tuple[str, ...], order: Order) -> Row:
    """The best figure in the column of those who were hit; among the unknown where that is nobody or both sides."""
    assert event.killed is not None
    hit = set(event.targets)
    if hit and _kinds(event.targets, order) == {"civilians"}:
        column = "deaths_civilians"
    elif hit and hit <= set(a):
        column = "deaths_a"
    elif hit and hit <= set(b) and "civilians" not in _kinds(b, order):
        column = "deaths_b"
    else:
        column = "deaths_unknown"
    counted: Row = dict.fromkeys(("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), 0)
    return counted | {column: event.killed.best}


def _reports(dossier: Dossier) -> Row:
    """What UCDP's columns on sources hold, each report once, the earliest first."""
    found = {t.document_key: t.document for t in dossier.told}
    reports = sorted(found.values(), key=lambda d: (d.published or date.max, d.outlet or "", d.id))
    cells = [[_cell(d.outlet), d.published.isoformat() if d.published else "", _cell(d.title)] for d in reports]
    return {
        "source_article": ";".join(f'"{",".join(parts)}"' for parts in cells),
        "source_office": ";".join(parts[0] for parts in cells),
        "source_date": ";".join(parts[1] for parts in cells),
        "source_headline": ";".join(parts[2] for parts in cells),
        "source_original": ";".join(dossier.event.source_kinds),
    }


def _cell(text: str | None) -> str:
    """Text for a list in a cell: without what parts the list."""
    return " ".join((text or "").replace(";", ",").replace('"', "'").split())


def _number(side: tuple[str, ...], order: Order) -> int | None:
    """Gleditsch and Ward's number of the first actor of a side that is a state."""
    for id in side:
        row = order.kit.actors.rows.get(id)
        country = order.reference.countries.get(row.country or "") if row else None
        if country and side_of(id, order) == "state":
            return country.gwno
    return None


def _region(number: int | None, order: Order) -> str | None:
    regions = order.reference.ucdp.regions.items()
    return next((name for name, (first, last) in regions if number is not None and first <= number <= last), None)


def _midnight(day: date) -> str:
    return f"{day.isoformat()} 00:00:00.000"
