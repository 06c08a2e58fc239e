"""What do we know of somebody: every detail, past ones too, with who recorded each and when?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from openprobation.rules import identifiers
from openprobation.supervision.persons.models import (
    Address,
    Adjustment,
    Circumstance,
    Correction,
    Dated,
    Disability,
    EmergencyContact,
    Identifier,
    Merge,
    OtherName,
    Person,
    Phone,
)
from openprobation.vocabulary.persons import (
    AddressKind,
    AdjustmentKind,
    CircumstanceKind,
    ContactRelationship,
    DisabilityKind,
    Ethnicity,
    IdentifierKind,
    NameKind,
    PhoneKind,
    Sex,
)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something is so, who said it, and whose record it is on.

    A mistake never was so.
    """

    id: int
    crn: str
    starts_on: date
    ends_on: date | None
    recorded_by: str
    recorded_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    is_mistake: bool

    def is_now(self, on: date) -> bool:
        return not self.is_mistake and (self.ends_on is None or self.ends_on > on)


@dataclass(frozen=True, slots=True)
class OtherNameLine:
    span: Span
    kind: NameKind
    name: str
    date_of_birth: date | None


@dataclass(frozen=True, slots=True)
class IdentifierLine:
    span: Span
    kind: IdentifierKind
    value: str


@dataclass(frozen=True, slots=True)
class AddressLine:
    span: Span
    kind: AddressKind
    lines: str
    postcode: str
    no_fixed_abode: bool
    note: str
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class PhoneLine:
    span: Span
    kind: PhoneKind
    number: str
    is_mobile: bool
    safe_to_text: bool
    confirmed_by: str | None
    confirmed_at: datetime | None


K = TypeVar("K", CircumstanceKind, DisabilityKind, AdjustmentKind)


@dataclass(frozen=True, slots=True)
class KindLine(Generic[K]):
    """A circumstance, disability or adjustment."""

    span: Span
    kind: K
    note: str


@dataclass(frozen=True, slots=True)
class EmergencyContactLine:
    span: Span
    name: str
    relationship: ContactRelationship
    number: str


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A change of the person's own fields: (field, before, after), in plain words."""

    changes: tuple[tuple[str, str, str], ...]
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MergeLine:
    id: int
    kept: str
    folded: str
    why: str
    by: str
    at: datetime
    undone_by: str | None
    undone_at: datetime | None
    undone_why: str | None


@dataclass(frozen=True, slots=True)
class Details:
    """Everything of one person, each list latest first."""

    id: int
    crn: str
    given_names: str
    family_name: str
    preferred_name: str
    pronouns: str
    date_of_birth: date
    sex: Sex
    ethnicity: Ethnicity
    nationality: str
    language: str
    interpreter_needed: bool
    area_id: int | None
    area: str
    died_on: date | None
    version: int
    created_by: str
    created_at: datetime
    other_names: tuple[OtherNameLine, ...]
    identifiers: tuple[IdentifierLine, ...]
    addresses: tuple[AddressLine, ...]
    phones: tuple[PhoneLine, ...]
    circumstances: tuple[KindLine[CircumstanceKind], ...]
    disabilities: tuple[KindLine[DisabilityKind], ...]
    adjustments: tuple[KindLine[AdjustmentKind], ...]
    emergency_contacts: tuple[EmergencyContactLine, ...]
    corrections: tuple[CorrectionLine, ...]
    merges: tuple[MergeLine, ...]

    @property
    def changed_by(self) -> str:
        return self.corrections[0].by if self.corrections else self.created_by

    @property
    def changed_at(self) -> datetime:
        return self.corrections[0].at if self.corrections else self.created_at

    @property
    def lines(self) -> Mapping[str, tuple[Any, ...]]:
        """Each list by the name its pages go by."""
        return {
            "name": self.other_names,
            "identifier": self.identifiers,
            "address": self.addresses,
            "telephone": self.phones,
            "circumstance": self.circumstances,
            "disability": self.disabilities,
            "adjustment": self.adjustments,
            "emergency-contact": self.emergency_contacts,
        }


