"""How is a public page kept as a file, so that the static handler serves it?

A file is only ever taken away before a change is kept, and written after it; between them the page is
drawn from the record. So no file is older than the record, whatever is killed when, and nothing under
embargo is ever a file: `keep` draws what the public may see at that moment.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from openprobation.foundation.clock import machine_now

HELD_AT_MOST = 600.0  # seconds: whoever holds a page longer is dead


def root() -> Path:
    return Path(settings.RELEASED_ROOT)


def file_of(name: str) -> Path:
    """The file of a page, by its name such as "news/a-title"."""
    return root() / "pages" / f"{name}.html"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def holds(name: str) -> list[Path]:
    return list((root() / "held").glob(f"{name.replace('/', '.')}.*"))


def hold(name: str) -> Path:
    """Before a change is kept: take the file away, and let nobody write it until `keep` or a while later."""
    with one_at_a_time():
        held = root() / "held" / f"{name.replace('/', '.')}.{uuid4().hex}"
        held.parent.mkdir(exist_ok=True)
        held.touch()
        file_of(name).unlink(missing_ok=True)
    return held


def keep(
    name: str, draw: Callable[[], tuple[str, datetime] | None], *, held: Path | None = None
) -> bool:
    """Draw the page as it is public now and put it in place of the file, in one move.

    `draw` reads the record; with None the page is not public, and there is no file.
    """
    with one_at_a_time():
        if held is not None:
            held.unlink(missing_ok=True)
        for other in holds(name):
            with contextlib.suppress(FileNotFoundError):
                if machine_now().timestamp() - other.stat().st_mtime > HELD_AT_MOST:
                    other.unlink()
        if holds(name):
            return False
        drawn = draw()
        if drawn is None:
            file_of(name).unlink(missing_ok=True)
            return False
        text, changed_at = drawn
        place = file_of(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_suffix(f".{os.getpid()}.new")
        new.write_text(text, encoding="utf-8")
        os.utime(new, (changed_at.timestamp(), changed_at.timestamp()))
        os.replace(new, place)
    return True


def stale(folder: str, stamps: Mapping[str, datetime]) -> list[str]:
    """Which pages of a folder have no file, one of another time, or one too many."""
    there = {
        file.stem: int(file.stat().st_mtime) for file in (root() / "pages" / folder).glob("*.html")
    }
    wanted = {slug: int(moment.timestamp()) for slug, moment in stamps.items()}
    return sorted(
        slug for slug in there.keys() | wanted.keys() if there.get(slug) != wanted.get(slug)
    )


def forget_all() -> None:
    """Take every file away: before another record or another version is served."""
    shutil.rmtree(root(), ignore_errors=True)
