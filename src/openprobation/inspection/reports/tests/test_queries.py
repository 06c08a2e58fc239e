"""Is the public told what was published by a day, in order, in few questions?"""

from __future__ import annotations

from datetime import date

import pytest

from openprobation.inspection.reports import queries
from openprobation.inspection.reports.tests.factories import JudgementFactory, ReportFactory
from openprobation.inspection.reports.tests.published import loaded_beneath
from openprobation.vocabulary.inspection import Coding, DatePrecision, FindingSubject

pytestmark = pytest.mark.django_db

TODAY = date(2017, 2, 16)


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    with loaded_beneath(django_db_blocker):
        yield


@pytest.fixture
def loaded(published, db):
    """What is published by 16 February 2017."""


def test_the_first_seven_come_in_order(loaded):
    assert [inspection.area for inspection in queries.first_seven(on=TODAY)] == [
        "Durham",
        "York and North Yorkshire",
        "Derbyshire",
        "Kent",
        "North of London",
        "Staffordshire and Stoke",
        "Greater Manchester",
    ]


def test_every_area_has_the_company_first_and_a_cell_for_every_outcome(loaded):
    for inspection in queries.first_seven(on=TODAY):
        assert [provider.kind.value for provider in inspection.providers] == ["crc", "nps"]
        for provider in inspection.providers:
            assert [said.outcome for said in provider.judgements] == [
                "",
                "protect",
                "reoffend",
                "abide",
            ]


def test_greater_manchester_in_full_has_findings_between_the_two_and_recommendations(loaded):
    full = queries.inspection_in_full(slug="greater-manchester-2017", on=TODAY)

    between = [f.heading for f in full.findings if f.subject is FindingSubject.BETWEEN]
    assert "Breach papers sent back" in between
    assert [told.number for told in full.recommendations] == [1, 2, 3]
    assert full.inspection.verdict.startswith("Both organisations were “working well")


def test_an_inspection_before_its_day_is_none(loaded):
    assert queries.inspection_in_full(slug="gwent-2017", on=TODAY) is None
    assert queries.inspection_in_full(slug="gwent-2017", on=date(2017, 4, 19)) is not None


def test_related_reading_of_later_inspections_is_not_offered(loaded):
    areas = {area for area, _page in queries.earlier_reading(on=TODAY, besides="kent-2016")}

    assert areas == {
        "Durham",
        "North of London",
        "Staffordshire and Stoke",
        "Greater Manchester",
    }


def test_the_number_of_questions_does_not_grow_with_the_inspections(
    loaded, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert len(queries.published(on=TODAY)) == 7
    with django_assert_num_queries(2):
        assert len(queries.published(on=date(2018, 4, 1))) == 14
    with django_assert_num_queries(6):
        queries.inspection_in_full(slug="greater-manchester-2017", on=TODAY)


def test_the_tally_counts_only_areas_where_both_verdicts_are_known(loaded):
    tally = queries.tally(queries.first_seven(on=TODAY))

    assert tally.areas == 6
    assert tally.company_higher == ("Kent",)
    assert len(tally.public_service_higher) == 5


@pytest.mark.parametrize(
    ("precision", "printed"),
    [
        (DatePrecision.DAY, "31 August 2016"),
        (DatePrecision.MONTH, "August 2016"),
        (DatePrecision.NOT_READ, "2016, date not read"),
    ],
)
def test_a_date_is_printed_as_exactly_as_it_is_known(precision, printed):
    assert queries.publication_day(date(2016, 8, 31), precision) == printed


def test_an_outcome_nobody_wrote_a_row_for_is_not_known(loaded):
    report = ReportFactory(inspection__framework=framework_in_use())
    JudgementFactory(report=report, words="Good", coding=Coding.GOOD)

    found = next(
        inspection
        for inspection in queries.published(on=TODAY)
        if inspection.slug == report.inspection.slug
    )
    figure = queries.many_areas([found], queries.outcomes(), title="x")

    assert [cell.coding for cell in figure.areas[0].providers[0].outcomes] == [Coding.NOT_KNOWN] * 3


def framework_in_use():
    from openprobation.inspection.reports.models import Report

    return Report.objects.get(inspection__slug="kent-2016").inspection.framework


def test_an_overall_verdict_nobody_wrote_a_row_for_is_not_known(loaded):
    framework = framework_in_use()
    report = ReportFactory(inspection__framework=framework)
    JudgementFactory(report=report, section=framework.sections.get(code="protect"))

    found = queries.published(on=TODAY, slug=report.inspection.slug)[0]

    assert found.providers[0].overall.shown == "Not known"
