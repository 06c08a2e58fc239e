"""Which frameworks and inspections are there in a test?"""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.inspection.programmes.models import (
    Framework,
    Inspection,
    Prompt,
    Provider,
    Question,
    Section,
)
from openprobation.vocabulary.inspection import AnswerKind, SectionKind, Sureness
from openprobation.vocabulary.organisations import OrganisationKind


class FrameworkFactory(factory.django.DjangoModelFactory[Framework]):
    class Meta:
        model = Framework

    code = factory.Sequence(lambda n: f"framework_{n}")
    version = 1
    title = "A framework"
    unit = "An area"
    is_scored = False
    in_force_from = date(2016, 4, 1)
    sureness = Sureness.VERIFIED
    source = "https://example.org/framework"
    content = "digest"
    loaded_at = PUBLICATION_DAY


class SectionFactory(factory.django.DjangoModelFactory[Section]):
    class Meta:
        model = Section

    framework: Any = factory.SubFactory(FrameworkFactory)
    position = factory.Sequence(lambda n: n + 1)
    code = factory.Sequence(lambda n: f"outcome_{n}")
    kind = SectionKind.OUTCOME
    title = "Protecting the public"
    short_title = "Public"
    sureness = Sureness.VERIFIED


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    class Meta:
        model = Question

    section: Any = factory.SubFactory(SectionFactory)
    position = factory.Sequence(lambda n: n + 1)
    code = factory.Sequence(lambda n: f"Q{n}")
    text = "Is the risk of harm assessed?"
    answer = AnswerKind.YES_NO_NOT_APPLICABLE
    sureness = Sureness.DERIVED


class PromptFactory(factory.django.DjangoModelFactory[Prompt]):
    class Meta:
        model = Prompt

    question: Any = factory.SubFactory(QuestionFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "Who could be harmed"


class InspectionFactory(factory.django.DjangoModelFactory[Inspection]):
    class Meta:
        model = Inspection

    framework: Any = factory.SubFactory(FrameworkFactory)
    slug = factory.Sequence(lambda n: f"somewhere-{n}")
    area = "Somewhere"


class ProviderFactory(factory.django.DjangoModelFactory[Provider]):
    class Meta:
        model = Provider

    inspection: Any = factory.SubFactory(InspectionFactory)
    kind = OrganisationKind.CRC
    name = "Somewhere CRC"
    sureness = Sureness.VERIFIED
