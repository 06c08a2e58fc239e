"""How are the kept files exchanged all at once, and put back when the restore fails?

They are written beside the folder, and the two change names in the restore's last moment before the
database commits. A folder that a killed restore left aside is settled by the next one: the audit says
whether that restore was completed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath


def kept(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file in the folder by its name from there. Links are not followed out of it."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(where, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path


class Exchange:
    """The files that are coming, and the folder they will stand in for."""

    def __init__(self, folder: Path, number: str) -> None:
        self._folder = folder
        self._coming = folder.with_name(f"{folder.name}.coming-{number}")
        self._going = folder.with_name(f"{folder.name}.going-{number}")

    def add(self, name: str, data: bytes) -> None:
        """More bytes of a file."""
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts:
            raise ValueError(f"{name!r} is outside the folder of files")
        path = self._coming / inside
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            file.write(data)

    def put_in_place(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.rename(self._going)
        self._coming.rename(self._folder)


@contextmanager
def exchange(folder: Path, number: str) -> Iterator[Exchange]:
    """Around the database's transaction: as it ends, so do the files."""
    files = Exchange(folder, number)
    files._coming.mkdir(mode=0o700, parents=True)
    try:
        yield files
    except BaseException:
        put_back(folder, files._going)
        raise
    else:
        shutil.rmtree(files._going, ignore_errors=True)
    finally:
        shutil.rmtree(files._coming, ignore_errors=True)


def put_back(folder: Path, going: Path) -> None:
    if going.exists():
        shutil.rmtree(folder, ignore_errors=True)
        going.rename(folder)


def settle(folder: Path, was_completed: Callable[[str], bool]) -> None:
    """After a restore that was killed: its files are taken away, or those it replaced are put back."""
    for coming in folder.parent.glob(f"{folder.name}.coming-*"):
        shutil.rmtree(coming)
    for going in folder.parent.glob(f"{folder.name}.going-*"):
        if was_completed(going.name.rpartition("-")[2]):
            shutil.rmtree(going)
        else:
            put_back(folder, going)