def details(person_ids: tuple[int, ...]) -> Details:
    """Everything of a person: `Handle.ids`, the kept record first.

    Eleven queries, however much there is.
    """
    person = Person.objects.select_related("area", "created_by").get(pk=person_ids[0])
    return Details(
        id=person.pk,
        crn=person.crn,
        given_names=person.given_names,
        family_name=person.family_name,
        preferred_name=person.preferred_name,
        pronouns=person.pronouns,
        date_of_birth=person.date_of_birth,
        sex=Sex(person.sex),
        ethnicity=Ethnicity(person.ethnicity),
        nationality=person.nationality,
        language=person.language,
        interpreter_needed=person.interpreter_needed,
        area_id=person.area_id,
        area=person.area.name if person.area else "",
        died_on=person.died_on,
        version=person.version,
        created_by=person.created_by.name,
        created_at=person.created_at,
        other_names=tuple(
            OtherNameLine(span, NameKind(kind), f"{given} {family}", born)
            for span, kind, given, family, born in rows(
                OtherName, person_ids, "kind", "given_names", "family_name", "date_of_birth"
            )
        ),
        identifiers=tuple(
            IdentifierLine(span, IdentifierKind(kind), value)
            for span, kind, value in rows(Identifier, person_ids, "kind", "value")
        ),
        addresses=tuple(
            AddressLine(span, AddressKind(kind), *rest)
            for span, kind, *rest in rows(
                Address,
                person_ids,
                "kind",
                "lines",
                "postcode",
                "no_fixed_abode",
                "note",
                "verified_on",
            )
        ),
        phones=tuple(
            PhoneLine(
                span,
                PhoneKind(kind),
                identifiers.phone_as_people_write_it(number),
                identifiers.is_mobile(number),
                *rest,
            )
            for span, kind, number, *rest in rows(
                Phone,
                person_ids,
                "kind",
                "number",
                "safe_to_text",
                "confirmed_by__name",
                "confirmed_at",
            )
        ),
        circumstances=of_kind(Circumstance, CircumstanceKind, person_ids),
        disabilities=of_kind(Disability, DisabilityKind, person_ids),
        adjustments=of_kind(Adjustment, AdjustmentKind, person_ids),
        emergency_contacts=tuple(
            EmergencyContactLine(
                span,
                name,
                ContactRelationship(relationship),
                identifiers.phone_as_people_write_it(number),
            )
            for span, name, relationship, number in rows(
                EmergencyContact, person_ids, "name", "relationship", "number"
            )
        ),
        corrections=corrections(person_ids),
        merges=merges(person_ids),
    )


COMMON = (
    "pk",
    "person__crn",
    "starts_on",
    "ends_on",
    "recorded_by__name",
    "recorded_at",
    "ended_by__name",
    "ended_at",
    "is_mistake",
)


def rows(
    row_type: type[Dated], person_ids: tuple[int, ...], *columns: str
) -> Iterable[tuple[Any, ...]]:
    """(span, column, …) of one kind of row, what is still so first, then the latest. One query."""
    found = (
        row_type._default_manager.filter(person_id__in=person_ids)
        .order_by("ends_on", "-starts_on", "-pk")
        .values_list(*COMMON, *columns)
    )
    made = [(Span(*row[: len(COMMON)]), *row[len(COMMON) :]) for row in found]
    return sorted(made, key=lambda row: (row[0].ends_on is not None, row[0].is_mistake))


def of_kind(
    row_type: type[Dated], term: type[K], person_ids: tuple[int, ...]
) -> tuple[KindLine[K], ...]:
    return tuple(
        KindLine(span, term(kind), note)
        for span, kind, note in rows(row_type, person_ids, "kind", "note")
    )


#: How a person's own fields are called on the page.
FIELD_NAMES = {
    "given_names": "Given names",
    "family_name": "Family name",
    "preferred_name": "Likes to be called",
    "pronouns": "Pronouns",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "nationality": "Nationality",
    "language": "Language",
    "interpreter_needed": "Interpreter",
    "area_id": "Area",
    "died_on": "Date of death",
}


def corrections(person_ids: tuple[int, ...]) -> tuple[CorrectionLine, ...]:
    found = (
        Correction.objects.filter(person_id__in=person_ids)
        .order_by("-at", "-pk")
        .values_list("before", "after", "why", "by__name", "at")
    )
    return tuple(
        CorrectionLine(
            tuple(
                (FIELD_NAMES[name], in_words(name, before[name]), in_words(name, after[name]))
                for name in FIELD_NAMES
                if name in after
            ),
            why,
            by,
            at,
        )
        for before, after, why, by, at in found
    )


def in_words(field: str, value: Any) -> str:
    """A stored value as people read it; empty for none."""
    if value is None or value == "":
        return ""
    if field in {"date_of_birth", "died_on"}:
        return f"{date.fromisoformat(value):%-d %B %Y}"
    if field == "sex":
        return Sex(value).label
    if field == "ethnicity":
        return Ethnicity(value).label
    if field == "interpreter_needed":
        return "needed" if value else "not needed"
    return "changed" if field == "area_id" else str(value)


def names_as_of(person_ids: Collection[int], at: datetime) -> dict[int, tuple[str, str]]:
    """Given names and family name as they stood at a moment, of kept records. Two queries, however many."""
    found: dict[int, tuple[str, str]] = {
        pk: (given, family)
        for pk, given, family in Person.objects.filter(pk__in=person_ids).values_list(
            "pk", "given_names", "family_name"
        )
    }
    later = Correction.objects.filter(person_id__in=person_ids, at__gt=at).order_by("-at", "-pk")
    for pk, before in later.values_list("person_id", "before"):
        given, family = found[pk]
        found[pk] = (before.get("given_names", given), before.get("family_name", family))
    return found


def merges(person_ids: tuple[int, ...]) -> tuple[MergeLine, ...]:
    """Joinings this record kept, undone ones too, latest first. One query."""
    found = Merge.objects.filter(kept_id=person_ids[0]).order_by("-at", "-pk")
    return tuple(
        MergeLine(*row)
        for row in found.values_list(
            "pk",
            "kept__crn",
            "folded__crn",
            "why",
            "by__name",
            "at",
            "undone_by__name",
            "undone_at",
            "undone_why",
        )
    )
