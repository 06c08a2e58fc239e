"""Does the officer's sheet work where there is no signal, send once, show a conflict and leave nothing behind?

In Chromium with the network cut. Each walk takes appointments of its own, which no other journey takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import PHONE, Visitor

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a machine may be busy
SHEET = "/day/sheet/"
SENT_ALONE, IN_CONFLICT, STILL_TYPED, OF_TWO, GIVEN_UP, OVERNIGHT = (
    "Oliver Kay",
    "Richard Pendlebury",
    "Anthony Ogden",
    "David Fletcher",
    "Alan Rigby",
    "Nicholas Platt",
)
ABSENT = "Absent: accepted by the officer"
HELD = """async () => [
    ...(await indexedDB.databases()).map(each => each.name),
    ...(await caches.keys()),
    ...(await navigator.serviceWorker.getRegistrations()).map(each => each.scope),
]"""
DAY_OVER = """() => new Promise(resolve => {
    const opening = indexedDB.open("openprobation-sheet:/day/sheet/");
    opening.onsuccess = () => {
        const table = opening.result.transaction("kept", "readwrite").objectStore("kept");
        table.get("sheet").onsuccess = event => {
            table.put({...event.target.result, expires: 1}, "sheet").onsuccess = () => resolve();
        };
    };
})"""
SENT_AGAIN = """async ([address, fields]) => {
    const csrfmiddlewaretoken = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(address, {
        method: "POST",
        headers: {Accept: "application/json"},
        body: new URLSearchParams({...fields, csrfmiddlewaretoken}),
    });
    return answer.json();
}"""


@pytest.fixture
def officer(browser: Browser, service: str) -> Iterator[Visitor]:
    yield from somebody(browser, service, "officer")


@pytest.fixture
def senior(browser: Browser, service: str) -> Iterator[Visitor]:
    yield from somebody(browser, service, "senior")


def somebody(browser: Browser, service: str, door: str) -> Iterator[Visitor]:
    context = browser.new_context(viewport=PHONE, has_touch=True)
    context.set_default_timeout(PATIENT)
    visitor = Visitor(context.new_page(), service)
    visitor.enter(door)
    yield visitor
    context.close()


# ── What an officer does with a sheet ──────────────────────────────────────────────────────
def ready(page: Page) -> None:
    page.locator("[data-sheet][data-ready]").wait_for()


def keep(visitor: Visitor) -> Page:
    page = visitor.opens(SHEET)
    ready(page)
    page.get_by_role("button", name="Keep for the corridor").click()
    kept = page.get_by_text("Kept on this device for Thursday 16 February 2017")
    expect(kept).to_be_visible(timeout=PATIENT)
    return page


def cut(page: Page) -> None:
    page.context.set_offline(True)


def back(page: Page) -> None:
    page.context.set_offline(False)


def arrived(where: Locator, words: str | re.Pattern[str]) -> None:
    expect(where).to_contain_text(words, timeout=PATIENT)


def line_of(page: Page, name: str) -> Locator:
    return page.locator("li.op-day__one").filter(has_text=name)


def write(line: Locator, note: str) -> None:
    line.get_by_role("button", name="Write outcome").click()
    line.get_by_label(ABSENT).check()
    line.get_by_role("textbox", name="Note").fill(note)


def save(line: Locator) -> None:
    line.get_by_role("button", name="Save", exact=True).click()


def is_sent(line: Locator) -> None:
    """The line's own state says so: "Sent home" is among the outcomes it offers."""
    expect(line.locator("[data-state]")).to_have_text("Sent", timeout=PATIENT)


def record_by_page(visitor: Visitor, address: str, note: str) -> None:
    page = visitor.opens(address)
    page.get_by_label("Absent: medical").check()
    page.get_by_role("textbox", name="Note").fill(note)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/day/$|/start/$|/manager/"))


def lines_of_record(visitor: Visitor, address: str) -> str:
    """What the person's page says happened."""
    return visitor.opens(address.split("appointments/")[0]).locator("main").inner_text()


def held(page: Page) -> Any:
    """The stores, caches and workers of this service on the device."""
    return page.evaluate(HELD)


def sent_by(page: Page) -> list[tuple[str, dict[str, str]]]:
    """Filled with each outcome the page sends."""
    sent: list[tuple[str, dict[str, str]]] = []

    def note(request: Any) -> None:
        if request.method == "POST" and request.url.endswith("/outcome/"):
            sent.append((request.url, request.post_data_json))

    page.on("request", note)
    return sent


