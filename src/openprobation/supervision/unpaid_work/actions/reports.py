"""What does the officer make of what a supervisor reported? Nobody else decides, and nothing follows before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.unpaid_work import AttendanceMark, ReportState

from ..events import ReportTakenUp
from ..models import WorkAppointment
from ..permissions import Permission
from .attendance import locked


class NothingToDecide(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has decided on this already, or the mark was corrected.")


class SayWhy(Refused):
    def __init__(self) -> None:
        super().__init__("Say what the good reason was.", field="why")


@transaction.atomic
def decide_report(
    *, appointment_id: int, decision: ReportState, why: str, by: User, at: datetime
) -> WorkAppointment:
    """Take what was reported up as a failure to comply, or accept the reason for it."""
    appointment = locked(appointment_id)
    person_id = persons.kept_id(appointment.person_id)
    require(by, Permission.DECIDE, at=at, person_id=person_id)
    if appointment.report != ReportState.WAITING:
        raise NothingToDecide
    if decision not in (ReportState.TAKEN_UP, ReportState.ACCEPTED):
        raise Refused("Choose what follows.", field="decision")
    if decision is ReportState.ACCEPTED and not why.strip():
        raise SayWhy
    appointment.report, appointment.decided_why = decision, why.strip()
    appointment.decided_by, appointment.decided_at = by, at
    appointment.version += 1
    appointment.save(update_fields=["report", "decided_why", "decided_by", "decided_at", "version"])
    mark = AttendanceMark(str(appointment.mark))
    contacts.record(
        person_id=person_id,
        kind=ContactKind.UNPAID_WORK,
        happened_at=at,
        summary=f"Report from unpaid work ({mark.label.lower()}): {decision.label.lower()}",
        note=why.strip(),
        by=by,
        at=at,
    )
    record(
        "unpaid_work.report.decided",
        on=appointment,
        person_id=person_id,
        by=by.username,
        at=at,
        decision=decision,
    )
    if decision is ReportState.TAKEN_UP:
        announce(taken_up(appointment, mark, person_id=person_id, by=by, at=at))
    return appointment


def taken_up(
    appointment: WorkAppointment,
    mark: AttendanceMark,
    *,
    person_id: int,
    by: User,
    at: datetime,
) -> ReportTakenUp:
    obligation, project = appointment.obligation, appointment.project
    return ReportTakenUp(
        appointment_id=appointment.pk,
        person_id=person_id,
        order_id=obligation.order_id,
        requirement_id=obligation.requirement_id,
        outcome=mark.outcome,
        starts_at=appointment.starts_at,
        instruction=f"Unpaid work at {project.name}, {project.place}, from"
        f" {appointment.start:%H:%M} to {appointment.end:%H:%M}",
        instructed_at=appointment.planned_at,
        by_id=by.pk,
        at=at,
    )
