"""What does whoever keeps organisations, teams, posts and accounts need to see?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from openprobation.foundation.identity.models import User
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind

from .models import (
    Area,
    Cover,
    Coverage,
    Office,
    Organisation,
    Posting,
    Region,
    Team,
    Unit,
    in_force,
)


# ── Rows to hand to an action ──────────────────────────────────────────────────────────────
def organisation(pk: int) -> Organisation | None:
    return Organisation.objects.filter(pk=pk).first()


def region(pk: int) -> Region | None:
    return Region.objects.select_related("organisation").filter(pk=pk).first()


def unit(pk: int) -> Unit | None:
    return Unit.objects.select_related("region__organisation").filter(pk=pk).first()


def team(pk: int | str) -> Team | None:
    return Team.objects.select_related("unit__region__organisation", "office").filter(pk=pk).first()


def office(pk: int | str | None) -> Office | None:
    return Office.objects.filter(pk=pk).first() if pk else None


def area(pk: int | str) -> Area | None:
    return Area.objects.filter(pk=pk).first()


def staff(pk: int) -> User | None:
    """An account of somebody; never the service's own."""
    return User.objects.filter(pk=pk, is_system=False).first()


# ── How much there is ──────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Counts:
    organisations: int
    teams: int
    offices: int
    areas: int
    accounts: int
    posts: int


def counts(on: date) -> Counts:
    """What is in force on a day; accounts that can sign in. Six short queries."""
    return Counts(
        organisations=Organisation.objects.filter(in_force(on)).count(),
        teams=Team.objects.filter(in_force(on)).count(),
        offices=Office.objects.exclude(closed_on__lte=on).count(),
        areas=Coverage.objects.filter(in_force(on)).values("area").distinct().count(),
        accounts=User.objects.filter(is_active=True, is_system=False).count(),
        posts=Posting.objects.filter(in_force(on)).count(),
    )


# ── Organisations ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in a list, in force or closed."""

    id: int
    code: str
    name: str
    kind: TeamKind
    unit_id: int
    unit: str
    organisation: str
    office: str
    duty_number: str
    starts_on: date
    ends_on: date | None

    def is_closed(self, on: date) -> bool:
        return self.ends_on is not None and self.ends_on <= on


TEAM = (
    "pk", "code", "name", "kind", "unit_id", "unit__name", "unit__region__organisation__name",
    "office__name", "duty_number", "starts_on", "ends_on",
)  # fmt: skip


def team_rows(rows: QuerySet[Team]) -> list[TeamRow]:
    found = rows.order_by("unit__region__organisation__name", "unit__name", "name", "pk")
    return [
        TeamRow(
            pk, code, name, TeamKind(kind), unit_id, unit_name, org, at or "", duty, starts, ends
        )
        for pk, code, name, kind, unit_id, unit_name, org, at, duty, starts, ends in (
            found.values_list(*TEAM)
        )
    ]


def teams(*, organisation_id: int | None = None) -> list[TeamRow]:
    """Every team, closed ones too, by organisation and unit. One query."""
    rows = Team.objects.all()
    if organisation_id is not None:
        rows = rows.filter(unit__region__organisation_id=organisation_id)
    return team_rows(rows)


@dataclass(frozen=True, slots=True)
class UnitPart:
    id: int
    name: str
    teams: tuple[TeamRow, ...]


@dataclass(frozen=True, slots=True)
class RegionPart:
    id: int
    name: str
    units: tuple[UnitPart, ...]


def regions(organisation_id: int) -> list[RegionPart]:
    """An organisation's regions with their units and teams. Three queries."""
    of_unit: dict[int, list[TeamRow]] = defaultdict(list)
    for row in teams(organisation_id=organisation_id):
        of_unit[row.unit_id].append(row)
    of_region: dict[int, list[UnitPart]] = defaultdict(list)
    units = Unit.objects.filter(region__organisation_id=organisation_id).order_by("name", "pk")
    for pk, name, region_id in units.values_list("pk", "name", "region_id"):
        of_region[region_id].append(UnitPart(pk, name, tuple(of_unit[pk])))
    rows = Region.objects.filter(organisation_id=organisation_id).order_by("name", "pk")
    return [
        RegionPart(pk, name, tuple(of_region[pk])) for pk, name in rows.values_list("pk", "name")
    ]


