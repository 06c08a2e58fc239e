"""When should somebody be met next, and what stands in the way of a time?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q

from openprobation.foundation.access.check import authority, roles
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules.appointments import (
    Arrangement,
    Booking,
    arrangement,
    local,
    next_suggestion,
)
from openprobation.rules.appointments.arranging import OFFICE_HOURS
from openprobation.rules.appointments.moments import LONDON, clock_time
from openprobation.rules.dates import words
from openprobation.supervision.allocations import queries as allocations
from openprobation.vocabulary.appointments import AppointmentKind

from ..models import Appointment
from ..permissions import Permission
from .entries import ONE_DAY, DayEntry, entries
from .one import Detail, by_id

MOST_BOOKINGS = 5_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody would like to arrange."""

    officer_id: int
    kind: AppointmentKind
    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return later(self.starts_at, self.minutes)


def later(moment: datetime, minutes: int) -> datetime:
    """So many minutes on, as they pass: not as the wall shows them when the clocks change."""
    return moment.astimezone(UTC) + timedelta(minutes=minutes)


def needs_attendance(kind: AppointmentKind) -> bool:
    return kind is not AppointmentKind.TELEPHONE


def bookings(
    *,
    person_ids: Collection[int],
    officer_id: int,
    since: datetime,
    until: datetime,
    without: int | None = None,
) -> list[Booking]:
    """What already fills the time of a person and an officer near a stretch of it. One query.

    Every record of the person counts as the one person: they are given the first of `person_ids`.
    """
    near = Q(starts_at__lt=until + ONE_DAY, starts_at__gt=since - ONE_DAY)
    rows = Appointment.objects.taking_time().filter(
        (Q(person_id__in=person_ids) & near) | (Q(officer_id=officer_id) & near)
    )
    if without is not None:
        rows = rows.exclude(pk=without)
    same = next(iter(person_ids))
    return [
        Booking(
            person=same if person in person_ids else person,
            officer=officer,
            starts_at=starts,
            ends_at=ends,
            needs_attendance=needs_attendance(AppointmentKind(kind)),
            what=AppointmentKind(kind).label,
        )
        for person, officer, starts, ends, kind in rows.order_by("starts_at", "pk").values_list(
            "person_id", "officer_id", "starts_at", "ends_at", "kind"
        )[:MOST_BOOKINGS]
    ]


def judged(
    proposals: Collection[Proposal], *, person_ids: Collection[int], without: int | None = None
) -> list[Arrangement]:
    """For each, why it cannot be so and what the officer should know. Two queries for all."""
    first = min(proposals, key=lambda proposal: proposal.starts_at)
    last = max(proposals, key=lambda proposal: proposal.ends_at)
    taken = by_day(
        bookings(
            person_ids=person_ids,
            officer_id=first.officer_id,
            since=first.starts_at,
            until=last.ends_at,
            without=without,
        )
    )
    absent = absences(first.officer_id, {local(each.starts_at).date() for each in proposals})
    return [judged_beside(proposal, taken, absent, person_ids) for proposal in proposals]


def judged_beside(
    proposal: Proposal,
    taken: dict[date, list[Booking]],
    absent: dict[date, tuple[str, ...]],
    person_ids: Collection[int],
) -> Arrangement:
    on = local(proposal.starts_at).date()
    found = arrangement(
        Booking(
            person=next(iter(person_ids)),
            officer=proposal.officer_id,
            starts_at=proposal.starts_at.astimezone(UTC),
            ends_at=proposal.ends_at,
            needs_attendance=needs_attendance(proposal.kind),
            what=proposal.kind.label,
        ),
        [booking for near in (-1, 0, 1) for booking in taken.get(on + near * ONE_DAY, ())],
    )
    return Arrangement(found.refusals, (*found.warnings, *absent.get(on, ())))


def by_day(taken: Iterable[Booking]) -> dict[date, list[Booking]]:
    found: dict[date, list[Booking]] = defaultdict(list)
    for booking in taken:
        found[local(booking.starts_at).date()].append(booking)
    return found


def absences(officer_id: int, days: Collection[date]) -> dict[date, tuple[str, ...]]:
    """On which of these days the officer is in no post, in words. One query."""
    posts = organisations.posts_of(officer_id)
    return {
        day: (f"The officer is in no post on {words(day)}, so may not be there.",)
        for day in days
        if not any(post.is_held(day) for post in posts)
    }


