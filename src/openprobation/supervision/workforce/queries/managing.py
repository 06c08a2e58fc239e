"""Whom does somebody manage?

A senior manages those of their own teams who are not seniors or heads themselves; who leads a unit
manages everybody in it. Nobody manages themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from openprobation.foundation.access.check import Authority, authority
from openprobation.foundation.organisations import queries as organisations
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade

from ..permissions import Permission

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

LEAD = (Role.SENIOR, Role.HEAD)
CARRY = (Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER, Role.SENIOR)
"""Roles that hold cases."""


def is_managed(theirs: Authority, *, user_id: int, role: Role, team_id: int, unit_id: int) -> bool:
    if user_id == theirs.user_id:
        return False
    if unit_id in theirs.unit_ids:
        return True
    return team_id in theirs.team_ids and role not in LEAD and Role.SENIOR in theirs.roles


def manages(viewer: User, user_id: int, *, at: datetime) -> bool:
    """Whether somebody answers for a member of staff today. One query."""
    theirs = authority(viewer, at)
    if not theirs.may(Permission.VIEW_TEAM):
        return False
    return any(
        is_managed(
            theirs,
            user_id=user_id,
            role=dated.post.role,
            team_id=dated.post.team_id,
            unit_id=dated.post.unit_id,
        )
        for dated in organisations.posts_of(user_id)
        if dated.is_held(theirs.on)
    )


@dataclass(frozen=True, slots=True)
class Managed:
    """One member of staff in a manager's list, once, however many posts they hold."""

    user_id: int
    name: str
    role: Role
    grade: Grade
    team_id: int
    team: str

    @property
    def carries(self) -> bool:
        return self.role in CARRY


def managed_by(viewer: User, *, at: datetime, on: date) -> list[Managed]:
    """Everybody the viewer manages, by name. Two queries."""
    theirs = authority(viewer, at)
    teams = organisations.teams(on=on, ids=theirs.team_ids, unit_ids=theirs.unit_ids)
    return managed_in(teams, viewer, at=at, on=on)


def managed_in(
    teams: Mapping[int, organisations.TeamLine], viewer: User, *, at: datetime, on: date
) -> list[Managed]:
    """Of those posted to these teams, whom the viewer manages, by name. One query."""
    theirs = authority(viewer, at)
    found: dict[int, Managed] = {}
    for each in carriers_first(organisations.members(team_ids=teams, on=on)):
        team = teams[each.team_id]
        if is_managed(
            theirs,
            user_id=each.user_id,
            role=each.role,
            team_id=team.id,
            unit_id=team.unit_id,
        ):
            found.setdefault(
                each.user_id,
                Managed(each.user_id, each.name, each.role, each.grade, team.id, team.name),
            )
    return sorted(found.values(), key=lambda one: (one.name, one.user_id))


def carriers_first(members: Iterable[organisations.Member]) -> list[organisations.Member]:
    """Of somebody's several posts, the one that holds cases is the one to list."""
    return sorted(members, key=lambda each: each.role not in CARRY)
