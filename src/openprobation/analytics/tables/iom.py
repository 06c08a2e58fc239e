"""What do the shared list, its panels and what was agreed look like in an extract? Never intelligence."""

from __future__ import annotations

from .shape import Column, Kind, Table, key, person

NOMINALS = Table(
    "iom_nominals",
    "One row a person put before an Integrated Offender Management team.",
    (
        key("The nominal."),
        person(),
        Column("team", Kind.NUMBER, "The co-located team.", stays=True),
        Column("state", Kind.WORD, "Proposed, on the list, taken off or not chosen."),
        Column("colour", Kind.WORD, "The colour that counts now, if any."),
        Column("proposed_at", Kind.MOMENT, "When somebody proposed it."),
    ),
)
PANEL_DECISIONS = Table(
    "iom_decisions",
    "One row each time a panel decided on a person.",
    (
        key("The decision."),
        person(),
        Column("nominal", Kind.NUMBER, "Of whom: `iom_nominals.id`.", stays=True),
        Column("panel_on", Kind.DAY, "The day of the panel.", stays=True),
        Column("decision", Kind.WORD, "What was decided."),
        Column("at", Kind.MOMENT, "When it was written down."),
    ),
)
SHARED_ACTIONS = Table(
    "iom_actions",
    "One row an action that somebody of the team took on.",
    (
        key("The action."),
        person(),
        Column("nominal", Kind.NUMBER, "About whom: `iom_nominals.id`.", stays=True),
        Column("due_on", Kind.DAY, "By when."),
        Column("set_at", Kind.MOMENT, "When it was agreed."),
        Column("done_at", Kind.MOMENT, "When it was done, if it is."),
    ),
)
JOINT_VISITS = Table(
    "iom_visits",
    "One row a visit of two organisations together.",
    (
        key("The visit."),
        person(),
        Column("nominal", Kind.NUMBER, "To whom: `iom_nominals.id`.", stays=True),
        Column("on", Kind.DAY, "The day."),
    ),
)
