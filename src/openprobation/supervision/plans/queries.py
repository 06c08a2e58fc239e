"""What are we working on with somebody, was it agreed and reviewed, and is the operating model applied?

Every answer is for many people at once, by person's id; of a person whose records were joined, ask with
all ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from openprobation.foundation.organisations.models import Organisation
from openprobation.rules import operating_model as rules
from openprobation.rules.policy import PACKS, Pack
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.needs import AssessmentState, Need
from openprobation.vocabulary.plans import (
    Actor,
    Agreement,
    GoalState,
    ReviewReason,
    Stage,
    StepState,
)

from .models import (
    Goal,
    GoalChange,
    OperatingModel,
    Plan,
    PlanAgreement,
    Review,
    StageMark,
    Step,
)

MARKED = (Stage.INDUCTION, Stage.MODULES, Stage.EXIT)
"""Stages somebody marks; of the others the record itself tells."""


def pack() -> Pack:
    """The rule book this service works by."""
    return PACKS[settings.POLICY_PACK]


# ── Goals and steps ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class StepLine:
    """Something to do towards a goal."""

    id: int
    what: str
    actor: Actor
    by_when: date
    state: StepState
    note: str
    added_at: datetime
    changed_at: datetime

    @property
    def changed_on(self) -> date:
        return timezone.localdate(self.changed_at)

    @property
    def is_open(self) -> bool:
        return self.state in (StepState.NOT_STARTED, StepState.STARTED)

    def is_late(self, on: date) -> bool:
        return self.is_open and self.by_when < on


@dataclass(frozen=True, slots=True)
class GoalLine:
    """Something the person wants to reach, with its steps."""

    id: int
    plan_id: int
    person_id: int
    need: Need
    words: str
    by_when: date
    state: GoalState
    added_at: datetime
    steps: tuple[StepLine, ...]

    @property
    def is_active(self) -> bool:
        return self.state is GoalState.ACTIVE

    @property
    def steps_done(self) -> int:
        return sum(step.state is StepState.DONE for step in self.steps)

    def is_late(self, on: date) -> bool:
        return self.is_active and self.by_when < on


def goal(pk: int, person_ids: Collection[int]) -> GoalLine | None:
    """One goal of this person, in whatever state. Two queries."""
    found = _goals(Goal.objects.filter(pk=pk, plan__person_id__in=person_ids))
    return found[0] if found else None


def _goals(rows: QuerySet[Goal]) -> list[GoalLine]:
    known = list(
        rows.order_by("by_when", "pk").values_list(
            "pk", "plan_id", "plan__person_id", "need", "words", "by_when", "state", "added_at"
        )
    )
    steps: dict[int, list[StepLine]] = defaultdict(list)
    if known:
        for of, pk, what, actor, by_when, state, note, added_at, changed_at in (
            Step.objects.filter(goal_id__in=[row[0] for row in known])
            .order_by("by_when", "pk")
            .values_list(
                "goal_id",
                "pk",
                "what",
                "actor",
                "by_when",
                "state",
                "note",
                "added_at",
                "changed_at",
            )
        ):
            steps[of].append(
                StepLine(
                    pk, what, Actor(actor), by_when, StepState(state), note, added_at, changed_at
                )
            )
    return [
        GoalLine(*row[:3], Need(row[3]), *row[4:6], GoalState(row[6]), row[7], tuple(steps[row[0]]))
        for row in known
    ]


# ── The whole plan ─────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class AgreementLine:
    """What the person answered when asked about the plan."""

    answer: Agreement
    said: str
    on: date
    by: str
    at: datetime
    review_id: int | None

    @property
    def speaks_of(self) -> datetime:
        """What was in the plan at this moment is what they were asked about."""
        return asked_at(self.on, self.at)


def asked_at(on: date, at: datetime) -> datetime:
    """Until when what was added was there to be asked about: of an earlier day, until that day was over."""
    if on == timezone.localdate(at):
        return at
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What became of a goal."""

    goal_id: int
    need: Need
    words: str
    after: GoalState
    why: str
    by: str
    at: datetime
    review_id: int | None

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A formal review, with what it changed and what the person answered."""

    id: int
    on: date
    reason: ReviewReason
    person_took_part: bool
    what_changed: str
    next_due_on: date
    by: str
    changes: tuple[ChangeLine, ...]
    agreement: AgreementLine | None

    @property
    def dropped(self) -> tuple[ChangeLine, ...]:
        return tuple(line for line in self.changes if line.after is GoalState.DROPPED)

    @property
    def achieved(self) -> tuple[ChangeLine, ...]:
        return tuple(line for line in self.changes if line.after is GoalState.ACHIEVED)


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan whole: goals in every state, agreements, reviews; the latest first."""

    id: int
    person_id: int
    began_on: date
    agreed_on: date | None
    review_due_on: date | None
    ended_on: date | None
    goals: tuple[GoalLine, ...]
    agreements: tuple[AgreementLine, ...]
    reviews: tuple[ReviewLine, ...]
    changes: tuple[ChangeLine, ...]

    @property
    def active(self) -> tuple[GoalLine, ...]:
        return tuple(line for line in self.goals if line.is_active)

    @property
    def closed(self) -> tuple[ChangeLine, ...]:
        """What became of goals no longer worked on, the latest first."""
        active = {line.id for line in self.active}
        return tuple(line for line in self.changes if line.goal_id not in active)

    @property
    def last_look(self) -> date | None:
        """The last formal look: the latest review, else the day it was agreed."""
        return self.reviews[0].on if self.reviews else self.agreed_on

    @property
    def changed_since_agreed(self) -> bool:
        """Whether a goal or a step was added after the person was last asked."""
        if not self.agreements:
            return False
        asked = max(line.speaks_of for line in self.agreements)
        return any(
            line.added_at > asked or any(step.added_at > asked for step in line.steps)
            for line in self.active
        )

    def is_review_overdue(self, on: date) -> bool:
        return self.review_due_on is not None and self.review_due_on < on


