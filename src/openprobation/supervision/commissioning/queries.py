"""Which services fit somebody, what do they cost, what was bought, and what needs were not met?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.utils import timezone

from openprobation.foundation.clock import LONDON
from openprobation.foundation.prepared import prepared
from openprobation.rules.commissioning import (
    Account,
    Delivered,
    Price,
    Reconciled,
    pounds,
    price_on,
    reconcile,
)
from openprobation.rules.policy import PACKS, Pack
from openprobation.vocabulary.commissioning import (
    DisputeReason,
    DisputeState,
    FundingLine,
    PriceUnit,
    PurchaseState,
    ReturnReason,
    ServiceKind,
    UnmetReason,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex

from .models import (
    DeliveryLine,
    Dispute,
    NotUsed,
    PurchaseOrder,
    PurchaseStep,
    RatePrice,
    Service,
    ServiceArea,
    ServiceChange,
    Statement,
    in_force,
)

TAKES_A_PLACE = (PurchaseState.ORDERED, PurchaseState.ACCEPTED)
SMALL = 5
"""A count below this, of people, is not shown to a leader."""


def told_count(count: int, of: int | None = None) -> str:
    """A count of people as a leader reads it: neither it nor what it leaves of all is told where few."""
    if 0 < count < SMALL:
        return f"fewer than {SMALL}"
    if of is not None and 0 < of - count < SMALL:
        return f"more than {of - SMALL}" if of > SMALL else f"fewer than {SMALL}"
    return str(count)


def pack() -> Pack:
    """The rule book this service works by."""
    return PACKS[settings.POLICY_PACK]


# ── The catalogue ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class PriceLine:
    """What one funding line pays for a unit on a day."""

    id: int
    funding_line: FundingLine
    pence: int
    version: int
    since: date

    @property
    def read(self) -> str:
        return pounds(self.pence)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service as an officer compares it with others."""

    id: int
    title: str
    need: Need
    kind: ServiceKind
    provider_id: int
    provider: str
    subcontractors: tuple[str, ...]
    about: str
    eligibility: str
    sex: Sex | None
    women_only: bool
    min_age: int
    max_age: int | None
    languages: tuple[str, ...]
    wait_days: int
    capacity: int
    taken: int
    unit: PriceUnit
    usual_units: int
    prices: tuple[PriceLine, ...]
    ended: int
    achieved_percent: int | None

    @property
    def capacity_left(self) -> int:
        return max(self.capacity - self.taken, 0)

    @property
    def price(self) -> PriceLine | None:
        """The dearest line is shown first: nobody is surprised."""
        return max(self.prices, key=lambda line: line.pence, default=None)

    @property
    def usual_cost(self) -> str:
        return pounds(self.price.pence * self.usual_units) if self.price else ""

    @property
    def outcomes(self) -> str:
        """What came of it so far; with few ended, only that."""
        if self.ended < SMALL or self.achieved_percent is None:
            return f"{self.ended} ended: too few to say"
        return f"{self.achieved_percent}% achieved, of {self.ended} ended"


def services(
    *,
    need: Need | None = None,
    area_id: int | None = None,
    sex: Sex | None = None,
    age: int | None = None,
    language: str = "",
    buyer: OrganisationKind,
    on: date,
    ids: Collection[int] | None = None,
) -> list[ServiceLine]:
    """Services on the catalogue that fit and that this kind of organisation may buy, soonest first. Three queries."""
    if need and area_id and sex in (Sex.FEMALE, Sex.MALE) and age and ids is None and not language:
        found = fitting(on, str(need), area_id, str(sex), age)  # what a person's page asks
    else:
        found = list(
            narrowed(on, need=need, area_id=area_id, sex=sex, age=age, language=language, ids=ids)
        )
    keys = [row[0] for row in found]
    prices = prices_on(keys, buyer=buyer, on=on)
    used = used_so_far(keys)
    return [
        ServiceLine(
            pk, title, Need(need_), ServiceKind(kind), provider_id, provider, parts(subs), about,
            fits, Sex(sex_) if sex_ else None, women, youngest, oldest, parts(spoken), wait, room,
            (of := used.get(pk, UNUSED)).taken, PriceUnit(unit), units, prices[pk], of.ended,
            of.achieved_percent,
        )
        for pk, title, need_, kind, provider_id, provider, subs, about, fits, sex_, women, youngest,
            oldest, spoken, wait, room, unit, units in found
        if prices.get(pk)
    ]  # fmt: skip


