"""When is an officer next free to see somebody never seen before?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from openprobation.rules.appointments import at_same_time, local
from openprobation.rules.dates import words
from openprobation.rules.working_days import working_days_in
from openprobation.vocabulary.appointments import AppointmentKind

from .arranging import (
    Proposal,
    Suggested,
    absences,
    bookings,
    by_day,
    judged_beside,
    office_hours,
)
from .entries import ONE_DAY

USUAL_MINUTES = 30
BETWEEN_STARTS = timedelta(minutes=30)
LOOKED_AHEAD = timedelta(days=28)


def first_free(
    officer_id: int,
    *,
    person_ids: Collection[int],
    due_on: date | None,
    at: datetime,
    minutes: int = USUAL_MINUTES,
) -> Suggested | None:
    """The first time nothing speaks against, from tomorrow so that they can be told; today when due.

    Two queries. None when the officer has no such time within four weeks.
    """
    today = local(at).date()
    first = today if due_on is not None and due_on <= today else today + ONE_DAY
    days = list(working_days_in(first, today + LOOKED_AHEAD))
    starts = [moment for day in days for moment in starts_on(day, minutes) if moment > at]
    taken = by_day(
        bookings(person_ids=person_ids, officer_id=officer_id, since=at, until=at + LOOKED_AHEAD)
    )
    absent = absences(officer_id, days)
    for moment in starts:
        proposal = Proposal(officer_id, AppointmentKind.INITIAL, moment, minutes)
        found = judged_beside(proposal, taken, absent, person_ids)
        if not (found.refusals or found.warnings):
            return Suggested(moment, minutes, because_of(moment, due_on), None, found)
    return None


def starts_on(day: date, minutes: int) -> Iterator[datetime]:
    """Every half hour at which a meeting fits into office hours."""
    moment, closes = office_hours(day)
    while moment + timedelta(minutes=minutes) <= closes:
        yield moment
        moment = at_same_time(moment + BETWEEN_STARTS, day)


def because_of(moment: datetime, due_on: date | None) -> str:
    if due_on is None:
        return "When the officer is next free."
    if local(moment).date() > due_on:
        return f"When the officer is next free: later than {words(due_on)}, when it is due."
    return f"When the officer is next free: it is due by {words(due_on)}."
