"""How are words held until a second person has answered, and what is left of them afterwards?

Held: sealed under a key that is not in the database. Left: fingerprints, in the row and in a journal
outside the database, which a restored older record is swept with again.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from openprobation.foundation.refusals import Refused

from .finding import Fingerprint, Fingerprinted, key_for


class JournalDamaged(Refused):
    """The journal cannot be replayed, so a restored record may hold what was removed."""


class OtherKey(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The words cannot be read: the service's redaction key has changed since they were"
            " asked for. Refuse this request and ask again."
        )


@dataclass(frozen=True, slots=True)
class Made:
    """One redaction that was made, in codes: enough to make it again, too little to tell the words."""

    number: str
    record: str
    record_ids: tuple[int, ...]
    paths: tuple[str, ...]
    salt: str
    fingerprints: tuple[Fingerprint, ...]
    tombstone: str
    at: datetime
    asked_by: str
    confirmed_by: str

    def finder(self) -> Fingerprinted:
        return Fingerprinted(key_for(self.salt, secret=secret()), self.fingerprints)

    def line(self) -> str:
        told = json.dumps(asdict(self) | {"at": self.at.isoformat()}, sort_keys=True)
        return json.dumps({"made": told, "seal": seal_of(told)})


def secret() -> bytes:
    """The key of fingerprints and held words: the setting's, else drawn from the service's own."""
    given = settings.REDACTION_KEY or settings.SECRET_KEY
    return hmac.digest(given.encode(), b"openprobation.redaction", sha256)


def seal_of(told: str) -> str:
    return hmac.digest(secret(), b"journal." + told.encode(), sha256).hex()


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.digest(secret(), b"held words", sha256)))


def held(words: Iterable[str]) -> str:
    return _box().encrypt(json.dumps(list(words)).encode()).decode()


def words_held(sealed: str) -> tuple[str, ...]:
    try:
        return tuple(json.loads(_box().decrypt(sealed.encode())))
    except InvalidToken:
        raise OtherKey from None


def journal() -> Path:
    return Path(settings.REDACTIONS_JOURNAL)


def write_down(made: Made) -> None:
    """Add a line to the journal and wait until the disk has it."""
    path = journal()
    path.parent.mkdir(parents=True, exist_ok=True)
    mend(path)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        file.write(made.line() + "\n")
        file.flush()
        os.fsync(file.fileno())


def mend(path: Path) -> None:
    """Drop half a line, left by a machine that stopped: a redaction is made only when its line is whole."""
    text = path.read_bytes() if path.exists() else b""
    if text and not text.endswith(b"\n"):
        os.truncate(path, text.rfind(b"\n") + 1)


def written_down() -> list[Made]:
    """Every redaction in the journal, in order; refuses a line that is not as this service wrote it."""
    if not journal().exists():
        return []
    *lines, _half = journal().read_text().split("\n")
    return [
        read(line, f"Line {number} of {journal()}")
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]


def read(line: str, place: str) -> Made:
    try:
        kept = json.loads(line)
        if not hmac.compare_digest(kept["seal"], seal_of(kept["made"])):
            raise ValueError
        return made_of(kept["made"])
    except (ValueError, KeyError, TypeError):
        raise JournalDamaged(
            f"{place} is damaged, or was written under another key."
            " Nothing was restored: what was removed might come back. Put the journal and the"
            " key (REDACTION_KEY, else SECRET_KEY) of that time in place, and try again."
        ) from None


def made_of(told: str) -> Made:
    given = json.loads(told)
    return Made(
        **given
        | {
            "record_ids": tuple(given["record_ids"]),
            "paths": tuple(given["paths"]),
            "fingerprints": tuple(Fingerprint(**each) for each in given["fingerprints"]),
            "at": datetime.fromisoformat(given["at"]),
        }
    )
