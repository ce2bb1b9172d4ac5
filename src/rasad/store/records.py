"""Records <-> plain values for JSON: one plan for each kind of record, made from the types of its parts."""

from __future__ import annotations

import json
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


def to_json(record: Any) -> str:
    """The JSON text of what `to_plain` gives, without blanks and unescaped; in half the time that it takes to make both."""
    kind: Any = type(record)
    told: str = _teller(kind)(record)
    return told


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


@cache
def _teller(kind: Any) -> _Step:
    """Writes a record out as JSON: its fields one by one, told by a lambda that is made for it, as `dataclass` makes `__init__`."""
    known: dict[str, Any] = {"_told": _scalar}
    parts = []
    for f, hint in _hinted(kind):
        if (step := _tell_step(hint)) is None:
            parts.append(f'"{f.name}":{{_told[type(r.{f.name})](r.{f.name})}}')
        else:
            known[f.name] = step
            parts.append(f'"{f.name}":{{"null" if r.{f.name} is None else {f.name}(r.{f.name})}}')
    teller: _Step = eval(f"lambda r: f'{{{{{','.join(parts)}}}}}'", known)
    return teller


def _tell_step(hint: Any) -> _Step | None:
    """How a value of this type is told in JSON; None: by what it is."""
    hint = _told(hint)
    if get_origin(hint) is tuple:
        step = _tell_step(get_args(hint)[0])
        if step is None:
            return lambda values: f"[{','.join([_scalar[type(v)](v) for v in values])}]"
        return lambda values: f"[{','.join([step(v) for v in values])}]"
    if not isinstance(hint, type):
        return None
    if issubclass(hint, IntEnum):
        return lambda value: str(int(value))
    if issubclass(hint, date):
        return lambda value: f'"{value.isoformat()}"'
    return _teller(hint) if is_dataclass(hint) else None


class _Scalars(dict[type, _Step]):
    """How values of the commonest types are told; all others as JSON tells them."""

    def __missing__(self, kind: type) -> _Step:
        return _any


_any = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_scalar = _Scalars({str: json.encoder.encode_basestring, int: int.__repr__, NoneType: lambda value: "null"})


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
