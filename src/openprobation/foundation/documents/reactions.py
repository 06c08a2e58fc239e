"""What do files do when words must vanish, and when their time is over?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from openprobation.foundation.redaction.events import Words
from openprobation.foundation.redaction.sweeping import Sweep

from . import actions
from .models import Document


def redact_words(event: Words) -> None:
    """A file that holds the words, or is named by them, goes whole; a letter can be drawn again without them."""
    changed = event.sweep.over(Document.objects.filter(person_id__in=event.sweep.record_ids))
    if event.sweep.writes and changed:
        actions.remove(changed, at=event.at)


def forget_files(sweep: Sweep, *, on: date, at: datetime, not_of: Collection[int]) -> int:
    """Remove files kept for a time of their own that is over. Returns how many there are."""
    past = Document.objects.filter(keep_until__lt=on, removed_at__isnull=True).exclude(
        person_id__in=not_of
    )
    ids = list(past.values_list("pk", flat=True))
    sweep.over(Document.objects.filter(pk__in=ids), quietly=True)
    if sweep.writes:
        actions.remove(ids, at=at)
    return len(ids)
