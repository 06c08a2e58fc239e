"""Does the court page say what waits, by when, and hide what it must?"""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.access.actions import restrict
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.allocations import actions as allocations
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.sentences.tests.factories import (
    EventFactory,
    OrderFactory,
    court_officer,
)
from openprobation.vocabulary.access import RestrictionKind, Role
from openprobation.vocabulary.organisations import TeamKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return TeamFactory(nps=True, kind=TeamKind.COURT)


@pytest.fixture
def clerk(client, team):
    user = court_officer(team=team)
    client.force_login(user)
    return user


def home(client):
    return client.get(reverse("court:home"))


def words(response):
    return html.unescape(response.content.decode())


def figure(response, label):
    """The number that stands before a label at the head of the page."""
    found = re.search(rf'op-figures__number">([^<]*)</span> <[^>]*>{label}<', words(response))
    return found[1] if found else None


def waiting(team, at, *, by, sentenced_on=date(2017, 2, 15), **person):
    """Somebody sentenced, whom the court team holds."""
    event = EventFactory(
        person=PersonFactory(**person),
        sentenced_on=sentenced_on,
        registered_by=by,
        registered_at=at - timedelta(hours=20),
        period__opened_on=sentenced_on,
    )
    OrderFactory(event=event)
    allocations.hold_by_court(
        person_id=event.person_id,
        period_id=event.period_id,
        team_id=team.pk,
        by=by,
        at=at - timedelta(hours=20),
        since=sentenced_on,
    )
    return event


def test_nothing_waiting_is_said_and_not_hidden(client, clerk):
    response = home(client)

    assert figure(response, "waiting for an organisation") == "0"
    assert "Nobody is waiting: every sentence has an organisation." in words(response)
    assert "No case is stuck" in words(response)
    assert "registered nothing in the last 7 days" in words(response)


def test_a_case_says_by_when_it_must_be_allocated(client, clerk, team, at):
    waiting(team, at, by=clerk)

    response = home(client)

    assert "1 working day left" in words(response)
    assert "Fri 17 Feb 2017" in words(response)


def test_an_overdue_case_says_so_in_words(client, clerk, team, at):
    waiting(team, at, by=clerk, sentenced_on=date(2017, 2, 10))

    response = home(client)

    assert figure(response, "of them overdue") == "1"
    assert "overdue by 2 working days" in words(response)


def test_a_case_the_rule_could_not_decide_names_what_is_missing(client, clerk, team, at):
    event = waiting(team, at, by=clerk)
    allocations.propose(person_id=event.person_id, event_id=event.pk, by=clerk, at=at)

    response = home(client)

    assert figure(response, "where a person must decide") == "1"
    assert "No other case is waiting." in words(response)
    assert "<li>the RSR score</li>" in words(response)


def test_what_a_colleague_registered_lately_is_shown_with_the_name(client, clerk, team, at):
    waiting(team, at, by=court_officer(team=team, name="Asha Patel"))
    old = EventFactory(registered_by=clerk, registered_at=at - timedelta(days=8))

    response = home(client)

    assert "Asha Patel" in words(response)
    assert old.person.crn not in words(response)


def test_another_teams_cases_are_not_mine(client, clerk, at):
    other = TeamFactory(nps=True, kind=TeamKind.COURT)
    waiting(other, at, by=court_officer(team=other))

    response = home(client)

    assert figure(response, "waiting for an organisation") == "0"
    assert "registered nothing in the last 7 days" in words(response)


def test_a_restricted_person_is_one_row_with_whom_to_ask(client, clerk, team, at):
    event = waiting(team, at, by=clerk, given_names="Hidden", family_name="Person")
    restrict(
        kind="person",
        record_id=event.person_id,
        restriction=RestrictionKind.SHUT_OUT,
        user=clerk,
        why="A relative",
        ask="the head of unit",
        by=officer(role=Role.ADMINISTRATOR),
        at=at - timedelta(hours=1),
    )

    shown = words(home(client))

    assert "Hidden Person" not in shown
    assert "Ask the head of unit" in shown
    assert reverse("allocations:decide", args=[event.person.crn]) not in shown


def test_the_page_costs_the_same_with_one_case_and_with_twelve(
    client, clerk, team, at, django_assert_max_num_queries
):
    for _ in range(12):
        waiting(team, at, by=clerk)
    home(client)

    with django_assert_max_num_queries(16):
        response = home(client)

    assert figure(response, "waiting for an organisation") == "12"


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.SENIOR, Role.ADMINISTRATOR])
def test_whoever_does_not_work_in_court_is_told(client, role):
    client.force_login(officer(role=role))

    assert home(client).status_code == 403


def test_a_supplier_finds_nothing(client):
    client.force_login(officer(role=Role.SUPPLIER))

    assert home(client).status_code == 404
