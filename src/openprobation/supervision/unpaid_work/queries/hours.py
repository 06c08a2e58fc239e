"""What is owed, counted, planned and left, for anybody's requirement?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from openprobation.foundation.prepared import prepared
from openprobation.rules import unpaid_work as rules
from openprobation.rules.unpaid_work.policy import Incentive
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    EntryKind,
    ExtensionAnswer,
    Frequency,
    IncentiveStatus,
    PlanTrigger,
    ProjectKind,
    ReportState,
    Weekday,
)

from .. import policies
from ..models import Allocation, Extension, HoursEntry, Obligation, WorkAppointment, WorkSession

RECENT = timedelta(days=56)


def credited_of(appointment_id: int) -> int:
    """What a day is worth now. One query."""
    found = HoursEntry.objects.filter(appointment_id=appointment_id).aggregate(s=Sum("minutes"))
    return found["s"] or 0


def end_of_day(at: datetime) -> datetime:
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time()))


def education_left(obligation: Obligation, *, on: date) -> int:
    """How many minutes of learning may still count. One query."""
    lines = HoursEntry.objects.filter(
        obligation=obligation,
        kind=EntryKind.EDUCATION,
        reverses__isnull=True,
        taken_back_by__isnull=True,
    )
    done = lines.aggregate(s=Sum("minutes"))["s"] or 0
    return rules.education_allowance(
        required=obligation.owed, completed=done, percent=policies.education_percent(on)
    ).remaining


# ── The plan ───────────────────────────────────────────────────────────────────────────────
def plan_of(obligation: Obligation, *, trigger: PlanTrigger, at: datetime) -> rules.Plan:
    """What must be planned so that all that is owed is offered. Four queries.

    Nothing is planned where a day is stood down: somebody would come to a closed gate.
    """
    today = timezone.localdate(at)
    live = Allocation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), obligation=obligation, ended_at=None
    ).order_by("start", "pk")
    slots = [
        rules.Slot(
            key=each.pk,
            project=each.project_id,
            frequency=Frequency(each.frequency),
            weekday=Weekday(each.weekday),
            starts_on=each.starts_on,
            ends_on=earliest(each.ends_on, each.project.ends_on),
            start=each.start,
            end=each.end,
        )
        for each in live.select_related("project")
    ]
    unattached = (
        HoursEntry.objects.filter(obligation=obligation)
        .filter(Q(appointment__isnull=True) | Q(kind=EntryKind.TRAVEL) | takes_travel_back())
        .aggregate(s=Sum("minutes"))["s"]
        or 0
    )
    off = stood_down({slot.project for slot in slots}, since=today)
    closed = {
        on
        for project_id, on in off
        if all(slot.project == project_id for slot in slots if slot.weekday.number == on.weekday())
    }
    found = rules.plan(
        required=obligation.owed - unattached,
        slots=slots,
        existing=existing(obligation),
        non_working=policies.non_working_days(today) | closed,
        trigger=trigger,
        now=timezone.localtime(at).replace(tzinfo=None),
    )
    create = tuple(each for each in found.create if (each.project, each.on) not in off)
    return replace(found, create=create)


def stood_down(project_ids: Collection[Any], *, since: date) -> set[tuple[int, date]]:
    """Which days of these projects we called off. One query."""
    rows = WorkSession.objects.filter(
        project_id__in=project_ids, on__gte=since, stood_down__isnull=False
    )
    return set(rows.values_list("project_id", "on"))


def is_stood_down(project_id: int, *, on: date) -> bool:
    """Whether we called a project's day off. One query."""
    return WorkSession.objects.filter(
        project_id=project_id, on=on, stood_down__isnull=False
    ).exists()


def takes_travel_back() -> Q:
    """Lines that take travel back."""
    return Q(reverses__kind=EntryKind.TRAVEL)


