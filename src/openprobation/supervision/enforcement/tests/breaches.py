"""Which breach is in a test, and who stands around it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openprobation.foundation.access.actions import relate
from openprobation.foundation.clock import LONDON, PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Team
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    UnitFactory,
    officer,
)
from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.courts.tests.factories import CourtFactory
from openprobation.supervision.enforcement.actions import breach as moves
from openprobation.supervision.enforcement.actions.breach import LineReturned
from openprobation.supervision.enforcement.models import Breach, Failure, Warning
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import AddressFactory
from openprobation.supervision.risk.tests.factories import HarmAssessmentFactory
from openprobation.supervision.sentences.models import Order, Requirement
from openprobation.supervision.sentences.tests.factories import (
    EventFactory,
    OffenceFactory,
    OrderFactory,
    RequirementFactory,
)
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.breach import (
    BreachState,
    CourtProcess,
    HearingOutcome,
    NotLaidReason,
    PackLine,
    ReturnReason,
    WithdrawalReason,
)
from openprobation.vocabulary.enforcement import Excuse, InstructionGiven
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind

AT = PUBLICATION_DAY
TODAY = date(2017, 2, 16)
FAILED = date(2017, 2, 6)
NOTICED = datetime(2017, 2, 8, 11, 0, tzinfo=LONDON)
WARNED = date(2016, 12, 1)


@dataclass(slots=True)
class Court:
    """Two organisations around one case: who prepares, who endorses, who prosecutes."""

    crc_team: Team
    nps_team: Team
    enforcement: Team
    officer: User
    senior: User
    nps_officer: User
    prosecutor: User
    court_officer: User


def around(*, kind: OrganisationKind = OrganisationKind.CRC) -> Court:
    nps = OrganisationFactory(nps=True)
    crc = OrganisationFactory(kind=kind)
    crc_team = TeamFactory(unit=UnitFactory(region__organisation=crc))
    nps_unit = UnitFactory(region__organisation=nps)
    nps_team = TeamFactory(unit=nps_unit)
    enforcement = TeamFactory(unit=nps_unit, kind=TeamKind.ENFORCEMENT, name="NPS Enforcement")
    court = TeamFactory(unit=nps_unit, kind=TeamKind.COURT)
    return Court(
        crc_team=crc_team,
        nps_team=nps_team,
        enforcement=enforcement,
        officer=officer(team=crc_team, name="Sam Officer"),
        senior=officer(role=Role.SENIOR, team=crc_team, name="Ann Senior"),
        nps_officer=officer(team=nps_team, name="Noor Officer"),
        prosecutor=officer(role=Role.ENFORCEMENT_OFFICER, team=enforcement, name="Eli Enforcer"),
        court_officer=officer(role=Role.COURT_OFFICER, team=court, name="Cora Court"),
    )


@dataclass(slots=True)
class Breached:
    """Somebody of a company with an order, a live warning and a failure nobody excused."""

    court: Court
    person: Person
    order: Order
    requirement: Requirement
    warned: Failure
    failure: Failure
    warning: Warning

    def draft(self, **words: str) -> Breach:
        """Begun by the officer, with the words that only a person can write."""
        made = moves.open_breach(
            person_id=self.person.pk,
            order_id=self.order.pk,
            failure_ids=[self.failure.pk],
            by=self.court.officer,
            at=AT,
        )
        return moves.change_pack(
            breach_id=made.pk,
            put_to={self.failure.pk: f"requirement.{self.requirement.pk}"},
            tried=words.get("tried", "Moved to afternoons; a text the day before."),
            proposal=words.get("proposal", "That the order goes on with ten more hours."),
            without_warning_why=words.get("without_warning_why", ""),
            by=self.court.officer,
            at=AT,
        )

    def endorsed(self) -> Breach:
        made = self.draft()
        moves.check(breach_id=made.pk, by=self.court.officer, at=AT)
        moves.endorse(breach_id=made.pk, by=self.court.senior, at=AT)
        made.refresh_from_db()
        return made

    def sent(self, *, at: datetime = AT) -> Breach:
        made = self.endorsed()
        moves.submit(breach_id=made.pk, by=self.court.officer, at=at)
        made.refresh_from_db()
        return made

    def returned(self, *, at: datetime = AT) -> Breach:
        made = self.sent()
        moves.return_pack(breach_id=made.pk, lines=[MISSING_PROOF], by=self.court.prosecutor, at=at)
        made.refresh_from_db()
        return made

    def accepted(self) -> Breach:
        made = self.sent()
        moves.accept(breach_id=made.pk, by=self.court.prosecutor, at=AT)
        made.refresh_from_db()
        return made

    def laid(self) -> Breach:
        made = self.accepted()
        moves.lay_information(breach_id=made.pk, by=self.court.prosecutor, at=AT)
        made.refresh_from_db()
        return made

    def listed(self, *, on: date = TODAY) -> Breach:
        made = self.laid()
        moves.list_hearing(
            breach_id=made.pk,
            court_id=self.order.event.court_id,
            on=on,
            process=CourtProcess.SUMMONS,
            by=self.court.prosecutor,
            at=AT,
        )
        made.refresh_from_db()
        return made

    def heard(self, outcome: HearingOutcome = HearingOutcome.WARRANT) -> Breach:
        made = self.listed()
        moves.record_hearing(
            hearing_id=made.hearings.get(outcome__isnull=True).pk,
            outcome=outcome,
            by=self.court.prosecutor,
            at=AT,
        )
        made.refresh_from_db()
        return made

    def at_state(self, state: BreachState) -> Breach:
        """A breach brought to a state by the moves that lead there."""
        if state is BreachState.CHECKED:
            made = self.draft()
            moves.check(breach_id=made.pk, by=self.court.officer, at=AT)
        elif state is BreachState.RESUBMITTED:
            made = self.returned()
            moves.resubmit(breach_id=made.pk, by=self.court.officer, at=AT)
        elif state is BreachState.CONSIDERED:
            made = self.accepted()
            moves.consider(breach_id=made.pk, by=self.court.prosecutor, at=AT)
        elif state is BreachState.NOT_LAID:
            made = self.accepted()
            moves.lay_no_information(
                breach_id=made.pk,
                reason=NotLaidReason.NOT_ENOUGH_PROOF,
                by=self.court.prosecutor,
                at=AT,
            )
        elif state is BreachState.WITHDRAWN:
            made = self.draft()
            moves.withdraw(
                breach_id=made.pk,
                reason=WithdrawalReason.EXCUSE_ACCEPTED,
                by=self.court.officer,
                at=AT,
            )
        else:
            made = {
                BreachState.DRAFT: self.draft,
                BreachState.ENDORSED: self.endorsed,
                BreachState.SUBMITTED: self.sent,
                BreachState.RETURNED: self.returned,
                BreachState.ACCEPTED: self.accepted,
                BreachState.LAID: self.laid,
                BreachState.LISTED: self.listed,
                BreachState.HEARING: self.heard,
                BreachState.CONCLUDED: lambda: self.heard(HearingOutcome.CONTINUES),
            }[state]()
        made.refresh_from_db()
        assert made.state == state
        return made


MISSING_PROOF = LineReturned(PackLine.INSTRUCTION, ReturnReason.NO_PROOF_OF_INSTRUCTION, "Which?")


def failure_of(
    person: Person, order: Order | None, *, on: date, noticed: datetime, by: User, **changed: object
) -> Failure:
    """A failure whose time to explain has passed and whose excuse was not accepted."""
    facts: dict[str, object] = {
        "outcome": Outcome.UNACCEPTABLE_ABSENCE,
        "instruction": "Come to 1 Example Street, Bolton, at 10:00",
        "instruction_given_on": on - timedelta(days=7),
        "instruction_how": InstructionGiven.IN_PERSON,
        "explain_by": on + timedelta(days=7),
        "excuse": Excuse.NOT_ACCEPTED,
        "decided_by": by,
        "decided_at": noticed,
        "decided_why": "Nothing was heard.",
    }
    return Failure.objects.create(
        person=person,
        order=order,
        on=on,
        noticed_at=noticed,
        noticed_by=by,
        **{**facts, **changed},
    )


def breached(
    court: Court | None = None, *, holder: User | None = None, **person: object
) -> Breached:
    court = court or around()
    holder = holder or court.officer
    team = court.nps_team if holder == court.nps_officer else court.crc_team
    spell = case_of(holder, team, **person)
    who = spell.person
    event = EventFactory(
        person=who, period=spell.period, number=2, court=CourtFactory(),
        sentenced_on=date(2016, 10, 3),
    )  # fmt: skip
    OffenceFactory(event=event)
    order = OrderFactory(event=event)
    requirement = RequirementFactory(order=order)
    AddressFactory(person=who)
    HarmAssessmentFactory(person=who)
    warned = failure_of(
        who, order, on=date(2016, 11, 28), noticed=datetime(2016, 11, 28, 12, 0, tzinfo=LONDON),
        by=holder, requirement=requirement,
    )  # fmt: skip
    warning = Warning.objects.create(
        failure=warned,
        order=order,
        person=who,
        given_on=WARNED,
        expires_on=date(2017, 12, 1),
        given_by=holder,
        given_at=datetime(2016, 12, 1, 9, 0, tzinfo=LONDON),
    )
    failure = failure_of(who, order, on=FAILED, noticed=NOTICED, by=holder, requirement=requirement)
    return Breached(court, who, order, requirement, warned, failure, warning)


def opened_to_team(person: Person, team: Team) -> None:
    """The record is a team's business, whatever its kind."""
    relate(
        kind="person",
        record_id=person.pk,
        holder=HolderKind.TEAM,
        holder_id=team.pk,
        relation=RelationKind.TEAM,
        at=AT - timedelta(days=400),
    )
