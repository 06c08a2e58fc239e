"""Can an inspector read what a framework asks, and how it rates, before announcing an inspection by it?"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.inspection.programmes import actions
from openprobation.inspection.programmes import queries as plans
from openprobation.vocabulary.access import Role

pytestmark = pytest.mark.django_db


def as_(role):
    client = Client()
    client.force_login(officer(role=role))
    return client


def test_every_framework_can_be_read_with_its_questions_and_how_it_rates(
    at, django_assert_max_num_queries
):
    actions.load_frameworks(at=at)
    inspector = as_(Role.INSPECTOR)

    shelf = inspector.get(reverse("inspecting:frameworks")).text

    for one in plans.frameworks():
        page = reverse("inspecting:framework", args=[one.code, one.version])
        assert page in shelf
        with django_assert_max_num_queries(14):
            words = inspector.get(page).text
        full = plans.framework(code=one.code, version=one.version)
        assert all(asked.code in words for part in full.sections for asked in part.questions)
        assert "Read in the source that is named." in words
        assert ("It gives no rating" in words) is not one.is_scored


def test_the_sums_of_each_rating_are_those_published(at):
    actions.load_frameworks(at=at)

    words = as_(Role.INSPECTOR).get(reverse("inspecting:framework", args=["core_2018_crc", 1])).text

    assert "10 standards, 30 points at most" in words
    assert "65% to 79%" in words
    assert "The case has an unpaid work requirement." in words
    for sums in ("26–30", "16–25", "6–15", "0–5"):
        assert sums in words


def test_a_version_that_never_was_is_not_found_and_a_provider_is_refused(at):
    actions.load_frameworks(at=at)
    page = reverse("inspecting:framework", args=["core_2018_crc", 1])

    assert as_(Role.INSPECTOR).get(page.replace("/1/", "/9/")).status_code == 404
    assert as_(Role.HEAD).get(page).status_code == 403
