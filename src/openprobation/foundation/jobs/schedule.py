"""When is a job due?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often. `do` is given the service's moment and must bear being run twice."""

    name: str
    every: timedelta
    do: Callable[[datetime], None]
    in_pieces: bool = False
    """Keeps what it did bit by bit, so that an end in the middle undoes nothing. Else it is one transaction."""

    def due(self, now: datetime) -> datetime:
        """The latest moment, on the machine's clock, at which the job fell due: a multiple of `every`."""
        step = self.every.total_seconds()
        return datetime.fromtimestamp(now.timestamp() // step * step, tz=now.tzinfo)
