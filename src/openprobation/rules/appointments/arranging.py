"""May this appointment be arranged so? A refusal stops; of a warning, the officer decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from openprobation.rules.appointments.moments import (
    clock_time,
    local,
)
from openprobation.rules.dates import words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.rules.working_days import (
    ENGLAND_AND_WALES,
    HolidayCalendar,
    why_not_working,
)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office is open on a working day, London time: an appointment fits inside."""

    opens_at: time
    closes_at: time


OFFICE_HOURS = Timeline(
    "appointment.office_hours",
    "Office hours",
    (Dated(SPLIT_ON, OfficeHours(time(9), time(17)), "Service default [general knowledge]", 50),),
)
NEAR = Timeline(
    "appointment.near",
    "How close together two appointments of one person are warned about",
    (Dated(SPLIT_ON, timedelta(hours=1), "Manage a Person on Probation [code]", 90),),
)


@dataclass(frozen=True, slots=True)
class Booking:
    """A stretch of time somebody is to be seen: start included, end excluded.

    `person` and `officer` are any keys that tell people apart. `needs_attendance`: the person must
    come, so two of them cannot be at once. `what` names it in a message ("Office visit").
    """

    person: int
    officer: int
    starts_at: datetime
    ends_at: datetime
    needs_attendance: bool = True
    what: str = "An appointment"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Why it cannot be arranged so (refusals) and what the officer should know (warnings)."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def is_allowed(self) -> bool:
        return not self.refusals


def arrangement(
    new: Booking,
    others: Iterable[Booking],
    *,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Arrangement:
    """Whether an appointment can be arranged beside the others of the same person and officer.

    Refused: it ends before it starts, or the person must be in two places at once. Warned of: the
    officer is busy, the person has another within the hour, nobody works that day, the office is
    shut. `others` may hold more than matters; what was moved or cancelled must be left out.
    """
    if new.ends_at <= new.starts_at:
        return Arrangement(("The appointment must end after it starts.",), ())
    others = sorted(others, key=lambda other: other.starts_at)
    day = local(new.starts_at).date()
    near = NEAR.on(day, pack=pack).value
    hours = OFFICE_HOURS.on(day, pack=pack).value
    refusals = [_clash(other) for other in others if _are_in_two_places(new, other)]
    warnings = [
        *(_busy(other) for other in others if _is_officer_busy(new, other)),
        *(_close(other) for other in others if _is_near(new, other, near)),
        *_day_warnings(day, calendar),
        *_hour_warnings(new, hours),
    ]
    return Arrangement(tuple(refusals), tuple(warnings))


def overlap(one: Booking, other: Booking) -> bool:
    """Whether two bookings share a moment. One that ends as the other starts does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _are_in_two_places(new: Booking, other: Booking) -> bool:
    both_attend = new.needs_attendance and other.needs_attendance
    return new.person == other.person and both_attend and overlap(new, other)


def _is_officer_busy(new: Booking, other: Booking) -> bool:
    already_refused = _are_in_two_places(new, other)
    return new.officer == other.officer and overlap(new, other) and not already_refused


def _is_near(new: Booking, other: Booking, near: timedelta) -> bool:
    if new.person != other.person or overlap(new, other):
        return False
    gap = max(new.starts_at - other.ends_at, other.starts_at - new.ends_at)
    return gap < near


def _clash(other: Booking) -> str:
    return (
        f"{other.what} is already arranged for this person from {_hours(other)}."
        " Choose another time, or reschedule that one."
    )


def _busy(other: Booking) -> str:
    return f"The officer is busy from {_hours(other)}: {_lower(other.what)}."


def _close(other: Booking) -> str:
    return (
        f"This person has another appointment within the hour: {_lower(other.what)},"
        f" {_hours(other)}."
    )


def _day_warnings(day: date, calendar: HolidayCalendar) -> Iterator[str]:
    if why := why_not_working(day, calendar=calendar):
        yield f"{words(day)} is {why}: the office may be shut."


def _hour_warnings(new: Booking, hours: OfficeHours) -> Iterator[str]:
    starts, ends = local(new.starts_at), local(new.ends_at)
    is_inside = starts.time() >= hours.opens_at and ends.time() <= hours.closes_at
    if not is_inside or ends.date() != starts.date():
        opens, closes = clock_time(hours.opens_at), clock_time(hours.closes_at)
        yield f"This is outside office hours, {opens} to {closes}."


def _lower(what: str) -> str:
    return what[:1].lower() + what[1:]


def _hours(booking: Booking) -> str:
    starts, ends = local(booking.starts_at), local(booking.ends_at)
    return f"{clock_time(starts.time())} to {clock_time(ends.time())} on {words(starts)}"
