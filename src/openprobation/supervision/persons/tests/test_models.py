"""What does the database itself refuse about a person?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.persons.models import Person, Phone
from openprobation.supervision.persons.tests.factories import (
    LONG_AGO,
    AddressFactory,
    IdentifierFactory,
    MergeFactory,
    PersonFactory,
    PhoneFactory,
)

pytestmark = pytest.mark.django_db


def refused():
    """The database says no, and the test's own transaction goes on."""
    return _Refused()


class _Refused:
    def __enter__(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def __exit__(self, kind, fault, trace):
        self.savepoint.__exit__(kind, fault, trace)
        assert kind is not None, "The database took it."
        return issubclass(kind, IntegrityError)


def test_a_crn_is_one_persons():
    person = PersonFactory()

    with refused():
        PersonFactory(crn=person.crn)


def test_a_record_is_not_joined_into_itself():
    person = PersonFactory()

    with refused():
        Person.objects.filter(pk=person.pk).update(merged_into=person)


def test_a_person_has_one_main_address_at_a_time():
    address = AddressFactory()

    with refused():
        AddressFactory(person=address.person)


def test_a_person_may_have_had_another_main_address_before():
    address = AddressFactory(ended=True)

    AddressFactory(person=address.person, starts_on=date(2016, 9, 1))


def test_an_address_is_somewhere_or_no_fixed_abode():
    with refused():
        AddressFactory(lines="")

    AddressFactory(no_abode=True)


def test_nothing_ends_before_it_starts():
    with refused():
        AddressFactory(ended=True, starts_on=date(2016, 10, 1))


def test_an_end_says_who_ended_it():
    with refused():
        AddressFactory(ends_on=date(2016, 9, 1))


def test_a_mistake_has_no_length():
    with refused():
        AddressFactory(ended=True, is_mistake=True)

    AddressFactory(ended=True, is_mistake=True, starts_on=date(2016, 9, 1))


def test_a_number_of_another_system_is_one_persons_at_a_time():
    identifier = IdentifierFactory()

    with refused():
        IdentifierFactory(kind=identifier.kind, value=identifier.value)


def test_a_number_may_pass_to_another_person_once_it_ended():
    identifier = IdentifierFactory(ended=True)

    IdentifierFactory(kind=identifier.kind, value=identifier.value)


def test_a_confirmation_is_whole():
    phone = PhoneFactory()

    with refused():
        Phone.objects.filter(pk=phone.pk).update(confirmed_at=LONG_AGO)


def test_a_number_is_confirmed_for_one_person_only():
    phone = PhoneFactory(confirmed=True)

    with refused():
        PhoneFactory(confirmed=True, number=phone.number)

    PhoneFactory(number=phone.number)


def test_a_record_is_folded_into_one_record_only():
    merge = MergeFactory()

    with refused():
        MergeFactory(folded=merge.folded)


def test_undoing_a_joining_says_who_when_and_why():
    merge = MergeFactory()

    merge.undone_by = UserFactory()
    with refused():
        merge.save()
