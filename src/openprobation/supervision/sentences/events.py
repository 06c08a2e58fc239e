"""What can others react to about sentences?"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SentenceRegistered:
    """A sentence was written down. `opened`: a new supervision period began with it."""

    person_id: int
    event_id: int
    period_id: int
    sentenced_on: date
    opened: bool
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SentenceWithdrawn:
    """A sentence was registered in error. Whoever has built on it refuses, and nothing happens."""

    person_id: int
    event_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderEnded:
    person_id: int
    order_id: int
    on: date
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SupervisionEnded:
    """The last order ended, so nobody is responsible any more."""

    person_id: int
    period_id: int
    on: date
    by_id: int
    at: datetime
