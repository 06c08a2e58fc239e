"""Who is on a register, who may join a group, and how far did somebody get: in a programme, in days, to treatment?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from openprobation.rules.interventions import Completion, RarProgress, completion, rar_progress
from openprobation.supervision.commissioning.queries import groupable
from openprobation.vocabulary.interventions import (
    Attendance,
    NoSessionReason,
    PathwayStep,
    ReferralState,
    RegisterMark,
    SessionKind,
    SessionState,
)
from openprobation.vocabulary.needs import Need

from ..models import GroupMember, GroupSession, Referral, Session
from ..policies import HELD, MARKS
from .referrals import SUBSTANCES, ReferralLine, pathway_of

READY = (ReferralState.PLANNED, ReferralState.SESSIONS)
"""A referral whose person may join a group: assessed and planned."""


def mark_of(attendance: Attendance | None, why: NoSessionReason | None) -> RegisterMark | None:
    """How a report reads on a register; None where nobody reported, or not by a mark."""
    return next((mark for mark, means in MARKS.items() if means == (attendance, why)), None)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One person at one session of a group."""

    session_id: int
    referral_id: int
    person_id: int
    reference: str
    state: SessionState
    mark: RegisterMark | None
    note: str
    is_decided: bool
    is_open: bool

    @property
    def may_be_marked(self) -> bool:
        """Not yet reported, or reported and neither decided by the officer nor over."""
        return self.is_open and not self.is_decided


@dataclass(frozen=True, slots=True)
class Register:
    """One session of a group with everybody booked on it."""

    id: int
    group_id: int
    group: str
    service: str
    place: str
    facilitator: str
    number: int
    starts_at: datetime
    minutes: int
    lines: tuple[RegisterLine, ...]

    @property
    def marked(self) -> int:
        return sum(line.state is SessionState.REPORTED for line in self.lines)


def register(group_session_id: int, *, organisation_ids: Collection[int]) -> Register | None:
    """The register of a session, if one of these suppliers runs the group. Two queries."""
    row = (
        GroupSession.objects.filter(
            pk=group_session_id, group__service__provider_id__in=organisation_ids
        )
        .values_list(
            "pk", "group_id", "group__name", "group__service__title", "group__place",
            "group__facilitator__name", "number", "starts_at", "group__minutes",
        )
        .first()
    )  # fmt: skip
    if row is None:
        return None
    rows = (
        Session.objects.filter(group_session_id=group_session_id, kind=SessionKind.GROUP)
        .exclude(state=SessionState.CANCELLED)
        .order_by("referral__membership__joined_at", "pk")
        .values_list(
            "pk", "referral_id", "referral__person_id", "referral__reference", "state",
            "attendance", "no_session", "note", "appointment__outcome", "referral__state",
        )
    )  # fmt: skip
    return Register(
        *row,
        tuple(
            RegisterLine(
                pk, referral_id, person_id, reference, SessionState(state),
                mark_of(
                    Attendance(came) if came else None, NoSessionReason(why) if why else None
                ),
                note, outcome is not None, ReferralState(stands) in READY,
            )
            for pk, referral_id, person_id, reference, state, came, why, note, outcome, stands
            in rows
        ),
    )  # fmt: skip


def marked(group_id: int) -> dict[int, tuple[int, int]]:
    """How many are booked on each session of a group, and how many of them are marked. One query."""
    rows = (
        Session.objects.filter(group_session__group_id=group_id, kind=SessionKind.GROUP)
        .exclude(state=SessionState.CANCELLED)
        .values_list("group_session_id")
        .annotate(booked=Count("pk"), done=Count("pk", filter=Q(state=SessionState.REPORTED)))
        .order_by()
    )
    return {pk: (booked, done) for pk, booked, done in rows}


@dataclass(frozen=True, slots=True)
class MayJoin:
    referral_id: int
    person_id: int
    reference: str


def may_join(service_id: int) -> list[MayJoin]:
    """Who was referred to a programme, has a plan and is in no group, the longest waiting first. One query."""
    rows = Referral.objects.filter(
        service_id=service_id, state__in=READY, membership__isnull=True
    ).order_by("sent_at", "pk")
    return [MayJoin(*row) for row in rows.values_list("pk", "person_id", "reference")]


