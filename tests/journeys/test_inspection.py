"""Does an inspection come from its announcement to the judgement of its recommendations, in a real browser?

Moment 16, and all of issue 6: the lead announces and draws, two assessors judge by keyboard, the lead
settles and writes, a provider's head disputes a fact, an editor publishes, a reader gets the e-mail at
noon. On the way the head tries every address that could be guessed: before its minute nothing is there.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from openprobation.publication.digests.tests.mailserver import MailServer, mail_server

from .conftest import DESKTOP
from .serving import free_port, serve, wait_until_ready

pytestmark = pytest.mark.browser
PATIENT = 60_000  # milliseconds: a machine may be busy
PEOPLE, SAMPLE = 3_000, 60
AREA = "Lower Irwell (invented)"
SLUG = "lower-irwell-invented-2017"
HEADLINE = "The public is protected in most cases, not in all"
FIFTEEN_MINUTES = 15 * 60
READER = "reader@example.org"
ADVICE = "Read every pack once more before it goes to the enforcement team."
ROOM = "/manager/inspection/"
ARTICLE = "What twelve packs tell"
RELEASED = datetime(2017, 2, 16, 10, 30, tzinfo=ZoneInfo("Europe/London"))
FEWEST_QUESTIONS = 8
"""Of a case, whatever is not asked of it."""


# ── The service, and a second process of it ────────────────────────────────────────────────


class Beside:
    """A second process of the service: it stands in for the region, for fifty-six cases and for noon."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.three_thousand"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def does(self, name: str, **given: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([name, given]) + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        assert said, f"{name} was not done; what went wrong stands above."
        return json.loads(said)

    def end(self) -> None:
        self.process.communicate(timeout=20)


class Inspected:
    """A demonstration of its own, grown to a region, with a clock that can be set."""

    def __init__(self, var: Path, post: MailServer, browser: Browser) -> None:
        self.var, self.post, self.browser = var, post, browser
        self.beside = Beside(
            os.environ
            | {
                "OPENPROBATION_MODE": "demonstration",
                "OPENPROBATION_VAR": str(var),
                "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
            }
        )
        self.took_to_start = 0.0
        self.port = free_port()
        self.service = ""
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        began = time.monotonic()
        self.process = serve(self.var, port=self.port)
        self.service = wait_until_ready(self.process)
        self.took_to_start = time.monotonic() - began

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.communicate(timeout=30)

    def reach(self, moment: datetime) -> Callable[[], float]:
        """Start again some seconds before a moment; returns how to ask how many seconds are left."""
        for _ in range(3):
            self.stop()
            seconds = 5 + 2 * self.took_to_start
            self.beside.does("set_clock", moment=(moment - timedelta(seconds=seconds)).isoformat())
            ahead = self.beside.does("clock_runs_ahead_by")
            self.start()

            def left(ahead: float = ahead) -> float:
                return moment.timestamp() - (time.time() + ahead)

            if left() > 2:
                return left
        raise AssertionError("The service did not start before the moment came.")

    def visitor(self) -> Page:
        context = self.browser.new_context(viewport=DESKTOP, base_url=self.service)
        context.set_default_timeout(PATIENT)
        return context.new_page()

    def enter(self, door: str) -> Page:
        page = self.visitor()
        page.goto("/")
        page.locator(f"form:has(input[name=door][value={door}]) button").click()
        return page

    def sign_in(self, role: str, organisation: str, *, opens: str) -> Page:
        """As somebody behind whom there is no door."""
        page = self.visitor()
        cookie = self.beside.does("sign_in", role=role, organisation=organisation)
        page.context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": self.service}])
        page.goto(opens)
        return page


@pytest.fixture
def inspected(
    service: str, var: Path, tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Inspected]:
    copy = tmp_path / "var"
    shutil.copytree(var, copy, ignore=shutil.ignore_patterns("*.sqlite3*"))
    with (
        closing(sqlite3.connect(var / "openprobation.sqlite3")) as source,
        closing(sqlite3.connect(copy / "openprobation.sqlite3")) as target,
    ):
        source.backup(target)
    with mail_server() as post:
        smtp = "openprobation.foundation.messaging.smtp.Smtp"
        monkeypatch.setenv("OPENPROBATION_MESSAGE_CARRIER", smtp)
        monkeypatch.setenv("OPENPROBATION_SMTP_PORT", str(post.port))
        monkeypatch.delenv("DATABASE_URL", raising=False)
        one = Inspected(copy, post, browser)
        try:
            assert one.beside.does("people", upto=PEOPLE) >= PEOPLE
            one.start()
            yield one
        finally:
            one.stop()
            one.beside.end()


# ── A person's time ────────────────────────────────────────────────────────────────────────


@dataclass
class Lead:
    """A lead inspector whose every key, click and page is counted.

    The keystroke-level model of Card, Moran and Newell (1980): a key 0.28 s for somebody who types
    forty words a minute, pointing 1.1 s, a click 0.2 s, a hand to the mouse or back 0.4 s, a thought
    before each field or button 1.35 s. Added to it, since the model leaves them out: whatever a page
    shows that no page before it showed is read, 200 words a minute; each page is looked at for two
    seconds; and each choice takes ten seconds to decide.
    """

    page: Page
    pages: int = 0
    fields: int = 0
    clicks: int = 0
    keys: int = 0
    words: int = 0
    known: set[str] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)

    def _spend(self, what: str, seconds: float) -> None:
        self.seconds[what] = self.seconds.get(what, 0) + seconds

    def reads(self) -> None:
        said = set(re.split(r"[\t\n]+", self.page.locator("main").inner_text())) - self.known
        self.known |= said
        words = sum(len(each.split()) for each in said)
        self.pages += 1
        self.words += words
        self._spend("reading", 2 + words * 60 / 200)

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1
        self._spend("thinking", 1.35)
        self._spend("pointing", 1.1 + 0.2 + 0.4)

    def follows(self, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role("link", name=name).first)
        self.reads()

    def presses(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True).last)
        self.reads()

    def types(self, label: str | re.Pattern[str], words: str, *, within: str = "") -> None:
        scope = self.page.get_by_role("group", name=within) if within else self.page
        scope.get_by_label(label).fill(words)
        self.keys += len(words) + 1  # and the tab before
        self.fields += 1
        self._spend("thinking", 1.35)
        self._spend("typing", (len(words) + 1) * 0.28 + 0.4)

    def day(self, within: str, on: str) -> None:
        for label, words in zip(("Day", "Month", "Year"), on.split(), strict=True):
            self.types(label, words, within=within)

    def chooses(self, label: str, choice: str | re.Pattern[str]) -> None:
        select = self.page.get_by_label(label)
        option = select.locator("option").filter(has_text=choice).first
        select.select_option(option.get_attribute("value"))
        self.fields += 1
        self.clicks += 2
        self._decides()
        self._spend("pointing", 2 * (1.1 + 0.2) + 0.4)

    def ticks(self, label: str | re.Pattern[str]) -> None:
        self.page.get_by_label(label).check()
        self.fields += 1
        self.clicks += 1
        self._decides()
        self._spend("pointing", 1.1 + 0.2 + 0.4)

    def _decides(self) -> None:
        self._spend("deciding", 10.0)

    def told(self) -> str:
        total = sum(self.seconds.values())
        parts = ", ".join(f"{what} {spent:.0f} s" for what, spent in self.seconds.items())
        return (
            f"Setting up an inspection: {self.pages} pages, {self.fields} fields,"
            f" {self.clicks} clicks, {self.keys} keys, {self.words} words read;"
            f" a person's time {total / 60:.1f} minutes ({parts})."
        )


