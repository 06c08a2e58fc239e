"""How are needs assessed and plans made in the demonstration? Assessed well, planned thinner, seldom reviewed.

The story is the inspection's: in the company assessments are good and planning is weaker, protective
factors and formal reviews are inconsistent. Told of some of the first team only, by the actions officers
use: nobody else in the demonstration has an assessment here. No finding about a real service.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Owner
from openprobation.supervision.needs import actions as needs
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.plans import actions as plans
from openprobation.vocabulary.needs import EngagementKind, Need, NeedLevel, ProtectiveKind
from openprobation.vocabulary.plans import (
    Actor,
    Agreement,
    GoalState,
    ReviewReason,
    Stage,
    StepState,
)

from . import assumptions as share
from . import stories
from .places import FIRST_TEAM
from .plan import OPENING, PersonPlan, at_clock, crn_of, plan_person
from .service import Service

TODAY = OPENING.date()
TOLD_OF = 40
"""People of the first team, from the first on: by actions each takes its time, and this is enough to see."""

AGAIN_BEFORE = (49, 79)
"""Days before publication on which somebody assessed earlier was assessed again: a question why no service
was used is then days or weeks late, and not years."""

# Assumptions, listed with the others.
PLANNED, ASKED, REVIEWED, PROTECTED = 0.7, 0.8, 0.35, 0.45

MODELS: tuple[tuple[str, str, dict[Stage, int], dict[Stage, str], int], ...] = (
    (
        "Purple Futures",
        "Steps away from crime",
        {Stage.INDUCTION: 5, Stage.ASSESSMENT: 15, Stage.PLAN: 20, Stage.MODULES: 42},
        {
            Stage.INDUCTION: "Meet, explain the order and rights, and ask what they want from it.",
            Stage.ASSESSMENT: "Strengths first, then needs; their own view in their own words.",
            Stage.PLAN: "Goals in their words, each with a step they take themselves.",
            Stage.MODULES: "The work that answers the first three needs.",
            Stage.REVIEW: "Look back together: what changed, what goes, what comes next.",
            Stage.EXIT: "Who is there afterwards, and what to do on a bad day.",
        },
        3,
    ),
    (
        "Ministry of Justice",
        "National Probation Service operating model",
        {Stage.INDUCTION: 5, Stage.ASSESSMENT: 15, Stage.PLAN: 15},
        {},
        4,
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is found, wanted and done about one need, all of it invented."""

    found: str
    goal: str
    own_step: str
    service_step: str


TOLD = {
    Need.ACCOMMODATION: Told(
        "Sleeps on a friend’s sofa; the friend wants it back by spring.",
        "A place of my own with a key.",
        "Take the papers to the housing office.",
        "Write the letter that supports the application.",
    ),
    Need.ETE: Told(
        "Out of work since the summer; left school without certificates.",
        "A job with my hands.",
        "Go to the open day at the college.",
        "Book a meeting with the work adviser.",
    ),
    Need.FINANCE: Told(
        "Behind with the rent and two loans; opens no letters.",
        "Open the post without being scared of it.",
        "Bring the unopened letters to the next meeting.",
        "Book the debt adviser.",
    ),
    Need.RELATIONSHIPS: Told(
        "Arguments at home before most of the offences.",
        "Talk at home without shouting.",
        "Leave the room when it gets loud, and come back after.",
        "Go through the last argument step by step.",
    ),
    Need.LIFESTYLE: Told(
        "Weekends with the friends the offences were committed with.",
        "Something to do on Saturdays that is mine.",
        "Try the boxing club twice.",
        "Ask the club whether there is a place.",
    ),
    Need.DRUGS: Told(
        "Daily cannabis; spice since last year.",
        "Get through a week clean.",
        "Keep the first appointment with the treatment service.",
        "Make the referral and ring with them.",
    ),
    Need.ALCOHOL: Told(
        "Drinks from Friday to Sunday; the offences were at weekends.",
        "Stay dry on Fridays.",
        "Go to the Friday group.",
        "Ask every week how Friday went.",
    ),
    Need.WELLBEING: Told(
        "Sleeps badly since a bereavement; has not seen a doctor.",
        "Sleep through the night again.",
        "See the doctor.",
        "Write a note for the doctor about the last months.",
    ),
    Need.THINKING: Told(
        "Acts first; says afterwards that there was no time to think.",
        "Count to ten and mean it.",
        "Write down one moment a week when it worked.",
        "Start the sessions on thinking it through.",
    ),
    Need.ATTITUDES: Told(
        "Sees the offence as a matter between two people.",
        "Understand what it did to the others.",
        "Write the letter that is not sent.",
        "Two sessions on whoever was hurt.",
    ),
}
STRENGTHS = (
    (Need.RELATIONSHIPS, "Close to a grandmother who speaks plainly."),
    (Need.ETE, "Worked three years in one kitchen."),
    (Need.ATTITUDES, "Comes to every meeting on time."),
    (Need.ACCOMMODATION, "Has kept the same flat for two years."),
)
PROTECTS = (
    (ProtectiveKind.FAMILY, "A sister who rings every evening."),
    (ProtectiveKind.CHILDREN, "A daughter who visits on Sundays."),
    (ProtectiveKind.WORK, "Three days a week at a warehouse."),
    (ProtectiveKind.INTEREST, "Coaches the under-nines."),
)
WORKS = ("Mornings, and a walk.", "Write the next step down together.", "A text the day before.")
BARRIERS = ("No bus before ten.", "Reading: say it, do not send it.", "Child care on Tuesdays.")


