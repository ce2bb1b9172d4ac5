"""Who holds which military site when (`actors/sites.csv`): places and actors in, holders by place id out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rasad.kit.actors import days_of
from rasad.kit.files import csv_entries
from rasad.kit.overlay import existing

_COLUMNS = {"place", "actor", "from", "until", "by"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a site from `since` to `until` (days included; None: without a beginning, an end).

    `by`: who means the holder by hitting it; empty: anybody.
    """

    actor: str
    since: date | None
    until: date | None
    by: frozenset[str] = frozenset()


def load_sites(
    folder: Path, places: Collection[str], actors: Collection[str], overlays: tuple[Path, ...] = ()
) -> dict[str, tuple[Holder, ...]]:
    """The holders of each site by place id; an overlay's rows of a place stand for ours. DataError on a fault."""
    found: dict[str, tuple[Holder, ...]] = {}
    for path in existing((folder, *overlays), "sites.csv"):
        own: dict[str, tuple[Holder, ...]] = {}
        for entry in csv_entries(path, _COLUMNS, {"place", "actor"}):
            place, actor = entry.values["place"], entry.values["actor"]
            if place not in places:
                raise entry.fault(f"no place {place} in the gazetteer")
            if actor not in actors:
                raise entry.fault(f"no actor {actor} in actors.toml")
            by = frozenset(filter(None, entry.values.get("by", "").split("|")))
            if unknown := by - set(actors):
                raise entry.fault(f"no actor {', '.join(sorted(unknown))} in actors.toml")
            since, until = days_of(entry)
            for other in own.get(place, ()):
                if (other.until is None or since is None or since <= other.until) and (
                    until is None or other.since is None or other.since <= until
                ):
                    raise entry.fault(f"{place} is held by {other.actor} on some of these days, too")
            own[place] = (*own.get(place, ()), Holder(actor, since, until, by))
        found.update(own)
    return found


def holder_on(holders: tuple[Holder, ...], day: date | None, doers: Collection[str]) -> str | None:
    """Whom the doers mean by hitting the site on a day: who holds it; without a day who always does."""
    for holder in holders:
        if holder.by and holder.by.isdisjoint(doers):
            continue
        if day is None:
            if holder.since is None and holder.until is None:
                return holder.actor
        elif (holder.since is None or holder.since <= day) and (holder.until is None or day <= holder.until):
            return holder.actor
    return None
