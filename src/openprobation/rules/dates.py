"""When does a period of days, weeks, months or years end, and how old is somebody on a day?

Periods count their first day. Source: calculate-release-dates-api [code], the arithmetic of prison
sentences; used for every order here, because it is the same law.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from openprobation.vocabulary.sentences import Unit

ONE_DAY = timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day, so many months on; the month's last day where it has no such day."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day_of(
    starts_on: date, *, years: int = 0, months: int = 0, weeks: int = 0, days: int = 0
) -> date:
    """The last day of a period that starts on a day and counts it.

    Twelve months from 1 February end on 31 January; one month from 31 January ends on the last of
    February; twelve months from 29 February end on 28 February.
    """
    whole_months = years * 12 + months
    if whole_months and starts_on.day == 1:
        last = months_later(starts_on, whole_months) - ONE_DAY
    else:
        last = months_later(starts_on - ONE_DAY, whole_months)
    return last + timedelta(days=7 * weeks + days)


@dataclass(frozen=True, slots=True)
class Length:
    """How long, or how much: a number of a unit ("12 months", "80 hours")."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number} {self.unit.value[:-1] if self.number == 1 else self.unit.value}"

    @property
    def is_time(self) -> bool:
        """Whether it runs from day to day; hours and sessions are worked off instead."""
        return self.unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)

    def last_day(self, starts_on: date) -> date:
        """The last day of a period of this length. Hours and sessions have none.

        A slip of the hand (99999 months) reaches the calendar's last day rather than failing, so
        that the length can be refused in words.
        """
        if not self.is_time:
            raise ValueError(f"{self} is not a stretch of days.")
        try:
            return last_day_of(starts_on, **{self.unit.value: self.number})
        except (OverflowError, ValueError):
            return date.max


def age_on(born_on: date, day: date) -> int:
    """Completed years. Somebody born on 29 February is a year older on 1 March in other years."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (not had_birthday)


def words(day: date) -> str:
    """A day as people write it here: 3 May 2017."""
    return f"{day:%-d %B %Y}"


def years(months: int) -> str:
    """A number of months as people say it: "2 years", "1 year", "18 months"."""
    whole, rest = divmod(months, 12)
    if rest:
        return f"{months} months"
    return "1 year" if whole == 1 else f"{whole} years"
