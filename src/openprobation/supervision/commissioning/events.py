"""What can others react to about services that are bought?"""

from dataclasses import dataclass
from datetime import datetime

from openprobation.vocabulary.commissioning import PurchaseState, UnmetReason
from openprobation.vocabulary.needs import Need


@dataclass(frozen=True, slots=True)
class PurchaseMoved:
    """An order was sent, accepted, returned, cancelled or closed."""

    order_id: int
    person_id: int | None
    state: PurchaseState
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NeedNotMet:
    """An officer said why a need among the first three has had no service."""

    person_id: int
    need: Need
    reason: UnmetReason
    by_id: int
    at: datetime
