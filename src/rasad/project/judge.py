"""Takes a reviewer's decision: what is asked in, a judgement stored and the events that it changes written anew out.

All of it is one transaction, alone in writing: what the reviewer saw is compared with what is there, so that nobody's
decision is overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from rasad.errors import ConfigurationError, ConflictError
from rasad.event import KINDS, Judgement
from rasad.kit import Kit
from rasad.model import Span, content_id
from rasad.project import history, target
from rasad.project.clock import now
from rasad.project.effects import snapshot
from rasad.project.link import Means, link, told_now
from rasad.project.overlay import value_of_event, value_of_mention
from rasad.project.standing import present
from rasad.project.target import Target
from rasad.project.values import checked, from_words
from rasad.store import events, links, mentions
from rasad.store import judgements as rows
from rasad.store.makers import Maker, number_of
from rasad.terminal import printable

if TYPE_CHECKING:
    from rasad.project.project import Project

_LONGEST_NAME, _LONGEST_NOTE = 200, 20_000  # characters


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reviewer decides. `ids` are of events or mentions, the one judged first; of an undoing that of the decision.

    merge: all that are one event. split: the event, then the mentions to part from the others. duplicate: what repeats,
    then what it repeats. apart: two events that are not the same. `value` is JSON as `values.checked` takes it, `words` the same as text of the command line.
    `quote` are words of a report that the value stands on: the first such words, or those that stand at `span` of the report
    `document` where a reviewer selected them. `seen` are the versions of the events that the reviewer saw,
    in the order of `ids`; missing or "": as they are now.
    """

    kind: str
    by: str
    ids: tuple[str, ...]
    field: str | None = None
    value: Any = None
    words: str | None = None
    quote: str | None = None
    document: str | None = None
    span: Span | None = None
    note: str = ""
    seen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The judgement stored, and the ids of the events that hold its mentions now."""

    judgement: Judgement
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What deciding needs: the project's transaction, the kit and who makes the rows."""

    connection: Connection
    kit: Kit


def judge(project: Project, asked: Asked, kit: Kit, maker: Maker) -> Outcome:
    """Stores the decision and brings the events up to it.

    ConflictError where what is judged is not as it was seen, ConfigurationError where it cannot be judged so.
    """
    asked = _clean(asked)
    with project.writing() as connection:
        at = _later(now(), rows.last_time(connection))
        made = _KINDS[asked.kind](Workshop(connection, kit), asked)
        key = content_id(["judgement", at, asked.by, asked.kind, *made.mentions, repr(made.value), asked.note])
        judgement = replace(made, id=key, at=at)
        rows.write(connection, judgement)
        _bring_up(connection, judgement, Means(kit, events.Stamp(number_of(connection, maker, at), at), project.words))
        return Outcome(judgement, _events_now(connection, judgement.mentions))


def _clean(asked: Asked) -> Asked:
    """The decision with its texts fit to be stored and shown; ConfigurationError where one is missing or too long."""
    if asked.kind not in KINDS:
        raise ConfigurationError(f"{asked.kind!r} is no kind of decision; these are: {', '.join(KINDS)}")
    by, note = " ".join(printable(asked.by).split()), printable(asked.note).strip()
    if not by or len(by) > _LONGEST_NAME:
        raise ConfigurationError(f"a decision needs the name of the reviewer, of at most {_LONGEST_NAME} characters (--by NAME)")
    if len(note) > _LONGEST_NOTE:
        raise ConfigurationError(f"the note has {len(note):,} characters; {_LONGEST_NOTE:,} are the most")
    return replace(asked, by=by, note=note, ids=tuple(dict.fromkeys(part.strip() for part in asked.ids)))


def _later(at: str, last: str) -> str:
    """The time, or just after the last decision where a clock says that this one was before it: times tell the order."""
    if at > last:
        return at
    return (datetime.fromisoformat(last) + timedelta(microseconds=1)).isoformat(timespec="microseconds")


def _bring_up(connection: Connection, judgement: Judgement, means: Means) -> None:
    """Links what the judgement touches; where it sets values of mentions, or takes back some, these are read anew."""
    undone = target.decision(connection, judgement.undoes) if judgement.undoes else judgement
    while undone.kind == "undo" and undone.undoes:
        undone = target.decision(connection, undone.undoes)
    keys = present(connection, judgement.mentions)
    seqs = links.numbers(connection, keys)
    anew = set(seqs.values()) if undone.kind == "correct" and undone.event is None else set()
    link(connection, anew | links.gone(connection, seqs.values()).keys(), means, keys)


