"""Does a manager see what is overdue to protect people, whose it is, and what share is done?"""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.urls import reverse

from openprobation.foundation.clock import LONDON
from openprobation.supervision.allocations.tests.factories import case_of, service
from openprobation.supervision.persons.tests.factories import restricted
from openprobation.supervision.risk.tests.factories import EnquiryFactory, HarmAssessmentFactory
from openprobation.supervision.sentences.models import Event
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.protection import EnquiryState, ProtectionTask

pytestmark = pytest.mark.django_db

SEPTEMBER = datetime(2016, 9, 1, 10, tzinfo=LONDON)
PAGE = reverse("manager:protection")
TASK = ProtectionTask.DOMESTIC_ABUSE


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


def case(place, *, team=None, high=False, **person):
    """Somebody whose partner is at risk since November, and of whom nothing has been asked."""
    spell = case_of(None, team or place.crc_team, starts_at=SEPTEMBER, **person)
    OrderFactory(event=Event.objects.get(person=spell.person), person=spell.person)
    HarmAssessmentFactory(person=spell.person, high=high)
    return spell.person


def done(person, state=EnquiryState.USED):
    EnquiryFactory(person=person, task=TASK, state=state)


def test_what_is_overdue_stands_highest_harm_first_with_what_it_is(desk, place):
    case(place, family_name="Medium")
    case(place, family_name="Highest", high=True)

    words = words_of(desk.get(PAGE))

    assert "2 people have something overdue." in words
    assert words.index("Highest") < words.index("Medium")
    assert "Domestic abuse enquiry, Home visit, Management oversight" in words


@pytest.mark.parametrize("state", [EnquiryState.ASKED, EnquiryState.CHASED, EnquiryState.ANSWERED])
def test_asked_chased_and_answered_are_not_done(desk, place, state):
    person = case(place)
    if state is EnquiryState.ANSWERED:
        EnquiryFactory(person=person, task=TASK, answered=True)
    else:
        done(person, state)

    words = words_of(desk.get(PAGE))

    assert "0% 0 of 1" in words
    assert "1 person has something overdue." in words


@pytest.mark.parametrize("state", [EnquiryState.USED, EnquiryState.NOT_NEEDED])
def test_the_share_shows_numerator_and_denominator(desk, place, state):
    done(case(place), state)
    case(place)
    case(place)

    words = words_of(desk.get(PAGE))

    assert "33% 1 of 3" in words
    assert "An enquiry is done when its answer is used in the assessment of harm" in words


def test_a_restricted_case_counts_and_its_line_says_nothing_of_it(desk, place):
    person = case(place, family_name="Hidden", high=True)
    restricted(person, ask="Pat Lee, head")

    words = words_of(desk.get(PAGE))

    assert "Hidden" not in words
    assert f"Restricted record {person.crn}" in words
    assert "0% 0 of 1" in words
    assert "Very high" not in words


def test_cases_of_other_teams_are_not_there(desk, place):
    case(place, team=place.nps_team, family_name="Elsewhere")

    words = words_of(desk.get(PAGE))

    assert "Elsewhere" not in words
    assert "Your teams hold no cases." in words


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SENIOR, Role.HEAD)])
def test_who_does_not_oversee_has_no_such_page(client, place, role):
    client.force_login(place.post(place.crc_team, role))

    assert client.get(PAGE).status_code in (403, 404)


def test_the_page_asks_as_much_at_thirty_cases_as_at_three(
    desk, place, django_assert_max_num_queries
):
    for _ in range(3):
        case(place)
    desk.get(PAGE)

    with django_assert_max_num_queries(22) as few:
        desk.get(PAGE)
    for _ in range(27):
        done(case(place))
    with django_assert_max_num_queries(22) as many:
        desk.get(PAGE)

    assert len(few) == len(many)