@prepared
def fitting(
    on: date, need: str, area_id: int, sex: str, age: int
) -> QuerySet[Service, tuple[Any, ...]]:
    return narrowed(on, need=need, area_id=area_id, sex=sex, age=age)


def narrowed(
    on: date,
    *,
    need: str | None = None,
    area_id: int | None = None,
    sex: str | None = None,
    age: int | None = None,
    language: str = "",
    ids: Collection[int] | None = None,
) -> QuerySet[Service, tuple[Any, ...]]:
    """What is on the catalogue on a day and fits whatever is given. Where sex is not known, all fit."""
    rows = Service.objects.filter(in_force(on))
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    if need is not None:
        rows = rows.filter(need=need)
    if area_id is not None:
        rows = rows.filter(
            pk__in=ServiceArea.objects.filter(area_id=area_id).values_list("service_id")
        )
    if sex is not None and sex != Sex.NOT_KNOWN:
        rows = rows.filter(Q(sex__isnull=True) | Q(sex=sex))
    if age is not None:
        rows = rows.filter(Q(max_age__isnull=True) | Q(max_age__gte=age), min_age__lte=age)
    if language:
        rows = rows.filter(languages__icontains=language)
    return rows.order_by("wait_days", "title", "pk").values_list(
        "pk", "title", "need", "kind", "provider_id", "provider__name", "subcontractors",
        "about", "eligibility", "sex", "women_only", "min_age", "max_age", "languages",
        "wait_days", "capacity", "unit", "usual_units",
    )  # fmt: skip


def parts(listed: str) -> tuple[str, ...]:
    """A list kept with a semicolon between."""
    return tuple(part.strip() for part in listed.split(";") if part.strip())


def prices_on(
    service_ids: Collection[int], *, buyer: OrganisationKind, on: date
) -> dict[int, tuple[PriceLine, ...]]:
    """The price of the day of each funding line, by service. One query."""
    found: dict[int, dict[FundingLine, list[Price]]] = defaultdict(lambda: defaultdict(list))
    for pk, service_id, line, pence, version, starts_on, ends_on in priced(
        tuple(service_ids), str(buyer.value)
    ):
        found[service_id][FundingLine(line)].append(
            Price(pk, buyer, pence, version, starts_on, ends_on)
        )
    return {
        service_id: tuple(
            PriceLine(price.id, line, price.pence, price.version, price.starts_on)
            for line, versions in by_line.items()
            if (price := price_on(versions, buyer=buyer, on=on))
        )
        for service_id, by_line in found.items()
    }


@prepared
def priced(service_ids: tuple[int, ...], buyer: str) -> QuerySet[RatePrice, tuple[Any, ...]]:
    rows = RatePrice.objects.filter(service_id__in=service_ids, buyer=buyer).order_by("pk")
    return rows.values_list(
        "pk", "service_id", "funding_line", "pence", "version", "starts_on", "ends_on"
    )


@dataclass(frozen=True, slots=True)
class Used:
    """How many places of a service are ordered or in use, how many ended with a report, and the share achieved."""

    taken: int
    ended: int
    achieved_percent: int | None


UNUSED = Used(0, 0, None)


def used_so_far(service_ids: Collection[int]) -> dict[int, Used]:
    """What was bought of each service and came of it. One query."""
    return {
        pk: Used(taken, ended, None if share is None else round(share))
        for pk, taken, ended, share in bought(tuple(service_ids))
    }


