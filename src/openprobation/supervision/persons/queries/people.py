"""Who is a person, and what do we know of them?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from openprobation.foundation.prepared import prepared
from openprobation.rules.dates import age_on
from openprobation.supervision.persons.models import Person
from openprobation.vocabulary.persons import Sex


@dataclass(frozen=True, slots=True)
class Handle:
    """A person as every page needs them. `ids` are this record's and those merged into it."""

    id: int
    ids: tuple[int, ...]
    crn: str
    given_names: str
    family_name: str
    preferred_name: str
    date_of_birth: date
    sex: Sex
    language: str
    interpreter_needed: bool
    area_id: int | None
    died_on: date | None
    version: int
    in_relation: bool = True
    look_until: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"

    @property
    def called(self) -> str:
        """What the person likes to be called."""
        return self.preferred_name or self.given_names.split(" ")[0]

    def seen(self, *, in_relation: bool, look_until: datetime | None) -> Handle:
        return replace(self, in_relation=in_relation, look_until=look_until)

    def age(self, on: date) -> int:
        """Whole years.

        Somebody born on 29 February has the birthday of a common year on 1 March.
        """
        return age_on(self.date_of_birth, on)


FIELDS = (
    "pk",
    "crn",
    "given_names",
    "family_name",
    "preferred_name",
    "date_of_birth",
    "sex",
    "language",
    "interpreter_needed",
    "area_id",
    "died_on",
    "version",
)


def by_crn(crn: str) -> Handle | None:
    """The person with this CRN; a record merged into another leads to the one kept.

    One query, and one more where records were joined.
    """
    for leads_to, is_joined, pk, *rest in with_crn(crn.strip().upper()):
        return by_id(leads_to or pk) if leads_to or is_joined else Handle(pk, (pk,), *rest)
    return None


@prepared
def with_crn(crn: str) -> QuerySet[Person, tuple[Any, ...]]:
    joined = Exists(Person.objects.filter(merged_into_id=OuterRef("pk")))
    rows = Person.objects.filter(crn=crn).annotate(is_joined=joined)
    return rows.values_list("merged_into_id", "is_joined", *FIELDS)


def by_id(person_id: int) -> Handle | None:
    """The person with this id, with the records merged into theirs. One query, two if itself merged."""
    rows = (
        Person.objects.filter(Q(pk=person_id) | Q(merged_into_id=person_id))
        .order_by("pk")
        .values_list("merged_into_id", *FIELDS)
    )
    found = {row[1]: row for row in rows}
    if person_id not in found:
        return None
    leads_to, pk, *rest = found.pop(person_id)
    return by_id(leads_to) if leads_to is not None else Handle(pk, (pk, *found), *rest)


def by_ids(person_ids: Collection[int]) -> dict[int, Handle]:
    """The people with these ids, by the id of each kept record. Two queries, however many."""
    roots = {
        kept or pk
        for pk, kept in Person.objects.filter(pk__in=person_ids).values_list("pk", "merged_into_id")
    }
    rows = (
        Person.objects.filter(Q(pk__in=roots) | Q(merged_into_id__in=roots))
        .order_by("pk")
        .values_list("merged_into_id", *FIELDS)
    )
    kept_rows: dict[int, tuple[Any, ...]] = {}
    folded: dict[int, list[int]] = {}
    for leads_to, pk, *rest in rows:
        if leads_to is None:
            kept_rows[pk] = tuple(rest)
        else:
            folded.setdefault(leads_to, []).append(pk)
    return {pk: Handle(pk, (pk, *folded.get(pk, ())), *rest) for pk, rest in kept_rows.items()}


def ids_of(crns: Collection[str]) -> dict[str, int]:
    """The records with these CRNs, as they stand: a merged one is itself. One query, however many."""
    return dict(Person.objects.filter(crn__in=crns).values_list("crn", "pk"))


def kept_id(person_id: int) -> int:
    """The record every act on this one is an act on: the one it was joined into, or itself.

    The one rule for folded records: an act begins from here or from `by_id`, so its rights are those
    of the kept record and what it writes stands there. One query.
    """
    row = Person.objects.filter(pk=person_id).values_list("merged_into_id", flat=True).first()
    return row or person_id


@dataclass(frozen=True, slots=True)
class Named:
    """Enough of a person for a line in a list."""

    id: int
    crn: str
    name: str
    date_of_birth: date
    sex: str
    language: str
    interpreter_needed: bool


def named(person_ids: Collection[int]) -> dict[int, Named]:
    """Names of people by id, for lists. The caller masks. One query."""
    return {
        pk: Named(pk, crn, f"{given} {family}", born, sex, language, interpreter)
        for pk, crn, given, family, born, sex, language, interpreter in lines(tuple(person_ids))
    }


@prepared
def lines(person_ids: tuple[int, ...]) -> QuerySet[Person, tuple[Any, ...]]:
    return Person.objects.filter(pk__in=person_ids).values_list(
        "pk",
        "crn",
        "given_names",
        "family_name",
        "date_of_birth",
        "sex",
        "language",
        "interpreter_needed",
    )


def records_of(person_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """For lists: every record of the people with these records, by the kept one, which comes first.

    Two queries, however many.
    """
    return with_joined({kept or pk for pk, kept in kept_by(tuple(person_ids))})


def records_of_sex(person_ids: Collection[int], sex: Sex) -> dict[int, tuple[int, ...]]:
    """The same of those whose kept record says this sex. Two queries, however many."""
    return with_joined(
        {
            kept or pk
            for pk, kept, own, kept_sex in sexes_of(tuple(person_ids))
            if (kept_sex if kept else own) == sex
        }
    )


def with_joined(roots: set[int]) -> dict[int, tuple[int, ...]]:
    found = {pk: [pk] for pk in sorted(roots)}
    for pk, kept in joined_into(tuple(found)):
        found[kept].append(pk)
    return {kept: tuple(ids) for kept, ids in found.items()}


@prepared
def sexes_of(person_ids: tuple[int, ...]) -> QuerySet[Person, tuple[Any, ...]]:
    rows = Person.objects.filter(pk__in=person_ids)
    return rows.values_list("pk", "merged_into_id", "sex", "merged_into__sex")


@prepared
def kept_by(person_ids: tuple[int, ...]) -> QuerySet[Person, tuple[Any, ...]]:
    return Person.objects.filter(pk__in=person_ids).values_list("pk", "merged_into_id")


@prepared
def joined_into(roots: tuple[int, ...]) -> QuerySet[Person, tuple[Any, ...]]:
    folded = Person.objects.filter(merged_into_id__in=roots).order_by("pk")
    return folded.values_list("pk", "merged_into_id")
