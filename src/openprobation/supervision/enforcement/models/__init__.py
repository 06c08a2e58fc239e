"""What is a failure to comply, a warning, an alleged breach, and a question about one?"""

from .breach import Breach, BreachFailure, BreachHearing, BreachStep, ReturnedLine, SentPack
from .failures import Failure, Warning
from .questions import Answer, Question

__all__ = [
    "Answer",
    "Breach",
    "BreachFailure",
    "BreachHearing",
    "BreachStep",
    "Failure",
    "Question",
    "ReturnedLine",
    "SentPack",
    "Warning",
]
