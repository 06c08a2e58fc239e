"""Does a stranger get from the front page to a working day, and to a person, in a real browser?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a machine may be busy; how fast it is, benchmarks say


def test_from_the_published_picture_to_a_persons_record(visitor):
    visitor.page.set_default_timeout(PATIENT)
    visitor.page.set_default_navigation_timeout(PATIENT)

    visitor.opens("/")
    visitor.sees("Greater Manchester")
    visitor.enter("officer")
    expect(visitor.page.locator("h1")).to_contain_text("Thursday 16 February 2017", timeout=PATIENT)
    visitor.opens("/cases/")
    visitor.page.locator("main table a").first.click()

    expect(visitor.page.locator("main")).to_contain_text("Held by", timeout=PATIENT)
    expect(visitor.page.locator("main")).to_contain_text("Who is at risk", timeout=PATIENT)


def test_a_supplier_finds_nobody(visitor):
    visitor.page.set_default_timeout(PATIENT)
    visitor.page.set_default_navigation_timeout(PATIENT)
    visitor.enter("supplier")

    assert visitor.status_of("/people/X000004/") == 404
    assert visitor.status_of("/people/") == 404
