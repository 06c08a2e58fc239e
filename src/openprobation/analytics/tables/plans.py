"""What do plans, goals, steps and reviews look like in an extract?"""

from __future__ import annotations

from .shape import Column, Kind, Table, key, person

PLANS = Table(
    "plans",
    "One row a plan of a person's, from its first goal to its end.",
    (
        key("The plan."),
        person(),
        Column("began_at", Kind.MOMENT, "When it began."),
        Column("agreed_on", Kind.DAY, "When the person last answered what they think of it."),
        Column("review_due_on", Kind.DAY, "When it is next to be reviewed."),
        Column("ended_on", Kind.DAY, "When it ended, if it did."),
    ),
)
GOALS = Table(
    "goals",
    "One row a goal of a plan, and the need it answers.",
    (
        key("The goal."),
        person(),
        Column("plan", Kind.NUMBER, "The plan: `plans.id`."),
        Column("need", Kind.WORD, "The need it answers."),
        Column("state", Kind.WORD, "How it stands."),
        Column("by_when", Kind.DAY, "By when."),
        Column("added_at", Kind.MOMENT, "When it was set."),
    ),
)
STEPS = Table(
    "steps",
    "One row a step towards a goal.",
    (
        key("The step."),
        person(),
        Column("goal", Kind.NUMBER, "The goal: `goals.id`."),
        Column("actor", Kind.WORD, "Who takes it."),
        Column("state", Kind.WORD, "How it stands."),
        Column("by_when", Kind.DAY, "By when."),
    ),
)
GOAL_CHANGES = Table(
    "goal_changes",
    "One row each time a goal came to stand otherwise.",
    (
        key("The change."),
        person(),
        Column("goal", Kind.NUMBER, "The goal: `goals.id`."),
        Column("review", Kind.NUMBER, "The review at which it changed, if it was one."),
        Column("before", Kind.WORD, "How it stood."),
        Column("after", Kind.WORD, "How it stands after it."),
        Column("at", Kind.MOMENT, "When."),
    ),
)
PLAN_REVIEWS = Table(
    "plan_reviews",
    "One row a formal review of a plan.",
    (
        key("The review."),
        person(),
        Column("plan", Kind.NUMBER, "The plan: `plans.id`."),
        Column("on", Kind.DAY, "When it was held."),
        Column("reason", Kind.WORD, "Why it was held."),
        Column("person_took_part", Kind.YES_NO, "Whether the person took part."),
        Column("next_due_on", Kind.DAY, "When the next one is due."),
    ),
)
PLAN_ANSWERS = Table(
    "plan_answers",
    "One row each time a person said what they think of the plan.",
    (
        key("The answer."),
        person(),
        Column("plan", Kind.NUMBER, "The plan: `plans.id`."),
        Column("answer", Kind.WORD, "What they said."),
        Column("on", Kind.DAY, "When."),
    ),
)
