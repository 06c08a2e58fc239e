"""Which cases of the demonstration are on their way? A risk handed up, cases asked for, and twelve inherited.

All of it by the actions its people would use, on the days before the service opens; every name is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from openprobation.supervision.allocations import actions, queries
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.appointments import AppointmentKind, Outcome
from openprobation.vocabulary.moves import Danger, EscalationPurpose, TransferRejection
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.risk import HarmLevel

from . import road
from .places import FIRST_TEAM
from .plan import OPENING, Holding, at_clock, crn_of
from .service import Service
from .stories import FIRST, held, met, story
from .workforce import STEADY_TEAM

RISING, TAKEN_ON = 13, 14
"""Their numbers among the people of the stories."""
MOVED_AWAY, NOT_SEEN_THERE, MOVED_HERE = 2, 60, (61, 65)
"""People other stories tell of: asked for of Wigan, rejected by Wigan, and asked of Bolton."""
NEXT_TEAM = "CRC-WIG"
AWAY = 2
"""The officer of the first team who is ill; the first one stands in, and inherits."""
INHERITED = 12
TODAY = OPENING.date()
MONDAY, TUESDAY, YESTERDAY = (TODAY - timedelta(days=days) for days in (3, 2, 1))


def tell(service: Service) -> None:
    """Both escalations, the transfers, and the cases of a colleague who is ill."""
    risk_that_waits_for_an_answer(service)
    risk_that_was_taken_on(service)
    transfers(service)
    twelve_inherited(service)


# ── Up to the public provider ──────────────────────────────────────────────────────────────
def risk_that_waits_for_an_answer(service: Service) -> None:
    """Raised and referred on Tuesday to a named officer of the public provider, who answers by today."""
    officer = service.officer(FIRST_TEAM, 0)
    sentenced = date(2016, 8, 2)
    person_id = road.make(
        story(
            RISING,
            given="Liam",
            family="Fairclough",
            sex=Sex.MALE,
            sentenced_on=sentenced,
            team=FIRST_TEAM,
            rsr="5.60",
            holdings=held(sentenced + timedelta(days=1)),
            meetings=(
                met(
                    TUESDAY,
                    14,
                    0,
                    arranged=date(2017, 1, 31),
                    outcome=Outcome.COMPLIED,
                    note="Says he knows where she lives now. Would not say how. Angry when asked.",
                ),
            ),
        ),
        service=service,
    )
    escalation = actions.raise_concern(
        person_id=person_id,
        concern=actions.Concern(
            purpose=EscalationPurpose.HARM,
            is_urgent=False,
            danger=Danger.NOBODY,
            told="",
            harm_before=HarmLevel.MEDIUM,
            harm_now=HarmLevel.HIGH,
            what_changed="He has found out where his former partner lives, and will not say how.",
            who_is_at_risk="A former partner.",
            protective="The police public protection unit has been asked what they know.",
        ),
        by=officer,
        at=at_clock(TUESDAY, 15, 10),
    )
    actions.refer(
        escalation_id=escalation.pk,
        named_id=service.officer(STEADY_TEAM, 0).pk,
        team_id=service.teams[STEADY_TEAM].pk,
        why="I have read the case and agree: this is no longer medium.",
        by=service.senior(FIRST_TEAM),
        at=at_clock(TUESDAY, 16, 30),
    )


def risk_that_was_taken_on(service: Service) -> None:
    """Urgent yesterday: the police first, then a manager the same day; responsibility moves this afternoon."""
    officer = service.officer(FIRST_TEAM, 1)
    sentenced = date(2016, 11, 15)
    first = replace(
        met(
            date(2016, 11, 22),
            11,
            30,
            arranged=date(2016, 11, 16),
            outcome=Outcome.COMPLIED,
            note="First appointment. Lives at his mother's for now.",
            kind=AppointmentKind.INITIAL,
        ),
        officer=1,
    )
    person_id = road.make(
        story(
            TAKEN_ON,
            given="Wayne",
            family="Scholes",
            sex=Sex.MALE,
            sentenced_on=sentenced,
            team=FIRST_TEAM,
            rsr="6.10",
            holdings=(Holding(1, at_clock(date(2016, 11, 16), 10), SpellReason.ASSIGNED),),
            meetings=(first,),
        ),
        service=service,
    )
    escalation = actions.raise_concern(
        person_id=person_id,
        concern=actions.Concern(
            purpose=EscalationPurpose.HARM,
            is_urgent=True,
            danger=Danger.TOLD,
            told="Police control room at 10:05, reference 0215-0417.",
            harm_before=HarmLevel.MEDIUM,
            harm_now=HarmLevel.VERY_HIGH,
            what_changed="His mother rang: he left the house with a knife and named a neighbour.",
            who_is_at_risk="The neighbour, and his mother.",
            protective="Police sent a car to both addresses. His mother is with her sister.",
        ),
        by=officer,
        at=at_clock(YESTERDAY, 10, 20),
    )
    manager = service.senior(STEADY_TEAM)
    actions.refer(
        escalation_id=escalation.pk,
        named_id=manager.pk,
        team_id=service.teams[STEADY_TEAM].pk,
        why="It cannot wait for the senior, who is in court.",
        by=officer,
        at=at_clock(YESTERDAY, 10, 30),
    )
    actions.accept_escalation(
        escalation_id=escalation.pk,
        moves_at=at_clock(TODAY, 14),
        officer_id=service.officer(STEADY_TEAM, 1).pk,
        why="Arrested at noon and bailed to his aunt's. We see him this afternoon.",
        by=manager,
        at=at_clock(YESTERDAY, 15, 45),
    )


# ── From team to team ──────────────────────────────────────────────────────────────────────
def transfers(service: Service) -> None:
    """One Wigan has not answered, one it rejected, and a set the first team was asked to take."""
    officer = service.officer(FIRST_TEAM, 0)
    wigan = service.teams[NEXT_TEAM].pk
    rejected = actions.ask_for_transfer(
        person_ids=people([NOT_SEEN_THERE]),
        team_id=wigan,
        reason=SpellReason.ADDRESS,
        why="Says he lives with his brother in Wigan since January.",
        by=officer,
        at=at_clock(date(2017, 2, 6), 11),
    )
    actions.reject_transfer(
        batch=rejected,
        code=TransferRejection.ADDRESS_NOT_CHECKED,
        why="Nobody has been to the address. See him there, then ask again.",
        by=service.senior(NEXT_TEAM),
        at=at_clock(date(2017, 2, 9), 14, 15),
    )
    actions.ask_for_transfer(
        person_ids=people([MOVED_AWAY]),
        team_id=wigan,
        reason=SpellReason.ADDRESS,
        why="Moved to her mother's in Wigan on 1 February. Seen there at the home visit.",
        by=officer,
        at=at_clock(MONDAY, 12),
    )
    actions.ask_for_transfer(
        person_ids=people(MOVED_HERE),
        team_id=service.teams[FIRST_TEAM].pk,
        reason=SpellReason.ADDRESS,
        why="Both have a tenancy in Bolton now; the addresses were checked last week.",
        by=service.officer(NEXT_TEAM, 0),
        at=at_clock(TUESDAY, 10, 30),
    )


def people(numbers: Sequence[int]) -> list[int]:
    crns = [crn_of(FIRST + number) for number in numbers]
    found = persons.ids_of(crns)
    return [found[crn] for crn in crns]


# ── From officer to officer ────────────────────────────────────────────────────────────────
def twelve_inherited(service: Service) -> None:
    """Yesterday the senior moved twelve cases of the officer who is ill; the others still wait to be moved."""
    away, receiver = service.officer(FIRST_TEAM, AWAY), service.officer(FIRST_TEAM, 0)
    at = at_clock(YESTERDAY, 16, 40)
    lines = {line.person_id: line for line in queries.caseload(away.pk, at)}
    in_order = sorted(persons.named(lines).items(), key=lambda named: named[1].crn)
    actions.move_caseload(
        moves=[
            actions.Moving(person_id, receiver.pk, lines[person_id].spell_id)
            for person_id, _named in in_order[:INHERITED]
        ],
        reason=SpellReason.ABSENCE,
        note="Away ill until March at least. The first twelve are yours; I share out the others today.",
        by=service.senior(FIRST_TEAM),
        at=at,
    )
