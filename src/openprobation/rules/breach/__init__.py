"""How does an alleged breach go from one organisation to the other and to court, by when, and with what?"""

from .checking import (
    Checked,
    ExhibitFacts,
    FailureFacts,
    NotServedFacts,
    OrderFacts,
    ServedFacts,
    WarningFacts,
    checklist,
    missing,
)
from .moves import (
    ENDORSEMENT,
    MOVES,
    Actor,
    Move,
    endorsement_is_asked,
    may_move,
    moves_open,
    reachable,
    why_not,
)
from .timing import BreachClock, Happened, answer_due, clocks, day_of, result_due, sender_of

__all__ = [
    "ENDORSEMENT",
    "MOVES",
    "Actor",
    "BreachClock",
    "Checked",
    "ExhibitFacts",
    "FailureFacts",
    "Happened",
    "Move",
    "NotServedFacts",
    "OrderFacts",
    "ServedFacts",
    "WarningFacts",
    "answer_due",
    "checklist",
    "clocks",
    "day_of",
    "endorsement_is_asked",
    "may_move",
    "missing",
    "moves_open",
    "reachable",
    "result_due",
    "sender_of",
    "why_not",
]