# ── By keyboard alone ──────────────────────────────────────────────────────────────────────

FOCUSED = """() => {
    const at = document.activeElement;
    return {
        href: at.getAttribute("href") || "", tag: at.tagName, name: at.name || "", type: at.type || "",
        words: (at.innerText || at.value || "").trim(), shown: at.matches(":focus-visible"),
    };
}"""
MOST_STOPS = 250


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """What tab comes to, one after another; each stop shows that it is there."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        assert at["tag"] == "BODY" or at["shown"], at
        yield at
    raise AssertionError(f"Tab never came to it at {page.url}")


def tab_to(page: Page, words: str | re.Pattern[str], *, tag: str) -> None:
    for at in stops(page):
        if at["tag"] == tag and re.search(words, at["words"]):
            return


def go(page: Page, words: str | re.Pattern[str], *, tag: str = "A") -> None:
    tab_to(page, words, tag=tag)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def open_by_keyboard(page: Page, address: str) -> None:
    for at in stops(page):
        if at["href"] == address:
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")


def judge_by_keyboard(page: Page, case: str, *, otherwise: str = "") -> list[str]:
    """Judge the case at an address fully, from the list of cases to handing it in. Returns the questions answered.

    Everything is met and shown by the latest entry of the record; the question named by `otherwise` is not met.
    """
    page.goto("/inspector/judging/")
    open_by_keyboard(page, case)
    first = page.locator("main a[href*='/sections/']").first.inner_text()
    go(page, f"^{re.escape(first)}$")
    answered: list[str] = []
    while "/sections/" in page.url:
        answered += answer_section(page, otherwise=otherwise)
    go(page, "^Hand in$")
    go(page, "^Hand in$", tag="BUTTON")
    arrived(page, "Handed in.")
    return answered


def answer_section(page: Page, *, otherwise: str) -> list[str]:
    page.locator(".op-judge--ready").wait_for()
    questions: list[str] = page.locator("[data-question]").evaluate_all(
        "found => found.map(each => each.dataset.question)"
    )
    entry = page.locator("[data-entry]").first.get_attribute("data-entry")
    assert entry is not None
    for question in questions:
        page.keyboard.press("2" if question == otherwise else "1")
        page.keyboard.press("e")  # find an entry …
        page.keyboard.type(entry)
        page.keyboard.press("Enter")  # … and point at it
        page.keyboard.press("Escape")
        page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("s")
    return questions


# ── The journey ────────────────────────────────────────────────────────────────────────────


def arrived(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("body")).to_contain_text(words, timeout=PATIENT)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name).first.click()


def day(page: Page, group: str, on: str) -> None:
    within = page.get_by_role("group", name=group)
    for label, words in zip(("Day", "Month", "Year"), on.split(), strict=True):
        within.get_by_label(label).fill(words)


def status(page: Page, path: str) -> int:
    return page.request.get(path, max_redirects=0).status


def part(page: Page, name: str) -> Locator:
    return page.locator(f"section[aria-labelledby={name}]")


def number_in(page: Page, pattern: str) -> int:
    found = re.search(pattern, page.url)
    assert found is not None, page.url
    return int(found.group(1))


def announce_and_draw(lead: Lead) -> int:
    """What a lead does before the fieldwork. Returns the inspection's number."""
    page = lead.page
    lead.reads()
    lead.follows("Announce an inspection")
    lead.chooses("By which framework?", "Quality & Impact")
    lead.types("Area", AREA)
    for one in ("Cheshire & Greater Manchester CRC", "National Probation Service, North West"):
        lead.ticks(one)
    lead.day("First day of fieldwork", "9 3 2017")
    lead.day("Last day of fieldwork", "20 3 2017")
    lead.presses("Check")
    lead.presses("Announce")
    pk = number_in(page, r"/inspections/(\d+)/$")
    for number in (1, 2):
        lead.follows("Put somebody on the team")
        who = page.get_by_label("Who?").locator("option").nth(1).inner_text()
        lead.chooses("Who?", who)
        lead.ticks(re.compile("^Assessor"))
        if number == 1:
            lead.ticks("Cleared for restricted cases")
        lead.presses("Add")
    lead.follows("Draw the sample")
    lead.types("Or so many cases", str(SAMPLE))
    lead.presses("Check")
    arrived(page, "Draw these cases?")
    assert int(fact(page, "Cases in the frame").replace(",", "")) >= PEOPLE
    lead.presses("Draw")
    arrived(page, f"{SAMPLE} of")
    lead.follows("Share out the cases")
    lead.presses("Check")
    arrived(page, "read twice")
    lead.presses("Share out")
    lead.follows("Announce the sample")
    lead.presses("Announce")
    return pk


