"""What do words written about staff do when words about a person must vanish?"""

from __future__ import annotations

from openprobation.foundation.redaction.events import Words
from openprobation.foundation.redaction.finding import Everything

from .models import AbsenceReason, AgreedAction, Observation, Reduction, SupervisionSession


def redact_words(event: Words) -> None:
    """A note of staff supervision may name somebody supervised: known words vanish from all of them.

    These rows are about staff and lead to no person, so what is past its time of a person's record
    takes nothing from them.
    """
    past_its_time = isinstance(event.sweep.finder, Everything)
    for model in (AbsenceReason, AgreedAction, Observation, Reduction, SupervisionSession):
        rows = model._base_manager.all()
        event.sweep.over(rows.none() if past_its_time else rows, quietly=True)
