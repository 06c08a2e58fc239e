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

TALK_WITHIN = Timeline(
    "allocation.talk_within",
    "Business days within which two officers talk about a case of high or very high harm that moves",
    (Dated(SPLIT_ON, 2, "Service default; no published number [general knowledge]", 50),),
)

MOVE_CAN_BE_UNDONE_FOR = timedelta(minutes=10)
"""How long a move of a caseload can be taken back: as long as its messages wait in the outbox."""

LOOK_BACK = timedelta(days=28)
"""How far back a concern opens with what was written about risk."""

ANSWER_REFERRAL = Timeline(
    "allocation.answer_referral",
    "Business days within which a risk escalation that is not urgent is answered",
    (
        Dated(
            SPLIT_ON,
            2,
            "PI 57/2014 says without delay and no number was visible [general knowledge]",
            40,
        ),
    ),
)

REJECTED_SHOWN_FOR = timedelta(days=14)
"""How long a transfer that was rejected stays on the list of those who asked for it."""

ANSWER_TRANSFER = Timeline(
    "allocation.answer_transfer",
    "Business days within which a transfer is answered",
    (
        Dated(
            SPLIT_ON,
            10,
            "Later practice: 20 days overall, the address checked in 10 [page]; kept as the day of the answer",
            50,
        ),
    ),
)

OPEN_AFTER_A_MOVE = Timeline(
    "allocation.open_after_move",
    "Weeks for which whoever held a case can open it after it moved to another team",
    (Dated(SPLIT_ON, 4, "Service default; no published number [general knowledge]", 50),),
)

LONGEST_WAIT_TO_MOVE = timedelta(days=14)
"""How far ahead the moment may be at which an accepted case moves."""

LARGE_LOAD = Timeline(
    "allocation.large_load",
    "Cases from which an officer's load is marked as large",
    (Dated(SPLIT_ON, 50, "Service default; no published number [general knowledge]", 50),),
)

NOT_PROPOSED: Timeline[frozenset[Grade]] = Timeline(
    "allocation.not_proposed",
    "Grades to whom no case of a colleague is proposed; a manager may still choose them",
    (
        Dated(
            SPLIT_ON,
            frozenset({Grade.SENIOR_PROBATION_OFFICER, Grade.TRAINEE, Grade.HEAD}),
            "Practice: seniors manage, and trainees have a smaller load [general knowledge]",
            70,
        ),
    ),
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
