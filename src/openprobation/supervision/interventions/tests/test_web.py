"""What does the page of services show an officer?"""

from __future__ import annotations

import pytest
from django.urls import reverse

from openprobation.supervision.interventions.tests.factories import Story
from openprobation.supervision.needs.tests.factories import AssessmentFactory
from openprobation.vocabulary.needs import Need

pytestmark = pytest.mark.django_db


def test_services_are_found_by_need_and_by_language(client):
    story = Story()
    AssessmentFactory(person=story.person)
    story.service(need=Need.ALCOHOL, title="Drink less")
    story.service(need=Need.ALCOHOL, title="Pić mniej", languages=("English", "Polish"))
    story.service(need=Need.DRUGS, title="Recovery")
    client.force_login(story.officer)
    page = reverse("interventions:services", args=[story.person.crn])

    every = client.get(page, {"need": "alcohol"}).content.decode()
    polish = client.get(page, {"need": "alcohol", "language": "Polish"}).content.decode()

    assert "Drink less" in every
    assert "Pić mniej" in every
    assert "Recovery" not in every
    assert "Pić mniej" in polish
    assert "Drink less" not in polish
