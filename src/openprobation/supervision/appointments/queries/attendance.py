"""How many appointments did somebody have in a stretch of time, and how many did they keep?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from openprobation.vocabulary.appointments import AppointmentState, Outcome

from ..models import Appointment
from .entries import day_bounds

CAME = Q(outcome__in=[outcome.value for outcome in Outcome if outcome.attended])


@dataclass(frozen=True, slots=True)
class Attendance:
    """`asked`: those with an outcome; `kept`: those the person came to; `moved`: those put to another time."""

    asked: int
    kept: int
    moved: int


def attendance(person_ids: Collection[int], *, since: date, until: datetime) -> Attendance:
    """Of the appointments of one person, whose joined records have several ids. One query."""
    start, _end = day_bounds(since)
    rows = Appointment.objects.filter(
        person_id__in=person_ids, starts_at__gte=start, starts_at__lte=until
    )
    recorded = Q(state=AppointmentState.RECORDED, outcome__isnull=False)
    counts = rows.aggregate(
        asked=Count("pk", filter=recorded),
        kept=Count("pk", filter=recorded & CAME),
        moved=Count("pk", filter=Q(state=AppointmentState.MOVED)),
    )
    return Attendance(counts["asked"], counts["kept"], counts["moved"])
