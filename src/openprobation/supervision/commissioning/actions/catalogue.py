"""How is a service put on the catalogue, changed, retired and priced?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.vocabulary.commissioning import (
    FundingLine,
    PriceUnit,
    ServiceKind,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex

from ..models import (
    RatePrice,
    Service,
    ServiceArea,
    ServiceChange,
)
from ..permissions import Permission
from ..policies import LONGEST_NOTE
from .delivering import refuse_all
from .refusals import (
    NotFound,
    NothingChanged,
    PriceNotLater,
    PricePast,
    Retired,
    TitleTaken,
    TooLong,
)


@transaction.atomic
def add_service(
    *,
    provider_id: int,
    title: str,
    need: Need,
    kind: ServiceKind,
    about: str,
    wait_days: int,
    capacity: int,
    unit: PriceUnit,
    usual_units: int,
    area_ids: Collection[int],
    starts_on: date,
    by: User,
    at: datetime,
    subcontractors: Sequence[str] = (),
    eligibility: str = "",
    sex: Sex | None = None,
    women_only: bool = False,
    min_age: int = 18,
    max_age: int | None = None,
    languages: Sequence[str] = ("English",),
) -> Service:
    """Put a service on the catalogue. It can be bought once it has a price."""
    require(by, Permission.KEEP, at=at)
    refuse_unlisted(
        title=title,
        about=about,
        area_ids=area_ids,
        capacity=capacity,
        min_age=min_age,
        max_age=max_age,
    )
    if Service.objects.filter(provider_id=provider_id, title=title.strip()).exists():
        raise TitleTaken(title.strip())
    service = Service.objects.create(
        provider_id=provider_id,
        subcontractors="; ".join(subcontractors),
        title=title.strip(),
        need=need,
        kind=kind,
        about=about.strip(),
        eligibility=eligibility.strip(),
        sex=Sex.FEMALE if women_only else sex,
        women_only=women_only,
        min_age=min_age,
        max_age=max_age,
        languages="; ".join(languages),
        wait_days=wait_days,
        capacity=capacity,
        unit=unit,
        usual_units=usual_units,
        starts_on=starts_on,
    )
    ServiceArea.objects.bulk_create(
        [ServiceArea(service=service, area_id=area_id) for area_id in area_ids]
    )
    record("commissioning.service.added", on=service, by=by.username, at=at, need=need)
    return service


def refuse_unlisted(
    *,
    title: str,
    about: str,
    area_ids: Collection[int],
    capacity: int,
    min_age: int,
    max_age: int | None,
) -> None:
    """What a service cannot be on the catalogue without."""
    faults: list[Refused] = []
    if not title.strip():
        faults.append(Refused("Give the service a name.", field="title"))
    if not about.strip():
        faults.append(Refused("Say what it does, in a sentence.", field="about"))
    if not area_ids:
        faults.append(Refused("Choose at least one area.", field="areas"))
    if capacity < 1:
        faults.append(Refused("It must have a place.", field="capacity"))
    if max_age is not None and max_age < min_age:
        faults.append(Refused("The oldest age is below the youngest.", field="max_age"))
    refuse_all(faults)


MAY_CHANGE = (
    "about",
    "eligibility",
    "subcontractors",
    "languages",
    "min_age",
    "max_age",
    "wait_days",
    "capacity",
    "usual_units",
)
"""What may change of a service. Provider, need, kind and unit make it another service; prices have versions."""


@transaction.atomic
def change_service(
    *,
    service_id: int,
    about: str,
    eligibility: str,
    subcontractors: Sequence[str],
    languages: Sequence[str],
    min_age: int,
    max_age: int | None,
    wait_days: int,
    capacity: int,
    usual_units: int,
    area_ids: Collection[int],
    why: str,
    by: User,
    at: datetime,
) -> Service:
    """Say anew for whom it is, how long the wait and how many places. What it said before is kept."""
    require(by, Permission.KEEP, at=at)
    service = kept(service_id, at=at)
    refuse_unlisted(
        title=service.title,
        about=about,
        area_ids=area_ids,
        capacity=capacity,
        min_age=min_age,
        max_age=max_age,
    )
    new = {
        "about": about.strip(),
        "eligibility": eligibility.strip(),
        "subcontractors": "; ".join(subcontractors),
        "languages": "; ".join(languages),
        "min_age": min_age,
        "max_age": max_age,
        "wait_days": wait_days,
        "capacity": capacity,
        "usual_units": usual_units,
    }
    changed: dict[str, list[object]] = {
        name: [getattr(service, name), new[name]]
        for name in MAY_CHANGE
        if getattr(service, name) != new[name]
    }
    areas = sorted(service.areas.values_list("area_id", flat=True))
    if areas != sorted(area_ids):
        changed["areas"] = [areas, sorted(area_ids)]
    if not changed:
        raise NothingChanged
    if not why.strip():
        raise Refused("Say why it changes.", field="why")
    if len(why) > LONGEST_NOTE:
        raise TooLong(len(why), "why")
    for name in MAY_CHANGE:
        setattr(service, name, new[name])
    service.save(update_fields=list(MAY_CHANGE))
    if "areas" in changed:
        service.areas.exclude(area_id__in=area_ids).delete()
        ServiceArea.objects.bulk_create(
            [ServiceArea(service=service, area_id=pk) for pk in area_ids if pk not in areas]
        )
    ServiceChange.objects.create(service=service, fields=changed, why=why.strip(), by=by, at=at)
    record(
        "commissioning.service.changed",
        on=service,
        by=by.username,
        at=at,
        fields=len(changed),
    )
    return service


@transaction.atomic
def retire_service(*, service_id: int, ends_on: date, why: str, by: User, at: datetime) -> Service:
    """Take it off the catalogue from a day on. What was bought goes on; nothing is deleted."""
    require(by, Permission.KEEP, at=at)
    service = kept(service_id, at=at)
    faults: list[Refused] = []
    if ends_on < timezone.localdate(at) or ends_on <= service.starts_on:
        faults.append(Refused("Choose today or a day still to come.", field="ends_on"))
    if not why.strip():
        faults.append(Refused("Say why it is retired.", field="why"))
    if len(why) > LONGEST_NOTE:
        faults.append(TooLong(len(why), "why"))
    refuse_all(faults)
    service.ends_on = ends_on
    service.save(update_fields=["ends_on"])
    ServiceChange.objects.create(
        service=service,
        fields={"ends_on": [None, ends_on.isoformat()]},
        why=why.strip(),
        by=by,
        at=at,
    )
    record("commissioning.service.retired", on=service, by=by.username, at=at)
    return service


def kept(service_id: int, *, at: datetime) -> Service:
    """A service that is or will be on the catalogue, with its row locked."""
    service = Service.objects.select_for_update().filter(pk=service_id).first()
    if service is None:
        raise NotFound
    if service.ends_on is not None:
        raise Retired(service.ends_on)
    return service


@transaction.atomic
def set_price(
    *,
    service_id: int,
    buyer: OrganisationKind,
    funding_line: FundingLine,
    pence: int,
    starts_on: date,
    by: User,
    at: datetime,
) -> RatePrice:
    """A new version of a price, from a day on. The one before ends that day; orders made keep theirs."""
    require(by, Permission.KEEP, at=at)
    service = kept(service_id, at=at)
    if pence < 0:
        raise Refused("A price is nothing or more.", field="pence")
    if starts_on < service.starts_on:
        raise Refused(
            f"The service is on the catalogue from {words(service.starts_on)}.", field="starts_on"
        )
    before = RatePrice.objects.select_for_update().filter(
        service_id=service_id, buyer=buyer, funding_line=funding_line
    )
    latest = before.order_by("-version").first()
    if latest is not None:
        if starts_on <= latest.starts_on:
            raise PriceNotLater(latest.starts_on)
        if starts_on <= timezone.localdate(at):
            raise PricePast
        before.filter(ends_on__isnull=True).update(ends_on=starts_on)
    price = RatePrice.objects.create(
        service_id=service_id,
        buyer=buyer,
        funding_line=funding_line,
        pence=pence,
        version=latest.version + 1 if latest else 1,
        starts_on=starts_on,
        set_by=by,
        set_at=at,
    )
    record(
        "commissioning.price.set",
        on=price,
        by=by.username,
        at=at,
        service=service_id,
        buyer=buyer,
        pence=pence,
    )
    return price
