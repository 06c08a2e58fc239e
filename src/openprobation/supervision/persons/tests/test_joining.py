"""Are two records joined only where nobody loses sight of a live case, and can it be undone?"""

from __future__ import annotations

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.persons import actions, queries
from openprobation.supervision.persons.actions import joining
from openprobation.supervision.persons.actions.people import ReasonNeeded
from openprobation.supervision.persons.models import Merge, Person, SearchKey
from openprobation.supervision.persons.tests.factories import (
    CircumstanceFactory,
    MergeFactory,
    PersonFactory,
    held_by,
    restricted,
)
from openprobation.vocabulary.access import RelationKind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def senior():
    return officer(role=Role.SENIOR)


def opened(person, user):
    """The record is open to the user, though no live case is on it."""
    held_by(person, user, relation=RelationKind.APPOINTMENT)
    return person


@pytest.fixture
def kept(senior):
    return opened(PersonFactory(), senior)


@pytest.fixture
def folded(senior):
    return opened(PersonFactory(), senior)


def join(kept, folded, by, at, why="Same prison number."):
    return actions.merge(kept_id=kept.pk, folded_id=folded.pk, why=why, by=by, at=at)


def nothing_joined():
    return not Merge.objects.exists() and not Person.objects.filter(merged_into__isnull=False)


def test_a_joined_record_leads_to_the_kept_one(at, senior, kept, folded):
    join(kept, folded, senior, at)

    handle = queries.by_crn(folded.crn)
    assert (handle.id, handle.ids) == (kept.pk, (kept.pk, folded.pk))
    assert {(e.action, e.person_id) for e in Entry.objects.all()} == {
        ("person.merged", kept.pk),
        ("person.merged", folded.pk),
    }


def test_parting_undoes_it_and_leaves_both_as_they_were(at, senior, kept, folded):
    row = CircumstanceFactory(person=folded)
    joined = join(kept, folded, senior, at)

    actions.part(merge_id=joined.pk, why="Two brothers.", by=senior, at=at)

    handle = queries.by_crn(folded.crn)
    assert (handle.id, handle.ids) == (folded.pk, (folded.pk,))
    row.refresh_from_db()
    assert row.person_id == folded.pk
    joined.refresh_from_db()
    assert (joined.undone_by, joined.undone_at, joined.undone_why) == (senior, at, "Two brothers.")


def keys_by_person():
    keys: dict[int, set[int]] = {}
    for person_id, key in SearchKey.objects.values_list("person_id", "key"):
        keys.setdefault(person_id, set()).add(key)
    return keys


def test_a_joined_records_names_find_the_kept_one_until_they_are_parted(at, senior, kept, folded):
    before = keys_by_person()
    joined = join(kept, folded, senior, at)

    assert set(keys_by_person()) == {kept.pk}
    assert keys_by_person()[kept.pk] > before[kept.pk] | before[folded.pk]

    actions.part(merge_id=joined.pk, why="Two brothers.", by=senior, at=at)

    assert keys_by_person() == before


def test_what_was_parted_is_not_parted_again_and_may_be_joined_again(at, senior, kept, folded):
    joined = join(kept, folded, senior, at)
    actions.part(merge_id=joined.pk, why="Two brothers.", by=senior, at=at)

    with pytest.raises(joining.PartedAlready):
        actions.part(merge_id=joined.pk, why="Again.", by=senior, at=at)
    join(kept, folded, senior, at)

    assert Merge.objects.count() == 2


def test_a_record_is_not_joined_into_itself(at, senior, kept):
    with pytest.raises(joining.SameRecord):
        join(kept, kept, senior, at)

    assert nothing_joined()


def test_joining_and_parting_need_a_reason(at, senior, kept, folded):
    with pytest.raises(ReasonNeeded):
        join(kept, folded, senior, at, why=" ")
    assert nothing_joined()

    joined = join(kept, folded, senior, at)
    with pytest.raises(ReasonNeeded):
        actions.part(merge_id=joined.pk, why="", by=senior, at=at)


def test_a_joined_record_is_not_joined_again_either_way(at, senior, kept):
    joined = MergeFactory()
    opened(joined.folded, senior)

    with pytest.raises(joining.JoinedAlready, match=joined.folded.crn):
        join(kept, joined.folded, senior, at)
    with pytest.raises(joining.JoinedAlready, match=joined.folded.crn):
        join(joined.folded, kept, senior, at)


def test_a_record_that_holds_another_is_kept_and_not_folded(at, senior, kept):
    joined = MergeFactory()
    opened(joined.kept, senior)

    with pytest.raises(joining.HoldsOthers, match=joined.kept.crn):
        join(kept, joined.kept, senior, at)
    join(joined.kept, kept, senior, at)

    assert set(queries.by_id(joined.kept.pk).ids) == {joined.kept.pk, joined.folded.pk, kept.pk}


def test_two_live_cases_with_different_officers_are_not_joined(at, senior, kept, folded):
    held_by(kept, officer())
    held_by(folded, officer())

    with pytest.raises(joining.HeldByDifferentOfficers):
        join(kept, folded, senior, at)

    assert nothing_joined()
    assert not Entry.objects.exists()


def test_two_live_cases_with_one_officer_are_joined(at, senior, kept, folded):
    one = officer()
    held_by(kept, one)
    held_by(folded, one)

    join(kept, folded, senior, at)

    assert queries.by_crn(folded.crn).id == kept.pk


def test_a_live_case_waiting_for_an_officer_is_not_folded_away(at, senior, kept, folded):
    held_by(kept, officer())
    held_by(folded, officer(), relation=RelationKind.COURT_TEAM)

    with pytest.raises(joining.HeldByDifferentOfficers):
        join(kept, folded, senior, at)


def test_the_record_with_the_live_case_is_the_one_kept(at, senior, kept, folded):
    held_by(folded, officer())

    with pytest.raises(joining.KeepTheOther, match=folded.crn):
        join(kept, folded, senior, at)
    join(folded, kept, senior, at)

    assert queries.by_crn(kept.crn).id == folded.pk


def test_records_restricted_differently_are_not_joined(at, senior, kept, folded):
    restricted(folded, let_in=senior)

    with pytest.raises(joining.RestrictedDifferently):
        join(kept, folded, senior, at)
    restricted(kept, let_in=senior)
    join(kept, folded, senior, at)


def test_joining_needs_both_records_open(at, senior, kept):
    for person in (PersonFactory(), restricted_from(senior)):
        with pytest.raises(NotYourCase):
            join(kept, person, senior, at)
        with pytest.raises(NotYourCase):
            join(person, kept, senior, at)

    assert nothing_joined()


def restricted_from(user):
    person = opened(PersonFactory(), user)
    restricted(person)
    return person


def test_only_a_senior_joins_and_parts(at, kept, folded):
    joined = MergeFactory()
    for role in set(Role) - {Role.SENIOR}:
        user = officer(role=role)
        for person in (kept, folded, joined.kept):
            opened(person, user)

        with pytest.raises(NotAllowed):
            join(kept, folded, user, at)
        with pytest.raises(NotAllowed):
            actions.part(merge_id=joined.pk, why="Two brothers.", by=user, at=at)

    joined.refresh_from_db()
    assert joined.undone_at is None
