"""Does the record say what befell the record itself?"""

from __future__ import annotations

from datetime import date

import pytest

from openprobation.foundation.access.check import NotYourCase
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons import actions as persons
from openprobation.supervision.persons.actions.joining import SameRecord
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.vocabulary.access import RelationKind, Role
from openprobation.vocabulary.persons import AddressKind, CircumstanceKind, PhoneKind, Sex

pytestmark = pytest.mark.django_db


@pytest.fixture
def senior():
    return officer(role=Role.SENIOR)


@pytest.fixture
def two(senior):
    """Two records open to the senior, no live case on either."""
    people = PersonFactory(), PersonFactory()
    for person in people:
        held_by(person, senior, relation=RelationKind.APPOINTMENT)
    return people


def summaries(person):
    return [line.summary for line in Contact.objects.filter(person=person).order_by("pk")]


def test_a_death_stands_in_the_record_with_who_wrote_it(two, senior, at):
    persons.record_death(person_id=two[0].pk, died_on=date(2017, 2, 14), by=senior, at=at)

    (line,) = Contact.objects.filter(person=two[0])
    assert (line.summary, line.kind, line.recorded_by) == ("Death recorded", "person", senior)


def test_a_changed_detail_stands_in_the_record_without_its_value(two, senior, at):
    person_id = two[0].pk
    phone = persons.add_phone(
        person_id=person_id, kind=PhoneKind.MOBILE, number="07700 900123", by=senior, at=at
    )
    persons.end_phone(phone_id=phone.pk, on=at.date(), by=senior, at=at, is_mistake=True)
    persons.add_circumstance(person_id=person_id, kind=CircumstanceKind.HOMELESS, by=senior, at=at)

    assert summaries(two[0]) == [
        "Telephone (mobile) added",
        "Telephone (mobile) taken back: recorded by mistake",
        "Circumstance added",
    ]
    lines = Contact.objects.filter(person=two[0])
    assert {(line.kind, line.note, line.recorded_by) for line in lines} == {("person", "", senior)}


def test_changed_fields_are_named_and_their_values_are_not(two, senior, at):
    persons.change_person(
        person_id=two[0].pk, seen_version=1, language="Polish", sex=Sex.FEMALE, by=senior, at=at
    )

    assert summaries(two[0]) == ["Changed: sex, language"]


def test_what_is_taken_down_as_the_record_is_made_is_no_change(at):
    by = officer(role=Role.COURT_OFFICER)
    person = persons.create_person(
        given_names="Ama",
        family_name="Mensah",
        date_of_birth=date(1990, 5, 1),
        sex=Sex.FEMALE,
        by=by,
        at=at,
    )

    persons.add_address(
        person_id=person.pk, kind=AddressKind.MAIN, lines="1 High Street", by=by, at=at
    )

    assert summaries(person) == []


def test_who_may_not_change_details_leaves_nothing_in_the_record(two, at):
    with pytest.raises(NotYourCase):
        persons.add_circumstance(
            person_id=two[0].pk, kind=CircumstanceKind.HOMELESS, by=officer(), at=at
        )

    assert summaries(two[0]) == []


def test_joining_is_told_on_the_record_that_is_kept(two, senior, at):
    kept, folded = two

    persons.merge(kept_id=kept.pk, folded_id=folded.pk, why="One man.", by=senior, at=at)

    assert summaries(kept) == [f"Record {folded.crn} joined into this one"]
    assert summaries(folded) == []


def test_parting_is_told_on_both(two, senior, at):
    kept, folded = two
    joined = persons.merge(kept_id=kept.pk, folded_id=folded.pk, why="One man.", by=senior, at=at)

    persons.part(merge_id=joined.pk, why="Two brothers.", by=senior, at=at)

    assert summaries(kept)[-1] == f"Parted from record {folded.crn}"
    assert summaries(folded) == [f"Parted from record {kept.crn}"]


def test_what_was_refused_is_not_told(two, senior, at):
    kept, _folded = two

    with pytest.raises(SameRecord):
        persons.merge(kept_id=kept.pk, folded_id=kept.pk, why="One man.", by=senior, at=at)

    assert summaries(kept) == []
