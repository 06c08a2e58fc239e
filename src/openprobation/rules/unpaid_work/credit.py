"""How many minutes of a session count, and how many may still be added?

Restated from hmpps-community-payback-api at 217ca76 (MIT). All in minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from openprobation.vocabulary.unpaid_work import AdjustmentVerdict


def minutes_between(start: time, end: time) -> int:
    """From one time of a day to another of the same day; seconds are not counted."""
    return end.hour * 60 + end.minute - start.hour * 60 - start.minute


def minutes_to_credit(
    *, attended: bool | None, start: time, end: time, penalty: int | None
) -> int | None:
    """What a session is worth. None: nothing was earned, or nobody has said what came of it."""
    if not attended:
        return None
    minutes = minutes_between(start, end) - (penalty or 0)
    return minutes if minutes > 0 else None


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much education counts in all, and how much is left (less than nothing when overdrawn)."""

    allowed: int
    remaining: int


def education_allowance(*, required: int, completed: int, percent: int) -> Allowance:
    allowed = required * percent // 100
    return Allowance(allowed, allowed - completed)


def remaining(*, required: int, adjustments: int, completed: int) -> int:
    return required + adjustments - completed


def judge_adjustment(
    *,
    minutes: int,
    most: int,
    on: date,
    today: date,
    sentenced_on: date,
    left: int,
) -> AdjustmentVerdict:
    """May these minutes be added? The first reason against it is given."""
    if minutes > most:
        return AdjustmentVerdict.EXCEEDS_REASON_MAXIMUM
    if on > today:
        return AdjustmentVerdict.DATE_IN_FUTURE
    if on < sentenced_on:
        return AdjustmentVerdict.DATE_BEFORE_SENTENCE
    if minutes > left:
        return AdjustmentVerdict.EXCEEDS_REMAINING
    return AdjustmentVerdict.OK


def spoken(minutes: int) -> str:
    """A stretch of time as people say it: "6 hours 30 minutes", "1 hour", "45 minutes", "0 hours"."""
    hours, rest = divmod(abs(minutes), 60)
    parts = [f"{hours} {'hour' if hours == 1 else 'hours'}"] if hours or not rest else []
    if rest:
        parts.append(f"{rest} {'minute' if rest == 1 else 'minutes'}")
    said = " ".join(parts)
    return f"minus {said}" if minutes < 0 else said