def draw_again(head: Page, pk: int) -> list[str]:
    """A provider draws its own cases from its frame and the seed with nothing of ours. Returns them."""
    head.goto(f"/inspector/inspections/{pk}/sample/own/")
    arrived(head, "the sample is the one they give")
    seed = fact(head, "Seed")
    answer = head.request.get(f"/inspector/inspections/{pk}/sample/own/frame.csv")
    names, *lines = csv.reader(io.StringIO(answer.text()))
    rows = [dict(zip(names, line, strict=True)) for line in lines]
    parted_by = names[1 : names.index("key")]
    shares = {
        cells[0].strip(): int(cells[2])
        for cells in (
            row.locator("th, td").all_inner_texts()
            for row in head.locator("main table tbody tr").all()
        )
    }
    again: list[str] = []
    for group, share in shares.items():
        of_it = [
            row
            for row in rows
            if ", ".join(row[each] for each in parted_by).replace("_", " ") == group
        ]
        hidden = sum(row["case"] == "restricted" and row["drawn"] == "yes" for row in of_it)
        open_to_it = [row["case"] for row in of_it if row["case"] != "restricted"]
        open_to_it.sort(key=lambda case: sha256(f"{seed}:{case}".encode()).hexdigest())
        again += open_to_it[: share - hidden]
    drawn = [row["case"] for row in rows if row["drawn"] == "yes" and row["case"] != "restricted"]
    assert sorted(again) == sorted(drawn)
    for case in drawn:
        expect(head.locator("main")).to_contain_text(case)
    return drawn


