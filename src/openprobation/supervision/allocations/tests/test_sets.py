"""Is another team asked for a set of cases on one page, with what the receivers would carry?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.models import Transfer
from openprobation.supervision.allocations.web.loads import weights
from openprobation.supervision.persons.tests.factories import restricted
from openprobation.supervision.workforce.tests.factories import CaseTierFactory
from openprobation.vocabulary.access import Role

from .factories import case_of, service
from .test_moving_web import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return service()


@pytest.fixture
def officer(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")


@pytest.fixture
def senior(place):
    return place.post(place.crc_team, Role.SENIOR, name="Cath Doyle")


@pytest.fixture
def other(place):
    return TeamFactory(unit=place.crc_team.unit, name="CRC Bolton 2")


@pytest.fixture
def receiver(place, other):
    return place.post(other, Role.PROBATION_OFFICER, name="Rob Stone")


@pytest.fixture
def receiving_senior(place, other):
    return place.post(other, Role.SENIOR, name="Sal Reed")


@pytest.fixture
def cases(place, officer):
    return [case_of(officer, place.crc_team) for _number in range(3)]


def here(officer):
    return reverse("allocations:ask_for_set", args=[officer.pk])


def given(cases, other, **changed):
    return {
        "cases": [case.person_id for case in cases],
        "team": other.pk,
        "officer": "",
        "reason": "absence",
        "why": "Amira carries too many.",
        **changed,
    }


def test_the_check_page_shows_points_before_and_after_and_one_set_is_asked_for(
    client, place, officer, senior, other, receiver, receiving_senior, cases
):
    case_of(receiver, other)
    for case in cases:
        CaseTierFactory(person=case.person)
    client.force_login(senior)

    shown = client.get(here(officer))
    check = client.post(here(officer), given(cases[:2], other, officer=receiver.pk))
    asked = client.post(here(officer), given(cases[:2], other, officer=receiver.pk, checked="yes"))

    words = words_of(check)
    assert shown.status_code == 200
    assert "Rob Stone" in words
    assert "1 case and 2 more" in words
    assert "after" in words
    assert Transfer.objects.count() == 2
    assert len(set(Transfer.objects.values_list("batch", flat=True))) == 1
    assert asked.url == reverse("allocations:transfer_set", args=[Transfer.objects.first().batch])


def test_the_team_that_holds_them_is_not_offered(client, place, officer, senior, other, cases):
    client.force_login(senior)

    page = client.get(here(officer)).content.decode()

    offered = re.search(r'<select[^>]*name="team".*?</select>', page, re.S)
    assert f'value="{other.pk}"' in offered[0]
    assert f'value="{place.crc_team.pk}"' not in offered[0]


def test_nothing_moves_until_it_is_accepted(client, officer, other, cases, at):
    client.force_login(officer)

    client.post(here(officer), given(cases, other, checked="yes"))

    assert queries.load([officer.pk], at)[officer.pk].cases == 3
    assert set(Transfer.objects.values_list("state", flat=True)) == {"asked"}


def test_the_receiving_senior_sees_what_each_would_hold(
    client, officer, other, receiver, receiving_senior, cases
):
    client.force_login(officer)
    client.post(here(officer), given(cases, other, checked="yes"))
    client.force_login(receiving_senior)

    page = client.get(reverse("allocations:transfer_set", args=[Transfer.objects.first().batch]))

    words = words_of(page)
    assert "What each would hold with all of them" in words
    assert "0 cases and 3 more" in words


@pytest.mark.parametrize("wrong", ["no case", "no reason", "an officer of another team"])
def test_what_is_missing_is_told_and_nothing_is_asked_for(
    client, officer, other, cases, receiver, wrong
):
    client.force_login(officer)
    typed = {
        "no case": given([], other),
        "no reason": given(cases, other, reason=""),
        "an officer of another team": given(
            cases, other, team=TeamFactory(unit=other.unit).pk, officer=receiver.pk
        ),
    }[wrong]

    for extra in ({}, {"checked": "yes"}):
        page = client.post(here(officer), typed | extra)
        assert page.status_code == 200
        assert "There is a problem" in words_of(page)

    assert not Transfer.objects.exists()


def test_a_case_asked_for_already_is_refused_for_the_whole_set(client, officer, other, cases):
    client.force_login(officer)
    client.post(here(officer), given(cases[:1], other, checked="yes"))

    page = client.post(here(officer), given(cases, other, checked="yes"))

    assert "waits for an answer already" in words_of(page)
    assert Transfer.objects.count() == 1


def test_whoever_neither_holds_nor_manages_them_does_not_find_the_page(
    client, place, officer, cases
):
    client.force_login(place.post(place.crc_team, Role.PROBATION_OFFICER))
    assert client.get(here(officer)).status_code == 404
    client.force_login(place.post(TeamFactory(), Role.SENIOR))
    assert client.get(here(officer)).status_code == 404


def test_a_restricted_record_in_the_set_has_no_name(client, senior, officer, other, cases):
    restricted(cases[0].person)
    client.force_login(senior)

    shown = client.get(here(officer)).content.decode()

    assert cases[0].person.family_name not in shown
    assert f"Restricted record {cases[0].person.crn}" in shown


def test_ten_cases_are_asked_about_as_often_as_one(
    client, place, officer, other, receiver, django_assert_max_num_queries
):
    client.force_login(officer)
    counts = []
    for more in (1, 1, 9):  # the first also reads what is kept for the next
        cases = [case_of(officer, place.crc_team) for _number in range(more)]
        with django_assert_max_num_queries(60) as asked:
            client.post(here(officer), given(cases, other, officer=receiver.pk))
        counts.append(len(asked))

    assert counts[1] == counts[2]


def test_loads_are_asked_for_as_often_for_ten_receivers_as_for_one(
    place, officer, other, cases, at, django_assert_max_num_queries
):
    for _number in range(10):
        place.post(other, Role.PROBATION_OFFICER)
    members = organisations.members(team_ids=[other.pk], on=at.date())
    gets = {member.user_id: [case.person_id for case in cases] for member in members}

    with django_assert_max_num_queries(8):
        found = weights(members, gets, at=at + timedelta(seconds=1), on=at.date())

    assert len(found) == 10
    assert all(one.cases == one.without_tier == 3 for one in found.values())
