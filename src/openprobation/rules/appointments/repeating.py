"""On which days does a series fall, and when should the next appointment be?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median_low

from openprobation.rules.appointments.moments import (
    at_same_time,
    clock_time,
    local,
)
from openprobation.rules.dates import words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.rules.working_days import (
    ENGLAND_AND_WALES,
    HolidayCalendar,
    next_working_day,
    why_not_working,
)
from openprobation.vocabulary.appointments import Repeat

DAYS_BETWEEN = {
    Repeat.DAILY: 1,
    Repeat.WEEKLY: 7,
    Repeat.FORTNIGHTLY: 14,
    Repeat.FOUR_WEEKLY: 28,
}
MOST_REPEATS = 60
"""More at once is a slip of the hand: more than a year of weekly appointments."""


@dataclass(frozen=True, slots=True)
class RepeatDay:
    """One day of a series. A day nobody works is kept, with a warning."""

    day: date
    warning: str | None


@dataclass(frozen=True, slots=True)
class Series:
    """The days of a repeated appointment, the first among them, or why there is none."""

    days: tuple[RepeatDay, ...]
    fault: str | None = None


def repeat_days(
    first: date,
    repeat: Repeat,
    *,
    times: int | None = None,
    until: date | None = None,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Series:
    """The days of a series: so many `times` in all, or `until` a last day (included), not both.

    `Repeat.NONE` is the first day alone. Nothing is skipped.
    """
    if repeat is Repeat.NONE:
        return Series((_repeat_day(first, calendar),))
    if (times is None) == (until is None):
        return Series((), "Say either how many times, or until which day.")
    if until is not None and until < first:
        return Series((), f"The last day, {words(until)}, is before the first, {words(first)}.")
    step = DAYS_BETWEEN[repeat]
    count = times if times is not None else (until - first).days // step + 1 if until else 0
    if not 1 <= count <= MOST_REPEATS:
        return Series((), f"Arrange from 1 to {MOST_REPEATS} at once: this would be {count}.")
    return Series(
        tuple(_repeat_day(first + timedelta(days=step * n), calendar) for n in range(count))
    )


def _repeat_day(day: date, calendar: HolidayCalendar) -> RepeatDay:
    why = why_not_working(day, calendar=calendar)
    return RepeatDay(day, f"{words(day)} is {why}." if why else None)


USUAL_INTERVAL_DAYS = Timeline(
    "appointment.usual_interval",
    "Days between appointments where nothing says otherwise",
    (Dated(SPLIT_ON, 7, "Service default [general knowledge]", 50),),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """When to meet next, and how that was found."""

    starts_at: datetime
    interval_days: int
    because: str


def usual_interval_days(days: Sequence[date]) -> int | None:
    """How often the person is seen: the middle gap between the last six days, in whole weeks.

    At least one week. None where fewer than two different days are known.
    """
    latest = sorted(set(days))[-6:]
    gaps = [(after - before).days for before, after in pairwise(latest)]
    if not gaps:
        return None
    return max(7, round(median_low(gaps) / 7) * 7)


def next_suggestion(
    last_starts_at: datetime,
    *,
    at: datetime,
    seen_on: Sequence[date] = (),
    every: Repeat | None = None,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Suggestion:
    """The next appointment: same weekday and time, one usual interval on, and after `at`.

    The interval is `every` where it is said, else how often the person has been seen, else the
    default. A day nobody works moves to the next working day, at the same time.
    """
    default = USUAL_INTERVAL_DAYS.on(local(at).date(), pack=pack).value
    interval = DAYS_BETWEEN.get(every) if every is not None else usual_interval_days(seen_on)
    interval = interval or default
    day = local(last_starts_at).date() + timedelta(days=interval)
    while at_same_time(last_starts_at, day) <= at:
        day += timedelta(days=interval)
    working = next_working_day(day, calendar=calendar).day
    because = f"{_every(interval)}, on a {day:%A} at {clock_time(local(last_starts_at).time())}"
    if why := why_not_working(day, calendar=calendar):
        because += f"; {words(day)} is {why}, so the next working day"
    return Suggestion(at_same_time(last_starts_at, working), interval, f"{because}.")


def _every(interval_days: int) -> str:
    if interval_days == 1:
        return "Every day"
    weeks, rest = divmod(interval_days, 7)
    if rest:
        return f"Every {interval_days} days"
    return "Every week" if weeks == 1 else f"Every {weeks} weeks"