def fact(page: Page, name: str) -> str:
    """What a summary list says of one thing."""
    key = page.get_by_role("term").filter(has_text=re.compile(f"^{name}$"))
    return key.locator("xpath=following-sibling::dd[1]").inner_text().strip()


def judge(inspected: Inspected, lead: Page, pk: int, first: Page, second: Page) -> int:
    """Four cases by keyboard alone, one of them by both assessors; the rest by the same actions.

    Returns the number that case has in addresses."""
    mine, theirs = given(first), given(second)
    both = [case for case in mine["first"] if case in theirs["second"]]
    twice = next(case for case in both if has_a_record(first, case))
    read_twice = mine["second"] + theirs["second"]
    for page, cases, many in ((first, mine, 1), (second, theirs, 2)):
        alone = (case for case in cases["first"] if case not in read_twice)
        for case in islice((case for case in alone if has_a_record(page, case)), many):
            assert len(judge_by_keyboard(page, case)) >= FEWEST_QUESTIONS
    asked = judge_by_keyboard(first, twice)
    assert judge_by_keyboard(second, twice, otherwise=asked[0]) == asked
    assert inspected.beside.does("judge", inspection=pk, seed="lower-irwell") > SAMPLE - 4

    lead.goto(f"/inspector/judging/inspections/{pk}/")
    expect(part(lead, "differences").locator("tbody tr")).to_have_count(1)
    part(lead, "differences").get_by_role("link", name="Settle").click()
    arrived(lead, "Not met")
    lead.get_by_role("group", name="What counts?").get_by_label("Not met", exact=True).check()
    lead.get_by_label("What decided it?").fill("The entry speaks of an enquiry, not of its answer.")
    press(lead, "Settle")
    arrived(lead, "Every difference is settled.")
    return int(twice.strip("/").rpartition("/")[2])


def has_a_record(assessor: Page, case: str) -> bool:
    """Whether anything was written of a person before the sample's day; of a few drawn, nothing was."""
    assessor.goto(case)
    assessor.locator("main a[href*='/sections/']").first.click()
    assessor.locator(".op-judge--ready").wait_for()
    return assessor.locator("[data-entry]").count() > 0


def given(assessor: Page) -> dict[str, list[str]]:
    """Where an assessor judges their cases of this inspection, by whether they read them first or second."""
    assessor.goto("/inspector/inspections/")
    heading = assessor.get_by_role("heading").filter(has_text=AREA)
    rows = heading.locator("xpath=following::table[1]").locator("tbody tr")
    cases: dict[str, list[str]] = {"first": [], "second": []}
    for row in rows.all():
        words = row.inner_text()
        if "Restricted" not in words:
            address = row.get_by_role("link").first.get_attribute("href") or ""
            cases["second" if "second reading" in words else "first"].append(address)
    return cases


