"""Loads triggers and frames (data/events/*.toml): rule files in, `Events` and lexicon rows out."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rasad.kit.files import Entry
from rasad.kit.lexicon import Row, Sense
from rasad.kit.overlay import laid_over, rule_files
from rasad.kit.shapes import noun_rows, verb_flags, verb_rows
from rasad.kit.text import TextData
from rasad.text.fold import fold_form

ROLES = {"initiator", "target", "both", "location", "origin", "destination", "event", "killed", "injured", "none"}
MARKERS = {"subject", "object", "genitive", "adjective", "by", "on", "of", "to", "from", "with", "between", "in", "favour", "response", "means"}


@dataclass(frozen=True, slots=True)
class Frame:
    """Which role each syntactic marker of a trigger fills; markers left out fill none.

    `passive` says that a verb with one bare noun group after it is read as passive unless that group is a force.
    """

    id: str
    roles: dict[str, str]
    passive: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word family that opens an event record.

    `by_means`: means class -> event type; `air_actor`: the type where the initiator is known to strike from the air and
    no means is named; `needs`: word classes one of which must stand in reach; `bars`: classes none of which may;
    `generic`: yields its type to a more specific trigger that it is chained to; `kill`: its people are casualties; `tense`:
    verb forms of the other tense tell a state or a habit
    (`headline`: the present counts where an armed side opens the sentence and the verb follows: "the army retakes X"); `carried`: counts only behind a light verb or "from";
    `by_crowd`, `by_state`: the type where people without arms, where a state does it; `flown`: where aircraft do; `against`: whom it is
    aimed at unless the text says whom; `opposes`: a target not told is the enemy that the document named for the doer; `beside`: counts only in a report that
    tells an act of violence, too, or between parties that bear arms; `accuses`: its object is always told, so one bare group behind the verb is the object;
    `again`: a second one of this name by the same speaker is the same statement, unless it is aimed at somebody else;
    `quoted`: words of a speech that make it a threat or a charge: who speaks makes the statement; `takes`: a word class that has to
    stand behind it besides, within `needs_within` words: the preposition without which the word means another thing; `movers`: word
    classes of what moves; one near makes a record though nobody says whose it is: "reinforcements arrived"; `left`: counts only where the place
    that is left or reached is told; `anybody`: a statement that counts although it is not told who makes it, or by a name that the kit does not know.
    """

    id: str
    type: str
    frame: str
    by_means: dict[str, str]
    air_actor: str | None = None
    needs: tuple[str, ...] = ()
    needs_within: int = 6
    bars: tuple[str, ...] = ()
    bars_next: frozenset[str] = frozenset()
    generic: bool = False
    kill: str | None = None
    weak: bool = False
    rank: int = 0
    tense: str | None = None
    carried: bool = False
    opposes: bool = False
    by_crowd: str | None = None
    by_state: str | None = None
    flown: str | None = None
    against: str | None = None
    beside: bool = False
    accuses: bool = False
    quoted: bool = False
    again: str | None = None
    takes: str | None = None
    movers: frozenset[str] = frozenset()
    left: bool = False
    anybody: bool = False


class TriggerForm(NamedTuple):
    """One inflected form of a trigger: `pos` v (verb), n (verbal noun) or p (participle); `features` as in shapes."""

    trigger: str
    pos: str
    features: str


@dataclass(frozen=True, slots=True)
class Events:
    """All triggers and frames, by id."""

    triggers: dict[str, Trigger]
    frames: dict[str, Frame]


_TRIGGER_KEYS = {
    "id", "note", "type", "frame", "verbs", "nouns", "participles", "phrases", "by_means", "air_actor", "needs",
    "needs_within", "bars", "bars_next", "generic", "kill", "weak", "rank", "tense", "carried", "opposes", "by_crowd", "by_state", "flown", "against", "beside", "accuses", "quoted", "again", "takes", "movers", "left", "anybody",
}  # fmt: skip


