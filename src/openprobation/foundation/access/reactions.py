"""What does the record of who may see what do when words must vanish?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from openprobation.foundation.redaction.events import Words
from openprobation.foundation.redaction.sweeping import Sweep

from .models import Look, Request, Restriction


def redact_words(event: Words) -> None:
    """Reasons and notes are searched without an example: not everybody who confirms may read them."""
    for model in (Look, Request, Restriction):
        rows = model._base_manager.filter(
            record_kind=event.sweep.kind, record_id__in=event.sweep.record_ids
        )
        event.sweep.over(rows, quietly=True)


def forget_notes_of(sweep: Sweep, *, opened_before: datetime, not_of: Collection[int]) -> int:
    """Take out what was written of looks long past. Returns how many held any."""
    old = Look._base_manager.filter(record_kind=sweep.kind, opened_at__lt=opened_before)
    return len(sweep.over(old.exclude(record_id__in=not_of), quietly=True))