@prepared
def bought(service_ids: tuple[int, ...]) -> QuerySet[PurchaseOrder, tuple[Any, ...]]:
    rows = PurchaseOrder.objects.filter(service_id__in=service_ids).order_by()
    return (
        rows.values("service_id")
        .annotate(
            taken=Count("pk", filter=Q(state__in=TAKES_A_PLACE)),
            ended=Count("pk", filter=Q(achieved_percent__isnull=False)),
            share=Avg("achieved_percent"),
        )
        .values_list("service_id", "taken", "ended", "share")
    )


@dataclass(frozen=True, slots=True)
class RateCardLine:
    """One version of one price."""

    buyer: OrganisationKind
    funding_line: FundingLine
    pence: int
    version: int
    starts_on: date
    ends_on: date | None

    @property
    def read(self) -> str:
        return pounds(self.pence)


def rate_card(service_id: int) -> list[RateCardLine]:
    """Every version of every price of a service, the latest first. One query."""
    rows = RatePrice.objects.filter(service_id=service_id).order_by("buyer", "-starts_on", "-pk")
    return [
        RateCardLine(OrganisationKind(buyer), FundingLine(line), pence, version, start, end)
        for buyer, line, pence, version, start, end in rows.values_list(
            "buyer", "funding_line", "pence", "version", "starts_on", "ends_on"
        )
    ]


# ── Orders, statements, disputes ───────────────────────────────────────────────────────────
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


# ── What the leader asks ───────────────────────────────────────────────────────────────────
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


# ── Why not used ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class NotUsedLine:
    person_id: int
    need: Need
    reason: UnmetReason
    note: str
    said_by: str
    on: date


def not_used(person_ids: Collection[int]) -> list[NotUsedLine]:
    """Reasons given for these people, the latest first. One query."""
    return [
        NotUsedLine(person_id, Need(need), UnmetReason(reason), note, name, timezone.localdate(at))
        for person_id, need, reason, note, name, at in said_of(tuple(person_ids))
    ]


@prepared
def said_of(person_ids: tuple[int, ...]) -> QuerySet[NotUsed, tuple[Any, ...]]:
    rows = NotUsed.objects.filter(person_id__in=person_ids).order_by("-said_at", "-pk")
    return rows.values_list("person_id", "need", "reason", "note", "said_by__name", "said_at")


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


def kind_and_provider(service_id: int) -> tuple[ServiceKind, int]:
    """What kind of service it is and whose. One query."""
    kind, provider_id = Service.objects.values_list("kind", "provider_id").get(pk=service_id)
    return ServiceKind(kind), provider_id


@dataclass(frozen=True, slots=True)
class ServiceTold:
    """A service by name, for those who know its key."""

    id: int
    title: str
    provider_id: int
    provider: str
    women_only: bool


def told_of(service_ids: Collection[int]) -> dict[int, ServiceTold]:
    """Services by key, offered today or not. One query."""
    return {row[0]: ServiceTold(*row) for row in told_rows(tuple(service_ids))}


@prepared
def told_rows(service_ids: tuple[int, ...]) -> QuerySet[Service, tuple[Any, ...]]:
    return Service.objects.filter(pk__in=service_ids).values_list(
        "pk", "title", "provider_id", "provider__name", "women_only"
    )


def for_women_only(on: date) -> list[int]:
    """Services for women only on a day. One query."""
    rows = Service.objects.filter(in_force(on), women_only=True)
    return list(rows.order_by("title", "pk").values_list("pk", flat=True))


def funded_by(line: FundingLine, *, on: date, area_ids: Collection[int] | None = None) -> list[int]:
    """Services somebody may buy from this line on a day: all, or those in some areas. One query."""
    if area_ids is not None:
        return sorted({pk for (pk,) in paid_from(on, line.value, tuple(area_ids))})
    rows = RatePrice.objects.filter(in_force(on), funding_line=line)
    return sorted(set(rows.values_list("service_id", flat=True)))


