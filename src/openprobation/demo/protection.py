"""How are people protected in the demonstration? In the company checks slip; in the public service mostly not.

The story is the inspection's: policies are sound and not applied in every case. Each plan gets the same
acts by both roads: who is at risk and when that was last checked, what was asked because policy asks, and
how far each enquiry came. Shares are assumptions of ours and no finding about a real service.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from openprobation.foundation.identity.models import User
from openprobation.foundation.quarantine import Quarantined
from openprobation.rules.protection import Asked, Facts, asked_of
from openprobation.rules.working_days import next_working_day, previous_working_day
from openprobation.supervision.risk import actions as risk
from openprobation.supervision.risk.queries import pack
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.protection import (
    ENQUIRIES,
    AnswerKind,
    CheckFinding,
    EnquiryState,
    FactKind,
    ProtectionTask,
)
from openprobation.vocabulary.risk import HarmGroup, HarmLevel, RegistrationKind

from . import assumptions as share
from .places import FIRST_TEAM
from .plan import OPENING, PersonPlan, at_clock, holder_at
from .service import Service

if TYPE_CHECKING:
    from .bulk import Making

TODAY = OPENING.date()
HIGHER = (HarmLevel.HIGH, HarmLevel.VERY_HIGH)
LEVELS = list(HarmLevel)


# ── What is planned ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named as at risk, and the last time somebody made sure of what protects them."""

    at: datetime
    group: HarmGroup
    checked_at: datetime | None
    finding: CheckFinding


@dataclass(frozen=True, slots=True)
class Kept:
    """Something written that no paper may hold."""

    at: datetime
    kind: FactKind
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Enquired:
    """An enquiry and how far it came; what is None did not happen."""

    task: ProtectionTask
    at: datetime
    asked_of: str
    chased_at: datetime | None = None
    answered_at: datetime | None = None
    answer: AnswerKind = AnswerKind.NOTHING
    words: str = ""
    used_at: datetime | None = None
    with_assessment: bool = False
    """whether harm was assessed with it then, or it had been a moment before"""


Act = Named | Kept | Enquired


def plan_of(plan: PersonPlan) -> tuple[Act, ...]:
    """What was done to protect people in this case, from its number alone."""
    if not plan.holdings or plan.holdings[0].at.date() > TODAY - timedelta(days=3):
        return ()
    rng = random.Random(f"{share.SEED}:protection:{plan.number}")
    return tuple(acts_of(plan, Practice.of(plan), rng))


@dataclass(frozen=True, slots=True)
class Practice:
    """How well a team does it: chances of each step, and how old its checks are."""

    asks: float
    gets_answers: float
    uses_them: float
    checks_within: int
    """days"""

    @classmethod
    def of(cls, plan: PersonPlan) -> Practice:
        if plan.provider is OrganisationKind.NPS:
            return cls(*(share.NPS_ASKS.value, share.NPS_ANSWERS.value, share.NPS_USES.value), 25)
        if plan.team == FIRST_TEAM:
            return cls(0.72, share.CRC_ANSWERS.value - 0.15, share.CRC_USES.value - 0.2, 220)
        return cls(*(share.CRC_ASKS.value, share.CRC_ANSWERS.value, share.CRC_USES.value), 130)


def acts_of(plan: PersonPlan, practice: Practice, rng: random.Random) -> Iterator[Act]:
    began = plan.holdings[0].at
    level = max(plan.risk.levels.values(), key=LEVELS.index)
    if level is not HarmLevel.LOW:
        group = next(each for each in HarmGroup if plan.risk.levels[each] is level)
        yield named(group, began, practice, rng)
    is_abuse = RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR in plan.risk.registrations
    if is_abuse and rng.random() < share.KEPT_FROM_PAPERS.value:
        yield Kept(began + timedelta(hours=1), FactKind.WHEREABOUTS, *rng.choice(WHEREABOUTS))
    facts = facts_of(plan, began_on=plan.sentence.sentenced_on)
    for task in ENQUIRIES:
        asked = asked_of(facts, on=TODAY, pack=pack()).of(task)
        if asked is not None and rng.random() < practice.asks:
            yield enquired(plan, task, practice, rng, is_higher=level in HIGHER)


