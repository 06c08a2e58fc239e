"""What is the shape of each extract? A table is added here, and its rows in a context's `extract.py`."""

from .commissioning import DELIVERIES, NEEDS_NOT_MET, ORDER_MOVES, ORDERS
from .interventions import REFERRAL_MOVES, REFERRALS, SESSIONS, WOMENS_OFFERS
from .iom import JOINT_VISITS, NOMINALS, PANEL_DECISIONS, SHARED_ACTIONS
from .needs import ASSESSMENTS, NEEDS, OWN_VIEWS, PROTECTIVE_FACTORS
from .plans import GOAL_CHANGES, GOALS, PLAN_ANSWERS, PLAN_REVIEWS, PLANS, STEPS
from .shape import PERSON, Column, Filled, Kind, Row, Table, key, person, printed
from .unpaid_work import (
    HOURS_COUNTED,
    HOURS_OWED,
    LONGER_ASKED,
    PROJECT_DAYS,
    WORK_DAYS,
    WORK_PLACES,
)

TABLES = (
    ASSESSMENTS,
    NEEDS,
    PROTECTIVE_FACTORS,
    OWN_VIEWS,
    PLANS,
    GOALS,
    STEPS,
    GOAL_CHANGES,
    PLAN_REVIEWS,
    PLAN_ANSWERS,
    HOURS_OWED,
    WORK_PLACES,
    WORK_DAYS,
    HOURS_COUNTED,
    LONGER_ASKED,
    PROJECT_DAYS,
    ORDERS,
    ORDER_MOVES,
    DELIVERIES,
    NEEDS_NOT_MET,
    REFERRALS,
    REFERRAL_MOVES,
    SESSIONS,
    WOMENS_OFFERS,
    NOMINALS,
    PANEL_DECISIONS,
    SHARED_ACTIONS,
    JOINT_VISITS,
)
"""Every table, in the order in which they are printed and written."""

__all__ = [
    "PERSON",
    "TABLES",
    "Column",
    "Filled",
    "Kind",
    "Row",
    "Table",
    "key",
    "person",
    "printed",
]
