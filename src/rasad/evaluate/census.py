"""Counts what of the kit fires on a corpus: documents read one by one in; how often everything fired, and what never, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from math import log
from typing import Any

from rasad.extract.drafts import Note
from rasad.extract.read import explain
from rasad.kit import Kit
from rasad.kit.time_rules import Step
from rasad.model import Document, EventMention
from rasad.text.words import find_words

# What is counted, as (name, what `fired` means, what `seen` means); those without a list of entries are rules of the engine.
GROUPS = {
    "trigger": ("records it opened", "times its words stood in the text"),
    "class": ("times its words were read", ""),
    "means": ("records that name it", "times its words were read"),
    "head": ("times its words were read", ""),
    "actor": ("records in which it acts or is acted upon", "times it was named"),
    "people": ("times its words were read", ""),
    "place class": ("places read with its words", ""),
    "time rule": ("records dated by it", "times it was read"),
    "casualty cue": ("figures of records", "times it gave a figure"),
    "rule of who": ("values", ""),
    "rule of whom": ("values", ""),
    "rule of where": ("values", ""),
    "rule of when": ("values", ""),
    "rule of the figures": ("values", ""),
    "rule of reality": ("values", ""),
    "rule of attribution": ("values", ""),
    "rule of source": ("values", ""),
    "binding": ("times it bound a group to an event", ""),
}
BESIDE = 3  # words to either side of a trigger
SHORTEST = 3  # letters of an unknown word worth a look
_PLACE, _TRIGGER = "place place:", "trigger "
_ENDS = ("-name", "-list", "-unknown", "-of")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the kit, or one rule of the engine, and how often it fired, was seen and was turned down."""

    group: str
    name: str
    fired: int
    seen: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that the kit does not know: how often it stands near a trigger and in all, and the triggers near it."""

    word: str
    near: int
    everywhere: int
    triggers: tuple[str, ...]


@dataclass(slots=True)
class Census:
    """The counts of a corpus; feed it with `add`, ask with `lines`, `dead` and `unknown`."""

    kit: Kit
    documents: int = 0
    mentions: int = 0
    fired: dict[str, Counter[str]] = field(default_factory=lambda: {group: Counter() for group in GROUPS})
    seen: dict[str, Counter[str]] = field(default_factory=lambda: {group: Counter() for group in GROUPS})
    rejected: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    everywhere: Counter[str] = field(default_factory=Counter)
    beside: dict[str, Counter[str]] = field(default_factory=dict)
    classes: frozenset[str] = field(init=False, repr=False)
    """The word classes of the kit."""

    def __post_init__(self) -> None:
        senses = chain.from_iterable(self.kit.lexicon.senses)
        self.classes = frozenset(sense.key for sense in senses if sense.kind in ("word", "tag"))

    def add(self, document: Document) -> None:
        """Reads a document and counts."""
        mentions, notes, folded = explain(document, self.kit)
        self.documents += 1
        self.mentions += len(mentions)
        for mention in mentions:
            self._record(mention)
        for note in notes:
            self._note(note)
        self._words(notes, folded)

    def lines(self, group: str) -> list[Line]:
        """All entries of a group, those that fired most first."""
        fired, seen = self.fired[group], self.seen[group]
        names = {*self.entries(group), *fired, *seen}
        rejected = self.rejected if group == "trigger" else Counter[str]()
        found = [Line(group, name, fired[name], seen[name], rejected[name]) for name in names]
        return sorted(found, key=lambda line: (-line.fired, -line.seen, line.name))

    def dead(self, group: str) -> list[Line]:
        """The entries of a group that did nothing; those whose words were seen at least first."""
        return sorted([line for line in self.lines(group) if not line.fired], key=lambda line: (-line.seen, line.name))

    def unknown(self, most: int | None = None) -> list[Unknown]:
        """The unknown words near triggers: first those that stand there often and more often than elsewhere.

        Ranked by log-likelihood: how many times they stand there times the logarithm of how many more than their share.
        """
        usual = self.near.total() / max(1, self.everywhere.total())
        weight = {word: near * log(near / self.everywhere[word] / usual) for word, near in self.near.items()}
        ranked = sorted(weight, key=lambda word: (-weight[word], word))[:most]
        return [
            Unknown(
                word, self.near[word], self.everywhere[word], tuple(name for name, _ in self.beside[word].most_common(3))
            )
            for word in ranked
        ]

    def entries(self, group: str) -> list[str]:
        """The ids of the kit that belong to a group; [] for the rules of the engine."""
        kit = self.kit
        match group:
            case "trigger":
                return list(kit.events.triggers)
            case "class":
                return sorted(self.classes)
            case "means":
                return list(kit.means)
            case "head":
                return list(kit.actors.heads)
            case "actor":
                return list(kit.actors.rows)
            case "people":
                return sorted({noun.id for noun in kit.figures.people.values()})
            case "place class":
                return list(kit.places.words.classes)
            case "time rule":
                return sorted({name for roots in kit.time.roots.values() for name in _rules(roots.steps)})
            case "casualty cue":
                return sorted({word.cue.id for word in kit.figures.words.values() if word.cue})
            case _:
                return []

    def _record(self, mention: EventMention) -> None:
        fired = self.fired
        fired["trigger"][mention.rule] += 1
        for side, group in ((mention.initiators, "rule of who"), (mention.targets, "rule of whom")):
            fired[group].update(actor.rule for actor in side)
            fired["actor"].update(actor.id for actor in side)
        fired["rule of where"].update(place.rule for place in mention.places)
        fired["means"].update(weapon.kind for weapon in mention.weapons)
        if mention.when:
            fired["rule of when"][mention.when.rule] += 1
            fired["time rule"][mention.when.rule] += 1
        for count in (mention.killed, mention.injured):
            if count:
                fired["rule of the figures"][count.rule] += 1
                fired["casualty cue"][_cue(count.rule)] += 1
        fired["rule of reality"][mention.reality.rule] += 1
        fired["rule of attribution"][mention.attribution.rule] += 1
        fired["rule of source"][mention.source.rule] += 1

    def _note(self, note: Note) -> None:
        match note.stage:
            case "word":
                for sense in note.rule.split(", "):
                    self._sense(sense)
            case "rejected":
                self.rejected[note.rule] += 1
            case "bound":
                self.fired["binding"][note.rule] += 1
            case "time":
                self.seen["time rule"][note.rule] += 1
            case "toll":
                self.seen["casualty cue"][_cue(note.rule)] += 1

    def _sense(self, sense: str) -> None:
        kind, _, key = sense.partition(" ")
        if kind == "trigger":
            self.seen["trigger"][key] += 1
        elif kind == "actor":
            self.seen["actor"][key] += 1
        elif kind == "head":
            self.fired["head"][key] += 1
        elif kind == "people":
            self.fired["people"][self.kit.figures.people[key].id] += 1
        elif sense.startswith(_PLACE):
            name = sense.removeprefix(_PLACE)
            self.fired["place class"][next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), name)] += 1
        else:
            if sense in self.kit.means:
                self.seen["means"][sense] += 1
            if sense in self.classes:
                self.fired["class"][sense] += 1

    def _words(self, notes: list[Note], folded: str) -> None:
        """Counts the words that no note tells anything of, in all and next to a trigger that was not refused."""
        known = sorted((n.start, n.end) for n in notes if n.stage in ("word", "time", "toll"))
        opens = _openings(notes)
        for sentence in (n for n in notes if n.stage == "sentence"):
            words = find_words(folded, sentence.start, sentence.end)
            at = {number: opens[start] for number, (start, _) in enumerate(words) if start in opens}
            for number, covered in enumerate(_covered(words, known)):
                if covered or (word := self._unknown(folded[slice(*words[number])])) is None:
                    continue
                self.everywhere[word] += 1
                around = range(number - BESIDE, number + BESIDE + 1)
                if triggers := sorted({name for n in around if n in at for name in at[n]}):
                    self.near[word] += 1
                    self.beside.setdefault(word, Counter()).update(triggers)

    def _unknown(self, written: str) -> str | None:
        """The word without the clitics that show; None where it is no Arabic word, or a known one with other clitics."""
        word = self.kit.vocabulary[written].form.text
        if len(word) < SHORTEST or not word.isalpha() or word.isascii():
            return None
        singles = self.kit.lexicon.singles
        return None if any(core in singles for _, core, _ in self.kit.text.clitics.split(word)) else word

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain lists and numbers, ready for JSON."""
        return {
            "documents": self.documents,
            "mentions": self.mentions,
            "groups": {
                group: [
                    {"name": x.name, "fired": x.fired, "seen": x.seen, "rejected": x.rejected} for x in self.lines(group)
                ]
                for group in GROUPS
            },
            "unknown": [
                {"word": u.word, "near": u.near, "everywhere": u.everywhere, "triggers": list(u.triggers)}
                for u in self.unknown()
            ],
        }