# ── The walks ──────────────────────────────────────────────────────────────────────────────
def test_what_is_written_without_signal_waits_and_is_sent_once(officer):
    page, note = keep(officer), "Rang at eight: his bus did not come."
    sent = sent_by(page)

    # In the corridor: typed, killed and opened again, then saved.
    cut(page)
    write(line_of(page, SENT_ALONE), note)
    address = line_of(page, SENT_ALONE).get_attribute("data-address") or ""
    page.close(run_before_unload=False)
    page = officer.page = page.context.new_page()
    sent = sent_by(page)
    page.goto(officer.service + SHEET)
    line = line_of(page, SENT_ALONE)
    expect(line.get_by_role("textbox", name="Note")).to_have_value(note)
    expect(line.get_by_label(ABSENT)).to_be_checked()
    save(line)
    arrived(line, "Waiting to send")
    page.reload()
    arrived(line, "Waiting to send")
    arrived(line, note)

    # Signal is back.
    back(page)
    is_sent(line)
    (told,) = [fields for where, fields in sent if where.endswith(address)][-1:]
    assert lines_of_record(officer, address).count(note) == 1

    # An answer that was lost: the same again writes nothing.
    assert page.evaluate(SENT_AGAIN, [address, told]) == {"saved": True}
    assert lines_of_record(officer, address).count(note) == 1


def test_an_outcome_somebody_recorded_first_is_shown_beside_what_was_written(officer, senior):
    page, mine, theirs = keep(officer), "He told me on Monday.", "The hospital rang."
    line = line_of(page, IN_CONFLICT)
    address = line.get_attribute("data-address") or ""
    cut(page)
    write(line, mine)
    save(line)
    arrived(line, "Waiting to send")

    record_by_page(senior, address, theirs)
    back(page)

    arrived(line, "Somebody else recorded an outcome first")
    for said in ("Absent: medical", theirs, ABSENT, mine):
        arrived(line, said)
    assert mine not in lines_of_record(senior, address)

    # It is still there after another day's worth of reloading, until it is chosen.
    page.reload()
    arrived(line_of(page, mine), theirs)
    line_of(page, mine).get_by_role("button", name="Correct the record with mine").click()
    page.wait_for_url(re.compile("/correct/$"))
    expect(page.get_by_label("Add to the note")).to_have_value(mine)
    page.get_by_label("Why is it corrected?").fill("He had told me before the hospital did.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/appointments/\d+/$"))
    for said in (mine, theirs):
        officer.sees(said)


def test_two_officers_with_a_sheet_each_lose_nothing(officer, senior):
    page, mine, theirs = keep(officer), "Said so by telephone.", "I spoke to her as well."
    line = line_of(page, OF_TWO)
    address = line.get_attribute("data-address") or ""
    other = senior.opens(address)
    other.get_by_label("Absent: medical").check()
    other.get_by_role("textbox", name="Note").fill(theirs)
    cut(page)
    write(line, mine)
    save(line)
    back(page)
    is_sent(line)

    other.get_by_role("button", name="Save").click()

    expect(other.get_by_role("textbox", name="Note")).to_have_value(theirs, timeout=PATIENT)
    assert mine in lines_of_record(officer, address)


def test_signing_out_elsewhere_keeps_what_was_typed_and_clears_the_device(officer):
    page, note = keep(officer), "Half a sentence"
    write(line_of(page, STILL_TYPED), note)
    address = line_of(page, STILL_TYPED).get_attribute("data-address") or ""
    arrived(line_of(page, STILL_TYPED), "not saved yet")
    assert held(page) != []

    officer.opens("/day/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(officer.service + "/")

    assert held(page) == []
    officer.enter("officer")
    expect(officer.opens(address).get_by_role("textbox", name="Note")).to_have_value(note)


def test_signing_out_without_signal_asks_first_and_then_leaves_nothing(officer):
    page, note = keep(officer), "Never to be sent"
    cut(page)
    write(line_of(page, GIVEN_UP), note)
    save(line_of(page, GIVEN_UP))
    sign_out = page.get_by_role("button", name="Sign out")

    sign_out.click()
    arrived(page.locator("[data-ask-list]"), note)
    page.get_by_role("button", name="Stay, and keep it").click()
    arrived(line_of(page, GIVEN_UP), "Waiting to send")
    sign_out.click()
    page.get_by_role("button", name="Delete it and go on").click()

    arrived(page.locator("main"), "You are signed out of the service")
    officer.does_not_see(GIVEN_UP)
    assert held(page) == []
    back(page)
    page.wait_for_url(officer.service + "/")
    page.goto(officer.service + "/day/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_when_the_day_is_over_the_sheet_is_gone_and_what_was_written_is_not(officer):
    page, note = keep(officer), "Written before midnight"
    cut(page)
    write(line_of(page, OVERNIGHT), note)
    arrived(line_of(page, OVERNIGHT), "not saved yet")

    page.evaluate(DAY_OVER)
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Not sent yet", timeout=PATIENT)
    expect(page.get_by_role("textbox", name="Note")).to_have_value(note, timeout=PATIENT)
    officer.does_not_see(OVERNIGHT)
    back(page)
    officer.opens(SHEET)
    expect(line_of(page, OVERNIGHT).get_by_role("textbox", name="Note")).to_have_value(note)
    line_of(page, OVERNIGHT).get_by_role("button", name="Delete what I wrote").click()


def test_the_next_officer_at_the_device_finds_nothing_of_the_last(officer):
    page = keep(officer)
    write(line_of(page, GIVEN_UP), "Typed by the first")
    arrived(line_of(page, GIVEN_UP), "not saved yet")

    officer.enter("nps_officer")

    assert held(page) == []
    officer.opens(SHEET)
    officer.does_not_see("Typed by the first")
