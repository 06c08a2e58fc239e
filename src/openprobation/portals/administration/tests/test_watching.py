"""Does the administrator see which requests were slow, in the order asked for, and nobody else?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.watching import slow
from openprobation.portals.administration import watching
from openprobation.supervision.redactions import tasks as retention
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import TeamKind

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PAGE = re.compile(r'<span class="op-address">(.+?)</span>')


@pytest.fixture
def browser(client):
    team = TeamFactory(kind=TeamKind.ADMINISTRATION, name="Administration")
    client.force_login(officer(role=Role.ADMINISTRATOR, team=team))
    return client


@pytest.fixture
def kept(settings, tmp_path):
    settings.SLOW_REQUESTS_FILE = tmp_path / "slow.jsonl"
    for minutes, view, ms, queries in [
        (1, "practitioner:day", 700, 12),
        (2, "manager:home", 900, 8),
        (3, "persons:find", 600, 31),
    ]:
        at = NOON + timedelta(minutes=minutes)
        slow.keep(slow.Request(at=at, view=view, method="GET", status=200, ms=ms, queries=queries))


def pages(response):
    return PAGE.findall(response.content.decode().replace("<wbr>", ""))


def slow_page(browser, **asked):
    return browser.get(reverse("administration:slow"), asked)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("newest", ["persons:find", "manager:home", "practitioner:day"]),
        ("slowest", ["manager:home", "practitioner:day", "persons:find"]),
        ("queries", ["persons:find", "practitioner:day", "manager:home"]),
        ("page", ["manager:home", "persons:find", "practitioner:day"]),
        ("'; nothing", ["persons:find", "manager:home", "practitioner:day"]),
    ],
)
def test_they_stand_in_the_order_asked_for(browser, order, first):
    assert pages(slow_page(browser, order=order)) == first


@pytest.mark.usefixtures("kept")
def test_as_many_as_fit_a_page_and_how_many_there_are(browser, monkeypatch):
    monkeypatch.setattr(watching, "MOST_SHOWN", 2)

    page = slow_page(browser)

    assert len(pages(page)) == 2
    assert "The first 2 of 3 that are kept." in page.content.decode()


def test_where_nothing_is_kept_it_says_so(browser):
    assert "None is kept: nothing was slow." in slow_page(browser).content.decode()


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.PUBLIC, Role.PERSON)]
)
@pytest.mark.usefixtures("kept")
def test_nobody_else_may_see_them(client, role):
    client.force_login(officer(role=role))

    page = slow_page(client)

    assert page.status_code in (403, 404)
    assert pages(page) == []


def test_whoever_is_signed_out_is_asked_to_sign_in(client):
    assert slow_page(client).status_code == 302


def test_the_first_page_leads_there(browser):
    home = browser.get(reverse("administration:home"))

    assert reverse("administration:slow") in home.content.decode()


def test_what_is_past_its_time_stands_on_the_first_page_once_a_night_has_counted(browser):
    before = browser.get(reverse("administration:home")).content.decode()
    retention.keep_the_plan(at=NOON)

    after = browser.get(reverse("administration:home")).content.decode()

    assert "Past its time" not in before
    assert "0 cases, and 0 other rows, would be removed" in after
    assert "Nothing goes by itself" in after
