"""Which numbers govern unpaid work, and since when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from openprobation.rules.policy import SPLIT_ON, Dated, Timeline

API = "hmpps-community-payback-api at 217ca76 [code]; the day is ours"


@dataclass(frozen=True, slots=True)
class Incentive:
    """From which share of the hours on, and how much, time is taken off for each hour more."""

    threshold: Fraction
    award: Fraction


@dataclass(frozen=True, slots=True)
class ControlPolicy:
    """Within how many months the hours are to be done, and after how many they are looked at."""

    months: int
    reviews: tuple[int, ...]
    minutes_a_week: int


EDUCATION_PERCENT = Timeline(
    "unpaid_work.education_percent",
    "How much of the hours may be education and training (per cent)",
    (Dated(SPLIT_ON, 30, API, 90),),
)
TRAVEL_MOST = Timeline(
    "unpaid_work.travel_minutes",
    "The most travel counted for one day (minutes)",
    (Dated(SPLIT_ON, 180, API, 80),),
)
CONTROL = Timeline(
    "unpaid_work.control",
    "When the hours must be done, and when they are looked at",
    (
        Dated(
            SPLIT_ON,
            ControlPolicy(12, (6, 9, 12), 7 * 60),
            "CJA 2003 s.200(2) [law] for the twelve months; reviews at six and nine [page];"
            " seven hours a week [general knowledge]",
            80,
        ),
    ),
)
"""An order stays in force until the hours are worked; nothing stops at twelve months by itself."""

INCENTIVE = Timeline(
    "unpaid_work.incentive",
    "Time off for hours worked without an absence",
    (
        Dated(
            date(2026, 1, 1),
            Incentive(Fraction(1, 4), Fraction(1, 2)),
            "hmpps-community-payback-api at 217ca76 [code]; the day in 2026 is ours",
            70,
        ),
    ),
)
"""Came in 2026: a service that plays in 2017 has no such scheme."""
