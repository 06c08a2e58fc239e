"""How are minutes counted that are no day of work: travel, and what was worked before the hours were kept here?"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules import unpaid_work as rules
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.unpaid_work import AdjustmentVerdict, EntryKind

from .. import policies
from ..models import HoursEntry, Obligation, WorkAppointment
from ..permissions import Permission
from .ledger import ReasonNeeded, credit, held, latest, travel_of
from .people import close_when_done


class CannotBeAdded(Refused):
    """Minutes that a rule does not allow, in words."""


class AlreadyCounted(Refused):
    def __init__(self) -> None:
        super().__init__("The travel of that day is counted already.", field="minutes")


class NoTravelHere(Refused):
    def __init__(self) -> None:
        super().__init__("Travel is counted for days worked on a project where it counts.")


@transaction.atomic
def add_travel(*, appointment_id: int, minutes: int, by: User, at: datetime) -> HoursEntry:
    """Count the travel to a day worked, where the project says that travel counts."""
    appointment = (
        WorkAppointment.objects.select_for_update(of=("self",))
        .select_related("project")
        .get(pk=appointment_id)
    )
    person_id = persons.kept_id(appointment.person_id)
    require(by, Permission.ADJUST, at=at, person_id=person_id)
    if not (appointment.settled and appointment.is_attended and appointment.project.travel_counts):
        raise NoTravelHere
    obligation = held(appointment.obligation_id)
    if travel_of(appointment):
        raise AlreadyCounted
    refuse_unfit(obligation, minutes=minutes, on=appointment.on, at=at)
    entry = credit(
        obligation,
        kind=EntryKind.TRAVEL,
        minutes=minutes,
        on=appointment.on,
        appointment=appointment,
        by=by,
        at=at,
    )
    assert entry is not None
    told(obligation, entry, "Unpaid work: travel counted", person_id=person_id, by=by, at=at)
    close_when_done(obligation, by=by, at=at)
    return entry


def refuse_unfit(obligation: Obligation, *, minutes: int, on: date, at: datetime) -> None:
    """The published judgement of an adjustment, in words beside the field."""
    if minutes <= 0:
        raise CannotBeAdded("Enter how many minutes, 1 or more.", field="minutes")
    last = latest(obligation)
    most = policies.travel_most(on)
    counted = travelled_on(obligation, on)
    left = obligation.owed - (last.balance if last else 0)
    verdict = rules.judge_adjustment(
        minutes=minutes,
        most=most - counted,
        on=on,
        today=timezone.localdate(at),
        sentenced_on=obligation.starts_on,
        left=left,
    )
    said = {
        AdjustmentVerdict.EXCEEDS_REASON_MAXIMUM: f"At most {most} minutes of travel count for a day"
        + (f", and {counted} are counted already." if counted else "."),
        AdjustmentVerdict.DATE_IN_FUTURE: "That day has not come yet.",
        AdjustmentVerdict.DATE_BEFORE_SENTENCE: "That day is before the sentence.",
        AdjustmentVerdict.EXCEEDS_REMAINING: f"Only {rules.spoken(left)} are still owed.",
    }
    if verdict in said:
        raise CannotBeAdded(said[verdict], field="minutes")


def travelled_on(obligation: Obligation, on: date) -> int:
    """Travel counted for a day, of all that was worked on it. One query."""
    lines = HoursEntry.objects.filter(
        obligation=obligation,
        on=on,
        kind=EntryKind.TRAVEL,
        reverses__isnull=True,
        taken_back_by__isnull=True,
    )
    return lines.aggregate(s=Sum("minutes"))["s"] or 0


@transaction.atomic
def bring_forward(
    *, obligation_id: int, minutes: int, on: date, why: str, by: User, at: datetime
) -> HoursEntry:
    """Count what was worked before the hours were kept here, saying where that is known from."""
    found = Obligation.objects.only("person_id").get(pk=obligation_id)
    person_id = persons.kept_id(found.person_id)
    require(by, Permission.ADJUST, at=at, person_id=person_id)
    if not why.strip():
        raise ReasonNeeded
    obligation = held(obligation_id)
    last = latest(obligation)
    left = obligation.owed - (last.balance if last else 0)
    if not 0 < minutes <= left:
        raise CannotBeAdded(f"Enter from 1 to {left} minutes: no more is owed.", field="minutes")
    if not obligation.starts_on <= on <= timezone.localdate(at):
        raise CannotBeAdded("Enter a day between the sentence and today.", field="on")
    until = HoursEntry.objects.filter(obligation=obligation, kind=EntryKind.BROUGHT).aggregate(
        latest=Max("on")
    )["latest"]
    if until is not None and on <= until:
        raise CannotBeAdded(
            f"Hours until {words(until)} are brought forward already. Enter a later day.",
            field="on",
        )
    entry = credit(
        obligation, kind=EntryKind.BROUGHT, minutes=minutes, on=on, why=why, by=by, at=at
    )
    assert entry is not None
    told(obligation, entry, "Unpaid work: hours brought forward", person_id=person_id, by=by, at=at)
    close_when_done(obligation, by=by, at=at)
    return entry


def told(
    obligation: Obligation, entry: HoursEntry, what: str, *, person_id: int, by: User, at: datetime
) -> None:
    contacts.record(
        person_id=person_id,
        kind=ContactKind.UNPAID_WORK,
        happened_at=at,
        summary=f"{what}: {rules.spoken(entry.minutes)}, {rules.spoken(entry.balance)} of"
        f" {rules.spoken(obligation.owed)} done",
        note=entry.why,
        reference=entry,
        by=by,
        at=at,
    )
    record(
        "unpaid_work.hours.adjusted",
        on=entry,
        person_id=person_id,
        by=by.username,
        at=at,
        kind=entry.kind,
        minutes=entry.minutes,
    )
