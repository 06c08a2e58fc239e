"""What did somebody fail to do, what did they say of it, and what came of it?"""

from .failures import (
    FailureLine,
    MatterLine,
    MatterWaiting,
    ToDecide,
    WarningLine,
    decision_on,
    failure,
    failures_of,
    live_warnings,
    matters_of,
    matters_waiting,
    of_appointment,
    papers_of,
    to_decide,
    warnings_of,
    what_follows,
)

__all__ = [
    "FailureLine",
    "MatterLine",
    "MatterWaiting",
    "ToDecide",
    "WarningLine",
    "decision_on",
    "failure",
    "failures_of",
    "live_warnings",
    "matters_of",
    "matters_waiting",
    "of_appointment",
    "papers_of",
    "to_decide",
    "warnings_of",
    "what_follows",
]
