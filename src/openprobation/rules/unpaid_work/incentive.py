"""How much time is taken off for hours worked without an absence?

Restated from hmpps-community-payback-api at 217ca76 (MIT). Shares are exact fractions, and halves
are rounded up, so that nobody loses a minute to the machine's arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from openprobation.vocabulary.unpaid_work import IncentiveStatus

from .policy import Incentive


@dataclass(frozen=True, slots=True)
class IncentiveEvent:
    """One session with an outcome, or one adjustment, in order of time."""

    minutes: int
    disqualifies: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    status: IncentiveStatus
    qualifying: int


@dataclass(frozen=True, slots=True)
class Discount:
    """What is earned now, and what would be at the end if all goes well."""

    current: int
    projected: int


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def threshold(required: int, *, scheme: Incentive) -> int:
    return half_up(required * scheme.threshold)


def progress(
    events: Iterable[IncentiveEvent], *, required: int, scheme: Incentive, in_scope: bool = True
) -> Progress:
    """Time worked before the first disqualifying event, and what that makes of it."""
    qualifying, is_disqualified = 0, False
    for event in events:
        if event.disqualifies:
            is_disqualified = True
            break
        qualifying += event.minutes
    qualifying = max(qualifying, 0)
    if not in_scope:
        return Progress(IncentiveStatus.INELIGIBLE, qualifying)
    if is_disqualified:
        return Progress(IncentiveStatus.DISQUALIFIED, qualifying)
    if qualifying >= threshold(required, scheme=scheme):
        return Progress(IncentiveStatus.QUALIFYING, qualifying)
    return Progress(IncentiveStatus.ELIGIBLE, qualifying)


def maximum_discount(required: int, *, scheme: Incentive) -> int:
    """What is off when everything else is worked without an absence."""
    ratio = 1 - (1 + scheme.award * scheme.threshold) / (1 + scheme.award)
    return half_up(required * ratio)


def discount(
    qualifying: int, *, status: IncentiveStatus, required: int, scheme: Incentive
) -> Discount:
    if status is IncentiveStatus.INELIGIBLE:
        return Discount(0, 0)
    beyond = qualifying - threshold(required, scheme=scheme)
    current = half_up(max(Fraction(0), scheme.award * beyond))
    if status is IncentiveStatus.DISQUALIFIED:
        return Discount(current, current)
    return Discount(current, maximum_discount(required, scheme=scheme))
