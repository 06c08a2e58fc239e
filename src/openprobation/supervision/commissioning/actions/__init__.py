"""How is a service put on the catalogue, priced, ordered, delivered, stated and disputed?"""

from .catalogue import add_service, change_service, retire_service, set_price
from .delivering import answer_dispute, deliver, dispute, issue_statement, take_back
from .orders import accept_order, end_order, order, return_order, stop_order, suppliers_of
from .refusals import (
    DisputedAlready,
    Full,
    MoreThanOrdered,
    NoEvidence,
    NotATopNeed,
    NotForYou,
    NotFound,
    NotNow,
    NotOffered,
    NotOver,
    PriceNotLater,
    PricePast,
    Retired,
    StatedAlready,
    TakenBackAlready,
    UnitsOutOfRange,
)
from .unmet import say_why_not

__all__ = [
    "DisputedAlready",
    "Full",
    "MoreThanOrdered",
    "NoEvidence",
    "NotATopNeed",
    "NotForYou",
    "NotFound",
    "NotNow",
    "NotOffered",
    "NotOver",
    "PriceNotLater",
    "PricePast",
    "Retired",
    "StatedAlready",
    "TakenBackAlready",
    "UnitsOutOfRange",
    "accept_order",
    "add_service",
    "answer_dispute",
    "change_service",
    "deliver",
    "dispute",
    "end_order",
    "issue_statement",
    "order",
    "retire_service",
    "return_order",
    "say_why_not",
    "set_price",
    "stop_order",
    "suppliers_of",
    "take_back",
]
