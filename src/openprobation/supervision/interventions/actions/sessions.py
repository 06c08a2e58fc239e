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
from openprobation.vocabulary.appointments import AppointmentKind, Outcome, WhoAsked
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
from .moving import Missing, NotFound, NotNow, TooLong, locked, move, require_side


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
    if not why.strip():
        raise Missing("Say why it moves.", field="why")
    assert session.appointment is not None
    moved = appointments.reschedule(
        appointment_id=session.appointment.pk,
        seen_version=session.appointment.version,
        starts_at=starts_at,
        minutes=session.minutes,
        who_asked=who_asked,
        why=why,
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
    return session


def taken(session_id: int, *, by: User, at: datetime) -> Session:
    """A session of the supplier's, not reported yet, with its row locked."""
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("referral__service", "referral__supplier")
        .filter(pk=session_id)
        .first()
    )
    if session is None:
        raise NotFound
    require_side(session.referral, Side.SUPPLIER, by=by, at=at)
    if session.state != SessionState.PLANNED:
        raise ReportedAlready
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
    if attendance not in HELD and no_session is None:
        raise Missing("Say why there was no session.", field="no_session")
    if len(note) > LONGEST:
        raise TooLong(len(note), "note")
    session.state = SessionState.REPORTED
    session.attendance = attendance
    session.no_session = no_session if attendance not in HELD else None
    session.note = note.strip()
    session.reported_by, session.reported_at = by, at
    session.save(
        update_fields=["state", "attendance", "no_session", "note", "reported_by", "reported_at"]
    )
    found = locked(session.referral_id)
    person_id = persons.kept_id(found.person_id)
    contacts.record(
        person_id=person_id,
        kind=ContactKind.INTERVENTION,
        happened_at=session.starts_at,
        summary=f"{found.service.title}: {found.supplier.name} reports “{attendance.label}”",
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
    if attendance in HELD and session.kind != SessionKind.ASSESSMENT:
        if found.state == ReferralState.PLANNED:
            move(found, ReferralMove.HOLD_SESSION, by=by, at=at)
        bill(found, session, by=by, at=at)
        complete(found, on=timezone.localdate(session.starts_at))
    announce(SessionReported(session.pk, found.pk, found.person_id, attendance, by.pk, at))
    return session


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
        commissioning.deliver(
            order_id=found.order_id,
            units=units,
            evidence=f"Session reported: {found.reference}",
            on=timezone.localdate(session.starts_at),
            by=by,
            at=at,
        )


def complete(found: Referral, *, on: date) -> None:
    """A programme is complete on the day its last session was done, in the group or as a catch-up."""
    member = GroupMember.objects.filter(referral=found, completed_on__isnull=True).first()
    if member is None:
        return
    done = Session.objects.filter(
        referral=found, group_session__isnull=False, attendance__in=HELD
    ).values_list("group_session__number", flat=True)
    if len(set(done)) == member.group.schedule.count():
        member.completed_on = on
        member.save(update_fields=["completed_on"])


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
