"""How do people here read a moment? In London time, and in words."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from openprobation.rules.dates import words

LONDON = ZoneInfo("Europe/London")


def local(moment: datetime) -> datetime:
    """A moment as the clock on the office wall shows it."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone could be any of several.")
    return moment.astimezone(LONDON)


def at_same_time(starts_at: datetime, day: date) -> datetime:
    """The same time on the wall on another day, whatever the clocks did in between."""
    return datetime.combine(day, local(starts_at).time(), tzinfo=LONDON)


def clock_time(moment: time) -> str:
    """9:30, 14:05."""
    return f"{moment:%-H:%M}"


def moment_in_words(moment: datetime) -> str:
    """9:30 on 16 February 2017."""
    return f"{clock_time(local(moment).time())} on {words(local(moment))}"
