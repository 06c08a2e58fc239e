"""Which numbers of ours decide how a case is assigned? Dated, with where each comes from."""

from __future__ import annotations

from datetime import timedelta

from openprobation.rules.policy import SPLIT_ON, Dated, Timeline
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.risk import HarmLevel

COURT_TEAM_KEEPS_SIGHT_FOR = timedelta(days=30)
"""How long the court team can still open a record after it allocated the case."""

FIRST_CONTACT_AFTER_A_CHANGE = Timeline(
    "allocation.first_contact_after_change",
    "Business days within which a new officer is in touch",
    (Dated(SPLIT_ON, 5, "Service default; no published number [general knowledge]", 50),),
)

OPEN_AFTER_SUPERVISION = Timeline(
    "allocation.open_after_supervision",
    "Weeks after supervision ended for which whoever held the case can still open the record",
    (Dated(SPLIT_ON, 4, "Service default; no published number [general knowledge]", 50),),
)

LARGE_LOAD = Timeline(
    "allocation.large_load",
    "Cases from which an officer's load is marked as large",
    (Dated(SPLIT_ON, 50, "Service default; no published number [general knowledge]", 50),),
)

HARM_BEYOND_GRADE: Timeline[dict[Grade, tuple[HarmLevel, ...]]] = Timeline(
    "allocation.grade_fit",
    "Harm levels a grade does not usually hold",
    (
        Dated(
            SPLIT_ON,
            {
                Grade.PROBATION_SERVICES_OFFICER: (HarmLevel.HIGH, HarmLevel.VERY_HIGH),
                Grade.TRAINEE: (HarmLevel.HIGH, HarmLevel.VERY_HIGH),
            },
            "Practice of both organisations [general knowledge]",
            70,
        ),
    ),
)