def plan(person_ids: Collection[int]) -> PlanPage | None:
    """The plan in force or, where none runs, the last one. Six queries, however long."""
    return next(iter(all_plans(person_ids)), None)


def all_plans(person_ids: Collection[int]) -> tuple[PlanPage, ...]:
    """Every plan of a person, the one in force first. Six queries, however many.

    Of two that run since records were joined the one begun last is in force; the other is an earlier one.
    """
    rows = sorted(
        Plan.objects.filter(person_id__in=person_ids),
        key=lambda row: (row.ended_on is None, row.began_at, row.pk),
        reverse=True,
    )
    if not rows:
        return ()
    ids = [row.pk for row in rows]
    goals: dict[int, list[GoalLine]] = defaultdict(list)
    for line in _goals(Goal.objects.filter(plan_id__in=ids)):
        goals[line.plan_id].append(line)
    changes, agreements = _changes(ids), _agreements(ids)
    reviews = _reviews(ids, changes, agreements)
    return tuple(
        PlanPage(
            id=row.pk,
            person_id=row.person_id,
            began_on=timezone.localdate(row.began_at),
            agreed_on=row.agreed_on,
            review_due_on=row.review_due_on,
            ended_on=row.ended_on,
            goals=tuple(goals[row.pk]),
            agreements=tuple(agreements[row.pk]),
            reviews=tuple(reviews[row.pk]),
            changes=tuple(changes[row.pk]),
        )
        for row in rows
    )


def _changes(plan_ids: Collection[int]) -> dict[int, list[ChangeLine]]:
    rows = GoalChange.objects.filter(goal__plan_id__in=plan_ids).order_by("-at", "-pk")
    found: dict[int, list[ChangeLine]] = defaultdict(list)
    for plan_id, goal_id, need, words, after, why, by, at, review_id in rows.values_list(
        "goal__plan_id",
        "goal_id",
        "goal__need",
        "goal__words",
        "after",
        "why",
        "by__name",
        "at",
        "review_id",
    ):
        found[plan_id].append(
            ChangeLine(goal_id, Need(need), words, GoalState(after), why, by, at, review_id)
        )
    return found


