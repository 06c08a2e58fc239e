"""What do plans hold, as rows without names?

A person is the number of the kept record, whichever record the row was written on.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models.functions import Coalesce

from openprobation.analytics.tables import Filled, Row
from openprobation.analytics.tables import plans as tables

from .models import Goal, GoalChange, Plan, PlanAgreement, Review, Step

CHUNK = 2_000
OF_PLAN = Coalesce("plan__person__merged_into_id", "plan__person_id")
OF_GOAL = Coalesce("goal__plan__person__merged_into_id", "goal__plan__person_id")


def plans() -> Iterator[Row]:
    """Every plan by its number. One query."""
    return (
        Plan.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("person__merged_into_id", "person_id"), "began_at", "agreed_on",
            "review_due_on", "ended_on",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def goals() -> Iterator[Row]:
    """Every goal by its number. One query."""
    return (
        Goal.objects.order_by("pk")
        .values_list("pk", OF_PLAN, "plan_id", "need", "state", "by_when", "added_at")
        .iterator(chunk_size=CHUNK)
    )


def steps() -> Iterator[Row]:
    """Every step by its number. One query."""
    return (
        Step.objects.order_by("pk")
        .values_list("pk", OF_GOAL, "goal_id", "actor", "state", "by_when")
        .iterator(chunk_size=CHUNK)
    )


def goal_changes() -> Iterator[Row]:
    """Every change of a goal by its number. One query."""
    return (
        GoalChange.objects.order_by("pk")
        .values_list("pk", OF_GOAL, "goal_id", "review_id", "before", "after", "at")
        .iterator(chunk_size=CHUNK)
    )


def plan_reviews() -> Iterator[Row]:
    """Every review by its number. One query."""
    return (
        Review.objects.order_by("pk")
        .values_list("pk", OF_PLAN, "plan_id", "on", "reason", "person_took_part", "next_due_on")
        .iterator(chunk_size=CHUNK)
    )


def plan_answers() -> Iterator[Row]:
    """Every answer of a person's to a plan by its number. One query."""
    return (
        PlanAgreement.objects.order_by("pk")
        .values_list("pk", OF_PLAN, "plan_id", "answer", "on")
        .iterator(chunk_size=CHUNK)
    )


SHARE = (
    Filled(tables.PLANS, plans),
    Filled(tables.GOALS, goals),
    Filled(tables.STEPS, steps),
    Filled(tables.GOAL_CHANGES, goal_changes),
    Filled(tables.PLAN_REVIEWS, plan_reviews),
    Filled(tables.PLAN_ANSWERS, plan_answers),
)
"""What these give to an extract."""
