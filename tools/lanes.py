"""Which tests are there, in which lanes are they run, and what came of them? `./test [lane]`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.journeys.serving import SERVED, SERVED_FROM, served
from tests.postgres.server import NoPostgres, installed_programs, postgres_server

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What points at a real database or a real service has no business in a test.
OF_A_SERVICE = {"DATABASE_URL", "OPENPROBATION_MODE", "OPENPROBATION_POLICY_PACK", "SECRET_KEY"}


class Skipped(Exception):
    """A lane cannot be run on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a run, in tests."""

    passed: int = 0
    failed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed"


# ── What a lane needs: each yields what its tests find in the environment ──────────────────


@contextmanager
def nothing() -> Iterator[Mapping[str, str]]:
    yield {}


@contextmanager
def a_postgres() -> Iterator[Mapping[str, str]]:
    if not os.environ.get("DATABASE_URL") and installed_programs() is None:
        fetch("postgresql-15")
    try:
        with postgres_server() as url:
            yield {"DATABASE_URL": url}
    except NoPostgres as reason:
        raise Skipped(str(reason)) from reason


@contextmanager
def a_browser() -> Iterator[Mapping[str, str]]:
    if find_browser() is None:
        fetch("chromium")
    browser = find_browser()
    if browser is None:
        raise Skipped("Chromium is not installed (package chromium)")
    say("Making the demonstration the browser walks …")
    with tempfile.TemporaryDirectory() as var, served(Path(var)) as address:
        yield {
            "OPENPROBATION_TEST_BROWSER": browser,
            SERVED: address,
            SERVED_FROM: var,
            # Playwright's loop runs in the thread of the tests, where Django would refuse the database.
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }


def a_spark() -> NoReturn:
    raise Skipped("nothing here uses Spark yet")


def find_browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def fetch(package: str) -> None:
    """Install a system package where this account may; where it may not, the lane says so."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        raise Skipped(f"package {package} is missing, and this account cannot install it")
    say(f"Installing {package} with apt-get …")
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    install = [*apt, "install", "-y", "--no-install-recommends", package]
    if quiet(install) and quiet([*apt, "update"]) + quiet(install):
        raise Skipped(f"package {package} is missing, and apt-get could not install it")


def quiet(command: Sequence[str]) -> int:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode


# ── The lanes ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Lane:
    """Some of the tests, run in one way, and what must be there for them."""

    name: str
    needs: Callable[[], AbstractContextManager[Mapping[str, str]]]
    options: Sequence[str] = ()
    optional: bool = False  # skipping it is no fault, not even where nothing may be missing


LANES = (
    Lane(
        "fast",
        nothing,
        ("-n", "auto", "-m", "not postgres and not browser", "--ignore=tests/house"),
    ),
    Lane("house", nothing, ("-n", "auto", "tests/house")),
    Lane("postgres", a_postgres, ("-n", "auto", "-m", "postgres")),
    Lane("browser", a_browser, ("-n", "auto", "-p", "playwright", "-m", "browser")),
    Lane("spark", a_spark, optional=True),
)


def run_lane(lane: Lane, options: Sequence[str], *, nothing_may_be_missing: bool) -> Tally:
    """Run one lane and say in one line what came of it."""
    say(f"── {lane.name} lane ──")
    began = time.monotonic()
    try:
        with lane.needs() as found, tempfile.TemporaryDirectory() as var:
            tally = run_pytest([*lane.options, *options], {**found, "OPENPROBATION_VAR": var})
    except Skipped as reason:
        say(f"SKIPPED LANE {lane.name}: {reason}")
        return Tally(failed=1) if nothing_may_be_missing and not lane.optional else Tally()
    say(f"{lane.name} lane: {tally}, {time.monotonic() - began:.0f} s")
    return tally


def run_pytest(options: Sequence[str], found: Mapping[str, str]) -> Tally:
    """Run pytest and read its own report; a run that broke off or found no test has failed."""
    environment = {
        name: value for name, value in os.environ.items() if name not in OF_A_SERVICE
    } | dict(found)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *options]
        status = subprocess.run(command, cwd=ROOT, env=environment).returncode
        tally = counted(report)
    if status and not tally.failed:
        return tally + Tally(failed=1)
    return tally


def counted(report: Path) -> Tally:
    """The sum over a JUnit report; nothing at all where there is no report."""
    if not report.exists():
        return Tally()
    tally = Tally()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        tests, failures, errors, skipped = (
            int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
        )
        failed = failures + errors
        tally += Tally(passed=max(0, tests - failed - skipped), failed=failed)
    return tally


def main(arguments: Sequence[str]) -> int:
    names = [lane.name for lane in LANES]
    chosen = arguments[0] if arguments and not arguments[0].startswith("-") else "all"
    options = arguments[1:] if arguments and arguments[0] == chosen else arguments
    if chosen not in (*names, "all"):
        say(f"There is no lane {chosen!r}. Choose one of: {', '.join(names)}, all")
        return 2
    nothing_may_be_missing = os.environ.get("CI", "").lower() in ("1", "true", "yes")
    total = Tally()
    for lane in LANES:
        if chosen in (lane.name, "all"):
            total += run_lane(lane, options, nothing_may_be_missing=nothing_may_be_missing)
    say(str(total))
    return 1 if total.failed else 0


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
