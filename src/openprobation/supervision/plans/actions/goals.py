"""How are goals set, steps taken, and a plan agreed with the person?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules import operating_model
from openprobation.rules.dates import words as in_words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.needs.actions import NotYet, TooLong, has_not_come, refuse_all
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.plans import Actor, Agreement, GoalState, StepState

from ..events import PlanAgreed
from ..models import Goal, GoalChange, Plan, PlanAgreement, Review, Step
from ..permissions import Permission
from ..policies import LONGEST_LINE, LONGEST_NOTE
from ..queries import pack, review_months


# ── Refusals ───────────────────────────────────────────────────────────────────────────────
class SayTheGoal(Refused):
    def __init__(self) -> None:
        super().__init__("Say what the person wants to reach, in their own words.", field="words")


class DayIsOver(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("This day is over. Give a day still to come.", field=field)


class NoStep(Refused):
    def __init__(self, field: str = "step_1") -> None:
        super().__init__("Say at least one step: what is done first?", field=field)


class SayWho(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("Say who does this step.", field=field)


class AfterTheGoal(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("A step cannot be due after its goal.", field=field)


class NoGoal(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing to agree yet: set at least one goal with a step.")


class SayWhyNot(Refused):
    def __init__(self) -> None:
        super().__init__("Write what the person said, or why they could not answer.", field="said")


class NoLongerWorkedOn(Refused):
    def __init__(self, state: GoalState) -> None:
        super().__init__(f"This goal is no longer being worked on: {state.label.lower()}.")


class SayWhyDropped(Refused):
    def __init__(self, field: str = "why") -> None:
        super().__init__("Say why the goal is dropped.", field=field)


class SayWhyNotDone(Refused):
    def __init__(self, field: str = "note") -> None:
        super().__init__("Say why it will not be done.", field=field)


class PlanEnded(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This plan has ended: nothing in it changes. Set a goal in the plan that runs."
        )


class Died(Refused):
    def __init__(self, died_on: date) -> None:
        super().__init__(f"This person died on {in_words(died_on)}. Nothing more is planned.")


class BeforeThePlan(Refused):
    def __init__(self, began_on: date) -> None:
        super().__init__(
            f"The plan began on {in_words(began_on)}: they cannot have been asked before.",
            field="on",
        )


# ── Goals and steps ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class StepGiven:
    """A step as somebody typed it. No day: by the day of the goal."""

    what: str
    actor: Actor | None
    by_when: date | None = None


@transaction.atomic
def add_goal(
    *,
    person_id: int,
    need: Need,
    words: str,
    by_when: date,
    steps: Sequence[StepGiven],
    by: User,
    at: datetime,
) -> Goal:
    """A goal with its first steps; the first goal begins the plan."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.KEEP, at=at, person_id=person_id)
    person = persons.by_id(person_id)
    if person is not None and person.died_on is not None:
        raise Died(person.died_on)
    words = words.strip()
    given = [step for step in steps if step.what.strip()]
    refuse_all(_goal_faults(words, by_when, given, at))
    plan = open_plan(person_id) or Plan.objects.create(
        person_id=person_id, began_by=by, began_at=at
    )
    goal = Goal.objects.create(
        plan=plan,
        need=need,
        words=words,
        by_when=by_when,
        state=GoalState.ACTIVE,
        added_by=by,
        added_at=at,
    )
    Step.objects.bulk_create(step_of(goal, step, by=by, at=at) for step in given)
    note = "\n".join([words, *(f"– {step.what.strip()}" for step in given)])
    line(goal, person_id, f"Goal set: {need.label.lower()}", note=note, by=by, at=at)
    audit("plan.goal.added", on=goal, by=by.username, at=at, person_id=person_id, steps=len(given))
    return goal


def open_plan(person_id: int) -> Plan | None:
    """The plan that runs, whichever of the person's joined records it was begun on."""
    person = persons.by_id(person_id)
    ids = person.ids if person else (person_id,)
    rows = Plan.objects.select_for_update().filter(person_id__in=ids, ended_on__isnull=True)
    return rows.order_by("-began_at", "-pk").first()


