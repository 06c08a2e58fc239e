"""Which plans are in a test?"""

from __future__ import annotations

from datetime import date, datetime

import factory

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.plans.models import Goal, OperatingModel, Plan, PlanAgreement, Step
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.plans import Actor, Agreement, GoalState, StepState

BEGAN = datetime(2016, 10, 3, 10, 0, tzinfo=LONDON)


class AgreementFactory(factory.django.DjangoModelFactory[PlanAgreement]):
    class Meta:
        model = PlanAgreement

    answer = Agreement.AGREES
    on = date(2016, 10, 3)
    by = factory.SubFactory(UserFactory)
    at = BEGAN


class PlanFactory(factory.django.DjangoModelFactory[Plan]):
    """A draft; `agreed=True` was agreed in October and its review was due on 3 February 2017."""

    class Meta:
        model = Plan
        skip_postgeneration_save = True

    class Params:
        agreed = factory.Trait(
            agreed_on=date(2016, 10, 3),
            review_due_on=date(2017, 2, 3),
            agreement=factory.RelatedFactory(AgreementFactory, factory_related_name="plan"),
        )

    person = factory.SubFactory(PersonFactory)
    began_by = factory.SubFactory(UserFactory)
    began_at = BEGAN


class GoalFactory(factory.django.DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    plan = factory.SubFactory(PlanFactory, agreed=True)
    need = Need.ALCOHOL
    words = "Stay dry on Fridays."
    by_when = date(2017, 4, 3)
    state = GoalState.ACTIVE
    added_by = factory.SubFactory(UserFactory)
    added_at = BEGAN


class StepFactory(factory.django.DjangoModelFactory[Step]):
    class Meta:
        model = Step

    goal = factory.SubFactory(GoalFactory)
    what = "Go to the Friday group."
    actor = Actor.PERSON
    by_when = date(2017, 3, 3)
    state = StepState.NOT_STARTED
    added_at = BEGAN
    changed_by = factory.SubFactory(UserFactory)
    changed_at = BEGAN


class OperatingModelFactory(factory.django.DjangoModelFactory[OperatingModel]):
    class Meta:
        model = OperatingModel

    name = "Steps away from crime"
    starts_on = date(2015, 2, 1)
    within = factory.LazyFunction(lambda: {"induction": 5})
    asks = factory.LazyFunction(dict)
    review_months = 3
    kept_by = factory.SubFactory(UserFactory)
    kept_at = BEGAN
