"""What does the shared list do when another context announces something?"""

from __future__ import annotations

from openprobation.foundation.redaction.events import Words


def redact_words(event: Words) -> None:
    event.sweep.over_context("iom")
