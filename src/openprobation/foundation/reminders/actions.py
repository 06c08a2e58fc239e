"""How is something put off, and brought back before its day?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused

from .models import Reminder

LONGEST = timedelta(days=14)
"""Whatever is put off comes back within a fortnight: later is forgotten."""


class NotADayToCome(Refused):
    def __init__(self) -> None:
        super().__init__("Select a day after today.", field="until")


class TooFarOff(Refused):
    def __init__(self, latest: date) -> None:
        super().__init__(
            f"You can put this off until {latest:%-d %B %Y} at most. You can put it off again then.",
            field="until",
        )


@transaction.atomic
def put_off(
    *, person_id: int, matters: Collection[str], until: date, by: User, at: datetime
) -> None:
    """Show this user these matters again from a day on. Nobody else's lists change."""
    today = timezone.localdate(at)
    if until <= today:
        raise NotADayToCome
    if until > today + LONGEST:
        raise TooFarOff(today + LONGEST)

    for matter in dict.fromkeys(matters):
        reminder, _new = Reminder.objects.update_or_create(
            user=by,
            person_id=person_id,
            matter=matter,
            defaults={"until": until, "asked_at": at},
        )
        record("reminder.put_off", on=reminder, by=by.username, at=at, matter=matter, until=until)


@transaction.atomic
def bring_back(*, person_ids: Collection[int], by: User, at: datetime) -> None:
    """Show this user again, today, all they put off about a person. Nothing when nothing is put off."""
    today = timezone.localdate(at)
    waiting = Reminder.objects.select_for_update().filter(
        user=by, person_id__in=person_ids, until__gt=today
    )
    for reminder in waiting.order_by("pk"):
        reminder.until = today
        reminder.save(update_fields=["until"])
        record("reminder.brought_back", on=reminder, by=by.username, at=at, matter=reminder.matter)
