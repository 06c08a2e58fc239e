"""Which numbers govern unpaid work here, on the day they are asked for?"""

from __future__ import annotations

from datetime import date

from openprobation.rules import unpaid_work as rules
from openprobation.rules.policy import Rule
from openprobation.rules.unpaid_work.policy import ControlPolicy, Incentive
from openprobation.rules.working_days import ENGLAND_AND_WALES
from openprobation.supervision.sentences.policies import policy_pack

LONGEST_DAY = 10 * 60
"""minutes a session may last"""
LONGEST_WORDS = 4000
YEARS_AHEAD = 5


def education_percent(on: date) -> int:
    return rules.EDUCATION_PERCENT.on(on, pack=policy_pack()).value


def travel_most(on: date) -> int:
    return rules.TRAVEL_MOST.on(on, pack=policy_pack()).value


def control_policy(on: date) -> Rule[ControlPolicy]:
    return rules.CONTROL.on(on, pack=policy_pack())


def incentive(on: date) -> Rule[Incentive] | None:
    """Time off for hours worked: none in 2017."""
    return rules.INCENTIVE.find(on, pack=policy_pack())


def non_working_days(on: date) -> frozenset[date]:
    """Bank holidays from a day on, as far as anybody is planned."""
    years = range(on.year, on.year + YEARS_AHEAD + 1)
    return frozenset(day for year in years for day in ENGLAND_AND_WALES.holidays_in(year))
