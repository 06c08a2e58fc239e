"""Which night is it, for counting loads, and has somebody's load been too large for too long?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openprobation.rules.policy import DEFAULT_PACK, Pack, Rule

from .policy import OVERLOAD, Overload

DAY = timedelta(days=1)
WEDNESDAY = 2
CHANGES_AT = time(18, 30)
CHANGES_ON_WEDNESDAYS_AT = time(19, 30)


@dataclass(frozen=True, slots=True)
class Period:
    """A day of counting, from one evening to the next. Open at its start, closed at its end."""

    starts_at: datetime
    ends_at: datetime

    @property
    def label(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M}"


def period(at: datetime) -> Period:
    """The day of counting a moment belongs to; a moment on the edge is still of the day before."""
    evening = changes(at)
    if at > evening:
        return Period(evening, changes(at + DAY))
    return Period(changes(at - DAY), evening)


def changes(at: datetime) -> datetime:
    """When, on the day of a moment, one day of counting gives way to the next."""
    moment = CHANGES_ON_WEDNESDAYS_AT if at.weekday() == WEDNESDAY else CHANGES_AT
    return datetime.combine(at.date(), moment, tzinfo=at.tzinfo)


# ── Too much, for too long ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Night:
    """What somebody's load came to on one night."""

    on: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a load is too large, and by which of the two measures."""

    cases: int
    too_many_cases: bool
    over_since: date | None
    is_over_for_long: bool
    rule: Rule[Overload]

    @property
    def is_too_large(self) -> bool:
        return self.too_many_cases or self.is_over_for_long


def overload(
    cases: int,
    percent: Decimal,
    nights: Collection[Night],
    *,
    on: date,
    pack: Pack = DEFAULT_PACK,
) -> Verdict:
    """More cases than the limit, or above the share tonight and on every night kept for so long.

    A night nobody counted neither helps nor breaks the run, but each of the weeks must have one.
    """
    rule = OVERLOAD.on(on, pack=pack)
    since = run_of_nights(nights, over=rule.value.percent) if percent > rule.value.percent else None
    first = on - timedelta(days=rule.value.nights)
    weeks = {(on - night.on).days // 7 for night in nights if since and since <= night.on < on}
    return Verdict(
        cases=cases,
        too_many_cases=cases > rule.value.cases,
        over_since=since,
        is_over_for_long=since is not None
        and since <= first
        and set(range(rule.value.nights // 7)) <= weeks,
        rule=rule,
    )


def run_of_nights(nights: Collection[Night], *, over: Decimal) -> date | None:
    """Since which night every night that was counted has been over; None where the last was not."""
    since = None
    for night in sorted(nights, key=lambda each: each.on, reverse=True):
        if night.percent <= over:
            break
        since = night.on
    return since
