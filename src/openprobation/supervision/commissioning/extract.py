"""What does commissioning hold, as rows without names?

A person is the number of the kept record, whichever record the row was written on.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F
from django.db.models.functions import Coalesce

from openprobation.analytics.tables import Filled, Row
from openprobation.analytics.tables import commissioning as tables

from .models import DeliveryLine, NotUsed, PurchaseOrder, PurchaseStep

CHUNK = 2_000


def orders() -> Iterator[Row]:
    """Every order by its number. One query."""
    return (
        PurchaseOrder.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("person__merged_into_id", "person_id"), "service_id", "service__need",
            "supplier_id", "buyer_id", "buyer_team_id", "price__funding_line", "state", "units",
            "unit_pence", "ordered_at", "achieved_percent",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def order_moves() -> Iterator[Row]:
    """Every move of every order by its number. One query."""
    return (
        PurchaseStep.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("order__person__merged_into_id", "order__person_id"), "order_id",
            "move", "to_state", "returned", "by_id", "at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def deliveries() -> Iterator[Row]:
    """Every delivery, at the price of its order, by its number. One query."""
    return (
        DeliveryLine.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("order__person__merged_into_id", "order__person_id"), "order_id",
            "units", F("units") * F("order__unit_pence"), "on", "statement_id", "dispute__state",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def needs_not_met() -> Iterator[Row]:
    """Every reason given by its number. One query."""
    return (
        NotUsed.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("person__merged_into_id", "person_id"), "need", "reason", "team_id",
            "said_at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


SHARE = (
    Filled(tables.ORDERS, orders),
    Filled(tables.ORDER_MOVES, order_moves),
    Filled(tables.DELIVERIES, deliveries),
    Filled(tables.NEEDS_NOT_MET, needs_not_met),
)
"""What this context gives to an extract."""
