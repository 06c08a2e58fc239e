"""How is somebody taken on, inducted, given a project and planned?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from openprobation.foundation.access import actions as access
from openprobation.foundation.access import queries as standing
from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules import unpaid_work as rules
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.sentences import RequirementKind, Unit
from openprobation.vocabulary.unpaid_work import Frequency, PlanTrigger, ProjectKind, Weekday

from .. import policies, queries
from ..models import Allocation, Obligation, Project, WorkAppointment
from ..permissions import Permission
from . import telling
from .ledger import held, latest


class NothingOwed(Refused):
    def __init__(self) -> None:
        super().__init__("No live requirement of unpaid work is on this record.")


class NotInducted(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Nobody goes to work before the induction. Record it first, or choose an induction.",
            field="project",
        )


class NotSuitable(Refused):
    """The project does not take this person, and why."""


class DayUnfit(Refused):
    """A day or time that cannot be."""


class AlreadyEnded(Refused):
    def __init__(self) -> None:
        super().__init__("This allocation has ended already.")


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why it ends.", field="why")


@dataclass(frozen=True, slots=True)
class Terms:
    """Which days somebody works where."""

    project_id: int
    frequency: Frequency
    weekday: Weekday
    starts_on: date
    start: time
    end: time
    ends_on: date | None = None


def take_on(requirement_id: int, *, person: persons.Handle, by: User, at: datetime) -> Obligation:
    """The obligation of a live requirement of unpaid work, made the first time anybody acts on it."""
    known = Obligation.objects.filter(requirement_id=requirement_id, person_id__in=person.ids)
    if (there := known.first()) is not None:
        return there
    live = {
        line.id: line for line in sentences.live_requirements(person.ids, timezone.localdate(at))
    }
    line = live.get(requirement_id)
    if (
        line is None
        or line.kind is not RequirementKind.UNPAID_WORK
        or line.length is None
        or line.length.unit is not Unit.HOURS
        or line.length.number <= 0
    ):
        raise NothingOwed
    made, _is_new = Obligation.objects.get_or_create(
        requirement_id=line.id,
        defaults={
            "person_id": line.person_id,
            "order_id": line.order_id,
            "owed": line.length.number * 60,
            "starts_on": line.starts_on,
            "taken_on_by": by,
            "taken_on_at": at,
        },
    )
    return made


def who(person_id: int) -> persons.Handle:
    found = persons.by_id(persons.kept_id(person_id))
    if found is None:
        raise LookupError(f"person {person_id}")
    return found


@transaction.atomic
def induct(
    *, person_id: int, requirement_id: int, on: date, limits: str, by: User, at: datetime
) -> Obligation:
    """Record that the induction was given, and what health or anything else rules out."""
    person = who(person_id)
    require(by, Permission.ALLOCATE, at=at, person_id=person.id)
    obligation = take_on(requirement_id, person=person, by=by, at=at)
    if not obligation.starts_on <= on <= timezone.localdate(at):
        raise DayUnfit("Enter a day between the sentence and today.", field="on")
    if len(limits) > policies.LONGEST_WORDS:
        raise DayUnfit(f"Keep it to {policies.LONGEST_WORDS:,} characters.", field="limits")
    obligation.inducted_on, obligation.limits = on, limits.strip()
    obligation.save(update_fields=["inducted_on", "limits"])
    tell(person.id, f"Unpaid work induction on {words(on)}", obligation, by=by, at=at)
    record("unpaid_work.inducted", on=obligation, person_id=person.id, by=by.username, at=at)
    return obligation


@transaction.atomic
def allocate(
    *, person_id: int, requirement_id: int, terms: Terms, by: User, at: datetime
) -> Allocation:
    """Give somebody a project and days, and plan as far as what is owed reaches."""
    person = who(person_id)
    require(by, Permission.ALLOCATE, at=at, person_id=person.id)
    obligation = held(take_on(requirement_id, person=person, by=by, at=at).pk)
    project = Project.objects.select_for_update(of=("self",)).get(pk=terms.project_id)
    refuse_unfit(project, obligation, terms, person=person, on=timezone.localdate(at))
    allocation = Allocation.objects.create(
        obligation=obligation,
        project=project,
        frequency=terms.frequency,
        weekday=terms.weekday,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        start=terms.start,
        end=terms.end,
        made_by=by,
        made_at=at,
    )
    let_see(person.id, project.team_id, at=at)
    planned = plan_more(obligation, trigger=PlanTrigger.ALLOCATION, at=at)
    telling.of_place(allocation, planned, person=person, at=at)
    first = f", first on {words(planned[0].on)}" if planned else ""
    tell(
        person.id,
        f"Unpaid work: {project.name}, {terms.frequency.label.lower()} on"
        f" {terms.weekday.label}, {terms.start:%H:%M} to {terms.end:%H:%M}{first}",
        allocation,
        by=by,
        at=at,
    )
    record(
        "unpaid_work.allocated",
        on=allocation,
        person_id=person.id,
        by=by.username,
        at=at,
        sessions=len(planned),
    )
    return allocation


def refuse_unfit(
    project: Project, obligation: Obligation, terms: Terms, *, person: persons.Handle, on: date
) -> None:
    """Everything that speaks against it, at once."""
    faults: list[Refused] = []
    if obligation.inducted_on is None and not queries.gives_induction(project):
        faults.append(NotInducted())
    faults += [
        NotSuitable(reason, field="project")
        for reason in queries.reasons_against(project, person, on=on)
    ]
    room = queries.room(project, terms.weekday, on=max(terms.starts_on, on))
    if room <= 0:
        faults.append(
            NotSuitable(
                f"{project.name} is full on {terms.weekday.label}s: it takes {project.capacity}.",
                field="project",
            )
        )
    if project.kind == ProjectKind.EDUCATION and queries.education_left(obligation, on=on) <= 0:
        faults.append(
            NotSuitable("All the education and training that may count is done.", field="project")
        )
    if terms.starts_on < on:
        faults.append(DayUnfit("Choose today or a later day to begin.", field="starts_on"))
    if project.ends_on is not None and terms.starts_on > project.ends_on:
        faults.append(DayUnfit(f"The project ends on {words(project.ends_on)}.", field="starts_on"))
    minutes = rules.minutes_between(terms.start, terms.end)
    if not 0 < minutes <= policies.LONGEST_DAY:
        faults.append(
            DayUnfit("A day of work ends after it begins and lasts ten hours at most.", field="end")
        )
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        faults.append(DayUnfit("It cannot end before it begins.", field="ends_on"))
    if faults:
        raise RefusedForSeveralReasons(faults)


def let_see(person_id: int, team_id: int, *, at: datetime) -> None:
    """The team that runs the project may mark the person's attendance, while the allocation runs."""
    holders = standing.current_holders(kind="person", record_id=person_id, at=at)
    if (HolderKind.TEAM.value, team_id, RelationKind.PROJECT.value) not in holders:
        access.relate(
            kind="person",
            record_id=person_id,
            holder=HolderKind.TEAM,
            holder_id=team_id,
            relation=RelationKind.PROJECT,
            at=at,
        )


