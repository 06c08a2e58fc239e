"""Does a fresh clone, with nothing but python3, get a stranger to a working day?

Standard library only. Clones what is committed, empties the installers' caches, and does what the
README says: ./run, the public page, the officer's door, the day. Then asks it to end, and looks
that nothing is left running.
"""

from __future__ import annotations

import http.cookiejar
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEOPLE = "300"
DOORS = "/demonstration/enter/"
READY_AT_MOST = 300.0
ENDED_AT_MOST = 20.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


class Wrong(Exception):
    """A step did not go as the README says; the message says how."""


class Served:
    """One ./run: what it printed, and the processes it started."""

    def __init__(self, folder: Path, port: int, environment: Mapping[str, str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            ["./run", "--port", str(port), "--people", PEOPLE],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.rstrip())
        self.lines.put(None)

    def ready(self) -> float:
        """Seconds until the line that a person waits for."""
        while True:
            left = READY_AT_MOST - (time.monotonic() - self.began)
            try:
                line = self.lines.get(timeout=max(0.1, left))
            except queue.Empty:
                raise Wrong(f"not ready after {READY_AT_MOST:.0f} s") from None
            if line is None:
                raise Wrong(f"./run ended with exit {self.process.wait()}")
            print(f"    {line}", flush=True)
            if line == f"Ready: {self.url}/":
                return time.monotonic() - self.began

    def all_processes(self) -> set[int]:
        """./run and everything below it."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True)
        rows = [line.split() for line in listed.stdout.splitlines()]
        parents = {int(pid): int(parent) for pid, parent in rows}
        family = {self.process.pid}
        while more := {p for p, parent in parents.items() if parent in family} - family:
            family |= more
        return family

    def end(self, number: signal.Signals) -> float:
        """Ask it to end as a person or a machine would; seconds until all of it was gone."""
        family = self.all_processes()
        if len(family) < 3:
            raise Wrong("the web server and the worker were not both running")
        began = time.monotonic()
        os.kill(self.process.pid, number)
        try:
            status = self.process.wait(timeout=ENDED_AT_MOST)
        except subprocess.TimeoutExpired:
            raise Wrong(f"still running {ENDED_AT_MOST:.0f} s after {number.name}") from None
        left = still_running(family)
        if status or left:
            raise Wrong(f"after {number.name}: exit {status}, left running: {left or 'none'}")
        return time.monotonic() - began

    def last_words(self) -> None:
        """What it printed since, for whoever has to find out why."""
        while not self.lines.empty():
            print(f"    {self.lines.get() or '(it ended)'}", flush=True)

    def kill(self) -> None:
        """Whatever came, leave nothing of ours behind."""
        for pid in self.all_processes() if self.process.poll() is None else ():
            if running(pid):
                os.kill(pid, signal.SIGKILL)


def still_running(pids: set[int]) -> set[int]:
    """Those that live. What was killed in the last moment has a second to be gone."""
    until = time.monotonic() + 1
    while (left := {pid for pid in pids if running(pid)}) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def running(pid: int) -> bool:
    """Whether it lives; one that ended and waits for its parent to hear of it does not."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return told.stdout.strip()[:1] not in {"", "Z"}


class Visitor:
    """A browser without a screen: keeps cookies and follows links."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(self.url + path), path)

    def enter(self, door: str) -> str:
        """Press a role's door on the public page, as the form there does."""
        token = TOKEN.search(self.get("/"))
        if not token:
            raise Wrong("the public page has no form to enter by")
        fields = {"csrfmiddlewaretoken": token[1], "door": door}
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(
            self.url + DOORS, data=body, headers={"Referer": f"{self.url}/"}
        )
        return self._open(request, DOORS)

    def _open(self, request: urllib.request.Request, path: str) -> str:
        try:
            with self.browser.open(request, timeout=30) as answer:
                if answer.status != 200:
                    raise Wrong(f"{path} answered {answer.status}")
                return str(answer.read().decode())
        except OSError as fault:
            raise Wrong(f"{path}: {fault}") from fault


def heading(page: str) -> str:
    found = HEADING.search(page)
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split()) if found else ""


def bare(caches: Path) -> dict[str, str]:
    """The environment of somebody who has never installed anything."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("OPENPROBATION_")
        and name not in ("DATABASE_URL", "SECRET_KEY", "PYTHONPATH", "VIRTUAL_ENV")
    }
    return {
        **kept,
        "UV_CACHE_DIR": str(caches / "uv"),
        "PIP_CACHE_DIR": str(caches / "pip"),
        "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
    }


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def visit(folder: Path, environment: Mapping[str, str], ending: signal.Signals) -> None:
    """One run from start to end, with an officer's first minute in between."""
    served = Served(folder, free_port(), environment)
    try:
        told("ready", f"{served.ready():.1f} s")
        visitor = Visitor(served.url)
        told("the public page", heading(visitor.get("/")))
        visitor.enter("officer")
        day = heading(visitor.get("/day/"))
        if not day:
            raise Wrong("/day/ shows no heading")
        told("the officer's day", day)
        told(f"ended by {ending.name}, nothing left running", f"{served.end(ending):.1f} s")
    except Wrong:
        served.last_words()
        raise
    finally:
        served.kill()


def told(step: str, what: str) -> None:
    print(f"  {step}: {what}", flush=True)


def main(_: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="openprobation-clone-") as place:
        clone = Path(place) / "openprobation"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        environment = bare(Path(place) / "caches")
        passed = 0
        for words, ending in (
            ("First run, empty caches", signal.SIGTERM),
            ("Second run", signal.SIGINT),
        ):
            print(words, flush=True)
            try:
                visit(clone, environment, ending)
            except Wrong as wrong:
                print(f"  WRONG: {wrong}", flush=True)
                break
            passed += 1
    print(f"{passed} passed, {0 if passed == 2 else 1} failed")
    return 0 if passed == 2 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
