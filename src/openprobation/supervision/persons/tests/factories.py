"""Who is known to the service in a test?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import factory

from openprobation.foundation.access.models import Relation, Restriction
from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.persons.actions.searching import renew_search_keys
from openprobation.supervision.persons.models import (
    Address,
    Adjustment,
    Circumstance,
    Disability,
    EmergencyContact,
    Identifier,
    Merge,
    OtherName,
    Person,
    Phone,
)
from openprobation.vocabulary.access import HolderKind, RelationKind, RestrictionKind
from openprobation.vocabulary.persons import (
    AddressKind,
    AdjustmentKind,
    CircumstanceKind,
    ContactRelationship,
    DisabilityKind,
    IdentifierKind,
    NameKind,
    PhoneKind,
    Sex,
)

LONG_AGO = datetime(2016, 3, 1, 10, 0, tzinfo=LONDON)


def make_findable(person: Person, create: bool, _extracted: Any, **_rest: Any) -> None:
    if create:
        renew_search_keys(person)


def make_findable_by(name: OtherName, create: bool, _extracted: Any, **_rest: Any) -> None:
    if create:
        renew_search_keys(name.person)


def lead(merge: Merge, _create: bool, _extracted: Any, **_rest: Any) -> None:
    """The folded record leads to the kept one."""
    merge.folded.merged_into = merge.kept
    merge.folded.save(update_fields=["merged_into"])
    renew_search_keys(merge.kept)


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    """Somebody who can be found by name: `PersonFactory(given_names="Kiran")`."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    crn = factory.Sequence(lambda n: f"X{200000 + n}")
    given_names = "Kiran"
    family_name = factory.Sequence(lambda n: f"Okafor{'abcdefghij'[n % 10]}")
    date_of_birth = date(1985, 3, 14)
    sex = Sex.MALE
    created_by = factory.SubFactory(UserFactory)
    created_at = LONG_AGO

    search_keys = factory.PostGeneration(make_findable)


class DatedFactory(factory.django.DjangoModelFactory[Any]):
    class Meta:
        abstract = True

    class Params:
        ended = factory.Trait(
            ends_on=date(2016, 9, 1),
            ended_by=factory.SubFactory(UserFactory),
            ended_at=datetime(2016, 9, 1, 10, 0, tzinfo=LONDON),
        )

    person = factory.SubFactory(PersonFactory)
    starts_on = date(2016, 3, 1)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = LONG_AGO


class OtherNameFactory(DatedFactory):
    """An alias the person can be found by."""

    class Meta:
        model = OtherName
        skip_postgeneration_save = True

    kind = NameKind.ALIAS
    given_names = "Jo"
    family_name = "Bloggs"

    search_keys = factory.PostGeneration(make_findable_by)


class IdentifierFactory(DatedFactory):
    class Meta:
        model = Identifier

    kind = IdentifierKind.NOMS
    value = factory.Sequence(lambda n: f"A{1000 + n}BC")


class AddressFactory(DatedFactory):
    class Meta:
        model = Address

    class Params:
        no_abode = factory.Trait(no_fixed_abode=True, lines="", postcode="")

    kind = AddressKind.MAIN
    lines = "12 Example Road\nBolton"
    postcode = "BL1 1AA"


class PhoneFactory(DatedFactory):
    class Meta:
        model = Phone

    class Params:
        confirmed = factory.Trait(
            safe_to_text=True,
            confirmed_by=factory.SubFactory(UserFactory),
            confirmed_at=LONG_AGO,
        )
        safe = factory.Trait(safe_to_text=True)

    kind = PhoneKind.MOBILE
    number = factory.Sequence(lambda n: f"+447700900{n % 1000:03d}")


class CircumstanceFactory(DatedFactory):
    class Meta:
        model = Circumstance

    kind = CircumstanceKind.CARING


class DisabilityFactory(DatedFactory):
    class Meta:
        model = Disability

    kind = DisabilityKind.MOBILITY


class AdjustmentFactory(DatedFactory):
    class Meta:
        model = Adjustment

    kind = AdjustmentKind.GROUND_FLOOR


class EmergencyContactFactory(DatedFactory):
    class Meta:
        model = EmergencyContact

    name = "Sam Okafor"
    relationship = ContactRelationship.SIBLING
    number = "+441614960123"


class MergeFactory(factory.django.DjangoModelFactory[Merge]):
    """Two records already joined; the folded one leads to the kept one."""

    class Meta:
        model = Merge
        skip_postgeneration_save = True

    kept = factory.SubFactory(PersonFactory)
    folded = factory.SubFactory(PersonFactory)
    why = "Same prison number."
    by = factory.SubFactory(UserFactory)
    at = LONG_AGO

    lead = factory.PostGeneration(lead)


def held_by(
    person: Person,
    officer: User,
    *,
    relation: RelationKind = RelationKind.RESPONSIBLE_OFFICER,
    starts_at: datetime = LONG_AGO,
) -> None:
    """The person is the officer's business."""
    Relation.objects.create(
        record_kind="person",
        record_id=person.pk,
        holder_kind=HolderKind.USER,
        holder_id=officer.pk,
        relation=relation,
        starts_at=starts_at,
    )


def restricted(person: Person, *, let_in: User | None = None, ask: str = "Pat Lee, head") -> None:
    """Only one member of staff, or only the administrator who placed it, may open the record."""
    placed_by = UserFactory()
    Restriction.objects.create(
        record_kind="person",
        record_id=person.pk,
        kind=RestrictionKind.LET_IN,
        user=let_in or placed_by,
        why="Works with the police.",
        ask=ask,
        placed_by=placed_by,
        starts_at=LONG_AGO,
    )
