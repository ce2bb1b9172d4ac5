"""Finds the dates told in a sentence: folded text and the day of publication in, time mentions out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from rasad.kit.time import TimeData
from rasad.kit.time_rules import Part, Step, TimeRule
from rasad.model import TimePrecision
from rasad.resolve.time_calendar import CALENDAR
from rasad.resolve.time_counted import COUNTED
from rasad.resolve.time_telling import Days, Telling, precision_of
from rasad.resolve.time_words import GAP, OTHER, Token, Words, lex

RESOLVERS = {**CALENDAR, **COUNTED}

_HYPHENS = frozenset("-–—/")
_APPOSED = " _\u060c,()-"
_MOST_SPACES = 4
_WIDEST_GAP = 64  # characters; neighbours farther apart have words between them
_CUE_REACH = 8
_PARTS = frozenset(("part", "night", "night_part"))
_DATELINE_LINES, _DATELINE_CHARS = 4, 60


@dataclass(slots=True)
class TimeMention:
    """A stretch [start, end) of folded text that tells a time.

    `first`..`last` is the closed range of days meant; both None where the words alone (or the unknown day of publication)
    do not give one. `kind`: `point` (in it), `since` (from it to publication; `last` None without a day of publication),
    `until` (up to it; `first` None), `habit` (again and again), `clock` (an hour or part of the day, no day).
    """

    start: int
    end: int
    first: date | None
    last: date | None
    precision: TimePrecision | None
    rule: str
    kind: str


class _Raw(NamedTuple):
    """A matched rule: tokens [i, j), characters [start, end) and what was caught."""

    i: int
    j: int
    start: int
    end: int
    rule: TimeRule
    telling: Telling
    days: Days | None


def find_times(
    text: str, start: int, end: int, published: date | None, time: TimeData, words: Words | None = None
) -> list[TimeMention]:
    """The times told in the sentence [start, end) of the folded `text`, in order, without overlaps; `words` as for `lex`."""
    tokens = lex(text, start, end, time, words)
    raws = _match_all(text, tokens, published, time)
    return _assemble(text, tokens, raws, published) if raws else []


def document_day(text: str, published: date | None, time: TimeData) -> date | None:
    """The day of publication: `published` where known, else a full date standing in a short line at the head of the text."""
    if published is not None:
        return published
    start = 0
    for _ in range(_DATELINE_LINES):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start <= _DATELINE_CHARS:
            for mention in find_times(text, start, end, None, time):
                if mention.first is not None and mention.first == mention.last and mention.kind == "point":
                    return mention.first
        start = end + 1
    return None


def _match_all(text: str, tokens: list[Token], published: date | None, time: TimeData) -> list[_Raw]:
    raws: list[_Raw] = []
    i, count = 0, len(tokens)
    while i < count:
        if tokens[i] is OTHER:
            i += 1
            continue
        steps, alone = tokens[i].roots
        if not steps or (not alone and (i + 1 == count or not tokens[i + 1].senses)):
            i += 1
            continue
        search = _Search(text, tokens, i)
        for step in steps:
            search.walk(step, i)
        if search.rule is None or search.end < search.passed:
            i = search.passed
            continue
        raws.append(_read(text, tokens, i, search, published, time))
        i = search.end
    return raws


class _Search:
    """The best match at token `first`: the longest, and of these the first in the rule file.

    `end` is the token behind it, `rule` None where there is none, `caught` its words as (part, token, class);
    `passed` is the first token behind all that was found to be a name.
    """

    def __init__(self, text: str, tokens: list[Token], first: int) -> None:
        self.text, self.tokens, self.first = text, tokens, first
        self.end, self.order = first, 0
        self.rule: TimeRule | None = None
        self.caught: tuple[tuple[Part, int, str], ...] = ()
        self.passed = first + 1
        self._path: list[tuple[Part, int, str]] = []

    def walk(self, step: Step, j: int) -> None:
        """Try the patterns behind `step` on the words from token j on."""
        part = step.part
        if j < len(self.tokens):
            token = self.tokens[j]
            if senses := token.senses:
                for name in part.classes:
                    if name in senses:
                        if j == self.first or _joins(self.text, self.tokens[j - 1], token, part.lead):
                            self._path.append((part, j, name))
                            for order, rule in step.ends:
                                self._offer(rule, order, j + 1)
                            for further in step.steps:
                                self.walk(further, j + 1)
                            self._path.pop()
                        break
        if part.optional:
            if self._path:
                for order, rule in step.ends:
                    self._offer(rule, order, j)
            for further in step.steps:
                self.walk(further, j)

    def _offer(self, rule: TimeRule, order: int, end: int) -> None:
        if self.rule is not None and (-end, order) >= (-self.end, self.order):
            return
        text, tokens, i = self.text, self.tokens, self.first
        if not _follows(text, tokens, i, rule) or _goes_on(text, tokens, end, rule):
            return
        if _named(text, tokens, i, rule):
            self.passed = max(self.passed, end)
            return
        self.rule, self.order, self.end, self.caught = rule, order, end, tuple(self._path)


def _joins(text: str, before: Token, token: Token, lead: str) -> bool:
    gap = text[before.end : token.left]
    if lead == "-":
        inner = gap.strip(GAP)
        return not token.conjoined and len(inner) == 1 and inner in _HYPHENS
    return token.conjoined == (lead == "+") and len(gap) <= _MOST_SPACES and not gap.strip(GAP)


def _beside(text: str, before: Token, token: Token) -> bool:
    """True where no punctuation stands between two neighbours."""
    gap = token.left - before.end
    return gap < _WIDEST_GAP and not text[before.end : token.left].strip(GAP)


def _follows(text: str, tokens: list[Token], i: int, rule: TimeRule) -> bool:
    """True where the word before the match is of a class that the rule asks for, or it asks for none."""
    if not rule.after:
        return True
    return (
        i > 0 and not rule.after.isdisjoint(tokens[i - 1].senses) and _beside(text, tokens[i - 1], tokens[i])
    )


def _named(text: str, tokens: list[Token], i: int, rule: TimeRule) -> bool:
    """True where the word before the match says that it is a name, not a date: all of the match is passed over."""
    if i == 0 or rule.not_after.isdisjoint(tokens[i - 1].senses):
        return False
    return _beside(text, tokens[i - 1], tokens[i])


def _goes_on(text: str, tokens: list[Token], j: int, rule: TimeRule) -> bool:
    """True where the word behind the match makes something else of it."""
    if j >= len(tokens) or rule.not_before.isdisjoint(tokens[j].senses):
        return False
    return _beside(text, tokens[j - 1], tokens[j])


def _read(
    text: str, tokens: list[Token], i: int, search: _Search, published: date | None, time: TimeData
) -> _Raw:
    rule, j = search.rule, search.end
    assert rule is not None
    got: dict[str, Any] = {}
    senses: dict[str, str] = {}
    for part, at, name in search.caught:
        key = part.name if part.name != part.classes[0] else name
        got[key] = tokens[at].senses[name]
        senses[key] = name
    since = i > 0 and "since" in tokens[i - 1].senses and _beside(text, tokens[i - 1], tokens[i])
    named_year = _named_year(text, tokens, i, got, published, time)
    telling = Telling(
        got, senses, rule.args, not since and _lies_ahead(tokens, i), published, named_year, since
    )
    start, end = tokens[i].start, tokens[j - 1].end
    return _Raw(i, j, start, end, rule, telling, _resolve(rule, telling))


def _resolve(rule: TimeRule, telling: Telling) -> Days | None:
    try:
        days = RESOLVERS[rule.resolve](telling)
    except (OverflowError, ValueError):
        # A range that leaves the calendar (a publication day in year 1, say) cannot be told.
        return None
    return None if days is None or days[0] > days[1] else days


def _lies_ahead(tokens: list[Token], i: int) -> bool:
    """True where a cue of the future stands shortly before, with no word of report or past between."""
    for k in range(i - 1, max(-1, i - 1 - _CUE_REACH), -1):
        senses = tokens[k].senses
        if "report" in senses:
            return False
        if "future" in senses:
            return True
    return False


def _named_year(
    text: str, tokens: list[Token], i: int, got: dict[str, Any], published: date | None, time: TimeData
) -> int | None:
    """The year of a day known by day and month alone, where one of its cues stands before it."""
    if published is None or i == 0 or got.get("day") is None or "last_day" in got:
        return None
    for known in time.named_days:
        if (
            got.get("month") == ("gregorian", known.month)
            and got["day"] == known.day
            and known.year <= published.year
        ):
            before = text[tokens[i - 1].start : tokens[i - 1].end]
            if before in known.cues and published >= date(known.year, known.month, known.day):
                return known.year
    return None


def _assemble(text: str, tokens: list[Token], raws: list[_Raw], published: date | None) -> list[TimeMention]:
    merged: list[_Raw] = []
    for raw in raws:
        if merged and (one := _apposed(text, tokens, merged[-1], raw)) is not None:
            merged[-1] = one
        else:
            merged.append(raw)
    mentions: list[TimeMention] = []
    k = 0
    while k < len(merged):
        raw = merged[k]
        following = merged[k + 1] if k + 1 < len(merged) else None
        if following is not None and (joined := _ranged(text, tokens, raw, following)) is not None:
            mentions.append(joined)
            k += 2
            continue
        mentions.append(_governed(text, tokens, raw, published))
        k += 1
    return mentions


def _apposed(text: str, tokens: list[Token], a: _Raw, b: _Raw) -> _Raw | None:
    """One mention of two that stand side by side and mean the same ("yesterday, Tuesday"), else None."""
    gap = text[a.end : b.start]
    groups = {a.rule.group, b.rule.group}
    if tokens[b.i].conjoined or len(groups) == 1 or len(gap) > _MOST_SPACES or gap.strip(_APPOSED):
        return None
    if "habit" in groups or (a.rule.kind != b.rule.kind and "clock" not in groups):
        return None
    end = b.end + (text[b.end : b.end + 1] == ")" and "(" in gap)
    kept, other = (a, b) if a.rule.group not in ("clock", "vague") else (b, a)
    if a.days is None or b.days is None:
        if "anaphor" in groups:
            return None
        kept = kept if kept.days is not None or other.days is None else other
        return kept._replace(i=a.i, j=b.j, start=a.start, end=end)
    days = _common(a, b)
    if days is None:
        return None
    return (a if a.rule.group != "weekday" else b)._replace(i=a.i, j=b.j, start=a.start, end=end, days=days)


def _common(a: _Raw, b: _Raw) -> Days | None:
    """What two apposed ranges have in common; a weekday yields to a full date, a relative day to the weekday."""
    assert a.days is not None and b.days is not None
    first, last = max(a.days[0], b.days[0]), min(a.days[1], b.days[1])
    if first <= last:
        return first, last
    if b.rule.group == "date" and a.rule.group in ("weekday", "relative"):
        day_told = b.days[0] == b.days[1] and ("year" in b.telling.got or "numeric" in b.telling.got)
        same = a.rule.name == "weekday" and b.days[0].weekday() == a.telling.got["weekday"]
        return b.days if day_told or same else None
    weekday, relative = (a, b) if a.rule.group == "weekday" else (b, a)
    if weekday.rule.name != "weekday" or relative.rule.group != "relative":
        return None
    assert relative.days is not None and weekday.days is not None
    for by in (0, -1, 1):
        # The clocks of the outlet and of its server may differ by a day.
        near = relative.days[0] + timedelta(days=by)
        if near.weekday() == weekday.telling.got["weekday"]:
            return near, near
    return weekday.days


def _ranged(text: str, tokens: list[Token], a: _Raw, b: _Raw) -> TimeMention | None:
    """ "Between A and B", "from A to B" as one mention, else None."""
    if a.i == 0 or a.rule.kind != "point" or b.rule.kind != "point" or b.days is None:
        return None
    opener = tokens[a.i - 1]
    if not _beside(text, opener, tokens[a.i]) or not a.rule.governed or not b.rule.governed:
        return None
    if "between" in opener.senses:
        if b.i != a.j or not tokens[b.i].conjoined:
            return None
    elif "from" in opener.senses or "since" in opener.senses:
        if b.i != a.j + 1 or "to" not in tokens[a.j].senses or not _beside(text, tokens[a.j], tokens[b.i]):
            return None
    else:
        return None
    days = a.days
    if days is None or days[0] > b.days[1] or ("year" in b.telling.got and "year" not in a.telling.got):
        days = _resolve(a.rule, replace(a.telling, published=b.days[1]))
    if days is None or days[0] > b.days[1]:
        return None
    return TimeMention(
        opener.start, b.end, days[0], b.days[1], precision_of(days[0], b.days[1]), "range", "point"
    )


def _governed(text: str, tokens: list[Token], raw: _Raw, published: date | None) -> TimeMention:
    """The mention of a match, turned by a preposition right before it (since, until, before, after)."""
    kind, start, days = raw.rule.kind, raw.start, raw.days
    if raw.i > 0 and raw.rule.governed and kind == "point":
        before = tokens[raw.i - 1]
        if _beside(text, before, tokens[raw.i]):
            senses = before.senses
            # "After the afternoon of Friday" is still on Friday.
            on_day = not _PARTS.isdisjoint(tokens[raw.i].senses)
            if "since" in senses:
                kind, start = "since", before.start
            elif "until" in senses or ("before" in senses and not on_day):
                kind, start = "until", before.start
            elif "after" in senses and not on_day:
                kind, start = "since", before.start
    first, last = days if days is not None else (None, None)
    if kind == "since":
        last = published if first is not None else None
        if first is not None and last is not None and last < first:
            last = days[1] if days is not None else None
    elif kind == "until":
        first = None
    precision = precision_of(first, last) if first is not None and last is not None else None
    return TimeMention(start, raw.end, first, last, precision, raw.rule.name, kind)
