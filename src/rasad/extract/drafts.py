"""The working records of the reading: a trigger found in a sentence and what has been bound to it so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from rasad.extract.figures import Toll
from rasad.extract.groups import Group
from rasad.extract.tokens import Token
from rasad.kit.events import Trigger
from rasad.resolve.time import TimeMention
from rasad.text.layout import Sentence


@dataclass(slots=True, eq=False)
class Tagged:
    """A sentence with its tokens, groups, times and tolls; places are indexes into the document's mentions.

    `classes` are all word classes that its tokens have: mostly they tell that there is nothing to look for. `opening` are
    the tokens that open an event.
    """

    sentence: Sentence
    index: int
    text: str
    tokens: list[Token]
    groups: list[Group]
    times: list[TimeMention]
    tolls: list[Toll]
    classes: frozenset[str] = frozenset()
    opening: list[Token] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Filler:
    """A group bound to a role of a draft, and by which marker or rule."""

    role: str
    group: Group
    rule: str
    sentence: int


DEAD = "dead"  # the rule of a filler: whom the action killed or wounded, as told by another verb


@dataclass(slots=True, eq=False)
class Draft:
    """An event mention in the making. `token` is the trigger's, `at` its index, [low, high] the tokens of its clause.

    `over_time`: its toll has been counted since some beginning, so it is no one action's.
    """

    tagged: Tagged
    at: int
    token: Token
    trigger: Trigger
    noun: bool
    features: str
    low: int
    high: int
    fillers: list[Filler] = field(default_factory=list)
    means: list[Token] = field(default_factory=list)
    tolls: list[tuple[int, Toll]] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    passive: bool = False
    object_suffix: bool = False
    dropped_subject: bool = False
    negated: bool = False
    planned: str | None = None
    over_time: bool = False
    into: Draft | None = None

    @property
    def type(self) -> str:
        """The trigger's own type; means and actors may still change it."""
        return self.trigger.type

    @property
    def participle(self) -> bool:
        """Whether the trigger is a participle ("calling on Y"): its subject is told before it."""
        return self.token.triggers[0].pos == "p"

    @property
    def root(self) -> Draft:
        """The draft that this one was merged into, or itself."""
        draft = self
        while draft.into is not None:
            draft = draft.into
        return draft

    def tells(self, toll: Toll) -> bool:
        """Whether a toll's casualty word is the trigger."""
        token = self.token
        return token.word_start <= toll.cue_start < token.word_end or toll.cue_start <= token.start < toll.cue_end

    def of(self, role: str) -> list[Filler]:
        """The fillers of a role."""
        return [f for f in self.fillers if f.role == role]

    def add(self, role: str, group: Group, rule: str, sentence: int | None = None) -> None:
        """Bind a group to a role once."""
        at = self.tagged.index if sentence is None else sentence
        for filler in self.fillers:
            if filler.group is group and filler.role == role:
                return
        self.fillers.append(Filler(role, group, rule, at))


@dataclass(frozen=True, slots=True)
class Note:
    """One step of the reading, for `explain`: offsets are folded, `rule` names what decided."""

    stage: str
    start: int
    end: int
    rule: str
    message: str


@dataclass(slots=True)
class Trace:
    """Collects notes; where nobody asks for an explanation there is none and nothing is formatted."""

    notes: list[Note] = field(default_factory=list)

    def add(self, stage: str, start: int, end: int, rule: str, message: str) -> None:
        """Keep one note."""
        self.notes.append(Note(stage, start, end, rule, message))


__all__ = ["DEAD", "Draft", "Filler", "Note", "Tagged", "TimeMention", "Trace"]
