"""Does the walk through the report say what is measured and what is not, and tell of nobody?"""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.portals.public import line_by_line, measured
from openprobation.publication.library.models import Edition
from openprobation.supervision.allocations.tests.factories import SpellFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.risk.tests.factories import HarmAssessmentFactory

pytestmark = pytest.mark.django_db

PAGE = "/about/this-report/"
LINES = [line for _anchor, _title, lines in line_by_line.PARTS for line in lines]


@pytest.fixture
def company(at):
    """Twenty-three people of one officer of a company, sixteen of them assessed."""
    team = TeamFactory()
    holder = officer(team=team)
    for number in range(23):
        person = PersonFactory()
        SpellFactory(person=person, team=team, officer=holder, starts_at=at - timedelta(days=30))
        if number < 16:
            HarmAssessmentFactory(person=person, assessed_at=at - timedelta(days=10))
    return team


def rows(client):
    text = client.get("/library/line-by-line.csv").content.decode()
    return {(row["measure"], row["organisation"]): row for row in csv.DictReader(io.StringIO(text))}


def test_each_line_has_a_lasting_address_and_a_measure_or_why_there_is_none(client):
    page = client.get(PAGE).content.decode()

    anchors = [line.anchor for line in LINES]
    assert len(set(anchors)) == len(anchors)
    for line in LINES:
        assert line.measures or line.said or line.unmeasured, line.anchor
        assert f'id="{line.anchor}"' in page
        assert f'href="#{line.anchor}"' in page
        assert str(line.found)[:40] in page
    shown = {code for line in LINES for code in line.measures}
    assert shown == {measure.code for measure in measured.MEASURES}
    assert all(f'id="counted-{code}"' in page for code in shown)
    assert "Nothing has been measured yet" in page


def test_anchors_that_others_quote_stay():
    assert [line.anchor for line in LINES] == [
        "crc-protection", "nps-protection", "crc-interventions", "nps-reviews-and-services",
        "appointments", "breach-papers", "changes-of-officer", "supervision-and-training",
        "nps-morale", "womens-services", "working-together", "services-offered", "unpaid-work",
        "shared-teams", "recommendations",
    ]  # fmt: skip


def test_figures_are_rounded_and_few_are_withheld(client, at, company):
    measured.measure(at)

    found = rows(client)
    assessed = found["current-assessment", "crc"]
    assert [assessed["counted_to_nearest_5"], assessed["of_to_nearest_5"]] == ["15", "25"]
    assert assessed["percent"] == "60", "of the rounded counts"
    assert found["current-assessment", "nps"]["percent"] == ""
    assert found["staff-supervised", "crc"]["of_to_nearest_5"] == "", "one officer is too few"
    page = client.get(PAGE).content.decode()
    assert ">60%</span>" in page
    assert "Too few to show" in page


@pytest.mark.parametrize("met", range(12))
def test_no_two_figures_that_differ_show_one_person(met):
    before, after = measured.told("crc", met, 23), measured.told("crc", met, 24)
    one_more = measured.told("crc", met + 1, 24)

    assert after in (before, measured.told("crc", met, 25))
    for figure in (before, after, one_more):
        assert figure.met % measured.STEP == figure.of % measured.STEP == 0
    assert measured.told("crc", met, 19) == measured.Figure("crc", None, None)


def test_it_is_measured_at_once_and_then_once_a_day_from_five(at, company):
    for moment in (at, at + timedelta(hours=5), at + timedelta(hours=16), at + timedelta(hours=21)):
        measured.measure_each_day(moment)

    made = Edition.objects.filter(document__slug=measured.SLUG).order_by("pk")
    assert list(made.values_list("public_at", flat=True)) == [at, at + timedelta(hours=21)]


def test_counting_asks_as_much_for_one_as_for_many(at, company, django_assert_num_queries):
    with django_assert_num_queries(17):
        measured.counted(at)


def test_the_page_asks_for_the_figures_once(client, at, company, django_assert_num_queries):
    measured.measure(at)
    client.get(PAGE)

    with django_assert_num_queries(1):
        measured.latest(at)
    with django_assert_num_queries(5):
        client.get(PAGE)
