"""Does the walk through the report say what is measured and what is not, and withhold what few cases would tell?"""

from __future__ import annotations

import pytest

from openprobation.portals.public import line_by_line

pytestmark = pytest.mark.django_db


def test_each_line_has_a_measure_or_says_plainly_that_there_is_none(client, monkeypatch):
    lines = [line for _anchor, _title, lines in line_by_line.PARTS for line in lines]
    page = client.get("/about/this-report/").content.decode()

    assert page.count("Not measured yet.") == sum(line.measure is None for line in lines)
    assert "Fewer than 20 breach packs" in page
    for line in lines:
        assert str(line.found)[:40] in page
    counted = [type("Count", (), {"sent": 30, "returned": 9})]
    monkeypatch.setattr(line_by_line, "sent_and_returned", lambda since: counted)
    assert "30% of 30 breach packs" in client.get("/about/this-report/").content.decode()
