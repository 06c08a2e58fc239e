"""What must somebody who oversees access see: looks nobody reviewed, lines of lists, a team's records?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q

from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import actions as organisations
from openprobation.foundation.organisations.models import Team
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.access import HolderKind

from .models import Look, Relation, Request, Restriction, running
from .queries import AccessRequest, RestrictionLine


@dataclass(frozen=True, slots=True)
class WaitingLooks:
    """How many looks of a team's staff wait for a manager, and since when. Nobody's name, no record."""

    team: str
    organisation: str
    looks: int
    emergencies: int
    oldest: datetime


def looks_waiting(*, on: date) -> list[WaitingLooks]:
    """By the team of whoever looked, the longest wait first. One query."""
    held_now = Q(user__postings__starts_on__lte=on) & (
        Q(user__postings__ends_on__isnull=True) | Q(user__postings__ends_on__gt=on)
    )
    rows = (
        Look.objects.filter(held_now, review__isnull=True)
        .values_list(
            "user__postings__team__name", "user__postings__team__unit__region__organisation__name"
        )
        .annotate(
            looks=Count("pk", distinct=True),
            emergencies=Count("pk", filter=Q(is_emergency=True), distinct=True),
            oldest=Min("opened_at"),
        )
        .order_by("oldest")
    )
    return [WaitingLooks(*row) for row in rows]


def restriction(line_id: int, *, at: datetime) -> RestrictionLine | None:
    """One line of a list, if it is in force."""
    row = (
        Restriction.objects.filter(running(at), pk=line_id)
        .values_list(
            "pk", "record_id", "kind", "user_id", "user__name", "why", "ask", "placed_by__name",
            "starts_at",
        )
        .first()
    )  # fmt: skip
    return RestrictionLine(*row) if row else None


def request(request_id: int) -> AccessRequest | None:
    """One request to be let in that nobody has decided."""
    row = (
        Request.objects.filter(pk=request_id, decided_at__isnull=True)
        .values_list("pk", "record_id", "user__name", "why", "asked_at")
        .first()
    )
    return AccessRequest(*row) if row else None


class StillHasCases(Refused):
    def __init__(self, name: str, cases: int) -> None:
        super().__init__(
            f"{name} still holds {cases} case{'s' if cases != 1 else ''}. Move them first."
        )


def close_team(*, team: Team, ends_on: date, by: User, at: datetime) -> Team:
    """Close a team whose business no record is any more."""
    cases = (
        Relation.objects.filter(running(at), holder_kind=HolderKind.TEAM, holder_id=team.pk)
        .values("record_kind", "record_id")
        .distinct()
        .count()
    )
    if cases:
        raise StillHasCases(team.name, cases)
    return organisations.close_team(team=team, ends_on=ends_on, by=by, at=at)
