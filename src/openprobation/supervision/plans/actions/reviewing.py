"""How is a plan formally reviewed, how does it end, and how is a stage of the model marked?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.supervision.needs import actions as needs
from openprobation.supervision.needs.actions import NotYet, TooLong, has_not_come, refuse_all
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.plans import Agreement, GoalState, ReviewReason, Stage

from ..events import PlanReviewed, StageReached
from ..models import Goal, OperatingModel, Plan, PlanAgreement, Review, StageMark
from ..permissions import Permission
from ..policies import LONGEST_LINE, LONGEST_NOTE, REVIEW_MONTHS, WITHIN_DAYS
from ..queries import MARKED, owners
from .goals import SayWhyDropped, answer_faults, change_goal, line, open_plan


# ── Refusals ───────────────────────────────────────────────────────────────────────────────
class NotAgreedYet(Refused):
    def __init__(self) -> None:
        super().__init__("There is no plan to review yet: ask the person about the plan first.")


class SayWhatChanged(Refused):
    def __init__(self) -> None:
        super().__init__("Say what has changed since, or that nothing has.", field="what_changed")


class GoalNotGoneThrough(Refused):
    def __init__(self, goal_id: int) -> None:
        super().__init__("Say what becomes of this goal.", field=f"goal_{goal_id}")


class ReviewedSince(Refused):
    def __init__(self, by: str, on: date) -> None:
        super().__init__(
            f"{by} reviewed this plan on {words(on)}, after you opened this page. What you typed is"
            " still here: read theirs before you save yours."
        )


class NextIsTooEarly(Refused):
    def __init__(self) -> None:
        super().__init__("The next review must be after this one.", field="next_due_on")


class BeforeTheLast(Refused):
    def __init__(self, last: date) -> None:
        super().__init__(f"This is before {words(last)}, the last look at the plan.", field="on")


class NotMarkedByHand(Refused):
    def __init__(self, stage: Stage) -> None:
        super().__init__(
            f"{stage.label} is told by the record itself: do it, and the stage is reached.",
            field="stage",
        )


class MarkedAlready(Refused):
    def __init__(self, stage: Stage, on: date) -> None:
        super().__init__(f"{stage.label} was marked on {words(on)} already.", field="on")


class NotYourModel(Refused):
    def __init__(self) -> None:
        super().__init__("You may keep the operating model of your own organisation’s owner only.")


class NameTheModel(Refused):
    def __init__(self) -> None:
        super().__init__("Give the model a name.", field="name")


class BeginsTooEarly(Refused):
    def __init__(self, last: date) -> None:
        super().__init__(
            f"The model in force began on {words(last)}: a new one begins after that day.",
            field="starts_on",
        )


class OutOfBounds(Refused):
    def __init__(self, field: str, least: int, most: int) -> None:
        super().__init__(f"Give a number from {least} to {most}.", field=field)


# ── Reviewing ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class GoneThrough:
    """What becomes of one goal, and why when it is dropped."""

    state: GoalState
    why: str = ""


@transaction.atomic
def review(
    *,
    person_id: int,
    on: date,
    reason: ReviewReason,
    what_changed: str,
    goals: Mapping[int, GoneThrough],
    person_took_part: bool,
    answer: Agreement,
    said: str,
    next_due_on: date,
    by: User,
    at: datetime,
    factors: Collection[int] = (),
    seen_id: int | None = None,
) -> Review:
    """Go through the plan formally: each goal is kept, reached or dropped with a reason.

    `factors` are the protective factors that were gone through and still hold. `seen_id` is the review
    the writer had before them (0: none); a later one is not written over unread.
    """
    person_id = persons.kept_id(person_id)
    require(by, Permission.KEEP, at=at, person_id=person_id)
    plan = open_plan(person_id)
    if plan is None or plan.agreed_on is None:
        raise NotAgreedYet
    last = plan.reviews.select_related("by").order_by("-on", "-pk").first()
    if seen_id is not None and last is not None and last.pk != seen_id:
        raise ReviewedSince(last.by.name, last.on)
    active = list(plan.goals.filter(state=GoalState.ACTIVE).order_by("pk"))
    what_changed, said = what_changed.strip(), said.strip()
    looked_before = last.on if last else plan.agreed_on
    refuse_all(
        [
            *_review_faults(what_changed, on, next_due_on, looked_before, at),
            *_goal_faults(active, goals),
            *answer_faults(answer, said, on, at),
        ]
    )
    made = Review.objects.create(
        plan=plan,
        on=on,
        reason=reason,
        person_took_part=person_took_part,
        what_changed=what_changed,
        next_due_on=next_due_on,
        by=by,
        at=at,
    )
    for goal in active:
        gone = goals[goal.pk]
        if gone.state is not GoalState.ACTIVE:
            change_goal(goal, gone.state, gone.why.strip(), review=made, by=by, at=at)
    PlanAgreement.objects.create(
        plan=plan, review=made, answer=answer, said=said, on=on, by=by, at=at
    )
    plan.review_due_on = next_due_on
    plan.save(update_fields=["review_due_on"])
    for factor_id in factors:
        needs.look_at_factor(factor_id=factor_id, by=by, at=at)
    line(made, person_id, said_of_review(goals), note=what_changed, by=by, at=at)
    audit(
        "plan.reviewed",
        on=plan,
        by=by.username,
        at=at,
        reason=reason,
        dropped=_count(goals, GoalState.DROPPED),
        achieved=_count(goals, GoalState.ACHIEVED),
    )
    announce(PlanReviewed(person_id, plan.pk, made.pk, by.pk, at))
    return made


def said_of_review(goals: Mapping[int, GoneThrough]) -> str:
    """In a line: how many goals were kept, reached and dropped."""
    kept = _count(goals, GoalState.ACTIVE)
    parts = [f"{kept} kept"]
    if achieved := _count(goals, GoalState.ACHIEVED):
        parts.append(f"{achieved} achieved")
    if dropped := _count(goals, GoalState.DROPPED):
        parts.append(f"{dropped} dropped")
    return f"Formal review of the plan: goals {', '.join(parts)}"


def _count(goals: Mapping[int, GoneThrough], state: GoalState) -> int:
    return sum(gone.state is state for gone in goals.values())


def _review_faults(
    what_changed: str, on: date, next_due_on: date, looked_before: date, at: datetime
) -> Iterator[Refused]:
    if not what_changed:
        yield SayWhatChanged()
    if len(what_changed) > LONGEST_NOTE:
        yield TooLong("what_changed", len(what_changed), LONGEST_NOTE)
    if on < looked_before:
        yield BeforeTheLast(looked_before)
    if next_due_on <= max(on, timezone.localdate(at)):
        yield NextIsTooEarly()


def _goal_faults(active: Sequence[Goal], goals: Mapping[int, GoneThrough]) -> Iterator[Refused]:
    for goal in active:
        gone = goals.get(goal.pk)
        if gone is None:
            yield GoalNotGoneThrough(goal.pk)
        elif gone.state is GoalState.DROPPED and not gone.why.strip():
            yield SayWhyDropped(f"why_{goal.pk}")
        elif len(gone.why.strip()) > LONGEST_LINE:
            yield TooLong(f"why_{goal.pk}", len(gone.why.strip()), LONGEST_LINE)


def end_plans(person_ids: Collection[int], *, on: date) -> int:
    """Supervision ended: nothing is worked on any more. How many plans that ends. One query."""
    return Plan.objects.filter(person_id__in=person_ids, ended_on__isnull=True).update(ended_on=on)


# ── The operating model ────────────────────────────────────────────────────────────────────
@transaction.atomic
def reach_stage(
    *, person_id: int, stage: Stage, on: date, by: User, at: datetime, note: str = ""
) -> StageMark:
    """A stage was reached that no other row tells of: induction, modules or exit."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.KEEP, at=at, person_id=person_id)
    note = note.strip()
    if stage not in MARKED:
        raise NotMarkedByHand(stage)
    if has_not_come(on, at):
        raise NotYet("on")
    if len(note) > LONGEST_LINE:
        raise TooLong("note", len(note), LONGEST_LINE)
    if StageMark.objects.filter(person_id=person_id, stage=stage, on=on).exists():
        raise MarkedAlready(stage, on)
    mark = StageMark.objects.create(
        person_id=person_id, stage=stage, on=on, note=note, by=by, at=at
    )
    line(mark, person_id, f"Stage reached: {stage.label.lower()}", note=note, by=by, at=at)
    audit("plan.stage.reached", on=mark, by=by.username, at=at, stage=stage)
    announce(StageReached(person_id, stage, by.pk, at))
    return mark


