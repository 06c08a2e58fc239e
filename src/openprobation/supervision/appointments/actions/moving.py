"""How does a meeting get another time, and what becomes of those that will not be?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import entry, record, record_many
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.contacts import actions as contacts
from openprobation.vocabulary.appointments import (
    AppointmentKind,
    AppointmentState,
    Outcome,
    WhoAsked,
)

from ..events import AppointmentMoved
from ..models import Appointment, AppointmentChange
from ..permissions import Permission
from . import telling
from .booking import Terms, book, settle_access
from .outcomes import locked, refuse_unrecordable, save
from .people import handle

OUTCOME_OF = {
    WhoAsked.PERSON: Outcome.RESCHEDULED_BY_PERSON,
    WhoAsked.SERVICE: Outcome.RESCHEDULED_BY_SERVICE,
}


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why it is moved.", field="why")


class NothingMoved(Refused):
    def __init__(self) -> None:
        super().__init__("This is the time it already has. Choose another.", field="time")


@transaction.atomic
def reschedule(
    *,
    appointment_id: int,
    seen_version: int,
    starts_at: datetime,
    minutes: int,
    who_asked: WhoAsked,
    why: str,
    by: User,
    at: datetime,
    confirmed_warnings: bool = False,
) -> Appointment:
    """Put another meeting in the place of one, with who asked and why. The old one stays."""
    old = locked(appointment_id)
    person = handle(old.person_id)
    require(by, Permission.ARRANGE, at=at, person_id=person.id)
    refuse_unrecordable(old, seen_version=seen_version)
    refuse_unfit(old, starts_at, minutes, why=why)

    outcome = OUTCOME_OF[who_asked]
    old.state = AppointmentState.MOVED
    old.outcome, old.outcome_by, old.outcome_at = outcome, by, at
    save(old)
    line = contacts.supersede_reference(old, why=why, by=by, at=at, outcome=outcome)
    AppointmentChange.objects.create(
        appointment=old,
        before=AppointmentState.PLANNED,
        after=AppointmentState.MOVED,
        outcome=outcome,
        who_asked=who_asked,
        why=why.strip(),
        line=line,
        by=by,
        at=at,
    )
    telling.take_back(old)
    settle_access(old.person_id, old.officer, at=at)
    new = book(
        same_terms(old, minutes=minutes),
        [starts_at],
        person=person,
        by=by,
        at=at,
        confirmed_warnings=confirmed_warnings,
        moved_from=old,
    )[0]
    record("appointment.moved", on=old, by=by.username, at=at, to=new.pk, asked=who_asked)
    announce(AppointmentMoved(old.pk, new.pk, person.id, by.pk, at))
    return new


def refuse_unfit(old: Appointment, starts_at: datetime, minutes: int, *, why: str) -> None:
    faults: list[Refused] = []
    if not why.strip():
        faults.append(ReasonNeeded())
    length = (old.ends_at - old.starts_at).total_seconds() / 60
    if starts_at == old.starts_at and minutes == length:
        faults.append(NothingMoved())
    if faults:
        raise RefusedForSeveralReasons(faults)


def same_terms(old: Appointment, *, minutes: int) -> Terms:
    return Terms(
        officer=old.officer,
        kind=AppointmentKind(old.kind),
        minutes=minutes,
        office=old.office,
        place=old.place,
        purpose=old.purpose,
        requirement_id=old.requirement_id,
        counts_as_rar_day=old.counts_as_rar_day,
    )


@transaction.atomic
def stand_down(*, person_ids: tuple[int, ...], why: str, by: User, at: datetime) -> int:
    """Cancel every meeting still to come, because of something another context tells of.

    The rights are the caller's. Each keeps its row, with the outcome "stood down"; its messages
    are taken back. Returns how many there were.
    """
    outcome = Outcome.STOOD_DOWN
    to_come = list(
        Appointment.objects.planned()
        .filter(person_id__in=person_ids, starts_at__gt=at)
        .select_related("officer")
        .select_for_update(of=("self",))
        .order_by("starts_at", "pk")
    )
    changes = []
    for appointment in to_come:
        appointment.state = AppointmentState.RECORDED
        appointment.outcome, appointment.outcome_by, appointment.outcome_at = outcome, by, at
        save(appointment)
        line = contacts.supersede_reference(appointment, why=why, by=by, at=at, outcome=outcome)
        changes.append(
            AppointmentChange(
                appointment=appointment,
                before=AppointmentState.PLANNED,
                after=AppointmentState.RECORDED,
                outcome=outcome,
                why=why,
                line=line,
                by=by,
                at=at,
            )
        )
        telling.take_back(appointment)
    AppointmentChange.objects.bulk_create(changes)
    for officer in {appointment.officer for appointment in to_come}:
        for person_id in {appointment.person_id for appointment in to_come}:
            settle_access(person_id, officer, at=at)
    record_many(
        entry("appointment.stood_down", on=appointment, by=by.username, at=at)
        for appointment in to_come
    )
    return len(to_come)
