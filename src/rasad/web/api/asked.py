"""What requests to the JSON interface may ask: parts of an address in, checked values out. An unknown part is refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rasad.event import CORRECTABLE, KINDS
from rasad.web.filters import NAMES, Filters

_Values = Annotated[list[str], Field(default_factory=list, max_length=200)]


class Filtered(BaseModel):
    """The filters, as in the addresses of pages. Several values of one filter mean any of them; several filters, all of them."""

    model_config = ConfigDict(extra="forbid")

    q: _Values = Field(description="Words and a query of the search language (docs/search.md).")
    type: _Values = Field(description="Event type, by id.")
    actor: _Values = Field(description="Who acts or is acted upon, with the groups that belong to it; by id or name.")
    initiator: _Values = Field(description="Who acts.")
    target: _Values = Field(description="Who or what is acted upon.")
    weapon: _Values = Field(description="Weapon or means, by id.")
    place: _Values = Field(description="A place with all that lies in it, by gazetteer id or name.")
    country: _Values = Field(description="Two-letter code or name.")
    admin1: _Values = Field(description="Governorate, by gazetteer id or name.")
    grade: _Values = Field(description="confirmed, fair, weak, contested, discounted.")
    state: _Values = Field(description="open, accepted, rejected. Without it, what a reviewer rejected stays out.")
    reality: _Values = Field(description="actual, denied, planned.")
    attribution: _Values = Field(description="stated, claimed, suspected, unknown.")
    outlet: _Values = Field(description="Who published it.")
    source: _Values = Field(description="Whom reports name as their source.")
    has: _Values = Field(description="place, date, killed, injured, initiator, target, weapon, contradiction, correction, note.")
    lacks: _Values = Field(description="The same, where it is missing.")
    after: _Values = Field(description="On this day or later: 2023-03-05, 2023-03 or 2023.")
    before: _Values = Field(description="Before this day.")
    date: _Values = Field(description="Within a day, month, year or range: 2023-03..2023-05.")
    published: _Values = Field(description="Published then.")
    killed: _Values = Field(description="Best figure: 3, >5, <=5, 3..7.")
    injured: _Values = Field(description="Best figure.")
    within: _Values = Field(description="south,west,north,east in degrees: with coordinates in this box.")
    sources: _Values = Field(description="Independent sources: >1.")
    id: _Values = Field(description="Id of an event, also one that it had before.")
    lang: Literal["en", "ar"] | None = Field(None, description="Changes nothing here; addresses of pages may have it.")

    @property
    def filters(self) -> Filters:
        """The filters asked for."""
        return Filters.of({name: getattr(self, name) for name in NAMES})


class Listed(Filtered):
    """A page of a list that is searched."""

    order: Literal["newest", "oldest", "relevance"] = Field("newest", description="What has no day comes last.")
    limit: int = Field(50, ge=1, le=500)
    offset: int = Field(0, ge=0, le=100_000_000)


class Followed(Filtered):
    """A page of a list in the order in which it was added."""

    cursor: int = Field(0, ge=0, le=2**62, description="Where to go on: `next` of the page before has it.")
    limit: int = Field(100, ge=1, le=500)


class Decisions(BaseModel):
    """A page of the log of decisions."""

    model_config = ConfigDict(extra="forbid")

    by: str | None = Field(None, max_length=200, description="Of this reviewer only.")
    cursor: int = Field(0, ge=0, le=2**62, description="Where to go on: `next` of the page before has it.")
    limit: int = Field(100, ge=1, le=500)


class Tallied(Filtered):
    """What counts are made by."""

    by: Literal["day", "week", "month"] = "week"
    top: int = Field(50, ge=1, le=1000, description="So many places, initiators and targets, the most frequent first.")


class Pointed(Filtered):
    """The part of the map whose points are asked for."""

    box: str = Field("", description="south,west,north,east in degrees; without it everything.", pattern=r"^$|^(-?\d+(\.\d+)?)(,-?\d+(\.\d+)?){3}$")
    limit: int = Field(20_000, ge=1, le=20_000)

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """The box as numbers."""
        if not self.box:
            return None
        south, west, north, east = map(float, self.box.split(","))
        return south, west, north, east


class Exported(Filtered):
    """The file that is wanted."""

    format: str = Field(max_length=20, description="report, or a format of `rasad export` (docs/exports-events.md).")
    profile: Literal["public", "full"] = Field("public", description="full needs the role of editor.")
    mentions: Literal["0", "1"] = Field("0", description="Mentions instead of events.")
    quote_length: int | None = Field(None, ge=0, le=1_000_000)
    hold_days: int | None = Field(None, ge=0, le=36_500)
    bom: Literal["0", "1"] = Field("0", description="CSV with a byte order mark.")
    title: str = Field("", max_length=200, description="Of a report.")


class Decision(BaseModel):
    """A decision to be made. It is signed with the name of whoever asks."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[KINDS]  # type: ignore[valid-type]
    ids: list[str] = Field(
        min_length=1,
        max_length=500,
        description="Of events or mentions, the one judged first; of an undoing that of the decision. split: the event, then the mentions to "
        "part from the others. apart: two events that are not the same. duplicate: what repeats, then what it repeats.",
    )
    field: Literal[CORRECTABLE] | None = Field(None, description="What is corrected.")  # type: ignore[valid-type]
    value: Any = Field(None, description="The value it has from now on, as docs/review.md tells; null is `not told`.")
    quote: str | None = Field(None, max_length=20_000, description="The words of a report that the value stands on, exactly as there.")
    document: str | None = Field(None, max_length=100, description="Key of the report in which the words stand at `span`.")
    span: tuple[int, int] | None = Field(None, description="Code points [start, end) of the words that the value stands on.")
    note: str = Field("", max_length=20_000)
    seen: list[str] = Field(
        default_factory=list,
        max_length=500,
        description="`version` of each event as it was seen, in the order of `ids`; where one has changed since, nothing is decided (409).",
    )