def load_events(
    folder: Path, text: TextData, types: frozenset[str], overlays: tuple[Path, ...] = ()
) -> tuple[Events, list[Row]]:
    """The triggers and frames of a data folder, and the lexicon rows of sense ("trigger", "id/pos/features").

    Those of an overlay replace the ones of their id.
    """
    layers = [rule_files(layer / "events") for layer in (folder, *overlays)]
    frames = {entry.values["id"]: _frame(entry) for entry in laid_over(layers, "frame")}
    triggers: dict[str, Trigger] = {}
    rows: list[Row] = []
    for entry in laid_over(layers, "trigger"):
        trigger = _trigger(entry, frames, types, text)
        triggers[trigger.id] = trigger
        rows.extend(_rows(entry, trigger.id, text))
    return Events(triggers, frames), rows


def check_actors(folder: Path, known: Container[str], overlays: tuple[Path, ...] = ()) -> None:
    """DataError where a trigger is aimed at an actor that is not known."""
    for entry in laid_over([rule_files(layer / "events") for layer in (folder, *overlays)], "trigger"):
        if (aimed := entry.values.get("against")) is not None and aimed not in known:
            raise entry.fault(f"against: unknown actor {aimed}")


def _frame(entry: Entry) -> Frame:
    values = dict(entry.values)
    name, passive = values.pop("id"), values.pop("passive", False)
    values.pop("note", None)
    for marker, role in values.items():
        if marker not in MARKERS or role not in ROLES:
            raise entry.fault(f"{marker} = {role!r}: markers are {sorted(MARKERS)}, roles {sorted(ROLES)}")
    return Frame(name, values, passive)


def _trigger(entry: Entry, frames: dict[str, Frame], types: frozenset[str], text: TextData) -> Trigger:
    entry.only(_TRIGGER_KEYS, {"id", "type", "frame"})
    v = entry.values
    if v["frame"] not in frames:
        raise entry.fault(f"unknown frame {v['frame']}; frames: {', '.join(sorted(frames))}")
    others = [v[key] for key in ("air_actor", "by_crowd", "by_state", "flown") if key in v]
    for kind in [v["type"], *v.get("by_means", {}).values(), *others]:
        if kind not in types:
            raise entry.fault(f"unknown event type {kind}")
    return Trigger(
        v["id"],
        v["type"],
        v["frame"],
        v.get("by_means", {}),
        v.get("air_actor"),
        tuple(entry.strings("needs")),
        v.get("needs_within", 6),
        tuple(entry.strings("bars")),
        frozenset(fold_form(w, text.spelling) for w in entry.strings("bars_next")),
        v.get("generic", False),
        v.get("kill"),
        v.get("weak", False),
        v.get("rank", 0),
        v.get("tense"),
        v.get("carried", False),
        v.get("opposes", False),
        v.get("by_crowd"),
        v.get("by_state"),
        v.get("flown"),
        v.get("against"),
        v.get("beside", False),
        v.get("accuses", False),
        v.get("quoted", False),
        v.get("again"),
        v.get("takes"),
        frozenset(entry.strings("movers")),
        v.get("left", False),
        v.get("anybody", False),
    )


def _rows(entry: Entry, trigger: str, text: TextData) -> Iterator[Row]:
    for spec in entry.strings("verbs"):
        for form, features in verb_rows(spec, entry, text):
            yield Row(form, Sense("trigger", f"{trigger}/v/{features}"), verb_flags(features))
    for spec in entry.strings("nouns"):
        for form, flags, number in noun_rows(spec, entry, text):
            yield Row(form, Sense("trigger", f"{trigger}/n/{number}"), flags)
    for spec in entry.strings("participles"):
        for form, flags, number in noun_rows(spec, entry, text):
            yield Row(form, Sense("trigger", f"{trigger}/p/{number}"), flags)
    for spec in entry.strings("phrases"):
        yield Row(fold_form(spec, text.spelling), Sense("trigger", f"{trigger}/n/s"), 0)