def named(group: HarmGroup, began: datetime, practice: Practice, rng: random.Random) -> Named:
    day = TODAY - timedelta(days=rng.randint(2, practice.checks_within))
    checked_at = at_clock(previous_working_day(day).day, rng.randint(10, 16), 35)
    finding = CheckFinding.HOLDS if rng.random() < 0.93 else CheckFinding.WEAKER
    return Named(
        began + timedelta(hours=2), group, checked_at if checked_at > began else None, finding
    )


def enquired(
    plan: PersonPlan,
    task: ProtectionTask,
    practice: Practice,
    rng: random.Random,
    *,
    is_higher: bool,
) -> Enquired:
    """Asked at the start of the time its answer is good for, or when the case came."""
    began = plan.holdings[0].at
    good_for = 80 if is_higher else 170
    looked = [review.at for review in plan.reviews if isinstance(review.of, HarmLevel)]
    since = max(began, OPENING - timedelta(days=good_for))
    last_look = max((at for at in looked if at >= since + timedelta(days=8)), default=None)
    if last_look is not None:
        day = last_look.date() - timedelta(days=rng.randint(8, 14))
        asked_at = max(at_clock(next_working_day(day).day, 9, 40), began)
    else:
        day = min(since.date() + timedelta(days=rng.randint(1, 6)), TODAY - timedelta(days=2))
        asked_at = max(at_clock(next_working_day(day).day, 9, 40), began + timedelta(hours=3))
    asked_of = WHOM[task]
    if rng.random() >= practice.gets_answers:
        chased = at_clock(next_working_day(asked_at.date() + timedelta(days=10)).day, 11, 5)
        is_chased = chased < OPENING and rng.random() < 0.5
        return Enquired(task, asked_at, asked_of, chased if is_chased else None)
    answered = at_clock(next_working_day(asked_at.date() + timedelta(days=4)).day, 14, 20)
    if answered >= OPENING:
        return Enquired(task, asked_at, asked_of)
    kind, words = rng.choices(ANSWERS[task], weights=(3, 2))[0]
    used_at, with_assessment = used(plan, answered, last_look, practice, rng)
    return Enquired(task, asked_at, asked_of, None, answered, kind, words, used_at, with_assessment)


def used(
    plan: PersonPlan,
    answered: datetime,
    last_look: datetime | None,
    practice: Practice,
    rng: random.Random,
) -> tuple[datetime | None, bool]:
    """When the answer was used: at the officer's next look at harm, or by a look of its own."""
    if rng.random() >= practice.uses_them:
        return None, False
    if last_look is not None and last_look > answered:
        return last_look + timedelta(minutes=1), False
    day = next_working_day(answered.date() + timedelta(days=3)).day
    at = at_clock(day, 15, 10)
    is_in_order = all(review.at < at for review in plan.reviews)
    return (at, True) if at < OPENING and is_in_order else (None, False)


def facts_of(plan: PersonPlan, *, began_on: date | None) -> Facts:
    """What the policies look at, as it stands of a planned case."""
    assigned_on = plan.holdings[0].at.date()
    return Facts(
        began_on=began_on,
        levels=[(plan.risk.at.date(), plan.risk.levels)],
        registrations=dict.fromkeys(plan.risk.registrations, assigned_on),
        circumstances=frozenset(plan.circumstances),
        mappa_since=assigned_on if plan.risk.mappa else None,
    )


