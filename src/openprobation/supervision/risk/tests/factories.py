"""What is known of risk in a test?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import factory

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.risk.models import (
    Deregistration,
    HarmAssessment,
    Mappa,
    Registration,
    ReoffendingScore,
)
from openprobation.vocabulary.risk import (
    HarmLevel,
    MappaCategory,
    MappaLevel,
    RegistrationKind,
    ScoreSource,
)

ASSESSED = datetime(2016, 11, 1, 10, 0, tzinfo=LONDON)


class HarmAssessmentFactory(factory.django.DjangoModelFactory[HarmAssessment]):
    """Medium for a known adult, low for the rest; `high=True` for somebody dangerous."""

    class Meta:
        model = HarmAssessment

    class Params:
        high = factory.Trait(overall=HarmLevel.HIGH, known_adult=HarmLevel.HIGH)
        low = factory.Trait(overall=HarmLevel.LOW, known_adult=HarmLevel.LOW)

    person = factory.SubFactory(PersonFactory)
    overall = HarmLevel.MEDIUM
    public = HarmLevel.LOW
    children = HarmLevel.LOW
    known_adult = HarmLevel.MEDIUM
    staff = HarmLevel.LOW
    prisoners = HarmLevel.LOW
    who_is_at_risk = "His former partner."
    what_could_happen = "Assault, when he has been drinking."
    what_protects_them = "She has moved; the exclusion zone; he is not drinking."
    assessed_by = factory.SubFactory(UserFactory)
    assessed_at = ASSESSED


class ReoffendingScoreFactory(factory.django.DjangoModelFactory[ReoffendingScore]):
    class Meta:
        model = ReoffendingScore

    person = factory.SubFactory(PersonFactory)
    rsr = Decimal("2.15")
    source = ScoreSource.TYPED
    assessed_on = date(2016, 10, 3)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = ASSESSED


class RegistrationFactory(factory.django.DjangoModelFactory[Registration]):
    class Meta:
        model = Registration

    class Params:
        overdue = factory.Trait(review_due_on=date(2017, 1, 31))

    person = factory.SubFactory(PersonFactory)
    kind = RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR
    note = "Two call-outs in the summer."
    starts_on = date(2016, 11, 1)
    review_due_on = date(2017, 5, 1)
    registered_by = factory.SubFactory(UserFactory)
    registered_at = ASSESSED


class DeregistrationFactory(factory.django.DjangoModelFactory[Deregistration]):
    """A registration that has ended."""

    class Meta:
        model = Deregistration

    registration = factory.SubFactory(RegistrationFactory, ends_on=date(2017, 1, 9))
    on = date(2017, 1, 9)
    why = "The plan ended."
    by = factory.SubFactory(UserFactory)
    at = datetime(2017, 1, 9, 11, 0, tzinfo=LONDON)


class MappaFactory(factory.django.DjangoModelFactory[Mappa]):
    class Meta:
        model = Mappa

    person = factory.SubFactory(PersonFactory)
    category = MappaCategory.TWO
    level = MappaLevel.ONE
    starts_on = date(2016, 11, 1)
    review_due_on = date(2017, 5, 1)
    set_by = factory.SubFactory(UserFactory)
    set_at = ASSESSED
