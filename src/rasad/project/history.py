"""What was decided about an event: its version as a reviewer sees it, the decisions on it, and what happened since."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from rasad.errors import ConfigurationError
from rasad.event import Event, Judgement
from rasad.model import content_id
from rasad.project.effects import in_effect
from rasad.project.overlay import told_as_text
from rasad.project.standing import ancestors
from rasad.store import judgements as rows
from rasad.store.judgements import Held
from rasad.store.records import to_plain

_DID = {
    "accept": "accepted", "reject": "rejected", "correct": "corrected", "merge": "merged", "split": "split", "apart": "told apart",
    "duplicate": "marked as duplicate", "note": "noted", "undo": "undone",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with whether it is in effect, and who undid it where it is not."""

    judgement: Judgement
    in_effect: bool
    undone_by: Judgement | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What was decided about an event: every decision, the version that they make it, and the judgements that stand for its
    mentions; None where other mentions stand for some of theirs, which is to be looked up."""

    decisions: tuple[Decided, ...]
    version: str
    standing: tuple[Judgement, ...] | None


def about(connection: Connection, event: Event) -> About:
    """What was decided about an event, asked for once."""
    former = ancestors(connection, event.mentions)
    held = rows.about(connection, {*event.mentions, *former})
    made = [one.judgement for one in held]
    return About(tuple(decided(made)), f"{_last(held)}-{_face(event)}", None if former else tuple(in_effect(made)))


def decisions(connection: Connection, keys: Collection[str]) -> list[Decided]:
    """Every decision about these mentions, the oldest first."""
    made = [held.judgement for held in _about(connection, keys)]
    return list(decided(made))


def decided(made: list[Judgement]) -> Iterable[Decided]:
    """Judgements in the order in which they were made, each with what became of it."""
    effective = {judgement.id for judgement in in_effect(made)}
    undone: dict[str, Judgement] = {}
    dead: set[str] = set()
    for judgement in reversed(made):
        if judgement.kind == "undo" and judgement.id not in dead:
            dead.add(judgement.undoes or "")
            undone[judgement.undoes or ""] = judgement
    for judgement in made:
        yield Decided(judgement, judgement.id in effective or (judgement.kind == "undo" and judgement.id not in dead), undone.get(judgement.id))


def since(connection: Connection, event: Event, seen: str) -> str:
    """What happened to the event since a reviewer saw that version; "" where nothing did."""
    number, _, face = seen.partition("-")
    if not number.isdigit() or not face:
        raise ConfigurationError(f"{seen!r} is no version of an event; `rasad show {event.id}` tells the present one")
    about = _about(connection, event.mentions)
    if news := [held.judgement for held in about if held.seq > int(number) and held.judgement.kind != "note"]:
        return "; ".join(told(judgement) for judgement in news)
    return "" if face == _face(event) else "reports have joined or left it, or are read otherwise"


def last_since(connection: Connection, keys: Collection[str], seen: str) -> Judgement | None:
    """The last decision about these mentions that was made after a version was seen; None where there is none."""
    number = seen.partition("-")[0]
    news = [held.judgement for held in _about(connection, keys) if number.isdigit() and held.seq > int(number) and held.judgement.kind != "note"]
    return news[-1] if news else None


def told(judgement: Judgement) -> str:
    """A decision in a line: what, by whom, when."""
    what = _DID[judgement.kind]
    if judgement.kind == "correct" and judgement.field:
        what = f"{judgement.field} set to {told_as_text(judgement.field, judgement.value) or 'none'}"
    return f"{what} by {judgement.by} at {judgement.at[:16].replace('T', ' ')}"


def _about(connection: Connection, keys: Collection[str]) -> list[Held]:
    return rows.about(connection, {*keys, *ancestors(connection, keys)})


def _last(about: list[Held]) -> int:
    return max((held.seq for held in about if held.judgement.kind != "note"), default=0)


def _face(event: Event) -> str:
    plain = to_plain(replace(event, notes=(), former=()))
    return content_id([json.dumps(plain, ensure_ascii=False, sort_keys=True)], 12)
