"""What does whoever keeps the catalogue read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openprobation.vocabulary.commissioning import (
    PriceUnit,
    ServiceKind,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.persons import Sex

from ..models import (
    Service,
    ServiceArea,
    ServiceChange,
)
from .offered import UNUSED, RateCardLine, parts, rate_card, used_so_far


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
