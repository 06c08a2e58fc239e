"""For figures of everybody: how many appointments were there, written down in time, and kept?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from openprobation.vocabulary.appointments import Outcome

from ..models import Appointment

IN_TIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Counted:
    """The appointments of one person: those that were to be, and what is known of them."""

    held: int
    in_time: int
    recorded: int
    came: int


def counted(since: datetime, until: datetime) -> dict[int, Counted]:
    """Of each with an appointment that began between two moments: moved ones are not counted. One query."""
    came = [outcome.value for outcome in Outcome if outcome.attended]
    rows = Appointment.objects.standing().between(since, until)
    return {
        person_id: Counted(*numbers)
        for person_id, *numbers in rows.values_list("person_id").annotate(
            held=Count("pk"),
            in_time=Count("pk", filter=Q(outcome_at__lte=F("ends_at") + IN_TIME)),
            recorded=Count("pk", filter=Q(outcome__isnull=False)),
            came=Count("pk", filter=Q(outcome__in=came)),
        )
    }
