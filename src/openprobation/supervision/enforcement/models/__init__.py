"""What is a failure to comply, a warning, an alleged breach, and a question about one?"""

from .breach import (
    Breach,
    BreachFailure,
    BreachHearing,
    BreachStep,
    Exhibit,
    ReturnedLine,
    SentPack,
)
from .failures import EvidenceLink, Failure, LicenceMatter, Warning
from .questions import Answer, HandedOn, Question

__all__ = [
    "Answer",
    "Breach",
    "BreachFailure",
    "BreachHearing",
    "BreachStep",
    "EvidenceLink",
    "Exhibit",
    "Failure",
    "HandedOn",
    "LicenceMatter",
    "Question",
    "ReturnedLine",
    "SentPack",
    "Warning",
]
