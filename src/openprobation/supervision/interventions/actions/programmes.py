"""How is a group of an accredited programme made, joined, and a missed session caught up?"""

from __future__ import annotations

from collections.abc import Collection
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
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.commissioning import ServiceKind
from openprobation.vocabulary.interventions import (
    Delivery,
    ReferralState,
    SessionKind,
    SessionState,
    Side,
)

from .. import queries
from ..models import Group, GroupMember, GroupSession, Session
from ..permissions import Permission
from ..policies import MOST_SESSIONS
from .moving import Missing, NotFound, NotNow, locked, require_side, suppliers_of
from .sessions import book

READY = (ReferralState.PLANNED, ReferralState.SESSIONS)


class GroupFull(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is full. Choose another group.", field="group")


class NotAccredited(Refused):
    def __init__(self) -> None:
        super().__init__("Only an accredited programme runs in groups with a schedule.")


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
    if found.state not in READY:
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
