"""How is what officers carried on a night kept?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User

from .. import queries
from ..models import LoadNight


@transaction.atomic
def keep_night(*, on: date, loads: Collection[queries.NightToKeep], by: User, at: datetime) -> int:
    """Keep each officer's load for a night, once: who is there already stays as they are."""
    there = set(LoadNight.objects.filter(on=on).values_list("officer_id", flat=True))
    made = LoadNight.objects.bulk_create(
        [
            LoadNight(
                officer_id=each.user_id,
                on=on,
                cases=each.load.cases,
                without_tier=each.load.without_tier,
                points=each.load.points,
                available=each.load.available,
                kept_at=at,
            )
            for each in loads
            if each.user_id not in there
        ],
        batch_size=500,
    )
    if made:
        record("workforce.night.kept", by=by.username, at=at, on_day=on, officers=len(made))
    return len(made)
