"""What does the shared list do when another context announces something?"""

from __future__ import annotations

from django.apps import apps

from openprobation.foundation.redaction.events import Words

from .models import Intelligence


def redact_words(event: Words) -> None:
    """Intelligence is gone over like the rest, but never quoted: who redacts need not be cleared."""
    sweep = event.sweep
    sweep.over_context("iom", but=(Intelligence,))
    sweep.over(sweep.rows_of(Intelligence, apps.get_model(sweep.record)), quietly=True)
