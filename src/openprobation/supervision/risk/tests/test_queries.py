"""Is what could go wrong told for many people at once, in the same number of questions?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.risk import queries
from openprobation.vocabulary.risk import SEEN_WHEN_LOCATING, HarmGroup, HarmLevel, RegistrationKind

from .factories import (
    ASSESSED,
    DeregistrationFactory,
    HarmAssessmentFactory,
    MappaFactory,
    RegistrationFactory,
    ReoffendingScoreFactory,
)

pytestmark = pytest.mark.django_db


def test_the_latest_assessment_stands_and_names_who_and_what_protects():
    HarmAssessmentFactory(high=True, assessed_at=ASSESSED - timedelta(days=90))
    person = HarmAssessmentFactory().person
    HarmAssessmentFactory(person=person, high=True, assessed_at=ASSESSED - timedelta(days=1))

    harm = queries.harm([person.pk])[person.pk]

    assert harm.overall is HarmLevel.MEDIUM
    assert harm.levels[HarmGroup.KNOWN_ADULT] is HarmLevel.MEDIUM
    assert harm.what_protects_them.startswith("She has moved")
    assert harm.review_due_on == date(2017, 5, 1)


def test_of_two_assessments_at_one_moment_the_one_written_last_stands():
    person = HarmAssessmentFactory(high=True).person
    later = HarmAssessmentFactory(person=person)

    assert queries.harm([person.pk])[person.pk].id == later.pk


def test_somebody_never_assessed_is_not_there():
    assert queries.harm([PersonFactory().pk]) == {}


def test_of_joined_records_the_assessment_written_last_stands():
    old = HarmAssessmentFactory(assessed_at=ASSESSED - timedelta(days=1)).person
    new = HarmAssessmentFactory(high=True).person

    standing = queries.latest(queries.harm([old.pk, new.pk]))

    assert standing is not None
    assert standing.person_id == new.pk


def test_flags_are_those_in_force_in_the_order_of_the_words():
    person = RegistrationFactory(kind=RegistrationKind.STAFF_SAFETY).person
    RegistrationFactory(person=person, kind=RegistrationKind.CHILD_PROTECTION)
    DeregistrationFactory(registration__person=person)

    flags = queries.flags([person.pk])[person.pk]

    assert [flag.label for flag in flags] == ["Child protection", "Risk to staff"]


def test_a_duty_officer_sees_only_flags_of_safety_and_safeguarding():
    person = RegistrationFactory(kind=RegistrationKind.STAFF_SAFETY).person
    RegistrationFactory(person=person, kind=RegistrationKind.MENTAL_HEALTH)

    flags = queries.flags([person.pk], SEEN_WHEN_LOCATING)[person.pk]

    assert [flag.kind for flag in flags] == [RegistrationKind.STAFF_SAFETY]


def test_registrations_in_force_come_before_those_that_ended_with_who_ended_them():
    ended = DeregistrationFactory().registration
    live = RegistrationFactory(person=ended.person, kind=RegistrationKind.SELF_HARM)

    lines = queries.registrations([ended.person_id])

    assert [line.id for line in lines] == [live.pk, ended.pk]
    assert lines[1].end_why == "The plan ended."


def test_what_changed_overnight_is_told_in_words_latest_first(at):
    person = HarmAssessmentFactory().person
    HarmAssessmentFactory(person=person, high=True, assessed_at=at - timedelta(hours=2))
    RegistrationFactory(person=person, registered_at=at - timedelta(hours=1))
    MappaFactory(person=person)

    changes = queries.changed_since([person.pk], at - timedelta(hours=12))[person.pk]

    assert [change.what for change in changes] == [
        "Registered: Domestic abuse perpetrator",
        "Risk of serious harm now high, was medium",
    ]


def test_reviews_due_by_a_day_come_earliest_first():
    person = RegistrationFactory(overdue=True).person
    MappaFactory(person=person, review_due_on=date(2017, 2, 16))
    RegistrationFactory(person=person, kind=RegistrationKind.SELF_HARM)

    due = queries.reviews_due([person.pk], date(2017, 2, 16))[person.pk]

    assert [one.what for one in due] == [
        "Domestic abuse perpetrator",
        "MAPPA category 2, level 1",
    ]
    assert due[0].is_overdue(date(2017, 2, 16))


def test_the_day_a_review_is_due_it_is_not_overdue():
    flag = queries.flags([RegistrationFactory().person_id]).popitem()[1][0]

    assert not flag.is_overdue(date(2017, 5, 1))
    assert flag.is_overdue(date(2017, 5, 2))


@pytest.mark.parametrize("people", [1, 30])
def test_each_question_costs_the_same_for_one_person_and_for_thirty(
    people, at, django_assert_num_queries
):
    ids = []
    for _ in range(people):
        person = HarmAssessmentFactory().person
        RegistrationFactory(person=person)
        ReoffendingScoreFactory(person=person)
        MappaFactory(person=person)
        ids.append(person.pk)

    with django_assert_num_queries(1 + 1 + 1 + 1 + 2 + 4 + 3):
        assert len(queries.harm(ids)) == people
        assert len(queries.rsr(ids)) == people
        assert len(queries.mappa(ids)) == people
        assert len(queries.flags(ids)) == people
        assert len(queries.registrations(ids)) == people
        queries.changed_since(ids, at)
        queries.reviews_due(ids, date(2017, 2, 16))
