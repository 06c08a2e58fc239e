"""Is this a working day, which one comes n after it, and by when is something due?

A working (business) day is Monday to Friday and not a bank holiday of England and Wales.
Source: data.justice.gov.uk, probation measures [page]; GOV.UK bank holidays [page].
A calendar is a parameter everywhere, so that a question about another set of holidays can be asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from openprobation.rules.policy import Rule

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """Whose bank holidays count. `holidays_in(year)` gives each its name; asked often."""

    name: str
    holidays_in: Callable[[int], Mapping[date, str]] = field(repr=False)

    @classmethod
    def of(cls, days: Iterable[date], *, name: str = "Given days") -> HolidayCalendar:
        """A calendar with just these holidays, in any years."""
        by_year: dict[int, dict[date, str]] = {}
        for day in days:
            by_year.setdefault(day.year, {})[day] = "Bank holiday"
        return cls(name, lambda year: by_year.get(year, {}))

    def holiday(self, day: date) -> str | None:
        """The name of the bank holiday, or None on a day that is not one."""
        return self.holidays_in(day.year).get(day)


@lru_cache(maxsize=256)
def _england_and_wales(year: int) -> Mapping[date, str]:
    """As GOV.UK lists them: a holiday on a weekend appears on its substitute day only."""
    import holidays  # here: its import takes a third of a second, and most commands never ask

    found = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return {day: name for day, name in sorted(found.items()) if day.weekday() < SATURDAY}


ENGLAND_AND_WALES = HolidayCalendar("England and Wales", _england_and_wales)


def is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def is_working_day(day: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES) -> bool:
    return day.weekday() < SATURDAY and day not in calendar.holidays_in(day.year)


def why_not_working(day: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES) -> str | None:
    """Why nobody works that day, in words ("a Saturday", "Good Friday"); None on a working day."""
    holiday = calendar.holiday(day)
    if holiday is not None:
        return holiday
    return f"a {day:%A}" if is_weekend(day) else None


def working_days_after(
    day: date, count: int, *, calendar: HolidayCalendar = ENGLAND_AND_WALES
) -> tuple[date, ...]:
    """The first `count` working days strictly after a day, in order."""
    return _working_days(day, count, ONE_DAY, calendar)


def working_days_before(
    day: date, count: int, *, calendar: HolidayCalendar = ENGLAND_AND_WALES
) -> tuple[date, ...]:
    """The last `count` working days strictly before a day, latest first."""
    return _working_days(day, count, -ONE_DAY, calendar)


@lru_cache(maxsize=4096)
def _working_days(
    day: date, count: int, step: timedelta, calendar: HolidayCalendar
) -> tuple[date, ...]:
    if count < 0:
        raise ValueError(f"Working days are counted from 0 up, not {count}.")
    found: list[date] = []
    while len(found) < count:
        day += step
        if is_working_day(day, calendar=calendar):
            found.append(day)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Moved:
    """A day brought to a working day, and what stood in the way."""

    day: date
    passed_weekend: bool
    passed_bank_holiday: bool


def next_working_day(day: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES) -> Moved:
    """The day itself if it is a working day, else the first one after it."""
    return _moved(day, ONE_DAY, calendar)


def previous_working_day(day: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES) -> Moved:
    """The day itself if it is a working day, else the last one before it."""
    return _moved(day, -ONE_DAY, calendar)


def last_working_day(day: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES) -> date:
    """The last working day up to and including a day."""
    return _moved(day, -ONE_DAY, calendar).day


def _moved(day: date, step: timedelta, calendar: HolidayCalendar) -> Moved:
    passed_weekend = passed_bank_holiday = False
    while not is_working_day(day, calendar=calendar):
        passed_weekend = passed_weekend or is_weekend(day)
        passed_bank_holiday = passed_bank_holiday or calendar.holiday(day) is not None
        day += step
    return Moved(day, passed_weekend, passed_bank_holiday)


def full_business_day_after(
    event: date, count: int, *, calendar: HolidayCalendar = ENGLAND_AND_WALES
) -> date:
    """The `count`-th full business day after an event; whatever is due is due by the end of it.

    The day of the event never counts, however early in the day it happened: it is not a full day.
    """
    if count < 1:
        raise ValueError(f"The first full business day is number 1, not {count}.")
    return working_days_after(event, count, calendar=calendar)[-1]


def working_days_between(
    start: date, end: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES
) -> int:
    """How many working days from one day to another: open at its start, closed at its end.

    So it is n exactly where `end` is the n-th working day after `start`. Negative when `end` is
    earlier. Counted by the week, so that decades cost no more than days.
    """
    if end < start:
        return -working_days_between(end, start, calendar=calendar)
    return _weekdays_up_to(end) - _weekdays_up_to(start) - _holidays_between(start, end, calendar)


def _weekdays_up_to(day: date) -> int:
    """Mondays to Fridays from the first Monday of the calendar up to and including a day."""
    weeks, into_week = divmod(day.toordinal(), 7)
    return weeks * 5 + min(into_week, 5)


def _holidays_between(start: date, end: date, calendar: HolidayCalendar) -> int:
    count = 0
    for year in range(start.year, end.year + 1):
        days = sorted(day for day in calendar.holidays_in(year) if not is_weekend(day))
        count += bisect_right(days, end) - bisect_right(days, start)
    return count


def working_days_in(
    start: date, end: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES
) -> Iterator[date]:
    """The working days of a span, both ends included, in order."""
    day = start
    while day <= end:
        if is_working_day(day, calendar=calendar):
            yield day
        day += ONE_DAY


@dataclass(frozen=True, slots=True)
class Deadline:
    """By the end of which day something must be done, counted from what, and why.

    `starts_on` is the day of the event that starts the clock; it does not count.
    """

    starts_on: date
    due_on: date
    working_days: int
    because: str
    rule: Rule[int] | None = None

    def is_met_by(self, day: date) -> bool:
        """Whether something done on that day is in time."""
        return day <= self.due_on

    def is_overdue(self, on: date) -> bool:
        """Whether the due day is over. On the due day itself there is still time."""
        return on > self.due_on

    def working_days_left(self, on: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES) -> int:
        """Working days from that day to the due day: 0 on it, negative once late."""
        return working_days_between(on, self.due_on, calendar=calendar)


def deadline(
    starts_on: date,
    working_days: int,
    *,
    because: str,
    rule: Rule[int] | None = None,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Deadline:
    """Due by the end of the n-th full business day after the day the clock starts."""
    due_on = full_business_day_after(starts_on, working_days, calendar=calendar)
    return Deadline(starts_on, due_on, working_days, because, rule)
