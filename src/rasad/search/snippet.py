"""The stretch of a text that shows best why it was found: text and the runs looked for in, words to highlight out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rasad.model import Span
from rasad.search.words import SearchWords

LENGTH = 220  # characters
_LEAD = 60  # characters before the first word that was found


@dataclass(frozen=True, slots=True)
class Snippet:
    """`text` is the source's [start, start + len(text)); `marks` are the words found, in its own offsets, disjoint and in order.

    `cut_before` and `cut_after` say that the source goes on.
    """

    text: str
    start: int
    marks: tuple[Span, ...]
    cut_before: bool
    cut_after: bool


def marks_of(text: str, runs: Collection[tuple[str, ...]], words: SearchWords) -> list[tuple[Span, tuple[str, ...]]]:
    """The words of a text that a query looks for, in order, with what of it they stand for."""
    if not runs:
        return []
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for run in runs:
        by_first.setdefault(run[0], []).append(run)
    folded = words.folded(text)
    found = list(words.found(folded))
    marks: list[tuple[Span, tuple[str, ...]]] = []
    done = 0
    for at, (start, _, keys) in enumerate(found):
        if at < done:
            continue
        fits = [
            run
            for key in keys
            for run in by_first.get(key, ())
            if len(run) == 1 or tuple(each[2][0] for each in found[at : at + len(run)]) == run
        ]
        if fits:
            longest = max(fits, key=len)
            done = at + len(longest)
            marks.append((folded.span(start, found[done - 1][1]), longest))
    return marks


def snippet(text: str, runs: Collection[tuple[str, ...]], words: SearchWords, length: int = LENGTH) -> Snippet:
    """The stretch of about `length` characters that holds most of what is looked for; the beginning where nothing is."""
    marks = marks_of(text, runs, words)
    best, most = 0, (0, 0)
    last = 0
    for first in range(len(marks)):
        last = max(last, first)
        while last + 1 < len(marks) and marks[last + 1][0].end - marks[first][0].start <= length - _LEAD:
            last += 1
        within = (len({run for _, run in marks[first : last + 1]}), last - first + 1)
        if within > most:
            best, most = first, within
    start = max(0, marks[best][0].start - _LEAD) if marks else 0
    start = min(start, max(0, len(text) - length))
    end = min(len(text), start + length)
    start, end = _at_blanks(text, start, end, marks[best][0] if marks else None)
    shown = tuple(
        Span(span.start - start, span.end - start) for span, _ in marks if start <= span.start and span.end <= end
    )
    return Snippet(text[start:end], start, shown, bool(text[:start].strip()), bool(text[end:].strip()))


def _at_blanks(text: str, start: int, end: int, keep: Span | None) -> tuple[int, int]:
    """The stretch cut at blanks, as long as that loses nothing of `keep`, and without blanks at its ends."""
    if start:
        blank = _next_blank(text, start, keep.start if keep else end)
        start = blank if blank is not None else start
    if end < len(text):
        blank = max(text.rfind(sign, keep.end if keep else start, end) for sign in " \n\t")
        end = blank if blank > 0 else end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _next_blank(text: str, start: int, before: int) -> int | None:
    return next((at for at in range(start, before) if text[at].isspace()), None)
