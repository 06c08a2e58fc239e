"""What does a journey stand on? The whole service, served as `./run` serves it, and a browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .serving import SERVED, SERVED_FROM, served

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the service's data."""
    return Path(os.environ.get(SERVED_FROM) or tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session")
def service(var: Path) -> Iterator[str]:
    """The address of a demonstration: the lane's own, or one made for this run."""
    if address := os.environ.get(SERVED):
        yield address
    else:
        with served(var) as address:
            yield address


class Visitor:
    """Somebody with a browser at the service."""

    def __init__(self, page: Page, service: str) -> None:
        self.page = page
        self.service = service

    def enter(self, door: str) -> Page:
        """Step through one of the demonstration's doors."""
        self.page.goto(self.service + "/")
        self.page.locator(f"form:has(input[name=door][value={door}]) button").click()
        return self.page

    def opens(self, path: str) -> Page:
        answer = self.page.goto(self.service + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        return self.page

    def status_of(self, path: str) -> int:
        answer = self.page.goto(self.service + path)
        assert answer is not None
        return answer.status

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def does_not_see(self, words: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(words)


@pytest.fixture
def visitor(browser: Browser, service: str) -> Iterator[Visitor]:
    context: BrowserContext = browser.new_context(viewport=DESKTOP)
    context.set_default_timeout(10_000)
    yield Visitor(context.new_page(), service)
    context.close()


@pytest.fixture
def on_a_phone(browser: Browser, service: str) -> Iterator[Visitor]:
    context: BrowserContext = browser.new_context(viewport=PHONE, has_touch=True)
    context.set_default_timeout(10_000)
    yield Visitor(context.new_page(), service)
    context.close()