@transaction.atomic
def keep_model(
    *,
    owner_id: int,
    name: str,
    starts_on: date,
    within: Mapping[Stage, int],
    asks: Mapping[Stage, str],
    review_months: int,
    by: User,
    at: datetime,
) -> OperatingModel:
    """A new operating model for an owner's organisations, from a day; the ones before stay to be read.

    One that has not begun yet is replaced: nobody has worked by it.
    """
    require(by, Permission.KEEP_MODEL, at=at)
    if not by.is_system and owner_id not in owners(authority(by, at).organisation_ids):
        raise NotYourModel
    theirs = OperatingModel.objects.select_for_update().filter(owner_id=owner_id)
    today = timezone.localdate(at)
    begun = theirs.filter(starts_on__lte=today).order_by("-starts_on").first()
    refuse_all(_model_faults(name.strip(), starts_on, within, review_months, begun))
    to_begin = theirs.filter(starts_on__gt=today).order_by("starts_on").first()
    model = to_begin or OperatingModel(owner_id=owner_id)
    model.name, model.starts_on = name.strip(), starts_on
    model.within = {stage.value: days for stage, days in within.items()}
    model.asks = {stage.value: text.strip() for stage, text in asks.items() if text.strip()}
    model.review_months, model.kept_by, model.kept_at = review_months, by, at
    model.save()
    audit("plan.model.kept", on=model, by=by.username, at=at, from_day=starts_on.isoformat())
    return model


def _model_faults(
    name: str,
    starts_on: date,
    within: Mapping[Stage, int],
    review_months: int,
    begun: OperatingModel | None,
) -> Iterator[Refused]:
    if not name:
        yield NameTheModel()
    if begun is not None and starts_on <= begun.starts_on:
        yield BeginsTooEarly(begun.starts_on)
    for stage, days in within.items():
        if not WITHIN_DAYS[0] <= days <= WITHIN_DAYS[1]:
            yield OutOfBounds(f"within_{stage}", *WITHIN_DAYS)
    if not REVIEW_MONTHS[0] <= review_months <= REVIEW_MONTHS[1]:
        yield OutOfBounds("review_months", *REVIEW_MONTHS)