def tell(service: Service) -> None:
    """Both owners' models, and the first people of the first team."""
    keep_models()
    ids = persons.ids_of([plan_person(number).crn for number in range(1, TOLD_OF + 1)])
    for number in range(1, TOLD_OF + 1):
        plan = plan_person(number)
        if plan.holdings and plan.crn in ids:
            tell_of(plan, person_id=ids[plan.crn], service=service)
    tell_of_the_phone(service)


def tell_of_the_phone(service: Service) -> None:
    """The person behind the last door has a plan in their own words, and has said yes to it."""
    person = persons.by_crn(crn_of(stories.FIRST + stories.ON_THE_PHONE))
    if person is None:
        return
    officer = service.officer(FIRST_TEAM, 0)
    at = at_clock(date(2016, 12, 20), 15)
    ranked = [Need.ETE, Need.THINKING, Need.ACCOMMODATION]
    needs.assess(
        person_id=person.id,
        found=found(random.Random(f"{share.SEED}:plans:phone"), ranked),
        ranked=ranked,
        what_led_to_it="No work since he came, and a quarrel over a shift.",
        by=officer,
        at=at,
    )
    for need in ranked[:2]:
        plans.add_goal(
            person_id=person.id,
            need=need,
            words=TOLD[need].goal,
            by_when=date(2017, 5, 31),
            steps=[
                plans.StepGiven(TOLD[need].own_step, Actor.PERSON),
                plans.StepGiven(TOLD[need].service_step, Actor.OFFICER),
            ],
            by=officer,
            at=at + timedelta(minutes=20),
        )
    plans.agree(
        person_id=person.id,
        answer=Agreement.AGREES,
        said="Yes. Work first.",
        on=at.date(),
        by=officer,
        at=at + timedelta(minutes=30),
    )


def keep_models() -> None:
    owners = dict(Owner.objects.values_list("name", "pk"))
    for owner, name, within, asks, months in MODELS:
        plans.keep_model(
            owner_id=owners[owner],
            name=name,
            starts_on=date(2015, 2, 1),
            within=within,
            asks=asks,
            review_months=months,
            by=identity.system_user(),
            at=OPENING - timedelta(days=700),
        )


