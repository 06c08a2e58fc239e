"""How is a group of an accredited programme made, joined, and a missed session caught up?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.rules.interventions import programme_days
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.appointments import WhoAsked
from openprobation.vocabulary.commissioning import ServiceKind
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.interventions import (
    Delivery,
    RegisterMark,
    SessionKind,
    SessionState,
    Side,
)

from .. import queries
from ..models import Group, GroupMember, GroupSession, Session
from ..permissions import Permission
from ..policies import MARKS, MOST_SESSIONS
from .moving import Missing, NotFound, NotNow, locked, require_side, suppliers_of
from .sessions import book, correct_report, put_elsewhere, report


class GroupFull(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is full. Choose another group.", field="group")


class NotAccredited(Refused):
    def __init__(self) -> None:
        super().__init__("Only an accredited programme runs in groups with a schedule.")


class GroupNamed(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is a group {name} of this programme already.", field="name")


class OutOfOrder(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A session stays after the one before it and before the one that follows.", field="day"
        )


class HeldAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This session has started or is on the register. It cannot be moved.")


class NobodyMarked(Refused):
    def __init__(self) -> None:
        super().__init__("Mark at least one person, or correct a mark.")


class NotMissed(Refused):
    def __init__(self) -> None:
        super().__init__("This session is not one to catch up.", field="number")


@transaction.atomic
def make_group(
    *,
    service_id: int,
    name: str,
    place: str,
    facilitator_id: int,
    room_for: int,
    minutes: int,
    starts_on: date,
    at_time: time,
    weekdays: Collection[int],
    sessions: int,
    by: User,
    at: datetime,
) -> Group:
    """A group and its whole schedule: bank holidays are left out, and it runs on."""
    require(by, Permission.SUPPLY, at=at)
    kind, provider_id = commissioning.kind_and_provider(service_id)
    if not by.is_system and provider_id not in suppliers_of(by, at=at):
        raise NotFound
    if kind is not ServiceKind.ACCREDITED:
        raise NotAccredited
    posts = organisations.posts_on([facilitator_id], on=timezone.localdate(at))[facilitator_id]
    if not any(post.organisation_id == provider_id for post in posts):
        raise Missing("Choose a facilitator of this provider.", field="facilitator")
    if not 0 < sessions <= MOST_SESSIONS or not weekdays:
        raise Missing(f"Plan from 1 to {MOST_SESSIONS} sessions, on at least one day of the week.")
    if not name.strip():
        raise Missing("Give the group a name.", field="name")
    if Group.objects.filter(service_id=service_id, name=name.strip()).exists():
        raise GroupNamed(name.strip())
    if starts_on < timezone.localdate(at):
        raise Missing("The first session is still to come.", field="starts_on")
    group = Group.objects.create(
        service_id=service_id,
        name=name.strip(),
        place=place.strip(),
        facilitator_id=facilitator_id,
        room_for=room_for,
        minutes=minutes,
        made_by=by,
        made_at=at,
    )
    days = programme_days(starts_on, weekdays, sessions)
    GroupSession.objects.bulk_create(
        [
            GroupSession(
                group=group, number=number, starts_at=datetime.combine(day, at_time, tzinfo=LONDON)
            )
            for number, day in enumerate(days, 1)
        ]
    )
    audit("programme.group.made", on=group, by=by.username, at=at, sessions=sessions)
    return group


@transaction.atomic
def join(*, referral_id: int, group_id: int, by: User, at: datetime) -> GroupMember:
    """Put a referred person in a group: every session still to come is booked, those gone are to catch up."""
    found = locked(referral_id)
    require_side(found, Side.SUPPLIER, by=by, at=at)
    if found.state not in queries.READY:
        raise NotNow("Assess and plan first: then the person can join a group.")
    group = (
        Group.objects.select_for_update().filter(pk=group_id, service_id=found.service_id).first()
    )
    if group is None:
        raise NotFound
    if group.members.count() >= group.room_for:
        raise GroupFull(group.name)
    if GroupMember.objects.filter(referral=found).exists():
        raise NotNow("This person is in a group already.")
    member = GroupMember.objects.create(group=group, referral=found, joined_at=at)
    for session in group.schedule.filter(starts_at__gt=at).order_by("number"):
        book(
            referral_id=found.pk,
            kind=SessionKind.GROUP,
            starts_at=session.starts_at,
            minutes=group.minutes,
            delivery=Delivery.IN_PERSON,
            place=group.place,
            group_session=session,
            by=by,
            at=at,
        )
    contacts.record(
        person_id=persons.kept_id(found.person_id),
        kind=ContactKind.INTERVENTION,
        happened_at=at,
        summary=f"Joined {group.name} of {found.service.title}",
        note="",
        by=by,
        at=at,
        reference=group,
    )
    audit(
        "programme.group.joined",
        on=member,
        person_id=persons.kept_id(found.person_id),
        by=by.username,
        at=at,
    )
    return member


@transaction.atomic
def book_catch_up(
    *, referral_id: int, number: int, starts_at: datetime, by: User, at: datetime
) -> Session:
    """Make good a session that was missed, alone with the facilitator."""
    member = GroupMember.objects.select_related("group").filter(referral_id=referral_id).first()
    if member is None:
        raise NotFound
    line = next(iter(queries.groups([member.group.service.provider_id], ids=[member.group_id])))
    standing = next(
        each.standing for each in queries.members(line, at=at) if each.referral_id == referral_id
    )
    waiting = Session.objects.filter(
        referral_id=referral_id,
        kind=SessionKind.CATCH_UP,
        group_session__number=number,
        state=SessionState.PLANNED,
    )
    if number not in standing.to_catch_up or waiting.exists():
        raise NotMissed
    return book(
        referral_id=referral_id,
        kind=SessionKind.CATCH_UP,
        starts_at=starts_at,
        minutes=member.group.minutes,
        delivery=Delivery.IN_PERSON,
        place=member.group.place,
        group_session=member.group.schedule.get(number=number),
        by=by,
        at=at,
    )


# ── The register ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Marked:
    """What a facilitator says of one person at one session."""

    mark: RegisterMark
    note: str = ""


def of_supplier(group_session_id: int, *, by: User, at: datetime) -> GroupSession:
    """A session of a group that this supplier runs, with its row locked."""
    require(by, Permission.SUPPLY, at=at)
    found = (
        GroupSession.objects.select_for_update(of=("self",))
        .select_related("group__service")
        .filter(pk=group_session_id)
        .first()
    )
    if found is None or not (
        by.is_system or found.group.service.provider_id in suppliers_of(by, at=at)
    ):
        raise NotFound
    return found


@transaction.atomic
def take_register(
    *,
    group_session_id: int,
    marks: Mapping[int, Marked],
    by: User,
    at: datetime,
    why: str = "",
) -> int:
    """Mark everybody at once, by session: a first mark is a report, another one corrects it and says why.

    All or nothing. How many marks were new or changed.
    """
    met = of_supplier(group_session_id, by=by, at=at)
    sessions = list(
        Session.objects.filter(pk__in=marks, group_session=met, kind=SessionKind.GROUP)
        .exclude(state=SessionState.CANCELLED)
        .order_by("pk")
    )
    if {session.pk for session in sessions} != set(marks):
        raise NotFound
    written = 0
    for session in sessions:
        said = marks[session.pk]
        attendance, no_session = MARKS[said.mark]
        if session.state == SessionState.PLANNED:
            report(
                session_id=session.pk,
                attendance=attendance,
                no_session=no_session,
                note=said.note,
                by=by,
                at=at,
            )
        elif (session.attendance, session.no_session, session.note) != (
            attendance,
            no_session,
            said.note.strip(),
        ):
            correct_report(
                session_id=session.pk,
                attendance=attendance,
                no_session=no_session,
                note=said.note,
                why=why,
                by=by,
                at=at,
            )
        else:
            continue
        written += 1
    if not written:
        raise NobodyMarked
    audit("programme.register.taken", on=met, by=by.username, at=at, marks=written)
    return written


@transaction.atomic
def move_group_session(
    *, group_session_id: int, starts_at: datetime, why: str, by: User, at: datetime
) -> GroupSession:
    """Another day or time for everybody in the group; each one's appointment moves with it."""
    met = of_supplier(group_session_id, by=by, at=at)
    register = (
        Session.objects.select_for_update(of=("self",))
        .select_related("referral__service", "referral__supplier", "appointment")
        .filter(group_session=met, kind=SessionKind.GROUP)
        .exclude(state=SessionState.CANCELLED)
        .order_by("pk")
    )
    if met.starts_at <= at or any(each.state == SessionState.REPORTED for each in register):
        raise HeldAlready
    if not why.strip():
        raise Missing("Say why it moves.", field="why")
    if starts_at <= at:
        raise Missing("Choose a day and time still to come.", field="day")
    others = met.group.schedule.exclude(pk=met.pk)
    if (
        others.filter(number__lt=met.number, starts_at__gte=starts_at).exists()
        or others.filter(number__gt=met.number, starts_at__lte=starts_at).exists()
    ):
        raise OutOfOrder
    for session in register:
        put_elsewhere(
            session, starts_at=starts_at, who_asked=WhoAsked.SERVICE, why=why, by=by, at=at
        )
    met.starts_at = starts_at
    met.save(update_fields=["starts_at"])
    audit("programme.session.moved", on=met, by=by.username, at=at, number=met.number)
    return met
