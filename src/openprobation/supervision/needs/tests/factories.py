"""What is known of somebody's needs in a test?"""

from __future__ import annotations

from datetime import date, datetime

import factory

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.needs.actions import Found
from openprobation.supervision.needs.models import (
    AssessedNeed,
    Assessment,
    EngagementNote,
    OwnView,
    ProtectiveFactor,
)
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.vocabulary.needs import (
    AssessmentState,
    EngagementKind,
    Need,
    NeedLevel,
    ProtectiveKind,
)

SIGNED = datetime(2016, 12, 1, 10, 0, tzinfo=LONDON)
RANKED = (Need.ALCOHOL, Need.ETE, Need.ACCOMMODATION)


def found(**levels: str) -> dict[Need, Found]:
    """Every need looked at; `alcohol="high"` says what is not none."""
    return {
        need: Found(
            level=NeedLevel(levels.get(need.value, "none")),
            bears_on_reoffending=need.value in levels,
            found="Drinks before most offences." if need.value in levels else "",
            strength="Has stopped before." if need is Need.ALCOHOL else "",
        )
        for need in Need
    }


class AssessmentFactory(factory.django.DjangoModelFactory[Assessment]):
    """In use, with alcohol first; `awaiting=True` for one a senior has yet to read."""

    class Meta:
        model = Assessment
        skip_postgeneration_save = True

    class Params:
        awaiting = factory.Trait(state=AssessmentState.AWAITING, needs_reading="grade")

    person = factory.SubFactory(PersonFactory)
    version = 1
    state = AssessmentState.IN_USE
    what_led_to_it = "An argument after an evening of drinking."
    signed_by = factory.SubFactory(UserFactory)
    signed_at = SIGNED

    @factory.post_generation
    def ranked(self: Assessment, create, extracted, **_rest):
        order = RANKED if extracted is None else extracted
        AssessedNeed.objects.bulk_create(
            AssessedNeed(
                assessment=self,
                need=need,
                level=NeedLevel.HIGH if need in order else NeedLevel.NONE,
                bears_on_harm=False,
                bears_on_reoffending=need in order,
                found="Drinks before most offences." if need in order else "",
                strength="Has stopped before." if need is Need.ALCOHOL else "",
                rank=order.index(need) + 1 if need in order else None,
            )
            for need in Need
        )


class OwnViewFactory(factory.django.DjangoModelFactory[OwnView]):
    class Meta:
        model = OwnView

    person = factory.SubFactory(PersonFactory)
    said_on = date(2016, 12, 1)
    going_well = "I see my lad every Sunday."
    is_hard = "Fridays."
    wants = "A job with my hands."
    written_by = factory.SubFactory(UserFactory)
    written_at = SIGNED


class ProtectiveFactorFactory(factory.django.DjangoModelFactory[ProtectiveFactor]):
    class Meta:
        model = ProtectiveFactor

    person = factory.SubFactory(PersonFactory)
    kind = ProtectiveKind.FAMILY
    what = "His sister rings every evening."
    starts_on = date(2016, 9, 1)
    looked_at_on = date(2016, 12, 1)
    written_by = factory.SubFactory(UserFactory)
    written_at = SIGNED


class EngagementNoteFactory(factory.django.DjangoModelFactory[EngagementNote]):
    class Meta:
        model = EngagementNote

    person = factory.SubFactory(PersonFactory)
    kind = EngagementKind.WORKS
    what = "Walking while we talk."
    written_by = factory.SubFactory(UserFactory)
    written_at = SIGNED
