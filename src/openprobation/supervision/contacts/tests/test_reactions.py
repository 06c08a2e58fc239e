"""Does the record say what befell the record itself?"""

from __future__ import annotations

from datetime import date

import pytest

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons import actions as persons
from openprobation.supervision.persons.actions.joining import SameRecord
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.vocabulary.access import RelationKind, Role

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
