"""What does every context with personal words answer, and through which hand?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .sweeping import Sweep


@dataclass(frozen=True, slots=True)
class WordsSought:
    """Where are these words? Answered as `WordsRedacted` is, by the same functions; nothing is written."""

    sweep: Sweep
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class WordsRedacted:
    """Two people agreed that these words vanish from these records, now."""

    sweep: Sweep
    by_id: int
    at: datetime


Words = WordsSought | WordsRedacted
