"""Which sentences are in a test, and who registers them?"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory

from openprobation.foundation.access.actions import relate
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.models import Team
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.courts.tests.factories import CourtFactory
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.sentences.models import (
    Condition,
    Event,
    Offence,
    Order,
    Requirement,
    SupervisionPeriod,
)
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.organisations import TeamKind
from openprobation.vocabulary.sentences import (
    ConditionKind,
    EndReason,
    OrderKind,
    RequirementKind,
    Unit,
)

SENTENCED = date(2016, 10, 3)
REGISTERED = datetime(2016, 10, 3, 11, 0, tzinfo=ZoneInfo("Europe/London"))


class SupervisionPeriodFactory(factory.django.DjangoModelFactory[SupervisionPeriod]):
    class Meta:
        model = SupervisionPeriod

    class Params:
        closed = factory.Trait(closed_on=date(2017, 1, 31), end_reason=EndReason.COMPLETED)

    person = factory.SubFactory(PersonFactory)
    opened_on = SENTENCED


class EventFactory(factory.django.DjangoModelFactory[Event]):
    class Meta:
        model = Event

    person = factory.SubFactory(PersonFactory)
    number = 1
    period = factory.SubFactory(SupervisionPeriodFactory, person=factory.SelfAttribute("..person"))
    court = factory.SubFactory(CourtFactory)
    sentenced_on = SENTENCED
    registered_by = factory.SubFactory(UserFactory)
    registered_at = REGISTERED


class OffenceFactory(factory.django.DjangoModelFactory[Offence]):
    class Meta:
        model = Offence

    event = factory.SubFactory(EventFactory)
    description = "Theft from a shop"
    committed_on = date(2016, 8, 1)
    is_main = True


class OrderFactory(factory.django.DjangoModelFactory[Order]):
    """Twelve months from 3 October 2016: 136 days gone on publication day."""

    class Meta:
        model = Order

    class Params:
        ended = factory.Trait(ended_on=date(2017, 1, 31), end_reason=EndReason.REVOKED_PROGRESS)
        licence = factory.Trait(
            kind=OrderKind.LICENCE,
            length=None,
            unit=None,
            custody_length=10,
            custody_unit=Unit.MONTHS,
        )
        after_prison = factory.Trait(
            kind=OrderKind.POST_SENTENCE_SUPERVISION, length=None, unit=None
        )

    event = factory.SubFactory(EventFactory)
    person = factory.SelfAttribute("event.person")
    kind = OrderKind.COMMUNITY_ORDER
    length = 12
    unit = Unit.MONTHS
    starts_on = SENTENCED
    ends_on = date(2017, 10, 2)


class RequirementFactory(factory.django.DjangoModelFactory[Requirement]):
    class Meta:
        model = Requirement

    class Params:
        unpaid_work = factory.Trait(kind=RequirementKind.UNPAID_WORK, length=100, unit=Unit.HOURS)

    order = factory.SubFactory(OrderFactory)
    kind = RequirementKind.RAR
    length = 20
    unit = Unit.DAYS
    starts_on = factory.SelfAttribute("order.starts_on")


class ConditionFactory(factory.django.DjangoModelFactory[Condition]):
    class Meta:
        model = Condition

    order = factory.SubFactory(OrderFactory, licence=True)
    kind = ConditionKind.ADDITIONAL
    text = "Do not go to the Arndale Centre."
    starts_on = factory.SelfAttribute("order.starts_on")


def court_officer(*, team: Team | None = None, name: str | None = None) -> User:
    """A court officer of the National Probation Service, in a court team."""
    return officer(
        role=Role.COURT_OFFICER,
        team=team or TeamFactory(nps=True, kind=TeamKind.COURT),
        name=name,
    )


def opened_to(user: User, person: Person) -> Person:
    """The person's record is the user's own business."""
    relate(
        kind="person",
        record_id=person.pk,
        holder=HolderKind.USER,
        holder_id=user.pk,
        relation=RelationKind.RESPONSIBLE_OFFICER,
        at=PUBLICATION_DAY.replace(year=2015),
    )
    return person
