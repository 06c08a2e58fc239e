"""What do the acts about plans refuse alike, and of whose records do they speak?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons


class TooLong(Refused):
    def __init__(self, field: str, length: int, limit: int) -> None:
        super().__init__(f"This is {length:,} characters long. Keep it to {limit:,}.", field=field)


class NotYet(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("This day has not come yet. Give today or an earlier day.", field=field)


def refuse_all(faults: Iterable[Refused]) -> None:
    """Everything that is wrong at once."""
    found = list(faults)
    if len(found) == 1:
        raise found[0]
    if found:
        raise RefusedForSeveralReasons(found)


def has_not_come(day: date, at: datetime) -> bool:
    return day > timezone.localdate(at)
