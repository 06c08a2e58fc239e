"""What can be bought in a test, by whom and from whom?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from openprobation.foundation.clock import LONDON, PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Area, Organisation, Team
from openprobation.foundation.organisations.tests.factories import (
    AreaFactory,
    OrganisationFactory,
    TeamFactory,
    UnitFactory,
    officer,
)
from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.commissioning import actions
from openprobation.supervision.commissioning.models import PurchaseOrder, Service
from openprobation.supervision.persons.models import Person
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.commissioning import FundingLine, PriceUnit, ServiceKind
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind

AT = PUBLICATION_DAY
THEN = datetime(2016, 9, 1, 9, 0, tzinfo=LONDON)
SINCE = date(2016, 4, 1)
NPS_LINE = FundingLine.NPS_BUDGET


@dataclass(slots=True)
class Market:
    """A public officer with a case, and a company whose services they may buy."""

    area: Area = field(default_factory=AreaFactory)
    nps: Organisation = field(default_factory=lambda: OrganisationFactory(nps=True))
    crc: Organisation = field(default_factory=OrganisationFactory)
    nps_team: Team = field(init=False)
    services_team: Team = field(init=False)
    officer: User = field(init=False)
    head: User = field(init=False)
    supplier: User = field(init=False)
    keeper: User = field(init=False)
    person: Person = field(init=False)

    def __post_init__(self) -> None:
        self.nps_team = TeamFactory(unit=UnitFactory(region__organisation=self.nps))
        self.services_team = TeamFactory(
            unit=UnitFactory(region__organisation=self.crc), kind=TeamKind.SERVICES
        )
        self.officer = officer(team=self.nps_team, name="Noor Officer")
        self.head = officer(role=Role.HEAD, team=self.nps_team, leads_unit=True)
        self.supplier = officer(role=Role.SUPPLIER, team=self.services_team, name="Sol Supplier")
        self.keeper = officer(role=Role.ADMINISTRATOR, team=self.nps_team)
        self.person = case_of(self.officer, self.nps_team, starts_at=THEN, area=self.area).person

    def service(self, *, pence: int | None = 4_500, **about: Any) -> Service:
        """Drugs recovery by the session, for everybody; `pence=None` puts it off the rate card."""
        given: dict[str, Any] = {
            "provider_id": self.crc.pk,
            "title": f"Recovery {Service.objects.count() + 1}",
            "need": Need.DRUGS,
            "kind": ServiceKind.SERVICE,
            "about": "Sessions alone with a recovery worker.",
            "wait_days": 14,
            "capacity": 10,
            "unit": PriceUnit.SESSION,
            "usual_units": 6,
            "area_ids": [self.area.pk],
            "starts_on": SINCE,
            **about,
        }
        made = actions.add_service(by=self.keeper, at=THEN, **given)
        if pence is not None:
            self.price(made, pence, starts_on=max(SINCE, made.starts_on))
        return made

    def price(self, service: Service, pence: int, *, starts_on: date = SINCE, **more: Any) -> None:
        given: dict[str, Any] = {
            "buyer": OrganisationKind.NPS,
            "funding_line": NPS_LINE,
            **more,
        }
        actions.set_price(
            service_id=service.pk,
            pence=pence,
            starts_on=starts_on,
            by=self.keeper,
            at=THEN,
            **given,
        )

    def ordered(
        self, service: Service | None = None, *, units: int = 6, **more: Any
    ) -> PurchaseOrder:
        given: dict[str, Any] = {"by": self.officer, "at": AT - timedelta(days=60), **more}
        return actions.order(
            service_id=(service or self.service()).pk,
            person_id=self.person.pk,
            units=units,
            funding_line=NPS_LINE,
            **given,
        )

    def accepted(self, service: Service | None = None, **more: Any) -> PurchaseOrder:
        made = self.ordered(service, **more)
        return actions.accept_order(order_id=made.pk, by=self.supplier, at=made.ordered_at)