def step_of(goal: Goal, given: StepGiven, *, by: User, at: datetime) -> Step:
    """The unsaved step."""
    assert given.actor is not None
    return Step(
        goal=goal,
        what=given.what.strip(),
        actor=given.actor,
        by_when=given.by_when or goal.by_when,
        state=StepState.NOT_STARTED,
        added_at=at,
        changed_by=by,
        changed_at=at,
    )


def _goal_faults(
    words: str, by_when: date, steps: Sequence[StepGiven], at: datetime
) -> Iterator[Refused]:
    if not words:
        yield SayTheGoal()
    if len(words) > LONGEST_LINE:
        yield TooLong("words", len(words), LONGEST_LINE)
    if by_when < timezone.localdate(at):
        yield DayIsOver("by_when")
    if not steps:
        yield NoStep()
    for number, step in enumerate(steps, 1):
        yield from _step_faults(step, by_when, at, suffix=f"_{number}")


def _step_faults(step: StepGiven, by_when: date, at: datetime, *, suffix: str) -> Iterator[Refused]:
    if len(step.what.strip()) > LONGEST_LINE:
        yield TooLong(f"step{suffix}", len(step.what.strip()), LONGEST_LINE)
    if step.actor is None:
        yield SayWho(f"actor{suffix}")
    if step.by_when is not None and step.by_when < timezone.localdate(at):
        yield DayIsOver(f"step_by{suffix}")
    elif step.by_when is not None and step.by_when > by_when:
        yield AfterTheGoal(f"step_by{suffix}")


@transaction.atomic
def add_step(*, goal_id: int, given: StepGiven, by: User, at: datetime) -> Step:
    """One more step towards a goal."""
    goal, person_id = _goal(goal_id, by=by, at=at)
    _refuse_closed(goal, person_id)
    if not given.what.strip():
        raise NoStep("step")
    refuse_all(_step_faults(given, goal.by_when, at, suffix=""))
    step = step_of(goal, given, by=by, at=at)
    step.save(force_insert=True)
    said = f"Step added: {Need(goal.need).label.lower()}"
    line(step, person_id, said, note=step.what, by=by, at=at)
    audit("plan.step.added", on=step, by=by.username, at=at, person_id=person_id)
    return step


@transaction.atomic
def mark_step(*, step_id: int, state: StepState, by: User, at: datetime, note: str = "") -> Step:
    """How far a step is now."""
    step = Step.objects.select_for_update(of=("self",)).select_related("goal__plan").get(pk=step_id)
    person_id = persons.kept_id(step.goal.plan.person_id)
    require(by, Permission.KEEP, at=at, person_id=person_id)
    note = note.strip()
    _refuse_closed(step.goal, person_id)
    if state is StepState.NOT_DONE and not note:
        raise SayWhyNotDone
    if len(note) > LONGEST_LINE:
        raise TooLong("note", len(note), LONGEST_LINE)
    if step.state == state and step.note == note:
        return step
    before = step.state
    step.state, step.note, step.changed_by, step.changed_at = state, note, by, at
    step.save(update_fields=["state", "note", "changed_by", "changed_at"])
    told = f"{step.what}. {note}" if note else step.what
    line(step, person_id, f"Step of the plan: {state.label.lower()}", note=told, by=by, at=at)
    audit(
        "plan.step.marked",
        on=step,
        by=by.username,
        at=at,
        person_id=person_id,
        before=before,
        now=state,
    )
    return step


