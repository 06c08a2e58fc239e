"""How is a session booked, moved and reported, and how does the officer decide what it means?

A session is a meeting in the person's record like any other: the supplier reports, the officer decides.
Nothing a supplier reports is a failure by itself.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules.interventions import UNDER_WAY
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import actions as appointments
from openprobation.supervision.commissioning import actions as commissioning
from openprobation.supervision.commissioning.queries import orders
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.appointments import (
    AppointmentKind,
    AppointmentState,
    Outcome,
    WhoAsked,
)
from openprobation.vocabulary.commissioning import PriceUnit, PurchaseState
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.interventions import (
    Attendance,
    Delivery,
    NoSessionReason,
    ReferralMove,
    ReferralState,
    SessionKind,
    SessionState,
    Side,
)
from openprobation.vocabulary.sentences import RequirementKind

from ..events import SessionReported
from ..models import GroupMember, GroupSession, Referral, Session
from ..permissions import Permission
from ..policies import LONGEST
from ..queries import HELD
from .moving import Missing, NotFound, NotNow, TooLong, locked, move, refuse_all, require_side


class NobodyAnswers(Refused):
    def __init__(self) -> None:
        super().__init__(
            "No officer holds this case today, so nobody could decide on a session. Ask the team."
        )


class ReportedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has reported on this session already.")


class NotYet(Refused):
    def __init__(self) -> None:
        super().__init__("This session has not started yet.", field="attendance")


class MovesWithItsGroup(Refused):
    def __init__(self) -> None:
        super().__init__("This is a session of a group: move it for everybody, from the group.")


class TooLateToCancel(Refused):
    def __init__(self) -> None:
        super().__init__("This session has started. Report what happened instead.")


class NotReported(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody has reported on this session yet: there is nothing to correct.")


class DecidedAlready(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The officer has decided what this session means. Ring them: they can correct it."
        )


class PlaceNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say where it is held.", field="place")


# ── Booking ────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def book(
    *,
    referral_id: int,
    kind: SessionKind,
    starts_at: datetime,
    minutes: int,
    delivery: Delivery,
    place: str,
    by: User,
    at: datetime,
    group_session: GroupSession | None = None,
) -> Session:
    """Book a session: it stands in the person's and the officer's appointments from now."""
    found = locked(referral_id)
    require_side(found, Side.SUPPLIER, by=by, at=at)
    if found.state not in UNDER_WAY:
        raise NotNow(
            f"No session can be booked: the referral is {ReferralState(found.state).label.lower()}."
        )
    if kind is SessionKind.ASSESSMENT and found.assessed_at is not None:
        raise NotNow("The assessment is written already.")
    if delivery is not Delivery.PHONE and not place.strip():
        raise PlaceNeeded
    meeting_id = meet(
        found, starts_at=starts_at, minutes=minutes, delivery=delivery, place=place, at=at
    )
    made = Session.objects.create(
        referral=found,
        kind=kind,
        group_session=group_session,
        appointment_id=meeting_id,
        starts_at=starts_at,
        minutes=minutes,
        delivery=delivery,
        place=place.strip(),
        state=SessionState.PLANNED,
        booked_by=by,
        booked_at=at,
    )
    audit(
        "referral.session.booked",
        on=made,
        person_id=persons.kept_id(found.person_id),
        by=by.username,
        at=at,
        kind=kind,
    )
    return made


def meet(
    found: Referral,
    *,
    starts_at: datetime,
    minutes: int,
    delivery: Delivery,
    place: str,
    at: datetime,
) -> int:
    """The same meeting among the person's appointments, with whoever holds the case. Its key."""
    person = persons.by_id(persons.kept_id(found.person_id))
    assert person is not None
    holder = next(iter(allocations.holders(person.ids, at).values()), None)
    if holder is None or holder.officer_id is None:
        raise NobodyAnswers
    counts = kind_of(found, on=timezone.localdate(starts_at), person_ids=person.ids)
    (made,) = appointments.arrange(
        person_id=person.id,
        officer_id=holder.officer_id,
        kind=AppointmentKind.TELEPHONE
        if delivery is Delivery.PHONE and counts is AppointmentKind.OTHER
        else counts,
        starts_at=starts_at,
        minutes=minutes,
        place=place.strip() or Delivery.PHONE.label,
        purpose=f"{found.service.title}, by {found.supplier.name}",
        requirement_id=found.requirement_id if counts is not AppointmentKind.OTHER else None,
        counts_as_rar_day=counts is AppointmentKind.ACTIVITY,
        confirmed_warnings=True,
        by=system_user(),
        at=at,
    )
    return made.pk


