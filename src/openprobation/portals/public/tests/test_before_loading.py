"""What does a visitor see before anything published was loaded?"""

from __future__ import annotations

import pytest


@pytest.mark.django_db
def test_home_answers_and_says_how_to_load(client):
    body = client.get("/").content.decode()

    assert "openprobation published load" in body
