"""Renders a reading step by step: a text in; its words, bindings, rejections and records out as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol
from unicodedata import category

from rasad.extract.read import explain
from rasad.ingest.intake import Intake
from rasad.ingest.raw import Raw
from rasad.ingest.rows import document_of_text
from rasad.kit import DATA, Kit
from rasad.kit.files import toml_entries
from rasad.kit.overlay import rule_files
from rasad.model import Document, EventMention, Span, number_told
from rasad.terminal import isolate, printable
from rasad.text.fold import fold
from rasad.text.words import find_words

_WIDEST = 70  # characters of a quotation


class Note(Protocol):
    """What a stage did with the folded stretch [start, end), by which rule."""

    @property
    def stage(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def rule(self) -> str: ...
    @property
    def message(self) -> str: ...


class Explained(NamedTuple):
    """A document, its folded text, the notes of its reading (in folded offsets), its mentions and its mended words.

    `mended` are pairs of a word as it stands in the text, broken up, and as it was read; `names` are the English
    names of the actors by their ids.
    """

    document: Document
    folded: str
    notes: Sequence[Note]
    mentions: Sequence[EventMention]
    mended: Sequence[tuple[str, str]] = ()
    names: Mapping[str, str] = {}


def explain_text(text: str, published: date | None, kit: Kit) -> Explained:
    """The reading of one text; SourceError where it is empty, garbled or not Arabic."""
    document = document_of_text(text, Raw("text", text.encode("utf-8", "surrogatepass")), Intake(published))
    mentions, notes, folded = explain(document, kit)
    names = {id: actor.name_en for id, actor in kit.actors.rows.items()}
    return Explained(document, folded, notes, mentions, list(_mended(document.text, kit)), names)


def _mended(text: str, kit: Kit) -> Iterator[tuple[str, str]]:
    """The words that folding put together from pieces with blanks or signs between them."""
    folded = fold(text, kit.text.spelling, kit.known)
    for start, end in find_words(folded.text):
        written = folded.span(start, end).of(text)
        read = folded.text[start:end]
        if any(category(c)[0] in "ZPS" and c not in read for c in printable(written)):
            yield written, read


def trigger_places(overlays: Sequence[Path] = ()) -> dict[str, str]:
    """Where each trigger is defined: id -> file:line; a later folder's entry hides an earlier one's."""
    return {
        str(entry.values.get("id")): f"{path.parent.name}/{path.name}:{entry.line}"
        for folder in (DATA, *overlays)
        for path in rule_files(folder / "events")
        for entry in toml_entries(path, "trigger")
    }


def lines(explained: Explained, places: dict[str, str]) -> Iterator[str]:
    """Sentence by sentence the words with what the kit knows of them and what became of them, then the records.

    Latin columns stand first and every quotation is isolated, so that a terminal keeps the order of the line.
    """
    if explained.mended:
        yield "── broken words, mended"
        yield from (f"   {isolate(written)} -> {isolate(read)}" for written, read in explained.mended)
        yield ""
    sentences = [n for n in explained.notes if n.stage == "sentence"]
    rest = [n for n in explained.notes if n.stage != "sentence"]
    for number, sentence in enumerate(sentences, 1):
        yield f"── sentence {number} ({sentence.rule}), folded {sentence.start}-{sentence.end}"
        yield f"   {isolate(' '.join(explained.folded[sentence.start : sentence.end].split()))}"
        own = [n for n in rest if sentence.start <= n.start < sentence.end]
        rest = [n for n in rest if not sentence.start <= n.start < sentence.end]
        for note in own:
            yield _line(note, explained.folded)
        yield ""
    if rest:
        yield "── besides"
        yield from (_line(note, explained.folded) for note in rest)
        yield ""
    named = {n.rule for n in explained.notes if n.rule in places} | {m.rule for m in explained.mentions}
    if named := {name for name in named if name in places}:
        yield "── triggers"
        yield from (f"   {name:24} {places[name]}" for name in sorted(named))
        yield ""
    yield f"── records: {len(explained.mentions)}"
    for number, mention in enumerate(explained.mentions, 1):
        yield from _record(number, mention, explained)


def _line(note: Note, folded: str) -> str:
    """One note: its stage, what was known or decided with the rule that did it, and the words."""
    quoted = _quoted(folded[note.start : note.end])
    if note.stage == "word":
        # The message holds the clitics; the quotation comes last so that the senses stay in one column.
        prefix, _, suffix = note.message.partition("+ +")
        clitics = "".join(f"  {name} {isolate(c)}" for name, c in (("prefix", prefix), ("suffix", suffix)) if c)
        return f"   word      {_isolated(', '.join(dict.fromkeys(note.rule.split(', '))))}  {quoted}{clitics}"
    told = printable(f"{note.message}  ({note.rule})".lstrip()).replace("\n", " ")
    return f"   {note.stage:9} {_isolated(told)}  {quoted}"


def _isolated(told: str) -> str:
    """A list of senses or a message, which may hold Arabic, as one run that keeps its width."""
    return isolate(told) + " " * max(0, 44 - len(told))


def _quoted(words: str) -> str:
    words = " ".join(words.split())
    return isolate(words if len(words) <= _WIDEST else words[:_WIDEST] + "…")


def _record(number: int, mention: EventMention, explained: Explained) -> Iterator[str]:
    """A record with every value, its words and the rule that gave it."""
    text = explained.document.text

    def named(actor: str) -> str:
        name = explained.names.get(actor, "")
        return actor if name.lower() in ("", actor.replace("_", " ")) else f"{actor}: {name}"

    def row(name: str, value: str, rule: str, span: Span | None) -> str:
        words = "no words" if span is None else _quoted(span.of(text))
        return f"     {name:12} {_isolated(f'{value}  ({rule})')}  {words}"

    yield f"{number:3}. {mention.type}"
    yield row("trigger", mention.rule, "trigger", mention.trigger)
    for name, label in (
        ("reality", mention.reality),
        ("attribution", mention.attribution),
        ("source", mention.source),
    ):
        yield row(name, label.value, label.rule, label.span)
    for actor in mention.initiators:
        yield row("initiator", named(actor.id), actor.rule, actor.span)
    for actor in mention.targets:
        yield row("target", named(actor.id), actor.rule, actor.span)
    for place in mention.places:
        yield row(place.role, place.place_id or "unresolved", place.rule, place.span)
    if mention.when is not None:
        first, last = mention.when.start, mention.when.end
        yield row("when", str(first) if first == last else f"{first}..{last}", mention.when.rule, mention.when.span)
    for name, count in (("killed", mention.killed), ("injured", mention.injured)):
        if count is not None:
            yield row(name, number_told(count.low, count.high), count.rule, count.span)
    for weapon in mention.weapons:
        yield row("weapon", weapon.kind, "means", weapon.span)
