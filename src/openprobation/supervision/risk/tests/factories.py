"""What is known of risk in a test?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import factory

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.risk.models import (
    AtRisk,
    Deregistration,
    Enquiry,
    EnquiryStep,
    HarmAssessment,
    Mappa,
    ProtectionCheck,
    QuarantinedFact,
    Registration,
    ReoffendingScore,
)
from openprobation.vocabulary.protection import (
    AnswerKind,
    CheckFinding,
    EnquiryState,
    FactKind,
    ProtectionTask,
)
from openprobation.vocabulary.risk import (
    HarmGroup,
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


class AtRiskFactory(factory.django.DjangoModelFactory[AtRisk]):
    """A former partner, checked on the day she was named; `checked_on=…` says another day."""

    class Meta:
        model = AtRisk
        skip_postgeneration_save = True

    class Params:
        checked_at = ASSESSED

    person = factory.SubFactory(PersonFactory)
    group = HarmGroup.KNOWN_ADULT
    who = "A former partner"
    from_what = "Assault, when he has been drinking."
    added_by = factory.SubFactory(UserFactory)
    added_at = factory.SelfAttribute("checked_at")
    check = factory.RelatedFactory(
        "openprobation.supervision.risk.tests.factories.ProtectionCheckFactory",
        factory_related_name="at_risk",
        at=factory.SelfAttribute("..checked_at"),
    )


class ProtectionCheckFactory(factory.django.DjangoModelFactory[ProtectionCheck]):
    class Meta:
        model = ProtectionCheck

    at_risk = factory.SubFactory(AtRiskFactory, check=None)
    finding = CheckFinding.HOLDS
    what_protects = "The police call her each week."
    by = factory.SubFactory(UserFactory)
    at = ASSESSED


class EnquiryFactory(factory.django.DjangoModelFactory[Enquiry]):
    """Asked; `answered=True` for one whose answer waits to be used, with its words."""

    class Meta:
        model = Enquiry
        skip_postgeneration_save = True

    class Params:
        answered = factory.Trait(state=EnquiryState.ANSWERED)

    person = factory.SubFactory(PersonFactory)
    task = ProtectionTask.SAFEGUARDING
    asked_of = "Children's services in Bolton"
    because = "Asked because a child lives there (rule of 1 June 2014)."
    rule = factory.LazyFunction(dict)
    state = EnquiryState.ASKED
    since = ASSESSED
    step = factory.RelatedFactory(
        "openprobation.supervision.risk.tests.factories.EnquiryStepFactory",
        factory_related_name="enquiry",
        at=factory.SelfAttribute("..since"),
    )


class EnquiryStepFactory(factory.django.DjangoModelFactory[EnquiryStep]):
    class Meta:
        model = EnquiryStep

    enquiry = factory.SubFactory(EnquiryFactory, step=None)
    to_state = factory.SelfAttribute("enquiry.state")
    answer = factory.LazyAttribute(
        lambda step: AnswerKind.CONCERN if step.to_state == EnquiryState.ANSWERED else None
    )
    answer_words = factory.LazyAttribute(
        lambda step: "Two call-outs in the summer." if step.answer else ""
    )
    assessment = factory.Maybe(
        factory.LazyAttribute(lambda step: step.to_state == EnquiryState.USED),
        factory.SubFactory(HarmAssessmentFactory, person=factory.SelfAttribute("..enquiry.person")),
    )
    why = "Nobody under 18 lives there."
    by = factory.SubFactory(UserFactory)
    at = ASSESSED


class QuarantinedFactFactory(factory.django.DjangoModelFactory[QuarantinedFact]):
    class Meta:
        model = QuarantinedFact

    person = factory.SubFactory(PersonFactory)
    kind = FactKind.WHEREABOUTS
    words = "With her sister at 4 Heron Court."
    source = "Her sister, by telephone."
    written_by = factory.SubFactory(UserFactory)
    written_at = ASSESSED
