"""Do the pages about needs open filled, check before they sign, and refuse who may not?"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.needs.models import Assessment, OwnView, ProtectiveFactor
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.needs import Need

from .factories import (
    AssessmentFactory,
    EngagementNoteFactory,
    OwnViewFactory,
    ProtectiveFactorFactory,
)

pytestmark = pytest.mark.django_db
PAGES = ("summary", "assess", "own_view", "add_factor", "note")
VIEWERS = {Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER, Role.SENIOR, Role.DUTY_OFFICER}


@pytest.fixture
def user():
    return officer(name="Sam Patel", team=TeamFactory(nps=True))


@pytest.fixture
def person(user):
    person = PersonFactory(given_names="Lee", family_name="Ashworth")
    held_by(person, user)
    return person


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


def address(name, person, *more):
    return reverse(f"needs:{name}", args=[person.crn, *more])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def typed(**more):
    form = {f"{need}_level": "none" for need in Need}
    form |= {
        "what_led_to_it": "An argument.",
        "alcohol_level": "high",
        "alcohol_found": "Drinks on Fridays.",
        "alcohol_reoffending": "on",
        "rank_1": "alcohol",
    }
    return form | more


def test_an_assessment_is_checked_and_then_signed(browser, person):
    page = browser.post(address("assess", person), typed())

    assert "Check before you sign" in words_of(page)
    assert "1. Alcohol" in words_of(page)
    assert not Assessment.objects.exists()

    answered = browser.post(address("assess", person), typed(checked="yes"))

    assert answered.status_code == 302
    assert Assessment.objects.get().needs.get(rank=1).need == "alcohol"


def test_a_first_assessment_is_not_signed_over_anothers_unread(browser, person):
    page = browser.get(address("assess", person)).content.decode()
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    AssessmentFactory(person=person)

    again = browser.post(address("assess", person), typed(checked="yes", seen=seen[1]))

    assert "after you opened this page" in words_of(again)
    assert Assessment.objects.count() == 1


def test_what_is_missing_stands_beside_its_field_and_nothing_typed_is_lost(browser, person):
    page = words_of(browser.post(address("assess", person), typed(alcohol_found="", rank_1="")))

    assert "Say what you found: alcohol." in page
    assert "Say which need comes first." in page
    assert "An argument." in page


def test_the_assessment_opens_with_the_last_version(browser, person):
    AssessmentFactory(person=person)

    page = browser.get(address("assess", person)).content.decode()

    assert "An argument after an evening of drinking." in page
    assert "This page opens with version 1" in page
    assert re.search(r'name="alcohol_level" type="radio" value="high" checked', page)


def test_beside_each_value_the_assessment_says_where_it_came_from(browser, person):
    AssessmentFactory(person=person, signed_by__name="Amira Khan")

    page = browser.get(f"/people/{person.crn}/needs/assess/").content.decode()

    # what led to it; ten levels; three found and bearing on reoffending; a strength; three ranked
    assert page.count("From the assessment by Amira Khan on 1 December 2016") == 21


def test_the_summary_shows_needs_in_order_factors_own_words_and_notes(browser, person):
    AssessmentFactory(person=person)
    OwnViewFactory(person=person)
    ProtectiveFactorFactory(person=person)
    EngagementNoteFactory(person=person)

    words = words_of(browser.get(address("summary", person)))

    for said in ("1. Alcohol", "I see my lad every Sunday.", "His sister rings", "Walking while"):
        assert said in words


def test_the_summary_costs_the_same_however_long_the_history(
    browser, person, django_assert_max_num_queries
):
    for number in range(1, 9):
        AssessmentFactory(person=person, version=number)
        ProtectiveFactorFactory(person=person)
        OwnViewFactory(person=person)

    with django_assert_max_num_queries(14):
        browser.get(address("summary", person))


def test_a_senior_countersigns_on_a_page_and_the_officer_may_not(client, browser, person, user):
    waiting = AssessmentFactory(person=person, awaiting=True)
    at = address("countersign", person, waiting.pk)

    assert browser.get(at).status_code == 403

    senior = officer(role=Role.SENIOR)
    held_by(person, senior)
    client.force_login(senior)
    answered = client.post(at, {"accepts": "yes", "answer": ""})

    assert answered.status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "in_use"


def test_own_words_open_with_what_was_said_last(browser, person):
    OwnViewFactory(person=person)

    page = words_of(browser.get(address("own_view", person)))
    assert "A job with my hands." in page
    assert "As they said on 1 December 2016" in page

    day = {"said_on_day": "16", "said_on_month": "2", "said_on_year": "2017"}
    browser.post(address("own_view", person), {"wants": "A flat.", **day})
    assert OwnView.objects.count() == 2


def test_a_factor_is_looked_at_with_one_button_and_ended_with_a_reason(browser, person):
    factor = ProtectiveFactorFactory(person=person)
    day = {"on_day": "16", "on_month": "2", "on_year": "2017"}

    browser.post(address("look", person, factor.pk))
    page = browser.post(address("end_factor", person, factor.pk), {**day, "why": ""})

    assert page.status_code == 200
    browser.post(address("end_factor", person, factor.pk), {**day, "why": "They fell out."})
    kept = ProtectiveFactor.objects.get()
    assert (str(kept.looked_at_on), kept.end_why) == ("2017-02-16", "They fell out.")


def test_another_persons_rows_are_not_found_here(browser, person):
    other = AssessmentFactory()
    factor = ProtectiveFactorFactory()

    assert browser.get(address("version", person, other.pk)).status_code == 404
    assert browser.post(address("look", person, factor.pk)).status_code == 404


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", PAGES)
def test_who_may_open_which_page(client, role, name):
    user = officer(role=role)
    person = PersonFactory()
    held_by(person, user)
    client.force_login(user)

    status = client.get(address(name, person)).status_code

    may = role in VIEWERS or (role is Role.HEAD and name == "summary")
    assert (status == 200) is may, status
