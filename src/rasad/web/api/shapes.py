"""The shapes of what the JSON interface answers: promised to programs, so they change by version only, whatever records do.

Answers are not run through them, which would take longer than making them: tests hold every answer to its shape.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A shape; it has no other parts than those told."""

    model_config = ConfigDict(extra="forbid")


class Figures(Shape):
    """Persons over all reports of an event; `high` null: some report leaves it open."""

    low: int
    best: int
    high: int | None


class Row(Shape):
    """An event as lists have it."""

    id: str
    type: str
    state: str
    grade: str
    reality: str
    attribution: str
    initiators: list[str]
    targets: list[str]
    weapons: list[str]
    place: str | None
    place_id: str | None
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geo_precision: int | None = Field(description="1 exact to 7, as UCDP's where_prec.")
    date_start: date | None
    date_end: date | None
    date_precision: int | None = Field(description="1 day to 5 year, as UCDP's date_prec.")
    killed: Figures | None = Field(description="null: not told, which is not 0.")
    injured: Figures | None
    sources: int = Field(description="Independent ones: copies of a text and reports of one outlet count once.")
    documents: int
    outlets: list[str]
    first_published: date | None
    last_published: date | None
    contradictions: list[str] = Field(description="Fields on which reports differ.")
    corrected: list[str] = Field(description="Fields that a reviewer set.")
    notes: int
    changed_since: bool = Field(description="Reports have changed it since a reviewer accepted it.")


class Events(Shape):
    """A page of events."""

    total: int
    offset: int
    query: str = Field(description="The filters as a query of the search language; `rasad search` and `rasad export` take it.")
    unindexed: int = Field(description="Documents and events that no search finds yet.")
    next: str | None = Field(description="Address of the next page; null on the last one.")
    events: list[Row]


class Span(Shape):
    """Code points [start, end) of the report's text, with the words there."""

    start: int
    end: int
    quote: str | None = None


class Label(Shape):
    """A coded value with the words or the rule that gave it."""

    value: str
    rule: str
    span: Span | None


class Actor(Shape):
    """An actor; `codebook` is the id of the shared codebook that stands for it, "" where that is `id`."""

    id: str
    rule: str
    span: Span | None
    codebook: str


class Place(Shape):
    """A place in a role; what the gazetteer could not resolve has no id and no coordinates."""

    role: str
    name: str
    rule: str
    span: Span | None
    place_id: str | None
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    precision: int | None
    pcode: str | None


class When(Shape):
    """Days, the last one included."""

    start: date
    end: date
    precision: int
    rule: str
    span: Span | None


class Count(Shape):
    """Persons as one report tells; `high` null: open-ended."""

    low: int
    high: int | None
    rule: str
    span: Span | None


class Weapon(Shape):
    """A weapon or means."""

    kind: str
    span: Span


class Origin(Shape):
    """Where a report comes from, null where it was added before that was kept."""

    dated_by: str = Field(description="What told the day of publication: meta, json-ld, feed, url, visible, file, given or none.")
    dated: str = Field(description="How sure that is: sure, likely, or empty where there is no day.")
    author: str | None = Field(description="The line of authors as printed.")
    language: str | None
    canonical: str | None = Field(description="The address that a page gives for itself.")
    retrieved: str | None = Field(description="When it was fetched, UTC.")
    sha256: str | None = Field(description="Of the bytes that the text was taken from.")
    media: str | None
    place: str | None = Field(description="Where it lay in the file or archive that was read.")
    edited: str | None = Field(description="When it was changed last, as it tells itself.")


class Mention(Shape):
    """What one report says happened, as reviewers corrected it; every value with its words or the rule that inferred it."""

    id: str
    event: str | None
    document: str = Field(description="The id that the report came with.")
    document_key: str
    copies: str = Field(description="Shared by reports whose texts are nearly the same.")
    outlet: str | None
    title: str | None
    url: str | None
    published: date | None
    origin: Origin | None
    type: str
    trigger: Span
    rule: str
    evidence: list[Span]
    reality: Label
    attribution: Label
    source: Label
    initiators: list[Actor]
    targets: list[Actor]
    places: list[Place]
    when: When | None
    killed: Count | None
    injured: Count | None
    weapons: list[Weapon]
    quote: str
    corrected: list[str]


class Mentions(Shape):
    """A page of mentions."""

    next: str | None
    mentions: list[Mention]


