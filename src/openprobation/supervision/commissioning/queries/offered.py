"""Which services fit somebody, what do they cost, and who provides them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, Q, QuerySet

from openprobation.foundation.prepared import prepared
from openprobation.rules.commissioning import (
    Price,
    pounds,
    price_on,
)
from openprobation.rules.policy import PACKS, Pack
from openprobation.vocabulary.commissioning import (
    FundingLine,
    PriceUnit,
    PurchaseState,
    ServiceKind,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex

from ..models import (
    PurchaseOrder,
    RatePrice,
    Service,
    ServiceArea,
    in_force,
)
from .leading import SMALL

TAKES_A_PLACE = (PurchaseState.ORDERED, PurchaseState.ACCEPTED)


def pack() -> Pack:
    """The rule book this service works by."""
    return PACKS[settings.POLICY_PACK]


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
