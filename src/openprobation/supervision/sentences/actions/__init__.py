"""How does a sentence come to be on the record, and how does it end?"""

from .ending import close_after_death, close_case, end_order, end_requirement
from .given import ConditionGiven, OffenceGiven, OrderGiven, RequirementGiven
from .planning import Fault, Plan, PlannedOrder
from .registering import check_hearing, plan_sentence, register_sentence

__all__ = [
    "ConditionGiven",
    "Fault",
    "OffenceGiven",
    "OrderGiven",
    "Plan",
    "PlannedOrder",
    "RequirementGiven",
    "check_hearing",
    "close_after_death",
    "close_case",
    "end_order",
    "end_requirement",
    "plan_sentence",
    "register_sentence",
]
