"""Does anything stand on a sentence that somebody wants to take back?"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words

from ..models import Appointment


class CountsTowardsIt(Refused):
    def __init__(self, number: int, first: date) -> None:
        counts = "1 appointment counts" if number == 1 else f"{number} appointments count"
        super().__init__(
            f"{counts} towards what this sentence requires, the first on {words(first)}. Take back"
            " those still planned. If the person has been seen for it, the sentence stays: correct"
            " what is wrong in it instead."
        )


def refuse_where_they_count(*, event_id: int) -> None:
    """Refuse where appointments, kept or planned, count towards a requirement of a sentence."""
    days = list(
        Appointment.objects.standing()
        .filter(requirement__order__event_id=event_id)
        .order_by("starts_at")
        .values_list("starts_at", flat=True)
    )
    if days:
        raise CountsTowardsIt(len(days), timezone.localdate(days[0]))
