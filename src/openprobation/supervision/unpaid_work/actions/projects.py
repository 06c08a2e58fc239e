"""How is a project opened, who takes it on a day, and how is a day called off?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from openprobation.foundation.access.check import authority, may, require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    PlanTrigger,
    ProjectKind,
    StandDown,
)

from .. import queries
from ..events import SessionStoodDown
from ..models import Allocation, Beneficiary, Obligation, Project, WorkAppointment, WorkSession
from ..permissions import Permission
from . import telling
from .ledger import held
from .people import end_them, plan_more, take_back_planned, tell, who


class NotYourProject(Refused):
    def __init__(self) -> None:
        super().__init__("This project is run by another team or organisation.")


class ProjectUnfit(Refused):
    """Something of a project that cannot be, beside its field."""


class ProjectClosed(Refused):
    def __init__(self) -> None:
        super().__init__("This project has closed already.")


class AlreadyOff(Refused):
    def __init__(self) -> None:
        super().__init__("This day is stood down already.")


class DayPassed(Refused):
    def __init__(self) -> None:
        super().__init__("That day has passed. Mark each person instead.")


class NotInTheTeam(Refused):
    def __init__(self) -> None:
        super().__init__("Choose somebody who supervises for this team.", field="supervisor")


@dataclass(frozen=True, slots=True)
class ProjectGiven:
    """What a project is, as it is typed."""

    name: str
    kind: ProjectKind
    beneficiary: str
    place: str
    capacity: int
    starts_on: date
    highest_harm: HarmLevel
    telephone: str = ""
    not_with: Sequence[RegistrationKind] = ()
    women_only: bool = False
    travel_counts: bool = False
    ends_on: date | None = None
    supervisor_id: int | None = None


@transaction.atomic
def open_project(*, team_id: int, given: ProjectGiven, by: User, at: datetime) -> Project:
    """Open a piece of work for one's own organisation."""
    require(by, Permission.KEEP_PROJECTS, at=at)
    refuse_others(team_id, by=by, at=at)
    refuse_unfit(given)
    beneficiary = whom_for(given)
    if given.supervisor_id is not None:
        refuse_stranger(given.supervisor_id, team_id=team_id, on=timezone.localdate(at))
    try:
        with transaction.atomic():
            project = Project.objects.create(
                team_id=team_id,
                beneficiary=beneficiary,
                name=given.name.strip(),
                kind=given.kind,
                place=given.place.strip(),
                capacity=given.capacity,
                starts_on=given.starts_on,
                ends_on=given.ends_on,
                highest_harm=given.highest_harm,
                not_with=[kind.value for kind in given.not_with],
                women_only=given.women_only,
                travel_counts=given.travel_counts,
                supervisor_id=given.supervisor_id,
                opened_by=by,
                opened_at=at,
            )
    except IntegrityError as there:
        raise ProjectUnfit("The team has a project of this name.", field="name") from there
    record("unpaid_work.project.opened", on=project, by=by.username, at=at)
    return project


def refuse_unfit(given: ProjectGiven) -> None:
    for field, value in (
        ("name", given.name),
        ("beneficiary", given.beneficiary),
        ("place", given.place),
    ):
        if not value.strip():
            raise ProjectUnfit("Fill this in.", field=field)
    if given.capacity < 1:
        raise ProjectUnfit("A project takes one person at least.", field="capacity")
    if given.ends_on is not None and given.ends_on < given.starts_on:
        raise ProjectUnfit("It cannot end before it begins.", field="ends_on")


def whom_for(given: ProjectGiven) -> Beneficiary:
    """Whom the work is for, with the number that is known now."""
    found, _new = Beneficiary.objects.get_or_create(
        name=given.beneficiary.strip(), defaults={"telephone": given.telephone}
    )
    if given.telephone and found.telephone != given.telephone:
        found.telephone = given.telephone
        found.save(update_fields=["telephone"])
    return found


@transaction.atomic
def change_project(*, project_id: int, given: ProjectGiven, by: User, at: datetime) -> Project:
    """Say otherwise what a project takes: how many, whom, where. Its kind and its days stay.

    Whoever is placed there stays until somebody ends the place: nobody loses hours by it.
    """
    require(by, Permission.KEEP_PROJECTS, at=at)
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
    refuse_others(project.team_id, by=by, at=at)
    if project.ends_on is not None and project.ends_on < timezone.localdate(at):
        raise ProjectClosed
    refuse_unfit(given)
    project.beneficiary = whom_for(given)
    project.name, project.place = given.name.strip(), given.place.strip()
    project.capacity, project.highest_harm = given.capacity, given.highest_harm
    project.not_with = [kind.value for kind in given.not_with]
    project.women_only, project.travel_counts = given.women_only, given.travel_counts
    try:
        with transaction.atomic():
            project.save()
    except IntegrityError as there:
        raise ProjectUnfit("The team has a project of this name.", field="name") from there
    record("unpaid_work.project.changed", on=project, by=by.username, at=at)
    return project


@transaction.atomic
def close_project(*, project_id: int, ends_on: date, why: str, by: User, at: datetime) -> int:
    """The last day of a project: what is planned there after it is planned elsewhere, where there is a place.

    How many people had a place. It counts against nobody.
    """
    require(by, Permission.KEEP_PROJECTS, at=at)
    project = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
    refuse_others(project.team_id, by=by, at=at)
    today = timezone.localdate(at)
    if project.ends_on is not None and project.ends_on < today:
        raise ProjectClosed
    faults = []
    if ends_on < max(today, project.starts_on):
        faults.append(ProjectUnfit("Enter today or a later day.", field="ends_on"))
    if not why.strip():
        faults.append(ProjectUnfit("Say why it closes.", field="why"))
    if faults:
        raise RefusedForSeveralReasons(faults)
    project.ends_on = ends_on
    project.save(update_fields=["ends_on"])
    placed = list(
        Allocation.objects.filter(queries.running(ends_on), project=project)
        .select_related("obligation", "project__team")
        .order_by("obligation_id", "pk")
    )
    for allocation in placed:
        leave(allocation, why=why, ends_on=ends_on, by=by, at=at)
    record("unpaid_work.project.closed", on=project, by=by.username, at=at)
    return len({each.obligation_id for each in placed})


