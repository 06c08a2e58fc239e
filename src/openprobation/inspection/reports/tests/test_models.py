"""What must be true of a published judgement, whoever writes?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from openprobation.inspection.programmes.tests.factories import SectionFactory
from openprobation.inspection.reports.models import Report
from openprobation.inspection.reports.tests.factories import (
    FindingFactory,
    JudgementFactory,
    RecommendationFactory,
    ReportFactory,
    SourceFactory,
)
from openprobation.vocabulary.inspection import Coding, SourceKind

pytestmark = pytest.mark.django_db


def test_what_is_not_known_says_nothing():
    JudgementFactory(not_known=True)

    with pytest.raises(IntegrityError):
        JudgementFactory(not_known=True, words="Probably good")


def test_what_is_known_says_something():
    with pytest.raises(IntegrityError):
        JudgementFactory(words="", coding=Coding.GOOD)


def test_every_coding_has_a_reason():
    with pytest.raises(IntegrityError):
        JudgementFactory(reason="")


def test_every_judgement_has_a_source_that_stays():
    judgement = JudgementFactory(source=SourceFactory())

    with pytest.raises(ProtectedError):
        judgement.source.delete()
    with pytest.raises(IntegrityError):
        JudgementFactory(source=None)


def test_an_organisation_has_one_overall_verdict():
    judgement = JudgementFactory()

    with pytest.raises(IntegrityError):
        JudgementFactory(report=judgement.report, provider=judgement.provider)


def test_an_organisation_is_judged_once_on_an_outcome():
    section = SectionFactory()
    judgement = JudgementFactory(section=section)

    with pytest.raises(IntegrityError):
        JudgementFactory(report=judgement.report, provider=judgement.provider, section=section)


def test_a_source_has_an_address_unless_it_is_our_own_note():
    SourceFactory(kind=SourceKind.OWN_NOTE, url="")

    with pytest.raises(IntegrityError):
        SourceFactory(kind=SourceKind.SUMMARY, url="")


def test_a_finding_has_a_place_of_its_own():
    finding = FindingFactory(position=1)

    with pytest.raises(IntegrityError):
        FindingFactory(report=finding.report, position=1)


def test_a_recommendation_has_a_number_of_its_own():
    told = RecommendationFactory(number=1)

    with pytest.raises(IntegrityError):
        RecommendationFactory(report=told.report, number=1)


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2017, 2, 15), False), (date(2017, 2, 16), True), (date(2017, 2, 17), True)],
)
def test_a_report_is_public_from_its_day_on(day, shown):
    ReportFactory(published_on=date(2017, 2, 16))

    assert Report.objects.public(day).exists() is shown
