"""Who works, how long, and with what support, in a test?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import factory

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.workforce.models import (
    Absence,
    AgreedAction,
    CaseTier,
    Contract,
    LoadNight,
    Reduction,
    SupervisionSession,
    Training,
)
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.risk import ScoreSource
from openprobation.vocabulary.workforce import (
    AbsenceKind,
    ReductionReason,
    Tier,
    TrainingKind,
)

THEN = datetime(2017, 1, 5, 10, 0, tzinfo=LONDON)


class ContractFactory(factory.django.DjangoModelFactory[Contract]):
    """A full week since the beginning; `new=True` since three weeks ago."""

    class Meta:
        model = Contract

    class Params:
        new = factory.Trait(starts_on=date(2017, 1, 26))

    user = factory.SubFactory(UserFactory)
    grade = Grade.PROBATION_OFFICER
    hours = Decimal(37)
    starts_on = date(2015, 2, 1)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = THEN


class AbsenceFactory(factory.django.DjangoModelFactory[Absence]):
    """Away ill since 6 February, with no end yet."""

    class Meta:
        model = Absence

    user = factory.SubFactory(UserFactory)
    kind = AbsenceKind.SICKNESS
    starts_on = date(2017, 2, 6)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = THEN


class ReductionFactory(factory.django.DjangoModelFactory[Reduction]):
    class Meta:
        model = Reduction

    user = factory.SubFactory(UserFactory)
    reason = ReductionReason.GROUPS
    hours = Decimal("7.4")
    starts_on = date(2017, 1, 1)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = THEN


class CaseTierFactory(factory.django.DjangoModelFactory[CaseTier]):
    class Meta:
        model = CaseTier

    person = factory.SubFactory(PersonFactory)
    tier = Tier.C2
    source = ScoreSource.TYPED
    assessed_on = date(2017, 1, 5)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = THEN


class SessionFactory(factory.django.DjangoModelFactory[SupervisionSession]):
    class Meta:
        model = SupervisionSession

    member = factory.SubFactory(UserFactory)
    manager = factory.SubFactory(UserFactory)
    held_on = date(2017, 1, 26)
    note = "Carries a lot, and says so. Sleeps badly before court days."
    next_on = factory.LazyAttribute(lambda one: one.held_on + timedelta(days=42))
    recorded_at = THEN


class AgreedActionFactory(factory.django.DjangoModelFactory[AgreedAction]):
    class Meta:
        model = AgreedAction

    session = factory.SubFactory(SessionFactory)
    text = "Shadow a colleague at the panel."
    due_on = date(2017, 2, 10)


class TrainingFactory(factory.django.DjangoModelFactory[Training]):
    class Meta:
        model = Training

    user = factory.SubFactory(UserFactory)
    kind = TrainingKind.DOMESTIC_ABUSE
    due_on = date(2017, 2, 10)
    because = "Agreed on 5 January 2017."
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = THEN


def nights(officer, percent: int, count: int, *, ends: date = date(2017, 2, 15)) -> None:
    """The officer's load on so many nights, the last on a day, of a week with room for 2,000."""
    LoadNight.objects.bulk_create(
        [
            LoadNight(
                officer=officer,
                on=ends - timedelta(days=n),
                cases=40,
                without_tier=0,
                points=20 * percent,
                available=2000,
                kept_at=THEN,
            )
            for n in range(count)
        ]
    )
