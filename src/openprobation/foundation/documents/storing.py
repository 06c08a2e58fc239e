"""Where do the bytes of a file lie? Under their digest, so the same bytes lie there once.

Below `MEDIA_ROOT`, which every backup carries. A file is written before the row that names it, and
taken away after the row says so; what a stopped machine leaves between is found by `strays`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

DIGEST = re.compile(r"[0-9a-f]{64}")


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "documents"


def path_of(digest: str) -> Path:
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no digest of a file")
    return folder() / digest[:2] / digest


def put(content: bytes) -> str:
    """Write the bytes, wait until the disk has them, and give their digest."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if path.exists() and path.stat().st_size == len(content):
        os.utime(path)  # named anew: no stray
        return digest
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{digest}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return digest


class FileDamaged(Exception):
    """What lies under a digest is not what it was named for: nobody is shown it."""


def content(digest: str) -> bytes:
    """The bytes, held against their digest."""
    found = path_of(digest).read_bytes()
    if hashlib.sha256(found).hexdigest() != digest:
        raise FileDamaged(digest)
    return found


def shred(digest: str) -> None:
    """Write over the bytes and take the file away. Nothing happens where there is none."""
    path = path_of(digest)
    try:
        with path.open("r+b", buffering=0) as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def strays(older_than: float) -> Iterator[str]:
    """Digests of files last written before a moment of the machine's clock."""
    for path in sorted(folder().glob("??/*")):
        if DIGEST.fullmatch(path.name) and path.stat().st_mtime < older_than:
            yield path.name
