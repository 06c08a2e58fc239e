"""What does a service cost on a day, does the money add up, and is it time to ask why nothing was bought?

Money is whole pence. A price is chosen by the day of the order and kept with it: a new price never
changes an old order. Units are a ledger: what is taken back is a line of its own, with a minus.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from openprobation.rules.dates import words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.vocabulary.commissioning import PurchaseMove as Move
from openprobation.vocabulary.commissioning import PurchaseState as State
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind

P = TypeVar("P", bound="Price")

ASK_AFTER = Timeline(
    "commissioning.ask_why_not",
    "Days a need among the first three may have no service before the officer is asked why",
    (Dated(SPLIT_ON, 42, "Service default: six weeks [general knowledge]", 40),),
)

TOP = 3
"""How many needs count as the first ones."""


# ── The price of the day ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Price:
    """One version of a price: start inclusive, end exclusive, None for "still so"."""

    id: int
    buyer: OrganisationKind
    pence: int
    version: int
    starts_on: date
    ends_on: date | None

    def is_in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


def price_on(prices: Iterable[Price], *, buyer: OrganisationKind, on: date) -> Price | None:
    """The price this kind of organisation pays on a day; None where it may not buy."""
    found = [price for price in prices if price.buyer is buyer and price.is_in_force(on)]
    return max(found, key=lambda price: (price.starts_on, price.version), default=None)


# ── Order, delivery and statement ──────────────────────────────────────────────────────────
MOVES: Mapping[Move, tuple[frozenset[State], State]] = {
    Move.ORDER: (frozenset(), State.ORDERED),
    Move.ACCEPT: (frozenset({State.ORDERED}), State.ACCEPTED),
    Move.RETURN: (frozenset({State.ORDERED}), State.RETURNED),
    Move.CANCEL: (frozenset({State.ORDERED, State.RETURNED}), State.CANCELLED),
    Move.CLOSE: (frozenset({State.ACCEPTED}), State.CLOSED),
}


def may_move(move: Move, state: State | None) -> bool:
    starts, _ends = MOVES[move]
    return state in starts if state is not None else not starts


@dataclass(frozen=True, slots=True)
class Delivered:
    """Units delivered under an order on a day, or taken back (a minus); on which statement, if on one."""

    units: int
    on: date
    statement: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One order as money: what was ordered at the price of its day, and all that followed."""

    ordered: int
    unit_pence: int
    state: State
    lines: Sequence[Delivered] = field(default_factory=tuple)

    @property
    def delivered(self) -> int:
        return sum(line.units for line in self.lines)

    @property
    def stated(self) -> int:
        return sum(line.units for line in self.lines if line.statement is not None)

    @property
    def left(self) -> int:
        """Units that may still be delivered: none once the order is over."""
        return self.ordered - self.delivered if self.state is State.ACCEPTED else 0

    @property
    def committed(self) -> int:
        """Pence that are spent or may yet be: what a budget line must hold."""
        if self.state is State.ORDERED:
            return self.ordered * self.unit_pence
        return (self.delivered + self.left) * self.unit_pence

    @property
    def spent(self) -> int:
        return self.delivered * self.unit_pence

    def may_deliver(self, units: int) -> bool:
        return self.state is State.ACCEPTED and 0 < units <= self.left


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Whether order, delivery and statements agree, and each sum that says so."""

    delivered: int
    stated: int
    still_to_state: int
    left: int
    faults: tuple[str, ...]

    @property
    def is_true(self) -> bool:
        return not self.faults


def reconcile(accounts: Sequence[Account], totals: Mapping[int, int]) -> Reconciled:
    """Compare orders and their lines with the totals of the statements, by statement, in pence."""
    faults: list[str] = []
    sums: dict[int, int] = dict.fromkeys(totals, 0)
    for account in accounts:
        if not 0 <= account.delivered <= account.ordered:
            faults.append(f"{account.delivered} delivered of {account.ordered} ordered.")
        if account.lines and account.state in (State.ORDERED, State.RETURNED, State.CANCELLED):
            faults.append(f"Delivered under an order that is {account.state.label.lower()}.")
        for line in account.lines:
            if line.statement is not None:
                sums[line.statement] = sums.get(line.statement, 0) + line.units * account.unit_pence
    for statement, total in sums.items():
        if totals.get(statement) != total:
            faults.append(f"Statement {statement} says {totals.get(statement)}, lines {total}.")
    delivered = sum(account.spent for account in accounts)
    stated = sum(account.stated * account.unit_pence for account in accounts)
    return Reconciled(
        delivered=delivered,
        stated=stated,
        still_to_state=delivered - stated,
        left=sum(account.left * account.unit_pence for account in accounts),
        faults=tuple(faults),
    )


def pounds(pence: int) -> str:
    """Pence as people read them: "£1,240.50", with a minus in front."""
    sign = "−" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


# ── Why was nothing used? ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Asked:
    """A need about which the officer is asked why no service was used."""

    need: Need
    since: date
    because: str


def asked_why(
    top: Sequence[Need],
    *,
    ranked_on: date,
    served: Mapping[Need, date],
    answered: Mapping[Need, date],
    on: date,
    running: Collection[Need] = (),
    pack: Pack = DEFAULT_PACK,
) -> tuple[Asked, ...]:
    """For which of the first three needs is a reason asked on a day? Only after six weeks without a service.

    `ranked_on` is when they were ranked; `served` the last day of a service by need; `running` those
    with one now; `answered` when a reason was last given, which holds for as long again.
    """
    rule = ASK_AFTER.on(on, pack=pack)
    wait = timedelta(days=rule.value)
    found: list[Asked] = []
    for need in top[:TOP]:
        if need in running:
            continue
        since = max(ranked_on, served.get(need, ranked_on))
        said = answered.get(need)
        if on - since < wait or (said is not None and said >= since and on - said < wait):
            continue
        weeks = (on - since).days // 7
        found.append(
            Asked(
                need,
                since,
                f"{need.label} is among the first {TOP} needs and no service has met it since"
                f" {words(since)}, {weeks} weeks ago.",
            )
        )
    return tuple(found)
