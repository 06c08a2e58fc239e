"""Can an administrator keep IOM teams and seats, can nobody else, and does a refusal change nothing?"""

from __future__ import annotations

import pytest
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.iom.models import Scheme, Seat
from openprobation.supervision.iom.tests.factories import Table
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import TeamKind

pytestmark = pytest.mark.django_db

FROM = {"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2017"}
UNTIL = {"ends_on_day": "1", "ends_on_month": "4", "ends_on_year": "2017"}
YES = {"confirmed": "yes"}


@pytest.fixture
def table():
    return Table()


@pytest.fixture
def browser(client, table):
    team = TeamFactory(kind=TeamKind.ADMINISTRATION)
    client.force_login(officer(role=Role.ADMINISTRATOR, team=team))
    return client


def address(name, *args):
    return reverse(f"administration:{name}", args=args)


def words(page):
    return page.content.decode()


def told():
    return Entry.objects.order_by("-pk").values_list("action", flat=True).first()


def seat_of(user):
    return Seat.objects.get(user=user)


def test_the_page_shows_every_team_and_who_sits_there(
    browser, table, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        page = words(browser.get(address("shared-teams")))

    assert "Bolton IOM" in page
    assert "Pat Police" in page
    assert "Police station" in page


def test_a_team_is_set_up_once_by_its_name(browser):
    made = browser.post(address("new-shared-team"), {"name": "Wigan IOM", "place": "Town", **YES})
    again = browser.post(address("new-shared-team"), {"name": "wigan iom", "place": "Town"})

    assert made.url == address("shared-teams")
    assert told() == "iom.team.set_up"
    assert "There is a team of this name already" in words(again)
    assert Scheme.objects.count() == 2


def test_a_seat_is_checked_then_given(browser, table):
    given = {"email": table.stranger.email, "side": "police", **FROM}

    asked = browser.post(address("new-seat", table.scheme.pk), given)
    assert "Check before you go on" in words(asked)
    assert not Seat.objects.filter(user=table.stranger).exists()

    browser.post(address("new-seat", table.scheme.pk), {**given, **YES})
    assert seat_of(table.stranger).side == "police"
    assert told() == "iom.seat.given"


def test_nobody_sits_at_two_tables(browser, table):
    other = Scheme.objects.create(name="Wigan IOM", place="Town")

    page = browser.post(
        address("new-seat", other.pk), {"email": table.police.email, "side": "police", **FROM}
    )

    assert "sits at Bolton IOM" in words(page)
    assert table.police.email in words(page)
    assert seat_of(table.police).scheme == table.scheme


def test_a_seat_ends_and_the_list_is_no_longer_found(browser, table, client):
    seat = seat_of(table.police)

    early = browser.post(address("end-seat", seat.pk), {**UNTIL, "ends_on_year": "2015"})
    assert "after the one the seat began" in words(early)
    assert seat_of(table.police).ends_on is None

    today = {"ends_on_day": "16", "ends_on_month": "2", "ends_on_year": "2017"}
    browser.post(address("end-seat", seat.pk), {**today, **YES})
    assert told() == "iom.seat.ended"
    again = browser.post(address("end-seat", seat.pk), {**UNTIL, **YES})
    assert "This seat has ended" in words(again)

    client.force_login(table.police)
    assert client.get(reverse("iom:team")).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.HEAD, 403), (Role.PROBATION_OFFICER, 403), (Role.PARTNER, 404)]
)
def test_nobody_else_gives_or_ends_a_seat(client, table, role, status):
    client.force_login(officer(role=role))
    seat = seat_of(table.police)
    given = {"email": table.stranger.email, "side": "police", **FROM, **YES}

    pages = [
        client.get(address("shared-teams")),
        client.post(address("new-seat", table.scheme.pk), given),
        client.post(address("end-seat", seat.pk), {**UNTIL, **YES}),
    ]

    assert {page.status_code for page in pages} == {status}
    assert not Seat.objects.filter(user=table.stranger).exists()
    assert seat_of(table.police).ends_on is None
