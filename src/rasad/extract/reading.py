"""The settled reading of one trigger, and the figure that its tolls come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rasad.extract.actors import Named
from rasad.extract.claims import Said
from rasad.extract.drafts import Draft
from rasad.extract.figures import Toll
from rasad.extract.placemap import Placed, PlaceMap
from rasad.kit import Kit
from rasad.resolve.time import TimeMention


@dataclass(slots=True, eq=False)
class Reading:
    """One action as told by one or more triggers; all stretches folded."""

    draft: Draft
    type: str
    reality: Said
    attribution: Said
    source: Said
    initiators: list[Named]
    targets: list[Named]
    places: list[Placed]
    time: TimeMention | None
    tolls: list[tuple[int, Toll]]
    evidence: list[tuple[int, int]]
    headline: bool = False
    definite: bool = False
    sure: bool = False
    echo: bool = False  # "the shelling", told of nobody: no record of its own, but it may say where, or who reports
    retold: list[Draft] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the comparison of readings needs of the document; `day`: that of its news, if known."""

    kit: Kit
    map: PlaceMap
    day: date | None = None


def high(figure: tuple[int, int | None]) -> float:
    """The upper end of a figure, endless where it is open."""
    return float("inf") if figure[1] is None else figure[1]


def _vague(toll: Toll) -> bool:
    """Whether a toll gives no number: "dead", "a number of wounded"; one that does stands in its stead."""
    return toll.high is None and toll.rule.endswith(_UNCOUNTED)


_UNCOUNTED = (".plural", ".several", ".others", ".vague")


def total(tolls: list[tuple[int, Toll]], kind: str) -> tuple[int, int | None] | None:
    """The figure of a kind: coordinated figures of one cue added, the highest of several; None: not told."""
    by_cue: dict[tuple[int, int], list[Toll]] = {}
    counted = {(sentence, t.cue_start): t.low for sentence, t in tolls if t.kind == kind and not _vague(t)}
    most = max(counted.values(), default=0)
    for sentence, toll in tolls:
        if toll.kind == kind and not (_vague(toll) and toll.low <= most and (sentence, toll.cue_start) not in counted):
            by_cue.setdefault((sentence, toll.cue_start), []).append(toll)
    sums: list[tuple[int, int | None]] = []
    for group in by_cue.values():
        highs = [t.high for t in group]
        sums.append((sum(t.low for t in group), None if None in highs else sum(h for h in highs if h is not None)))
    if not sums:
        return None
    # Of "12" in the headline and "at least 12" below it, the words that say more stand.
    return max(sums, key=lambda s: (s[0], s[1] is None))