def existing(obligation: Obligation) -> list[rules.Existing]:
    """Every day of work that stands, with what it counted. Travel is no part of a day's hours."""
    worked = (
        HoursEntry.objects.filter(appointment=OuterRef("pk"))
        .exclude(kind=EntryKind.TRAVEL)
        .exclude(reverses__kind=EntryKind.TRAVEL)
        .order_by()
        .values("appointment")
        .annotate(s=Sum("minutes"))
        .values("s")
    )
    rows = (
        WorkAppointment.objects.standing()
        .filter(obligation=obligation)
        .annotate(worked=Subquery(worked))
        .values_list("on", "start", "end", "project_id", "allocation_id", "settled", "worked")
    )
    return [rules.Existing(*row) for row in rows]


def earliest(*days: date | None) -> date | None:
    known = [day for day in days if day is not None]
    return min(known) if known else None


# ── How far somebody is ────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Progress:
    """One requirement of unpaid work on a day: minutes, and whether it is done in time."""

    obligation_id: int
    person_id: int
    requirement_id: int
    owed: int
    done: int
    education: int
    education_allowed: int
    today: int
    """Minutes of a day still being worked: counted when it is over."""
    starts_on: date
    inducted_on: date | None
    limits: str
    ended_on: date | None
    next_on: date | None
    planned: int
    control: rules.Control

    @property
    def left(self) -> int:
        return max(self.owed - self.done, 0)

    @property
    def done_hours(self) -> int:
        return self.done // 60


FIELDS = (
    "pk",
    "person_id",
    "requirement_id",
    "owed",
    "starts_on",
    "inducted_on",
    "limits",
    "ended_on",
    "extended_to",
)


SUMS = ("done", "recent", "brought", "education")


@prepared
def obligations_of(person_ids: tuple[int, ...]) -> QuerySet[Obligation, tuple[Any, ...]]:
    rows = Obligation.objects.filter(person_id__in=person_ids)
    extended = rows.annotate(extended_to=Subquery(given_to()))
    return extended.order_by("starts_on", "pk").values_list(*FIELDS)


@prepared
def summed(since: date, obligation_ids: tuple[int, ...]) -> QuerySet[HoursEntry, tuple[Any, ...]]:
    """What was counted of each, in all and after a day."""
    taught = Q(kind=EntryKind.EDUCATION) | Q(reverses__kind=EntryKind.EDUCATION)
    return (
        HoursEntry.objects.filter(obligation_id__in=obligation_ids)
        .values("obligation_id")
        .annotate(
            done=Sum("minutes", default=0),
            recent=Sum("minutes", filter=Q(on__gt=since) & ~Q(kind=EntryKind.BROUGHT), default=0),
            brought=Count("pk", filter=Q(kind=EntryKind.BROUGHT, on__gt=since)),
            education=Sum("minutes", filter=taught, default=0),
        )
        .values_list("obligation_id", *SUMS)
    )


