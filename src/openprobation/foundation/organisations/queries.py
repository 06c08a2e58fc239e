"""Who works where, in which post, and which team serves an area?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from openprobation.foundation.prepared import prepared
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind

from .models import Area, Cover, Coverage, Office, Organisation, Posting, Team, in_force


@dataclass(frozen=True, slots=True)
class Post:
    """One posting of a member of staff on a day."""

    role: Role
    grade: Grade
    team_id: int
    team: str
    unit_id: int
    organisation_id: int
    organisation: str
    organisation_kind: OrganisationKind
    leads_unit: bool

    @property
    def label(self) -> str:
        return f"{self.role.label}, {self.team}, {self.organisation}"


@dataclass(frozen=True, slots=True)
class DatedPost:
    """A post with the days it was held: start inclusive, end exclusive, None for "still so"."""

    post: Post
    starts_on: date
    ends_on: date | None

    def is_held(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


@prepared
def every_post(user_id: int) -> QuerySet[Posting, tuple[Any, ...]]:
    rows = Posting.objects.filter(user_id=user_id).order_by("starts_on", "pk")
    return rows.values_list(
        "role",
        "grade",
        "team_id",
        "team__name",
        "team__unit_id",
        "team__unit__region__organisation_id",
        "team__unit__region__organisation__name",
        "team__unit__region__organisation__kind",
        "leads_unit",
        "starts_on",
        "ends_on",
    )


def posts_of(user_id: int) -> tuple[DatedPost, ...]:
    """Every post a member of staff has held or will hold, the longest held first. One query."""
    return tuple(
        DatedPost(
            Post(
                Role(role), Grade(grade), team, name, unit, org, org_name,
                OrganisationKind(kind), leads,
            ),
            starts_on,
            ends_on,
        )
        for role, grade, team, name, unit, org, org_name, kind, leads, starts_on, ends_on in every_post(
            user_id
        )
    )  # fmt: skip


def posts_on(user_ids: Collection[int], *, on: date) -> dict[int, tuple[Post, ...]]:
    """The posts each of these holds on a day, the longest held first. One query, however many."""
    rows = (
        Posting.objects.filter(in_force(on), user_id__in=user_ids)
        .order_by("starts_on", "pk")
        .values_list(
            "user_id",
            "role",
            "grade",
            "team_id",
            "team__name",
            "team__unit_id",
            "team__unit__region__organisation_id",
            "team__unit__region__organisation__name",
            "team__unit__region__organisation__kind",
            "leads_unit",
        )
    )
    found: dict[int, list[Post]] = {user_id: [] for user_id in user_ids}
    for user_id, role, grade, team, name, unit, org, org_name, kind, leads in rows:
        found[user_id].append(
            Post(
                Role(role), Grade(grade), team, name, unit, org, org_name,
                OrganisationKind(kind), leads,
            )
        )  # fmt: skip
    return {user_id: tuple(posts) for user_id, posts in found.items()}


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with the organisation it belongs to and how to reach it."""

    id: int
    code: str
    name: str
    kind: TeamKind
    unit_id: int
    unit: str
    organisation_id: int
    organisation: str
    organisation_kind: OrganisationKind
    office: str
    duty_number: str


def teams(
    *,
    on: date,
    ids: Collection[int] | None = None,
    unit_ids: Collection[int] | None = None,
    organisation_id: int | None = None,
) -> dict[int, TeamLine]:
    """Teams in force on a day, by id, in order of name: all, or these and those of these units. One query."""
    if organisation_id is None and (ids is not None or unit_ids is not None):
        found = teams_among(on, tuple(sorted(ids or (0,))), tuple(sorted(unit_ids or (0,))))
    else:
        rows = Team.objects.filter(in_force(on))
        if ids is not None:
            rows = rows.filter(pk__in=ids)
        if organisation_id is not None:
            rows = rows.filter(unit__region__organisation_id=organisation_id)
        found = list(rows.order_by("name", "pk").values_list(*TEAM))
    return {
        row[0]: TeamLine(
            row[0],
            row[1],
            row[2],
            TeamKind(row[3]),
            row[4],
            row[5],
            row[6],
            row[7],
            OrganisationKind(row[8]),
            row[9] or "",
            row[10],
        )
        for row in found
    }


TEAM = (
    "pk",
    "code",
    "name",
    "kind",
    "unit_id",
    "unit__name",
    "unit__region__organisation_id",
    "unit__region__organisation__name",
    "unit__region__organisation__kind",
    "office__name",
    "duty_number",
)


