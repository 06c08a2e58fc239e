"""Does an officer find, buy and send a service in two minutes, and does its supplier take it?"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from openprobation.demo.plan import crn_of

from .conftest import DESKTOP, Visitor

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a machine may be busy
TWO_MINUTES = 120  # seconds
WHO = "Dawn Ridley"


@pytest.fixture
def officer(browser: Browser, service: str) -> Iterator[Visitor]:
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(PATIENT)
    yield Visitor(context.new_page(), service)
    context.close()


def test_a_need_nobody_met_is_bought_for_in_two_minutes_and_worked_on(officer):
    page = officer.enter("nps_officer")
    began = time.monotonic()
    officer.opens(f"/people/{crn_of(990_001 + 240)}/")
    officer.sees(WHO)
    page.get_by_role("link", name="Services", exact=True).click()
    officer.sees("First needs with no service")
    officer.sees("£62 / session")
    page.get_by_role("button", name=re.compile("Refer and buy.*Recovery")).click()
    officer.sees("What the supplier will read")
    page.get_by_label("Why this service, for this person?").fill("Uses daily and asks for help.")
    page.get_by_role("button", name="Buy and send").click()
    officer.sees("Bought and sent")
    assert time.monotonic() - began < TWO_MINUTES

    supplier = officer.enter("supplier")
    supplier.get_by_role("link", name=WHO).first.click()
    officer.sees("Uses daily and asks for help.")
    supplier.get_by_role("button", name="Accept").click()
    officer.sees("Accepted. Name a worker next.")
    supplier.get_by_role("link", name="Name a worker").click()
    supplier.get_by_role("button", name="Save").click()
    officer.sees("Worker named")
