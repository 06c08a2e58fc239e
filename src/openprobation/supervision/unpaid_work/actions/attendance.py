"""How is it written down who came, when, and what it is worth?

A mark is written once; afterwards it is corrected, saying why. Minutes are counted when the day of
the person is over: at once where the time they left is given or their hours have ended, else when
the day is finished. What needs the officer is reported, and nothing follows from it by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import may, require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules import unpaid_work as rules
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    EntryKind,
    PlanTrigger,
    ProjectKind,
    ReportState,
)

from .. import policies, queries
from ..events import SessionMarked
from ..models import Obligation, Project, WorkAppointment
from ..permissions import Permission
from . import ledger
from .people import close_when_done, plan_more
from .projects import refuse_other_teams


class AlreadyMarked(Refused):
    """Somebody marked it first. Says who, what and when."""

    def __init__(self, appointment: WorkAppointment) -> None:
        assert appointment.marked_at is not None
        by = appointment.marked_by.name if appointment.marked_by else ""
        local = timezone.localtime(appointment.marked_at)
        mark = AttendanceMark(str(appointment.mark))
        super().__init__(
            f"{by} marked this at {local:%-H:%M} on {words(local.date())}: {mark.label.lower()}."
            " Correct it, saying why."
        )


class StaleForm(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This has changed since you opened the page. Check it as it is now, and save again."
        )


class NotYet(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"That day has not come: it is on {words(on)}.")


class TakenBack(Refused):
    def __init__(self) -> None:
        super().__init__("This day of work was taken back, so there is nothing to mark.")


class NotMarkedYet(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is marked yet.")


class TimesUnfit(Refused):
    """Times that cannot be, beside their field."""


class StoodDown(Refused):
    def __init__(self) -> None:
        super().__init__(
            "We stood this day down, so it counts against nobody. If they worked before that,"
            " mark them present and enter when they left.",
            field="mark",
        )


class SayWhatHappened(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Say in a sentence what happened: the officer decides by it.", field="note"
        )


class NotYoursToCorrect(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Whoever marked it can correct it on the same day. After that, ask the officer."
        )


@dataclass(frozen=True, slots=True)
class Attendance:
    """What is said of one person's day. Times not given are as planned."""

    mark: AttendanceMark
    arrived: time | None = None
    left: time | None = None
    penalty: int = 0
    note: str = ""
    is_sensitive: bool = False


@transaction.atomic
def mark(
    *, appointment_id: int, seen_version: int, said: Attendance, by: User, at: datetime
) -> WorkAppointment:
    """Mark one person present, late, sent home, absent or stood down."""
    appointment = locked(appointment_id)
    person_id = persons.kept_id(appointment.person_id)
    require(by, Permission.MARK, at=at, person_id=person_id)
    if appointment.taken_back_at is not None:
        raise TakenBack
    if appointment.mark is not None:
        raise AlreadyMarked(appointment)
    if appointment.version != seen_version:
        raise StaleForm
    refuse_unfit(appointment, said, at=at)

    obligation = ledger.held(appointment.obligation_id)
    write(appointment, said, obligation=obligation, person_id=person_id, by=by, at=at)
    contacts.record(
        person_id=person_id,
        kind=ContactKind.UNPAID_WORK,
        happened_at=appointment.starts_at,
        summary=summary(appointment),
        note=said.note,
        outcome=said.mark.outcome,
        is_sensitive=said.is_sensitive,
        reference=appointment,
        by=by,
        at=at,
    )
    record(
        "unpaid_work.attendance.marked",
        on=appointment,
        person_id=person_id,
        by=by.username,
        at=at,
        mark=said.mark,
    )
    told(appointment, obligation, said.mark, person_id=person_id, by=by, at=at)
    return appointment


