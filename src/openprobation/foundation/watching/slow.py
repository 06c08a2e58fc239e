"""Which requests were slow? Kept in a bounded file, so that a slow database is not asked to note it.

A line holds the name of the view and figures: no address, no person, no user. See docs/how-to/watch-it.md.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)
MOST_BYTES = 200_000  # in each of two files: the last 1,500 or so, at the least
SAMPLED_EVERY = 300.0  # seconds


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was answered: which view, when on the machine's clock, and what it took."""

    at: datetime
    view: str
    method: str
    status: int
    ms: int
    queries: int


class Sample:
    """The slowest request of every five minutes is kept too, though it was not slow: one a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slowest: Request | None = None
        self._since: float | None = None

    def consider(self, request: Request, *, moment: float) -> Request | None:
        """Remember it if it is the slowest so far. Returns the slowest of a time that is over."""
        with self._lock:
            over = None
            if self._since is None or moment - self._since >= SAMPLED_EVERY:
                over, self._slowest, self._since = self._slowest, None, moment
            if self._slowest is None or request.ms > self._slowest.ms:
                self._slowest = request
            return over


_sample = Sample()


def note(request: Request) -> None:
    """Keep it if it was slow; else let it stand for the sample. Never fails the request."""
    if request.ms >= settings.SLOW_REQUEST_MS:
        keep(request)
    elif (sampled := _sample.consider(request, moment=time.monotonic())) is not None:
        keep(sampled)


def keep(request: Request) -> None:
    """Write one line. Where there is no room, the request goes on and the log says so."""
    if not settings.SLOW_REQUESTS_FILE:
        return
    line = json.dumps({**asdict(request), "at": request.at.isoformat()}) + "\n"
    try:
        with _held(Path(settings.SLOW_REQUESTS_FILE)) as file:
            file.write(line)
    except OSError as fault:
        log.warning("slow.not_kept", fault=type(fault).__name__)


def kept() -> list[Request]:
    """All that is kept, the newest first. A line cut short by a crash is passed over."""
    if not settings.SLOW_REQUESTS_FILE:
        return []
    file = Path(settings.SLOW_REQUESTS_FILE)
    lines = [line for each in (_older(file), file) for line in _lines(each)]
    found = [request for line in reversed(lines) if (request := _read(line)) is not None]
    return sorted(found, key=lambda request: request.at, reverse=True)


def _older(file: Path) -> Path:
    return file.with_name(file.name + ".1")


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _read(line: str) -> Request | None:
    try:
        found = json.loads(line)
        return Request(**{**found, "at": datetime.fromisoformat(found["at"])})
    except (ValueError, TypeError, KeyError):
        return None


@contextmanager
def _held(path: Path) -> Iterator[IO[str]]:
    """The file, ours alone for a line; a full one becomes the older one first."""
    while True:
        with path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_still(path, file):
                continue  # another process has put it aside while we waited
            if os.fstat(file.fileno()).st_size >= MOST_BYTES:
                os.replace(path, _older(path))
                continue
            yield file
            return


def _is_still(path: Path, file: IO[str]) -> bool:
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False