def _agreements(plan_ids: Collection[int]) -> dict[int, list[AgreementLine]]:
    rows = PlanAgreement.objects.filter(plan_id__in=plan_ids).order_by("-on", "-at", "-pk")
    found: dict[int, list[AgreementLine]] = defaultdict(list)
    for plan_id, answer, said, on, by, at, review_id in rows.values_list(
        "plan_id", "answer", "said", "on", "by__name", "at", "review_id"
    ):
        found[plan_id].append(AgreementLine(Agreement(answer), said, on, by, at, review_id))
    return found


def _reviews(
    plan_ids: Collection[int],
    changes: Mapping[int, list[ChangeLine]],
    agreements: Mapping[int, list[AgreementLine]],
) -> dict[int, list[ReviewLine]]:
    rows = Review.objects.filter(plan_id__in=plan_ids).order_by("-on", "-pk")
    found: dict[int, list[ReviewLine]] = defaultdict(list)
    for plan_id, pk, on, reason, took_part, what_changed, next_due_on, by in rows.values_list(
        "plan_id",
        "pk",
        "on",
        "reason",
        "person_took_part",
        "what_changed",
        "next_due_on",
        "by__name",
    ):
        found[plan_id].append(
            ReviewLine(
                id=pk,
                on=on,
                reason=ReviewReason(reason),
                person_took_part=took_part,
                what_changed=what_changed,
                next_due_on=next_due_on,
                by=by,
                changes=tuple(line for line in changes.get(plan_id, ()) if line.review_id == pk),
                agreement=next(
                    (line for line in agreements.get(plan_id, ()) if line.review_id == pk), None
                ),
            )
        )
    return found


# ── What the person sees ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class OwnGoal:
    """A goal as the person reads it on a telephone: their words, their steps, and those of others."""

    words: str
    by_when: date
    steps: tuple[StepLine, ...]
    steps_done: int
    is_agreed: bool
    """whether they said yes to it, not only were asked"""


def for_person(person_ids: Collection[int]) -> tuple[OwnGoal, ...]:
    """What the person was asked about and we work on; nothing added since they were last asked.

    One query where no plan runs; else four.
    """
    plan_id = next(iter(in_force(person_ids).values_list("pk", flat=True)), None)
    if plan_id is None:
        return ()
    answers = PlanAgreement.objects.filter(plan_id=plan_id).values_list("answer", "on", "at")
    asked = [(answer, asked_at(on, at)) for answer, on, at in answers]
    if not asked:
        return ()
    shown = max(at for _answer, at in asked)
    agreed = max((at for answer, at in asked if answer == Agreement.AGREES), default=None)
    rows = Goal.objects.filter(plan_id=plan_id, state=GoalState.ACTIVE, added_at__lte=shown)
    found = []
    for line in _goals(rows):
        steps = tuple(
            step
            for step in line.steps
            if step.state is not StepState.NOT_DONE and step.added_at <= shown
        )
        added = max([line.added_at, *(step.added_at for step in steps)])
        done = sum(step.state is StepState.DONE for step in steps)
        found.append(
            OwnGoal(line.words, line.by_when, steps, done, agreed is not None and added <= agreed)
        )
    return tuple(found)


def in_force(person_ids: Collection[int]) -> QuerySet[Plan]:
    """Plans that run, the one in force first: of joined records, the one begun last."""
    rows = Plan.objects.filter(person_id__in=person_ids, ended_on__isnull=True)
    return rows.order_by("-began_at", "-pk")


# ── What is due ────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class PlanShort:
    """How a plan stands, for a line in a list."""

    plan_id: int
    person_id: int
    agreed_on: date | None
    review_due_on: date | None
    planned: frozenset[Need]
    """needs that an active goal answers"""

    @property
    def is_agreed(self) -> bool:
        return self.agreed_on is not None


