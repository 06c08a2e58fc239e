"""Which projects are there, who may be placed on them, and what of a day?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import Any

from django.db.models import Count, Q, QuerySet

from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.organisations.models import Team
from openprobation.foundation.prepared import prepared
from openprobation.rules.dates import months_later
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    Frequency,
    ProjectKind,
    StandDown,
    Weekday,
)

from ..models import Allocation, Project, WorkAppointment, WorkSession

HARM = tuple(HarmLevel)


def organisation_of(team_id: int) -> int | None:
    return (
        Team.objects.filter(pk=team_id)
        .values_list("unit__region__organisation_id", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True)
class Named:
    id: int
    name: str


def supervisors(team_id: int, *, on: date) -> list[Named]:
    """Who may take a group of a team's. One query."""
    posted = organisations.members(team_ids=[team_id], on=on, roles=[Role.UNPAID_WORK_SUPERVISOR])
    return [Named(each.user_id, each.name) for each in posted]


def gives_induction(project: Project) -> bool:
    return project.kind == ProjectKind.INDUCTION


# ── Who may be placed ──────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Fit:
    """What of a person decides where they may work."""

    sex: Sex
    harm: HarmLevel | None
    flags: tuple[RegistrationKind, ...]


def fit_of(person: persons.Handle) -> Fit:
    """Two queries."""
    harm = risk.latest(risk.harm(person.ids))
    found = risk.flags(person.ids)
    return Fit(
        person.sex,
        harm.overall if harm else None,
        tuple(flag.kind for flags in found.values() for flag in flags),
    )


def reasons_against(
    project: Project, person: persons.Handle, *, on: date, fit: Fit | None = None
) -> list[str]:
    """Why a project does not take a person, each in a sentence. Two queries, or none with `fit`."""
    fit = fit or fit_of(person)
    found = []
    if project.ends_on is not None and project.ends_on < on:
        found.append(f"{project.name} has ended.")
    if project.women_only and fit.sex is not Sex.FEMALE:
        found.append(f"{project.name} is for women only.")
    if fit.harm is None:
        found.append("Assess the risk of harm first: where somebody may work depends on it.")
    elif HARM.index(fit.harm) > HARM.index(HarmLevel(project.highest_harm)):
        found.append(
            f"{project.name} takes people up to {HarmLevel(project.highest_harm).label.lower()}"
            f" risk of harm; this is {fit.harm.label.lower()}."
        )
    found += [
        f"{project.name} does not take people registered as {kind.label.lower()}."
        for kind in dict.fromkeys(fit.flags)
        if kind.value in project.not_with
    ]
    return found


def running(on: date) -> Q:
    return Q(ended_at__isnull=True) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


@dataclass(frozen=True, slots=True)
class Placed:
    """Who has a place on a project, in numbers, and how many days are planned after one."""

    people: int
    days_after: int


def placed_at(project_id: int, *, on: date, after: date) -> Placed:
    """Two queries."""
    places = Allocation.objects.filter(running(on), project_id=project_id)
    planned = WorkAppointment.objects.unmarked().filter(project_id=project_id, on__gt=after)
    return Placed(places.values("obligation__person_id").distinct().count(), planned.count())


@dataclass(frozen=True, slots=True)
class Kept:
    """A project as those who keep it change it."""

    id: int
    name: str
    kind: ProjectKind
    beneficiary: str
    telephone: str
    place: str
    team: str
    capacity: int
    highest_harm: HarmLevel
    not_with: tuple[RegistrationKind, ...]
    women_only: bool
    travel_counts: bool
    starts_on: date
    ends_on: date | None