class Claim(Shape):
    """What one report says of one field of an event. `reviewer` is filled where a person set it."""

    field: str
    value: str
    mention: str
    document_key: str
    outlet: str | None
    published: date | None
    source: str
    quote: str
    span: Span | None
    low: int | None
    high: int | None
    reviewer: str


class Contradiction(Shape):
    """A field on which reports differ beyond what precision explains."""

    field: str
    values: list[str]
    reason: str


class Change(Shape):
    """What is otherwise than when a reviewer accepted the event."""

    field: str
    before: str
    now: str


class Decision(Shape):
    """A decision; it is never changed or removed, undoing is another one."""

    id: str
    at: str
    by: str
    kind: str
    mentions: list[str]
    event: str | None
    field: str | None
    value: Any
    before: Any
    document_key: str | None
    span: Span | None
    note: str
    undoes: str | None
    in_effect: bool
    undone_by: str | None


class Decisions(Shape):
    """A page of the log of decisions."""

    next: str | None
    decisions: list[Decision]


class Event(Shape):
    """An event with all that tells it and all that was decided about it."""

    id: str
    version: str = Field(description="To be given as `seen` with a decision.")
    type: str
    reality: str
    attribution: str
    initiators: list[str]
    targets: list[str]
    place: Place | None
    places: list[Place]
    when: When | None
    killed: Figures | None
    injured: Figures | None
    weapons: list[str]
    mentions: list[str]
    documents: int
    sources: int
    outlets: list[str]
    source_kinds: list[str]
    first_published: date | None
    last_published: date | None
    grade: str
    grade_reason: str
    claims: list[Claim]
    contradictions: list[Contradiction]
    state: str
    corrected: list[str]
    notes: list[str]
    former: list[str]
    since_accepted: list[Change]
    told: list[Mention]
    decisions: list[Decision]


class Hit(Shape):
    """A report in a list; `body` is a stretch of its text, `marks` are what of it was looked for."""

    key: str
    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: date | None
    body: str
    marks: list[tuple[int, int]]


class Documents(Shape):
    """A page of reports."""

    total: int
    offset: int
    query: str
    unindexed: int
    next: str | None
    documents: list[Hit]


class Document(Shape):
    """A report as it was published, with what was read in it."""

    key: str
    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: date | None
    origin: Origin | None
    text: str
    current: bool
    versions: list[str] = Field(description="Keys of all versions of it, the first one first.")
    mentions: list[Mention]


class Sums(Shape):
    """How many events, and the sums of the best figures that they tell."""

    events: int
    killed: int
    injured: int


class Group(Sums):
    """The events with one value; null: those with none."""

    value: str | None


class Area(Sums):
    """The events in one governorate."""

    country: str | None
    admin1: str | None


class Period(Sums):
    """The events that began in a period; `first` is its first day."""

    first: date


class Tally(Shape):
    """Counts of what the filters find. An event with two initiators counts under both."""

    query: str
    total: Sums
    types: list[Group]
    states: list[Group]
    grades: list[Group]
    realities: list[Group]
    countries: list[Group]
    areas: list[Area]
    places: list[Group]
    initiators: list[Group]
    targets: list[Group]
    periods: list[Period]
    unplaced: int
    undated: int
    unindexed: int


class Point(Shape):
    """An event as a map needs it."""

    id: str
    type: str
    lat: float
    lon: float
    geo_precision: int | None
    date_start: date | None
    killed_best: int | None
    state: str


class Points(Shape):
    """The newest events with coordinates within the box; `left_out` more do not fit the limit."""

    query: str
    points: list[Point]
    left_out: int
    total: int
    unplaced: int
    undated: int


class Decided(Shape):
    """What came of a decision: it, and the ids of the events that hold its mentions now."""

    decision: Decision
    events: list[str]


class Project(Shape):
    """What is served."""

    name: str
    rasad: str
    api: Literal["v1"]
    events: int
    documents: int
    user: str | None
    role: str | None


class Name(Shape):
    """What an id stands for."""

    id: str
    en: str
    ar: str


class Codes(Shape):
    """The ids that records use: what they stand for."""

    types: list[Name]
    actors: list[Name]
    weapons: list[Name]
    grades: list[Name]
    states: list[Name]
    realities: list[Name]
    attributions: list[Name]
    sources: list[Name]


class Problem(Shape):
    """Why a request was not answered; what to do about it."""

    error: str
    events: list[str] | None = Field(None, description="The events that an old id leads to, where they are several.")