def standing(person_ids: Collection[int]) -> dict[int, PlanShort]:
    """The plans in force, by the kept record: ask with all ids of each person. Two queries."""
    known: dict[int, tuple[int, date | None, date | None]] = {}
    for person_id, kept, pk, agreed_on, due_on in in_force(person_ids).values_list(
        "person_id", "person__merged_into_id", "pk", "agreed_on", "review_due_on"
    ):
        known.setdefault(kept or person_id, (pk, agreed_on, due_on))
    planned: dict[int, set[Need]] = defaultdict(set)
    if known:
        for plan_id, need in Goal.objects.filter(
            plan_id__in=[row[0] for row in known.values()], state=GoalState.ACTIVE
        ).values_list("plan_id", "need"):
            planned[plan_id].add(Need(need))
    return {
        kept: PlanShort(row[0], kept, row[1], row[2], frozenset(planned[row[0]]))
        for kept, row in sorted(known.items(), key=lambda one: one[1][0])
    }


@dataclass(frozen=True, slots=True)
class NotStarted:
    """The need a person has first, and that no intervention has been started for it."""

    person_id: int
    need: Need
    is_planned: bool
    """whether a goal of the plan answers it"""
    agreed_on: date | None


def top_need_not_started(
    person_ids: Collection[int],
    started: Mapping[int, Collection[Need]],
    *,
    already: Mapping[int, PlanShort] | None = None,
) -> dict[int, NotStarted]:
    """People with an agreed plan whose first need no intervention has been started for. Three queries.

    Asked with all ids of each person, answered by the kept record. `started` are the needs with an
    intervention started, by the kept record: whoever knows of interventions hands them in. Of people
    without an agreed plan nothing is said here: that is asked of them first. `already` are the plans in
    force, where they are known: then one query.
    """
    plans = standing(person_ids) if already is None else already
    return {
        kept: NotStarted(kept, ranked[0], ranked[0] in plans[kept].planned, plans[kept].agreed_on)
        for kept, ranked in needs.top_needs(person_ids).items()
        if kept in plans and plans[kept].is_agreed and ranked[0] not in started.get(kept, ())
    }


@dataclass(frozen=True, slots=True)
class Counted:
    """Without names: of so many people, how many were assessed, planned, agreed and reviewed in time."""

    people: int
    assessed: int
    agreed: int
    answers_first_need: int
    nothing_for_first_need: int
    """agreed plans with no intervention started for the need that comes first"""
    reviewed_in_time: int


def counted(
    records: Mapping[int, Collection[int]], started: Mapping[int, Collection[Need]], *, on: date
) -> Counted:
    """How far planning has come among these people, given with all ids of each. Three queries.

    `started` are the needs with an intervention started, by the kept record.
    """
    every = [pk for ids in records.values() for pk in ids]
    plans, ranked = standing(every), needs.top_needs(every)
    agreed = {pk: short for pk, short in plans.items() if short.is_agreed}
    first = {pk: few[0] for pk, few in ranked.items() if pk in agreed}
    return Counted(
        people=len(records),
        assessed=len(ranked),
        agreed=len(agreed),
        answers_first_need=sum(need in agreed[pk].planned for pk, need in first.items()),
        nothing_for_first_need=sum(need not in started.get(pk, ()) for pk, need in first.items()),
        reviewed_in_time=sum(
            1 for short in agreed.values() if short.review_due_on and short.review_due_on >= on
        ),
    )


# ── The operating model ────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ModelLine:
    """An operating model, from a day."""

    id: int
    owner_id: int
    owner: str
    name: str
    starts_on: date
    within: Mapping[Stage, int]
    asks: Mapping[Stage, str]
    review_months: int