def kept(project_id: int, *, organisation_ids: Collection[int]) -> Kept | None:
    """One project of these organisations, whatever the day. One query."""
    each = (
        Project.objects.filter(
            pk=project_id, team__unit__region__organisation_id__in=organisation_ids
        )
        .select_related("beneficiary", "team")
        .first()
    )
    if each is None:
        return None
    return Kept(
        id=each.pk,
        name=each.name,
        kind=ProjectKind(each.kind),
        beneficiary=each.beneficiary.name,
        telephone=each.beneficiary.telephone,
        place=each.place,
        team=each.team.name,
        capacity=each.capacity,
        highest_harm=HarmLevel(each.highest_harm),
        not_with=tuple(RegistrationKind(kind) for kind in each.not_with),
        women_only=each.women_only,
        travel_counts=each.travel_counts,
        starts_on=each.starts_on,
        ends_on=each.ends_on,
    )


def misfits(
    project_id: int,
    *,
    highest_harm: HarmLevel,
    not_with: Collection[RegistrationKind],
    women_only: bool,
    on: date,
) -> int:
    """How many people with a place there would not be given one by these terms. Six queries."""
    project = Project(
        pk=project_id,
        highest_harm=highest_harm,
        not_with=[kind.value for kind in not_with],
        women_only=women_only,
    )
    ids = Allocation.objects.filter(running(on), project_id=project.pk).values_list(
        "obligation__person_id", flat=True
    )
    people = persons.by_ids(set(ids)).values()
    every = [pk for person in people for pk in person.ids]
    harm, flags = risk.harm(every), risk.flags(every)
    found = 0
    for person in people:
        standing = risk.latest({pk: harm[pk] for pk in person.ids if pk in harm})
        fit = Fit(
            person.sex,
            standing.overall if standing else None,
            tuple(flag.kind for pk in person.ids for flag in flags.get(pk, ())),
        )
        found += bool(reasons_against(project, person, on=on, fit=fit))
    return found


def room(project: Project, weekday: Weekday, *, on: date) -> int:
    """Places left on a weekday: two people who come every other week fill two. One query."""
    taken = Allocation.objects.filter(running(on), project=project, weekday=weekday)
    return project.capacity - taken.exclude(frequency=Frequency.ONCE).count()


@dataclass(frozen=True, slots=True)
class Offered:
    """A project in the list to choose from, with what speaks against it for one person."""

    id: int
    name: str
    kind: ProjectKind
    beneficiary: str
    place: str
    team: str
    capacity: int
    taken: dict[Weekday, int]
    against: tuple[str, ...]

    @property
    def said(self) -> str:
        return f"{self.name}, {self.place} ({self.kind.label})"

    @property
    def left(self) -> str:
        """ "Monday 3, Tuesday full": the days on which people work there."""
        return ", ".join(
            f"{day.label} {max(self.capacity - number, 0) or 'full'}"
            for day, number in self.taken.items()
        )


def offered(person: persons.Handle, *, on: date, size: int = 100) -> list[Offered]:
    """Projects open on a day, those that take the person first. Four queries."""
    fit = fit_of(person)
    rows = list(
        Project.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .select_related("beneficiary", "team")
        .order_by("team__name", "name", "pk")[:size]
    )
    taken: dict[int, dict[Weekday, int]] = defaultdict(dict)
    counts = (
        Allocation.objects.filter(running(on), project__in=rows)
        .exclude(frequency=Frequency.ONCE)
        .values_list("project_id", "weekday")
        .annotate(number=Count("pk"))
    )
    for project_id, weekday, number in counts:
        taken[project_id][Weekday(weekday)] = number
    found = [
        Offered(
            each.pk,
            each.name,
            ProjectKind(each.kind),
            each.beneficiary.name,
            each.place,
            each.team.name,
            each.capacity,
            dict(sorted(taken[each.pk].items(), key=lambda pair: pair[0].number)),
            tuple(reasons_against(each, person, on=on, fit=fit)),
        )
        for each in rows
    ]
    return sorted(found, key=lambda each: bool(each.against))


# ── A day ──────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ProjectDay:
    """One project on one day: who takes it, how many are due, and what of it is marked."""

    id: int
    name: str
    kind: ProjectKind
    beneficiary: str
    telephone: str
    place: str
    team_id: int
    team: str
    capacity: int
    highest_harm: HarmLevel
    supervisor_id: int | None
    supervisor: str
    stood_down: StandDown | None
    due: int
    marked: int
    there: int
    unsettled: int
    stand_downs: int
    """Days of the last twelve months that we called off."""

    @property
    def is_over_capacity(self) -> bool:
        return self.due > self.capacity


