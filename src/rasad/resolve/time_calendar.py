"""Words captured by a date rule and the day of publication in, a closed range of days out (or None: cannot be told)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hijridate import Hijri

from rasad.model import TimePrecision

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Telling:
    """What a rule caught: the values by part name, the rule's own `args`, whether a cue says that it lies ahead,
    and the day of publication. `shifts` are the modifiers present: last, prior, next, current, this."""

    got: dict[str, Any]
    senses: dict[str, str]
    args: dict[str, int]
    future: bool
    published: date | None
    named_year: int | None = None

    def shift(self, name: str = "shift") -> str | None:
        """The class of the modifier caught as `name` (last, prior, next, current, this), None where there is none."""
        return self.senses.get(name)


Resolver = Callable[[Telling], Days | None]


def precision_of(first: date, last: date) -> TimePrecision:
    """UCDP's date_prec of a range, by its length."""
    days = (last - first).days + 1
    if days == 1:
        return TimePrecision.DAY
    if days <= 6:
        return TimePrecision.DAYS
    if days <= 10:
        return TimePrecision.WEEK
    return TimePrecision.MONTH if days <= 31 else TimePrecision.YEAR


def _day(d: date, by: int) -> date:
    return d + timedelta(days=by)


def _months_from(d: date, by: int) -> date:
    """The first day of the month `by` months from that of `d`."""
    index = d.year * 12 + d.month - 1 + by
    return date(index // 12, index % 12 + 1, 1)


def _same_day(d: date, by: int) -> date:
    """`d` moved by months, kept inside the month."""
    first = _months_from(d, by)
    return first.replace(day=min(d.day, monthrange(first.year, first.month)[1]))


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _week_start(d: date) -> date:
    """The Sunday on or before `d`: weeks run from Sunday to Saturday, as Arabic desks count them."""
    return _day(d, -((d.weekday() + 1) % 7))


def _on_weekday(published: date, weekday: int, shift: str | None, future: bool) -> date:
    back = (published.weekday() - weekday) % 7
    if shift == "next":
        return _day(published, (weekday - published.weekday() - 1) % 7 + 1)
    if shift in ("last", "prior"):
        back = back or 7
        return _day(published, -back - (7 if shift == "prior" else 0))
    if future and back:
        return _day(published, 7 - back)
    return _day(published, -back)


def weekday(t: Telling) -> Days | None:
    """The last such day up to publication; "last" is strictly before it, "next" or a future cue after it."""
    if t.published is None:
        return None
    day = _on_weekday(t.published, t.got["weekday"], t.shift(), t.future)
    return day, day


def weekday_of_week(t: Telling) -> Days | None:
    if t.published is None:
        return None
    by = {"last": -7, "prior": -14, "next": 7}.get(t.shift("week_shift") or "", 0)
    day = _day(_week_start(t.published), by + (t.got["weekday"] + 1) % 7)
    return day, day


def night_of_weekday(t: Telling) -> Days | None:
    """A night runs into the next morning."""
    if t.published is None:
        return None
    day = _on_weekday(t.published, t.got["weekday"], t.shift(), t.future)
    return day, day if day == t.published else _day(day, 1)


def weekdays(t: Telling) -> Days | None:
    """Two weekdays as a range; the second is placed, the first is the last such day before it."""
    if t.published is None:
        return None
    last = _on_weekday(t.published, t.got["second"], t.shift(), t.future)
    return _day(last, -((last.weekday() - t.got["weekday"]) % 7)), last


def day_offset(t: Telling) -> Days | None:
    if t.published is None:
        return None
    day = _day(t.published, t.got["day_offset"])
    return day, day


def last_night(t: Telling) -> Days | None:
    return None if t.published is None else (_day(t.published, -1), t.published)


def days_around(t: Telling) -> Days | None:
    """The days from `args.from` to `args.to`, counted from publication."""
    return None if t.published is None else (_day(t.published, t.args["from"]), _day(t.published, t.args["to"]))


def day_running(t: Telling) -> Days | None:
    """"For the nth day running": the day told of is the day of publication or the one before."""
    return last_night(t)


def unknown(t: Telling) -> Days | None:
    """Told, but not to be placed on the calendar from these words alone."""
    return None


def _reference_year(t: Telling) -> int | None:
    """The year told in words: a number, "last year", or a day known by name."""
    if isinstance(year := t.got.get("year"), int):
        return year
    if t.named_year is not None:
        return t.named_year
    if (shift := t.shift("year_shift")) and t.published is not None:
        return t.published.year + {"last": -1, "prior": -2, "next": 1}.get(shift, 0)
    return None


def _hijri(year: int, month: int, day: int | None, last_day: int | None) -> Days:
    if day is None:
        length = Hijri(year, month, 1).month_length()
        return (Hijri(year, month, 1).to_gregorian(), Hijri(year, month, length).to_gregorian())
    return Hijri(year, month, day).to_gregorian(), Hijri(year, month, last_day or day).to_gregorian()


def _hijri_year_now(published: date) -> int:
    """The Hijri year of a day, to within one: the calendar is 33 years to 32."""
    return (published.year - 622) * 33 // 32


def _place(t: Telling, month: int, calendar: str, day: int | None, last_day: int | None) -> Days | None:
    """The days of a month, or one day or a run of days in it, in the year told or the one that publication suggests."""

    def at(year: int) -> Days | None:
        try:
            if calendar == "hijri":
                return _hijri(year, month, day, last_day)
            if day is None:
                return _month(year, month)
            return date(year, month, day), date(year, month, last_day or day)
        except (ValueError, OverflowError):
            return None

    year = t.got.get("hijri_year") if calendar == "hijri" else _reference_year(t)
    if isinstance(year, int):
        return at(year)
    if t.published is None or "hijri_year" in t.got:
        return None
    shift = t.shift()
    now = _hijri_year_now(t.published) if calendar == "hijri" else t.published.year
    years = [now + by for by in (-2, -1, 0, 1, 2)]
    told = [days for y in years if (days := at(y)) is not None]
    if shift == "current" and calendar == "gregorian":
        return at(now)
    if shift == "next" or (t.future and shift is None):
        ahead = [days for days in told if days[0] > t.published]
        return ahead[0] if ahead else None
    if shift == "last":
        # "Last October" said in October is that of the year before; "last 5 October" may be three days ago.
        gone = [days for days in told if days[1] < t.published]
    else:
        gone = [days for days in told if days[0] <= t.published]
    return gone[-1] if gone else None


_EDGE_DAYS = {"start": (1, 10), "mid": (11, 20), "end": (21, 31)}
_EDGE_MONTHS = {"start": (1, 3), "mid": (5, 8), "end": (10, 12)}


def _edge(days: Days, edge: str | None) -> Days:
    """The beginning, middle or end of a week, month, season or year."""
    first, last = days
    length = (last - first).days + 1
    if edge is None:
        return days
    if length > 300:
        a, b = _EDGE_MONTHS[edge]
        return date(first.year, a, 1), _month(first.year, b)[1]
    if length > 31:
        third = length // 3
        begin = {"start": 0, "mid": third, "end": 2 * third}[edge]
        return _day(first, begin), _day(first, begin + third) if edge != "end" else last
    if length > 7:
        a, b = _EDGE_DAYS[edge]
        return _day(first, a - 1), min(_day(first, b - 1), last)
    begin = {"start": 0, "mid": 2, "end": 5}[edge]
    return _day(first, begin), _day(first, begin + 2)


def _clip(days: Days, published: date | None, ahead: bool) -> Days:
    """What is told as past ends with publication."""
    first, last = days
    if published is None or ahead or first > published:
        return days
    return first, min(last, published)


def when_date(t: Telling) -> Days | None:
    calendar, month = t.got["month"]
    return _place(t, month, calendar, t.got["day"], t.got.get("last_day"))


def when_month(t: Telling) -> Days | None:
    calendar, month = t.got.get("month") or t.got["solid_month"]
    days = _place(t, month, calendar, None, None)
    return None if days is None else _clip(_edge(days, t.got.get("edge")), t.published, t.future or t.shift() == "next")


def months(t: Telling) -> Days | None:
    (calendar, first), (_, last) = t.got["month"], t.got["last_month"]
    end = _place(t, last, calendar, None, None)
    if end is None or calendar != "gregorian":
        return None
    return date(end[0].year - (first > last), first, 1), end[1]


def week_of_month(t: Telling) -> Days | None:
    calendar, month = t.got["month"]
    days = _place(t, month, calendar, None, None)
    number = t.got["ordinal"]
    if days is None or not 1 <= number <= 5:
        return None
    first = _day(days[0], 7 * (number - 1))
    return (first, min(_day(first, 6), days[1])) if first <= days[1] else None


def numeric(t: Telling) -> Days | None:
    """Year first, or day, month, year; month first only where no month can stand second."""
    parts: tuple[int, int, int] = t.got["numeric"]
    if parts[0] > 31:
        year, month, day = parts
    else:
        day, month, year = parts
        if month > 12 >= day:
            day, month = month, day
    if not 1900 <= year <= 2035:
        return None
    try:
        return (date(year, month, day),) * 2
    except ValueError:
        return None


def when_year(t: Telling) -> Days | None:
    if isinstance(year := t.got.get("hijri_year"), int):
        try:
            return _edge((_hijri(year, 1, None, None)[0], _hijri(year, 12, None, None)[1]), t.got.get("edge"))
        except (ValueError, OverflowError):
            return None
    return _clip(_edge(_year(t.got["year"]), t.got.get("edge")), t.published, False)


def years(t: Telling) -> Days | None:
    first, last = t.got["year"], t.got["last_year"]
    return (_year(first)[0], _year(last)[1]) if first <= last else None


_PARTS_OF_YEAR = {"half": 6, "quarter": 3, "third": 4}


def part_of_year(t: Telling) -> Days | None:
    year = _reference_year(t)
    months_each = _PARTS_OF_YEAR[t.got["half_word"]]
    number = t.got["ordinal"]
    if year is None or not 1 <= number <= 12 // months_each:
        return None
    first = (number - 1) * months_each + 1
    return date(year, first, 1), _month(year, first + months_each - 1)[1]


def first_months(t: Telling) -> Days | None:
    year, number = _reference_year(t), t.got.get("n")
    if year is None or number is None or t.got["ordinal"] != 1 or not 1 <= number <= 11 or t.got["unit_many_the"][0] != "month":
        return None
    return date(year, 1, 1), _month(year, number)[1]


_SEASON_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def season(t: Telling) -> Days | None:
    """Three calendar months; winter is named by the year in which it ends, unless publication stands in the one before."""
    start = _SEASON_MONTHS[t.got["season"]]

    def at(year: int) -> Days:
        first = date(year - (start == 12), start, 1)
        return first, _day(_months_from(first, 3), -1)

    year = _reference_year(t)
    if year is not None:
        return _edge(at(year), t.got.get("edge"))
    if t.published is None:
        return None
    shift, told = t.shift(), [at(t.published.year + by) for by in (-2, -1, 0, 1, 2)]
    if shift == "next":
        return next(days for days in told if days[0] > t.published)
    past = [days for days in told if (days[1] if shift == "last" else days[0]) < t.published]
    return _clip(_edge(past[-1], t.got.get("edge")), t.published, False)


# Calendar, month, first and last day. The first of the month may be moved a day by the sighting of the moon.
_FEASTS = {
    "fitr": ("hijri", 10, 1, 3),
    "adha": ("hijri", 12, 10, 13),
    "ashura": ("hijri", 1, 10, 10),
    "mawlid": ("hijri", 3, 12, 12),
    "hijri_new_year": ("hijri", 1, 1, 1),
    "new_year": ("gregorian", 1, 1, 1),
    "christmas": ("gregorian", 12, 25, 25),
}


def feast(t: Telling) -> Days | None:
    """The feast of the year told, or the one nearest to publication (the one before, the one after, if told so)."""
    calendar, month, first, last = _FEASTS[t.got["feast"]]
    if calendar == "hijri" and "hijri_year" in t.got:
        return _place(t, month, calendar, first, last)
    around = _reference_year(t)
    if around is None and t.published is None:
        return None
    middle = date(around, 7, 1) if around is not None else t.published
    assert middle is not None
    base = _hijri_year_now(middle) if calendar == "hijri" else middle.year
    told: list[Days] = []
    for year in range(base - 2, base + 3):
        try:
            days = (
                _hijri(year, month, first, last)
                if calendar == "hijri"
                else (date(year, month, first), date(year, month, last))
            )
        except (ValueError, OverflowError):
            continue
        told.append(days)
    if around is not None:
        return next((days for days in told if days[0].year == around), None)
    if (shift := t.shift()) == "last":
        told = [days for days in told if days[1] < middle]
    elif shift == "next":
        told = [days for days in told if days[0] > middle]
    return min(told, key=lambda days: abs((days[0] - middle).days), default=None)


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
        return _day(d, sign)
    if unit in ("day", "week"):
        return _day(d, sign * number * _UNIT_DAYS[unit])
    return _same_day(d, sign * number * (12 if unit == "year" else 1))


def unit_shift(t: Telling) -> Days | None:
    """This, last or next week (Sunday to Saturday), calendar month or calendar year, or an edge of it."""
    if t.published is None:
        return None
    unit = t.got["unit_the"][0]
    shift = t.shift()
    by = {"last": -1, "prior": -2, "next": 1}.get(shift or "", 0)
    if unit == "week":
        first = _day(_week_start(t.published), 7 * by)
        days = first, _day(first, 6)
        if t.got.get("edge") == "end":
            # The weekend: Friday to Sunday, as desks differ on which days it has.
            return _clip((_day(first, 5), _day(first, 7)), t.published, by > 0)
    elif unit == "month":
        first = _months_from(t.published, by)
        days = _month(first.year, first.month)
    else:
        days = _year(t.published.year + by)
    edge = _edge(days, t.got.get("edge"))
    # "The end of the month", told before it, lies ahead and is kept whole.
    return _clip(edge, t.published, t.future)


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
    return (t.published if unit == "hour" or number == 1 else _day(t.published, 1)), far


def duration(t: Telling) -> Days | None:
    """"Within three days": up to publication, or from it on; longer ones need not touch publication and stay open."""
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
        return None if wide is None else (_day(t.published, wide[0]), _day(t.published, wide[1]))
    day = _back(t.published, unit, number)
    if day is None:
        return None
    if unit == "hour":
        return day, t.published
    if unit == "day":
        return day, day
    if unit == "week":
        return _day(day, -1), _day(day, 1)
    if unit == "month":
        return (_day(day, -10), _day(day, 10)) if number == 1 else _month(day.year, day.month)
    return _year(day.year)


def since_span(t: Telling) -> Days | None:
    """From n units ago to publication; a year or a month that is counted begins with its first day."""
    if t.published is None:
        return None
    unit, number = _amount(t)
    if number == 0:
        first = {"hour": -1, "day": -5, "week": -21}.get(unit)
        return None if first is None else (_day(t.published, first), t.published)
    day = _back(t.published, unit, number)
    if day is None:
        return None
    if unit == "year":
        day = date(day.year, 1, 1)
    elif unit == "month":
        day = day.replace(day=1)
    return day, t.published


RESOLVERS: dict[str, Resolver] = {
    "weekday": weekday,
    "weekday_of_week": weekday_of_week,
    "night_of_weekday": night_of_weekday,
    "weekdays": weekdays,
    "day_offset": day_offset,
    "last_night": last_night,
    "days_around": days_around,
    "day_running": day_running,
    "unknown": unknown,
    "date": when_date,
    "month": when_month,
    "months": months,
    "week_of_month": week_of_month,
    "numeric": numeric,
    "year": when_year,
    "years": years,
    "part_of_year": part_of_year,
    "first_months": first_months,
    "season": season,
    "feast": feast,
    "unit_shift": unit_shift,
    "span": span,
    "duration": duration,
    "ago": ago,
    "since_span": since_span,
}
