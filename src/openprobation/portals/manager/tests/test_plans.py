"""Does a manager see which assessments wait for a signature, and which plans have nothing for the first need?"""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from openprobation.foundation.clock import LONDON
from openprobation.supervision.allocations.tests.factories import case_of, service
from openprobation.supervision.interventions.tests.factories import Story
from openprobation.supervision.needs.tests.factories import AssessmentFactory
from openprobation.supervision.persons.tests.factories import restricted
from openprobation.supervision.plans.tests.factories import GoalFactory, PlanFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.needs import Need

pytestmark = pytest.mark.django_db

PAGE = reverse("manager:plans")
EARLIER = datetime(2016, 11, 1, 10, tzinfo=LONDON)


@pytest.fixture
def place():
    return service()


@pytest.fixture
def desk(client, place):
    client.force_login(place.post(place.crc_team, Role.SENIOR, name="Pat Lee"))
    return client


def words_of(response):
    assert response.status_code == 200
    page = response.content.decode().split("<main")[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def case(place, *, team=None, **person):
    return case_of(None, team or place.crc_team, **person).person


def test_assessments_to_countersign_stand_the_longest_first(desk, place):
    late, later = case(place, family_name="Later"), case(place, family_name="Longest")
    AssessmentFactory(person=late, awaiting=True)
    AssessmentFactory(person=later, awaiting=True, signed_at=EARLIER)
    AssessmentFactory(person=case(place, family_name="Signed"))

    words = words_of(desk.get(PAGE))

    assert words.index("Longest") < words.index("Later")
    assert "Signed, " not in words
    assert "107 days ago" in words


def test_a_plan_with_nothing_for_the_first_need_is_told_with_the_need(desk, place):
    person = case(place, family_name="Waits")
    AssessmentFactory(person=person)
    GoalFactory(
        plan=PlanFactory(person=person, agreed=True), need=Need.ETE, words="Work on Mondays."
    )
    drafted = case(place, family_name="Drafted")
    AssessmentFactory(person=drafted)
    PlanFactory(person=drafted)

    words = words_of(desk.get(PAGE))

    assert "Waits" in words
    assert "Drafted" not in words
    assert "Of 1 agreed plans" in words
    assert "no goal answers it" in words


def test_a_plan_whose_first_need_a_service_has_seen_is_not_told(client):
    story = Story()
    AssessmentFactory(person=story.person, ranked=(Need.ALCOHOL,))
    PlanFactory(person=story.person, agreed_on=date(2017, 1, 4), review_due_on=date(2017, 7, 4))
    client.force_login(story.head)
    before = words_of(client.get(PAGE))
    story.planned(story.service(need=Need.ALCOHOL))

    assert story.person.crn in before
    assert story.person.crn not in words_of(client.get(PAGE))


def test_a_restricted_record_is_a_line_without_a_name_or_a_need(desk, place):
    person = case(place, family_name="Hidden")
    AssessmentFactory(person=person, awaiting=True)
    PlanFactory(person=person, agreed=True)
    restricted(person)

    words = words_of(desk.get(PAGE))

    assert "Hidden" not in words
    assert "Alcohol" not in words
    assert words.count(person.crn) == 2


def test_nobody_of_another_team_is_told(desk, place):
    AssessmentFactory(person=case(place, team=place.nps_team), awaiting=True)

    words = words_of(desk.get(PAGE))

    assert "No assessment waits for a senior." in words
    assert "Every agreed plan has an intervention" in words


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SENIOR, Role.HEAD)])
def test_who_does_not_countersign_has_no_such_page(client, place, role):
    client.force_login(place.post(place.crc_team, role))

    assert client.get(PAGE).status_code in (403, 404)


def test_the_page_asks_as_much_at_twenty_people_as_at_three(
    desk, place, django_assert_max_num_queries
):
    def another():
        person = case(place)
        AssessmentFactory(person=person, awaiting=True)
        PlanFactory(person=person, agreed=True)

    for _ in range(3):
        another()
    desk.get(PAGE)

    with django_assert_max_num_queries(24) as few:
        desk.get(PAGE)
    for _ in range(17):
        another()
    with django_assert_max_num_queries(24) as many:
        desk.get(PAGE)

    assert len(few) == len(many)