@dataclass(frozen=True, slots=True)
class Held:
    """A day of a project: who took it instead, and why it was called off."""

    project_id: int
    on: date
    supervisor_id: int | None
    supervisor: str | None
    stood_down: str | None


@prepared
def held_on(on: date, since: date, ids: tuple[int, ...]) -> QuerySet[WorkSession, tuple[Any, ...]]:
    """That day's, and those called off after another day and until then."""
    called_off = Q(on__gt=since, on__lte=on, stood_down__isnull=False)
    rows = WorkSession.objects.filter(Q(on=on) | called_off, project_id__in=ids)
    return rows.values_list("project_id", "on", "supervisor_id", "supervisor__name", "stood_down")


DAY_COUNTS = ("due", "marked", "there", "unsettled")


@prepared
def counted_on(on: date, ids: tuple[int, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    there = [mark.value for mark in AttendanceMark if mark.attended]
    return (
        WorkAppointment.objects.standing()
        .filter(project_id__in=ids, on=on)
        .values("project_id")
        .annotate(
            due=Count("pk"),
            marked=Count("pk", filter=Q(mark__isnull=False)),
            there=Count("pk", filter=Q(mark__in=there)),
            unsettled=Count("pk", filter=Q(mark__isnull=False, settled=False)),
        )
        .values_list("project_id", *DAY_COUNTS)
    )


def project_days(
    *, organisation_ids: Collection[int], on: date, project_id: int | None = None
) -> list[ProjectDay]:
    """The open projects of these organisations on a day, those with people due first. Three queries."""
    rows = Project.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        team__unit__region__organisation_id__in=organisation_ids,
        starts_on__lte=on,
    )
    if project_id is not None:
        rows = rows.filter(pk=project_id)
    projects = list(rows.select_related("beneficiary", "team", "supervisor").order_by("name", "pk"))
    ids = tuple(each.pk for each in projects)
    sessions: dict[int, Held] = {}
    stood: Counter[int] = Counter()
    for one in starmap(Held, held_on(on, months_later(on, -12), ids)):
        stood[one.project_id] += one.stood_down is not None
        if one.on == on:
            sessions[one.project_id] = one
    counts = {
        project_id: dict(zip(DAY_COUNTS, row, strict=True))
        for project_id, *row in counted_on(on, ids)
    }
    found = [
        shown(each, sessions.get(each.pk), counts.get(each.pk, {}), stood[each.pk])
        for each in projects
    ]
    return sorted(found, key=lambda each: each.due == 0)


def shown(
    project: Project, session: Held | None, counts: Mapping[str, Any], stand_downs: int
) -> ProjectDay:
    supervisor_id, supervisor = (
        (session.supervisor_id, session.supervisor)
        if session and session.supervisor_id
        else (project.supervisor_id, project.supervisor.name if project.supervisor else "")
    )
    return ProjectDay(
        id=project.pk,
        name=project.name,
        kind=ProjectKind(project.kind),
        beneficiary=project.beneficiary.name,
        telephone=project.beneficiary.telephone,
        place=project.place,
        team_id=project.team_id,
        team=project.team.name,
        capacity=project.capacity,
        highest_harm=HarmLevel(project.highest_harm),
        supervisor_id=supervisor_id,
        supervisor=supervisor or "",
        stood_down=StandDown(session.stood_down) if session and session.stood_down else None,
        due=counts.get("due", 0),
        marked=counts.get("marked", 0),
        there=counts.get("there", 0),
        unsettled=counts.get("unsettled", 0),
        stand_downs=stand_downs,
    )


def taken_by(user_id: int, *, organisation_ids: Collection[int], on: date) -> list[ProjectDay]:
    """The projects somebody takes on a day. Four queries."""
    return [
        each
        for each in project_days(organisation_ids=organisation_ids, on=on)
        if each.supervisor_id == user_id
    ]
