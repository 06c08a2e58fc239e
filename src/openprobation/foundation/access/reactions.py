"""What does the record of who may see what do when words must vanish?"""

from __future__ import annotations

from openprobation.foundation.redaction.events import Words

from .models import Look, Request, Restriction


def redact_words(event: Words) -> None:
    """Reasons and notes are searched without an example: not everybody who confirms may read them."""
    for model in (Look, Request, Restriction):
        rows = model._base_manager.filter(
            record_kind=event.sweep.kind, record_id__in=event.sweep.record_ids
        )
        event.sweep.over(rows, quietly=True)