@transaction.atomic
def close_goal(*, goal_id: int, state: GoalState, why: str, by: User, at: datetime) -> Goal:
    """A goal was reached, or is dropped with a reason, outside a formal review."""
    goal, person_id = _goal(goal_id, by=by, at=at)
    _refuse_closed(goal, person_id)
    why = why.strip()
    if state is GoalState.DROPPED and not why:
        raise SayWhyDropped
    if len(why) > LONGEST_LINE:
        raise TooLong("why", len(why), LONGEST_LINE)
    change_goal(goal, state, why, review=None, by=by, at=at)
    told = f"{goal.words} {why}".strip()
    said = f"Goal {state.label.lower()}: {Need(goal.need).label.lower()}"
    line(goal, person_id, said, note=told, by=by, at=at)
    audit("plan.goal.closed", on=goal, by=by.username, at=at, person_id=person_id, now=state)
    return goal


def change_goal(
    goal: Goal, state: GoalState, why: str, *, review: Review | None, by: User, at: datetime
) -> None:
    """Write the change as a row of its own, and the goal's state with it."""
    GoalChange.objects.create(
        goal=goal, review=review, before=goal.state, after=state, why=why, by=by, at=at
    )
    goal.state = state
    goal.save(update_fields=["state"])


def _goal(goal_id: int, *, by: User, at: datetime) -> tuple[Goal, int]:
    goal = Goal.objects.select_for_update(of=("self",)).select_related("plan").get(pk=goal_id)
    person_id = persons.kept_id(goal.plan.person_id)
    require(by, Permission.KEEP, at=at, person_id=person_id)
    return goal, person_id


def _refuse_closed(goal: Goal, person_id: int) -> None:
    """Only the plan in force changes: of two joined records, the one begun last."""
    plan = open_plan(person_id)
    if plan is None or plan.pk != goal.plan_id:
        raise PlanEnded
    if goal.state != GoalState.ACTIVE:
        raise NoLongerWorkedOn(GoalState(goal.state))


# ── Agreeing ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def agree(
    *, person_id: int, answer: Agreement, said: str, on: date, by: User, at: datetime
) -> PlanAgreement:
    """Ask the person about the plan. From the first answer on it is worked to, and its review has a day."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.KEEP, at=at, person_id=person_id)
    said = said.strip()
    plan = open_plan(person_id)
    if plan is None or not plan.goals.filter(state=GoalState.ACTIVE, steps__isnull=False).exists():
        raise NoGoal
    refuse_all([*answer_faults(answer, said, on, at), *_too_early(plan, on)])
    agreement = PlanAgreement.objects.create(
        plan=plan, answer=answer, said=said, on=on, by=by, at=at
    )
    if plan.agreed_on is None:
        plan.agreed_on = on
        plan.review_due_on = operating_model.review_due(
            on, months=review_months(person_id, on=on, at=at), pack=pack()
        )
        plan.save(update_fields=["agreed_on", "review_due_on"])
    line(agreement, person_id, said_of_answer(answer), note=said, by=by, at=at)
    audit("plan.agreed", on=plan, by=by.username, at=at, answer=answer)
    announce(PlanAgreed(person_id, plan.pk, answer, by.pk, at))
    return agreement


def _too_early(plan: Plan, on: date) -> Iterator[Refused]:
    began_on = timezone.localdate(plan.began_at)
    if on < began_on:
        yield BeforeThePlan(began_on)


def answer_faults(answer: Agreement, said: str, on: date, at: datetime) -> Iterator[Refused]:
    if answer is not Agreement.AGREES and not said:
        yield SayWhyNot()
    if len(said) > LONGEST_NOTE:
        yield TooLong("said", len(said), LONGEST_NOTE)
    if has_not_come(on, at):
        yield NotYet("on")


def said_of_answer(answer: Agreement) -> str:
    return {
        Agreement.AGREES: "The person agreed with the plan",
        Agreement.DISAGREES: "The person was asked and does not agree with the plan",
        Agreement.COULD_NOT_SAY: "The person could not say whether they agree with the plan",
    }[answer]


def line(
    row: models.Model, person_id: int, summary: str, *, by: User, at: datetime, note: str = ""
) -> None:
    contacts.record(
        person_id=person_id,
        kind=ContactKind.PLAN,
        happened_at=at,
        summary=summary,
        note=note,
        by=by,
        at=at,
        reference=row,
    )
