"""The records of a project above a single report: Told (a mention with its report) -> Event; Judgement. Frozen, picklable.

An Event is derived: the same mentions and the same judgements give the same events and ids, whatever the order in which
they came. Ids and keys are content hashes. Times are UTC, ISO 8601, as text.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from rasad.model import Document, EventMention, PlaceRef, Span, When


@dataclass(frozen=True, slots=True)
class Told:
    """A mention as a project holds it, with the report that tells it.

    `key` names the mention in the project, `document_key` the very version of the report. `copies` is shared by reports
    whose texts are nearly identical (agency copy): together they are one source. `mention` has the corrections of
    reviewers laid over it; `corrected` names those fields.
    """

    key: str
    document_key: str
    document: Document
    mention: EventMention
    copies: str
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What one report says of one field of an event: by whom, when, in which words.

    `value` is the value as text (an id, a place name, ISO days "2024-02-01/2024-02-03", a number as `number_told`
    writes it); `low` and `high` are filled for `killed` and `injured` only, `high` None there meaning open-ended.
    `reviewer` is filled where a person set the value, not the report.
    """

    field: str
    value: str
    mention: str
    document_key: str
    outlet: str | None
    published: date | None
    source: str
    quote: str = ""
    span: Span | None = None
    low: int | None = None
    high: int | None = None
    reviewer: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Persons killed or injured over all reports of an event: low <= best, and best <= high where high is told.

    `high` None: some report leaves it open ("more than 20").
    """

    low: int
    best: int
    high: int | None

    def __post_init__(self) -> None:
        if self.low < 0 or self.best < self.low or (self.high is not None and self.high < self.best):
            raise ValueError(f"not low <= best <= high: {self.low}, {self.best}, {self.high}")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field on which reports of one event differ beyond what precision explains, with the values told."""

    field: str
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise in an event than when a reviewer accepted it, as text.

    `field` is one of CORRECTABLE with the value then and now, or `joined` and `left` with keys of mentions in `now`.
    """

    field: str
    before: str
    now: str


GRADES = ("confirmed", "fair", "weak", "contested", "discounted")  # after Airwars
STATES = ("open", "accepted", "rejected")


@dataclass(frozen=True, slots=True)
class Event:
    """One happening, told by one or more mentions.

    `mentions` are the keys of what tells it, sorted. `sources` counts reports by independence: copies of one text and
    reports of one outlet count once. `grade` is one of GRADES, `grade_reason` the named rule with its figures. `state` is
    one of STATES; `corrected` names fields that a reviewer set. `since_accepted` is what reports have changed since a
    reviewer accepted it. `former` are ids under which it was known before: history, which linking from scratch can't know.
    """

    id: str
    type: str
    reality: str
    attribution: str
    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    place: PlaceRef | None
    places: tuple[PlaceRef, ...]
    when: When | None
    killed: Figures | None
    injured: Figures | None
    weapons: tuple[str, ...]
    mentions: tuple[str, ...]
    documents: int
    sources: int
    outlets: tuple[str, ...]
    source_kinds: tuple[str, ...]
    first_published: date | None
    last_published: date | None
    grade: str
    grade_reason: str
    claims: tuple[Claim, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    state: str = "open"
    corrected: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    since_accepted: tuple[Change, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers (dates as ISO strings), ready for JSON."""
        plain = _plain(self)
        assert isinstance(plain, dict)
        return plain


@dataclass(frozen=True, slots=True)
class Dossier:
    """An event with all that tells it, in the order of `Event.mentions`: what exports and pages are made from."""

    event: Event
    told: tuple[Told, ...]


KINDS = ("accept", "reject", "correct", "merge", "split", "apart", "duplicate", "note", "undo")
# Fields that a judgement may correct; values as `rasad.project.values` reads them.
CORRECTABLE = (
    "type", "reality", "attribution", "initiators", "targets", "place", "when", "killed", "injured", "weapons", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer decided: one row that is never changed; undoing is another one.

    `mentions` anchors it: keys of the mentions it was about when it was made, all of them where it was about an event.
    `event` is the id then seen, None where single mentions were judged. `value` and `before` are plain JSON: of a
    correction the canonical values of `rasad.project.values`; of an acceptance what was accepted, {"fields"}; of a merge
    {"events": [ids]}; of a split {"parted": [keys]}, which the other mentions are parted from; of what is
    not the same {"apart": [keys], "from": [keys], "events": [ids]}; of a duplicate {"duplicate": [keys], "of": [keys], "events": [ids]}. `span` with `document_key` are the words that the reviewer gives for `value`.
    """

    id: str
    at: str
    by: str
    kind: str
    mentions: tuple[str, ...]
    event: str | None = None
    field: str | None = None
    value: Any = None
    before: Any = None
    document_key: str | None = None
    span: Span | None = None
    note: str = ""
    undoes: str | None = None


def _plain(value: Any) -> Any:
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value