WHOM = {
    ProtectionTask.SAFEGUARDING: "Children's services of the borough",
    ProtectionTask.DOMESTIC_ABUSE: "The police public protection unit",
    ProtectionTask.HOME_VISIT: "The officer, with a colleague",
    ProtectionTask.OVERSIGHT: "The senior of the team",
}
NOTHING, CONCERN = AnswerKind.NOTHING, AnswerKind.CONCERN
ANSWERS = {
    ProtectionTask.SAFEGUARDING: (
        (NOTHING, "No child in the household is known to them."),
        (CONCERN, "A child in need plan since the summer. The social worker visits on Tuesdays."),
    ),
    ProtectionTask.DOMESTIC_ABUSE: (
        (NOTHING, "No calls in the last twelve months."),
        (CONCERN, "Two calls since Christmas, both by a neighbour. No statement was made."),
    ),
    ProtectionTask.HOME_VISIT: (
        (NOTHING, "Lives alone as he said. Tidy, nothing of concern."),
        (CONCERN, "A child's coat and shoes by the door; said nobody else lives there."),
    ),
    ProtectionTask.OVERSIGHT: (
        (NOTHING, "Read the case. What protects people is in place."),
        (CONCERN, "Read the case. The plan relies on one relative: ask who else would notice."),
    ),
}
WHEREABOUTS = (
    ("Moved to a refuge in another town in the autumn.", "Her support worker."),
    ("Staying with her sister; the children changed school.", "Children's services."),
    ("Works evenings now and leaves by the back door.", "She told the police herself."),
)


# ── By the actions people use ──────────────────────────────────────────────────────────────
def by_actions(plan: PersonPlan, *, person_id: int, service: Service) -> None:
    for act in plan_of(plan):
        by = service.officer(plan.team, holder_at(plan.holdings, act.at))
        match act:
            case Named():
                name(plan, act, person_id=person_id, service=service)
            case Kept():
                risk.quarantine(
                    person_id=person_id,
                    kind=act.kind,
                    words=Quarantined(act.words),
                    source=Quarantined(act.source),
                    by=by,
                    at=act.at,
                )
            case Enquired():
                enquire(plan, act, person_id=person_id, service=service)


def name(plan: PersonPlan, act: Named, *, person_id: int, service: Service) -> None:
    line = risk.add_at_risk(
        person_id=person_id,
        group=act.group,
        who=plan.risk.who.rstrip("."),
        from_what=plan.risk.what,
        what_protects=plan.risk.protects,
        by=service.officer(plan.team, holder_at(plan.holdings, act.at)),
        at=act.at,
    )
    if act.checked_at is not None:
        risk.check_protection(
            at_risk_id=line.pk,
            finding=act.finding,
            what_protects=plan.risk.protects,
            by=service.officer(plan.team, holder_at(plan.holdings, act.checked_at)),
            at=act.checked_at,
        )


def enquire(plan: PersonPlan, act: Enquired, *, person_id: int, service: Service) -> None:
    made = risk.ask(
        person_id=person_id,
        task=act.task,
        asked_of=act.asked_of,
        by=service.officer(plan.team, holder_at(plan.holdings, act.at)),
        at=act.at,
    )
    if act.chased_at is not None:
        by = service.officer(plan.team, holder_at(plan.holdings, act.chased_at))
        risk.chase(enquiry_id=made.pk, why=CHASED, by=by, at=act.chased_at)
    if act.answered_at is not None:
        risk.answer(
            enquiry_id=made.pk,
            kind=act.answer,
            answer_words=Quarantined(act.words),
            by=answers(plan, act, service=service),
            at=act.answered_at,
        )
    if act.used_at is not None:
        by = service.officer(plan.team, holder_at(plan.holdings, act.used_at))
        if act.with_assessment:
            risk.assess_harm(
                person_id=person_id,
                levels=plan.risk.levels,
                who_is_at_risk=plan.risk.who,
                what_could_happen=plan.risk.what,
                what_protects_them=plan.risk.protects,
                uses=[made.pk],
                by=by,
                at=act.used_at,
            )
        else:
            risk.use(enquiry_id=made.pk, by=by, at=act.used_at)


CHASED = "Rang and left a message."


def answers(plan: PersonPlan, act: Enquired, *, service: Service) -> User:
    """Who writes the answer down: of management oversight, the senior."""
    if act.task is ProtectionTask.OVERSIGHT:
        return service.senior(plan.team)
    assert act.answered_at is not None
    return service.officer(plan.team, holder_at(plan.holdings, act.answered_at))


