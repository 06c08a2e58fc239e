"""How many hours count, how are sessions planned, and will they be done in time?"""

from .control import Control, control, reviews
from .credit import (
    Allowance,
    education_allowance,
    judge_adjustment,
    minutes_between,
    minutes_to_credit,
    remaining,
    spoken,
)
from .incentive import Discount, IncentiveEvent, discount, maximum_discount, progress, threshold
from .policy import CONTROL, EDUCATION_PERCENT, INCENTIVE, TRAVEL_MOST, Incentive
from .schedule import Existing, Plan, Planned, Slot, plan

__all__ = [
    "CONTROL",
    "EDUCATION_PERCENT",
    "INCENTIVE",
    "TRAVEL_MOST",
    "Allowance",
    "Control",
    "Discount",
    "Existing",
    "Incentive",
    "IncentiveEvent",
    "Plan",
    "Planned",
    "Slot",
    "control",
    "discount",
    "education_allowance",
    "judge_adjustment",
    "maximum_discount",
    "minutes_between",
    "minutes_to_credit",
    "plan",
    "progress",
    "remaining",
    "reviews",
    "spoken",
    "threshold",
]
