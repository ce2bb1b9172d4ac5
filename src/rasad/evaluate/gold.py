"""Reads annotated documents and prediction files: JSON in, records that can be compared out."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rasad.errors import ConfigurationError
from rasad.model import Document

Point = tuple[float, float]


class Figure(NamedTuple):
    """A number of persons; `high` None: open-ended."""

    low: int
    high: int | None

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low}+"
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


class Days(NamedTuple):
    """A closed range of days."""

    start: date
    end: date

    @property
    def length(self) -> int:
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        return str(self.start) if self.start == self.end else f"{self.start}..{self.end}"


@dataclass(frozen=True, slots=True)
class Record:
    """One coded event, gold or predicted. `spans` are code point ranges of the document's text.

    `reality`, `attribution` and `source` are None where not given; `reality_given` tells a null from an absent key.
    """

    type: str
    spans: tuple[tuple[int, int], ...]
    initiator: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    when: Days | None = None
    killed: Figure | None = None
    injured: Figure | None = None
    reality: str | None = None
    attribution: str | None = None
    source: str | None = None
    incident: Hashable = None
    reality_given: bool = True


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """An annotated event with its accepted second readings."""

    record: Record
    quote: str
    optional: bool
    types: frozenset[str]
    initiator_alt: frozenset[str]
    target_alt: frozenset[str]
    killed_alt: Figure | None
    injured_alt: Figure | None
    reality_alt: str | None
    attribution_alt: str | None
    source_alt: str | None


@dataclass(frozen=True, slots=True)
class Prediction:
    """A predicted event; `coordinates` gives its place names their (lat, lon)."""

    record: Record
    coordinates: Mapping[str, Point]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """An annotated document; `places` gives names their (lat, lon) where the annotator knew them."""

    id: str
    document: Document
    events: tuple[GoldRecord, ...]
    places: Mapping[str, Point]


def load_gold(folder: Path) -> list[GoldDocument]:
    """The annotated documents of a folder (searched deeply) or of one file, in the order of their paths."""
    files = sorted(folder.rglob("*.json")) if folder.is_dir() else [folder] if folder.is_file() else []
    if not files:
        raise ConfigurationError(
            f"{folder}: no annotated documents (*.json) here; name a folder that holds some"
        )
    documents = []
    for file in files:
        try:
            documents.append(_gold_document(json.loads(file.read_text("utf-8"))))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ConfigurationError(f"{file}: not an annotated document: {_said(error)}") from error
    return documents


def load_predictions(file: Path) -> dict[str, tuple[Prediction, ...]]:
    """The predictions of a benchmark file by document id; of two lines with one id the later counts."""
    found: dict[str, tuple[Prediction, ...]] = {}
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    try:
                        row = json.loads(line)
                        found[row["id"]] = predictions_of(row["events"])
                    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                        raise ConfigurationError(
                            f"{file}:{number}: not a line of predictions: {_said(error)}; write it with `rasad code --format benchmark`"
                        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: cannot be read as predictions: {error}") from error
    return found


def predictions_of(events: Iterable[Mapping[str, Any]]) -> tuple[Prediction, ...]:
    """Predictions from the event objects of a benchmark line."""
    return tuple(_prediction(event) for event in events)


def _said(error: Exception) -> str:
    return f"key {error} is missing" if isinstance(error, KeyError) else str(error)


def _gold_document(row: Mapping[str, Any]) -> GoldDocument:
    text = row["text"]
    document = Document(
        row["id"],
        text,
        row.get("title"),
        row.get("outlet"),
        row.get("url"),
        date.fromisoformat(row["published"][:10]) if row.get("published") else None,
    )
    events = tuple(_gold_record(event, text) for event in row["events"])
    return GoldDocument(row["id"], document, events, _points(row.get("places")))


def _gold_record(event: Mapping[str, Any], text: str) -> GoldRecord:
    quote = event["quote"]
    start = text.find(quote)
    return GoldRecord(
        _record(event, ((start, start + len(quote)),)),
        quote,
        bool(event.get("optional")),
        frozenset((event["type"], *event.get("type_alt", ()))),
        frozenset(event.get("initiator_alt") or ()),
        frozenset(event.get("target_alt") or ()),
        _figure(event.get("killed_alt")),
        _figure(event.get("injured_alt")),
        event.get("reality_alt"),
        event.get("attribution_alt"),
        event.get("source_alt"),
    )


def _prediction(event: Mapping[str, Any]) -> Prediction:
    spans = tuple((int(start), int(end)) for start, end in event["evidence"])
    if not spans:
        raise ValueError("a record without evidence")
    return Prediction(_record(event, spans), _points(event.get("coordinates")))


def _record(event: Mapping[str, Any], spans: tuple[tuple[int, int], ...]) -> Record:
    hash(event.get("incident"))
    return Record(
        event["type"],
        spans,
        _names(event, "initiator"),
        _names(event, "target"),
        _names(event, "location") + _names(event, "origin") + _names(event, "destination"),
        _days(event.get("when")),
        _figure(event.get("killed")),
        _figure(event.get("injured")),
        event.get("reality"),
        event.get("attribution"),
        event.get("source"),
        event.get("incident"),
        "reality" in event,
    )


def _names(event: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = event.get(key) or []
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise TypeError(f"`{key}` is not a list of strings")
    return tuple(value)


def _days(value: Mapping[str, str] | None) -> Days | None:
    return Days(date.fromisoformat(value["start"]), date.fromisoformat(value["end"])) if value else None


def _figure(value: Mapping[str, Any] | None) -> Figure | None:
    return Figure(value["min"], value.get("max")) if value else None


def _points(value: Mapping[str, Any] | None) -> dict[str, Point]:
    return {name: (float(at[0]), float(at[1])) for name, at in (value or {}).items() if at}
