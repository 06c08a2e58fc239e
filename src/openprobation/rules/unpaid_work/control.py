"""Will the hours be done in time at the present rate, and what rate would do?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from openprobation.rules.dates import last_day_of, months_later
from openprobation.vocabulary.unpaid_work import Pace

WEEK = 7
FURTHEST = 50 * 365
"""days: beyond, a rate leads to no day worth telling"""


@dataclass(frozen=True, slots=True)
class Control:
    """How somebody stands: rates in minutes a week. `done_on` is None where no rate leads there."""

    pace: Pace
    left: int
    finish_by: date
    weeks_left: float
    rate: int
    rate_needed: int | None
    done_on: date | None
    reviewed_at: int | None
    """The latest review, in months, whose day has come."""

    @property
    def cannot_finish(self) -> bool:
        return self.pace in (Pace.TOO_SLOW, Pace.NOT_STARTED, Pace.PAST)


def reviews(starts_on: date, months: tuple[int, ...]) -> tuple[tuple[int, date], ...]:
    """The day of each review: so many months after the order began."""
    return tuple((each, months_later(starts_on, each)) for each in months)


def control(
    *,
    required: int,
    credited: int,
    starts_on: date,
    on: date,
    months: int,
    review_months: tuple[int, ...],
    recent: int | None = None,
    recent_days: int = 56,
    extended_to: date | None = None,
) -> Control:
    """Judge one requirement on a day.

    The present rate is that of the last eight weeks (`recent` minutes), or of all the time since the
    order began where that is shorter, or where nobody knows what of it is recent (None). A court may
    have given longer: `extended_to`.
    """
    left = max(required - credited, 0)
    finish_by = last_day_of(starts_on, months=months)
    if extended_to is not None:
        finish_by = max(finish_by, extended_to)
    days_run = max((on - starts_on).days, 1)
    of_all_time = recent is None or days_run <= recent_days
    days = days_run if of_all_time else recent_days
    counted = credited if recent is None or of_all_time else recent
    rate = counted * WEEK // days
    days_left = (finish_by - on).days + 1
    weeks_left = max(days_left, 0) / WEEK
    needed = ceil(left * WEEK / days_left) if days_left > 0 else None
    takes = ceil(left * days / counted) - 1 if counted > 0 else FURTHEST
    done_on = on + timedelta(days=takes) if takes < FURTHEST else None
    come = [each for each, day in reviews(starts_on, review_months) if day <= on]
    return Control(
        pace=_pace(left, credited, days_left, done_on, finish_by, days_run),
        left=left,
        finish_by=finish_by,
        weeks_left=weeks_left,
        rate=rate,
        rate_needed=needed if left else 0,
        done_on=on if left == 0 else done_on,
        reviewed_at=come[-1] if come else None,
    )


def _pace(
    left: int, credited: int, days_left: int, done_on: date | None, finish_by: date, days_run: int
) -> Pace:
    if left == 0:
        return Pace.DONE
    if days_left <= 0:
        return Pace.PAST
    if credited == 0:
        return Pace.NOT_STARTED
    return Pace.IN_TIME if done_on is not None and done_on <= finish_by else Pace.TOO_SLOW