@prepared
def planned(on: date, obligation_ids: tuple[int, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    """The first day planned of each from a day on, and how many there are."""
    rows = WorkAppointment.objects.unmarked().filter(obligation_id__in=obligation_ids, on__gte=on)
    return (
        rows.values("obligation_id")
        .annotate(first=Min("on"), number=Count("pk"))
        .values_list("obligation_id", "first", "number")
    )


def progress(
    person_ids: Collection[int], on: date, *, at: datetime | None = None
) -> dict[int, list[Progress]]:
    """How far each person is with each requirement taken on. Four queries, however many people.

    With `at`, a day that is being worked then counts what it is worth so far.
    """
    rows = obligations_of(tuple(person_ids)) if person_ids else []
    found: dict[int, list[Progress]] = defaultdict(list)
    if not rows:
        return found
    ids = [row[0] for row in rows]
    sums: dict[int, Mapping[str, Any]] = {
        pk: dict(zip(SUMS, row, strict=True)) for pk, *row in summed(on - RECENT, tuple(ids))
    }
    coming: dict[int, Mapping[str, Any]] = {
        pk: {"first": first, "number": number} for pk, first, number in planned(on, tuple(ids))
    }
    working = so_far(ids, at) if at is not None else {}
    policy = policies.control_policy(on).value
    percent = policies.education_percent(on)
    for (
        pk,
        person_id,
        requirement_id,
        owed,
        starts_on,
        inducted_on,
        limits,
        ended_on,
        longer,
    ) in rows:
        entry: Mapping[str, Any] = sums.get(pk, {})
        done = entry.get("done", 0)
        ahead: Mapping[str, Any] = coming.get(pk, {})
        found[person_id].append(
            Progress(
                obligation_id=pk,
                person_id=person_id,
                requirement_id=requirement_id,
                owed=owed,
                done=done,
                education=entry.get("education", 0),
                education_allowed=owed * percent // 100,
                today=max(min(working.get(pk, 0), owed - done), 0),
                starts_on=starts_on,
                inducted_on=inducted_on,
                limits=limits,
                ended_on=ended_on,
                next_on=ahead.get("first"),
                planned=ahead.get("number", 0),
                control=rules.control(
                    required=owed,
                    credited=done,
                    starts_on=starts_on,
                    on=on,
                    months=policy.months,
                    review_months=policy.reviews,
                    recent=None if entry.get("brought") else entry.get("recent", 0),
                    extended_to=longer,
                ),
            )
        )
    return found


def given_to() -> QuerySet[Extension, date | None]:
    """Until when the court gave, the last time it did, of an obligation."""
    return (
        Extension.objects.filter(obligation=OuterRef("pk"), answer=ExtensionAnswer.GRANTED)
        .order_by("-answered_at", "-pk")
        .values_list("granted_to", flat=True)[:1]
    )


def finish_by(obligation: Obligation, *, on: date) -> date:
    """By when the hours are to be done. One query."""
    longer = (
        obligation.extensions.filter(answer=ExtensionAnswer.GRANTED)
        .order_by("-answered_at", "-pk")
        .values_list("granted_to", flat=True)
        .first()
    )
    policy = policies.control_policy(on).value
    return rules.control(
        required=obligation.owed,
        credited=0,
        starts_on=obligation.starts_on,
        on=on,
        months=policy.months,
        review_months=policy.reviews,
        extended_to=longer,
    ).finish_by


@dataclass(frozen=True, slots=True)
class Longer:
    """One time the court was asked for longer."""

    id: int
    obligation_id: int
    until: date
    why: str
    asked_by: str
    asked_at: datetime
    answer: ExtensionAnswer | None
    granted_to: date | None


def longer(obligation_ids: Collection[int]) -> dict[int, list[Longer]]:
    """How often the court was asked, the latest first. One query."""
    found: dict[int, list[Longer]] = defaultdict(list)
    rows = Extension.objects.filter(obligation_id__in=obligation_ids).order_by("-asked_at", "-pk")
    for row in rows.values_list(
        "pk", "obligation_id", "until", "why", "asked_by__name", "asked_at", "answer", "granted_to"
    ):
        answer = ExtensionAnswer(row[6]) if row[6] else None
        found[row[1]].append(Longer(*row[:6], answer, row[7]))
    return found


# ── Time off ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class TimeOff:
    """How much time is taken off for hours worked without an absence: minutes."""

    status: IncentiveStatus
    now: int
    at_most: int


def time_off(found: Iterable[Progress], *, on: date) -> dict[int, TimeOff]:
    """By obligation; nobody where no such scheme is in force. Two queries, or none."""
    rule = policies.incentive(on)
    lines = list(found)
    if rule is None or not lines:
        return {}
    ids = [each.obligation_id for each in lines]
    events: dict[int, list[tuple[date, time, int, bool]]] = defaultdict(list)
    for day in days_where(Q(obligation_id__in=ids, settled=True)):
        events[day.obligation_id].append(
            (day.on, day.start, day.counted, day.report is ReportState.TAKEN_UP and not day.teaches)
        )
    added = HoursEntry.objects.filter(obligation_id__in=ids, appointment__isnull=True)
    for pk, day_on, minutes in added.values_list("obligation_id", "on", "minutes"):
        events[pk].append((day_on, time(23, 59, 59), minutes, False))
    return {
        each.obligation_id: off(each, sorted(events[each.obligation_id]), scheme=rule.value)
        for each in lines
    }


def off(
    line: Progress, events: list[tuple[date, time, int, bool]], *, scheme: Incentive
) -> TimeOff:
    come = rules.progress(
        [rules.IncentiveEvent(minutes, disqualifies) for _on, _at, minutes, disqualifies in events],
        required=line.owed,
        scheme=scheme,
    )
    found = rules.discount(come.qualifying, status=come.status, required=line.owed, scheme=scheme)
    return TimeOff(come.status, found.current, found.projected)


def so_far(obligation_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Minutes of today's work that is under way. One query."""
    now = timezone.localtime(at).time()
    found: dict[int, int] = defaultdict(int)
    for obligation_id, planned_start, arrived, end, penalty in under_way(
        timezone.localdate(at), tuple(obligation_ids)
    ):
        start = arrived or planned_start
        minutes = rules.minutes_to_credit(
            attended=True, start=start, end=min(max(now, start), end), penalty=penalty
        )
        found[obligation_id] += minutes or 0
    return found


@prepared
def under_way(on: date, obligation_ids: tuple[int, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    """Work of a day of those who are there, not yet counted."""
    there = [mark.value for mark in AttendanceMark if mark.attended]
    rows = WorkAppointment.objects.filter(
        obligation_id__in=obligation_ids, on=on, settled=False, mark__in=there
    )
    return rows.values_list("obligation_id", "start", "arrived", "end", "penalty")


# ── One person's page ──────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class DayOfWork:
    id: int
    person_id: int
    obligation_id: int
    project_id: int
    project: str
    place: str
    on: date
    start: time
    end: time
    mark: AttendanceMark | None
    arrived: time | None
    left: time | None
    penalty: int
    settled: bool
    report: ReportState | None
    decided_by: str
    decided_why: str
    marked_by: str
    marked_at: datetime | None
    version: int
    travel_counts: bool
    teaches: bool
    counted: int

    @property
    def may_travel(self) -> bool:
        return self.travel_counts and self.settled and self.mark is not None and self.mark.attended


DAY_FIELDS = (
    "pk",
    "person_id",
    "obligation_id",
    "project_id",
    "project__name",
    "project__place",
    "on",
    "start",
    "end",
    "mark",
    "arrived",
    "left",
    "penalty",
    "settled",
    "report",
    "decided_by__name",
    "decided_why",
    "marked_by__name",
    "marked_at",
    "version",
    "project__travel_counts",
    "project__kind",
    "counted",
)


def due_on(on: date, project_ids: Collection[int]) -> list[DayOfWork]:
    """Who is due on a day on these projects, in order of time. One query."""
    return [day_of(row) for row in due_rows(on, tuple(project_ids))]


@prepared
def due_rows(on: date, project_ids: tuple[int, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    return rows_where(Q(on=on, project_id__in=project_ids))


def days_where(where: Q, *, latest_first: bool = False, size: int | None = None) -> list[DayOfWork]:
    rows = rows_where(where, latest_first=latest_first)
    return [day_of(row) for row in (rows[:size] if size else rows)]


def rows_where(where: Q, *, latest_first: bool = False) -> QuerySet[Any, tuple[Any, ...]]:
    counted = (
        HoursEntry.objects.filter(appointment=OuterRef("pk"))
        .order_by()
        .values("appointment")
        .annotate(s=Sum("minutes"))
        .values("s")
    )
    order = ("-on", "-start", "-pk") if latest_first else ("on", "start", "pk")
    return (
        WorkAppointment.objects.standing()
        .filter(where)
        .annotate(counted=Subquery(counted))
        .order_by(*order)
        .values_list(*DAY_FIELDS)
    )


def day_of(row: tuple[object, ...]) -> DayOfWork:
    given = dict(zip(DayOfWork.__dataclass_fields__, row, strict=True))
    given["mark"] = AttendanceMark(str(given["mark"])) if given["mark"] else None
    given["report"] = ReportState(str(given["report"])) if given["report"] else None
    for name in ("decided_by", "marked_by"):
        given[name] = given[name] or ""
    given["teaches"] = given["teaches"] == ProjectKind.EDUCATION
    given["counted"] = given["counted"] or 0
    return DayOfWork(**given)  # type: ignore[arg-type]


def coming(person_ids: Collection[int], *, on: date, size: int = 12) -> list[DayOfWork]:
    """The days planned from a day on. One query."""
    return days_where(Q(person_id__in=person_ids, on__gte=on, mark__isnull=True), size=size)


def past(person_ids: Collection[int], *, on: date, size: int = 40) -> list[DayOfWork]:
    """Days marked, or gone by without a mark, the latest first. One query."""
    where = Q(person_id__in=person_ids) & (Q(mark__isnull=False) | Q(on__lt=on))
    return days_where(where, latest_first=True, size=size)


def unmarked(project_ids: Collection[int], *, since: date, before: date) -> list[DayOfWork]:
    """Days of these projects that went by without a mark. One query."""
    return days_where(
        Q(project_id__in=project_ids, on__gte=since, on__lt=before, mark__isnull=True)
    )


def day_by_id(pk: int, *, person_ids: Collection[int] | None = None) -> DayOfWork | None:
    """One day of one person. One query."""
    where = Q(pk=pk)
    if person_ids is not None:
        where &= Q(person_id__in=person_ids)
    return next(iter(days_where(where)), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger."""

    number: int
    kind: EntryKind
    minutes: int
    balance: int
    on: date
    project: str
    why: str
    by: str
    at: datetime


def ledger(obligation_ids: Collection[int], *, size: int = 60) -> dict[int, list[Line]]:
    """The ledger, the latest line first. One query."""
    found: dict[int, list[Line]] = defaultdict(list)
    rows = HoursEntry.objects.filter(obligation_id__in=obligation_ids).order_by(
        "obligation_id", "-number"
    )
    for each in rows.select_related("appointment__project", "by"):
        lines = found[each.obligation_id]
        if len(lines) < size:
            lines.append(
                Line(
                    each.number,
                    EntryKind(each.kind),
                    each.minutes,
                    each.balance,
                    each.on,
                    each.appointment.project.name if each.appointment else "",
                    each.why,
                    each.by.name,
                    each.at,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """One allocation, as a line."""

    id: int
    obligation_id: int
    project_id: int
    project: str
    where: str
    team: str
    frequency: Frequency
    weekday: Weekday
    start: time
    end: time
    starts_on: date
    ends_on: date | None
    ended_at: datetime | None

    @property
    def is_live(self) -> bool:
        return self.ended_at is None


def places(person_ids: Collection[int]) -> list[Place]:
    """Where these people are allocated, live ones first. One query."""
    rows = (
        Allocation.objects.filter(obligation__person_id__in=person_ids)
        .order_by("ended_at", "starts_on", "pk")
        .values_list(
            "pk",
            "obligation_id",
            "project_id",
            "project__name",
            "project__place",
            "project__team__name",
            "frequency",
            "weekday",
            "start",
            "end",
            "starts_on",
            "ends_on",
            "ended_at",
        )
    )
    found = [Place(*row[:6], Frequency(row[6]), Weekday(row[7]), *row[8:]) for row in rows]
    return sorted(found, key=lambda each: not each.is_live)


def reports_waiting(person_ids: Collection[int]) -> dict[int, list[DayOfWork]]:
    """What supervisors reported and nobody decided, by person. One query."""
    found: dict[int, list[DayOfWork]] = defaultdict(list)
    for day in days_where(Q(person_id__in=person_ids, report=ReportState.WAITING)):
        found[day.person_id].append(day)
    return found


def is_worked_for(event_id: int) -> bool:
    """Whether any minute was counted towards a sentence. One query."""
    return HoursEntry.objects.filter(obligation__order__event_id=event_id).exists()
