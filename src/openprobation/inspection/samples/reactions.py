"""What does a sample do when words must vanish?

A case knows its record by the id it was framed with, so its rows are handed over here.
"""

from __future__ import annotations

from openprobation.foundation.redaction.events import Words

from .models import FramedCase, Interview, Replacement


def redact_words(event: Words) -> None:
    sweep = event.sweep
    ids = sweep.record_ids if sweep.record == "persons.Person" else ()
    sweep.over(Interview.objects.filter(case__record_id__in=ids), quietly=True)
    sweep.over(Replacement.objects.filter(gone__record_id__in=ids), quietly=True)
    sweep.over(FramedCase.objects.filter(record_id__in=ids), quietly=True)
