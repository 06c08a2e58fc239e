"""What do assessments of needs and what holds somebody steady look like in an extract?"""

from __future__ import annotations

from .shape import Column, Kind, Table, key, person

ASSESSMENTS = Table(
    "assessments",
    "One row a version of an assessment of needs, as it was signed.",
    (
        key("The assessment."),
        person(),
        Column("version", Kind.NUMBER, "Which version of the person's it is."),
        Column("state", Kind.WORD, "Whether it waits for a countersignature."),
        Column("signed_by", Kind.NUMBER, "Who signed it, as a number."),
        Column("signed_at", Kind.MOMENT, "When it was signed."),
        Column("answered_at", Kind.MOMENT, "When it was countersigned or sent back, if it was."),
    ),
)
NEEDS = Table(
    "needs",
    "One row a need in an assessment: how great, what it bears on, and its rank.",
    (
        key("The need in the assessment."),
        person(),
        Column("assessment", Kind.NUMBER, "The assessment: `assessments.id`."),
        Column("need", Kind.WORD, "The need."),
        Column("level", Kind.WORD, "How great it is."),
        Column("bears_on_harm", Kind.YES_NO, "Whether it bears on the risk of harm."),
        Column("bears_on_reoffending", Kind.YES_NO, "Whether it bears on reoffending."),
        Column("rank", Kind.NUMBER, "Which of the first three it is, if it is one."),
    ),
)
PROTECTIVE_FACTORS = Table(
    "protective_factors",
    "One row a thing that holds somebody steady, from when to when.",
    (
        key("The factor."),
        person(),
        Column("kind", Kind.WORD, "What kind."),
        Column("starts_on", Kind.DAY, "From when."),
        Column("looked_at_on", Kind.DAY, "When it was last looked at."),
        Column("ends_on", Kind.DAY, "Until when, if it ended."),
        Column("written_at", Kind.MOMENT, "When it was written down."),
    ),
)
OWN_VIEWS = Table(
    "own_views",
    "One row each time a person's own view was written down; the words stay on the record.",
    (
        key("The view."),
        person(),
        Column("said_on", Kind.DAY, "When it was said."),
        Column("written_at", Kind.MOMENT, "When it was written down."),
    ),
)
