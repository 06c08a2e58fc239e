"""What was ordered, delivered, stated and disputed?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from openprobation.rules.commissioning import (
    Account,
    Delivered,
    Reconciled,
    pounds,
    reconcile,
)
from openprobation.vocabulary.commissioning import (
    DisputeReason,
    DisputeState,
    FundingLine,
    PriceUnit,
    PurchaseState,
    ReturnReason,
)

from ..models import (
    DeliveryLine,
    Dispute,
    PurchaseOrder,
    PurchaseStep,
    Statement,
)


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """An order as money."""

    id: int
    state: PurchaseState
    funding_line: FundingLine
    unit: PriceUnit
    account: Account

    @property
    def unit_price(self) -> str:
        return pounds(self.account.unit_pence)

    @property
    def ordered(self) -> str:
        return pounds(self.account.ordered * self.account.unit_pence)

    @property
    def spent(self) -> str:
        return pounds(self.account.spent)


def orders(order_ids: Collection[int]) -> dict[int, OrderMoney]:
    """Orders with all that was delivered under them, by id. Two queries."""
    lines = lines_of(Q(order_id__in=order_ids))
    return {
        pk: OrderMoney(
            pk,
            PurchaseState(state),
            FundingLine(line),
            PriceUnit(unit),
            Account(units, pence, PurchaseState(state), tuple(lines.get(pk, ()))),
        )
        for pk, state, line, unit, units, pence in PurchaseOrder.objects.filter(
            pk__in=order_ids
        ).values_list("pk", "state", "price__funding_line", "service__unit", "units", "unit_pence")
    }


def lines_of(which: Q) -> dict[int, list[Delivered]]:
    found: dict[int, list[Delivered]] = defaultdict(list)
    for order_id, units, on, statement in (
        DeliveryLine.objects.filter(which)
        .order_by("pk")
        .values_list("order_id", "units", "on", "statement_id")
    ):
        found[order_id].append(Delivered(units, on, statement))
    return found


@dataclass(frozen=True, slots=True)
class StatementShort:
    id: int
    supplier_id: int
    supplier: str
    buyer_id: int
    buyer: str
    month: date
    total: str
    issued_at: datetime


def statements(
    organisation_ids: Collection[int], *, only: int | None = None
) -> list[StatementShort]:
    """Statements these organisations issued or were sent, the latest first. One query."""
    rows = Statement.objects.filter(
        Q(supplier_id__in=organisation_ids) | Q(buyer_id__in=organisation_ids)
    ).order_by("-month", "-pk")
    if only is not None:
        rows = rows.filter(pk=only)
    return [
        StatementShort(pk, supplier_id, supplier, buyer_id, buyer, month, pounds(total), at)
        for pk, supplier_id, supplier, buyer_id, buyer, month, total, at in rows.values_list(
            "pk", "supplier_id", "supplier__name", "buyer_id", "buyer__name", "month",
            "total_pence", "issued_at",
        )[:60]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatedLine:
    """One delivery on a statement: which order, what shows it, what it cost, and whether it is disputed."""

    id: int
    order_id: int
    service: str
    on: date
    units: int
    pence: int
    evidence: str
    dispute_id: int | None
    dispute: DisputeState | None
    reason: DisputeReason | None
    is_taken_back: bool

    @property
    def read(self) -> str:
        return pounds(self.pence)

    @property
    def may_be_disputed(self) -> bool:
        return self.dispute is None and self.units > 0 and not self.is_taken_back


def stated(statement_id: int) -> list[StatedLine]:
    """The lines of a statement, in order. One query."""
    rows = DeliveryLine.objects.filter(statement_id=statement_id).order_by("on", "pk")
    return [
        StatedLine(
            pk, order_id, title, on, units, units * pence, evidence, dispute_id,
            DisputeState(dispute) if dispute else None,
            DisputeReason(reason) if reason else None, back is not None,
        )
        for pk, order_id, title, on, units, pence, evidence, dispute_id, dispute, reason, back in
        rows.values_list(
            "pk", "order_id", "order__service__title", "on", "units", "order__unit_pence",
            "evidence", "dispute__pk", "dispute__state", "dispute__reason", "taken_back_by__pk",
        )
    ]  # fmt: skip


def statement(statement_id: int, *, organisation_ids: Collection[int]) -> StatementShort | None:
    """One statement these organisations issued or were sent. One query."""
    found = statements(organisation_ids, only=statement_id)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class ToState:
    """What one buyer would owe if a statement were issued today."""

    buyer_id: int
    buyer: str
    lines: int
    pence: int

    @property
    def read(self) -> str:
        return pounds(self.pence)


def to_state(supplier_ids: Collection[int]) -> list[ToState]:
    """Deliveries on no statement yet, by buyer. One query."""
    rows = (
        DeliveryLine.objects.filter(order__supplier_id__in=supplier_ids, statement__isnull=True)
        .exclude(order__unit_pence=0)
        .values_list("order__buyer_id", "order__buyer__name", "units", "order__unit_pence")
    )
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for buyer_id, buyer, units, pence in rows:
        found[buyer_id, buyer].append(units * pence)
    return [
        ToState(buyer_id, buyer, len(sums), sum(sums))
        for (buyer_id, buyer), sums in sorted(found.items(), key=lambda each: each[0][1])
    ]


def reconciled(supplier_id: int, buyer_id: int) -> Reconciled:
    """Whether all between a supplier and a buyer adds up. Three queries."""
    ids = PurchaseOrder.objects.filter(supplier_id=supplier_id, buyer_id=buyer_id)
    accounts = [each.account for each in orders(list(ids.values_list("pk", flat=True))).values()]
    rows = Statement.objects.filter(supplier_id=supplier_id, buyer_id=buyer_id)
    return reconcile(accounts, dict(rows.values_list("pk", "total_pence")))


@dataclass(frozen=True, slots=True)
class DisputeLine:
    id: int
    service: str
    on: date
    pence: int
    reason: DisputeReason
    note: str
    raised_by: str

    @property
    def read(self) -> str:
        return pounds(self.pence)


def open_disputes(supplier_ids: Collection[int]) -> list[DisputeLine]:
    """What buyers say is not right, unanswered, the oldest first. One query."""
    rows = Dispute.objects.filter(
        line__order__supplier_id__in=supplier_ids, state=DisputeState.OPEN
    ).order_by("raised_at", "pk")
    return [
        DisputeLine(pk, title, on, units * pence, DisputeReason(reason), note, name)
        for pk, title, on, units, pence, reason, note, name in rows.values_list(
            "pk", "line__order__service__title", "line__on", "line__units",
            "line__order__unit_pence", "reason", "note", "raised_by__name",
        )
    ]  # fmt: skip


def returned(order_ids: Collection[int]) -> dict[int, ReturnReason]:
    """Why each of these was sent back, if it was. One query."""
    rows = PurchaseStep.objects.filter(order_id__in=order_ids, returned__isnull=False)
    return {
        order_id: ReturnReason(reason or "")
        for order_id, reason in rows.order_by("pk").values_list("order_id", "returned")
    }


def ended_month(on: date) -> date:
    """The first day of the month before: what a statement issued today is for."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)
