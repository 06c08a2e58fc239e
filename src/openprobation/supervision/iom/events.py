"""What does the shared list announce?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PutOnTheList:
    """A panel chose somebody: police, both providers and partners work with them together."""

    nominal_id: int
    person_id: int
    on: date


@dataclass(frozen=True, slots=True)
class TakenOffTheList:
    """A panel took somebody off the list."""

    nominal_id: int
    person_id: int
    on: date