def follow(*, folded_id: int, kept_id: int, at: datetime) -> None:
    """Two records are one person: the teams of the folded one's projects mark on the kept one."""
    teams = Allocation.objects.filter(obligation__person_id=folded_id, ended_at__isnull=True)
    for team_id in teams.order_by().values_list("project__team_id", flat=True).distinct():
        let_see(kept_id, team_id, at=at)


@transaction.atomic
def end_allocation(*, allocation_id: int, why: str, by: User, at: datetime) -> Allocation:
    """Take somebody off a project: what is planned there after today goes; what is owed is planned anew."""
    found = Allocation.objects.select_related("obligation").get(pk=allocation_id)
    person = who(found.obligation.person_id)
    require(by, Permission.ALLOCATE, at=at, person_id=person.id)
    if not why.strip():
        raise ReasonNeeded
    obligation = held(found.obligation_id)
    allocation = Allocation.objects.select_for_update(of=("self",)).get(pk=allocation_id)
    if allocation.ended_at is not None:
        raise AlreadyEnded
    end_them([allocation], why=why, by=by, at=at)
    telling.of_end(allocation, person=person, at=at)
    plan_more(obligation, trigger=PlanTrigger.ALLOCATION, at=at)
    tell(
        person.id,
        f"Unpaid work: no longer at {found.project.name}",
        allocation,
        by=by,
        at=at,
        note=why.strip(),
    )
    record(
        "unpaid_work.allocation.ended",
        on=allocation,
        person_id=person.id,
        by=by.username,
        at=at,
    )
    return allocation


