"""How does a sentence come to be on the record, and how does it end?"""

from .correcting import (
    Change,
    CorrectionPlan,
    correct_sentence,
    facts_of,
    may_correct,
    plan_correction,
    withdraw_sentence,
)
from .ending import close_after_death, close_case, end_order, end_requirement
from .given import (
    ConditionGiven,
    OffenceFacts,
    OffenceGiven,
    OrderGiven,
    RequirementGiven,
    SentenceFacts,
)
from .planning import Fault, Plan, PlannedOrder
from .registering import check_hearing, plan_sentence, register_sentence

__all__ = [
    "Change",
    "ConditionGiven",
    "CorrectionPlan",
    "Fault",
    "OffenceFacts",
    "OffenceGiven",
    "OrderGiven",
    "Plan",
    "PlannedOrder",
    "RequirementGiven",
    "SentenceFacts",
    "check_hearing",
    "close_after_death",
    "close_case",
    "correct_sentence",
    "end_order",
    "end_requirement",
    "facts_of",
    "may_correct",
    "plan_correction",
    "plan_sentence",
    "register_sentence",
    "withdraw_sentence",
]
