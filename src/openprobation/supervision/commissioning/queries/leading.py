"""What was spent and used, and which needs were not met?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from openprobation.foundation.clock import LONDON
from openprobation.rules.commissioning import (
    Account,
    pounds,
)
from openprobation.vocabulary.commissioning import (
    PurchaseState,
    UnmetReason,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind

from ..models import (
    NotUsed,
    PurchaseOrder,
    Service,
)
from .buying import lines_of

SMALL = 5
"""A count below this, of people, is not shown to a leader."""


def told_count(count: int, of: int | None = None) -> str:
    """A count of people as a leader reads it: neither it nor what it leaves of all is told where few."""
    if 0 < count < SMALL:
        return f"fewer than {SMALL}"
    if of is not None and 0 < of - count < SMALL:
        return f"more than {of - SMALL}" if of > SMALL else f"fewer than {SMALL}"
    return str(count)


@dataclass(frozen=True, slots=True)
class UnitSpend:
    """What one delivery unit bought since a day: orders, people, pence committed and spent."""

    unit: str
    orders: int
    committed: int
    spent: int
    returned: int

    @property
    def committed_read(self) -> str:
        return pounds(self.committed)

    @property
    def spent_read(self) -> str:
        return pounds(self.spent)


def spend(organisation_ids: Collection[int], *, since: date) -> list[UnitSpend]:
    """What each unit of these organisations bought since a day, from its own orders. Two queries."""
    moment = datetime(since.year, since.month, since.day, tzinfo=LONDON)
    rows = list(
        PurchaseOrder.objects.filter(buyer_id__in=organisation_ids, ordered_at__gte=moment)
        .values_list("pk", "buyer_team__unit__name", "state", "units", "unit_pence")
        .order_by("buyer_team__unit__name", "pk")
    )
    lines = lines_of(Q(order__buyer_id__in=organisation_ids, order__ordered_at__gte=moment))
    by_unit: dict[str, list[Account]] = defaultdict(list)
    for pk, unit, state, units, pence in rows:
        by_unit[unit].append(Account(units, pence, PurchaseState(state), tuple(lines.get(pk, ()))))
    return [
        UnitSpend(
            unit,
            len(accounts),
            sum(account.committed for account in accounts),
            sum(account.spent for account in accounts),
            sum(account.state is PurchaseState.RETURNED for account in accounts),
        )
        for unit, accounts in by_unit.items()
    ]


@dataclass(frozen=True, slots=True)
class Use:
    """How much of one service was bought since a day."""

    service: str
    provider: str
    orders: int
    units: int


def use_by_service(
    organisation_ids: Collection[int], *, since: date, kind: OrganisationKind
) -> list[Use]:
    """Every service these may buy with its orders since a day, those nobody bought among them. Two queries."""
    moment = datetime(since.year, since.month, since.day, tzinfo=LONDON)
    bought = {
        service_id: (count, units)
        for service_id, count, units in PurchaseOrder.objects.filter(
            buyer_id__in=organisation_ids, ordered_at__gte=moment
        )
        .values_list("service_id")
        .annotate(count=Count("pk"), sum=Sum("units"))
        .order_by()
    }
    rows = (
        Service.objects.filter(prices__buyer=kind, ends_on__isnull=True)
        .distinct()
        .values_list("pk", "title", "provider__name")
    )
    found = [Use(title, provider, *bought.get(pk, (0, 0))) for pk, title, provider in rows]
    return sorted(found, key=lambda each: (-each.orders, each.service))


@dataclass(frozen=True, slots=True)
class Unmet:
    """How often a reason was given for a need, and nobody's name. Small counts are not told."""

    need: Need
    reason: UnmetReason
    count: int

    @property
    def told(self) -> str:
        return str(self.count) if self.count >= SMALL else f"fewer than {SMALL}"


def unmet(organisation_ids: Collection[int], *, since: date) -> list[Unmet]:
    """Why needs were not met since a day, each person counted once a need with the latest reason. One query."""
    moment = datetime(since.year, since.month, since.day, tzinfo=LONDON)
    rows = NotUsed.objects.filter(
        team__unit__region__organisation_id__in=organisation_ids, said_at__gte=moment
    ).order_by("said_at", "pk")
    latest = {
        (person_id, need): reason
        for person_id, need, reason in rows.values_list("person_id", "need", "reason")
    }
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for (_person, need), reason in latest.items():
        counts[need, reason] += 1
    found = [Unmet(Need(need), UnmetReason(reason), n) for (need, reason), n in counts.items()]
    return sorted(found, key=lambda each: (-each.count, each.need, each.reason))
