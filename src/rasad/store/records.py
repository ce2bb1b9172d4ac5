"""Records <-> plain values for JSON: one plan for each kind of record, made from the types of its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from operator import itemgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from rasad.event import Change, Claim, Contradiction, Event, Figures, Judgement
from rasad.model import (
    ActorRef,
    Count,
    Document,
    EventMention,
    GeoPrecision,
    Label,
    Origin,
    PlaceRef,
    Span,
    TimePrecision,
    Weapon,
    When,
)

_Record = TypeVar("_Record")
_Step = Callable[[Any], Any]
# The parts of the records of `rasad.model` and `rasad.event` that JSON cannot hold as they are. Compiled, its classes no longer know them.
PARTS: dict[type, dict[str, Any]] = {
    Span: {},
    Document: {"published": date, "origin": Origin},
    Origin: {},
    Label: {"span": Span},
    ActorRef: {"span": Span},
    PlaceRef: {"span": Span, "precision": GeoPrecision},
    When: {"start": date, "end": date, "precision": TimePrecision, "span": Span},
    Count: {"span": Span},
    Weapon: {"span": Span},
    EventMention: {
        "trigger": Span, "evidence": tuple[Span, ...], "reality": Label, "attribution": Label, "source": Label,
        "initiators": tuple[ActorRef, ...], "targets": tuple[ActorRef, ...], "places": tuple[PlaceRef, ...],
        "when": When, "killed": Count, "injured": Count, "weapons": tuple[Weapon, ...],
    },
    Claim: {"published": date, "span": Span},
    Figures: {},
    Contradiction: {"values": tuple[str, ...]},
    Change: {},
    Event: {
        "place": PlaceRef, "places": tuple[PlaceRef, ...], "when": When, "killed": Figures, "injured": Figures,
        "first_published": date, "last_published": date, "claims": tuple[Claim, ...],
        "contradictions": tuple[Contradiction, ...], "since_accepted": tuple[Change, ...],
        **dict.fromkeys(
            ("initiators", "targets", "weapons", "mentions", "outlets", "source_kinds", "corrected", "notes", "former"), tuple[str, ...]
        ),
    },
    Judgement: {"mentions": tuple[str, ...], "span": Span},
}  # fmt: skip


def to_plain(record: Any) -> dict[str, Any]:
    """Dicts, lists, strings and numbers; the same as the record's own `to_dict`."""
    kind: Any = type(record)
    plain: dict[str, Any] = _writer(kind)(record)
    return plain


def from_plain(kind: type[_Record], value: dict[str, Any]) -> _Record:
    """The record that `to_plain` took apart; a field that is missing has its default, one more is passed over.

    KeyError, TypeError or ValueError where the value is no such record.
    """
    wanted: Any = kind
    record: _Record = _reader(wanted)(value)
    return record


@cache
def _writer(kind: Any) -> _Step:
    steps = [(f.name, _write_step(hint)) for f, hint in _hinted(kind)]

    def write(record: Any) -> dict[str, Any]:
        return {
            name: value if (value := getattr(record, name)) is None or step is None else step(value)
            for name, step in steps
        }

    return write


def _write_step(hint: Any) -> _Step | None:
    """How a value of this type is written; None: as it is."""
    hint = _told(hint)
    if get_origin(hint) is tuple:
        step = _write_step(get_args(hint)[0])
        return list if step is None else lambda values: [step(v) for v in values]
    if not isinstance(hint, type):
        return None
    if issubclass(hint, IntEnum):
        return int
    if issubclass(hint, date):
        return date.isoformat
    return _writer(hint) if is_dataclass(hint) else None


@cache
def _reader(kind: Any) -> _Step:
    names = [f.name for f, _ in _hinted(kind)]
    values_of: _Step = itemgetter(*names) if len(names) > 1 else lambda plain: (plain[names[0]],)
    steps = [(n, step) for n, (_, hint) in enumerate(_hinted(kind)) if (step := _read_step(hint)) is not None]
    by_name = [(name, dict(steps).get(n)) for n, name in enumerate(names)]
    known = frozenset(names)

    def read(plain: Any) -> Any:
        if plain.keys() != known:
            told = ((name, step, plain[name]) for name, step in by_name if name in plain)
            return kind(**{name: value if value is None or step is None else step(value) for name, step, value in told})
        values = list(values_of(plain))
        for n, step in steps:
            if (value := values[n]) is not None:
                values[n] = step(value)
        return kind(*values)

    return read


def _read_step(hint: Any) -> _Step | None:
    hint = _told(hint)
    if get_origin(hint) is tuple:
        step = _read_step(get_args(hint)[0])
        return tuple if step is None else lambda values: tuple([step(v) for v in values])
    if not isinstance(hint, type):
        return None
    if issubclass(hint, IntEnum):
        return hint
    if issubclass(hint, date):
        return date.fromisoformat
    return _reader(hint) if is_dataclass(hint) else None


def _hinted(kind: type) -> list[tuple[Any, Any]]:
    hints = PARTS[kind] if kind in PARTS else get_type_hints(kind)
    return [(f, hints.get(f.name, Any)) for f in fields(kind)]


def _told(hint: Any) -> Any:
    """The type of a value that is told: what an optional type holds beside None."""
    if get_origin(hint) in (Union, UnionType):
        others = [part for part in get_args(hint) if part is not NoneType]
        return others[0] if len(others) == 1 else Any
    return hint