def end_them(allocations: Iterable[Allocation], *, why: str, by: User, at: datetime) -> None:
    today = timezone.localdate(at)
    for allocation in allocations:
        allocation.ended_by, allocation.ended_at, allocation.ended_why = by, at, why.strip()
        if allocation.ends_on is None or allocation.ends_on > today:
            allocation.ends_on = max(today, allocation.starts_on)
        allocation.save(update_fields=["ended_by", "ended_at", "ended_why", "ends_on"])
        take_back_planned(Q(allocation=allocation, on__gt=today), at=at)
        settle_access(allocation, at=at)


def take_back_planned(which: Q, *, at: datetime) -> None:
    """Days nobody marked are planned no more. Those somebody stands down in this moment are left to them."""
    free = (
        WorkAppointment.objects.unmarked()
        .filter(which)
        .select_for_update(of=("self",), skip_locked=True)
        .values_list("pk", flat=True)
    )
    WorkAppointment.objects.filter(pk__in=list(free)).update(taken_back_at=at)


def settle_access(ended: Allocation, *, at: datetime) -> None:
    """The record stays the business of the team for whoever is still with it, and for today."""
    person_id = persons.kept_id(ended.obligation.person_id)
    team_id = ended.project.team_id
    others = Allocation.objects.filter(
        obligation__person_id=ended.obligation.person_id,
        project__team_id=team_id,
        ended_at__isnull=True,
    ).exclude(pk=ended.pk)
    if not others.exists():
        access.end_relations(
            kind="person",
            record_id=person_id,
            relations=(RelationKind.PROJECT,),
            holder_id=team_id,
            at=queries.end_of_day(at),
        )


def stop(person_ids: Collection[int], *, why: str, by: User, at: datetime) -> None:
    """Supervision is over: nobody is expected at work any more."""
    on = timezone.localdate(at)
    for obligation in Obligation.objects.select_for_update().filter(
        person_id__in=person_ids, ended_on__isnull=True
    ):
        live = Allocation.objects.select_related("obligation", "project").filter(
            obligation=obligation, ended_at__isnull=True
        )
        end_them(live, why=why, by=by, at=at)
        obligation.ended_on = on
        obligation.save(update_fields=["ended_on"])


def close_when_done(obligation: Obligation, *, by: User, at: datetime) -> None:
    """All that is owed is worked: nobody is expected any more, and the place is free for another."""
    last = latest(obligation)
    if last is None or last.balance < obligation.owed:
        return
    today = timezone.localdate(at)
    take_back_planned(Q(obligation=obligation, on__gt=today), at=at)
    live = list(
        Allocation.objects.select_related("obligation", "project").filter(
            obligation=obligation, ended_at__isnull=True
        )
    )
    if not live:
        return
    end_them(live, why="All the hours are done.", by=by, at=at)
    person_id = persons.kept_id(obligation.person_id)
    done = f"Unpaid work: all {rules.spoken(obligation.owed)} are done"
    tell(person_id, done, obligation, by=by, at=at)
    record("unpaid_work.completed", on=obligation, person_id=person_id, by=by.username, at=at)


def plan_more(
    obligation: Obligation, *, trigger: PlanTrigger, at: datetime
) -> list[WorkAppointment]:
    """Add the sessions that the published engine asks for. What is planned already stays."""
    if obligation.ended_on is not None:
        return []
    planned = queries.plan_of(obligation, trigger=trigger, at=at)
    if not planned.create:
        return []
    return WorkAppointment.objects.bulk_create(
        WorkAppointment(
            obligation=obligation,
            person_id=obligation.person_id,
            project_id=cast(int, each.project),
            allocation_id=cast(int, each.allocation),
            on=each.on,
            start=each.start,
            end=each.end,
            planned_at=at,
        )
        for each in planned.create
    )


def tell(
    person_id: int,
    summary: str,
    about: Obligation | Allocation,
    *,
    by: User,
    at: datetime,
    note: str = "",
) -> None:
    contacts.record(
        person_id=person_id,
        kind=ContactKind.UNPAID_WORK,
        happened_at=at,
        summary=summary,
        note=note,
        reference=about,
        by=by,
        at=at,
    )
