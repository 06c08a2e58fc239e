"""What is done on a clock about whose case it is: each night, what every officer carries is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone

from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules import workload
from openprobation.supervision.workforce import actions as workforce
from openprobation.supervision.workforce import queries as loads
from openprobation.vocabulary.organisations import Grade

from . import queries

NIGHT_LASTS = timedelta(hours=13)
"""From the evening to half past seven: a load counted by day would be of a day half done."""


def keep_when_it_is_night(*, by: User, at: datetime) -> int:
    """What the schedule calls each hour. A night on which nothing ran is not made up for."""
    moment = timezone.localtime(at)
    if moment - workload.period(moment).starts_at > NIGHT_LASTS:
        return 0
    return keep_the_night(by=by, at=at)


def keep_the_night(*, by: User, at: datetime, team_ids: Collection[int] | None = None) -> int:
    """Keep the load of every officer for the night `at` belongs to; of these teams where given.

    Bears being run at any hour and again: who is kept already is left alone. An organisation at a
    time, so that a nation fits in memory. Returns how many were kept.
    """
    moment = timezone.localtime(at)
    night = workload.period(moment).starts_at.date()
    teams = organisations.teams(on=moment.date(), ids=team_ids)
    of_organisation: dict[int, list[int]] = defaultdict(list)
    for team in teams.values():
        of_organisation[team.organisation_id].append(team.id)
    kept = 0
    for ids in of_organisation.values():
        members = organisations.members(team_ids=ids, on=moment.date(), roles=queries.HOLD_CASES)
        grades: dict[int, Grade] = {member.user_id: member.grade for member in members}
        there = loads.kept_for(grades, night=night)
        missing = {pk: grade for pk, grade in grades.items() if pk not in there}
        if not missing:
            continue
        found = loads.loads(queries.held(missing, at), missing, on=moment.date())
        kept += workforce.keep_night(
            on=night,
            loads=[loads.NightToKeep(pk, load) for pk, load in found.items()],
            by=by,
            at=at,
        )
    return kept