@transaction.atomic
def correct(
    *,
    appointment_id: int,
    seen_version: int,
    said: Attendance,
    why: str,
    by: User,
    at: datetime,
) -> WorkAppointment:
    """Put another mark in the place of one: what it counted is taken back, and counted anew."""
    appointment = locked(appointment_id)
    person_id = persons.kept_id(appointment.person_id)
    may_always = may(by, Permission.ADJUST, at=at)
    require(by, Permission.ADJUST if may_always else Permission.MARK, at=at, person_id=person_id)
    if appointment.mark is None:
        raise NotMarkedYet
    if not may_always and not is_own_of_today(appointment, by=by, at=at):
        raise NotYoursToCorrect
    if appointment.version != seen_version:
        raise StaleForm
    if not why.strip():
        raise ledger.ReasonNeeded
    refuse_unfit(appointment, said, at=at)

    obligation = ledger.held(appointment.obligation_id)
    travelled = ledger.travel_of(appointment)
    inducted = gave_induction(appointment, obligation)
    ledger.take_back_all_of(appointment, obligation, why=why, by=by, at=at)
    write(appointment, said, obligation=obligation, person_id=person_id, by=by, at=at)
    if travelled and appointment.is_attended:
        ledger.credit(
            obligation,
            kind=EntryKind.TRAVEL,
            minutes=travelled,
            on=appointment.on,
            appointment=appointment,
            why=why,
            by=by,
            at=at,
        )
    if inducted and not appointment.is_attended:
        obligation.inducted_on = None
        obligation.save(update_fields=["inducted_on"])
    contacts.supersede_reference(
        appointment,
        why=why,
        by=by,
        at=at,
        summary=summary(appointment),
        note=said.note,
        outcome=said.mark.outcome,
        is_sensitive=said.is_sensitive,
    )
    record(
        "unpaid_work.attendance.corrected",
        on=appointment,
        person_id=person_id,
        by=by.username,
        at=at,
        mark=said.mark,
    )
    told(appointment, obligation, said.mark, person_id=person_id, by=by, at=at)
    return appointment


@transaction.atomic
def finish(*, project_id: int, on: date, by: User, at: datetime) -> int:
    """The day of a project is over: count the minutes of all who are still there. How many people.

    Those nobody marked are left: they are no absence until somebody says so. An act on a project by
    the team that runs it: somebody whose record was restricted since is counted like the others.
    """
    require(by, Permission.MARK, at=at)
    refuse_other_teams(Project.objects.get(pk=project_id).team_id, by=by, at=at)
    if on > timezone.localdate(at):
        raise NotYet(on)
    found = (
        WorkAppointment.objects.standing()
        .select_for_update(of=("self",))
        .select_related("project", "marked_by")
        .filter(project_id=project_id, on=on, mark__isnull=False, settled=False)
        .order_by("pk")
    )
    finished = 0
    for appointment in sorted(found, key=lambda each: each.obligation_id):
        person_id = persons.kept_id(appointment.person_id)
        if appointment.ends_at > at:
            appointment.left = min(timezone.localtime(at).time(), appointment.end)
            if appointment.arrived and appointment.left <= appointment.arrived:
                continue
        obligation = ledger.held(appointment.obligation_id)
        settle(appointment, obligation, by=by, at=at)
        appointment.save(update_fields=["left", "settled"])
        contacts.supersede_reference(
            appointment, why="The day is finished.", by=by, at=at, summary=summary(appointment)
        )
        record(
            "unpaid_work.day.finished",
            on=appointment,
            person_id=person_id,
            by=by.username,
            at=at,
        )
        plan_more(obligation, trigger=PlanTrigger.APPOINTMENT, at=at)
        close_when_done(obligation, by=by, at=at)
        finished += 1
    return finished


def locked(appointment_id: int) -> WorkAppointment:
    return (
        WorkAppointment.objects.select_for_update(of=("self",))
        .select_related("project", "marked_by")
        .get(pk=appointment_id)
    )


def is_own_of_today(appointment: WorkAppointment, *, by: User, at: datetime) -> bool:
    return appointment.marked_by_id == by.pk and appointment.on == timezone.localdate(at)


def refuse_unfit(appointment: WorkAppointment, said: Attendance, *, at: datetime) -> None:
    """Everything that cannot be of what was said, at once."""
    if appointment.on > timezone.localdate(at):
        raise NotYet(appointment.on)
    faults: list[Refused] = []
    is_ours = appointment.mark in (None, AttendanceMark.STOOD_DOWN)
    if (
        said.mark.is_reported
        and is_ours
        and queries.is_stood_down(appointment.project_id, on=appointment.on)
    ):
        faults.append(StoodDown())
    start, end = appointment.start, appointment.end
    now = timezone.localtime(at)
    if said.mark is AttendanceMark.LATE and said.arrived is None:
        faults.append(TimesUnfit("Enter the time they came.", field="arrived"))
    if said.arrived is not None and not start <= said.arrived < end:
        faults.append(
            TimesUnfit(f"Enter a time from {start:%H:%M} to before {end:%H:%M}.", field="arrived")
        )
    arrived = said.arrived or start
    if said.mark is AttendanceMark.SENT_HOME and said.left is None:
        faults.append(TimesUnfit("Enter the time they were sent home.", field="left"))
    if said.left is not None and not arrived <= said.left <= end:
        faults.append(
            TimesUnfit(f"Enter a time from {arrived:%H:%M} to {end:%H:%M}.", field="left")
        )
    elif said.left is not None and appointment.on == now.date() and said.left > now.time():
        faults.append(
            TimesUnfit("That time has not come. Enter it once they have left.", field="left")
        )
    elif not 0 <= said.penalty <= rules.minutes_between(arrived, said.left or end):
        faults.append(
            TimesUnfit("No more can be taken off than the time they were there.", field="penalty")
        )
    if said.mark in (AttendanceMark.SENT_HOME, AttendanceMark.FAILED) and not said.note.strip():
        faults.append(SayWhatHappened())
    if len(said.note) > policies.LONGEST_WORDS:
        faults.append(
            TimesUnfit(f"Keep the note to {policies.LONGEST_WORDS:,} characters.", field="note")
        )
    if faults:
        raise RefusedForSeveralReasons(faults)


