"""What has this user put off, and until when?"""

from __future__ import annotations

from datetime import date

from .models import Reminder


def put_off(user_id: int, *, on: date) -> dict[tuple[int, str], date]:
    """The day each matter comes back, by person and matter; one that is back by then is not in it.

    One query.
    """
    rows = Reminder.objects.filter(user_id=user_id, until__gt=on)
    return {
        (person_id, matter): until
        for person_id, matter, until in rows.values_list("person_id", "matter", "until")
    }
