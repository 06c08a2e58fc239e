"""How does unpaid work stand in the demonstration? One team, four projects, and the first team's people.

Everything is invented. Hours are brought forward, as they would be when a service begins to keep
them; the last two weeks are marked by the actions a supervisor uses. Some people are months late,
some were never begun, and some are in time or done.
"""

from __future__ import annotations

import random
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import actions as organisations
from openprobation.foundation.organisations.models import Team
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.unpaid_work import actions, queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade, TeamKind
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind
from openprobation.vocabulary.sentences import RequirementKind
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    Frequency,
    ProjectKind,
    StandDown,
    Weekday,
)

from . import assumptions as share
from . import stories
from .places import FIRST_TEAM
from .plan import OPENING, at_clock, crn_of
from .service import BEGAN, BEGAN_AT, Service

if TYPE_CHECKING:
    from openprobation.supervision.unpaid_work.models import Project

CODE = "CRC-UPW"
"""The team whose supervisor is behind a door."""
GROUP = 12
"""people due at the van on publication day"""
TODAY = OPENING.date()
OFF_ON, WORKED_ON = TODAY - timedelta(days=14), TODAY - timedelta(days=7)
TAKEN_ON = OFF_ON - timedelta(days=2)
FROM, TO = time(9, 30), time(16)
NEW, NOT_BEGUN, PACES = 30, 8, (0.9, 1.9)
"""Days in which nobody need have begun; one in so many never began; of what was due by now, how much is done."""
SUPERVISORS = ("Bev Ward", "Imran Sadiq")
LIMITS = ("No lifting: bad back.", "Asthma: inhaler in the left pocket.", "Does not climb ladders.")
SAID = (
    actions.Attendance(AttendanceMark.LATE, arrived=time(10)),
    actions.Attendance(AttendanceMark.ABSENT),
    actions.Attendance(
        AttendanceMark.SENT_HOME,
        left=time(12),
        note="Argued over tools and would not calm down. Asked to leave at midday.",
    ),
)
PRESENT = actions.Attendance(AttendanceMark.PRESENT)


def tell(made: Service) -> None:
    """The team, its projects, and those of the first team who owe hours. By actions."""
    system = identity.system_user()
    team = a_team(made, by=system)
    supervisors = [hired(name, number, team, by=system) for number, name in enumerate(SUPERVISORS)]
    group, allotments = projects(team, supervisors, by=system)
    people = those_who_owe(made, group)
    for number, (person, requirement) in enumerate(people):
        taken_on(person, requirement, group, number=number, by=system)
    the_others(made, {person.id for person, _requirement in people}, by=system)
    on_the_phone(allotments, by=system)
    a_day_off(group, by=supervisors[0])
    a_day_worked(group, by=supervisors[0])


def a_team(made: Service, *, by: User) -> Team:
    beside = made.teams[FIRST_TEAM]
    return organisations.add_team(
        unit=beside.unit,
        code=CODE,
        name="Bolton unpaid work",
        kind=TeamKind.UNPAID_WORK,
        office=beside.office,
        duty_number="0161 496 0198",
        starts_on=BEGAN,
        by=by,
        at=BEGAN_AT,
    )


def hired(name: str, number: int, team: Team, *, by: User) -> User:
    user = identity.create_account(
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        password=None,
        by=identity.SYSTEM,
        is_demonstration=True,
    )
    user.telephone = f"0161 496 18{number:02d}"
    user.save(update_fields=["telephone"])
    organisations.post(
        user=user,
        role=Role.UNPAID_WORK_SUPERVISOR,
        grade=Grade.OTHER,
        team=team,
        starts_on=BEGAN,
        by=by,
        at=BEGAN_AT,
    )
    return user


def projects(team: Team, supervisors: list[User], *, by: User) -> tuple[Project, Project]:
    """The group behind the door, and three beside it: the first two are worked at here."""
    at = at_clock(date(2016, 1, 4), 9)
    given = (
        ("Moss Bank Park paths", ProjectKind.GROUP, "Bolton parks (invented)", "Main gate", 14, 0),
        ("Hall i’ th’ Wood allotments", ProjectKind.GROUP, "Allotment society (invented)", "Gate", 8, 1),
        ("Charity shop, Deansgate", ProjectKind.INDIVIDUAL, "A charity (invented)", "Back door", 2, 1),
        ("Induction", ProjectKind.INDUCTION, "Bolton unpaid work", "Nautica House", 20, 1),
    )  # fmt: skip
    opened = [
        actions.open_project(
            team_id=team.pk,
            given=actions.ProjectGiven(
                name=name,
                kind=kind,
                beneficiary=beneficiary,
                place=place,
                capacity=capacity,
                starts_on=at.date(),
                highest_harm=HarmLevel.LOW if kind is ProjectKind.INDIVIDUAL else HarmLevel.MEDIUM,
                not_with=[RegistrationKind.RISK_TO_CHILDREN],
                travel_counts=kind is ProjectKind.GROUP,
                supervisor_id=supervisors[which].pk,
            ),
            by=by,
            at=at,
        )
        for name, kind, beneficiary, place, capacity, which in given
    ]
    return opened[0], opened[1]


