"""What does a journey stand on? The whole service, served as `./run` serves it, and a browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

COMMAND = Path(sys.executable).with_name("openprobation")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    """The address the service says it is ready at."""
    told: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        told.append(line)
        if found := re.search(r"Ready: (http://\S+?)/?\s*$", line):
            return found.group(1)
    raise AssertionError("The service never said it was ready:\n" + "".join(told))


def serve(var: Path) -> subprocess.Popen[str]:
    """Serve a demonstration kept in a folder, in a process group of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "OPENPROBATION_MODE": "demonstration",
        "OPENPROBATION_VAR": str(var),
        "PYTHONUNBUFFERED": "1",
    }
    return subprocess.Popen(
        [COMMAND, "serve", "--port", str(free_port()), "--people", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def service(var: Path) -> Iterator[str]:
    """The address of a demonstration of its own: the stories and the first team, no more."""
    process = serve(var)
    try:
        yield wait_until_ready(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


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
