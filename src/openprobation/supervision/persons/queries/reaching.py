"""How do we reach somebody, and what do we do differently for them?

Each answers once for every person asked about. A record joined into another speaks for the kept one
when its id is asked for too: hand in `Handle.ids` for one person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from openprobation.foundation.prepared import prepared
from openprobation.rules import identifiers
from openprobation.supervision.persons.models import (
    Address,
    Adjustment,
    Circumstance,
    Disability,
    Person,
    Phone,
    so_on,
)
from openprobation.vocabulary.persons import (
    AddressKind,
    AdjustmentKind,
    CircumstanceKind,
    DisabilityKind,
)
from openprobation.vocabulary.term import Term

T = TypeVar("T", bound=Term)


@dataclass(frozen=True, slots=True)
class SignInPhone:
    """A number an officer confirmed, and whose it is."""

    phone_id: int
    person_id: int
    crn: str
    called: str
    number: str


def phones_for_sign_in(number: str) -> list[SignInPhone]:
    """Whom a code sent to this number lets in: confirmed, in use, safe to text. One at most."""
    stored = identifiers.phone(number).value
    if stored is None:
        return []
    rows = (
        Phone.objects.filter(
            number=stored, ends_on__isnull=True, confirmed_at__isnull=False, safe_to_text=True
        )
        .filter(person__died_on__isnull=True)
        .annotate(
            kept_id=Coalesce("person__merged_into_id", "person_id"),
            kept_crn=Coalesce("person__merged_into__crn", "person__crn"),
        )
        .values_list(
            "pk", "kept_id", "kept_crn", "person__preferred_name", "person__given_names", "number"
        )
    )
    return [
        SignInPhone(pk, person_id, crn, preferred or given.split(" ")[0], number)
        for pk, person_id, crn, preferred, given, number in rows
    ]


def text_numbers(
    person_ids: Collection[int], *, on: date, confirmed: bool = False
) -> dict[int, str]:
    """The latest number a text may safely go to: person id → number. One query.

    `confirmed`: only a number an officer has confirmed, as the service's own texts need.
    """
    rows = Phone.objects.filter(so_on(on)).filter(person_id__in=person_ids, safe_to_text=True)
    if confirmed:
        rows = rows.filter(confirmed_at__isnull=False)
    return dict(rows.order_by("starts_on", "pk").values_list("person_id", "number"))


@dataclass(frozen=True, slots=True)
class MainAddress:
    lines: str
    postcode: str
    no_fixed_abode: bool
    note: str
    since: date


def main_addresses(person_ids: Collection[int], *, on: date) -> dict[int, MainAddress]:
    """Where people live on a day: person id → address. One query."""
    rows = (
        Address.objects.filter(so_on(on))
        .filter(person_id__in=person_ids, kind=AddressKind.MAIN)
        .values_list("person_id", "lines", "postcode", "no_fixed_abode", "note", "starts_on")
    )
    return {row[0]: MainAddress(*row[1:]) for row in rows}


def adjustments_of(
    person_ids: Collection[int], *, on: date
) -> dict[int, tuple[AdjustmentKind, ...]]:
    """What we do differently for people on a day. One query."""
    return kinds_of(Adjustment, AdjustmentKind, person_ids, on=on)


def circumstances_of(
    person_ids: Collection[int], *, on: date
) -> dict[int, tuple[CircumstanceKind, ...]]:
    """What is so in people's lives on a day: caring, in work, in hospital. One query."""
    return kinds_of(Circumstance, CircumstanceKind, person_ids, on=on)


def disabilities_of(
    person_ids: Collection[int], *, on: date
) -> dict[int, tuple[DisabilityKind, ...]]:
    """Disabilities people have told us of, on a day. One query."""
    return kinds_of(Disability, DisabilityKind, person_ids, on=on)


def kinds_of(
    row_type: type[Circumstance] | type[Disability] | type[Adjustment],
    term: type[T],
    person_ids: Collection[int],
    *,
    on: date,
) -> dict[int, tuple[T, ...]]:
    rows = (
        row_type.objects.filter(so_on(on))
        .filter(person_id__in=person_ids)
        .order_by("starts_on", "pk")
        .values_list("person_id", "kind")
    )
    found: dict[int, list[T]] = defaultdict(list)
    for person_id, kind in rows:
        found[person_id].append(term(kind))
    return {person_id: tuple(kinds) for person_id, kinds in found.items()}


def areas_of(person_ids: Collection[int]) -> dict[int, int]:
    """In which area each of these lives, where it is known. One query."""
    return {pk: area_id for pk, area_id in living_in(tuple(person_ids)) if area_id}


@prepared
def living_in(person_ids: tuple[int, ...]) -> QuerySet[Person, tuple[Any, ...]]:
    rows = Person.objects.filter(pk__in=person_ids, area_id__isnull=False)
    return rows.values_list("pk", "area_id")