def write(
    appointment: WorkAppointment,
    said: Attendance,
    *,
    obligation: Obligation,
    person_id: int,
    by: User,
    at: datetime,
) -> None:
    """The mark, the report it makes and the minutes it is worth now."""
    was_reported = appointment.report
    appointment.mark = said.mark
    there = said.mark.attended
    appointment.arrived = (said.arrived or appointment.start) if there else None
    appointment.left = said.left if there else None
    appointment.penalty = said.penalty if there else 0
    appointment.marked_by, appointment.marked_at = by, at
    appointment.version += 1
    appointment.settled = False
    if said.mark.is_reported:
        appointment.report = ReportState.WAITING
        appointment.decided_by = appointment.decided_at = None
        appointment.decided_why = ""
    elif was_reported:
        appointment.report = ReportState.WITHDRAWN
    if not there or said.left is not None or appointment.ends_at <= at:
        settle(appointment, obligation, by=by, at=at)
    appointment.save()
    if said.mark is not AttendanceMark.STOOD_DOWN:
        note_induction(appointment, obligation)


def note_induction(appointment: WorkAppointment, obligation: Obligation) -> None:
    """Whoever comes to an induction has been inducted."""
    is_induction = appointment.project.kind == ProjectKind.INDUCTION
    if is_induction and appointment.is_attended and obligation.inducted_on is None:
        obligation.inducted_on = appointment.on
        obligation.save(update_fields=["inducted_on"])


def gave_induction(appointment: WorkAppointment, obligation: Obligation) -> bool:
    """Whether it is by this day that somebody counts as inducted."""
    return (
        appointment.project.kind == ProjectKind.INDUCTION
        and appointment.is_attended
        and obligation.inducted_on == appointment.on
    )


def settle(appointment: WorkAppointment, obligation: Obligation, *, by: User, at: datetime) -> None:
    """Count what the day is worth, within what is owed."""
    appointment.settled = True
    minutes = rules.minutes_to_credit(
        attended=appointment.is_attended,
        start=appointment.arrived or appointment.start,
        end=appointment.left or appointment.end,
        penalty=appointment.penalty,
    )
    if minutes is None:
        return
    is_learning = appointment.project.kind == ProjectKind.EDUCATION
    ledger.credit(
        obligation,
        kind=EntryKind.EDUCATION if is_learning else EntryKind.WORK,
        minutes=minutes,
        on=appointment.on,
        appointment=appointment,
        by=by,
        at=at,
    )


def summary(appointment: WorkAppointment) -> str:
    """One line for the record."""
    mark_said = AttendanceMark(str(appointment.mark))
    parts = [f"Unpaid work, {appointment.project.name}: {mark_said.label.lower()}"]
    if appointment.is_attended and appointment.arrived:
        until = f" to {appointment.left:%H:%M}" if appointment.left else ""
        parts.append(f"{'from ' if not until else ''}{appointment.arrived:%H:%M}{until}")
    if appointment.settled and appointment.is_attended:
        parts.append(f"{rules.spoken(queries.credited_of(appointment.pk))} counted")
    if appointment.penalty:
        parts.append(f"{rules.spoken(appointment.penalty)} taken off")
    return ", ".join(parts)


def told(
    appointment: WorkAppointment,
    obligation: Obligation,
    said: AttendanceMark,
    *,
    person_id: int,
    by: User,
    at: datetime,
) -> None:
    """What was not earned is planned anew, and whoever answers to a mark is told."""
    if appointment.settled:
        plan_more(obligation, trigger=PlanTrigger.APPOINTMENT, at=at)
        close_when_done(obligation, by=by, at=at)
    announce(
        SessionMarked(
            appointment_id=appointment.pk,
            person_id=person_id,
            requirement_id=obligation.requirement_id,
            mark=said,
            on=appointment.on,
            by_id=by.pk,
            at=at,
        )
    )