def programmes_of(organisation_ids: Collection[int], *, on: date) -> dict[int, str]:
    """The accredited programmes of these suppliers on the catalogue, by key. One query."""
    return groupable(organisation_ids, on=on)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody got in the programme: sessions done, to catch up and to come, of how many."""

    group_id: int
    group: str
    place: str
    facilitator: str
    sessions: int
    standing: Completion
    next_at: datetime | None
    completed_on: date | None

    @property
    def percent(self) -> int:
        return round(100 * self.standing.done / self.sessions) if self.sessions else 0


def progress(referral_ids: Collection[int], *, at: datetime) -> dict[int, Progress]:
    """How far each of these got, by referral; only those in a group. Three queries at most."""
    rows = list(
        GroupMember.objects.filter(referral_id__in=referral_ids).values_list(
            "referral_id", "group_id", "group__name", "group__place", "group__facilitator__name",
            "completed_on",
        )
    )  # fmt: skip
    if not rows:
        return {}
    groups = {row[1] for row in rows}
    planned: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for group_id, number, starts_at in GroupSession.objects.filter(group_id__in=groups).values_list(
        "group_id", "number", "starts_at"
    ):
        planned[group_id].append((number, starts_at))
    held: dict[int, set[int]] = defaultdict(set)
    came: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    coming: dict[int, list[datetime]] = defaultdict(list)
    for group_id, referral_id, number, starts_at, state, attendance in (
        Session.objects.filter(group_session__group_id__in=groups)
        .exclude(state=SessionState.CANCELLED)
        .values_list(
            "group_session__group_id", "referral_id", "group_session__number", "starts_at",
            "state", "attendance",
        )
    ):  # fmt: skip
        if attendance is not None:
            held[group_id].add(number)
            came[referral_id].append((number, Attendance(attendance) in HELD))
        elif state == SessionState.PLANNED and starts_at > at:
            coming[referral_id].append(starts_at)
    return {
        referral_id: Progress(
            group_id, name, place, facilitator, len(planned[group_id]),
            completion(
                len(planned[group_id]), came.get(referral_id, ()), held=held.get(group_id, set())
            ),
            min(coming.get(referral_id, ()), default=None), completed_on,
        )
        for referral_id, group_id, name, place, facilitator, completed_on in rows
    }  # fmt: skip


# ── Days of rehabilitation activity ────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class RarDays:
    """Days with suppliers under one requirement, whoever they were with: a day counts once."""

    requirement_id: int
    suppliers: tuple[str, ...]
    days: RarProgress


def rar_days(
    referrals: Collection[ReferralLine], *, ordered: Mapping[int, int], on: date
) -> list[RarDays]:
    """Ordered, planned, delivered and attended, by requirement. No query.

    `ordered`: the days of each requirement. What a supplier could not hold was not delivered.
    """
    found = []
    for requirement_id, days in ordered.items():
        theirs = [line for line in referrals if line.requirement_id == requirement_id]
        sessions = [
            (each.on, each.came)
            for line in theirs
            for each in line.sessions
            if each.no_session is not NoSessionReason.LOGISTICS
        ]
        if theirs:
            suppliers = tuple(sorted({line.supplier for line in theirs}))
            found.append(RarDays(requirement_id, suppliers, rar_progress(days, sessions, on=on)))
    return found


# ── From referral to treatment ─────────────────────────────────────────────────────────────
ROAD = (
    PathwayStep.REFERRED,
    PathwayStep.TAKEN,
    PathwayStep.ASSESSED,
    PathwayStep.IN_TREATMENT,
    PathwayStep.ENDED,
)


@dataclass(frozen=True, slots=True)
class Way:
    """How far somebody with a drugs or alcohol need got to treatment: each step, the day, whether it was reached."""

    need: Need
    step: PathwayStep
    steps: tuple[tuple[PathwayStep, date | None, bool], ...]


def ways(referrals: Collection[ReferralLine], tops: Collection[Need]) -> list[Way]:
    """The road of every drugs or alcohol need referred or among the first; nobody asked is told too. No query."""
    reached = pathway_of(referrals)
    return [
        way(need, reached.get(need, PathwayStep.NOBODY_ASKED), referrals)
        for need in SUBSTANCES
        if need in reached or need in tops
    ]


def way(need: Need, step: PathwayStep, referrals: Collection[ReferralLine]) -> Way:
    line = next(
        (each for each in referrals if each.need is need and pathway_of([each]).get(need) is step),
        None,
    )
    if line is None:
        return Way(need, step, tuple((each, None, False) for each in ROAD))
    first = min((each.on for each in line.counted if each.was_held), default=None)
    days: dict[PathwayStep, date | None] = {
        PathwayStep.REFERRED: timezone.localdate(line.sent_at) if line.sent_at else None,
        PathwayStep.ASSESSED: timezone.localdate(line.assessed_at) if line.assessed_at else None,
        PathwayStep.IN_TREATMENT: first,
        PathwayStep.ENDED: timezone.localdate(line.ended_at)
        if line.ended_at and step is PathwayStep.ENDED
        else None,
    }
    last = max(
        (ROAD.index(each) for each, day in days.items() if day is not None),
        default=-1,
    )
    if step in ROAD:
        last = max(last, ROAD.index(step))
    return Way(
        need,
        step,
        tuple((each, days.get(each), number <= last) for number, each in enumerate(ROAD)),
    )
