"""Who is somebody to a case that may move: its holder, a manager of either side, or the one it was sent to?"""

from __future__ import annotations

from datetime import datetime

from openprobation.foundation.access.check import authority
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.organisations.models import Team
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.models import Spell
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.moves import Standing

MANAGERS = (Role.SENIOR, Role.HEAD)


class Needed(Refused):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field=field)


class NotNow(Refused):
    """The machine does not allow it: the message says why."""


def standings(
    by: User,
    *,
    spell: Spell,
    at: datetime,
    to_team: Team | None = None,
    named_id: int | None = None,
) -> frozenset[Standing]:
    """Everything somebody is to a case now. Two queries at most."""
    if by.is_system:
        return frozenset({Standing.SERVICE})
    posts = authority(by, at).posts
    found = set()
    if spell.officer_id is not None and (
        spell.officer_id == by.pk or deputises(by, spell.officer_id, at=at)
    ):
        found.add(Standing.HOLDER)
    if manages(posts, spell.team_id, spell.team.unit_id):
        found.add(Standing.HOLDING_MANAGER)
    if to_team is not None and manages(posts, to_team.pk, to_team.unit_id):
        found.add(Standing.RECEIVING_MANAGER)
    # Whoever was named answers in their post: who has left it does not.
    if named_id == by.pk and to_team is not None:
        organisation_id = to_team.unit.region.organisation_id
        if any(
            (post.organisation_id == organisation_id and post.role in queries.HOLD_CASES)
            or (post.role is Role.HEAD and post.organisation_id == organisation_id)
            for post in posts
        ):
            found.add(Standing.NAMED)
    return frozenset(found)


def deputises(by: User, officer_id: int, *, at: datetime) -> bool:
    deputies = organisations.deputies([officer_id], on=authority(by, at).on)
    return officer_id in deputies and deputies[officer_id][0] == by.pk


def manages(posts: tuple[organisations.Post, ...], team_id: int, unit_id: int) -> bool:
    """The senior of the team, or whoever leads its unit."""
    return any(
        (post.role is Role.SENIOR and post.team_id == team_id)
        or (post.leads_unit and post.unit_id == unit_id and post.role in MANAGERS)
        for post in posts
    )


def post_in(officer: User, team: Team, *, at: datetime) -> organisations.Post | None:
    """The post in which an officer would hold cases of the team's organisation: in it, or near it."""
    posts = [
        post
        for post in authority(officer, at).posts
        if post.organisation_id == team.unit.region.organisation_id
        and post.role in queries.HOLD_CASES
    ]
    return min(posts, key=lambda post: post.team_id != team.pk, default=None)


def said(why: str, message: str) -> str:
    if not why.strip():
        raise Needed("why", message)
    return why.strip()
