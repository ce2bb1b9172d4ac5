"""Times counted from publication (weekdays, yesterday, last week, n days ago): caught words in, a closed range of days out."""

from __future__ import annotations

from datetime import date

from rasad.resolve.time_telling import (
    Days,
    Resolver,
    Telling,
    clipped,
    day_from,
    edge_of,
    month_from,
    same_day,
    week_start,
    whole_month,
    whole_year,
)


def _on_weekday(published: date, weekday: int, shift: str | None, future: bool) -> date:
    back = (published.weekday() - weekday) % 7
    if shift == "next":
        return day_from(published, (weekday - published.weekday() - 1) % 7 + 1)
    if shift in ("last", "prior"):
        back = back or 7
        return day_from(published, -back - (7 if shift == "prior" else 0))
    if future and back:
        return day_from(published, 7 - back)
    return day_from(published, -back)


def weekday(t: Telling) -> Days | None:
    """The last such day up to publication; "last" is strictly before it, "next" or a future cue after it."""
    if t.published is None:
        return None
    day = _on_weekday(t.published, t.got["weekday"], t.shift(), t.future)
    return day, day


def weekday_of_week(t: Telling) -> Days | None:
    """A weekday of this, the last or the next week."""
    if t.published is None:
        return None
    by = {"last": -7, "prior": -14, "next": 7}.get(t.shift("week_shift") or "", 0)
    day = day_from(week_start(t.published), by + (t.got["weekday"] + 1) % 7)
    return day, day


def night_of_weekday(t: Telling) -> Days | None:
    """A night runs into the next morning."""
    if t.published is None:
        return None
    day = _on_weekday(t.published, t.got["weekday"], t.shift(), t.future)
    return day, day if day == t.published else day_from(day, 1)


def weekdays(t: Telling) -> Days | None:
    """Two weekdays as a range; the second is placed, the first is the last such day before it."""
    if t.published is None:
        return None
    last = _on_weekday(t.published, t.got["second"], t.shift(), t.future)
    return day_from(last, -((last.weekday() - t.got["weekday"]) % 7)), last


def day_offset(t: Telling) -> Days | None:
    """The day so many days from publication as the word says."""
    if t.published is None:
        return None
    day = day_from(t.published, t.got["day_offset"])
    return day, day


def last_night(t: Telling) -> Days | None:
    """Publication and the day before: a night; also "for the nth day running", which is told of one of them."""
    return None if t.published is None else (day_from(t.published, -1), t.published)


def days_around(t: Telling) -> Days | None:
    """The days from `args.from` to `args.to`, counted from publication."""
    return (
        None
        if t.published is None
        else (day_from(t.published, t.args["from"]), day_from(t.published, t.args["to"]))
    )


def unknown(t: Telling) -> Days | None:
    """Told, but not to be placed on the calendar from these words alone."""
    return None


def _amount(t: Telling) -> tuple[str, int]:
    """(unit, number) of a quantity of time; number 0 is "some"."""
    unit, own = t.got["unit"]
    number = t.got.get("n")
    if number is None:
        number = own if "few" not in t.got else 0
    if unit == "decade":
        return "year", number * 10
    if unit == "hour" and number >= 24:
        return "day", round(number / 24)
    return unit, number


_UNIT_DAYS = {"hour": 1, "day": 1, "week": 7, "month": 30, "year": 365}
_MOST_YEARS = 150


def _back(d: date, unit: str, number: int, sign: int = -1) -> date | None:
    """`d` moved by a number of units, None where that leaves the calendar's sane part."""
    if number * _UNIT_DAYS[unit] > _MOST_YEARS * 365:
        return None
    if unit == "hour":
        return day_from(d, sign)
    if unit in ("day", "week"):
        return day_from(d, sign * number * _UNIT_DAYS[unit])
    return same_day(d, sign * number * (12 if unit == "year" else 1))


