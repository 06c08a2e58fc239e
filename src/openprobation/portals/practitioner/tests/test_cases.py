"""Does the list of an officer's cases hold all and only theirs, in the order and of the kind asked for?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.appointments.tests.factories import TODAY_9_30, AppointmentFactory
from openprobation.supervision.persons.tests.factories import (
    MergeFactory,
    PersonFactory,
    restricted,
)
from openprobation.supervision.risk.tests.factories import (
    HarmAssessmentFactory,
    RegistrationFactory,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.risk import RegistrationKind

from .caseload import (
    beneath,
    case_of,
    caseload,
    page_of,
    questions,
    questions_at_first,
    sentenced,
    words_of,
)

pytestmark = pytest.mark.django_db
CASES = "/cases/"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with beneath(django_db_blocker):
        few_and_many = caseload(5), caseload(80)
        with django_db_blocker.block():
            yield few_and_many


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def person(user):
    return case_of(user, given_names="Lee", family_name="Ashworth")


def listed(browser, **query):
    return words_of(page_of(browser.get(CASES, query)))


def names_in(browser, **query):
    page = page_of(browser.get(CASES, query))
    return re.findall(r'op-person-link" dir="auto" href="[^"]+">([^<]+)</a>', page)


def test_the_list_takes_as_many_queries_at_eighty_cases_as_at_five(client, loaded):
    counts = []
    for holder in loaded:
        client.force_login(holder)
        counts.append((questions_at_first(client, CASES), questions(client, CASES)))

    assert counts == [(45, 8)] * 2


def test_all_eighty_are_on_one_page_masked_ones_in_the_count(client, loaded):
    client.force_login(loaded[1])

    page = page_of(client.get(CASES))

    assert "80 cases" in words_of(page)
    assert "over 50" in words_of(page)
    assert page.count("op-masked-row") == 16
    assert page.count("op-person-link") == 64


def test_a_line_says_the_order_the_next_appointment_and_when_they_were_last_seen(
    browser, person, user
):
    sentenced(person)
    AppointmentFactory(person=person, officer=user, attended=True)
    AppointmentFactory(person=person, officer=user, starts_at=TODAY_9_30 + timedelta(days=7))

    words = listed(browser)

    assert "Community order to 2 October 2017" in words
    assert "Thu 23 Feb 2017 9:30am" in words
    assert "9 February 2017 7 days ago" in words


def test_a_case_with_nothing_booked_offers_to_arrange(browser, person):
    page = page_of(browser.get(CASES))

    assert f'href="{reverse("appointments:arrange", args=[person.crn])}"' in page
    assert "Nothing booked" in words_of(page)
    assert "Not seen yet" in words_of(page)


def test_what_stands_on_a_joined_record_is_on_the_kept_persons_line(browser, person, user):
    joined = MergeFactory(kept=person, folded=PersonFactory())
    RegistrationFactory(person=joined.folded, kind=RegistrationKind.STAFF_SAFETY)
    HarmAssessmentFactory(person=joined.folded, high=True)
    AppointmentFactory(person=joined.folded, officer=user, attended=True)
    AppointmentFactory(person=joined.folded, officer=user)

    words = listed(browser)

    assert "1 case" in words
    assert "High" in words
    assert "Risk to staff" in words
    assert "9 February 2017" in words
    assert "Thu 16 Feb 2017 9:30am" in words


def test_a_restricted_person_is_one_masked_row_and_is_found_by_nothing_but_the_crn(browser, person):
    HarmAssessmentFactory(person=person, high=True)
    restricted(person, ask="Pat Lee, head")

    words = listed(browser)

    assert f"Restricted record {person.crn} Ask Pat Lee, head" in words
    assert "Ashworth" not in words
    assert "High" not in words.split("Last seen")[1]
    assert "0 of 1 cases" in listed(browser, words="ashworth")
    assert "0 of 1 cases" in listed(browser, show="high")
    assert f"Restricted record {person.crn}" in listed(browser, words=person.crn)


def test_an_arabic_name_is_shown_and_found(browser, user):
    case_of(user, given_names="عبد الرحمن", family_name="الحسيني")

    assert names_in(browser, words="الحسيني") == ["عبد الرحمن الحسيني"]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["Amy Ash", "Zed Birch", "Cal Crow"]),
        ("harm", ["Cal Crow", "Amy Ash", "Zed Birch"]),
        ("next", ["Amy Ash", "Cal Crow", "Zed Birch"]),
        ("seen", ["Zed Birch", "Cal Crow", "Amy Ash"]),
    ],
)
def test_cases_come_in_the_order_asked_for(browser, user, sort, names):
    cal, amy, zed = (
        case_of(user, given_names=given, family_name=family)
        for given, family in (("Cal", "Crow"), ("Amy", "Ash"), ("Zed", "Birch"))
    )
    HarmAssessmentFactory(person=cal, high=True)
    HarmAssessmentFactory(person=amy)
    for person, days in ((cal, 1), (zed, 2)):
        starts_at = TODAY_9_30 + timedelta(days=days)
        AppointmentFactory(person=person, officer=user, starts_at=starts_at)
    for person, days in ((cal, 14), (amy, 7)):
        starts_at = TODAY_9_30 - timedelta(days=days)
        AppointmentFactory(person=person, officer=user, attended=True, starts_at=starts_at)

    assert names_in(browser, sort=sort) == names


def test_nobody_else_s_cases_are_in_it(browser, person):
    case_of(officer(), given_names="Jo", family_name="Elsewhere")

    assert names_in(browser) == ["Lee Ashworth"]


def test_without_cases_the_list_says_so(browser):
    assert "0 cases No cases to show." in listed(browser)


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_whoever_holds_no_cases_has_no_list(client, role):
    client.force_login(officer(role=role))

    assert client.get(CASES).status_code in (403, 404)
