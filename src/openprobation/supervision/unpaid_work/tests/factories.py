"""Who owes hours, and where are they worked, in a test?"""

from __future__ import annotations

from datetime import date, datetime, time

import factory

from openprobation.foundation.clock import LONDON, PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.risk.tests.factories import HarmAssessmentFactory
from openprobation.supervision.sentences.tests.factories import (
    EventFactory,
    OrderFactory,
    RequirementFactory,
    opened_to,
)
from openprobation.supervision.unpaid_work import actions
from openprobation.supervision.unpaid_work.models import (
    Beneficiary,
    Obligation,
    Project,
    WorkAppointment,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import TeamKind
from openprobation.vocabulary.risk import HarmLevel
from openprobation.vocabulary.unpaid_work import Frequency, ProjectKind, Weekday

TODAY = PUBLICATION_DAY.date()  # a Thursday
NINE, FOUR = time(9), time(16)
MORNING = datetime(2017, 2, 16, 7, 45, tzinfo=LONDON)
EVENING = datetime(2017, 2, 16, 17, 0, tzinfo=LONDON)


class BeneficiaryFactory(factory.django.DjangoModelFactory[Beneficiary]):
    class Meta:
        model = Beneficiary

    name = factory.Sequence(lambda n: f"Parks of borough {n}")
    telephone = "0161 496 0777"


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    """A group that clears paths, run by an unpaid work team."""

    class Meta:
        model = Project

    team = factory.SubFactory(TeamFactory, kind=TeamKind.UNPAID_WORK)
    beneficiary = factory.SubFactory(BeneficiaryFactory)
    name = factory.Sequence(lambda n: f"Moss Bank paths {n}")
    kind = ProjectKind.GROUP
    place = "Moss Bank Park, main gate"
    capacity = 12
    starts_on = date(2016, 1, 4)
    highest_harm = HarmLevel.MEDIUM
    opened_by = factory.SubFactory(UserFactory)
    opened_at = datetime(2016, 1, 4, 9, tzinfo=LONDON)


class ObligationFactory(factory.django.DjangoModelFactory[Obligation]):
    """A hundred hours since 3 October 2016, induction done."""

    class Meta:
        model = Obligation

    class Params:
        hours = 100

    person = factory.SubFactory(PersonFactory)
    requirement = factory.LazyAttribute(lambda o: requirement_for(o.person, hours=o.hours))
    order = factory.SelfAttribute("requirement.order")
    owed = factory.LazyAttribute(lambda o: o.hours * 60)
    starts_on = factory.SelfAttribute("requirement.starts_on")
    inducted_on = date(2016, 10, 10)
    taken_on_by = factory.SubFactory(UserFactory)
    taken_on_at = datetime(2016, 10, 5, 10, tzinfo=LONDON)


class WorkAppointmentFactory(factory.django.DjangoModelFactory[WorkAppointment]):
    """Today from nine to four, nothing marked."""

    class Meta:
        model = WorkAppointment

    obligation = factory.SubFactory(ObligationFactory)
    person = factory.SelfAttribute("obligation.person")
    project = factory.SubFactory(ProjectFactory)
    on = TODAY
    start = NINE
    end = FOUR
    planned_at = datetime(2017, 1, 16, 10, tzinfo=LONDON)


def requirement_for(person: Person, *, hours: int = 100):
    order = OrderFactory(event=EventFactory(person=person))
    return RequirementFactory(order=order, unpaid_work=True, length=hours)


def supervisor_of(project: Project, *, name: str | None = None) -> User:
    """A supervisor in the project's team, who usually takes it."""
    user = officer(role=Role.UNPAID_WORK_SUPERVISOR, team=project.team, name=name)
    project.supervisor = user
    project.save(update_fields=["supervisor"])
    return user


def due(project: Project, supervisor: User, *, number: int = 1, hours: int = 100, **more):
    """People due today at a project, whose records its supervisor may mark."""
    made = [
        WorkAppointmentFactory(project=project, obligation=ObligationFactory(hours=hours), **more)
        for _one in range(number)
    ]
    for each in made:
        opened_to(supervisor, each.person)
    return made


def assessed(person: Person, level: HarmLevel = HarmLevel.LOW) -> Person:
    HarmAssessmentFactory(person=person, overall=level)
    return person


def terms(project: Project, **more) -> actions.Terms:
    return actions.Terms(
        **{
            "project_id": project.pk,
            "frequency": Frequency.WEEKLY,
            "weekday": Weekday.MONDAY,
            "starts_on": TODAY,
            "start": NINE,
            "end": FOUR,
            **more,
        }
    )