@prepared
def teams_among(
    on: date, ids: tuple[int, ...], unit_ids: tuple[int, ...]
) -> QuerySet[Team, tuple[Any, ...]]:
    rows = Team.objects.filter(Q(pk__in=ids) | Q(unit_id__in=unit_ids), in_force(on))
    return rows.order_by("name", "pk").values_list(*TEAM)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody posted to a team."""

    user_id: int
    name: str
    role: Role
    grade: Grade
    team_id: int


def members(
    *, team_ids: Collection[int], on: date, roles: Collection[Role] | None = None
) -> list[Member]:
    """Who is posted to these teams on a day, by name. One query."""
    return [
        Member(user, name, Role(role), Grade(grade), team)
        for user, name, role, grade, team in posted(on, tuple(sorted(team_ids)) or (0,))
        if roles is None or role in roles
    ]


@prepared
def posted(on: date, team_ids: tuple[int, ...]) -> QuerySet[Posting, tuple[Any, ...]]:
    rows = Posting.objects.filter(in_force(on), team_id__in=team_ids).order_by("user__name", "pk")
    return rows.values_list("user_id", "user__name", "role", "grade", "team_id")


def deputies(user_ids: Collection[int], *, on: date) -> dict[int, tuple[int, str]]:
    """Who stands in for whom on a day: user id → (deputy's id, deputy's name). One query."""
    return {user: (deputy, name) for user, deputy, name in covers(tuple(user_ids), on)}


@prepared
def covers(user_ids: tuple[int, ...], on: date) -> QuerySet[Cover, tuple[Any, ...]]:
    rows = Cover.objects.filter(in_force(on), user_id__in=user_ids)
    return rows.values_list("user_id", "deputy_id", "deputy__name")


@dataclass(frozen=True, slots=True)
class AreaLine:
    id: int
    code: str
    name: str


def areas() -> list[AreaLine]:
    """Local authority areas by name. One query."""
    return [
        AreaLine(*row) for row in Area.objects.order_by("name").values_list("pk", "code", "name")
    ]


def covered_by(organisation_ids: Collection[int], *, on: date) -> set[int]:
    """The areas from which these organisations take people on a day. One query."""
    return {area_id for (area_id,) in covering(on, tuple(organisation_ids))}


@prepared
def covering(on: date, organisation_ids: tuple[int, ...]) -> QuerySet[Coverage, tuple[Any, ...]]:
    rows = Coverage.objects.filter(in_force(on), organisation_id__in=organisation_ids)
    return rows.values_list("area_id")


@dataclass(frozen=True, slots=True)
class Receiving:
    """The team that receives an organisation's new cases from an area."""

    organisation_id: int
    organisation: str
    kind: OrganisationKind
    team_id: int
    team: str


def receiving(*, area_id: int, on: date) -> dict[OrganisationKind, Receiving]:
    """For an area on a day, the receiving team of each kind of provider. One query."""
    rows = Coverage.objects.filter(in_force(on), area_id=area_id).values_list(
        "organisation_id", "organisation__name", "organisation__kind", "team_id", "team__name"
    )
    return {
        OrganisationKind(kind): Receiving(org, name, OrganisationKind(kind), team, team_name)
        for org, name, kind, team, team_name in rows
    }


@dataclass(frozen=True, slots=True)
class OfficeLine:
    id: int
    name: str
    address: str
    postcode: str
    telephone: str


def offices(*, on: date) -> list[OfficeLine]:
    """Offices open on a day, by name. One query."""
    rows = Office.objects.exclude(closed_on__lte=on).order_by("name")
    return [
        OfficeLine(*row)
        for row in rows.values_list("pk", "name", "address", "postcode", "telephone")
    ]


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    id: int
    code: str
    name: str
    kind: OrganisationKind
    owner: str
    operating_model: str
    starts_on: date
    ends_on: date | None


def organisations() -> list[OrganisationLine]:
    """Every organisation, past ones too, by name. One query."""
    return [
        OrganisationLine(pk, code, name, OrganisationKind(kind), owner, model, start, end)
        for pk, code, name, kind, owner, model, start, end in Organisation.objects.order_by(
            "name"
        ).values_list(
            "pk", "code", "name", "kind", "owner__name", "operating_model", "starts_on", "ends_on"
        )
    ]