# ── Posts and accounts ─────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class PostLine:
    """One post of one member of staff, past, present or to come."""

    id: int
    user_id: int
    name: str
    role: Role
    grade: Grade
    team_id: int
    team: str
    organisation: str
    organisation_kind: OrganisationKind
    leads_unit: bool
    starts_on: date
    ends_on: date | None

    def is_over(self, on: date) -> bool:
        return self.ends_on is not None and self.ends_on <= on


POST = (
    "pk", "user_id", "user__name", "role", "grade", "team_id", "team__name",
    "team__unit__region__organisation__name", "team__unit__region__organisation__kind",
    "leads_unit", "starts_on", "ends_on",
)  # fmt: skip


def post_lines(rows: QuerySet[Posting]) -> list[PostLine]:
    found = rows.order_by(F("ends_on").desc(nulls_first=True), "user__name", "-starts_on", "pk")
    return [
        PostLine(
            pk, user_id, name, Role(role), Grade(grade), team_id, team_name, org,
            OrganisationKind(kind), leads, starts, ends,
        )
        for pk, user_id, name, role, grade, team_id, team_name, org, kind, leads, starts, ends in (
            found.values_list(*POST)
        )
    ]  # fmt: skip


def posts(
    *,
    team_id: int | None = None,
    user_ids: Collection[int] | None = None,
    held_on: date | None = None,
) -> list[PostLine]:
    """Posts of a team or of members of staff, those still held first. One query."""
    rows = Posting.objects.all()
    if team_id is not None:
        rows = rows.filter(team_id=team_id)
    if user_ids is not None:
        rows = rows.filter(user_id__in=user_ids)
    if held_on is not None:
        rows = rows.filter(in_force(held_on))
    return post_lines(rows)


def post(pk: int) -> PostLine | None:
    return next(iter(post_lines(Posting.objects.filter(pk=pk))), None)


@dataclass(frozen=True, slots=True)
class AccountLine:
    id: int
    name: str
    email: str
    is_active: bool
    last_login: datetime | None
    posts: tuple[PostLine, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """A page of accounts; `older` is where the next begins."""

    lines: tuple[AccountLine, ...]
    following: str


def accounts(*, on: date, words: str = "", after: str = "", size: int = 50) -> Accounts:
    """Accounts by name, from after "name|id"; with the posts held on a day. Two queries."""
    rows: QuerySet[User, Any] = User.objects.filter(is_system=False)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    name, _, pk = after.rpartition("|")
    if name and pk.isdigit():
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(pk)))
    found = list(
        rows.order_by("name", "pk").values_list("pk", "name", "email", "is_active", "last_login")[
            : size + 1
        ]
    )
    shown = found[:size]
    of_user: dict[int, list[PostLine]] = defaultdict(list)
    for line in posts(user_ids=[row[0] for row in shown], held_on=on):
        of_user[line.user_id].append(line)
    following = f"{shown[-1][1]}|{shown[-1][0]}" if len(found) > size else ""
    return Accounts(
        tuple(AccountLine(*row, posts=tuple(of_user[row[0]])) for row in shown), following
    )


@dataclass(frozen=True, slots=True)
class CoverLine:
    deputy_id: int
    deputy: str
    starts_on: date


def cover_of(user_id: int) -> CoverLine | None:
    """Who stands in for a member of staff now, or is to. One query."""
    row = (
        Cover.objects.filter(user_id=user_id, ends_on__isnull=True)
        .values_list("deputy_id", "deputy__name", "starts_on")
        .first()
    )
    return CoverLine(*row) if row else None


# ── Areas ──────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CoverageLine:
    area_id: int
    area: str
    organisation: str
    team_id: int
    team: str
    starts_on: date


def coverage(*, on: date, team_id: int | None = None) -> list[CoverageLine]:
    """Which team receives each organisation's new cases from each area on a day. One query."""
    rows = Coverage.objects.filter(in_force(on))
    if team_id is not None:
        rows = rows.filter(team_id=team_id)
    return [
        CoverageLine(*row)
        for row in rows.order_by("area__name", "organisation__name", "pk").values_list(
            "area_id", "area__name", "organisation__name", "team_id", "team__name", "starts_on"
        )
    ]