def _covered(words: list[tuple[int, int]], known: list[tuple[int, int]]) -> list[bool]:
    """Whether each word lies in one of the known stretches; both in order."""
    covered, at, reach = [], 0, -1
    for start, end in words:
        while at < len(known) and known[at][0] <= start:
            reach, at = max(reach, known[at][1]), at + 1
        covered.append(reach >= end)
    return covered


def _openings(notes: list[Note]) -> dict[int, tuple[str, ...]]:
    """The triggers that stand as such, by where their words start."""
    refused = {(n.end, n.rule) for n in notes if n.stage == "rejected"}
    found: dict[int, tuple[str, ...]] = {}
    for note in notes:
        if note.stage == "word" and _TRIGGER in note.rule:
            senses = (s.removeprefix(_TRIGGER) for s in note.rule.split(", ") if s.startswith(_TRIGGER))
            if left := tuple(s for s in dict.fromkeys(senses) if all((end, s) not in refused for end in range(note.start + 1, note.end + 1))):
                found[note.start] = left
    return found


def _rules(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield from (rule.name for _, rule in step.ends)
        yield from _rules(step.steps)


def _cue(rule: str) -> str:
    """The cue that a figure's rule begins with ("kill_after.number" is of `kill`)."""
    return rule.partition(".")[0].removesuffix("_after")