# ── The same rows, many people at once ─────────────────────────────────────────────────────
def in_bulk(making: Making) -> None:
    plan = making.plan
    for act in plan_of(plan):
        by = making.service.officer(plan.team, holder_at(plan.holdings, act.at))
        match act:
            case Named():
                name_rows(making, act)
            case Kept():
                fact = making.keep(
                    risk.fact_of(
                        making.person.pk,
                        act.kind,
                        words=Quarantined(act.words),
                        source=Quarantined(act.source),
                        by=by,
                        at=act.at,
                    )
                )
                making.audit("risk.quarantined.written", fact, by=by, at=act.at, kind=act.kind)
            case Enquired():
                enquiry_rows(making, act)


def name_rows(making: Making, act: Named) -> None:
    plan, protects = making.plan, making.plan.risk.protects
    by = making.service.officer(plan.team, holder_at(plan.holdings, act.at))
    line = making.keep(
        risk.at_risk_of(
            making.person.pk,
            act.group,
            who=plan.risk.who.rstrip("."),
            from_what=plan.risk.what,
            by=by,
            at=act.at,
        )
    )
    making.keep(risk.check_of(line, CheckFinding.HOLDS, protects, by=by, at=act.at))
    said = risk.said_of_added(act.group)
    making.line(ContactKind.RISK, act.at, said, on=line, by=by, at=act.at)
    making.audit("risk.at_risk.added", line, by=by, at=act.at)
    if act.checked_at is not None:
        at, finding = act.checked_at, act.finding
        by = making.service.officer(plan.team, holder_at(plan.holdings, at))
        making.keep(risk.check_of(line, finding, protects, by=by, at=at))
        said = risk.said_of_check(finding)
        making.line(ContactKind.RISK, at, said, on=line, by=by, at=at)
        making.audit("risk.at_risk.checked", line, by=by, at=at, finding=finding)


def enquiry_rows(making: Making, act: Enquired) -> None:
    plan = making.plan
    enquiry = risk.enquiry_of(
        making.person.pk,
        act.task,
        asked_of=act.asked_of,
        asked=demanded(making, act),
        at=act.at,
    )
    enquiry.state = EnquiryState.ASKED
    making.keep(enquiry)
    states: list[tuple[EnquiryState, datetime]] = [(EnquiryState.ASKED, act.at)]
    if act.chased_at is not None:
        states.append((EnquiryState.CHASED, act.chased_at))
    if act.answered_at is not None:
        states.append((EnquiryState.ANSWERED, act.answered_at))
    if act.used_at is not None:
        states.append((EnquiryState.USED, act.used_at))
    before: EnquiryState | None = None
    for state, at in states:
        is_answer = state is EnquiryState.ANSWERED
        by = making.service.officer(plan.team, holder_at(plan.holdings, at))
        if is_answer:
            by = answers(plan, act, service=making.service)
        if state is EnquiryState.USED and act.with_assessment:
            making.assess(by=by, at=at)
        why = CHASED if state is EnquiryState.CHASED else ""
        enquiry.state, enquiry.since = state, at
        making.keep(
            risk.step_of(
                enquiry,
                before,
                state,
                why=why,
                answer=act.answer if is_answer else None,
                answer_words=Quarantined(act.words) if is_answer else None,
                assessment=making.harm if state is EnquiryState.USED else None,
                by=by,
                at=at,
            )
        )
        said = risk.said_of_step(act.task, state, act.answer if is_answer else None)
        making.line(ContactKind.RISK, at, said, note=why, on=enquiry, by=by, at=at)
        making.audit(f"risk.enquiry.{state.value}", enquiry, by=by, at=at, task=act.task)
        before = state


def demanded(making: Making, act: Enquired) -> Asked | None:
    """What policy asks of the case by this task on the day it is asked."""
    on = act.at.date()
    begun = [order.starts_on for order in making.orders if order.starts_on <= on]
    facts = facts_of(making.plan, began_on=min(begun, default=None))
    return asked_of(facts, on=on, pack=pack()).of(act.task)
