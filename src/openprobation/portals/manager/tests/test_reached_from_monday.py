"""Does the menu of who leads a team stay short, and does Monday's page lead to the rest?"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from openprobation.supervision.allocations.tests.factories import service
from openprobation.vocabulary.access import Role

pytestmark = pytest.mark.django_db

LESSER = (
    "manager:unallocated",
    "manager:protection",
    "manager:plans",
    "interventions:women_lead",
    "manager:looks",
    "enforcement:questions",
    "manager:removals",
)


def menu(page):
    (found,) = re.findall(r'<nav class="op-nav".*?</nav>', page, flags=re.S)
    return found


@pytest.fixture
def place():
    return service()


@pytest.mark.parametrize("role", [Role.SENIOR, Role.HEAD])
def test_who_leads_a_team_reaches_lesser_pages_from_monday_and_not_from_the_menu(
    role, client, place
):
    client.force_login(place.post(place.crc_team, role))

    page = client.get(reverse("manager:monday")).content.decode()

    for name in LESSER:
        assert f'href="{reverse(name)}"' in page
        assert f'href="{reverse(name)}"' not in menu(page)
    assert menu(page).count("<li") <= 7


def test_who_has_no_monday_page_keeps_them_in_the_menu(client, place):
    client.force_login(place.post(place.nps_team, Role.ENFORCEMENT_OFFICER))

    page = client.get(reverse("court:packs")).content.decode()

    assert reverse("enforcement:questions") in menu(page)


@pytest.mark.parametrize("role", [Role.SENIOR, Role.HEAD])
def test_who_leads_a_team_begins_on_mondays_page(role, client, place):
    client.force_login(place.post(place.crc_team, role))

    assert client.get(reverse("start")).url == reverse("manager:monday")
