"""Who sits at a team in a test, and whom does it have before it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from openprobation.foundation.clock import LONDON, PUBLICATION_DAY
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Organisation, Team
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    UnitFactory,
    officer,
)
from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.iom import actions
from openprobation.supervision.iom.models import Nominal, Panel, Scheme
from openprobation.supervision.persons.models import Person
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.iom import PanelDecision, Side
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind

AT = PUBLICATION_DAY
ON = AT.date()
THEN = datetime(2016, 9, 1, 9, 0, tzinfo=LONDON)
SINCE = date(2016, 4, 1)


@dataclass(slots=True)
class Table:
    """Police, a public officer with a case, and a company senior who chairs, at one team."""

    nps: Organisation = field(default_factory=lambda: OrganisationFactory(nps=True))
    crc: Organisation = field(default_factory=OrganisationFactory)
    force: Organisation = field(
        default_factory=lambda: OrganisationFactory(kind=OrganisationKind.PARTNER)
    )
    nps_team: Team = field(init=False)
    crc_team: Team = field(init=False)
    police_team: Team = field(init=False)
    officer: User = field(init=False)
    chair: User = field(init=False)
    police: User = field(init=False)
    stranger: User = field(init=False)
    scheme: Scheme = field(init=False)
    person: Person = field(init=False)

    def __post_init__(self) -> None:
        self.nps_team = TeamFactory(unit=UnitFactory(region__organisation=self.nps))
        self.crc_team = TeamFactory(unit=UnitFactory(region__organisation=self.crc))
        self.police_team = TeamFactory(
            unit=UnitFactory(region__organisation=self.force), kind=TeamKind.PARTNERS
        )
        self.officer = officer(team=self.nps_team, name="Noor Officer")
        self.chair = officer(role=Role.SENIOR, team=self.crc_team, name="Chris Chair")
        self.police = officer(role=Role.PARTNER, team=self.police_team, name="Pat Police")
        self.stranger = officer(role=Role.PARTNER, team=self.police_team, name="Sam Stranger")
        self.scheme = actions.set_up(
            name="Bolton IOM", place="Police station", by=system_user(), at=THEN
        )
        for user, side in (
            (self.officer, Side.NPS),
            (self.chair, Side.CRC),
            (self.police, Side.POLICE),
        ):
            self.seat(user, side, starts_on=SINCE)
        self.person = self.somebody()

    def seat(self, user: User, side: str, *, starts_on: date = ON) -> None:
        actions.take_seat(
            scheme_id=self.scheme.pk,
            user=user,
            side=Side(side),
            starts_on=starts_on,
            by=system_user(),
            at=THEN,
        )

    def somebody(self) -> Person:
        return case_of(self.officer, self.nps_team, starts_at=THEN).person

    def proposed(self, person: Person | None = None, **more: Any) -> Nominal:
        return actions.propose(
            person_id=(person or self.person).pk,
            scheme_id=self.scheme.pk,
            **{
                "why": "Eleven burglaries in two years.",
                "by": self.officer,
                "at": AT - timedelta(days=3),
                **more,
            },
        )

    def panel(self, **more: Any) -> Panel:
        made = actions.call_panel(
            scheme_id=self.scheme.pk, **{"on": ON, "by": self.chair, "at": AT, **more}
        )
        actions.seat_members(
            panel_id=made.pk,
            user_ids=[self.officer.pk, self.police.pk],
            by=self.chair,
            at=AT,
        )
        return made

    def selected(self, person: Person | None = None) -> Nominal:
        found = self.proposed(person)
        Nominal.objects.filter(pk=found.pk).update(state="selected")
        found.refresh_from_db()
        return found

    def decide(self, panel: Panel, nominal: Nominal, decision: PanelDecision, **more: Any) -> Any:
        return actions.decide(
            panel_id=panel.pk,
            nominal_id=nominal.pk,
            decision=decision,
            **{"why": "All agreed.", "by": self.chair, "at": AT, **more},
        )

    def cleared(self, user: User | None = None) -> None:
        actions.clear(
            scheme_id=self.scheme.pk,
            user_id=(user or self.police).pk,
            ends_on=ON + timedelta(days=90),
            why="Brings the force’s intelligence.",
            by=self.chair,
            at=AT,
        )
