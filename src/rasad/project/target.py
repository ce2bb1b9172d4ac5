"""What a reviewer means by an id: an id of an event, a mention or a decision, or its beginning, in; the thing itself out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from rasad.errors import ConfigurationError, ConflictError, UnknownIdError
from rasad.event import Event, Judgement
from rasad.project.history import told
from rasad.project.standing import heir_now
from rasad.store import events, links
from rasad.store import judgements as rows

_SHORTEST = 4  # characters of an id that may stand for it


@dataclass(frozen=True, slots=True)
class Target:
    """An event, or, where `mention` is filled, one mention of it. `asked` is the id as given."""

    asked: str
    event: Event
    mention: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The mentions meant."""
        return self.event.mentions if self.mention is None else (self.mention,)


def find(connection: Connection, asked: str) -> Target:
    """What the id names. An event that only goes on under another id, since more reports tell it, is found by its old one.

    ConfigurationError where there is nothing of that id, ConflictError where reviewers have made something else of it.
    """
    if found := events.events(connection, [asked]):
        return Target(asked, found[asked])
    if mention := _mention(connection, asked):
        return Target(asked, _event_of(connection, mention), mention)
    if now := events.ids_of_former(connection, asked):
        return Target(asked, _successor(connection, asked, now))
    full = _begun(connection, asked)
    return find(connection, full)


def follow(connection: Connection, asked: str) -> list[Target]:
    """The same for who only wants to look: the events that an old id leads to now, whatever happened."""
    if now := events.ids_of_former(connection, asked):
        found = events.events(connection, now)
        return [Target(asked, found[event_id]) for event_id in now if event_id in found]
    return [find(connection, asked)]


def decision(connection: Connection, asked: str) -> Judgement:
    """The judgement of that id; ConfigurationError where there is none or several begin so."""
    found = [held.judgement for held in rows.of_ids(connection, asked)] if len(asked) >= _SHORTEST else []
    exact = [judgement for judgement in found if judgement.id == asked] or found
    if not exact:
        raise UnknownIdError(f"no decision has the id {asked!r}; `rasad show EVENT` lists the decisions on an event")
    if len(exact) > 1:
        raise ConfigurationError(f"{asked!r} begins the ids of {len(exact)} decisions; give more of it")
    return exact[0]


def _mention(connection: Connection, asked: str) -> str | None:
    """The key of the mention asked for, or of the one that stands in its place; None where the id names no mention."""
    numbers = links.numbers(connection, [asked])
    if not numbers or links.keys(connection, numbers.values()):
        return asked if numbers else None
    heir = heir_now(connection, asked)
    if heir is None:
        raise UnknownIdError(f"mention {asked} is read no more: the present kit or the corrected report does not tell it")
    return heir


def _event_of(connection: Connection, mention: str) -> Event:
    ids = events.ids_of_mentions(connection, [mention])
    if mention not in ids:
        raise ConfigurationError(f"mention {mention} is not linked yet; run `rasad link` first")
    return events.events(connection, [ids[mention]])[ids[mention]]


def _successor(connection: Connection, asked: str, now: list[str]) -> Event:
    found = events.events(connection, now)
    for held in reversed(rows.about(connection, {key for event in found.values() for key in event.mentions})):
        judgement = held.judgement
        if judgement.kind in ("merge", "duplicate") and asked in judgement.value["events"]:
            listed = ", ".join(sorted(found))
            raise ConflictError(f"event {asked} is no more: {told(judgement)}; it is now {listed}. Look at that and decide again")
    if len(found) != 1:
        raise ConflictError(f"event {asked} is no more; its reports are now in {', '.join(sorted(found))}. Look at them and decide again")
    return next(iter(found.values()))


def _begun(connection: Connection, asked: str) -> str:
    """The one id of an event or a mention that begins so."""
    if len(asked) >= _SHORTEST:
        found = [*events.ids_like(connection, asked), *links.keys_like(connection, asked)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ConfigurationError(f"{asked!r} begins {len(found)} ids or more ({', '.join(found[:5])}); give more of it")
        judged = rows.of_event(connection, asked)
        if judged:
            raise UnknownIdError(
                f"event {asked} is no more: no report tells it now. It was {told(judged[-1].judgement)}; the decision is kept"
            )
    raise UnknownIdError(f"no event or mention has the id {asked!r}; `rasad events` lists the ids")
