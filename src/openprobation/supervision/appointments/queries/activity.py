"""How many rehabilitation activity days has a person done?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from openprobation.rules.appointments import Activity, activity_progress, local
from openprobation.vocabulary.appointments import Outcome

from ..models import Appointment


@dataclass(frozen=True, slots=True)
class RarDays:
    """Rehabilitation activity days of one requirement: a day counts once, however many activities.

    `unrecorded` are days among the done ones that count only because nobody has said otherwise.
    """

    done: int = 0
    planned: int = 0
    unrecorded: int = 0


def rar_days(requirement_ids: Collection[int], on: date) -> dict[int, RarDays]:
    """Days done and planned as at a day, for each of these requirements. One query."""
    rows = Appointment.objects.standing().filter(
        requirement_id__in=requirement_ids, counts_as_rar_day=True
    )
    found: dict[int, list[Activity]] = defaultdict(list)
    for requirement_id, starts_at, outcome in rows.values_list(
        "requirement_id", "starts_at", "outcome"
    ):
        attended = Outcome(outcome).attended if outcome else None
        found[requirement_id].append(Activity(local(starts_at).date(), attended))
    return {pk: counted(found[pk], on=on) for pk in requirement_ids}


def counted(activities: list[Activity], *, on: date) -> RarDays:
    """The ordered number is the caller's to know; the days are counted the same without it."""
    found = activity_progress(activities, ordered=0, on=on)
    return RarDays(found.done, found.planned, found.unrecorded)