def those_who_owe(
    made: Service, group: Project
) -> list[tuple[persons.Handle, sentences.RequirementLine]]:
    """Of the first team's people, those the group takes, as many as it has."""
    ids = sorted(allocations.people_of([made.teams[FIRST_TEAM].pk], OPENING))
    latest = TAKEN_ON - timedelta(days=60)
    lines = [
        line
        for line in sentences.live_requirements(ids, TAKEN_ON)
        if line.kind is RequirementKind.UNPAID_WORK and line.starts_on < latest
    ]
    people = persons.by_ids([line.person_id for line in lines])
    found: dict[int, tuple[persons.Handle, sentences.RequirementLine]] = {}
    for line in sorted(lines, key=lambda each: each.id):
        person = people[line.person_id]
        if line.person_id in found or queries.reasons_against(group, person, on=TAKEN_ON):
            continue
        found[line.person_id] = (person, line)
        if len(found) == GROUP:
            break
    return list(found.values())


def taken_on(
    person: persons.Handle,
    line: sentences.RequirementLine,
    group: Project,
    *,
    number: int,
    by: User,
) -> None:
    """Inducted, hours brought forward, and a Thursday on the group."""
    assert line.length is not None
    rng = random.Random(f"{share.SEED}:unpaid work:{person.crn}")
    at = at_clock(TAKEN_ON, 10)
    obligation = actions.induct(
        person_id=person.id,
        requirement_id=line.id,
        on=line.starts_on + timedelta(days=14),
        limits=LIMITS[number % 3] if number % 4 == 1 else "",
        by=by,
        at=at,
    )
    worked = int(line.length.number * rng.uniform(0.1, 0.7)) * 60
    actions.bring_forward(
        obligation_id=obligation.pk,
        minutes=worked,
        on=TAKEN_ON,
        why="From the register kept before.",
        by=by,
        at=at,
    )
    actions.allocate(
        person_id=person.id,
        requirement_id=line.id,
        terms=actions.Terms(
            project_id=group.pk,
            frequency=Frequency.WEEKLY,
            weekday=Weekday.THURSDAY,
            starts_on=OFF_ON,
            start=FROM,
            end=TO,
        ),
        by=by,
        at=at,
    )


def the_others(made: Service, known: set[int], *, by: User) -> None:
    """Whoever else of the first team owes hours: one in eight never begun, the others at every pace."""
    crn = crn_of(stories.FIRST + stories.ON_THE_PHONE)
    phone = persons.by_crn(crn)
    apart = known | ({phone.id} if phone else set())
    ids = sorted(set(allocations.people_of([made.teams[FIRST_TEAM].pk], OPENING)) - apart)
    for number, line in enumerate(sentences.live_requirements(ids, TAKEN_ON)):
        if line.kind is not RequirementKind.UNPAID_WORK or line.length is None:
            continue
        gone = (TAKEN_ON - line.starts_on).days
        if gone < NEW or number % NOT_BEGUN == 0:
            continue
        rng = random.Random(f"{share.SEED}:hours:{line.id}")
        at = at_clock(TAKEN_ON, 11)
        obligation = actions.induct(
            person_id=line.person_id,
            requirement_id=line.id,
            on=line.starts_on + timedelta(days=14),
            limits="",
            by=by,
            at=at,
        )
        done = min(gone / 365 * rng.uniform(*PACES), 1)
        actions.bring_forward(
            obligation_id=obligation.pk,
            minutes=max(int(line.length.number * done), 1) * 60,
            on=TAKEN_ON,
            why="From the register kept before.",
            by=by,
            at=at,
        )


def on_the_phone(project: Project, *, by: User) -> None:
    """The person behind the last door works on Saturdays, and is half done."""
    person = persons.by_crn(crn_of(stories.FIRST + stories.ON_THE_PHONE))
    if person is None:
        return
    (line,) = [
        each
        for each in sentences.live_requirements(person.ids, TAKEN_ON)
        if each.kind is RequirementKind.UNPAID_WORK
    ]
    at = at_clock(TAKEN_ON, 12)
    obligation = actions.induct(
        person_id=person.id,
        requirement_id=line.id,
        on=date(2016, 9, 6),
        limits="Needs things said slowly, or an interpreter by telephone.",
        by=by,
        at=at,
    )
    actions.bring_forward(
        obligation_id=obligation.pk,
        minutes=38 * 60 + 30,
        on=TAKEN_ON,
        why="From the register kept before.",
        by=by,
        at=at,
    )
    actions.allocate(
        person_id=person.id,
        requirement_id=line.id,
        terms=actions.Terms(
            project_id=project.pk,
            frequency=Frequency.WEEKLY,
            weekday=Weekday.SATURDAY,
            starts_on=TODAY + timedelta(days=2),
            start=FROM,
            end=TO,
        ),
        by=by,
        at=at,
    )


def a_day_off(group: Project, *, by: User) -> None:
    """Two weeks ago the van did not come: counted for the project, against nobody."""
    at = at_clock(OFF_ON, 8, 30)
    actions.stand_down(project_id=group.pk, on=OFF_ON, reason=StandDown.TRANSPORT, by=by, at=at)


def a_day_worked(group: Project, *, by: User) -> None:
    """Last week: one late, one who did not come, one sent home, the others there."""
    due = queries.due_on(WORKED_ON, [group.pk])
    for number, each in enumerate(due):
        actions.mark(
            appointment_id=each.id,
            seen_version=each.version,
            said=SAID[number] if number < len(SAID) else PRESENT,
            by=by,
            at=at_clock(WORKED_ON, 16, 30),
        )