def kind_of(found: Referral, *, on: date, person_ids: tuple[int, ...]) -> AppointmentKind:
    """A session uses a day of the requirement it was referred under, while that runs."""
    if found.requirement_id is None:
        return AppointmentKind.OTHER
    live = {each.id: each.kind for each in sentences.live_requirements(person_ids, on)}
    return {
        RequirementKind.RAR: AppointmentKind.ACTIVITY,
        RequirementKind.PROGRAMME: AppointmentKind.PROGRAMME,
    }.get(live.get(found.requirement_id, RequirementKind.CURFEW), AppointmentKind.OTHER)


@transaction.atomic
def move_session(
    *,
    session_id: int,
    starts_at: datetime,
    who_asked: WhoAsked,
    why: str,
    by: User,
    at: datetime,
) -> Session:
    """Another day or time, who asked and why: the appointment moves with it."""
    session = taken(session_id, by=by, at=at)
    if session.kind == SessionKind.GROUP:
        raise MovesWithItsGroup
    put_elsewhere(session, starts_at=starts_at, who_asked=who_asked, why=why, by=by, at=at)
    return session


def put_elsewhere(
    session: Session,
    *,
    starts_at: datetime,
    who_asked: WhoAsked,
    why: str,
    by: User,
    at: datetime,
) -> None:
    faults: list[Refused] = []
    if not why.strip():
        faults.append(Missing("Say why it moves.", field="why"))
    if len(why) > LONGEST:
        faults.append(TooLong(len(why), "why"))
    if starts_at <= at:
        faults.append(Missing("Choose a day and time still to come.", field="day"))
    refuse_all(faults)
    assert session.appointment is not None
    moved = appointments.reschedule(
        appointment_id=session.appointment.pk,
        seen_version=session.appointment.version,
        starts_at=starts_at,
        minutes=session.minutes,
        who_asked=who_asked,
        why=why,
        confirmed_warnings=True,
        by=system_user(),
        at=at,
    )
    session.appointment_id, session.starts_at = moved.pk, starts_at
    session.save(update_fields=["appointment", "starts_at"])
    audit(
        "referral.session.moved",
        on=session,
        person_id=persons.kept_id(session.referral.person_id),
        by=by.username,
        at=at,
        who=who_asked,
    )


@transaction.atomic
def cancel_session(*, session_id: int, why: str, by: User, at: datetime) -> Session:
    """The supplier cannot hold it: the appointment is stood down, and it counts against nobody."""
    session = taken(session_id, by=by, at=at)
    if session.kind == SessionKind.GROUP:
        raise MovesWithItsGroup
    if session.starts_at <= at:
        raise TooLateToCancel
    if not why.strip():
        raise Missing("Say why it is cancelled.", field="why")
    if len(why) > LONGEST:
        raise TooLong(len(why), "why")
    stand_down(session, why=why.strip(), at=at)
    audit(
        "referral.session.cancelled",
        on=session,
        person_id=persons.kept_id(session.referral.person_id),
        by=by.username,
        at=at,
    )
    return session


def stand_down(session: Session, *, why: str, at: datetime) -> None:
    """A session that will not be held, and its appointment with it, where nothing came of that yet."""
    session.state, session.note = SessionState.CANCELLED, why
    session.save(update_fields=["state", "note"])
    meeting = session.appointment
    if meeting is not None and meeting.state == AppointmentState.PLANNED:
        appointments.record_outcome(
            appointment_id=meeting.pk,
            seen_version=meeting.version,
            outcome=Outcome.STOOD_DOWN,
            note=why,
            by=system_user(),
            at=at,
        )


def stand_down_to_come(found: Referral, *, why: str, at: datetime) -> None:
    """The referral is over: what was still planned is not held."""
    rows = (
        Session.objects.select_for_update(of=("self",))
        .select_related("appointment")
        .filter(referral=found, state=SessionState.PLANNED, starts_at__gt=at)
        .order_by("pk")
    )
    for session in rows:
        stand_down(session, why=why, at=at)


