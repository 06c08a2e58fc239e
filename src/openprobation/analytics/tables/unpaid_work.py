"""What do hours owed, places, days of work and the ledger look like in an extract?"""

from __future__ import annotations

from .shape import Column, Kind, Table, key, person

HOURS_OWED = Table(
    "hours_owed",
    "One row a requirement of unpaid work taken on by those who run it.",
    (
        key("What is owed."),
        person(),
        Column("order", Kind.NUMBER, "The order of the court."),
        Column("requirement", Kind.NUMBER, "The requirement."),
        Column("owed", Kind.NUMBER, "How many minutes in all."),
        Column("starts_on", Kind.DAY, "From when it runs."),
        Column("inducted_on", Kind.DAY, "When the induction was given."),
        Column("ended_on", Kind.DAY, "When it stopped without all of it worked, if it did."),
    ),
)
WORK_PLACES = Table(
    "work_places",
    "One row a place on a project, live or ended.",
    (
        key("The place."),
        person(),
        Column("owed", Kind.NUMBER, "What is owed: `hours_owed.id`."),
        Column("project", Kind.NUMBER, "The project.", stays=True),
        Column("frequency", Kind.WORD, "How often.", stays=True),
        Column("weekday", Kind.WORD, "On which day of the week.", stays=True),
        Column("starts_on", Kind.DAY, "From when."),
        Column("ends_on", Kind.DAY, "The last day, if there is one."),
        Column("made_at", Kind.MOMENT, "When it was given."),
        Column("ended_at", Kind.MOMENT, "When it was ended, if it was."),
    ),
)
WORK_DAYS = Table(
    "work_days",
    "One row a person's time on one day of a project, planned, marked or taken back.",
    (
        key("The day of work."),
        person(),
        Column("owed", Kind.NUMBER, "What is owed: `hours_owed.id`."),
        Column("project", Kind.NUMBER, "The project.", stays=True),
        Column("on", Kind.DAY, "The day.", stays=True),
        Column("mark", Kind.WORD, "What the supervisor marked."),
        Column("penalty", Kind.NUMBER, "Minutes not counted."),
        Column("settled", Kind.YES_NO, "Whether what it is worth is counted.", stays=True),
        Column("report", Kind.WORD, "Where a report to the officer stands, if there is one."),
        Column("marked_at", Kind.MOMENT, "When it was marked."),
        Column("taken_back_at", Kind.MOMENT, "When it was taken back unmarked, if it was."),
    ),
)
HOURS_COUNTED = Table(
    "hours_counted",
    "One row a line of the ledger: minutes counted, or taken back (less than nothing).",
    (
        key("The line."),
        person(),
        Column("owed", Kind.NUMBER, "What is owed: `hours_owed.id`."),
        Column("kind", Kind.WORD, "Work, education, travel, brought forward or taken back."),
        Column("minutes", Kind.NUMBER, "How many minutes."),
        Column("balance", Kind.NUMBER, "How many are done after it."),
        Column("on", Kind.DAY, "The day they were worked."),
        Column("day", Kind.NUMBER, "The day of work: `work_days.id`, if it was one."),
        Column("at", Kind.MOMENT, "When it was written."),
    ),
)
LONGER_ASKED = Table(
    "longer_asked",
    "One row each time the court was asked for longer than twelve months.",
    (
        key("The request."),
        person(),
        Column("owed", Kind.NUMBER, "What is owed: `hours_owed.id`."),
        Column("until", Kind.DAY, "Until when it was asked for."),
        Column("asked_at", Kind.MOMENT, "When it was written down."),
        Column("answer", Kind.WORD, "What the court said, once it is known."),
        Column("granted_to", Kind.DAY, "Until when it gave, if it did."),
        Column("answered_at", Kind.MOMENT, "When the answer was written down."),
    ),
)
PROJECT_DAYS = Table(
    "project_days",
    "One row a day of a project of which somebody said something; about nobody.",
    (
        key("The day of the project."),
        Column("project", Kind.NUMBER, "The project.", stays=True),
        Column("on", Kind.DAY, "The day.", stays=True),
        Column("stood_down", Kind.WORD, "Why we called it off, if we did.", stays=True),
        Column("stood_down_at", Kind.MOMENT, "When we called it off.", stays=True),
    ),
)
