"""How much work is there, how much can be done, and is it too much?"""

from .cases import (
    Available,
    Case,
    Contacts,
    Reduction,
    Workload,
    allowances,
    available,
    available_points,
    hours_left,
    percent,
    place_of,
    points_of,
    total,
    workload,
)
from .nights import Night, Period, Verdict, overload, period
from .policy import CASE_POINTS, CONTACT_POINTS, REPORT_POINTS, Allowance, CasePoints

__all__ = [
    "CASE_POINTS",
    "CONTACT_POINTS",
    "REPORT_POINTS",
    "Allowance",
    "Available",
    "Case",
    "CasePoints",
    "Contacts",
    "Night",
    "Period",
    "Reduction",
    "Verdict",
    "Workload",
    "allowances",
    "available",
    "available_points",
    "hours_left",
    "overload",
    "percent",
    "period",
    "place_of",
    "points_of",
    "total",
    "workload",
]
