"""What may tell when a report was published in; a day, what told it and how sure that is out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rasad.kit import Kit

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
# A day in an address: /2024/02/03/, /2024-02-03-, 20240203 after a slash.
_IN_URL = re.compile(r"[/_-](20[0-4][0-9])([/_-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12][0-9]|3[01])(?=[/_.?&#-]|$)")
_LONGEST = 120  # characters of a line that may be a line of date


@dataclass(frozen=True, slots=True)
class Dating:
    """A day of publication, None where nothing tells it; `by` and `sure` as `Origin.dated_by` and `Origin.dated`."""

    day: date | None = None
    by: str = "none"
    sure: str = ""


UNDATED = Dating()


def parse_day(value: str) -> date:
    """The day of an ISO date or timestamp as written, whatever its zone; ValueError otherwise.

    Days before 1900 and after 2100 are no days of publication: systems write such for "not known".
    """
    value = value.strip()
    if not _DAY.match(value):
        raise ValueError(f"not an ISO date: {value!r}")
    day = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value).date()
    if not is_day_of_publication(day):
        raise ValueError(f"no day of publication: {value!r}")
    return day


def is_day_of_publication(day: date) -> bool:
    """Whether a report may have been published then."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def told(value: str, by: str) -> Dating:
    """The day that a field for machines tells, as ISO date or as in HTTP and mail; UNDATED where it is none."""
    try:
        return Dating(parse_day(value), by, "sure")
    except ValueError:
        pass
    if _DAY.match(value.strip()):  # a timestamp with seconds of ten digits and the like: its day stands in front
        try:
            return Dating(parse_day(value.strip()[:10]), by, "sure")
        except ValueError:
            return UNDATED
    from email.utils import parsedate_to_datetime

    try:
        day = parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return UNDATED
    return Dating(day, by, "sure") if is_day_of_publication(day) else UNDATED


def of_url(url: str | None) -> Dating:
    """The day that an address holds."""
    if url and (found := _IN_URL.search(url)):
        year, mark, month, day = found.groups()
        if mark or len(month) == len(day) == 2:
            try:
                return Dating(date(int(year), int(month), int(day)), "url", "likely")
            except ValueError:
                pass
    return UNDATED


def of_lines(lines: Iterable[str], kit: Kit | None) -> Dating:
    """The first full date, with its year, that a short line shows to its readers, as the kit reads dates."""
    if kit is None:
        return UNDATED
    from rasad.resolve.time import find_times
    from rasad.text.fold import fold

    for line in lines:
        if len(line) > _LONGEST:
            continue
        folded = fold(line, kit.text.spelling).text
        for mention in find_times(folded, 0, len(folded), None, kit.time):
            first = mention.first
            if first and first == mention.last and mention.kind == "point" and is_day_of_publication(first):
                return Dating(first, "visible", "likely")
    return UNDATED
