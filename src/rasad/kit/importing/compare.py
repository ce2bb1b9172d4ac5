"""Compares known places with an imported table: what was taken in, the differences in place and unit out."""

from __future__ import annotations

from dataclasses import dataclass

from rasad.kit.importing.take import Taken
from rasad.kit.places import km

# Kilometres between two points of one place that are worth a look: a unit's point may be its seat or its middle.
FAR_KM = {"governorate": 60.0, "district": 30.0}
_FAR_KM = 5.0
_NAMESAKE_KM = 50.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A known place and a row of the table that disagree; `what`: far, unit or namesake (the same place, or another
    one of that name in the same governorate, `apart` kilometres off)."""

    what: str
    id: str
    name: str
    lat: float
    lon: float
    line: int
    their_lat: float | None
    their_lon: float | None
    apart: float
    unit: str | None
    their_unit: str | None


def differences(taken: Taken) -> list[Difference]:
    """All differences, the widest apart first; those of units where both tell one."""
    found: list[Difference] = []
    pairs = [(pair, True) for pair in taken.pairs] + [(pair, False) for pair in taken.strangers]
    for pair, same in pairs:
        known, foreign = pair.known, pair.foreign
        apart = km(foreign.at, (known.lat, known.lon)) if foreign.at else 0.0
        if not same:
            what = "namesake" if apart <= _NAMESAKE_KM else ""
        elif pair.admin1 and known.admin1 and pair.admin1 != known.admin1:
            what = "unit"
        else:
            what = "far" if apart > FAR_KM.get(known.kind, _FAR_KM) else ""
        if what:
            found.append(
                Difference(
                    what, known.id, known.name, known.lat, known.lon, foreign.line, foreign.lat, foreign.lon, apart,
                    known.admin1, pair.admin1,
                )
            )
    return sorted(found, key=lambda d: (d.what, -d.apart, d.id))
