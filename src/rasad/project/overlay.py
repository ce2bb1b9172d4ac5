"""Corrections laid over records: a mention or an event and canonical values in, the corrected record out; and back.

What a correction may be is told in `values.py`. A value set by a reviewer has the rule "reviewer".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from rasad.event import Event, Figures, Judgement, Told
from rasad.model import (
    ActorRef,
    Count,
    EventMention,
    GeoPrecision,
    Label,
    PlaceRef,
    Span,
    TimePrecision,
    Weapon,
    When,
    number_told,
)  # fmt: skip

RULE = "reviewer"


def corrected_told(told: Told, corrections: Iterable[Judgement]) -> Told:
    """The mention with each correction laid over it, the latest of a field last; `corrected` names the fields."""
    mention, fields = told.mention, dict.fromkeys(told.corrected)
    for judgement in corrections:
        assert judgement.field is not None
        span = judgement.span if judgement.document_key == told.document_key else None
        mention = corrected_mention(mention, judgement.field, judgement.value, span)
        fields[judgement.field] = None
    return replace(told, mention=mention, corrected=tuple(fields))


def corrected_mention(mention: EventMention, field: str, value: Any, span: Span | None = None) -> EventMention:
    """The mention with one field set to a canonical value; `span` are the words that the reviewer gave for it."""
    if field == "type":
        return replace(mention, type=value)
    if field == "reality":
        return replace(mention, reality=Label(value, RULE, span))
    if field == "attribution":
        return replace(mention, attribution=Label(value, RULE, span))
    if field == "source":
        return replace(mention, source=Label(value, RULE, span))
    if field == "initiators":
        return replace(mention, initiators=_actors(value, span))
    if field == "targets":
        return replace(mention, targets=_actors(value, span))
    if field == "place":
        return replace(mention, places=_places(mention.places, value, span))
    if field == "when":
        return replace(mention, when=_when(value, span))
    if field == "killed":
        return replace(mention, killed=_count(value, span))
    if field == "injured":
        return replace(mention, injured=_count(value, span))
    if field == "weapons":
        # A weapon has words; where neither the reviewer gave any nor the reading had them, the trigger stands for them.
        spans = {weapon.kind: weapon.span for weapon in mention.weapons}
        kinds = [item["id"] for item in value]
        return replace(mention, weapons=tuple(Weapon(kind, span or spans.get(kind, mention.trigger)) for kind in kinds))
    raise ValueError(f"no field to correct: {field}")


def corrected_event(event: Event, field: str, value: Any) -> Event:
    """The event with one derived value set to a canonical one; `corrected` names the field."""
    changes: dict[str, Any] = {}
    if field in ("type", "reality", "attribution"):
        changes[field] = value
    elif field in ("initiators", "targets", "weapons"):
        changes[field] = tuple(item["id"] for item in value)
    elif field == "place":
        places = _places(event.places, value, None)
        changes = {"places": places}
        if value is None or value["role"] == "location":
            changes["place"] = _place(value, None) if value else None
    elif field == "when":
        changes[field] = _when(value, None)
    elif field in ("killed", "injured"):
        changes[field] = None if value is None else Figures(value["low"], value["best"], value["high"])
    elif field == "source":
        changes["source_kinds"] = (value,)
    else:
        raise ValueError(f"no field to correct: {field}")
    return replace(event, corrected=(*(f for f in event.corrected if f != field), field), **changes)


def value_of_mention(mention: EventMention, field: str) -> Any:
    """What a mention has in a field, in canonical form: what a correction replaces."""
    if field == "type":
        return mention.type
    if field in ("reality", "attribution", "source"):
        label = {"reality": mention.reality, "attribution": mention.attribution, "source": mention.source}[field]
        return label.value
    if field in ("initiators", "targets"):
        actors = mention.initiators if field == "initiators" else mention.targets
        return [{"id": a.id, "codebook": a.codebook} if a.codebook else {"id": a.id} for a in actors]
    if field == "weapons":
        return [{"id": weapon.kind} for weapon in mention.weapons]
    if field == "place":
        return next((_plain_place(place) for place in mention.places if place.role == "location"), None)
    if field == "when":
        return _plain_when(mention.when)
    count = mention.killed if field == "killed" else mention.injured
    return None if count is None else {"low": count.low, "best": count.low, "high": count.high}


def value_of_event(event: Event, field: str) -> Any:
    """The same of an event."""
    if field in ("type", "reality", "attribution"):
        return {"type": event.type, "reality": event.reality, "attribution": event.attribution}[field]
    if field in ("initiators", "targets", "weapons"):
        ids = {"initiators": event.initiators, "targets": event.targets, "weapons": event.weapons}[field]
        return [{"id": found} for found in ids]
    if field == "place":
        return None if event.place is None else _plain_place(event.place)
    if field == "when":
        return _plain_when(event.when)
    if field == "source":
        return ", ".join(event.source_kinds)
    figures = event.killed if field == "killed" else event.injured
    return None if figures is None else {"low": figures.low, "best": figures.best, "high": figures.high}


def told_as_text(field: str, value: Any) -> str:
    """A canonical value as a claim writes it: ids with commas between, a name, ISO days, a number; "" where None."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(item["id"] for item in value)
    if field == "place":
        return str(value["name"])
    if field == "when":
        return str(value["start"]) if value["start"] == value["end"] else f"{value['start']}/{value['end']}"
    return number_told(value["low"], value["high"])


def _actors(value: list[dict[str, str]], span: Span | None) -> tuple[ActorRef, ...]:
    return tuple(ActorRef(item["id"], RULE, span, item.get("codebook", "")) for item in value)


def _places(places: tuple[PlaceRef, ...], value: dict[str, Any] | None, span: Span | None) -> tuple[PlaceRef, ...]:
    """The places with those of the value's role replaced; None takes the locations away."""
    role = value["role"] if value else "location"
    others = tuple(place for place in places if place.role != role)
    return (_place(value, span), *others) if value else others


def _place(value: dict[str, Any], span: Span | None) -> PlaceRef:
    precision = None if value["precision"] is None else GeoPrecision(value["precision"])
    return PlaceRef(
        value["role"], value["name"], RULE, span, value["id"], value["lat"], value["lon"],
        value["country"], value["admin1"], precision, value["pcode"],
    )  # fmt: skip


def _plain_place(place: PlaceRef) -> dict[str, Any]:
    found = {"role": place.role, "name": place.name, "id": place.place_id, "lat": place.lat, "lon": place.lon}
    precision = None if place.precision is None else int(place.precision)
    return {**found, "country": place.country, "admin1": place.admin1, "precision": precision, "pcode": place.pcode}


def _when(value: dict[str, Any] | None, span: Span | None) -> When | None:
    if value is None:
        return None
    start, end = date.fromisoformat(value["start"]), date.fromisoformat(value["end"])
    return When(start, end, TimePrecision(value["precision"]), RULE, span)


def _plain_when(when: When | None) -> dict[str, Any] | None:
    if when is None:
        return None
    return {"start": when.start.isoformat(), "end": when.end.isoformat(), "precision": int(when.precision)}


def _count(value: dict[str, Any] | None, span: Span | None) -> Count | None:
    return None if value is None else Count(value["low"], value["high"], RULE, span)
