"""What is the hash over a run of audit lines?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from .models import Entry


def digest(rows: Iterable[Entry], *, after: str) -> str:
    """SHA-256 over the seal before and each line in order."""
    total = hashlib.sha256(after.encode())
    for row in rows:
        line = [
            row.pk,
            row.at.timestamp(),
            row.really_at.timestamp(),
            row.by,
            row.action,
            row.record_kind,
            row.record_id,
            row.person_id,
            row.detail,
        ]
        total.update(json.dumps(line, sort_keys=True).encode())
    return total.hexdigest()