def taken(session_id: int, *, by: User, at: datetime) -> Session:
    """A session of the supplier's, not reported yet, with its row locked."""
    session = of_supplier(session_id, by=by, at=at)
    if session.state != SessionState.PLANNED:
        raise ReportedAlready
    return session


def of_supplier(session_id: int, *, by: User, at: datetime) -> Session:
    """A session of the supplier's with its row locked, the referral's before it: one order for all."""
    key = Session.objects.filter(pk=session_id).values_list("referral_id", flat=True).first()
    if key is None:
        raise NotFound
    found = locked(key)
    require_side(found, Side.SUPPLIER, by=by, at=at)
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("appointment")
        .get(pk=session_id)
    )
    session.referral = found
    return session


# ── Reporting ──────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def report(
    *,
    session_id: int,
    attendance: Attendance,
    note: str,
    by: User,
    at: datetime,
    no_session: NoSessionReason | None = None,
) -> Session:
    """Say who came and what happened: it lands in the record, and the officer decides what it means."""
    session = taken(session_id, by=by, at=at)
    if session.starts_at > at:
        raise NotYet
    refuse_unreportable(attendance, no_session, note)
    put_report(session, attendance, no_session, note, by=by, at=at)
    found = session.referral
    person_id = persons.kept_id(found.person_id)
    contacts.record(
        person_id=person_id,
        kind=ContactKind.INTERVENTION,
        happened_at=session.starts_at,
        summary=reports(found, session, attendance),
        note=session.note,
        by=by,
        at=at,
        reference=session,
    )
    audit(
        "referral.session.reported",
        on=session,
        person_id=person_id,
        by=by.username,
        at=at,
        attendance=attendance,
    )
    if counts(session):
        follow(found, session, by=by, at=at)
    announce(SessionReported(session.pk, found.pk, found.person_id, attendance, by.pk, at))
    return session


def refuse_unreportable(
    attendance: Attendance, no_session: NoSessionReason | None, note: str
) -> None:
    faults: list[Refused] = []
    if attendance not in HELD and no_session is None:
        faults.append(Missing("Say why there was no session.", field="no_session"))
    if len(note) > LONGEST:
        faults.append(TooLong(len(note), "note"))
    refuse_all(faults)


def put_report(
    session: Session,
    attendance: Attendance,
    no_session: NoSessionReason | None,
    note: str,
    *,
    by: User,
    at: datetime,
) -> None:
    session.state = SessionState.REPORTED
    session.attendance = attendance
    session.no_session = no_session if attendance not in HELD else None
    session.note = note.strip()
    session.reported_by, session.reported_at = by, at
    session.save(
        update_fields=["state", "attendance", "no_session", "note", "reported_by", "reported_at"]
    )


def reports(found: Referral, session: Session, attendance: Attendance) -> str:
    """The line of the record: which session, and what the supplier says of it."""
    why = NoSessionReason(session.no_session).label.lower() if session.no_session else ""
    said = f"{found.service.title}: {found.supplier.name} reports “{attendance.label}”"
    return f"{said} ({why})" if why else said


def counts(session: Session) -> bool:
    """Whether a report is of a session that was held and paid for: the assessment is before the plan."""
    return session.attendance in HELD and session.kind != SessionKind.ASSESSMENT


def follow(found: Referral, session: Session, *, by: User, at: datetime) -> None:
    """What follows from a session that was held."""
    if found.state == ReferralState.PLANNED:
        move(found, ReferralMove.HOLD_SESSION, by=by, at=at)
    bill(found, session, by=by, at=at)
    complete(found, on=timezone.localdate(session.starts_at), by=by, at=at)