def _events_now(connection: Connection, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(events.ids_of_mentions(connection, list(keys)).values())))


def _target(shop: Workshop, asked: Asked, number: int = 0) -> Target:
    """What one of the ids names. ConflictError where it is not as it was seen."""
    found = target.find(shop.connection, asked.ids[number])
    seen = asked.seen[number] if number < len(asked.seen) else ""
    if seen and (news := history.since(shop.connection, found.event, seen)):
        raise ConflictError(
            f"event {found.event.id} has changed since you saw it: {news}. Nothing was decided; look at it again "
            f"(rasad show {found.event.id}) and decide on what is there now"
        )
    return found


def _only(shop: Workshop, asked: Asked) -> Target:
    """What the one id names that a decision of this kind takes."""
    return _target(shop, _of_one(asked))


def _of_one(asked: Asked) -> Asked:
    if len(asked.ids) != 1:
        raise ConfigurationError(f"{asked.kind} takes one id, not {len(asked.ids)}")
    return asked


def _draft(asked: Asked, keys: Iterable[str], event: str | None, **values: Any) -> Judgement:
    return Judgement("", "", asked.by, asked.kind, tuple(sorted(set(keys))), event, note=asked.note, **values)


def _state(shop: Workshop, asked: Asked) -> Judgement:
    """An acceptance or a rejection."""
    found = _only(shop, asked)
    word = "accepted" if asked.kind == "accept" else "rejected"
    last = [d.judgement for d in history.decisions(shop.connection, found.keys) if d.in_effect and d.judgement.kind != "note"]
    if found.event.state == word and not found.event.since_accepted and last and (last[-1].kind, last[-1].by) == (asked.kind, asked.by):
        raise ConfigurationError(f"{found.asked}: is {history.told(last[-1])} already; nothing was decided")
    if found.mention is not None:
        return _draft(asked, found.keys, None, before={"state": found.event.state})
    value = snapshot(found.event) if asked.kind == "accept" else None
    return _draft(asked, found.keys, found.event.id, value=value, before={"state": found.event.state})


def _correct(shop: Workshop, asked: Asked) -> Judgement:
    found = _only(shop, asked)
    field = asked.field or ""
    value = checked(field, asked.value, shop.kit) if asked.words is None else from_words(field, asked.words, shop.kit)
    if found.mention is None:
        before = value_of_event(found.event, field)
    else:
        before = value_of_mention(told_now(shop.connection, found.keys)[found.mention].mention, field)
    if value == before and not asked.quote and asked.span is None:
        raise ConfigurationError(f"{found.asked}: {field} has that value already; nothing was decided")
    document, span = _words(shop.connection, found, asked)
    event = found.event.id if found.mention is None else None
    return _draft(asked, found.keys, event, field=field, value=value, before=before, document_key=document, span=span)


def _words(connection: Connection, found: Target, asked: Asked) -> tuple[str | None, Span | None]:
    """Where the words stand that the value stands on: those selected, or the first in any report that are quoted."""
    if not asked.quote and asked.span is None:
        return None, None
    reports = sorted(mentions.told(connection, found.keys).values(), key=lambda t: (str(t.document.published), t.document_key))
    if asked.span is not None:
        return _selected({t.document_key: t.document.text for t in reports}, found, asked, asked.span)
    quote = asked.quote or ""
    for told in reports:
        at = told.document.text.find(quote)
        if at >= 0:
            return told.document_key, Span(at, at + len(quote))
    raise ConfigurationError(f"no report of {found.asked} has the words {printable(quote)[:80]!r}; quote them exactly as they stand there")


def _selected(texts: dict[str, str], found: Target, asked: Asked, span: Span) -> tuple[str, Span]:
    """The words that a reviewer selected, without the blanks around them."""
    key = asked.document or ""
    if key not in texts:
        raise ConfigurationError(f"report {key!r} does not tell {found.asked}; select words of: {', '.join(texts)}")
    words = span.of(texts[key])
    if span.end > len(texts[key]) or not words.strip():
        raise ConfigurationError(f"nothing is written at {span.start} to {span.end} of report {key}; it has {len(texts[key]):,} characters")
    if asked.quote and asked.quote != words:
        raise ConflictError(f"at {span.start} of report {key} stands {printable(words)[:80]!r}, not the words that were selected; select them again")
    start = span.start + len(words) - len(words.lstrip())
    return key, Span(start, start + len(words.strip()))


