"""Is every page somebody can reach whole, at every width, for everybody?

From each door the test follows links, and looks at every kind of page it finds: it answers 200, axe
finds nothing against WCAG 2.2 AA, nothing scrolls sideways at 320 px, and the browser complains of
nothing. A page added tomorrow is looked at tomorrow.
"""

from __future__ import annotations

from collections import deque
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from .conftest import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser

STAFF_DOORS = [
    "officer",
    "court",
    "senior",
    "duty",
    "nps_officer",
    "enforcement",
    "head",
    "administrator",
    "supplier",
    "centre",
    "police",
    "lead_inspector",
    "inspector",
    "editor",
    "unpaid_work",
]
OF_EACH_KIND = 1
LEFT_ALONE = (
    "/accounts/logout",
    "/my/out",
    ".csv",
    ".json",
    ".svg",
    ".pdf",
    ".docx",
    ".atom",
    "/static/",
)
SKELETON = """
    () => [...new Set([...document.querySelectorAll("body, body *")].map(element => {
        const chain = [];
        for (let at = element; at; at = at.parentElement) {
            const said = ["role", "type", "aria-hidden", "aria-current", "lang", "dir"].map(
                name => at.getAttribute(name) || "");
            chain.push([at.tagName, at.getAttribute("class") || "", ...said].join("|"));
        }
        return chain.join(" < ");
    }))].sort().join("\\n")
"""
# Which elements stand in which, of which class and role: what axe judges, without the words.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def kind_of(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def links_on(page: Page) -> list[str]:
    return page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.getAttribute('href'))"
    )


def found_by_axe(page: Page, judged: set[str]) -> list[str]:
    """What axe finds; a page built of the same elements as one found whole is not judged again."""
    skeleton = page.evaluate(SKELETON)
    if skeleton in judged:
        return []
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    faults = [
        f"{fault['id']}: {node['html'][:160]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
    if not faults:
        judged.add(skeleton)
    return faults


def faults_of(page: Page, judged: set[str]) -> list[str]:
    """What axe finds, and what does not fit a phone."""
    faults = found_by_axe(page, judged)
    page.set_viewport_size(PHONE)
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.set_viewport_size(DESKTOP)
    if over > 0:
        faults.append(f"scrolls sideways by {over} px at 320 px")
    return faults


def walk(visitor: Visitor, start: str, judged: set[str]) -> dict[str, list[str]]:
    """Faults by page, over every kind of page reachable from a start."""
    page = visitor.page
    complaints: list[str] = []
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    seen: dict[str, int] = {}
    queue, known, faults = deque([start]), {start}, {}
    while queue:
        path = queue.popleft()
        kind = kind_of(path)
        if kind is None or seen.get(kind, 0) >= OF_EACH_KIND:
            continue
        seen[kind] = seen.get(kind, 0) + 1
        complaints.clear()
        answer = page.goto(visitor.service + path)
        if answer is None or answer.status != 200:
            faults[path] = [f"answered {answer.status if answer else 'nothing'}"]
            continue
        found = faults_of(page, judged) + complaints
        if found:
            faults[path] = found
        for href in links_on(page):
            target = urlsplit(href)
            if target.scheme or target.netloc or not target.path.startswith("/"):
                continue
            following = target.path + (f"?{target.query}" if target.query else "")
            if following in known or any(part in following for part in LEFT_ALONE):
                continue
            known.add(following)
            queue.append(following)
    assert seen
    return faults


@pytest.fixture(scope="session")
def judged() -> set[str]:
    """The pages found whole in this run, by their elements."""
    return set()


def test_every_public_page_is_whole(visitor, judged):
    assert walk(visitor, "/", judged) == {}


@pytest.mark.parametrize("door", STAFF_DOORS)
def test_every_page_behind_a_door_is_whole(visitor, door, judged):
    visitor.enter(door)

    assert walk(visitor, urlsplit(visitor.page.url).path, judged) == {}
