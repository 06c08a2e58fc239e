"""What do the practitioner's pages forget when something is written on a record?"""

from __future__ import annotations

from openprobation.foundation.audit.events import RecordWritten
from openprobation.foundation.redaction.events import Words
from openprobation.supervision.persons.events import RecordsMerged, RecordsParted

from . import keeping
from .models import Gathered


def forget(event: RecordWritten) -> None:
    """What was gathered of them may no longer be so."""
    keeping.forget(event.person_ids)


def forget_both(event: RecordsMerged | RecordsParted) -> None:
    keeping.forget((event.kept_id, event.folded_id))


def redact_words(event: Words) -> None:
    """What was gathered is gathered anew from what remains: the act's own line in the audit sees to that."""
    event.sweep.over_context("practitioner")
    event.sweep.copied.add(Gathered)
