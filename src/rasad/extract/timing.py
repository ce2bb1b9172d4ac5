"""When the drafts of a document happened: bound drafts in, time mentions out."""

from __future__ import annotations

from rasad.extract.drafts import Draft
from rasad.model import TimePrecision
from rasad.resolve.time import TimeMention


def time_of(draft: Draft) -> TimeMention | None:
    """The time mention of the draft's clause, else the nearest one of its sentence."""
    tagged = draft.tagged
    usable = [t for t in tagged.times if t.first is not None and t.kind in ("point", "since", "until")]
    if not usable:
        return None
    tokens = tagged.tokens
    low, high = tokens[draft.low].word_start, tokens[draft.high].word_end
    inside = [t for t in usable if low <= t.start < high]
    at = draft.token.start
    near = [t for t in inside or usable if not _of_another(t, draft)]
    behind = [t for t in near if t.start > at and t.precision is TimePrecision.YEAR]
    if behind and any(t.start < at and _taken(t, draft) for t in near):
        near = behind
    return min(near, key=lambda t: (abs(t.start - at), t.start), default=None)


def _of_another(time: TimeMention, draft: Draft) -> bool:
    """Whether a year behind the action dates what a clause behind it tells: "arrested the man who killed X in 2015"."""
    if time.precision is not TimePrecision.YEAR or time.start < draft.token.start:
        return False
    opening = {t.index for t in draft.tagged.opening if t.triggers[0].pos == "v"} - set(draft.parts)
    for token in draft.tagged.tokens[draft.at + 1 :]:
        if token.start >= time.start:
            return False
        if token.index in opening or ("rel" in token.classes and not draft.noun):
            return True
    return False


def _taken(time: TimeMention, draft: Draft) -> bool:
    """Whether a time before the action stands behind a verb that opens another one: "arrested yesterday a man for the blast of 2013"."""
    return any(t.start < time.start and t.triggers[0].pos == "v" and t.index not in draft.parts for t in draft.tagged.opening)


def times_differ(a: TimeMention | None, b: TimeMention | None) -> bool:
    """Whether two told times exclude each other; False where one of them is not told."""
    if a is None or b is None or a.first is None or b.first is None or a.last is None or b.last is None:
        return False
    return a.first > b.last or b.first > a.last
