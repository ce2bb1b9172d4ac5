"""Who stands on which side of an event, and what an actor is to ACLED and to UCDP."""

from __future__ import annotations

from rasad.event import Event
from rasad.export.order import Order


def sides_of(event: Event) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those who act and those who are acted upon; of parties that do both to each other the first and the rest."""
    first, second = event.initiators, tuple(id for id in event.targets if id not in event.initiators)
    mutual = [id for id in event.initiators if id in event.targets]
    if not second and len(first) > 1 and (mutual or event.type in ("armed_clash", "agreement")):
        return first[:1], first[1:]
    return first, second


def inter_of(id: str, country: str | None, order: Order) -> str:
    """ACLED's interaction class of an actor in a country: a state's forces are external ones where it is not theirs."""
    acled, row = order.reference.acled, order.kit.actors.rows.get(id)
    if row is None:
        return ""
    if country and row.country and row.kind in acled.of_a_state and row.inter in (acled.at_home, acled.abroad):
        return acled.at_home if row.country == country else acled.abroad
    return row.inter


def side_of(id: str, order: Order) -> str:
    """What an actor is to UCDP: state, group, civilians, or nobody where that is not known."""
    row = order.kit.actors.rows.get(id)
    if row is None:
        return "nobody"
    for side in order.reference.ucdp.sides:
        if (
            (side.ids is None or id in side.ids)
            and (side.inter is None or row.inter in side.inter)
            and (side.kinds is None or row.kind in side.kinds)
        ):
            return side.what
    return "nobody"
