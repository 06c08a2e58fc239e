"""Is a woman asked, does she choose, does she come, and is it on her record?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .conftest import DESKTOP, Visitor

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a machine may be busy


@pytest.fixture
def visitor_with_time(browser: Browser, service: str) -> Iterator[Visitor]:
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(PATIENT)
    yield Visitor(context.new_page(), service)
    context.close()


def test_a_woman_is_asked_chooses_comes_and_it_is_on_her_record(visitor_with_time):
    visitor = visitor_with_time
    page = visitor.enter("senior")
    page.get_by_role("link", name="Women’s services", exact=True).click()
    visitor.sees("Not asked yet")
    row = page.locator("tr", has_text="Not asked yet").first
    name = row.get_by_role("rowheader").get_by_role("link").inner_text()
    crn = row.locator(".op-crn").inner_text()
    row.get_by_role("link", name=re.compile("^Open")).click()

    # Asked: four taps and a sentence.
    page.get_by_role("button", name="Record what she wants").click()
    page.get_by_role("group", name="space for women only").get_by_label("Yes").check()
    page.get_by_role("group", name="officer to be a woman").get_by_label("Declined").check()
    page.get_by_label("A place in the crèche").check()
    page.get_by_label("Only as she says").check()
    page.get_by_label("In her words").fill("Ring before three; no letters.")
    page.get_by_role("button", name="Save").click()
    visitor.sees("Only as she says: Ring before three; no letters.")
    visitor.sees("10 minutes")

    # She chooses the nearest centre.
    page.get_by_role("button", name=re.compile("^Refer her")).first.click()
    visitor.sees("Ring before three; no letters.")
    page.get_by_label("Why this service, for this person?").fill("She asked for a place to talk.")
    page.get_by_role("button", name="Buy and send").click()
    visitor.sees("Bought and sent")

    # The centre takes her, and she comes.
    centre = visitor.enter("centre")
    centre.get_by_role("link", name=name).first.click()
    visitor.sees("Ring before three; no letters.")
    centre.get_by_role("button", name="Accept").click()
    centre.get_by_role("link", name="Name a worker").click()
    centre.get_by_role("button", name="Save").click()
    centre.get_by_role("link", name="Book a session").click()
    centre.get_by_label("Assessment").check()
    centre.get_by_label("Day", exact=True).fill("16")
    centre.get_by_label("Month").fill("2")
    centre.get_by_label("Year").fill("2017")
    centre.get_by_label("Time").fill("8:00")
    centre.get_by_label("Minutes").fill("45")
    centre.get_by_label("At the supplier's place").check()
    centre.get_by_label("Where?").fill("Wayforward Bolton")
    centre.get_by_role("button", name="Save").click()
    centre.get_by_role("link", name=re.compile("Say what happened")).click()
    centre.get_by_label("Came", exact=True).check()
    centre.get_by_label("What happened?").fill("Came with her daughter.")
    centre.get_by_role("button", name="Save").click()

    # It is on her record, and the officer decides.
    page = visitor.enter("senior")
    visitor.opens(f"/people/{crn}/")
    visitor.sees("reports “Came”")
    visitor.sees("How to reach her safely")
    page.get_by_role("link", name="Women’s services", exact=True).last.click()
    visitor.sees("1 session attended")
