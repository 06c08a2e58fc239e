"""Which organisations, teams and posts are in a test?"""

from __future__ import annotations

from datetime import date

import factory

from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.models import (
    Area,
    Coverage,
    Office,
    Organisation,
    Owner,
    Posting,
    Region,
    Team,
    Unit,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind

START = date(2015, 2, 1)


class OwnerFactory(factory.django.DjangoModelFactory[Owner]):
    class Meta:
        model = Owner

    name = factory.Sequence(lambda n: f"Owner {n}")


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    class Params:
        nps = factory.Trait(kind=OrganisationKind.NPS)
        supplier = factory.Trait(kind=OrganisationKind.SUPPLIER)

    code = factory.Sequence(lambda n: f"ORG{n}")
    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = OrganisationKind.CRC
    owner = factory.SubFactory(OwnerFactory)
    starts_on = START


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Region {n}")


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    region = factory.SubFactory(RegionFactory)
    name = factory.Sequence(lambda n: f"Unit {n}")


class OfficeFactory(factory.django.DjangoModelFactory[Office]):
    class Meta:
        model = Office

    name = factory.Sequence(lambda n: f"Office {n}")
    address = "1 Example Street, Bolton"
    postcode = "BL1 1AA"
    telephone = "0161 496 0100"


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    class Meta:
        model = Team

    class Params:
        nps = factory.Trait(
            unit=factory.SubFactory(UnitFactory, region__organisation__kind=OrganisationKind.NPS)
        )

    unit = factory.SubFactory(UnitFactory)
    code = factory.Sequence(lambda n: f"T{n}")
    name = factory.Sequence(lambda n: f"Team {n}")
    kind = TeamKind.SUPERVISION
    office = factory.SubFactory(OfficeFactory)
    duty_number = "0161 496 0199"
    starts_on = START


class AreaFactory(factory.django.DjangoModelFactory[Area]):
    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"E0{n}")
    name = factory.Sequence(lambda n: f"Area {n}")


class CoverageFactory(factory.django.DjangoModelFactory[Coverage]):
    class Meta:
        model = Coverage

    area = factory.SubFactory(AreaFactory)
    team = factory.SubFactory(TeamFactory)
    organisation = factory.LazyAttribute(lambda c: c.team.unit.region.organisation)
    starts_on = START


class PostingFactory(factory.django.DjangoModelFactory[Posting]):
    class Meta:
        model = Posting

    user = factory.SubFactory(UserFactory)
    team = factory.SubFactory(TeamFactory)
    role = Role.PROBATION_OFFICER
    grade = Grade.PROBATION_OFFICER
    starts_on = START


def officer(
    *,
    role: Role = Role.PROBATION_OFFICER,
    team: Team | None = None,
    leads_unit: bool = False,
    name: str | None = None,
) -> User:
    """A member of staff in post: `officer(role=Role.SENIOR, team=team)`."""
    user = UserFactory(name=name) if name else UserFactory()
    PostingFactory(user=user, team=team or TeamFactory(), role=role, leads_unit=leads_unit)
    return user
