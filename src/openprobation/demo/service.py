"""Who works in the demonstration, and where? Set up by the same actions an administrator uses."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import actions as organisations
from openprobation.foundation.organisations.models import Area, Office, Posting, Team
from openprobation.supervision.courts import actions as courts
from openprobation.supervision.courts import queries as court_queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind
from openprobation.vocabulary.persons import Ethnicity

from . import assumptions as share
from .names import FAMILY, GIVEN
from .places import (
    AREAS,
    COURTS,
    OFFICES,
    OFFICES_SOURCE,
    PROVIDERS,
    Provider,
    TeamPlace,
)

BEGAN = share.HISTORY_BEGINS
BEGAN_AT = datetime(2015, 2, 1, 9, 0, tzinfo=ZoneInfo("Europe/London"))


@dataclass(frozen=True, slots=True)
class Service:
    """The set-up service, by the codes the plans use."""

    teams: dict[str, Team]
    offices: dict[str, Office]
    officers: dict[str, list[User]]
    by_role: dict[tuple[str, Role], User]
    areas: dict[str, Area]
    courts: dict[str, int]

    def officer(self, team: str, number: int) -> User:
        held = self.officers[team]
        return held[number % len(held)]

    def court_officer(self, team: str) -> User:
        return self.by_role[team, Role.COURT_OFFICER]

    def senior(self, team: str) -> User:
        return self.by_role[team, Role.SENIOR]


class Staff:
    """Invented members of staff, each with a name and address of their own."""

    def __init__(self) -> None:
        self.rng = random.Random(f"{share.SEED}:staff")
        self.taken: set[str] = set()
        self.number = 0

    def hire(self) -> User:
        while True:
            ethnicity = self.rng.choices(
                (Ethnicity.WHITE, Ethnicity.ASIAN, Ethnicity.BLACK, Ethnicity.MIXED),
                (0.78, 0.12, 0.06, 0.04),
            )[0]
            sex = "female" if self.rng.random() < 0.66 else "male"
            given = self.rng.choice(GIVEN[ethnicity, sex])
            family = self.rng.choice(FAMILY[ethnicity])
            address = f"{given}.{family}".lower().replace("'", "") + "@example.org"
            if address not in self.taken:
                break
        self.taken.add(address)
        self.number += 1
        user = identity.create_account(
            name=f"{given} {family}",
            email=address,
            password=None,
            by=identity.SYSTEM,
            is_demonstration=True,
        )
        user.telephone = f"0161 496 1{self.number:03d}"
        user.save(update_fields=["telephone"])
        return user


@transaction.atomic
def set_up() -> Service:
    """Make the organisations, teams, offices, courts and staff of the demonstration."""
    system = identity.system_user()
    staff = Staff()
    areas = {name: organisations.keep_area(code=code, name=name) for code, name in AREAS}
    for name, kind, area in COURTS:
        courts.keep_court(name=name, kind=kind, area_id=areas[area].pk)
    offices = {
        place.name: organisations.add_office(
            name=place.name,
            address=place.address,
            postcode=place.postcode,
            telephone=f"0161 496 00{number:02d}",
            source=OFFICES_SOURCE,
            by=system,
            at=BEGAN_AT,
        )
        for number, place in enumerate(OFFICES, 10)
    }
    duty_numbers = iter(f"0161 496 01{number:02d}" for number in range(10, 99))
    for provider in PROVIDERS:
        set_up_provider(
            provider,
            system=system,
            staff=staff,
            offices=offices,
            areas=areas,
            duty_numbers=duty_numbers,
        )
    return load()


def set_up_provider(
    provider: Provider,
    *,
    system: User,
    staff: Staff,
    offices: dict[str, Office],
    areas: dict[str, Area],
    duty_numbers: Iterator[str],
) -> None:
    organisation = organisations.keep_organisation(
        code=provider.code,
        name=provider.name,
        kind=provider.kind,
        owner=provider.owner,
        operating_model=provider.operating_model,
        starts_on=BEGAN,
        by=system,
        at=BEGAN_AT,
    )
    region = organisations.add_region(
        organisation=organisation, name=provider.region, by=system, at=BEGAN_AT
    )
    units = {}
    for place in provider.teams:
        if place.unit not in units:
            units[place.unit] = organisations.add_unit(
                region=region, name=place.unit, by=system, at=BEGAN_AT
            )
        team = organisations.add_team(
            unit=units[place.unit],
            code=place.code,
            name=place.name,
            kind=place.kind,
            office=offices[place.office],
            duty_number=next(duty_numbers),
            starts_on=BEGAN,
            by=system,
            at=BEGAN_AT,
        )
        for area in place.areas:
            organisations.cover_area(
                area=areas[area], team=team, starts_on=BEGAN, by=system, at=BEGAN_AT
            )
        for role, grade in posts_of(place, provider):
            hired = staff.hire()
            organisations.post(
                user=hired,
                role=role,
                grade=grade,
                team=team,
                starts_on=BEGAN,
                by=system,
                at=BEGAN_AT,
                leads_unit=role is Role.HEAD,
            )


def posts_of(place: TeamPlace, provider: Provider) -> list[tuple[Role, Grade]]:
    """The posts of a team, officers first so that their number in the plan is their order here."""
    if place.kind is TeamKind.SUPERVISION:
        qualified = (Role.PROBATION_OFFICER, Grade.PROBATION_OFFICER)
        services = (Role.PROBATION_SERVICES_OFFICER, Grade.PROBATION_SERVICES_OFFICER)
        mixed = provider.kind is OrganisationKind.CRC
        officers = [services if mixed and n % 2 else qualified for n in range(place.officers)]
        first_of_unit = place.code in FIRST_OF_UNITS
        return [
            *officers,
            (Role.SENIOR, Grade.SENIOR_PROBATION_OFFICER),
            (Role.DUTY_OFFICER, Grade.PROBATION_OFFICER),
            *([(Role.HEAD, Grade.HEAD)] if first_of_unit else []),
        ]
    return {
        TeamKind.COURT: [
            (Role.COURT_OFFICER, Grade.PROBATION_OFFICER),
            (Role.COURT_OFFICER, Grade.PROBATION_SERVICES_OFFICER),
        ],
        TeamKind.ENFORCEMENT: [
            (Role.ENFORCEMENT_OFFICER, Grade.PROBATION_SERVICES_OFFICER),
            (Role.ENFORCEMENT_OFFICER, Grade.PROBATION_OFFICER),
        ],
        TeamKind.SERVICES: [(Role.SUPPLIER, Grade.OTHER)],
        TeamKind.INSPECTION: [
            (Role.INSPECTOR, Grade.OTHER),
            (Role.INSPECTOR, Grade.OTHER),
            (Role.LEAD_INSPECTOR, Grade.OTHER),
            (Role.EDITOR, Grade.OTHER),
        ],
        TeamKind.PARTNERS: [(Role.PARTNER, Grade.OTHER)],
        TeamKind.ADMINISTRATION: [(Role.ADMINISTRATOR, Grade.ADMINISTRATOR)],
        TeamKind.UNPAID_WORK: [],
    }[place.kind]


def first_of_units() -> set[str]:
    """The first supervision team of each unit: its head sits there."""
    seen: dict[tuple[str, str], str] = {}
    for provider in PROVIDERS:
        for place in provider.teams:
            if place.kind is TeamKind.SUPERVISION:
                seen.setdefault((provider.code, place.unit), place.code)
    return set(seen.values())


FIRST_OF_UNITS = first_of_units()


def load() -> Service:
    """Read the set-up service back, by code."""
    teams = {team.code: team for team in Team.objects.select_related("unit__region__organisation")}
    officers: dict[str, list[User]] = {code: [] for code in teams}
    by_role: dict[tuple[str, Role], User] = {}
    in_order = Posting.objects.select_related("user", "team").order_by("pk")
    for posting in in_order.filter(user__is_demonstration=True, ends_on__isnull=True):
        if posting.role in (Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER):
            officers[posting.team.code].append(posting.user)
        by_role.setdefault((posting.team.code, Role(posting.role)), posting.user)
    return Service(
        teams=teams,
        offices={office.name: office for office in Office.objects.all()},
        officers=officers,
        by_role=by_role,
        areas={area.name: area for area in Area.objects.all()},
        courts={court.name: court.id for court in court_queries.courts()},
    )
