"""Calendar dates: a caught day, month, year, season or feast in, a closed range of days out (None: cannot be told)."""

from __future__ import annotations

from datetime import date

from hijridate import Hijri

from rasad.resolve.time_telling import (
    Days,
    Resolver,
    Telling,
    clipped,
    day_from,
    edge_of,
    month_from,
    whole_month,
    whole_year,
)

# Days ahead up to which a day with no word of its year is taken as coming.
_SOON = 30


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
                return whole_month(year, month)
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
    if day is not None and shift is None and not t.since:
        # A day close ahead with no word of its year is the coming one: of last year's one would say so.
        near = [days for days in told if 0 < (days[0] - t.published).days <= _SOON]
        if near:
            return near[0]
    if shift == "next" or (t.future and shift is None):
        ahead = [days for days in told if days[0] > t.published]
        return ahead[0] if ahead else None
    if shift == "last":
        # "Last October" said in October is that of the year before; "last 5 October" may be three days ago.
        gone = [days for days in told if days[1] < t.published]
    else:
        gone = [days for days in told if days[0] <= t.published]
    return gone[-1] if gone else None


def when_date(t: Telling) -> Days | None:
    """A day of a month, or a run of days in it."""
    calendar, month = t.got["month"]
    return _place(t, month, calendar, t.got["day"], t.got.get("last_day"))


def when_month(t: Telling) -> Days | None:
    """A month or the beginning, middle or end of one; a month still running ends with publication."""
    calendar, month = t.got.get("month") or t.got["solid_month"]
    days = _place(t, month, calendar, None, None)
    return (
        None
        if days is None
        else clipped(edge_of(days, t.got.get("edge")), t.published, t.future or t.shift() == "next")
    )


def months(t: Telling) -> Days | None:
    """Two months as a range, the year being that of the second."""
    (calendar, first), (_, last) = t.got["month"], t.got["last_month"]
    end = _place(t, last, calendar, None, None)
    if end is None or calendar != "gregorian":
        return None
    return date(end[0].year - (first > last), first, 1), end[1]


def week_of_month(t: Telling) -> Days | None:
    """The nth run of seven days of a month."""
    calendar, month = t.got["month"]
    days = _place(t, month, calendar, None, None)
    number = t.got["ordinal"]
    if days is None or not 1 <= number <= 5:
        return None
    first = day_from(days[0], 7 * (number - 1))
    return (first, min(day_from(first, 6), days[1])) if first <= days[1] else None


def half_of_month(t: Telling) -> Days | None:
    """The first or the second half of a month."""
    calendar, month = t.got["month"]
    days = _place(t, month, calendar, None, None)
    number = t.got["ordinal"]
    if days is None or t.got["half_word"] != "half" or number not in (1, 2):
        return None
    middle = day_from(days[0], 14)
    return (days[0], middle) if number == 1 else (day_from(middle, 1), days[1])


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
    """A year or the beginning, middle or end of one."""
    if isinstance(year := t.got.get("hijri_year"), int):
        try:
            return edge_of(
                (_hijri(year, 1, None, None)[0], _hijri(year, 12, None, None)[1]), t.got.get("edge")
            )
        except (ValueError, OverflowError):
            return None
    return clipped(edge_of(whole_year(t.got["year"]), t.got.get("edge")), t.published, False)


def years(t: Telling) -> Days | None:
    """Two years as a range."""
    first, last = t.got["year"], t.got["last_year"]
    return (whole_year(first)[0], whole_year(last)[1]) if first <= last else None


_PARTS_OF_YEAR = {"half": 6, "quarter": 3, "third": 4}


def part_of_year(t: Telling) -> Days | None:
    """The nth half, third or quarter of a year."""
    year = _reference_year(t)
    months_each = _PARTS_OF_YEAR[t.got["half_word"]]
    number = t.got["ordinal"]
    if year is None or not 1 <= number <= 12 // months_each:
        return None
    first = (number - 1) * months_each + 1
    return date(year, first, 1), whole_month(year, first + months_each - 1)[1]


def first_months(t: Telling) -> Days | None:
    """The first n months of a year."""
    year, number = _reference_year(t), t.got.get("n")
    if (
        year is None
        or number is None
        or t.got["ordinal"] != 1
        or not 1 <= number <= 11
        or t.got["unit_many_the"][0] != "month"
    ):
        return None
    return date(year, 1, 1), whole_month(year, number)[1]


_SEASON_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def season(t: Telling) -> Days | None:
    """Three calendar months; winter is named by the year in which it ends, unless publication stands in the one before."""
    start = _SEASON_MONTHS[t.got["season"]]

    def at(year: int) -> Days:
        first = date(year - (start == 12), start, 1)
        return first, day_from(month_from(first, 3), -1)

    year = _reference_year(t)
    if year is not None:
        return edge_of(at(year), t.got.get("edge"))
    if t.published is None:
        return None
    shift, told = t.shift(), [at(t.published.year + by) for by in (-2, -1, 0, 1, 2)]
    if shift == "next":
        return next(days for days in told if days[0] > t.published)
    past = [days for days in told if (days[1] if shift == "last" else days[0]) < t.published]
    return clipped(edge_of(past[-1], t.got.get("edge")), t.published, False)


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
    if (nth := t.got.get("feast_nth")) is not None:
        first = last = min(first + nth - 1, last)
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


CALENDAR: dict[str, Resolver] = {
    "date": when_date,
    "month": when_month,
    "months": months,
    "week_of_month": week_of_month,
    "half_of_month": half_of_month,
    "numeric": numeric,
    "year": when_year,
    "years": years,
    "part_of_year": part_of_year,
    "first_months": first_months,
    "season": season,
    "feast": feast,
}
