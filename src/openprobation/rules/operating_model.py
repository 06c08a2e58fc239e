"""Which stages does supervision go through, by when, and is that so in this case?

Six stages, from the first meeting to the last, in the order of a model that an owner's organisations share.
The days are counted from the day supervision began, a review's from the plan or the review before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from openprobation.rules.dates import months_later, words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.vocabulary.plans import Stage, StageState

REVIEW_MONTHS = Timeline(
    "plan.review",
    "Months until a plan is formally reviewed",
    (
        Dated(
            SPLIT_ON,
            4,
            "Service default; periods were each provider's own [general knowledge]",
            50,
        ),
    ),
)

WITHIN: Timeline[Mapping[Stage, int]] = Timeline(
    "operating_model.within",
    "Days from the start of supervision within which a stage is reached, where a model says nothing",
    (
        Dated(
            SPLIT_ON,
            {Stage.INDUCTION: 7, Stage.ASSESSMENT: 21, Stage.PLAN: 28, Stage.MODULES: 56},
            "Service default; each provider’s model had its own [general knowledge]",
            50,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Reached:
    """When each stage was reached in a case; a review's next day counts from the last."""

    began_on: date
    ends_on: date | None
    on: Mapping[Stage, date]
    review_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage in one case."""

    stage: Stage
    state: StageState
    due_on: date | None
    reached_on: date | None
    because: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The whole model in one case."""

    lines: tuple[StageLine, ...]

    @property
    def overdue(self) -> tuple[StageLine, ...]:
        return tuple(line for line in self.lines if line.state is StageState.OVERDUE)

    @property
    def is_applied(self) -> bool:
        """Whether every stage that should have been reached was."""
        return not self.overdue

    @property
    def done(self) -> int:
        return sum(line.reached_on is not None for line in self.lines)


def applied(
    reached: Reached,
    *,
    on: date,
    within: Mapping[Stage, int] | None = None,
    pack: Pack = DEFAULT_PACK,
) -> Applied:
    """Each stage of the model as it stands in a case on a day."""
    days = {**WITHIN.on(on, pack=pack).value, **(within or {})}
    return Applied(tuple(_lines(reached, on, days)))


def review_due(agreed_on: date, *, months: int | None = None, pack: Pack = DEFAULT_PACK) -> date:
    """By when a plan agreed or reviewed on a day is formally reviewed."""
    if months is None:
        months = REVIEW_MONTHS.on(agreed_on, pack=pack).value
    return months_later(agreed_on, months)


def _lines(reached: Reached, on: date, days: Mapping[Stage, int]) -> Iterator[StageLine]:
    is_first_open = True
    for stage in Stage:
        was = reached.on.get(stage)
        due = _due(stage, reached, days)
        if was is not None and not (stage is Stage.REVIEW and due is not None and on > due):
            late = due is not None and stage is not Stage.REVIEW and was > due
            yield StageLine(
                stage,
                StageState.DONE_LATE if late else StageState.DONE,
                due,
                was,
                f"Reached on {words(was)}" + (f", due by {words(due)}." if late and due else "."),
            )
            continue
        if due is not None and on > due:
            yield StageLine(
                stage, StageState.OVERDUE, due, was, f"Due by {words(due)}, and not reached."
            )
            is_first_open = False
            continue
        is_next = is_first_open and due is not None
        is_first_open = False
        yield StageLine(
            stage,
            StageState.DUE if is_next else StageState.LATER,
            due,
            was,
            f"Due by {words(due)}." if due else _waits(stage),
        )


def _due(stage: Stage, reached: Reached, days: Mapping[Stage, int]) -> date | None:
    if stage is Stage.REVIEW:
        return reached.review_due_on
    if stage is Stage.EXIT:
        return reached.ends_on
    return reached.began_on + timedelta(days=days[stage]) if stage in days else None


def _waits(stage: Stage) -> str:
    return "Counted from the plan." if stage is Stage.REVIEW else "When the end is in sight."