def _merge(shop: Workshop, asked: Asked) -> Judgement:
    targets = [_target(shop, asked, number) for number in range(len(asked.ids))]
    found = {one.event.id: one.event for one in targets}
    if len(found) < 2:
        raise ConfigurationError("merge takes the ids of two events or more" + ("; these are one event already" if len(asked.ids) > 1 else ""))
    _refuse_rejected(found[event_id] for event_id in sorted(found))
    keys = [key for event in found.values() for key in event.mentions]
    before = {"events": {event.id: list(event.mentions) for event in found.values()}}
    return _draft(asked, keys, None, value={"events": sorted(found)}, before=before)


def _split(shop: Workshop, asked: Asked) -> Judgement:
    if len(asked.ids) < 2:
        raise ConfigurationError("split takes the id of an event and those of the mentions to part from the others")
    event = _target(shop, asked).event
    _refuse_rejected([event])
    parted = [target.find(shop.connection, which) for which in asked.ids[1:]]
    for part in parted:
        if part.mention is None or part.mention not in event.mentions:
            raise ConfigurationError(f"{part.asked} is no mention of event {event.id}; its mentions: {', '.join(event.mentions)}")
    keys = sorted({part.mention for part in parted if part.mention})
    if len(keys) == len(event.mentions):
        raise ConfigurationError(f"these are all mentions of event {event.id}; leave one at least that they are parted from")
    return _draft(asked, event.mentions, event.id, value={"parted": keys})


def _apart(shop: Workshop, asked: Asked) -> Judgement:
    """Two events that are not the same, however alike reports tell them."""
    if len(asked.ids) != 2:
        raise ConfigurationError("apart takes the ids of two events")
    one, other = _target(shop, asked), _target(shop, asked, 1)
    _refuse_rejected([one.event, other.event])
    if one.event.id == other.event.id:
        raise ConfigurationError(f"{one.asked} and {other.asked} are one event; split parts its mentions")
    sides = {"apart": sorted(one.event.mentions), "from": sorted(other.event.mentions)}
    known = [d.judgement for d in history.decisions(shop.connection, one.event.mentions) if d.in_effect and d.judgement.kind == "apart"]
    if said := [j for j in known if set(j.mentions) >= {*sides["apart"], *sides["from"]}]:
        raise ConfigurationError(f"{one.asked} and {other.asked}: {history.told(said[-1])} already; nothing was decided")
    ids = sorted({one.event.id, other.event.id})
    return _draft(asked, [*sides["apart"], *sides["from"]], None, value=sides | {"events": ids})


def _duplicate(shop: Workshop, asked: Asked) -> Judgement:
    if len(asked.ids) != 2:
        raise ConfigurationError("duplicate takes two ids: what repeats, then what it repeats")
    repeats, of = _target(shop, asked), _target(shop, asked, 1)
    _refuse_rejected([repeats.event, of.event])
    others = [key for key in of.keys if key not in repeats.keys]
    if not others:
        raise ConfigurationError(f"{repeats.asked} and {of.asked} are the same; name what repeats, then what it repeats")
    ids = sorted({repeats.event.id, of.event.id})
    value = {"duplicate": sorted(repeats.keys), "of": sorted(others), "events": ids}
    return _draft(asked, [*repeats.keys, *others], None, value=value)


def _note(shop: Workshop, asked: Asked) -> Judgement:
    found = _only(shop, replace(asked, seen=()))  # a note overwrites nothing
    if not asked.note:
        raise ConfigurationError("a note needs a text")
    return _draft(asked, found.keys, found.event.id if found.mention is None else None)


def _undo(shop: Workshop, asked: Asked) -> Judgement:
    judgement = target.decision(shop.connection, _of_one(asked).ids[0])
    (state,) = [d for d in history.decisions(shop.connection, judgement.mentions) if d.judgement.id == judgement.id]
    if not state.in_effect:
        raise ConflictError(
            f"decision {judgement.id} is undone already"
            + (f" by {state.undone_by.by} at {state.undone_by.at[:16].replace('T', ' ')}" if state.undone_by else "")
            + "; nothing was decided"
        )
    return _draft(asked, judgement.mentions, judgement.event, undoes=judgement.id)


def _refuse_rejected(found: Iterable[Any]) -> None:
    for event in found:
        if event.state == "rejected":
            raise ConfigurationError(f"event {event.id} is rejected; accept it or undo the rejection first")


_KINDS = {
    "accept": _state, "reject": _state, "correct": _correct, "merge": _merge, "split": _split, "apart": _apart,
    "duplicate": _duplicate, "note": _note, "undo": _undo,
}  # fmt: skip
