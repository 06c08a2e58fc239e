"""Which sessions must be planned so that all that is owed is offered?

Restated from hmpps-community-payback-api at 217ca76 (MIT). From today on, day by day: each
allocation that falls due gives a session, the earliest first, until enough is planned; the last is
shortened. What is planned already stays. Projects and allocations are known by any name.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from openprobation.vocabulary.unpaid_work import Frequency, PlanOutcome, PlanTrigger, Weekday

from .credit import minutes_between

LOOK_AHEAD: Final = 5 * 365
"""days"""
ONE_DAY = timedelta(days=1)
FORTNIGHT = 14


@dataclass(frozen=True, slots=True)
class Slot:
    """One allocation: which weekday, how often, from when to when, where. `ends_on` is inclusive."""

    key: Hashable
    project: Hashable
    frequency: Frequency
    weekday: Weekday
    starts_on: date
    ends_on: date | None
    start: time
    end: time

    def next_on(self, day: date, *, is_used: bool = False) -> date | None:
        """The first day on or after a day on which this falls due, if there is one."""
        if self.frequency is Frequency.ONCE and is_used:
            return None
        anchor = max(day, self.starts_on)
        if self.frequency is Frequency.FORTNIGHTLY:
            whole = (anchor - self.starts_on).days // FORTNIGHT
            anchor = self.starts_on + timedelta(days=whole * FORTNIGHT)
        due = anchor + timedelta(days=(self.weekday.number - anchor.weekday()) % 7)
        if self.frequency is Frequency.FORTNIGHTLY and due < day:
            due += timedelta(days=FORTNIGHT)
        return None if self.ends_on is not None and due > self.ends_on else due


@dataclass(frozen=True, slots=True)
class Existing:
    """A session that is there already."""

    on: date
    start: time
    end: time
    project: Hashable
    allocation: Hashable | None
    has_outcome: bool
    credited: int | None = None

    @property
    def minutes(self) -> int:
        return minutes_between(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Planned:
    """A session to be made."""

    on: date
    start: time
    end: time
    project: Hashable
    allocation: Hashable

    @property
    def minutes(self) -> int:
        return minutes_between(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Plan:
    """What must be made, and how many minutes no allocation reaches."""

    outcome: PlanOutcome
    create: tuple[Planned, ...] = ()
    shortfall: int = 0


def left_to_plan(required: int, existing: Iterable[Existing], *, today: date) -> int:
    """What is owed less what was credited, and less what was offered and nobody has written down."""
    left = required
    for each in existing:
        if each.has_outcome:
            left -= each.credited or 0
        elif each.on < today:
            left -= each.minutes
    return left


def plan(
    *,
    required: int,
    slots: Sequence[Slot],
    existing: Sequence[Existing],
    non_working: Collection[date],
    trigger: PlanTrigger,
    now: datetime,
) -> Plan:
    """The sessions that cover what is left. `now` is local; nothing is planned before it."""
    today = now.date()
    left = left_to_plan(required, existing, today=today)
    if left <= 0:
        return Plan(PlanOutcome.SATISFIED)
    walk = Walk(slots, existing, non_working, trigger, now, left)
    walk.go()
    there = {(e.on, e.start, e.end, e.project, e.allocation) for e in existing}
    create = tuple(
        each
        for each in walk.planned
        if (each.on, each.start, each.end, each.project, each.allocation) not in there
    )
    if not create and walk.left == 0:
        return Plan(PlanOutcome.SUFFICIENT)
    return Plan(PlanOutcome.INSUFFICIENT, create, max(walk.left, 0))


class Walk:
    """One pass over the days. `left` goes down as days are filled."""

    def __init__(
        self,
        slots: Sequence[Slot],
        existing: Sequence[Existing],
        non_working: Collection[date],
        trigger: PlanTrigger,
        now: datetime,
        left: int,
    ) -> None:
        self.slots = sorted(slots, key=lambda slot: slot.start)
        self.on_day: dict[date, list[Existing]] = {}
        for each in existing:
            self.on_day.setdefault(each.on, []).append(each)
        self.non_working = frozenset(non_working)
        self.keeps = trigger is PlanTrigger.APPOINTMENT
        self.now = now
        self.left = left
        self.used: set[Hashable] = set()
        self.planned: list[Planned] = []

    def go(self) -> None:
        today = self.now.date()
        last = today + timedelta(days=LOOK_AHEAD)
        day = today
        while self.left > 0 and day <= last:
            due = {
                slot.key: slot.next_on(day, is_used=slot.key in self.used) for slot in self.slots
            }
            coming = [on for on in due.values() if on is not None]
            if not coming:
                return
            if min(coming) > day:
                day = min(coming)  # nothing falls due before it
                continue
            if day not in self.non_working:
                self.fill(day, [slot for slot in self.slots if due[slot.key] == day])
            day += ONE_DAY

    def fill(self, day: date, due: Sequence[Slot]) -> None:
        there = self.on_day.get(day)
        if self.keeps and there:
            self.left -= sum(each.minutes for each in there if not each.has_outcome)
            return
        for slot in due:
            if self.left <= 0:
                return
            if day == self.now.date() and slot.start < self.now.time():
                continue
            minutes = min(self.left, minutes_between(slot.start, slot.end))
            self.planned.append(
                Planned(day, slot.start, later(slot.start, minutes), slot.project, slot.key)
            )
            self.used.add(slot.key)
            self.left -= minutes


def later(start: time, minutes: int) -> time:
    whole = start.hour * 60 + start.minute + minutes
    return time(whole // 60, whole % 60)
