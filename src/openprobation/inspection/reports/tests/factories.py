"""What has been published in a test?"""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from openprobation.inspection.programmes.tests.factories import InspectionFactory, ProviderFactory
from openprobation.inspection.reports.models import (
    Finding,
    Judgement,
    Recommendation,
    Report,
    Source,
)
from openprobation.vocabulary.inspection import (
    Addressee,
    Coding,
    DatePrecision,
    FindingSubject,
    FindingTone,
    SourceKind,
)


class SourceFactory(factory.django.DjangoModelFactory[Source]):
    class Meta:
        model = Source

    code = factory.Sequence(lambda n: f"source-{n}")
    kind = SourceKind.INSPECTORATE
    title = "A release"
    publisher = "Somebody"
    url = "https://example.org/release"
    dated = "16 February 2017"


class ReportFactory(factory.django.DjangoModelFactory[Report]):
    class Meta:
        model = Report

    inspection: Any = factory.SubFactory(InspectionFactory)
    headline = "What was found"
    published_on = date(2017, 2, 16)
    precision = DatePrecision.DAY
    source: Any = factory.SubFactory(SourceFactory)


class JudgementFactory(factory.django.DjangoModelFactory[Judgement]):
    class Meta:
        model = Judgement

    class Params:
        not_known = factory.Trait(words="", coding=Coding.NOT_KNOWN)

    report: Any = factory.SubFactory(ReportFactory)
    provider: Any = factory.SubFactory(
        ProviderFactory, inspection=factory.SelfAttribute("..report.inspection")
    )
    words = "Generally good"
    coding = Coding.GOOD
    reason = "Generally good."
    source: Any = factory.SelfAttribute("report.source")


class FindingFactory(factory.django.DjangoModelFactory[Finding]):
    class Meta:
        model = Finding

    report: Any = factory.SubFactory(ReportFactory)
    position = factory.Sequence(lambda n: n + 1)
    subject = FindingSubject.BETWEEN
    tone = FindingTone.STRENGTH
    heading = "Teams under one roof"
    text = "A significant strength."
    source: Any = factory.SelfAttribute("report.source")


class RecommendationFactory(factory.django.DjangoModelFactory[Recommendation]):
    class Meta:
        model = Recommendation

    report: Any = factory.SubFactory(ReportFactory)
    number = factory.Sequence(lambda n: n + 1)
    addressee = Addressee.CRC
    text = "Manage unpaid work more effectively."
    source: Any = factory.SelfAttribute("report.source")
