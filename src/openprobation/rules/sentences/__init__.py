"""When does an order, licence or supervision end, is it lawful as typed, how far has it run?"""

from openprobation.rules.dates import Length
from openprobation.rules.sentences.custody import (
    Custody,
    CustodyDates,
    Span,
    custody_dates,
    custody_released_on,
)
from openprobation.rules.sentences.orders import (
    Fault,
    OrderAsTyped,
    RequirementAsTyped,
    order_ends_on,
    order_faults,
)
from openprobation.rules.sentences.progress import (
    KeyDate,
    Progress,
    key_dates,
    next_key_date,
    progress,
)

__all__ = [
    "Custody",
    "CustodyDates",
    "Fault",
    "KeyDate",
    "Length",
    "OrderAsTyped",
    "Progress",
    "RequirementAsTyped",
    "Span",
    "custody_dates",
    "custody_released_on",
    "key_dates",
    "next_key_date",
    "order_ends_on",
    "order_faults",
    "progress",
]
