"""What a query asks for, in terms of the index: the records that a query is turned into and the store turns into SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One of these runs of keys stands in the text, its keys side by side."""

    runs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """An event has one of these coded values, written as `facet` writes them. `of_document`: a report has it by itself."""

    values: tuple[str, ...]
    of_document: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    """A figure or day of an event lies in [low, high], ends included, None where open; unknown ones never do.

    `column` is one of the names of `search.values.NUMBERS`, "lat" or "lon", or a day ("date", "published"); days are ISO texts.
    `of_document`: a report is asked for its own day of publication.
    """

    column: str
    low: float | str | None
    high: float | str | None
    of_document: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; of none, anything does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts holds."""

    parts: tuple[Condition, ...]

    @staticmethod
    def of(parts: list[Condition]) -> Condition:
        """The parts, or the one that there is."""
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


@dataclass(frozen=True, slots=True)
class Ids:
    """The event has one of these ids, or had it once."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Words | Facet | Compare | Ids | All | AnyOf | Not
EVERYTHING = All(())


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood. `notes` say what was taken otherwise than written; `runs` are what snippets highlight."""

    text: str
    condition: Condition
    notes: tuple[str, ...] = ()
    runs: frozenset[tuple[str, ...]] = frozenset()

    @property
    def has_words(self) -> bool:
        """Whether words are looked for, so that some hits may fit better than others."""
        return _has_words(self.condition)


def _has_words(condition: Condition) -> bool:
    if isinstance(condition, All | AnyOf):
        return any(map(_has_words, condition.parts))
    return isinstance(condition, Words)