def tell_of(plan: PersonPlan, *, person_id: int, service: Service) -> None:
    """One person: assessed, mostly planned and asked, seldom reviewed."""
    rng = random.Random(f"{share.SEED}:plans:{plan.number}")
    held = plan.holdings[-1]
    officer = service.officer(plan.team, held.officer)
    began = held.at.date()
    if began > TODAY - timedelta(days=30):
        return
    at = at_clock(began + timedelta(days=rng.randint(8, 20)), 11)
    ranked = rng.sample(list(TOLD), 3)
    again_on = TODAY - timedelta(days=random.Random(f"{plan.number}:again").randint(*AGAIN_BEFORE))
    what = found(rng, ranked)
    for day in (at.date(), again_on):
        if day < at.date() + timedelta(days=28) and day != at.date():
            continue  # assessed a month ago or less
        needs.assess(
            person_id=person_id,
            found=what,
            ranked=ranked,
            what_led_to_it="Money was short, a friend asked, and there was no plan for the evening.",
            by=officer,
            at=at_clock(day, 11),
        )
    know(rng, person_id, by=officer, at=at + timedelta(minutes=10))
    if rng.random() < PLANNED:
        plan_with(rng, person_id, ranked, by=officer, at=at + timedelta(days=7))


def found(rng: random.Random, ranked: list[Need]) -> dict[Need, needs.Found]:
    strong, words = rng.choice(STRENGTHS)
    return {
        need: needs.Found(
            level=NeedLevel.NONE
            if need not in ranked
            else (NeedLevel.HIGH if need is ranked[0] else NeedLevel.SOME),
            bears_on_reoffending=need in ranked,
            found=TOLD[need].found if need in ranked else "",
            strength=words if need is strong else "",
        )
        for need in Need
    }


def know(rng: random.Random, person_id: int, *, by: User, at: datetime) -> None:
    """Own words, what protects them and how to work with them, where somebody wrote it down."""
    if rng.random() < PROTECTED:
        kind, what = rng.choice(PROTECTS)
        starts_on = at.date() - timedelta(days=rng.randint(30, 300))
        needs.add_factor(
            person_id=person_id, kind=kind, what=what, starts_on=starts_on, by=by, at=at
        )
        needs.say_own_view(
            person_id=person_id,
            said_on=at.date(),
            going_well="I have not been in trouble for a while.",
            is_hard="Weekends.",
            wants="To be somebody my family is not ashamed of.",
            by=by,
            at=at,
        )
    if rng.random() < PROTECTED:
        noted, words = rng.choice(
            ((EngagementKind.WORKS, WORKS), (EngagementKind.BARRIER, BARRIERS))
        )
        needs.note_engagement(person_id=person_id, kind=noted, what=rng.choice(words), by=by, at=at)


def plan_with(
    rng: random.Random, person_id: int, ranked: list[Need], *, by: User, at: datetime
) -> None:
    """Thinner than the assessment: one goal, and not always for the first need."""
    if at.date() > TODAY - timedelta(days=2):
        return
    need = ranked[0] if rng.random() < PLANNED else ranked[1]
    told = TOLD[need]
    goal = plans.add_goal(
        person_id=person_id,
        need=need,
        words=told.goal,
        by_when=max(at.date() + timedelta(days=150), TODAY + timedelta(days=20)),
        steps=[
            plans.StepGiven(told.own_step, Actor.PERSON),
            plans.StepGiven(told.service_step, Actor.OFFICER),
        ],
        by=by,
        at=at,
    )
    if rng.random() >= ASKED:
        return
    plans.agree(person_id=person_id, answer=Agreement.AGREES, said="", on=at.date(), by=by, at=at)
    on = at.date() + timedelta(days=90)
    if on < TODAY and rng.random() < REVIEWED:
        step = goal.steps.order_by("pk")[0]
        plans.mark_step(step_id=step.pk, state=StepState.DONE, by=by, at=at_clock(on, 10))
        plans.review(
            person_id=person_id,
            on=on,
            reason=ReviewReason.DUE,
            what_changed=f"Done: {told.own_step}",
            goals={goal.pk: plans.GoneThrough(GoalState.ACTIVE)},
            person_took_part=True,
            answer=Agreement.AGREES,
            said="It is going all right.",
            next_due_on=on + timedelta(days=91),
            by=by,
            at=at_clock(on, 11),
        )