def write(lead: Page, pk: int) -> tuple[int, int]:
    """Settle the shares, and write what was found. Returns the numbers of the report and its recommendation."""
    lead.goto(f"/inspector/ratings/{pk}/settle/")
    press(lead, "Settle the shares")
    arrived(lead, "Settled")
    lead.goto("/inspector/reports/")
    follow(lead, "Begin a report")
    lead.locator(f"input[name=inspection][value='{pk}']").check()
    lead.get_by_label("Headline").fill(HEADLINE)
    lead.get_by_label("Summary").fill("The public service protects most people; the company fewer.")
    press(lead, "Begin")
    report = number_in(lead, r"/reports/(\d+)/$")
    say_what_was_found(lead)
    lead.goto(f"/inspector/reports/{report}/")
    advised = lead.locator(f"a[href*='/reports/{report}/recommendations/']:not([href$='new/'])")
    address = advised.first.get_attribute("href") or ""
    return report, int(address.strip("/").rpartition("/")[2])


def say_what_was_found(lead: Page) -> None:
    """The words of every outcome, a finding between the two, a recommendation, and the shares."""
    for words in ("Cheshire & Greater Manchester CRC", "National Probation Service, North West"):
        for link in verdicts(lead, words):
            lead.goto(link)
            lead.get_by_label("The judgement, in words").fill("Generally effective")
            lead.get_by_role("group", name="What it comes to").get_by_role("radio").first.check()
            press(lead, "Save")
            arrived(lead, "Saved.")
    follow(lead, "Add a finding or good practice")
    lead.get_by_role("group", name="Of whom?").get_by_label("Between the organisations").check()
    lead.get_by_role("group", name="On which outcome?").get_by_role("radio").last.check()
    lead.get_by_label("Concern").check()
    lead.get_by_label("Heading").fill("Breach papers go to and fro")
    lead.get_by_role("textbox", name="Text").fill("Of 31 packs, 12 were sent back.")
    press(lead, "Save")
    follow(lead, "Add a recommendation")
    lead.get_by_label("Community Rehabilitation Company").check()
    lead.get_by_label("What should they do?").fill(ADVICE)
    day(lead, "By when?", "30 9 2017")
    press(lead, "Save")
    follow(lead, "Take the ratings over")
    press(lead, "Take them over")
    arrived(lead, "Taken over.")


def verdicts(page: Page, body: str) -> list[str]:
    line = part(page, "write").locator("li").filter(has_text=body).first
    found: list[str] = line.locator("a[href*='/verdicts/']").evaluate_all(
        "links => links.map(each => each.getAttribute('href'))"
    )
    return found


def check_facts(lead: Page, report: int, company: Page, public: Page) -> None:
    """Each organisation's head reads the draft; one disputes a fact, and is answered."""
    lead.goto(f"/inspector/reports/{report}/send/")
    for which, head in (("Cheshire", company), ("National", public)):
        name = head.get_by_role("banner").inner_text()
        field = lead.get_by_label(re.compile(f"Who reads it for {which}"))
        for option in field.locator("option").all():
            if option.inner_text().split(",")[0] in name:
                field.select_option(option.get_attribute("value"))
    day(lead, "They have until", "24 2 2017")
    press(lead, "Send the draft")
    arrived(lead, "Sent.")

    company.goto(ROOM)
    follow(company, HEADLINE)
    follow(company, "Dispute a fact")
    company.get_by_label("What is it about?").select_option(label="Breach papers go to and fro")
    company.get_by_label("What is wrong, and what shows it?").fill(
        "It was 11 of 31: the log shows."
    )
    press(company, "Add this point")
    follow(company, "Send the draft back")
    press(company, "Send it back")
    public.goto(ROOM)
    follow(public, HEADLINE)
    expect(public.locator("body")).not_to_contain_text("It was 11 of 31")
    follow(public, "Send the draft back")
    press(public, "Send it back")

    lead.goto(f"/inspector/reports/{report}/")
    follow(lead, re.compile("^Answer"))
    lead.get_by_label("Accepted, with a change").check()
    lead.get_by_label("What the draft shall say there").fill("Of 31 packs, 11 were sent back.")
    press(lead, "Answer")
    follow(lead, "Settle the text")
    press(lead, "Settle the text")
    arrived(lead, "It is under embargo.")
    company.reload()
    arrived(company, "Accepted, with a change")
    arrived(company, "11 were sent back")


def made_public() -> list[str]:
    """What becomes public at the minute."""
    return [
        f"/reports/{SLUG}/",
        f"/news/report-{SLUG}/",
        f"/library/report-{SLUG}.pdf",
        f"/library/report-{SLUG}.json",
        f"/library/{SLUG}-judgements.svg",
        f"/library/{SLUG}-judgements.csv",
    ]


