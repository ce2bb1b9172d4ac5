"""Layout: a folded text in, its sentences and what kind of line they stand in out."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from rasad.text.fold import Folded


class Sentence(NamedTuple):
    """A sentence [start, end) in folded offsets, with its closing punctuation and without blanks around it.

    `block` numbers the paragraph. `kind` is headline, subhead (an unpunctuated title-like line among prose: a
    subheading or a link teaser), body, item (of a list) or furniture (of the page: no part of the report).
    """

    start: int
    end: int
    block: int
    kind: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What tells the kinds of lines, compiled by `rasad.kit.text`; patterns and words are folded.

    `furniture` matches the start of a line, its group `lists` where links follow. `outlets`, `labels`, `web`, `open`
    and `waw` hold words and phrases in lower case. `ends` close a sentence, those in `dots` are full stops and ellipses,
    `open_ends` leave a line open.
    """

    furniture: re.Pattern[str]
    bullet: re.Pattern[str]
    stop: re.Pattern[str]
    tags: re.Pattern[str]
    ends: frozenset[str]
    dots: frozenset[str]
    open_ends: frozenset[str]
    closers: str
    outlets: frozenset[str]
    labels: frozenset[str]
    web: frozenset[str]
    open: frozenset[str]
    waw: frozenset[str]
    conjunction: str
    lengths: dict[str, int]


class _Line(NamedTuple):
    """A line [start, end) without blanks around it; `joined` where it goes on from the line before."""

    start: int
    end: int
    kind: str
    joined: bool


_LINE = re.compile(r"[^\n]+")
_LETTER = re.compile(r"[^\W\d_]")
_PARTS = re.compile(r"\s*[-/|()]+\s*")
_QUOTE = re.compile('"')
_BEFORE = re.compile(r"([^\W_]+)\W?$")
_WORD = re.compile(r"[^\W\d_]+")
_FULL_STOP = re.compile(r"\.(?<!\.\.)\s")


def lay_out(folded: Folded, layout: Layout) -> tuple[Sentence, ...]:
    """The sentences of a folded text in order; lines without a letter are left out."""
    text = folded.text
    paragraphs: list[tuple[int, int, str]] = []
    for line in _lines(folded, layout):
        if line.joined:
            paragraphs[-1] = (paragraphs[-1][0], line.end, line.kind)
        else:
            paragraphs.append((line.start, line.end, line.kind))
    return tuple(
        Sentence(first, last, block, kind)
        for block, (start, end, kind) in enumerate(paragraphs)
        for first, last in (
            _sentences(text, start, end, layout) if kind in ("body", "item") else [(start, end)]
        )
    )


def _lines(folded: Folded, layout: Layout) -> list[_Line]:
    """The lines with their kinds."""
    text = folded.text
    spans: list[tuple[int, int]] = []
    for found in _LINE.finditer(text):
        line = found.group()
        start = found.start() + len(line) - len(line.lstrip())
        end = found.start() + len(line.rstrip())
        if _LETTER.search(text, start, end):
            spans.append((start, end))
    furniture = _furniture(folded, spans, layout)
    prose = [i for i in range(len(spans)) if not furniture[i]]
    punctuated = _is_punctuated(text, [spans[i] for i in prose], layout)
    lines: list[_Line] = []
    title = ""
    for i, (start, end) in enumerate(spans):
        line, joined, kind = text[start:end], False, "body"
        if furniture[i]:
            kind = "furniture"
        elif bullet := layout.bullet.match(text, start, end):
            kind, start = "item", bullet.end()
        elif (
            lines
            and lines[-1].kind in ("body", "item")
            and _goes_on(text, lines[-1].start, lines[-1].end, layout)
        ):
            kind, joined = lines[-1].kind, True
        elif len(prose) > 1 and (
            line == title or (not title and i == prose[0] and _is_title(line, layout, "headline"))
        ):
            kind, title = "headline", line
        elif (
            punctuated
            and i != prose[-1]
            and _is_subhead(line, layout)
            and not _goes_on(text, start, end, layout)
        ):
            kind = "headline" if lines and lines[-1].kind == "headline" and len(prose) > 3 else "subhead"
        lines.append(_Line(start, end, kind, joined))
    return lines


def _furniture(folded: Folded, spans: list[tuple[int, int]], layout: Layout) -> list[bool]:
    """Which lines are no part of the report."""
    flags: list[bool] = []
    linked, top = False, True
    longest = max(map(len, layout.labels), default=0)
    for i, (start, end) in enumerate(spans):
        line = folded.text[start:end]
        found = layout.furniture.match(line) if len(line) <= layout.lengths["furniture"] else None
        if found and top and i + 1 < len(spans):
            # a title may start like a link: what stands over a paragraph is the title
            following = folded.text[slice(*spans[i + 1])]
            found = found if _is_title(following, layout, "subhead") else None
        is_link = linked and _is_title(line, layout, "subhead")
        flags.append(
            bool(found)
            or is_link
            or (len(name := line.rstrip(" :.")) <= longest and name.lower() in layout.labels)
            or _is_byline(line, layout)
            or _is_tags(folded, start, end, layout)
        )
        top = top and flags[-1]
        # links follow a bare label only: "read also: <title>" is one link and the next line is prose again
        bare = found is not None and found.lastgroup == "lists" and not _LETTER.search(line, found.end())
        linked = bare or is_link
    return flags


