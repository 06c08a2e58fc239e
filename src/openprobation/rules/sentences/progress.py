"""How far has an order run, and which day in it comes next?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from openprobation.rules.dates import last_day_of
from openprobation.rules.policy import DEFAULT_PACK, Pack
from openprobation.rules.sentences.limits import UNPAID_WORK
from openprobation.rules.sentences.orders import OrderAsTyped, RequirementAsTyped
from openprobation.vocabulary.sentences import RequirementKind


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order has run on a day. Days before that day are gone; the day itself is left."""

    days: int
    days_gone: int
    days_left: int

    @property
    def share(self) -> float:
        """From 0 (not begun) to 1 (over)."""
        return self.days_gone / self.days

    @property
    def percent(self) -> int:
        """Whole per cent gone, rounded down: 100 only when it is over."""
        return 100 * self.days_gone // self.days

    @property
    def is_final_third(self) -> bool:
        """In its last third, and not over."""
        return 3 * self.days_gone >= 2 * self.days and self.days_left > 0

    @property
    def is_over(self) -> bool:
        return self.days_left == 0


def progress(starts_on: date, ends_on: date, *, on: date) -> Progress:
    """How far a stretch from its first day to its last (both included) has run on a day."""
    if ends_on < starts_on:
        raise ValueError(f"It ends on {ends_on}, before it starts on {starts_on}.")
    days = (ends_on - starts_on).days + 1
    gone = min(max((on - starts_on).days, 0), days)
    return Progress(days, gone, days - gone)


@dataclass(frozen=True, slots=True)
class KeyDate:
    """A day in a sentence that an officer should see coming, and what happens on it."""

    on: date
    what: str


def key_dates(order: OrderAsTyped, *, pack: Pack = DEFAULT_PACK) -> tuple[KeyDate, ...]:
    """The days to watch in an order, earliest first; the last is its end."""
    return tuple(sorted(_key_dates(order, pack), key=lambda key: (key.on, key.what)))


def _key_dates(order: OrderAsTyped, pack: Pack) -> Iterator[KeyDate]:
    days = (order.ends_on - order.starts_on).days + 1
    if days >= 3:
        yield KeyDate(order.starts_on + timedelta(-(-2 * days // 3)), "The final third begins")
    for requirement in order.requirements:
        starts_on = requirement.starts_on or order.starts_on
        if requirement.kind is RequirementKind.UNPAID_WORK:
            months = UNPAID_WORK.on(order.sentenced_on, pack=pack).value.shortest_order_months
            yield KeyDate(
                last_day_of(order.starts_on, months=months), "Unpaid work should be finished"
            )
        elif requirement.length and requirement.length.is_time and _runs(requirement):
            yield KeyDate(requirement.length.last_day(starts_on), f"{requirement.kind.label} ends")
    if order.operational_ends_on is not None and order.operational_ends_on != order.ends_on:
        yield KeyDate(order.operational_ends_on, "The operational period ends")
    yield KeyDate(order.ends_on, f"{order.kind.label} ends")


def _runs(requirement: RequirementAsTyped) -> bool:
    """Whether its days run on end; days of activity are used up one at a time instead."""
    return requirement.kind not in (
        RequirementKind.RAR,
        RequirementKind.SPECIFIED_ACTIVITY,
        RequirementKind.PROGRAMME,
    )


def next_key_date(dates: Iterable[KeyDate], *, on: date) -> KeyDate | None:
    """The earliest key date from a day on, that day included. None: none is left."""
    return min(
        (key for key in dates if key.on >= on), key=lambda key: (key.on, key.what), default=None
    )
