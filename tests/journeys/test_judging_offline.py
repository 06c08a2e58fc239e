"""Is a case judged by keyboard where the connection goes, with nothing typed lost and nothing sent twice?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from .conftest import DESKTOP, Visitor

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a machine may be busy
WHY = "Nobody was named, 1 2 3."


@pytest.fixture
def inspector(browser: Browser, service: str) -> Iterator[Visitor]:
    context = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(PATIENT)
    visitor = Visitor(context.new_page(), service)
    visitor.enter("second_inspector")
    yield visitor
    context.close()


def test_what_an_inspector_types_without_a_connection_is_kept_and_saved_once_it_is_back(
    inspector: Visitor,
):
    page = inspector.opens("/inspector/judging/")
    left = page.locator("main li").filter(has_text="not begun").get_by_role("link")
    for address in left.evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
        page.locator("main a[href*='/sections/']").first.click()
        page.locator(".op-judge--ready").wait_for()
        if page.locator("[data-entry]").count() > 1:
            break  # something was written of this person
    section = page.url
    keys = page.keyboard

    keys.press("Escape")  # to the question at hand
    keys.press("1")
    keys.press("r")
    keys.press("ArrowDown")
    keys.press("Enter")  # point at the first entry
    keys.press("Escape")
    keys.press("n")
    keys.press("3")
    keys.press("Tab")
    keys.type(WHY)  # figures and letters are words here, not keys
    page.context.set_offline(True)
    keys.press("Control+Enter")
    expect(page.locator("[data-told-line]")).to_contain_text("No connection")
    keys.type(" More.")
    assert page.url == section

    page.context.set_offline(False)
    expect(page.locator("[data-told-line]")).to_contain_text("The connection is back")
    page.goto(section)  # as if the browser had been closed
    expect(page.locator("textarea[name$=_why]").nth(1)).to_have_value(f"{WHY} More.")
    expect(page.locator(".op-cites li")).to_have_count(1)
    keys.press("Escape")
    keys.press("s")
    page.wait_for_url(lambda url: url != section)
    inspector.sees("Saved.")

    page.goto(section)
    expect(page.locator("input[type=radio]:checked")).to_have_count(2)
    expect(page.locator("textarea[name$=_why]").nth(1)).to_have_value(f"{WHY} More.")
