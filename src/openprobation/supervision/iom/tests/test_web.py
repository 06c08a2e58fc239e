"""Who finds which page of the shared list, and what stands there?"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openprobation.foundation.access.actions import restrict
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.iom import actions
from openprobation.vocabulary.access import RestrictionKind, Role
from openprobation.vocabulary.iom import Colour, PanelDecision

from .factories import AT, Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return Table()


def opened_by(user, address):
    client = Client()
    client.force_login(user)
    return client.get(address)


def pages(table, found, panel):
    return {
        "team": reverse("iom:team"),
        "one": reverse("iom:one", args=[found.pk]),
        "rate": reverse("iom:rate", args=[found.pk]),
        "action": reverse("iom:set_action", args=[found.pk]),
        "visit": reverse("iom:visit", args=[found.pk]),
        "intelligence": reverse("iom:intelligence", args=[found.pk]),
        "panel": reverse("iom:panel", args=[panel.pk]),
        "decide": reverse("iom:decide", args=[panel.pk, found.pk]),
        "clearances": reverse("iom:clearances"),
        "propose": reverse("iom:propose", args=[found.person.crn]),
        "record": reverse("practitioner:person", args=[found.person.crn]),
    }


def test_each_finds_the_pages_that_are_theirs_and_no_others(table):
    found, panel = table.selected(), table.panel()
    supplier = officer(role=Role.SUPPLIER, team=table.police_team)
    head = officer(role=Role.HEAD, team=table.nps_team)
    team = {"team", "one", "rate", "action", "visit", "panel"}
    table.cleared(table.officer)
    mine = {
        "police": (table.police, team),
        "officer": (table.officer, team | {"intelligence", "propose", "record"}),
        "chair": (table.chair, team | {"decide", "clearances"}),
        "stranger": (table.stranger, set()),
        "supplier": (supplier, set()),
        "head": (head, {"record"}),
    }

    for who, (user, theirs) in mine.items():
        answers = {
            name: opened_by(user, address).status_code
            for name, address in pages(table, found, panel).items()
        }
        got = {name for name, status in answers.items() if status == 200}
        assert got == theirs, who
        if who in ("police", "stranger", "supplier"):
            assert {answers[name] for name in answers if name not in theirs} == {404}, who


def test_police_see_colour_action_and_holder_but_intelligence_only_when_cleared(table):
    found = table.selected()
    actions.rate(nominal_id=found.pk, colour=Colour.RED, why="Stopped.", by=table.police, at=AT)
    table.cleared()
    actions.write_intelligence(nominal_id=found.pk, text="A lock-up.", by=table.police, at=AT)
    address = reverse("iom:one", args=[found.pk])

    cleared = opened_by(table.police, address).content.decode()
    others = opened_by(table.officer, address).content.decode()

    assert "A lock-up." in cleared
    assert "Noor Officer" in cleared
    assert "Stopped." in others
    assert "A lock-up." not in others
    assert "Intelligence" not in others
    looks = Entry.objects.filter(person_id=found.person_id, action="iom.viewed")
    assert set(looks.values_list("by", flat=True)) == {
        table.police.username,
        table.officer.username,
    }


def test_a_restricted_person_is_one_masked_row_and_cannot_be_opened(table):
    found = table.selected()
    restrict(
        restriction=RestrictionKind.SHUT_OUT,
        kind="person",
        record_id=found.person_id,
        user=table.police,
        why="A relation.",
        ask="Ask the head of the unit.",
        by=system_user(),
        at=AT,
    )

    page = opened_by(table.police, reverse("iom:team")).content.decode()

    assert found.person.family_name not in page
    assert found.person.crn in page
    assert "Ask the head of the unit." in page
    assert opened_by(table.police, reverse("iom:one", args=[found.pk])).status_code == 404
    with pytest.raises(actions.NotThere):
        actions.rate(nominal_id=found.pk, colour=Colour.RED, why="Stopped.", by=table.police, at=AT)


def test_a_decision_is_checked_before_it_is_made_and_a_refusal_keeps_what_was_typed(table):
    found, panel = table.proposed(), table.panel()
    client = Client()
    client.force_login(table.chair)
    address = reverse("iom:decide", args=[panel.pk, found.pk])

    empty = client.post(address, {"decision": "select", "why": ""})
    check = client.post(address, {"decision": "select", "why": "All three agreed.", "seen": "1"})
    found.refresh_from_db()
    before = found.state
    done = client.post(
        address,
        {"decision": "select", "why": "All three agreed.", "seen": "1", "checked": "yes"},
    )
    found.refresh_from_db()

    assert "Enter why" in empty.content.decode()
    assert "Check before you go on" in check.content.decode()
    assert (before, found.state) == ("proposed", "selected")
    assert done.url == reverse("iom:panel", args=[panel.pk])


def test_whoever_left_the_list_is_not_found_by_police_but_by_probation(table):
    left, declined = table.selected(), table.proposed(table.somebody())
    panel = table.panel()
    table.decide(panel, left, PanelDecision.DESELECT)
    table.decide(panel, declined, PanelDecision.DECLINE)

    for found in (left, declined):
        for name in ("one", "rate", "set_action", "visit"):
            assert (
                opened_by(table.police, reverse(f"iom:{name}", args=[found.pk])).status_code == 404
            )
        assert opened_by(table.officer, reverse("iom:one", args=[found.pk])).status_code == 200
    looks = Entry.objects.filter(action="iom.viewed").values_list("by", flat=True)
    assert set(looks) == {table.officer.username}
    shown = opened_by(table.police, reverse("iom:panel", args=[panel.pk])).content.decode()
    assert reverse("iom:one", args=[left.pk]) not in shown


def test_team_and_panel_pages_ask_as_often_at_nine_as_at_two(table):
    panel = table.panel()
    table.selected()
    table.proposed(table.somebody())
    client = Client()
    client.force_login(table.police)
    addresses = [reverse("iom:team"), reverse("iom:panel", args=[panel.pk])]
    counted = []
    for _round in range(2):
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counted.append(len(asked))
        for _n in range(7):
            table.selected(table.somebody())

    assert counted[:2] == counted[2:]


def test_an_officer_without_a_seat_is_told_so(table):
    elsewhere = officer(team=table.crc_team)

    answer = opened_by(elsewhere, reverse("iom:team"))

    assert "You do not sit at a team" in answer.content.decode()