def made_inside(report: int, pk: int, case: int, advice: int) -> list[str]:
    """What of the making stays closed to everybody outside."""
    return [
        f"/inspector/reports/{report}/",
        f"/inspector/inspections/{pk}/",
        f"/inspector/inspections/cases/{case}/",
        f"/inspector/judging/cases/{case}/",
        f"/inspector/judging/cases/{case}/sections/protect/",
        f"/inspector/judging/inspections/{pk}/",
        f"/inspector/judging/inspections/{pk}/agreement/",
        f"/inspector/ratings/{pk}/",
        f"/manager/inspection/plans/{advice}/",
    ]


NEVER = 987_654


def find_nothing(page: Page, *made: int) -> None:
    """The rooms of inspectors answer as they would if no such thing had ever been made."""
    inside = [status(page, path) for path in made_inside(*made)]
    assert inside == [status(page, path) for path in made_inside(*[NEVER] * len(made))]
    assert set(inside) <= {403, 404}, inside


def name_the_minute(lead: Page, report: int) -> None:
    lead.goto(f"/inspector/reports/{report}/")
    follow(lead, "Release it")
    lead.get_by_label("At a minute still to come").check()
    day(lead, "Day", "16 2 2017")
    lead.get_by_label("Time").fill("10:30")
    press(lead, "Look before it goes out")
    arrived(lead, "10:30")
    press(lead, "Release it at that minute")
    arrived(lead, "Waits for its moment")


def watch_the_minute(visitors: list[Page], paths: list[str], left: Callable[[], float]) -> int:
    """Ask again and again: nothing before the minute, everything after. Returns how often nothing was there."""
    nothing = 0
    while (before := left()) > -1:
        for visitor in visitors:
            for path in paths:
                asked = left()
                answer = status(visitor, path)
                if left() > 0:
                    assert answer == 404, f"{path} answered {answer} with {left():.2f} s left"
                    nothing += 1
                elif asked <= 0:
                    assert answer == 200, f"{path} answered {answer}"
        if before > 3:
            time.sleep(min(before - 3, 1))
    return nothing


def read_what_is_public(reader: Page) -> None:
    reader.goto(f"/reports/{SLUG}/")
    for words in (HEADLINE, "Generally effective", "11 were sent back", ADVICE):
        arrived(reader, words)
    paper = reader.request.get(f"/library/report-{SLUG}.pdf")
    assert paper.body().startswith(b"%PDF")
    picture = reader.request.get(f"/library/{SLUG}-judgements.svg").text()
    assert "<svg" in picture
    assert "Generally effective" in picture
    rows = list(
        csv.reader(io.StringIO(reader.request.get(f"/library/{SLUG}-judgements.csv").text()))
    )
    assert len(rows) >= 9  # the head, and four judgements of each organisation
    reader.goto(f"/news/report-{SLUG}/")
    arrived(reader, HEADLINE)


def publish_an_article(editor: Page, lead: Page) -> None:
    editor.goto("/editor/")
    follow(editor, "Write an article")
    editor.get_by_label("Headline").fill(ARTICLE)
    editor.get_by_label("Summary").fill("Twelve packs, and what was wrong with them.")
    editor.get_by_role("textbox", name="Text").fill("We looked at every pack of the sample.")
    press(editor, "Save the draft")
    article = number_in(editor, r"/editor/(\d+)/$")
    expect(editor.get_by_role("link", name="Publish it")).to_have_count(0)
    lead.goto(f"/editor/{article}/")
    follow(lead, "Approve it")
    press(lead, "Approve it")
    arrived(lead, "Approved.")
    editor.goto(f"/editor/{article}/")
    follow(editor, "Publish it")
    editor.get_by_label("Now", exact=True).check()
    press(editor, "Look before it goes out")
    press(editor, "Publish it")
    arrived(editor, "Read it as the public does")


def link_in(mail: Message, part: str) -> str:
    """Where a link of an e-mail leads on this service."""
    found = re.search(rf"https?://\S+{part}\S+", words_of(mail))
    assert found is not None, words_of(mail)
    return urlsplit(found.group(0)).path


def words_of(mail: Message) -> str:
    plain = next(each for each in mail.walk() if each.get_content_type() == "text/plain")
    return plain.get_payload(decode=True).decode()  # type: ignore[union-attr]