@transaction.atomic
def correct_report(
    *,
    session_id: int,
    attendance: Attendance,
    note: str,
    why: str,
    by: User,
    at: datetime,
    no_session: NoSessionReason | None = None,
) -> Session:
    """Report again, until the officer has decided: the record keeps both lines, and the money follows."""
    session = of_supplier(session_id, by=by, at=at)
    found = session.referral
    if session.state != SessionState.REPORTED:
        raise NotReported
    if found.state not in UNDER_WAY:
        raise NotNow(
            f"Too late to correct: the referral is {ReferralState(found.state).label.lower()}."
        )
    if session.appointment is not None and session.appointment.outcome is not None:
        raise DecidedAlready
    refuse_unreportable(attendance, no_session, note)
    if not why.strip():
        raise Missing("Say why the report changes.", field="why")
    counted = counts(session)
    put_report(session, attendance, no_session, note, by=by, at=at)
    contacts.supersede_reference(
        session,
        why=why.strip(),
        by=by,
        at=at,
        summary=reports(found, session, attendance),
        note=session.note,
    )
    audit(
        "referral.session.corrected",
        on=session,
        person_id=persons.kept_id(found.person_id),
        by=by.username,
        at=at,
        attendance=attendance,
    )
    if counts(session) and not counted:
        follow(found, session, by=by, at=at)
    if counted and not counts(session):
        unbill(found, session, by=by, at=at)
        GroupMember.objects.filter(referral=found).update(completed_on=None)
    announce(SessionReported(session.pk, found.pk, found.person_id, attendance, by.pk, at))
    return session


def unbill(found: Referral, session: Session, *, by: User, at: datetime) -> None:
    """It was not held after all: what it delivered is taken back. A place stays while another was held."""
    if session.billed_id is None:
        return
    others = Session.objects.filter(referral=found, attendance__in=HELD).exclude(
        kind=SessionKind.ASSESSMENT
    )
    heir = others.filter(billed__isnull=True).order_by("starts_at", "pk").first()
    assert found.order_id is not None
    line_id = session.billed_id
    session.billed = None
    session.save(update_fields=["billed"])
    if orders([found.order_id])[found.order_id].unit is PriceUnit.PLACE and heir is not None:
        heir.billed_id = line_id
        heir.save(update_fields=["billed"])
        return
    commissioning.take_back(line_id=line_id, by=by, at=at)


def bill(found: Referral, session: Session, *, by: User, at: datetime) -> None:
    """What was held is delivered under the order, never more than is left of it. A place counts once."""
    assert found.order_id is not None
    money = orders([found.order_id])[found.order_id]
    if money.state is not PurchaseState.ACCEPTED:
        return
    units = {
        PriceUnit.SESSION: 1,
        PriceUnit.DAY: 1,
        PriceUnit.HOUR: -(-session.minutes // 60),
        PriceUnit.PLACE: 0 if money.account.delivered else money.account.ordered,
    }[money.unit]
    units = min(units, money.account.left)
    if units:
        session.billed = commissioning.deliver(
            order_id=found.order_id,
            units=units,
            evidence=f"Session reported: {found.reference}",
            on=timezone.localdate(session.starts_at),
            by=by,
            at=at,
        )
        session.save(update_fields=["billed"])


def complete(found: Referral, *, on: date, by: User, at: datetime) -> None:
    """A programme is complete on the day its last session was done, in the group or as a catch-up."""
    member = GroupMember.objects.filter(referral=found, completed_on__isnull=True).first()
    if member is None:
        return
    done = Session.objects.filter(
        referral=found, group_session__isnull=False, attendance__in=HELD
    ).values_list("group_session__number", flat=True)
    sessions = member.group.schedule.count()
    if len(set(done)) == sessions:
        member.completed_on = on
        member.save(update_fields=["completed_on"])
        contacts.record(
            person_id=persons.kept_id(found.person_id),
            kind=ContactKind.INTERVENTION,
            happened_at=at,
            summary=f"Completed {found.service.title}: all {sessions} sessions",
            note="",
            by=by,
            at=at,
            reference=member,
        )


# ── Deciding ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def decide(*, session_id: int, outcome: Outcome, note: str, by: User, at: datetime) -> Session:
    """The officer says what a reported session means, on the same road as any other meeting."""
    session = (
        Session.objects.select_related("referral", "appointment").filter(pk=session_id).first()
    )
    if session is None or session.appointment is None:
        raise NotFound
    require(by, Permission.REFER, at=at, person_id=persons.kept_id(session.referral.person_id))
    appointments.record_outcome(
        appointment_id=session.appointment.pk,
        seen_version=session.appointment.version,
        outcome=outcome,
        note=note,
        by=by,
        at=at,
    )
    return session
