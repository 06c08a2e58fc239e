"""How is a meeting arranged, once or again and again?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import entry, record_many
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.rules.appointments import at_same_time, local, repeat_days
from openprobation.vocabulary.appointments import AppointmentKind, Repeat

from ..events import AppointmentArranged
from ..models import Appointment
from ..permissions import Permission
from .booking import MOST_AT_ONCE, Terms, TooManyAtOnce, book, office_for, officer_for
from .people import handle


@transaction.atomic
def arrange(
    *,
    person_id: int,
    officer_id: int,
    kind: AppointmentKind,
    starts_at: datetime,
    minutes: int,
    by: User,
    at: datetime,
    office_id: int | None = None,
    place: str = "",
    purpose: str = "",
    requirement_id: int | None = None,
    counts_as_rar_day: bool = False,
    repeat: Repeat = Repeat.NONE,
    times: int = 1,
    confirmed_warnings: bool = False,
) -> list[Appointment]:
    """Arrange to meet, or a whole series in one act.

    What the officer should know first is refused until it is accepted (`confirmed_warnings`).
    """
    person = handle(person_id)
    require(by, Permission.ARRANGE, at=at, person_id=person.id)
    terms = Terms(
        officer=officer_for(officer_id, person=person, by=by, at=at),
        kind=kind,
        minutes=minutes,
        office=office_for(office_id, on=local(starts_at).date()),
        place=place,
        purpose=purpose,
        requirement_id=requirement_id,
        counts_as_rar_day=counts_as_rar_day,
    )
    made = book(
        terms,
        starts_of(starts_at, repeat=repeat, times=times),
        person=person,
        by=by,
        at=at,
        confirmed_warnings=confirmed_warnings,
    )
    tell_of(made, by=by, at=at)
    return made


def starts_of(starts_at: datetime, *, repeat: Repeat, times: int) -> list[datetime]:
    """When each of a series starts: the same time on the wall, whatever the clocks do between."""
    if repeat is Repeat.NONE:
        return [starts_at]
    if not 2 <= times <= MOST_AT_ONCE:
        raise TooManyAtOnce(times)
    days = repeat_days(local(starts_at).date(), repeat, times=times).days
    return [at_same_time(starts_at, each.day) for each in days]


def tell_of(made: list[Appointment], *, by: User, at: datetime) -> None:
    """Write down that they were arranged, and announce each."""
    record_many(arranged(appointment, of_series=len(made), by=by, at=at) for appointment in made)
    for appointment in made:
        announce(
            AppointmentArranged(
                appointment.pk,
                appointment.person_id,
                appointment.officer_id,
                appointment.starts_at,
                by.pk,
                at,
            )
        )


def arranged(appointment: Appointment, *, of_series: int, by: User, at: datetime) -> Entry:
    """The unsaved audit line of a meeting arranged."""
    return entry(
        "appointment.arranged",
        on=appointment,
        by=by.username,
        at=at,
        officer=appointment.officer.username,
        of_series=of_series,
    )