def mail_to_reader(inspected: Inspected, at: str) -> Message:
    inspected.beside.does("post", at=at)
    mails = [mail for to, mail in inspected.post.taken if to == READER]
    assert mails, "Nothing was sent to the reader."
    return mails[-1]


def subscribe(inspected: Inspected, reader: Page) -> None:
    """Asked for, and confirmed from the e-mail."""
    reader.goto("/noon/")
    reader.get_by_role("textbox").fill(READER)
    press(reader, "Send me the link")
    mail = mail_to_reader(inspected, "2017-02-16T10:00:00")
    reader.goto(link_in(mail, "/noon/confirm/"))
    reader.get_by_role("main").get_by_role("button").click()
    arrived(reader, "noon")


def plan_and_judge(company: Page, lead: Page, report: int) -> None:
    """The company says what it will do and shows it; the lead judges how far it got."""
    company.goto(ROOM)
    follow(company, re.compile("^Open the plan"))
    company.get_by_label("What will be done?").fill("A second reader for each pack.")
    company.get_by_label("Who does it?").fill("Head of enforcement")
    day(company, "By when?", "1 6 2017")
    press(company, "Add this step")
    follow(company, re.compile("^Show that it is done"))
    day(company, "Done on", "16 2 2017")
    company.get_by_label("What shows it?").fill("The log of second readers.")
    press(company, "Show it")
    arrived(company, "Saved.")
    lead.goto(f"/inspector/reports/{report}/")
    follow(lead, re.compile("^Judge it"))
    arrived(lead, "The log of second readers.")
    lead.get_by_label("Some progress").check()
    lead.get_by_label("Why do you say so?").fill("Every pack of the last week was read twice.")
    press(lead, "Judge")
    arrived(lead, "Judged.")


def test_an_inspection_is_walked_from_its_announcement_to_its_follow_up(inspected, capsys):
    began = time.monotonic()

    def so_far(what: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{time.monotonic() - began:6.1f} s  {what}")

    # Setting up: announce, staff, draw, share out, announce the sample.
    lead = Lead(inspected.enter("lead_inspector"))
    pk = announce_and_draw(lead)
    so_far(lead.told())
    assert lead.pages <= 17
    assert lead.fields <= 20
    assert sum(lead.seconds.values()) < FIFTEEN_MINUTES
    company = inspected.enter("head")
    draw_again(company, pk)
    so_far("drawn again")

    # Judging: four cases by keyboard, the rest by the same actions, one difference.
    inspectors = inspected.enter("inspector"), inspected.enter("second_inspector")
    case = judge(inspected, lead.page, pk, *inspectors)
    so_far("judged")
    public_head = inspected.sign_in("head", "nps", opens=ROOM)
    report, advice = write(lead.page, pk)
    check_facts(lead.page, report, company, public_head)
    so_far("checked")

    # Under embargo: not a second before, whoever asks and whatever they guess.
    reader = inspected.visitor()
    subscribe(inspected, reader)
    name_the_minute(lead.page, report)
    coming = made_public()
    assert [status(company, path) for path in coming] == [404] * len(coming)
    find_nothing(company, report, pk, case, advice)
    for page in ("/reports/", "/recommendations/", "/news/"):
        reader.goto(page)
        expect(reader.locator("body")).not_to_contain_text(AREA)
        expect(reader.locator("body")).not_to_contain_text(HEADLINE)
    left = inspected.reach(RELEASED)
    assert watch_the_minute([reader, company], coming, left) >= len(coming)
    so_far("released")
    read_what_is_public(reader)

    # News: an article of the editor's own beside the report's, and both at noon.
    publish_an_article(inspected.sign_in("editor", "inspectorate", opens="/editor/"), lead.page)
    mail = mail_to_reader(inspected, "2017-02-16T12:00:00")
    for words in (HEADLINE, ARTICLE, f"/news/report-{SLUG}/"):
        assert words in str(mail["Subject"]) + words_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    reader.goto(link_in(mail, "/noon/end/"))
    reader.get_by_role("main").get_by_role("button").click()
    so_far("told at noon")

    # What became of it.
    plan_and_judge(company, lead.page, report)
    reader.goto("/recommendations/")
    row = reader.locator("main :is(tr, li, section)").filter(has_text=ADVICE).last
    expect(row).to_contain_text("Some progress")
    so_far("followed up")