@dataclass(frozen=True, slots=True)
class Suggested:
    """The next appointment as suggested, and how it was found. `already`: one that is arranged."""

    starts_at: datetime
    minutes: int
    because: str
    already: DayEntry | None
    arrangement: Arrangement


def suggestion(after: Detail, *, person_ids: Collection[int], at: datetime) -> Suggested:
    """When to meet next: same weekday and time, as often as usual, moved off days nobody works.

    Moved into office hours too: an earlier or later time is the officer's to choose, not ours.
    Four queries. Where the next one is already arranged it says so beside what it would suggest.
    """
    seen = (
        Appointment.objects.standing()
        .filter(
            person_id__in=person_ids,
            officer_id=after.entry.officer_id,
            starts_at__lte=after.entry.starts_at,
        )
        .order_by("-starts_at", "-pk")
        .values_list("starts_at", flat=True)[:12]
    )
    seen_on = [local(moment).date() for moment in seen]
    found = next_suggestion(after.entry.starts_at, at=at, seen_on=seen_on)
    if inside_hours(found.starts_at, after.entry.minutes) <= at:
        found = next_suggestion(found.starts_at, at=at, seen_on=seen_on)
    to_come = Appointment.objects.planned().filter(
        person_id__in=person_ids,
        officer_id=after.entry.officer_id,
        starts_at__gt=max(at, after.entry.starts_at),
    )
    already = entries(to_come.order_by("starts_at", "pk"), size=1)
    starts_at = inside_hours(found.starts_at, after.entry.minutes)
    proposal = Proposal(after.entry.officer_id, after.entry.kind, starts_at, after.entry.minutes)
    because = found.because
    if starts_at != found.starts_at:
        time = clock_time(local(starts_at).time())
        because = f"{because.removesuffix('.')}; that is outside office hours, so {time}."
    return Suggested(
        starts_at=starts_at,
        minutes=after.entry.minutes,
        because=because,
        already=already[0] if already else None,
        arrangement=judged([proposal], person_ids=person_ids, without=after.id)[0],
    )


def office_hours(day: date) -> tuple[datetime, datetime]:
    """From when to when the office is open on a working day."""
    hours = OFFICE_HOURS.on(day).value
    opens, closes = (
        datetime.combine(day, each, tzinfo=LONDON) for each in (hours.opens_at, hours.closes_at)
    )
    return opens, closes


def inside_hours(starts_at: datetime, minutes: int) -> datetime:
    """The time itself when office hours hold it, else the nearest that day that they do."""
    opens, closes = office_hours(local(starts_at).date())
    return max(opens, min(starts_at, closes - timedelta(minutes=minutes)))


# ── What the page opens with ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who could see the person."""

    id: int
    name: str
    is_responsible: bool


def who_could_see(person_ids: Collection[int], *, viewer: User, at: datetime) -> list[Seer]:
    """The responsible officer first, then whoever sees people in their team and the viewer's. Three queries."""
    held = allocations.holder(person_ids, at)
    team_ids = set(authority(viewer, at).team_ids) | ({held.team_id} if held else set())
    seeing = [role for role, may in roles().items() if Permission.RECORD_OUTCOME.value in may]
    members = organisations.members(team_ids=team_ids, on=local(at).date(), roles=seeing)
    names = {member.user_id: member.name for member in members}
    responsible = held.officer_id if held else None
    if held and responsible is not None:
        names = {responsible: held.officer} | names
    return [Seer(pk, name, pk == responsible) for pk, name in names.items()]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new appointment opens with, from the person's latest one: None where there is none."""

    latest: Detail | None
    suggested: Suggested | None


def opening(person_ids: Collection[int], *, at: datetime) -> Opening:
    """The latest appointment of a person, planned ones too, and what would follow it. Six queries."""
    pk = (
        Appointment.objects.standing()
        .filter(person_id__in=person_ids)
        .order_by("-starts_at", "-pk")
        .values_list("pk", flat=True)
        .first()
    )
    latest = by_id(pk, person_ids=person_ids) if pk is not None else None
    if latest is None:
        return Opening(None, None)
    return Opening(latest, suggestion(latest, person_ids=person_ids, at=at))
