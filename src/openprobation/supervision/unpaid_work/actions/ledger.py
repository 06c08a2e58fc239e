"""How do minutes come to be counted, and how are they taken back? Only ever by a new line.

Whoever writes holds the obligation. Nobody is credited beyond what is owed, nor twice for one time.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules import unpaid_work as rules
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.unpaid_work import AdjustmentVerdict, EntryKind

from .. import policies, queries
from ..models import HoursEntry, Obligation, WorkAppointment
from ..permissions import Permission


class SomebodyElseCredited(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody else counted hours at the same moment. Look, and try again.")


class CannotBeAdded(Refused):
    """Minutes that a rule does not allow, in words."""


class AlreadyCounted(Refused):
    def __init__(self) -> None:
        super().__init__("The travel of that day is counted already.", field="minutes")


class NoTravelHere(Refused):
    def __init__(self) -> None:
        super().__init__("Travel is counted for days worked on a project where it counts.")


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why, in a sentence.", field="why")


def held(obligation_id: int) -> Obligation:
    """The obligation, held until the act is over, owing what the sentence says now."""
    obligation = Obligation.objects.select_for_update().get(pk=obligation_id)
    line = sentences.requirement(obligation.requirement_id, person_ids=(obligation.person_id,))
    if line is not None and line.length is not None:
        owed = line.length.number * 60
        if owed and owed != obligation.owed:
            obligation.owed = owed
            obligation.save(update_fields=["owed"])
    return obligation


def latest(obligation: Obligation) -> HoursEntry | None:
    return HoursEntry.objects.filter(obligation=obligation).order_by("-number").first()


def credit(
    obligation: Obligation,
    *,
    kind: EntryKind,
    minutes: int,
    on: date,
    by: User,
    at: datetime,
    appointment: WorkAppointment | None = None,
    why: str = "",
) -> HoursEntry | None:
    """Count minutes on a held obligation, as many as are still owed and may count. None: not one."""
    last = latest(obligation)
    balance = last.balance if last else 0
    minutes = min(minutes, obligation.owed - balance)
    if kind is EntryKind.EDUCATION:
        minutes = min(minutes, queries.education_left(obligation, on=on))
    if minutes <= 0:
        return None
    return written(
        HoursEntry(
            obligation=obligation,
            number=(last.number if last else 0) + 1,
            kind=kind,
            minutes=minutes,
            balance=balance + minutes,
            owed=obligation.owed,
            on=on,
            appointment=appointment,
            of_version=appointment.version if appointment else None,
            why=why.strip(),
            by=by,
            at=at,
        )
    )


def written(entry: HoursEntry) -> HoursEntry:
    """The database has the last word on two at once."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as taken:
        raise SomebodyElseCredited from taken
    return entry


def take_back(
    obligation: Obligation, entry: HoursEntry, *, why: str, by: User, at: datetime
) -> None:
    """Undo one line of a held obligation whole."""
    last = latest(obligation)
    assert last is not None
    written(
        HoursEntry(
            obligation=obligation,
            number=last.number + 1,
            kind=EntryKind.TAKEN_BACK,
            minutes=-entry.minutes,
            balance=last.balance - entry.minutes,
            owed=obligation.owed,
            on=entry.on,
            appointment=entry.appointment,
            of_version=entry.of_version,
            reverses=entry,
            why=why.strip(),
            by=by,
            at=at,
        )
    )


def take_back_all_of(
    appointment: WorkAppointment, obligation: Obligation, *, why: str, by: User, at: datetime
) -> int:
    """Every line of an appointment that stands. How many minutes went."""
    lines = HoursEntry.objects.filter(
        appointment=appointment, reverses__isnull=True, taken_back_by__isnull=True
    ).order_by("number")
    gone = 0
    for line in lines:
        take_back(obligation, line, why=why, by=by, at=at)
        gone += line.minutes
    return gone


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
    if HoursEntry.objects.filter(
        appointment=appointment,
        kind=EntryKind.TRAVEL,
        reverses__isnull=True,
        taken_back_by__isnull=True,
    ).exists():
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
    return entry


def refuse_unfit(obligation: Obligation, *, minutes: int, on: date, at: datetime) -> None:
    """The published judgement of an adjustment, in words beside the field."""
    if minutes <= 0:
        raise CannotBeAdded("Enter how many minutes, 1 or more.", field="minutes")
    last = latest(obligation)
    most = policies.travel_most(on)
    left = obligation.owed - (last.balance if last else 0)
    verdict = rules.judge_adjustment(
        minutes=minutes,
        most=most,
        on=on,
        today=timezone.localdate(at),
        sentenced_on=obligation.starts_on,
        left=left,
    )
    said = {
        AdjustmentVerdict.EXCEEDS_REASON_MAXIMUM: f"At most {most} minutes of travel count for a day.",
        AdjustmentVerdict.DATE_IN_FUTURE: "That day has not come yet.",
        AdjustmentVerdict.DATE_BEFORE_SENTENCE: "That day is before the sentence.",
        AdjustmentVerdict.EXCEEDS_REMAINING: f"Only {rules.spoken(left)} are still owed.",
    }
    if verdict in said:
        raise CannotBeAdded(said[verdict], field="minutes")


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
    entry = credit(
        obligation, kind=EntryKind.BROUGHT, minutes=minutes, on=on, why=why, by=by, at=at
    )
    assert entry is not None
    told(obligation, entry, "Unpaid work: hours brought forward", person_id=person_id, by=by, at=at)
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
