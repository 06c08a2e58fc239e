"""How often is staff supervised and observed, what must they learn by when, and who is new?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openprobation.rules.policy import SPLIT_ON, Dated, Timeline
from openprobation.vocabulary.workforce import TrainingKind

OURS = "Service default; no published number [general knowledge]"

NEW_FOR_MONTHS = Timeline(
    "workforce.new_for", "Months for which somebody is new", (Dated(SPLIT_ON, 12, OURS, 50),)
)


@dataclass(frozen=True, slots=True)
class Every:
    """Days between two sessions: of somebody new, and of everybody else."""

    new: int
    others: int


SUPERVISION_EVERY = Timeline(
    "workforce.supervision_every",
    "Days between two supervision sessions",
    (Dated(SPLIT_ON, Every(new=14, others=42), OURS, 50),),
)
OBSERVED_EVERY_MONTHS = Timeline(
    "workforce.observed_every",
    "Months between two observations of practice",
    (Dated(SPLIT_ON, 6, OURS, 50),),
)


@dataclass(frozen=True, slots=True)
class Due:
    """By how many days after the first, and after how many months again; None for once."""

    days: int
    again_months: int | None = None


TRAINING_DUE: Timeline[Mapping[TrainingKind, Due]] = Timeline(
    "workforce.training_due",
    "What somebody new learns, and by when",
    (
        Dated(
            SPLIT_ON,
            {
                TrainingKind.WELCOME: Due(5),
                TrainingKind.RECORDING: Due(10),
                TrainingKind.DATA_PROTECTION: Due(10, again_months=12),
                TrainingKind.FIRST_SHADOWING: Due(20),
                TrainingKind.FIRST_CASES: Due(45),
                TrainingKind.SAFEGUARDING_CHILDREN: Due(60, again_months=36),
                TrainingKind.SAFEGUARDING_ADULTS: Due(60, again_months=36),
                TrainingKind.DOMESTIC_ABUSE: Due(60, again_months=36),
                TrainingKind.RISK_OF_HARM: Due(90, again_months=36),
                TrainingKind.PUBLIC_PROTECTION: Due(90, again_months=36),
                TrainingKind.ENFORCEMENT: Due(120, again_months=36),
                TrainingKind.PROBATION_REVIEW: Due(180),
            },
            OURS,
            50,
        ),
    ),
)

NOT_SEEN_FOR = Timeline(
    "workforce.not_seen_for",
    "Days after which a person nobody has seen is on the manager's page",
    (Dated(SPLIT_ON, 31, "CRC measure AK: one contact a month [page]; days are ours", 70),),
)
LEAST_SHOWN = Timeline(
    "workforce.pulse_least",
    "The smallest number of answers that is ever shown",
    (Dated(SPLIT_ON, 10, "This service's own: no cell under ten [page]", 90),),
)

LONGEST_NOTE = 8_000
LONGEST_LINE = 500