@prepared
def paid_from(on: date, line: str, area_ids: tuple[int, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    rows = RatePrice.objects.filter(
        in_force(on), funding_line=line, service__areas__area_id__in=area_ids
    )
    return rows.values_list("service_id")


def groupable(organisation_ids: Collection[int], *, on: date) -> dict[int, str]:
    """The accredited programmes of these providers on a day, by key. One query."""
    rows = Service.objects.filter(
        in_force(on), provider_id__in=organisation_ids, kind=ServiceKind.ACCREDITED
    )
    return dict(rows.order_by("title", "pk").values_list("pk", "title"))


# ── What whoever keeps the catalogue reads ─────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class KeptLine:
    """A service as whoever keeps the catalogue sees it: on it, to come, or retired."""

    id: int
    title: str
    need: Need
    kind: ServiceKind
    provider_id: int
    provider: str
    wait_days: int
    capacity: int
    taken: int
    starts_on: date
    ends_on: date | None

    def is_retired(self, on: date) -> bool:
        return self.ends_on is not None and self.ends_on <= on


def catalogue() -> list[KeptLine]:
    """Every service there is or was, by need and title. Two queries."""
    found = list(
        Service.objects.order_by("need", "title", "pk").values_list(
            "pk", "title", "need", "kind", "provider_id", "provider__name", "wait_days",
            "capacity", "starts_on", "ends_on",
        )
    )  # fmt: skip
    used = used_so_far([row[0] for row in found])
    return [
        KeptLine(
            pk, title, Need(need), ServiceKind(kind), provider_id, provider, wait, capacity,
            used.get(pk, UNUSED).taken, starts_on, ends_on,
        )
        for pk, title, need, kind, provider_id, provider, wait, capacity, starts_on, ends_on
        in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of what the catalogue says: which fields, as they were and became."""

    fields: dict[str, list[Any]]
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """All that the catalogue says of one service, and how that changed."""

    line: KeptLine
    about: str
    eligibility: str
    subcontractors: tuple[str, ...]
    languages: tuple[str, ...]
    sex: Sex | None
    women_only: bool
    min_age: int
    max_age: int | None
    unit: PriceUnit
    usual_units: int
    area_ids: tuple[int, ...]
    card: tuple[RateCardLine, ...]
    changes: tuple[ChangeLine, ...]


def kept(service_id: int) -> Kept | None:
    """One service as whoever keeps the catalogue sees it. Five queries."""
    row = (
        Service.objects.filter(pk=service_id)
        .values_list(
            "pk", "title", "need", "kind", "provider_id", "provider__name", "wait_days",
            "capacity", "starts_on", "ends_on", "about", "eligibility", "subcontractors",
            "languages", "sex", "women_only", "min_age", "max_age", "unit", "usual_units",
        )
        .first()
    )  # fmt: skip
    if row is None:
        return None
    (
        pk, title, need, kind, provider_id, provider, wait, capacity, starts_on, ends_on, about,
        fits, subs, spoken, sex, women, youngest, oldest, unit, units,
    ) = row  # fmt: skip
    taken = used_so_far([pk]).get(pk, UNUSED).taken
    areas = ServiceArea.objects.filter(service_id=pk).order_by("area__name")
    changes = ServiceChange.objects.filter(service_id=pk).order_by("-at", "-pk")
    return Kept(
        KeptLine(
            pk, title, Need(need), ServiceKind(kind), provider_id, provider, wait, capacity,
            taken, starts_on, ends_on,
        ),
        about, fits, parts(subs), parts(spoken), Sex(sex) if sex else None, women, youngest,
        oldest, PriceUnit(unit), units, tuple(areas.values_list("area_id", flat=True)),
        tuple(rate_card(pk)),
        tuple(
            ChangeLine(fields, why, by, at)
            for fields, why, by, at in changes.values_list("fields", "why", "by__name", "at")
        ),
    )  # fmt: skip
