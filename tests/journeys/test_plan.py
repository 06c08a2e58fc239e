"""Does an assessment reach the plan, and the plan its formal review, each page filled from the last?

By keyboard at 1280 px, and the pages again at 320 px, where nothing scrolls sideways.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a machine may be busy
WORDS = "A place with a key of my own."


def press(page: Page, name: str) -> None:
    """By keyboard: the button has the focus and Enter is pressed."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def arrived(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("main")).to_contain_text(words, timeout=PATIENT)


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"input[name='{name}'][value='{value}']").focus()
    page.keyboard.press("Space")


def fits_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.set_viewport_size(DESKTOP)
    assert over <= 0, page.url


def test_the_persons_phone_page_shows_plan_and_hours(on_a_phone):
    page = on_a_phone.page
    page.set_default_timeout(PATIENT)
    page.set_default_navigation_timeout(PATIENT)
    on_a_phone.enter("person")
    press(page, "Text me a code")
    arrived(page, "The code in the text is")
    code = re.search(r"\b\d{6}\b", page.locator("main").inner_text())
    assert code is not None
    page.get_by_label("code").fill(code.group())
    press(page, "Go on")

    arrived(page, "Hello Yusuf")
    arrived(page, re.compile(r"38 hours 30 minutes of 80 hours done\. 41 hours 30 minutes left"))
    arrived(page, "Saturday 18 February 2017")
    arrived(page, "Plan for at least 7 hours a week.")
    arrived(page, "Education and training can count for up to 24 hours of it.")
    arrived(page, "Your plan")
    arrived(page, "A job with my hands.")
    arrived(page, "Go to the open day at the college.")
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0


@pytest.fixture
def patient(visitor):
    visitor.page.set_default_timeout(PATIENT)
    visitor.page.set_default_navigation_timeout(PATIENT)
    return visitor


def test_an_assessment_becomes_a_plan_and_the_plan_is_formally_reviewed(patient):
    page = patient.enter("officer")
    patient.opens("/cases/")
    person = page.locator("main table a[href^='/people/']").nth(4)
    crn = re.search(r"/people/([A-Z0-9]+)/", person.get_attribute("href") or "")
    assert crn is not None
    needs, plan = f"/people/{crn.group(1)}/needs/", f"/people/{crn.group(1)}/plan/"

    # What holds them steady, and an assessment that opens with the last one.
    patient.opens(needs + "protective/new/")
    choose(page, "kind", "home")
    page.get_by_label("What is it?", exact=True).fill("His uncle keeps a room for him.")
    for part, value in (("Day", "9"), ("Month", "1"), ("Year", "2017")):
        page.get_by_label(part, exact=True).fill(value)
    press(page, "Add it")
    arrived(page, "His uncle keeps a room for him.")
    patient.opens(needs + "assess/")
    fits_a_phone(page)
    page.get_by_label("What led to the offending?").fill("A weekend with nowhere to sleep.")
    for level in page.locator("input[value='none'][name$='_level']").all():
        level.check()
    choose(page, "accommodation_level", "high")
    page.locator("[name=accommodation_found]").fill("Sleeps where he can.")
    page.locator("[name=accommodation_reoffending]").check()
    page.locator("[name=rank_1]").select_option("accommodation")
    page.locator("[name=rank_2]").select_option("")
    page.locator("[name=rank_3]").select_option("")
    press(page, "Check before you sign")
    arrived(page, "1. Accommodation")
    press(page, "Sign the assessment")
    arrived(page, "1. Accommodation")
    fits_a_phone(page)
    patient.opens(needs + "assess/")
    expect(page.get_by_label("What led to the offending?")).to_have_value(
        "A weekend with nowhere to sleep."
    )

    # The goal's page opens with the need that comes first.
    patient.opens(plan + "goals/new/?need=accommodation")
    expect(page.locator("[name=need]")).to_have_value("accommodation")
    arrived(page, "Sleeps where he can.")
    fits_a_phone(page)
    page.locator("[name=words]").fill(WORDS)
    page.locator("[name=step_1]").fill("Go to the housing office.")
    page.locator("[name=actor_1]").select_option("person")
    press(page, "Set the goal")
    arrived(page, WORDS)
    patient.opens(plan + "agree/")
    arrived(page, WORDS)
    choose(page, "answer", "agrees")
    press(page, "Save their answer")
    arrived(page, "The person agrees with the plan.")
    fits_a_phone(page)

    # The review opens with the goals as they stand, and keeps what was dropped and why.
    patient.opens(plan + "review/")
    arrived(page, WORDS)
    fits_a_phone(page)
    choose(page, "reason", "changed")
    choose(page, "person_took_part", "yes")
    page.locator("[name=what_changed]").fill("He sleeps at his uncle’s.")
    goal = page.locator("fieldset.op-fieldset").filter(has_text=WORDS)
    goal.locator("input[value=dropped]").check()
    goal.locator("input[name^=why_]").fill("He has a room now.")
    page.get_by_label(re.compile("His uncle keeps a room for him")).check()
    choose(page, "answer", "agrees")
    press(page, "Check the review")
    arrived(page, "Dropped: He has a room now.")
    press(page, "Save the review")
    arrived(page, "The review is on the record.")
    arrived(page, "He sleeps at his uncle’s.")
    arrived(page, "He has a room now.")

    # The next one opens with the last.
    patient.opens(plan + "review/")
    arrived(page, "The last review")
    patient.opens(f"/people/{crn.group(1)}/record/")
    arrived(page, "Formal review of the plan")
