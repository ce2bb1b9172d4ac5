"""What an export of events is made with, and what it counts: kit, tables, the tally of records written and left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from rasad.event import Dossier
from rasad.export.reference import Reference
from rasad.kit import Kit
from rasad.model import PlaceRef

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a layout cannot hold an event. `aside`: the layout would, had the event a place and a day; so it goes to a side file."""

    reason: str
    aside: bool = False


@dataclass(slots=True)
class Tally:
    """What became of the records: rows written by table, events left out by reason, events put aside by reason."""

    written: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def count(self, table: str, rows: Iterable[T]) -> Iterator[T]:
        """The rows as they pass, counted."""
        for row in rows:
            self.written[table] += 1
            yield row


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: `mentions` instead of events; `rtl` sheets that run from right to left.

    `put_aside` takes an event that a layout holds no place for, with the reason.
    """

    kit: Kit
    reference: Reference
    tally: Tally = field(default_factory=Tally)
    mentions: bool = False
    rtl: bool = False
    put_aside: Callable[[Dossier, str], None] = lambda dossier, reason: None

    def refuse(self, dossier: Dossier, unfit: Unfit) -> None:
        """Counts an event that the layout does not hold, and puts it aside where it would but for its place or day."""
        if unfit.aside:
            self.tally.aside[unfit.reason] += 1
            self.put_aside(dossier, unfit.reason)
        else:
            self.tally.left[unfit.reason] += 1

    def fitting(self, dossiers: Iterable[Dossier], row: Callable[[Dossier, Order], T | Unfit]) -> Iterator[T]:
        """The rows of the events that a layout holds, counted; the others are refused."""
        for dossier in dossiers:
            found = row(dossier, self)
            if isinstance(found, Unfit):
                self.refuse(dossier, found)
            else:
                self.tally.written["events"] += 1
                yield found

    def actor_name(self, id: str) -> str:
        """The English name of an actor; its id where the kit does not know it."""
        row = self.kit.actors.rows.get(id)
        return row.name_en if row else id

    def country_name(self, code: str | None) -> str | None:
        """The English name of a country; its code where the tables do not know it."""
        country = self.reference.countries.get(code or "")
        return country.name if country else code

    def unit_name(self, id: str | None) -> str | None:
        """The name of an administrative unit: English where the tables have it, else that of the gazetteer."""
        if id is None:
            return None
        row = self.kit.places.places.get(id)
        return self.reference.units.get(id) or (row.name if row else id)

    def district_of(self, place: PlaceRef) -> str | None:
        """The name of the second-order unit in which the gazetteer puts a place."""
        row = self.kit.places.places.get(place.place_id or "")
        return self.unit_name(row.admin2) if row else None
