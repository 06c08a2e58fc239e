"""Which meetings are in a test?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Team
from openprobation.foundation.organisations.tests.factories import OfficeFactory, officer
from openprobation.supervision.appointments.models import Appointment, AppointmentChange
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.supervision.sentences.tests.factories import RequirementFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import AppointmentKind, AppointmentState, Outcome
from openprobation.vocabulary.contacts import ContactKind

TODAY_9_30 = PUBLICATION_DAY + timedelta(minutes=30)
HALF_AN_HOUR = timedelta(minutes=30)


class AppointmentFactory(factory.django.DjangoModelFactory[Appointment]):
    """An office visit at 9:30 on publication day, not begun when the clock stands at 9:00.

    `begun=True` has just begun; `missed=True` and `attended=True` are last week's, written down.
    """

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    class Params:
        begun = factory.Trait(starts_at=PUBLICATION_DAY)
        written = factory.Trait(
            starts_at=TODAY_9_30 - timedelta(days=7),
            state=AppointmentState.RECORDED,
            outcome_by=factory.SelfAttribute("officer"),
            outcome_at=factory.LazyAttribute(lambda made: made.starts_at + HALF_AN_HOUR),
        )
        missed = factory.Trait(written=True, outcome=Outcome.UNACCEPTABLE_ABSENCE)
        attended = factory.Trait(written=True, outcome=Outcome.COMPLIED)
        activity = factory.Trait(
            kind=AppointmentKind.ACTIVITY,
            counts_as_rar_day=True,
            requirement=factory.SubFactory(
                RequirementFactory, order__event__person=factory.SelfAttribute("....person")
            ),
        )

    person = factory.SubFactory(PersonFactory)
    officer = factory.LazyFunction(lambda: officer(role=Role.PROBATION_OFFICER))
    kind = AppointmentKind.OFFICE
    office = factory.SubFactory(OfficeFactory)
    starts_at = TODAY_9_30
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + HALF_AN_HOUR)
    arranged_by = factory.SelfAttribute("officer")
    arranged_at = PUBLICATION_DAY - timedelta(days=14)

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory-boy has no types
    def line(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Every appointment is told in the record."""
        if create:
            tell(self)


def tell(appointment: Appointment) -> None:
    line = contacts.record(
        person_id=appointment.person_id,
        kind=ContactKind.APPOINTMENT,
        happened_at=appointment.starts_at,
        summary=f"Office visit with {appointment.officer.name}",
        outcome=appointment.outcome or "",
        reference=appointment,
        by=appointment.officer,
        at=appointment.arranged_at,
    )
    if appointment.state == AppointmentState.RECORDED:
        AppointmentChange.objects.create(
            appointment=appointment,
            before=AppointmentState.PLANNED,
            after=AppointmentState.RECORDED,
            outcome=appointment.outcome,
            line=line,
            by=appointment.officer,
            at=appointment.outcome_at or appointment.starts_at,
        )


def colleague(of: User, *, role: Role = Role.PROBATION_OFFICER, name: str | None = None) -> User:
    """Somebody else in the same team."""
    return officer(role=role, team=team_of(of), name=name)


def team_of(user: User) -> Team:
    return user.postings.select_related("team").get().team


def case_of(user: User, **about: Any) -> Person:
    """A person whose responsible officer this is."""
    person = PersonFactory(**about)
    held_by(person, user)
    return person