def leave(allocation: Allocation, *, why: str, ends_on: date, by: User, at: datetime) -> None:
    """One place of a project that closes. It stays a place until the last day."""
    obligation = held(allocation.obligation_id)
    take_back_planned(Q(allocation=allocation, on__gt=ends_on), at=at)
    allocation.ends_on = max(ends_on, allocation.starts_on)
    allocation.save(update_fields=["ends_on"])
    if ends_on <= timezone.localdate(at):
        end_them([allocation], why=why, by=by, at=at)
    plan_more(obligation, trigger=PlanTrigger.ALLOCATION, at=at)
    person = who(allocation.obligation.person_id)
    tell(
        person.id,
        f"Unpaid work: {allocation.project.name} closes, last day {words(ends_on)}",
        allocation,
        by=by,
        at=at,
        note=why.strip(),
    )
    if ends_on <= timezone.localdate(at):
        telling.of_end(allocation, person=person, at=at)


def refuse_others(team_id: int, *, by: User, at: datetime) -> None:
    """Only those of the organisation that runs it."""
    if by.is_system:
        return
    if queries.organisation_of(team_id) not in authority(by, at).organisation_ids:
        raise NotYourProject


def refuse_other_teams(team_id: int, *, by: User, at: datetime) -> None:
    """Only those of the team that runs it."""
    if not by.is_system and team_id not in authority(by, at).team_ids:
        raise NotYourProject


def refuse_stranger(user_id: int, *, team_id: int, on: date) -> None:
    if user_id not in {each.id for each in queries.supervisors(team_id, on=on)}:
        raise NotInTheTeam


def session_of(project: Project, on: date) -> WorkSession:
    """The day of a project, held until the act is over."""
    made, _new = WorkSession.objects.get_or_create(project=project, on=on)
    return WorkSession.objects.select_for_update(of=("self",)).get(pk=made.pk)


@transaction.atomic
def supervise(
    *, project_id: int, on: date, supervisor_id: int, by: User, at: datetime
) -> WorkSession:
    """Say who takes the group on a day: a supervisor themselves, or somebody who keeps projects."""
    require(by, Permission.RUN, at=at)
    project = Project.objects.get(pk=project_id)
    refuse_others(project.team_id, by=by, at=at)
    if supervisor_id != by.pk:
        require(by, Permission.KEEP_PROJECTS, at=at)
    refuse_stranger(supervisor_id, team_id=project.team_id, on=on)
    session = session_of(project, on)
    session.supervisor_id = supervisor_id
    session.save(update_fields=["supervisor"])
    record("unpaid_work.day.supervised", on=session, by=by.username, at=at)
    return session


@transaction.atomic
def stand_down(
    *, project_id: int, on: date, reason: StandDown, by: User, at: datetime
) -> list[WorkAppointment]:
    """Call a day off. Nobody who was due is counted against; what they missed is planned anew.

    An act on a project, whoever is due there: it takes the project's team or whoever keeps the
    projects of its organisation, not each record.
    """
    keeps = may(by, Permission.KEEP_PROJECTS, at=at)
    require(by, Permission.KEEP_PROJECTS if keeps else Permission.MARK, at=at)
    project = Project.objects.get(pk=project_id)
    (refuse_others if keeps else refuse_other_teams)(project.team_id, by=by, at=at)
    today = timezone.localdate(at)
    if on < today:
        raise DayPassed
    session = session_of(project, on)
    if session.stood_down_at is not None:
        raise AlreadyOff
    session.stood_down, session.stood_down_by, session.stood_down_at = reason, by, at
    session.save(update_fields=["stood_down", "stood_down_by", "stood_down_at"])
    due = list(
        WorkAppointment.objects.unmarked()
        .select_for_update(of=("self",))
        .filter(project=project, on=on)
        .order_by("obligation_id", "pk")
    )
    outcome = Outcome.STOOD_DOWN if on > today else Outcome.SENT_HOME_SERVICE
    for each in due:
        each.mark, each.settled = AttendanceMark.STOOD_DOWN, True
        each.marked_by, each.marked_at = by, at
        each.version += 1
    WorkAppointment.objects.bulk_update(
        due, ["mark", "settled", "marked_by", "marked_at", "version"]
    )
    kept = {each.person_id: persons.kept_id(each.person_id) for each in due}
    contacts.record_many(
        [
            contacts.line(
                person_id=kept[each.person_id],
                kind=ContactKind.UNPAID_WORK,
                happened_at=each.starts_at,
                summary=f"Unpaid work, {project.name}: stood down by us, {reason.label.lower()}",
                outcome=outcome,
                reference=each,
                by=by,
                at=at,
            )
            for each in due
        ]
    )
    for each in due:
        record(
            "unpaid_work.stood_down",
            on=each,
            person_id=kept[each.person_id],
            by=by.username,
            at=at,
            reason=reason,
        )
        obligation = Obligation.objects.select_for_update().get(pk=each.obligation_id)
        plan_more(obligation, trigger=PlanTrigger.APPOINTMENT, at=at)
    announce(SessionStoodDown(project.pk, on, len(due), by.pk, at))
    return due
