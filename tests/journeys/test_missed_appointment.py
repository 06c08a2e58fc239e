"""Is a missed appointment followed by a warning, letter and all, in 90 seconds with the keyboard alone?

Moment of truth 3: from the officer's day to a letter from the record, with what weighs shown before, the
date to explain by, the warnings that count, and nothing typed twice.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor
from .test_from_court_to_phone import arrived, patient, reach

pytestmark = pytest.mark.browser
MOST_SECONDS = 90
TO_UNACCEPTABLE = 3  # arrow keys from the first outcome


def record_an_absence(page: Page) -> None:
    reach(page, page.get_by_role("link", name=re.compile("Record outcome")).first)
    page.keyboard.press("Enter")
    arrived(page, "Before you decide")
    reach(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    for _each in range(TO_UNACCEPTABLE):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Unacceptable absence")).to_be_checked()
    reach(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    arrived(page, "What follows if there is no excuse")


def warn(page: Page, why: str) -> None:
    reach(page, page.get_by_role("button", name="Give a warning"))
    page.keyboard.press("Enter")
    arrived(page, "The letter as it will be read")
    reach(page, page.get_by_label("Why was there no reasonable excuse?"))
    page.keyboard.type(why)
    order = page.get_by_role("group", name="Which order or licence was broken?").get_by_role(
        "radio"
    )
    if order.count() > 1:
        reach(page, order.first)
        page.keyboard.press("Space")
    reach(page, page.get_by_label("I decide now, before their time to explain is over"))
    page.keyboard.press("Space")
    reach(page, page.get_by_role("button", name="Give the warning"))
    page.keyboard.press("Enter")
    arrived(page, "The warning is given and its letter is kept")


def test_a_missed_appointment_becomes_a_warning_in_ninety_seconds(visitor: Visitor) -> None:
    page = patient(visitor)
    visitor.enter("officer")
    arrived(page, "appointments today")

    began = time.monotonic()
    record_an_absence(page)
    visitor.sees("May explain until")
    visitor.sees("Warnings that count")
    warn(page, "They rang nobody and gave no reason.")
    took = time.monotonic() - began

    assert took < MOST_SECONDS, f"{took:.1f} s"
    visitor.sees("Counts Given 16 February 2017, until 16 February 2018")
    with page.expect_download() as pdf:
        page.get_by_role("link", name=re.compile("^PDF")).first.click()
    assert pdf.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name=re.compile("^Read")).first.click()
    visitor.sees("This is unacceptable")
    visitor.sees("the law says that it must be referred")
