"""Whose case is it in a test?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import factory

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.models import Area, Organisation, Team
from openprobation.foundation.organisations.tests.factories import (
    AreaFactory,
    CoverageFactory,
    OrganisationFactory,
    PostingFactory,
    TeamFactory,
    UnitFactory,
)
from openprobation.rules.allocation import AllocationInputs
from openprobation.supervision.allocations.actions.spells import relate_holders
from openprobation.supervision.allocations.models import AllocationDecision, Spell
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.sentences.models import Event
from openprobation.supervision.sentences.tests.factories import EventFactory, OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.allocations import ProviderKind, SpellReason
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind
from openprobation.vocabulary.risk import HarmLevel

ALLOCATED = datetime(2017, 2, 13, 15, 0, tzinfo=LONDON)
SENTENCED = datetime(2016, 10, 3, 0, 0, tzinfo=LONDON)


class AllocationDecisionFactory(factory.django.DjangoModelFactory[AllocationDecision]):
    class Meta:
        model = AllocationDecision

    event = factory.SubFactory(EventFactory)
    person = factory.SelfAttribute("event.person")
    inputs = factory.LazyFunction(lambda: low_risk().as_record())
    ruled_on = factory.SelfAttribute("event.sentenced_on")
    rule = "allocation.company"
    rule_in_force_from = date(2014, 6, 1)
    policy_pack = "tr_2014_2021"
    because = "The risk of serious harm is low."
    reasoning: dict[str, Any] = {}
    by_rule = ProviderKind.CRC
    decided = ProviderKind.CRC
    team = factory.SubFactory(TeamFactory)
    organisation = factory.SelfAttribute("team.unit.region.organisation")
    decided_by = factory.SubFactory(UserFactory)
    decided_at = ALLOCATED


class SpellFactory(factory.django.DjangoModelFactory[Spell]):
    """A case a team holds; `court=True` before allocation, `held=True` with an officer."""

    class Meta:
        model = Spell

    class Params:
        court = factory.Trait(
            team=factory.SubFactory(TeamFactory, nps=True, kind=TeamKind.COURT),
            reason=SpellReason.SENTENCED,
            decision=None,
            starts_at=SENTENCED,
        )
        held = factory.Trait(officer=factory.SubFactory(UserFactory), reason=SpellReason.ASSIGNED)
        event = factory.SubFactory(EventFactory)

    person = factory.SelfAttribute("event.person")
    period = factory.SelfAttribute("event.period")
    team = factory.SubFactory(TeamFactory)
    reason = SpellReason.ALLOCATED
    decision = factory.SubFactory(
        AllocationDecisionFactory,
        event=factory.SelfAttribute("..event"),
        team=factory.SelfAttribute("..team"),
    )
    starts_at = ALLOCATED
    started_by = factory.SubFactory(UserFactory)


@dataclass(frozen=True, slots=True)
class Service:
    """The two providers of one area, each with a supervision team, and the court team."""

    area: Area
    nps: Organisation
    crc: Organisation
    court: Team
    nps_team: Team
    crc_team: Team

    def post(
        self, team: Team, role: Role, *, name: str = "", leads_unit: bool = False,
        grade: Grade = Grade.PROBATION_OFFICER,
    ) -> User:  # fmt: skip
        user = UserFactory(name=name) if name else UserFactory()
        PostingFactory(user=user, team=team, role=role, grade=grade, leads_unit=leads_unit)
        return user


def service() -> Service:
    area = AreaFactory(name="Bolton")
    nps = OrganisationFactory(name="National Probation Service", kind=OrganisationKind.NPS)
    crc = OrganisationFactory(name="Cheshire and Greater Manchester CRC")
    nps_team = TeamFactory(unit=UnitFactory(region__organisation=nps), name="NPS Bolton")
    crc_team = TeamFactory(unit=UnitFactory(region__organisation=crc), name="CRC Bolton 1")
    court = TeamFactory(
        unit=UnitFactory(region__organisation=nps), name="Bolton court", kind=TeamKind.COURT
    )
    for team in (nps_team, crc_team):
        CoverageFactory(area=area, team=team)
    return Service(area, nps, crc, court, nps_team, crc_team)


def sentenced(place: Service, *, person: Person | None = None) -> Event:
    """Somebody of the area, sentenced to a community order; nobody holds the case yet."""
    person = person or PersonFactory(area=place.area)
    event = EventFactory(person=person, sentenced_on=date(2017, 2, 14))
    OrderFactory(event=event, starts_on=date(2017, 2, 14), ends_on=date(2018, 2, 13))
    return event


def case_of(
    officer: User | None, team: Team, *, starts_at: datetime = ALLOCATED, **person: Any
) -> Spell:
    """A case the team holds, with an officer where given, open to both as actions would make it."""
    spell = SpellFactory(
        event=EventFactory(person=PersonFactory(**person)),
        team=team,
        officer=officer,
        reason=SpellReason.ASSIGNED if officer else SpellReason.ALLOCATED,
        starts_at=starts_at,
    )
    relate_holders(
        [spell.person_id],
        team_id=team.pk,
        unit_id=team.unit_id,
        officer_id=officer.pk if officer else None,
        at=starts_at,
    )
    return spell


def low_risk(**changed: Any) -> AllocationInputs:
    """Everything known, and no ground for the public provider."""
    known: dict[str, Any] = {
        "harm": HarmLevel.LOW,
        "is_mappa_eligible": False,
        "rsr": Decimal("2.15"),
        "is_liable_to_deportation": False,
        "is_public_interest": False,
        "crc": "Cheshire and Greater Manchester CRC",
    }
    return AllocationInputs(**{**known, **changed})
