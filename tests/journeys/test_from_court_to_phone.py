"""Does one record carry a person from the court to their own phone, through everybody who must know?

The whole spine in one walk, in a real browser, each as the role it is for: sentenced, allocated by an
explained rule, assigned, met, written down in three taps, told by timeline and audit, located and
opened with a reason by the other organisation, seen by a manager, closed to a supplier, and shown to
the person.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Visitor

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a machine may be busy; what is timed here says so itself
MOST_SECONDS = 20  # moments of truth, 2: an outcome and the next appointment
MOBILE = "07700 900931"
WALKED = ("Barnaby", "Quarmby")


def on(page: Page, group: str, day: tuple[int, int, int]) -> None:
    """Fill a day in."""
    asked = page.get_by_role("group", name=group)
    for label, number in zip(("Day", "Month", "Year"), day, strict=True):
        asked.get_by_label(label, exact=True).fill(str(number))


def answer(page: Page, group: str, choice: str) -> None:
    page.get_by_role("group", name=group).get_by_label(choice, exact=True).check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).last.click()


def arrived(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("main")).to_contain_text(words, timeout=PATIENT)


# ── What each of them does ─────────────────────────────────────────────────────────────────


def register_a_sentence(page: Page, name: tuple[str, str]) -> str:
    """The court officer makes the record and registers what the court passed. Returns the CRN."""
    page.get_by_role("link", name="Not known before").click()
    page.get_by_label("Given names").fill(name[0])
    page.get_by_label("Family name").fill(name[1])
    on(page, "Date of birth", (29, 2, 1988))
    page.get_by_label("Male", exact=True).check()
    page.get_by_label("Ethnicity").select_option("White")
    page.get_by_label("Local authority area").select_option("Bolton")
    press(page, "Continue")
    arrived(page, "now has a record")
    crn = re.search(r"/people/([A-Z0-9]+)/", page.url)
    assert crn is not None
    page.get_by_role("link", name="Register a sentence").first.click()
    page.get_by_label("Court", exact=True).select_option("Bolton Magistrates' Court")
    page.get_by_label("What was the offence?").fill("Theft from a shop")
    on(page, "When was it committed?", (3, 1, 2017))
    press(page, "Continue")
    page.get_by_label("Community order").check()
    page.get_by_label("Rehabilitation activity").check()
    press(page, "Continue")
    page.get_by_label("How long is the order?", exact=True).fill("12")
    page.get_by_label("Unit of the length").select_option("Months")
    page.get_by_label("Rehabilitation activity: how many days?").fill("20")
    press(page, "Continue")
    arrived(page, "16 February 2017 to 15 February 2018")
    press(page, "Register the sentence")
    arrived(page, "Now decide who supervises")
    return crn.group(1)


def allocate_by_the_rule(page: Page) -> None:
    """The rule says who supervises, and why."""
    answer(page, "Risk of serious harm", "Low")
    page.get_by_label("RSR score").fill("1.20")
    answer(page, "Eligible for MAPPA?", "No")
    answer(page, "A foreign national liable to deportation?", "No")
    answer(page, "A case of public interest?", "No")
    press(page, "See what the rule says")
    arrived(page, "The rule says: Community Rehabilitation Company")
    arrived(page, "below the 6.89 from which the National Probation Service supervises")
    press(page, "Allocate the case")
    arrived(page, "Allocated to Cheshire & Greater Manchester CRC")


def assign(page: Page, name: str, officer: str) -> None:
    page.get_by_role("link", name=f"Assign {name}").click()
    page.get_by_label(officer).check()
    press(page, "Continue")
    arrived(page, "Check before you assign")
    press(page, "Assign the case")
    arrived(page, f"{officer} now has {name}.")


def confirm_a_mobile(page: Page, service: str, crn: str) -> None:
    """The officer has seen that the number is theirs: a code sent to it lets them in."""
    page.goto(f"{service}/people/{crn}/details/telephone/add/")
    page.get_by_label("Mobile", exact=True).check()
    page.get_by_label("Number", exact=True).fill(MOBILE)
    page.get_by_label("It is safe to text this number").check()
    press(page, "Save")
    page.get_by_role("button", name="Confirm for signing in").click()
    arrived(page, "onfirmed")


def arrange_for_now(page: Page, officer: str) -> None:
    """They are in the waiting room: the first appointment is at nine."""
    page.get_by_label("What is it?").select_option("First appointment")
    page.get_by_label("With whom?").select_option(label=f"{officer} (responsible officer)")
    for label, number in (("Day", 16), ("Month", 2), ("Year", 2017)):
        page.get_by_label(label, exact=True).fill(str(number))
    page.get_by_label("Time", exact=True).fill("9am")
    page.get_by_label("Office (optional)").select_option("Bolton Probation Office")
    press(page, "Arrange")
    arrived(page, "Arranged: Thu 16 Feb 2017 at 9am")


def locate(page: Page, words: str) -> None:
    page.get_by_label("Name, CRN, date of birth or another number").fill(words)
    page.keyboard.press("Enter")


def officer_of(page: Page) -> str:
    """Whose day it is: the name at the top of the page."""
    words = page.locator("header").inner_text()
    found = re.search(r"Signed in as\s+(.+)", words)
    assert found is not None, words
    return found.group(1).strip()


# ── The walk ───────────────────────────────────────────────────────────────────────────────


def patient(visitor: Visitor) -> Page:
    visitor.page.set_default_timeout(PATIENT)
    visitor.page.set_default_navigation_timeout(PATIENT)
    return visitor.page


def test_one_record_from_the_court_to_the_phone(visitor, on_a_phone):
    page, phone = patient(visitor), patient(on_a_phone)
    name = " ".join(WALKED)

    # The court officer registers a sentence; the rule allocates it and says why.
    visitor.enter("court")
    crn = register_a_sentence(page, WALKED)
    allocate_by_the_rule(page)

    # It stands in the officer's day as soon as the senior has assigned it.
    visitor.enter("officer")
    officer = officer_of(page)
    visitor.does_not_see(name)
    visitor.enter("senior")
    visitor.opens("/manager/unallocated/")
    assign(page, name, officer)
    visitor.enter("officer")
    visitor.sees("First appointment to arrange")
    visitor.sees(name)
    confirm_a_mobile(page, visitor.service, crn)
    visitor.opens(f"/people/{crn}/appointments/new/")
    arrange_for_now(page, officer)

    # On a phone: three taps, and the next appointment is made.
    on_a_phone.enter("officer")
    expect(phone.locator("main")).to_contain_text(name)
    began = time.monotonic()
    phone.get_by_role("link", name=re.compile(f"Record outcome ?: {name}")).tap()
    phone.get_by_text("Attended and complied", exact=True).tap()
    phone.get_by_role("button", name="Save").tap()
    on_a_phone.sees(f"{name}: Attended and complied")
    took = time.monotonic() - began
    on_a_phone.sees("Next: Thu 23 Feb 2017 9am")
    assert took < MOST_SECONDS, f"{took:.1f} s"

    # The timeline tells it.
    visitor.opens(f"/people/{crn}/")
    for line in (
        "Sentenced at Bolton Magistrates' Court",
        "Allocated to Cheshire & Greater Manchester CRC",
        f"Assigned to {officer}",
        "Attended and complied",
    ):
        visitor.sees(line)

    # A duty officer of the other organisation locates them, and opens with a reason.
    visitor.enter("duty")
    locate(page, "pollit")
    visitor.sees("Child concerns")
    locate(page, "quarmbey 29/2/1988")
    visitor.sees(f"Held by {officer}, Bolton 2, Cheshire & Greater Manchester CRC")
    page.get_by_role("link", name=name).click()
    visitor.sees("Why do you need to open this record?")
    page.get_by_role("button", name="The person called or came in").click()
    visitor.sees("Sentenced at Bolton Magistrates' Court")
    duty = officer_of(page)

    # A restricted person is masked, for them and for the officer of the same team, wherever asked.
    visitor.opens("/people/")
    locate(page, "Ashdown")
    visitor.sees("Restricted record")
    visitor.does_not_see("Martin")
    visitor.enter("officer")
    visitor.opens("/people/")
    locate(page, "Rebecca Lindqvist")
    visitor.sees("Restricted record")
    masked = page.locator("main").inner_text()
    assert "Rebecca" not in masked
    assert "Held by" not in masked
    restricted = re.search(r"X\d{6}", masked)
    assert restricted is not None
    for path in ("", "record/", "risk/", "details/", "appointments/new/"):
        visitor.opens(f"/people/{restricted.group()}/{path}")
        visitor.sees("This record is restricted")
        visitor.does_not_see("Rebecca")

    # The manager sees who looked, in the list and in the audit of the person.
    visitor.enter("senior")
    visitor.opens("/manager/looks/")
    visitor.sees(name)
    visitor.sees(duty)
    visitor.opens(f"/manager/audit/{crn}/")
    for actor in (duty, officer):
        visitor.sees(actor)

    # For a supplier there is no such person.
    visitor.enter("supplier")
    assert visitor.status_of(f"/people/{crn}/") == 404

    # The person sees the new appointment, and nobody else's.
    sign_in_on_the_phone(on_a_phone)
    on_a_phone.sees("Thursday 23 February")
    on_a_phone.sees(officer)

    # And the published picture is open to everybody.
    visitor.opens("/")
    visitor.sees("Greater Manchester")
    for picture in ("greater-manchester-2017", "first-seven-inspections"):
        visitor.opens(f"/pictures/{picture}/")
        expect(page.get_by_role("img").first).to_be_visible()


def sign_in_on_the_phone(visitor: Visitor) -> None:
    visitor.enter("person")
    visitor.page.get_by_label("mobile number").fill(MOBILE)
    press(visitor.page, "Text me a code")
    code = re.search(r"\b\d{6}\b", visitor.page.locator("main").inner_text())
    assert code is not None
    visitor.page.get_by_label("code").fill(code.group())
    press(visitor.page, "Go on")


# ── The officer's own part, with the keyboard alone ────────────────────────────────────────


def reach(page: Page, wanted: Locator, *, most: int = 120) -> None:
    """Press Tab until the wanted thing has the focus, which must be seen to be there."""
    expect(wanted).to_be_attached(timeout=PATIENT)
    for _each in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            break
    else:
        raise AssertionError(f"Tab never reached {wanted}")
    outlined = wanted.evaluate(
        "element => ['outlineStyle', 'boxShadow', 'backgroundColor'].some(name =>"
        " { const now = getComputedStyle(element)[name]; const shown = now !== 'none';"
        "   element.blur(); const then = getComputedStyle(element)[name]; element.focus();"
        "   return shown && now !== then; })"
    )
    assert outlined, f"nobody can see that {wanted} has the focus"


def test_an_outcome_and_a_lookup_with_the_keyboard_alone(visitor):
    page = patient(visitor)
    visitor.enter("officer")
    arrived(page, "appointments today")
    outcome = page.get_by_role("link", name=re.compile("Record outcome")).first
    name = re.split(": ?", outcome.inner_text())[-1].strip().split(",")[0]

    reach(page, outcome)
    page.keyboard.press("Enter")
    arrived(page, "What came of it?")
    reach(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    reach(page, page.get_by_label("Note (optional)"))
    page.keyboard.type("Came on time. Talked about work.")
    reach(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    arrived(page, f"{name}: Attended and complied")

    reach(page, page.get_by_role("link", name="Find a person"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("Name, CRN, date of birth or another number"))
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    arrived(page, "found")
    reach(page, page.locator("main").get_by_role("link", name=name).first)
    page.keyboard.press("Enter")
    arrived(page, "Came on time. Talked about work.")
