"""Journey (d): police, the public provider and the company keep one list, and a panel of all three decides."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_officer_proposes_police_rate_and_act_and_the_panel_decides(browser, service):
    def enter(door):
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(10_000)
        page.goto(service + "/")
        page.locator(f"form:has(input[name=door][value={door}]) button").click()
        return page

    officer = enter("nps_officer")
    officer.goto(service + "/cases/")
    crns = officer.locator(".op-crn").all_inner_texts()
    for crn in reversed(crns):
        officer.goto(f"{service}/people/{crn}/iom/")
        if officer.get_by_role("button", name="Put before the panel").count():
            break
    officer.get_by_label(re.compile("Why should police")).fill(
        "Two burglaries a week since Christmas."
    )
    officer.get_by_role("button", name="Put before the panel").click()
    expect(officer.locator("main")).to_contain_text("Proposed")

    police = enter("police")
    police.goto(service + "/iom/")
    row = police.locator("tr", has_text=crn)
    row.get_by_role("link").click()
    police.get_by_role("link", name="Change the colour").click()
    police.get_by_label("Red").check()
    police.get_by_label("Why?").fill("Seen at two of the houses.")
    police.get_by_role("button", name="Save colour").click()
    police.get_by_role("link", name="Agree an action").click()
    police.get_by_label("What will be done?").fill("Call on him before work.")
    police.get_by_label("Day").fill("20")
    police.get_by_label("Month").fill("2")
    police.get_by_label("Year").fill("2017")
    police.get_by_role("button", name="Save action").click()
    expect(police.locator("main")).to_contain_text("Call on him before work.")
    assert police.goto(f"{service}/people/{crn}/").status == 404

    chair = enter("senior")
    chair.goto(service + "/iom/")
    chair.get_by_role("link", name=re.compile("Panel of 16 February 2017")).click()
    panel = chair.url
    chair.get_by_role("link", name="Say who is here").click()
    for box in chair.get_by_role("checkbox").all():
        box.check()
    chair.get_by_role("button", name="Save").click()
    decide(chair, crn, "Put on the list")
    chair.goto(service + "/iom/")
    green = chair.locator("tr", has_text="Ready to leave the list").locator(".op-crn").inner_text()
    chair.goto(panel)
    decide(chair, green, "Take off the list")

    police.goto(service + "/iom/")
    expect(police.locator("tr", has_text=crn)).to_contain_text("Red")
    expect(police.locator("tr", has_text=green)).to_have_count(0)
    officer.goto(f"{service}/people/{crn}/record/")
    expect(officer.locator("main")).to_contain_text("IOM panel: put on the list.")


def decide(page, crn, words):
    page.locator("li", has_text=crn).get_by_role("link").first.click()
    page.get_by_label(words).check()
    page.get_by_label("Why?").fill("All three agreed.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator("main")).to_contain_text("The decision is recorded")
