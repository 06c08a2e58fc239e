"""How are the web server and its worker kept running beside each other, and ended together?"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from openprobation.foundation.refusals import Refused

LOOK_EVERY = 0.2
STARTING_TAKES_AT_MOST = 90.0
ENDING_TAKES_AT_MOST = 12.0
LONGEST_WAIT_BEFORE_A_RESTART = 60.0
STEADY_AFTER = 60.0
MOST_DEATHS_OF_THE_SERVER = 6
ONE_LOOK_TAKES_AT_MOST = 2.0
ASKED_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PARENT_DEATH_SIGNAL = 1  # prctl's PR_SET_PDEATHSIG


class ServerStopped(Refused):
    def __init__(self, how: str) -> None:
        super().__init__(
            f"The web server stopped ({how}), so everything was stopped."
            " Its own words are above; run it again when that is put right."
        )


class ServerKeepsStopping(Refused):
    def __init__(self, how: str, times: int) -> None:
        super().__init__(
            f"The web server stopped {times} times within a minute of its start, the last time"
            f" {how}. It was not started again, and everything was stopped."
            " Its own words are above; nothing that was saved is lost."
            " Run it again when that is put right."
        )


class ServerNotAnswering(Refused):
    def __init__(self, url: str, answer: str) -> None:
        super().__init__(
            f"The web server started, but {url} {answer}, so everything was stopped."
            " Its own words are above."
        )


@dataclass(slots=True)
class Child:
    """One process beside ours: what it is called, how it is started, and how it is doing."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float | None = None
    waits: float = 1.0
    deaths: int = 0

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches us alone and we end both in order."""
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        self.started_at = time.monotonic()
        self.start_again_at = None

    def ended(self) -> str | None:
        """How it ended, in words; None while it runs or has not been started."""
        status = self.process.poll() if self.process else None
        if status is None:
            return None
        return signal.Signals(-status).name if status < 0 else f"exit {status}"

    def deaths_in_a_row(self) -> int:
        """This one counted; one that came after a steady minute begins the count."""
        return 1 if time.monotonic() - self.started_at > STEADY_AFTER else self.deaths + 1

    def has_died(self, say: Callable[[str], None]) -> None:
        """Say so, and when it is started again: later each time, unless it was steady between."""
        self.deaths = self.deaths_in_a_row()
        if self.deaths == 1:
            self.waits = 1.0
        self.start_again_at = time.monotonic() + self.waits
        say(f"The {self.name} stopped ({self.ended()}). Starting it again in {self.waits:.0f} s.")
        self.waits = min(self.waits * 2, LONGEST_WAIT_BEFORE_A_RESTART)

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, by: float) -> None:
        """Wait for it until `by`; then take away whatever of its session is left, its workers too."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=max(0.0, by - time.monotonic()))
        self.take_away_what_is_left()
        self.process.wait()

    def take_away_what_is_left(self) -> None:
        """Those it had started outlive it, and would keep its port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


_LIBRARY = ctypes.CDLL(None)  # loaded before any fork


def _end_with_parent() -> None:
    """When we are killed outright, the child is told to end too. Linux only; runs in the child."""
    _LIBRARY.prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)


@dataclass(slots=True)
class Household:
    """The web server, without which there is nothing, and those beside it."""

    server: Child
    worker: Child
    errand: Child | None = None
    say: Callable[[str], None] = print
    _asked: threading.Event = field(default_factory=threading.Event)
    _url: str = ""
    _asking: Mapping[str, str] = field(default_factory=dict)
    _away_since: float | None = None

    def run(self, *, url: str, only_200: bool = True, asking: Mapping[str, str] = {}) -> None:
        """Start, say when the page answers, and keep going until asked to end.

        `asking` are the headers to ask with, where a proxy would set them.
        """
        self._url, self._asking = url, asking
        before = {number: signal.signal(number, self._ask) for number in ASKED_TO_END}
        try:
            self.server.start()
            if not self._wait_for(url, asking, only_200=only_200):
                return
            self.say(f"Ready: {url}")
            self.worker.start()
            if self.errand:
                self.errand.start()
            while not self._asked.wait(LOOK_EVERY):
                self.look_round()
        finally:
            self.end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def look_round(self) -> None:
        """Whoever died is started again, a server that keeps dying is given up; an errand ends once."""
        self._look_after_server()
        self._look_after_worker()
        if self.errand and (how := self.errand.ended()):
            if how != "exit 0":
                self.say(f"The {self.errand.name} stopped ({how}). The next ./run goes on with it.")
            self.errand = None

    def _look_after_server(self) -> None:
        server, now = self.server, time.monotonic()
        how = server.ended()
        if how is None:
            if self._away_since is not None and self._url and self._is_back():
                self.say(f"The web server answers again, after {now - self._away_since:.1f} s.")
                self._away_since = None
        elif server.start_again_at is None:
            if server.deaths_in_a_row() >= MOST_DEATHS_OF_THE_SERVER:
                raise ServerKeepsStopping(how, MOST_DEATHS_OF_THE_SERVER)
            server.take_away_what_is_left()
            server.has_died(self.say)
            if self._away_since is None:
                self._away_since = now
        elif now >= server.start_again_at:
            server.start()

    def _is_back(self) -> bool:
        return status_of(self._url, self._asking, timeout=ONE_LOOK_TAKES_AT_MOST) is not None

    def _look_after_worker(self) -> None:
        """It is never given up: pages are more use without it than nothing at all."""
        worker = self.worker
        if worker.ended() is None:
            return
        if worker.start_again_at is None:
            worker.has_died(self.say)
        elif time.monotonic() >= worker.start_again_at:
            worker.start()

    def end(self) -> None:
        """Ask all to end at once, the server last to be waited for; nobody is left behind."""
        children = [child for child in (self.errand, self.worker, self.server) if child]
        for child in children:
            child.ask_to_end()
        by = time.monotonic() + ENDING_TAKES_AT_MOST
        for child in children:
            child.end(by)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()

    def _wait_for(self, url: str, asking: Mapping[str, str], *, only_200: bool) -> bool:
        """True when the address answers; False when we were asked to end before it did."""
        until = time.monotonic() + STARTING_TAKES_AT_MOST
        answer: int | None = None
        while time.monotonic() < until:
            if how := self.server.ended():
                raise ServerStopped(how)
            answer = status_of(url, asking)
            if answer == 200 or (answer is not None and answer < 500 and not only_200):
                return True
            if answer is not None:
                break
            if self._asked.wait(LOOK_EVERY / 2):
                return False
        raise ServerNotAnswering(
            url, "did not answer in time" if answer is None else f"answered {answer}"
        )


def status_of(url: str, asking: Mapping[str, str] = {}, timeout: float = 30) -> int | None:
    """What an address on this machine answers; None while nobody does. Follows no redirect."""
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=timeout)
    try:
        connection.request("GET", f"/{path}", headers=dict(asking))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
