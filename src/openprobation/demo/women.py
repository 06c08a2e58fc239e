"""What were women of the first team offered? A strong centre: most were asked, three come, a few nobody asked.

The story is the inspection's: services for women impressive. Told of the first team by the actions its
people use. The centre, its way there and its women are invented.
"""

from __future__ import annotations

from datetime import date, timedelta

from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.interventions import actions
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.commissioning import FundingLine
from openprobation.vocabulary.interventions import Attendance, Delivery, SessionKind
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.women import Childcare, OfferAnswer, SafeContact

from .plan import FIRST_TEAM_PEOPLE, PersonPlan, at_clock, plan_person
from .service import BEGAN_AT, Service

MINUTES = {
    "Bolton": 10, "Bury": 35, "Wigan": 40, "Salford": 35, "Manchester": 45, "Trafford": 55,
    "Rochdale": 60, "Oldham": 75, "Stockport": 75, "Tameside": 80,
}  # fmt: skip
STATEMENT = (
    "A building for women only, with a crèche and a worker who rings before the first visit."
    " Every woman is offered a woman to work with; nobody is sent home for coming with a child."
)
EVERY = 6
"""One woman in so many was not asked yet."""
COME = 3
"""So many of those who want the centre go to it."""
STATED, ASKED = date(2016, 4, 4), date(2017, 1, 16)


def tell(made: Service) -> None:
    """The centre, its statement, and what women of the first team chose."""
    system = identity.system_user()
    (service_id,) = commissioning.for_women_only(ASKED)
    actions.keep_centre(
        service_id=service_id,
        name="Wayforward Bolton",
        place="Mawdsley Yard, Bolton",
        has_creche=True,
        minutes={made.areas[area].pk: took for area, took in MINUTES.items()},
        by=system,
        at=BEGAN_AT,
    )
    actions.state_provision(
        service_id=service_id, text=STATEMENT, by=system, at=at_clock(STATED, 10)
    )
    women = [
        plan
        for plan in map(plan_person, range(1, FIRST_TEAM_PEOPLE + 1))
        if plan.sex is Sex.FEMALE and plan.holdings and plan.holdings[-1].at.date() < ASKED
    ]
    ids = persons.ids_of([plan.crn for plan in women])
    went = 0
    for place, plan in enumerate(women):
        if place % EVERY == 3 or plan.crn not in ids:
            continue
        officer = made.officer(plan.team, plan.holdings[-1].officer)
        wants = asked(plan, place, ids[plan.crn], officer=officer)
        if wants and went < COME:
            goes(ids[plan.crn], service_id, made.by_role["WAY-1", Role.SUPPLIER], officer=officer)
            went += 1


def asked(plan: PersonPlan, place: int, person_id: int, *, officer: User) -> bool:
    """What she said; whether she wants the centre."""
    space = OfferAnswer.DECLINED if place % 5 == 2 else OfferAnswer.YES
    is_careful = place % 3 == 1
    actions.ask_woman(
        person_id=person_id,
        space=space,
        officer=OfferAnswer.YES if place % 2 else OfferAnswer.DECLINED,
        childcare=Childcare.CRECHE if place % 3 == 0 else Childcare.NOT_NEEDED,
        safe_contact=SafeContact.ONLY_AS_SAID if is_careful else SafeContact.ANY,
        safe_words="Ring while the children are at school; no letters." if is_careful else "",
        by=officer,
        at=at_clock(ASKED + timedelta(days=place % 4), 11),
    )
    return space is OfferAnswer.YES


def goes(person_id: int, service_id: int, worker: User, *, officer: User) -> None:
    """Sent, taken within a day, and there a week later."""
    at = at_clock(ASKED + timedelta(days=7), 10)
    found = actions.refer(
        person_id=person_id,
        service_id=service_id,
        units=8,
        funding_line=FundingLine.COMMISSIONER,
        why="She asked for a place where she can talk.",
        wanted=["Knows whom to ring on a bad day"],
        by=officer,
        at=at,
    ).pk
    at += timedelta(days=1)
    actions.accept(referral_id=found, by=worker, at=at)
    actions.assign(referral_id=found, worker_id=worker.pk, by=worker, at=at)
    actions.assess(referral_id=found, text="Came with her sister, and stayed.", by=worker, at=at)
    actions.make_plan(
        referral_id=found,
        text="A talk alone each week, and the Thursday kitchen.",
        sessions=8,
        by=worker,
        at=at,
    )
    session = actions.book(
        referral_id=found,
        kind=SessionKind.SESSION,
        starts_at=at_clock(date(2017, 1, 31), 13),
        minutes=60,
        delivery=Delivery.IN_PERSON,
        place="Wayforward Bolton, Mawdsley Yard",
        by=worker,
        at=at,
    )
    actions.report(
        session_id=session.pk,
        attendance=Attendance.CAME,
        note="Talked for an hour. Comes again.",
        by=worker,
        at=at_clock(date(2017, 1, 31), 15),
    )