def models(owner_ids: Collection[int]) -> list[ModelLine]:
    """Every operating model of these owners, the latest to begin first. One query."""
    rows = OperatingModel.objects.filter(owner_id__in=owner_ids).order_by("-starts_on", "-pk")
    return [
        ModelLine(
            *row[:5],
            {Stage(stage): days for stage, days in row[5].items()},
            {Stage(stage): text for stage, text in row[6].items()},
            row[7],
        )
        for row in rows.values_list(
            "pk",
            "owner_id",
            "owner__name",
            "name",
            "starts_on",
            "within",
            "asks",
            "review_months",
        )
    ]


def owners(organisation_ids: Collection[int]) -> dict[int, str]:
    """Who owns these organisations. One query."""
    rows = Organisation.objects.filter(pk__in=organisation_ids)
    return dict(rows.order_by("owner__name").values_list("owner_id", "owner__name"))


def shared_by(owner_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The organisations that share each owner's model. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Organisation.objects.filter(owner_id__in=owner_ids).order_by("name")
    for owner_id, name in rows.values_list("owner_id", "name"):
        found[owner_id].append(name)
    return {owner_id: tuple(names) for owner_id, names in found.items()}


def model_of(organisation_id: int | None, *, on: date) -> ModelLine | None:
    """The model of an organisation's owner in force on a day. Two queries."""
    if organisation_id is None:
        return None
    return next(
        (line for line in models(list(owners([organisation_id]))) if line.starts_on <= on), None
    )


def review_months(person_id: int, *, on: date, at: datetime) -> int | None:
    """After how many months the holder's model asks for a review. None: as the service's default."""
    holder = allocations.holder([person_id], at)
    model = model_of(holder.organisation_id if holder else None, on=on)
    return model.review_months if model else None


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A stage somebody marked."""

    stage: Stage
    on: date
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class InThisCase:
    """The operating model in one case: which model, each stage, and what was marked."""

    model: ModelLine | None
    applied: rules.Applied | None
    marks: tuple[MarkLine, ...]


def in_this_case(
    person_ids: Collection[int],
    *,
    known: PlanPage | None,
    assessments: Collection[needs.Assessment],
    organisation_id: int | None,
    on: date,
) -> InThisCase:
    """Whether the model is applied here, from what the record tells. Five queries."""
    model = model_of(organisation_id, on=on)
    marks = tuple(
        MarkLine(Stage(stage), marked_on, note, by)
        for stage, marked_on, note, by in StageMark.objects.filter(person_id__in=person_ids)
        .order_by("on", "pk")
        .values_list("stage", "on", "note", "by__name")
    )
    period = sentences.open_period(person_ids)
    if period is None:
        return InThisCase(model, None, marks)
    current = sentences.current(person_ids, on)
    ends = [order.ends_on for orders in current.values() for order in orders]
    reached: dict[Stage, date] = {}
    for mark in marks:  # the earliest first: a stage is reached once
        if mark.on >= period.opened_on:
            reached.setdefault(mark.stage, mark.on)
    if signed := [
        one.on
        for one in assessments
        if one.on >= period.opened_on and one.state is AssessmentState.IN_USE
    ]:
        reached[Stage.ASSESSMENT] = min(signed)
    if known is not None and known.ended_on is None:
        if known.agreed_on is not None:
            reached[Stage.PLAN] = known.agreed_on
        if known.reviews:
            reached[Stage.REVIEW] = known.reviews[0].on
    return InThisCase(
        model,
        rules.applied(
            rules.Reached(
                began_on=period.opened_on,
                ends_on=max(ends, default=None),
                on=reached,
                review_due_on=known.review_due_on if known and known.ended_on is None else None,
            ),
            on=on,
            within=model.within if model else None,
            pack=pack(),
        ),
        marks,
    )


# ── For figures of everybody ───────────────────────────────────────────────────────────────
def next_reviews() -> list[tuple[int, date]]:
    """Of each plan that was agreed and goes on: whose, and when it is to be reviewed. One query."""
    rows = Plan.objects.filter(agreed_on__isnull=False, ended_on__isnull=True)
    return [
        (person_id, due_on)
        for person_id, due_on in rows.values_list("person_id", "review_due_on")
        if due_on is not None
    ]
