"""Puts what events tell of into its order: counts of actors and places in, groups above their members, units above their places out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rasad.kit import Kit
from rasad.project.tally import Area, Group, Sums

_NONE = Sums(0, 0, 0)


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor with the events that name it itself; `depth` is how many groups of the list stand above it."""

    id: str
    depth: int
    initiator: Sums
    target: Sums


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A country (depth 0), a governorate (1) or a place (2) with its events; of a unit they are all that lie in it."""

    id: str
    depth: int
    sums: Sums


def actor_rows(kit: Kit, initiators: Iterable[Group], targets: Iterable[Group]) -> list[ActorRow]:
    """The actors of events and the groups above them, each group before its members, the most told first."""
    acting = {group.value: group.sums for group in initiators if group.value}
    acted = {group.value: group.sums for group in targets if group.value}
    told = {*acting, *acted}
    rows = kit.actors.rows
    shown = told | {above for id in told if id in rows for above in rows[id].parents}
    weight = {id: acting.get(id, _NONE).events + acted.get(id, _NONE).events for id in shown}
    members: dict[str | None, list[str]] = {}
    for id in shown:
        # Under one of its groups only: a list has one line for each.
        above = [group for group in (rows[id].parents if id in rows else ()) if group in shown]
        members.setdefault(above[0] if above else None, []).append(id)
    below = {id: _heaviest(id, members, weight, frozenset()) for id in shown}
    made: list[ActorRow] = []

    def lay(group: str | None, depth: int, seen: frozenset[str]) -> None:
        for id in sorted(members.get(group, ()), key=lambda id: (-below[id], id)):
            if id not in seen:
                made.append(ActorRow(id, depth, acting.get(id, _NONE), acted.get(id, _NONE)))
                lay(id, depth + 1, seen | {id})

    lay(None, 0, frozenset())
    return made


def place_rows(kit: Kit, areas: Iterable[Area], places: Iterable[Group]) -> list[PlaceRow]:
    """The places of events below their governorates and countries, the most told first."""
    rows, countries = kit.places.places, kit.places.countries
    units: dict[str, dict[str | None, Sums]] = {}
    for area in areas:
        if area.country is not None:
            units.setdefault(area.country, {})[area.admin1] = area.sums
    within: dict[tuple[str | None, str | None], list[Group]] = {}
    for group in places:
        place = rows.get(group.value or "")
        if place is not None:
            unit = place.admin1 or (place.id if place.kind == "governorate" else None)
            within.setdefault((place.country, unit), []).append(group)
    made: list[PlaceRow] = []
    for country, told in sorted(units.items(), key=lambda item: (-_all(item[1]).events, item[0])):
        top = countries.get(country, country)
        made.append(PlaceRow(top, 0, _all(told)))
        for unit, sums in sorted(told.items(), key=lambda item: (item[0] is None, -item[1].events, item[0] or "")):
            if unit is not None:
                made.append(PlaceRow(unit, 1, sums))
            made += [
                PlaceRow(group.value, 2, group.sums)
                for group in within.get((country, unit), ())
                if group.value and group.value not in (unit, top)
            ]
    return made


def members_of(kit: Kit, actor: str) -> list[str]:
    """The actors that belong to a group directly, by name."""
    rows = kit.actors.rows
    return sorted((id for id, row in rows.items() if actor in row.parents), key=lambda id: rows[id].name_en)


def names_of(kit: Kit, actor: str) -> list[str]:
    """The names by which reports are understood to mean an actor itself: no inflected forms, no persons, no adjectives."""
    aliases = (alias for alias in kit.actors.aliases if alias.actor == actor and alias.kind not in ("person", "adjective"))
    found = (alias.form for alias in aliases if not alias.number and alias.note not in ("inflect", "plural"))
    return list(dict.fromkeys(found))


def units_of(kit: Kit, place: str) -> list[str]:
    """What a place lies in, the largest first."""
    rows = kit.places.places
    row = rows[place]
    country = kit.places.countries.get(row.country or "")
    units = (country, row.admin1, row.admin2, row.parent)
    return [unit for unit in dict.fromkeys(units) if unit and unit in rows and unit != place]


def _all(sums: Mapping[str | None, Sums]) -> Sums:
    found = _NONE
    for one in sums.values():
        found = found.plus(one)
    return found


def _heaviest(id: str, members: Mapping[str | None, list[str]], weight: Mapping[str, int], seen: frozenset[str]) -> int:
    """The events of an actor and of all below it."""
    if id in seen:
        return 0
    return weight[id] + sum(_heaviest(below, members, weight, seen | {id}) for below in members.get(id, ()))
