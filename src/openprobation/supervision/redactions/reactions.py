"""What do requests to remove words, and holds, do when words must vanish?"""

from __future__ import annotations

from openprobation.foundation.redaction.events import Words

from . import actions


def redact_words(event: Words) -> None:
    """A reason may say what it should not. Whoever else asked for the same words need not wait."""
    event.sweep.over_context("redactions")
    if event.sweep.writes:
        actions.settle_the_same(event.sweep, at=event.at)
