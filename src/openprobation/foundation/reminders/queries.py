"""What has this user put off, and until when?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from openprobation.foundation.prepared import prepared

from .models import Reminder


def put_off(user_id: int, *, on: date) -> dict[tuple[int, str], date]:
    """The day each matter comes back, by person and matter; one that is back by then is not in it.

    One query.
    """
    return {(person_id, matter): until for person_id, matter, until in waiting(user_id, on)}


@prepared
def waiting(user_id: int, on: date) -> QuerySet[Reminder, tuple[Any, ...]]:
    rows = Reminder.objects.filter(user_id=user_id, until__gt=on)
    return rows.values_list("person_id", "matter", "until")
