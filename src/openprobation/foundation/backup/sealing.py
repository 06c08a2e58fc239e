"""How is a backup kept from being read or altered? It is encrypted in chunks, each authenticated.

The file: a mark, a number for this backup, a salt, the fingerprint of the key, a checksum of these;
then chunks of one size under AES-256-GCM. The nonce is the chunk's place and whether it is the last,
so a chunk changed, moved, left out or cut off does not open. The key of a file is derived from the
keeper's key and the salt: no two files share nonces under one key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from openprobation.foundation.refusals import Refused

if TYPE_CHECKING:
    from typing_extensions import Buffer

MARK = b"OpenProbation backup 1\n"
NUMBER, SALT, FINGERPRINT, CHECKSUM = 8, 32, 16, 32
HEADER = len(MARK) + NUMBER + SALT + FINGERPRINT + CHECKSUM
CHUNK = 1024 * 1024
TAG = 16


class DamagedBackup(Refused):
    """The file is not as it was written."""


class WrongKey(Refused):
    """The file was sealed with another key than the one given."""


class NotABackup(Refused):
    """The file is something else."""


class NoKey(Refused):
    """No key was given, or what was given is no key."""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """32 random bytes that the keeper of the backups holds apart from the backups."""

    secret: bytes

    @property
    def fingerprint(self) -> bytes:
        """Which key it is, without telling the key."""
        return self._derive(b"", b"openprobation backup: which key", FINGERPRINT)

    def of_file(self, salt: bytes) -> AESGCM:
        return AESGCM(self._derive(salt, b"openprobation backup: one file", 32))

    def _derive(self, salt: bytes, purpose: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, salt or None, purpose).derive(self.secret)


def new_key() -> str:
    """A key as it is written in a file: one line of 44 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def read_key(text: str) -> Key:
    """The key in a line of text."""
    try:
        secret = base64.b64decode(text.strip().encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != 32:
        raise NoKey(
            "What was given is not a backup key: a key is one line of 44 characters,"
            " made by: openprobation backup --new-key FILE"
        )
    return Key(secret)


class Sealer(io.RawIOBase):
    """Write here what is to be sealed; `close` writes the last chunk, without which it does not open."""

    def __init__(self, file: BinaryIO, key: Key, number: bytes) -> None:
        salt = secrets.token_bytes(SALT)
        header = MARK + number + salt + key.fingerprint
        self._header = header + hashlib.sha256(header).digest()
        self._cipher = key.of_file(salt)
        self._file, self._waiting, self._place = file, bytearray(), 0
        file.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        view = memoryview(data)
        self._waiting += view
        while len(self._waiting) > CHUNK:  # one is always kept back: it may be the last
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return view.nbytes

    def finish(self) -> None:
        """Write the last chunk. Not done on failure: then the file stays unopenable."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(nonce(self._place, last=last), chunk, self._header)
        self._file.write(sealed)
        self._place += 1


class Opener(io.RawIOBase):
    """Reads what was sealed. Nothing of a chunk is handed on before it is known to be whole."""

    def __init__(self, file: BinaryIO, key: Key, name: str) -> None:
        self._file, self._name = file, name
        self._header = file.read(HEADER)
        if not self._header.startswith(MARK):
            if len(self._header) > len(MARK) and differs_little(self._header, MARK):
                raise self._damaged("its first bytes were changed")
            raise NotABackup(f"{name} is not a backup made by OpenProbation.")
        if len(self._header) < HEADER:
            raise self._damaged("it was cut short")
        said, checksum = self._header[:-CHECKSUM], self._header[-CHECKSUM:]
        if hashlib.sha256(said).digest() != checksum:
            raise self._damaged("its first bytes were changed")
        said = said[len(MARK) :]
        self.number = said[:NUMBER].hex()
        salt, fingerprint = said[NUMBER : NUMBER + SALT], said[NUMBER + SALT :]
        if fingerprint != key.fingerprint:
            raise WrongKey(f"{name} was sealed with another key than the one given.")
        self._cipher = key.of_file(salt)
        self._place, self._open, self._over = 0, memoryview(b""), False
        self._next = file.read(CHUNK + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        while not self._open and not self._over:
            self._unseal()
        target = memoryview(buffer).cast("B")
        taken = min(len(target), len(self._open))
        target[:taken] = self._open[:taken]
        self._open = self._open[taken:]
        return taken

    def _unseal(self) -> None:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        last = not self._next
        try:
            chunk = self._cipher.decrypt(nonce(self._place, last=last), sealed, self._header)
        except (InvalidTag, ValueError):
            raise self._damaged(self._what_is_wrong(sealed, last=last)) from None
        self._open, self._over = memoryview(chunk), last
        self._place += 1

    def _what_is_wrong(self, sealed: bytes, *, last: bool) -> str:
        try:
            self._cipher.decrypt(nonce(self._place, last=not last), sealed, self._header)
        except (InvalidTag, ValueError):
            short = last and len(sealed) < CHUNK + TAG
            return "it was changed or cut short near its end" if short else "it was changed"
        return "it was cut short" if last else "something was added to its end"

    def _damaged(self, how: str) -> DamagedBackup:
        return DamagedBackup(f"{self._name} is damaged: {how}. It cannot be restored.")


def nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def differs_little(found: bytes, expected: bytes) -> bool:
    """Is it the expected with a few bytes hurt, rather than something else?"""
    return sum(a != b for a, b in zip(found, expected, strict=False)) <= 3


def private_file(path: Path) -> BinaryIO:
    """A new file that nobody but its owner can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
