"""Does a passkey open the service, does losing one not shut it for good, and can nobody go without?

Chromium's virtual authenticator stands for the key; the service is a real one, on its own database.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import DESKTOP
from .serving import COMMAND, free_port, wait_until_ready
from .test_every_page import found_by_axe

pytestmark = pytest.mark.browser

PATIENT = 60_000  # milliseconds: a machine may be busy
PASSWORD = "river-lantern-otter-42"
ADA, BEN = "ada.okoro@example.org", "ben.ray@example.org"
KEYS = re.compile(r"/accounts/keys/$")
INSIDE = re.compile(r"/administration/$")


@pytest.fixture(scope="module")
def real_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service with two administrators, at localhost: browsers allow passkeys there without TLS."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "OPENPROBATION_MODE": "service",
        "OPENPROBATION_HTTPS": "no",
        "OPENPROBATION_VAR": str(tmp_path_factory.mktemp("service")),
        "SECRET_KEY": "k9#Vq2!mZx7pLw4@tRb8^sHd6&nYc3*eUj5(gFa1)oKi0-QrTvWz",
        "ALLOWED_HOSTS": "localhost",
        "STAFF_PASSWORD": PASSWORD,
        "PYTHONUNBUFFERED": "1",
    }
    run(environment, "migrate", "-v", "0")
    for email, name in ((ADA, "Ada Okoro"), (BEN, "Ben Ray")):
        run(
            environment, "administrator", "create", "--email", email, "--name", name,
            "--password-from-environment", "STAFF_PASSWORD",
        )  # fmt: skip
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(free_port())],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield wait_until_ready(process).replace("127.0.0.1", "localhost")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def run(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [COMMAND, *arguments], env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


class Colleague:
    """A member of staff at a browser, with a key of their own in it."""

    def __init__(self, browser: Browser, service: str, email: str) -> None:
        self.service, self.email = service, email
        self.context = browser.new_context(viewport=DESKTOP)
        self.context.set_default_timeout(PATIENT)
        self.page: Page = self.context.new_page()
        self.refused: list[str] = []
        self.page.on("console", lambda said: self.note(said.type, said.text))
        self.devtools = self.context.new_cdp_session(self.page)
        self.devtools.send("WebAuthn.enable")
        self.key = self.new_key()

    def note(self, kind: str, words: str) -> None:
        if kind == "error" and "Content Security Policy" in words:
            self.refused.append(words)

    def new_key(self) -> str:
        options: dict[str, Any] = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return str(made["authenticatorId"])

    def loses_the_key(self) -> None:
        self.devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.key})

    def opens(self, path: str) -> None:
        self.page.goto(self.service + path)

    def presses(self, words: str) -> None:
        self.page.get_by_role("button", name=words).click()

    def is_at(self, address: re.Pattern[str]) -> None:
        expect(self.page).to_have_url(address, timeout=PATIENT)

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=PATIENT)

    def gives_the_password(self) -> None:
        self.opens("/accounts/login/")
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def adds_a_key(self, name: str) -> None:
        self.page.get_by_role("link", name="Add a passkey").click()
        self.page.get_by_label("Name of this key").fill(name)
        self.everybody_can_use_this()
        self.presses("Add this passkey")
        self.sees("They are shown this once")
        self.everybody_can_use_this()
        self.page.get_by_role("link", name="I have kept them").click()
        self.sees(name)

    def signs_out(self) -> None:
        self.page.locator("header").get_by_role("button", name="Sign out").click()
        self.page.wait_for_load_state()

    def everybody_can_use_this(self) -> None:
        assert found_by_axe(self.page, set()) == []

    def closes(self) -> None:
        self.context.close()


@pytest.fixture
def ada(browser: Browser, real_service: str) -> Iterator[Colleague]:
    colleague = Colleague(browser, real_service, ADA)
    yield colleague
    colleague.closes()


@pytest.fixture
def ben(browser: Browser, real_service: str) -> Iterator[Colleague]:
    colleague = Colleague(browser, real_service, BEN)
    yield colleague
    colleague.closes()


def test_a_passkey_is_added_used_lost_and_replaced(ada: Colleague, ben: Colleague) -> None:
    # A post that needs one cannot go without.
    ada.gives_the_password()
    ada.is_at(KEYS)
    ada.sees("Your post needs a second step")
    ada.everybody_can_use_this()
    ada.opens("/administration/accounts/")
    ada.is_at(KEYS)

    # Enrolled: what was shut opens.
    ada.adds_a_key("Work phone")
    ada.opens("/administration/")
    ada.is_at(INSIDE)

    # Used alone, without a password.
    ada.signs_out()
    ada.opens("/accounts/login/")
    ada.presses("Sign in with a passkey")
    ada.is_at(INSIDE)

    # Used after the password.
    ada.signs_out()
    ada.gives_the_password()
    ada.sees("No key, no phone and no codes?")
    ada.everybody_can_use_this()
    ada.presses("Use your passkey")
    ada.is_at(INSIDE)

    # Lost: the password is not enough, and the page says what to do.
    ada.signs_out()
    ada.loses_the_key()
    ada.gives_the_password()
    ada.opens("/administration/")
    expect(ada.page).to_have_url(re.compile(r"/accounts/"), timeout=PATIENT)

    # Recovered by another administrator, who has a key.
    ben.gives_the_password()
    ben.adds_a_key("Ben’s laptop")
    ben.opens("/administration/accounts/")
    ben.page.get_by_role("link", name="Ada Okoro").first.click()
    ben.sees("Passkey")
    ben.page.get_by_role("link", name="Remove keys and codes").click()
    ben.page.get_by_label("Lost", exact=True).check()
    ben.page.get_by_label("I know that it is they who ask").check()
    ben.presses("Continue")
    ben.presses("Remove keys and codes")
    ben.sees("The keys and codes are removed")

    # Enrolled anew at the next sign-in, and not before.
    ada.key = ada.new_key()
    ada.page.context.clear_cookies()
    ada.gives_the_password()
    ada.is_at(KEYS)
    ada.adds_a_key("New phone")
    ada.signs_out()
    ada.opens("/accounts/login/")
    ada.presses("Sign in with a passkey")
    ada.is_at(INSIDE)

    # The only one stays.
    ada.opens("/accounts/keys/")
    ada.sees("the only one you have cannot be removed")
    ada.everybody_can_use_this()
    ada.opens("/accounts/keys/app/add/")
    ada.everybody_can_use_this()
    ada.opens("/accounts/keys/")
    expect(ada.page.get_by_role("link", name="Remove")).to_have_count(0)
    assert ada.refused == ben.refused == []
