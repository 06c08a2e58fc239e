"""For figures of everybody: is each member of staff who holds cases supervised in time?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openprobation.foundation.organisations import queries as organisations
from openprobation.vocabulary.organisations import OrganisationKind

from .managing import CARRY
from .support import support


@dataclass(frozen=True, slots=True)
class Supervised:
    kind: OrganisationKind
    is_in_time: bool
    is_trained: bool
    """No training is late."""


def supervised(on: date) -> list[Supervised]:
    """Everybody in post on a day who may hold cases, once, in their first post. Three queries."""
    teams = organisations.teams(on=on)
    kinds: dict[int, OrganisationKind] = {}
    for user_id, _name, role, _grade, team_id in organisations.posted(on, tuple(sorted(teams))):
        if role in CARRY:
            kinds.setdefault(user_id, teams[team_id].organisation_kind)
    found = support(list(kinds), on=on)
    return [
        Supervised(kind, not found[user_id].is_overdue, not found[user_id].training_late)
        for user_id, kind in kinds.items()
    ]