def _is_byline(line: str, layout: Layout) -> bool:
    """Whether the line only names outlets, agencies and places of writing, parted by dashes and the like."""
    if len(line) > layout.lengths["byline"] or line[-1] in layout.ends:
        return False
    parts = [part for part in _PARTS.split(line.strip(" *")) if part]
    return all(part.count(" ") < 2 or part.lower() in layout.outlets for part in parts) and any(
        part.lower() in layout.outlets for part in parts
    )


def _is_tags(folded: Folded, start: int, end: int, layout: Layout) -> bool:
    """Whether the line holds hashtags only; the signs are in the source, before what is kept of it."""
    source, first = folded.source, folded.origin(start)
    lowest = max(0, first - 4)
    while first > lowest and not source[first - 1].isspace():
        first -= 1
    return bool(layout.tags.match(source, first) and layout.tags.fullmatch(source, first, folded.span(start, end).end))


def _is_punctuated(text: str, spans: list[tuple[int, int]], layout: Layout) -> bool:
    """Whether the report closes its paragraphs with marks, so that a line without one is no paragraph."""
    long = [text[end - 3 : end] for start, end in spans if end - start > layout.lengths["question"]]
    closed = sum(1 for tail in long if set(tail) & layout.ends)
    return len(long) > 1 and closed * 5 >= len(long) * 3


def _is_title(line: str, layout: Layout, length: str) -> bool:
    """Whether the line is short and not closed by a mark of prose."""
    if len(line) > layout.lengths[length]:
        return False
    last = line.rstrip(layout.closers + " ")[-1:]
    return (
        bool(last)
        and last not in layout.dots
        and last not in layout.open_ends
        and not _FULL_STOP.search(line)
    )


def _is_subhead(line: str, layout: Layout) -> bool:
    """Whether a line among punctuated paragraphs is a title: short, without end mark, not starting with "and"."""
    last = line.rstrip(layout.closers + " ")[-1:]
    if last in layout.ends:
        return last not in layout.dots and len(line) <= layout.lengths["question"]
    first = _WORD.search(line)
    if first and first.group().startswith(layout.conjunction) and first.group().lower() not in layout.waw:
        return False
    return _is_title(line, layout, "subhead")


def _goes_on(text: str, start: int, end: int, layout: Layout) -> bool:
    """Whether a line is broken off in the middle of a sentence."""
    if end - start <= layout.lengths["question"]:
        return False
    last = _last_word(text, max(start, end - 30), end)
    return last is not None and last.end(1) == end and last[1].lower() in layout.open


def _last_word(text: str, start: int, end: int) -> re.Match[str] | None:
    """The word that [start, end) closes with, one mark behind it or none."""
    return _BEFORE.search(text, max(start, text.rfind(" ", start, max(start, end - 3)) + 1), end)


def _sentences(text: str, start: int, end: int, layout: Layout) -> list[tuple[int, int]]:
    """The sentences of one paragraph; quotations of usual length are not cut."""
    quotes = _quotations(text, start, end, layout)
    spans: list[tuple[int, int]] = []
    first = start
    for found in layout.stop.finditer(text, start, end):
        if _is_end(text, found, end, layout) and not _is_inside(found, quotes):
            spans.append((first, found.end()))
            first = found.end()
            while first < end and text[first].isspace():
                first += 1
    if first < end:
        spans.append((first, end))
    return [(s, e) for s, e in spans if _LETTER.search(text, s, e) or text[s:e].strip(layout.closers + " .")]


def _quotations(text: str, start: int, end: int, layout: Layout) -> list[tuple[int, int]]:
    """The quotations that hold together: none where the marks do not pair."""
    marks = [m.start() for m in _QUOTE.finditer(text[start:end])] if text.find('"', start, end) >= 0 else []
    if len(marks) % 2:
        return []
    pairs = [(start + a, start + b) for a, b in zip(marks[::2], marks[1::2], strict=True)]
    return [(a, b) for a, b in pairs if b - a <= layout.lengths["quoted"]]


def _is_inside(mark: re.Match[str], quotes: list[tuple[int, int]]) -> bool:
    """Whether a mark, with what closes it, stands before the end of a quotation."""
    i = bisect_right(quotes, (mark.start(), 0)) - 1
    return i >= 0 and mark.end() <= quotes[i][1]


def _is_end(text: str, found: re.Match[str], end: int, layout: Layout) -> bool:
    """Whether a mark closes a sentence."""
    mark, start, stop = found["mark"], found.start(), found.end()
    if stop >= end:
        return True
    glued = not text[stop].isspace()
    if mark != ".":
        # an ellipsis goes on; so does the sentence that tells who asked
        return not glued and not set(mark) <= layout.dots and '"' not in found.group()
    before = _last_word(text, max(0, start - 40), start)
    if before is None:
        return not glued
    word = before[1]
    if not glued:
        # initials and abbreviations of one letter
        return len(word.removeprefix(layout.conjunction)) > 1 or word.isdigit()
    after = _WORD.match(text, stop, min(end, stop + 40))
    if after is None or after.group().lower() in layout.web or after.group().isascii():
        return False
    return len(after.group()) > 2 and (word.isdigit() or len(word) > 2)
