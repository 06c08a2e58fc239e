"""What do judgements do when words must vanish?

A judgement knows the record by the id its case was framed with, so its rows are handed over here.
"""

from __future__ import annotations

from openprobation.foundation.redaction.events import Words

from .models import Answer, Evidence, FactSaid, Moderation


def redact_words(event: Words) -> None:
    sweep = event.sweep
    ids = sweep.record_ids if sweep.record == "persons.Person" else ()
    sweep.over(Answer.objects.filter(judgement__case__record_id__in=ids))
    sweep.over(Evidence.objects.filter(answer__judgement__case__record_id__in=ids))
    sweep.over(FactSaid.objects.filter(judgement__case__record_id__in=ids))
    sweep.over(Moderation.objects.filter(case__record_id__in=ids))