def unit_shift(t: Telling) -> Days | None:
    """This, last or next week (Sunday to Saturday), calendar month or calendar year, or an edge of it."""
    if t.published is None:
        return None
    unit = t.got["unit_the"][0]
    shift = t.shift()
    by = {"last": -1, "prior": -2, "next": 1}.get(shift or "", 0)
    if unit == "week":
        first = day_from(week_start(t.published), 7 * by)
        days = first, day_from(first, 6)
        if t.got.get("edge") == "end":
            # The weekend: Friday to Sunday, as desks differ on which days it has.
            return clipped((day_from(first, 5), day_from(first, 7)), t.published, by > 0)
    elif unit == "month":
        first = month_from(t.published, by)
        days = whole_month(first.year, first.month)
    else:
        days = whole_year(t.published.year + by)
    edge = edge_of(days, t.got.get("edge"))
    # "The end of the month", told before it, lies ahead and is kept whole.
    return clipped(edge, t.published, t.future)


_SOME = {"hour": 1, "day": 7, "week": 28}


def span(t: Telling) -> Days | None:
    """The last (or next) n hours, days, weeks, months or years, publication included; None for "the last years"."""
    if t.published is None:
        return None
    unit, number = _amount(t)
    ahead = t.shift() == "next"
    if t.shift() == "current":
        return None
    if number == 0:
        if unit not in _SOME:
            return None
        unit, number = ("hour", 1) if unit == "hour" else ("day", _SOME[unit])
    far = _back(t.published, unit, number, 1 if ahead else -1)
    if far is None:
        return None
    if not ahead:
        return far, t.published
    return (t.published if unit == "hour" or number == 1 else day_from(t.published, 1)), far


def duration(t: Telling) -> Days | None:
    """ "Within three days": up to publication, or from it on; longer ones need not touch publication and stay open."""
    if t.published is None:
        return None
    unit, number = _amount(t)
    if unit not in ("hour", "day") or not 1 <= number <= 7:
        return None
    far = _back(t.published, unit, number, 1 if t.future else -1)
    if far is None:
        return None
    return (t.published, far) if t.future else (far, t.published)


def ago(t: Telling) -> Days | None:
    """n units before publication, as sharp as the unit is; "some months ago" stays open."""
    if t.published is None:
        return None
    unit, number = _amount(t)
    if number == 0:
        wide = {"hour": (-1, 0), "day": (-7, -2), "week": (-35, -14)}.get(unit)
        return None if wide is None else (day_from(t.published, wide[0]), day_from(t.published, wide[1]))
    day = _back(t.published, unit, number)
    if day is None:
        return None
    if unit == "hour":
        return day, t.published
    if unit == "day":
        return day, day
    if unit == "week":
        return day_from(day, -1), day_from(day, 1)
    if unit == "month":
        return (day_from(day, -10), day_from(day, 10)) if number == 1 else whole_month(day.year, day.month)
    return whole_year(day.year)


def since_span(t: Telling) -> Days | None:
    """From n units ago to publication; a year or a month that is counted begins with its first day."""
    if t.published is None:
        return None
    unit, number = _amount(t)
    if number == 0:
        first = {"hour": -1, "day": -5, "week": -21}.get(unit)
        return None if first is None else (day_from(t.published, first), t.published)
    day = _back(t.published, unit, number)
    if day is None:
        return None
    if unit == "year":
        day = date(day.year, 1, 1)
    elif unit == "month":
        day = day.replace(day=1)
    return day, t.published


COUNTED: dict[str, Resolver] = {
    "weekday": weekday,
    "weekday_of_week": weekday_of_week,
    "night_of_weekday": night_of_weekday,
    "weekdays": weekdays,
    "day_offset": day_offset,
    "last_night": last_night,
    "days_around": days_around,
    "day_running": last_night,
    "unknown": unknown,
    "unit_shift": unit_shift,
    "span": span,
    "duration": duration,
    "ago": ago,
    "since_span": since_span,
}
