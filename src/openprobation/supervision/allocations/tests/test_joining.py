"""Has one person one holder, when records are joined and when they are parted?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.access.queries import is_open
from openprobation.foundation.audit.models import Entry
from openprobation.supervision.allocations import actions, queries
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.allocations.tests.factories import (
    ALLOCATED,
    case_of,
    service,
)
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons import actions as persons
from openprobation.supervision.persons.actions.joining import HeldByDifferentOfficers
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.supervision.sentences import actions as sentences
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import RelationKind, Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.sentences import EndReason

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return service()


@pytest.fixture
def senior(place):
    return place.post(place.crc_team, Role.SENIOR)


@pytest.fixture
def officer(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER)


@pytest.fixture
def two(place, officer):
    """Two records, each with a live case of the same officer: the kept one, the one folded in."""
    return live(officer, place), live(officer, place)


def live(officer, place):
    """A record with one live order, held by the officer."""
    spell = case_of(officer, place.crc_team)
    OrderFactory(event=spell.period.events.get())
    return spell


def join(two, by, at):
    kept, folded = two
    return persons.merge(
        kept_id=kept.person_id, folded_id=folded.person_id, why="One man.", by=by, at=at
    )


def part(joined, by, at):
    persons.part(merge_id=joined.pk, why="Two brothers.", by=by, at=at)


def running(person_id):
    return Spell.objects.filter(person_id=person_id, ends_at=None)


def close_period(spell, by, at):
    """End the one order of a record's own supervision."""
    order = spell.period.events.get().orders.get()
    sentences.end_order(
        order_id=order.pk, on=at.date(), reason=EndReason.REVOKED_PROGRESS, by=by, at=at
    )


# ── Joining ────────────────────────────────────────────────────────────────────────────────
def test_when_records_are_joined_the_holder_of_the_kept_one_answers(two, senior, officer, at):
    kept, folded = two

    join(two, senior, at)

    assert running(kept.person_id).get() == kept
    assert Spell.objects.get(pk=folded.pk).ends_at == at
    assert access.current_holders(kind="person", record_id=folded.person_id, at=at) == frozenset()
    assert queries.cases_of(officer.pk, at) == [kept.person_id]
    assert queries.load([officer.pk], at)[officer.pk].cases == 1
    entry = Entry.objects.get(action="allocation.record.joined")
    assert (entry.person_id, entry.by) == (kept.person_id, senior.username)


def test_a_record_nobody_holds_is_joined_and_nothing_else_changes(two, senior, at):
    kept, _folded = two
    duplicate = PersonFactory()
    held_by(duplicate, senior, relation=RelationKind.APPOINTMENT)

    persons.merge(kept_id=kept.person_id, folded_id=duplicate.pk, why="One.", by=senior, at=at)

    assert running(kept.person_id).get() == kept
    assert not Entry.objects.filter(action__startswith="allocation.").exists()


def test_a_folded_case_goes_on_on_the_kept_record_where_nobody_holds_that(two, senior, at):
    kept, folded = two
    kept.ends_at = at - timedelta(days=1)
    kept.save()

    actions.join_cases(kept_id=kept.person_id, folded_id=folded.person_id, by=senior, at=at)

    now = running(kept.person_id).get()
    assert (now.officer, now.period, now.starts_at) == (folded.officer, folded.period, at)
    assert now.reason == SpellReason.JOINED
    assert not running(folded.person_id).exists()


def test_a_joining_that_is_refused_ends_no_spell(two, place, senior, at):
    other = live(place.post(place.crc_team, Role.PROBATION_OFFICER), place)

    with pytest.raises(HeldByDifferentOfficers):
        join((two[0], other), senior, at)

    assert Spell.objects.filter(ends_at=None).count() == 3
    assert not Entry.objects.exists()


def test_an_officer_does_not_join_records(two, officer, at):
    with pytest.raises(NotAllowed):
        join(two, officer, at)

    assert Spell.objects.filter(ends_at=None).count() == 2
    assert not Entry.objects.exists()


# ── What runs on ───────────────────────────────────────────────────────────────────────────
def test_when_one_supervision_ends_and_the_joined_one_runs_on_the_officer_still_answers(
    two, senior, officer, at
):
    kept, folded = two
    join(two, senior, at - timedelta(hours=2))

    close_period(kept, officer, at)

    now = running(kept.person_id).get()
    assert (now.officer, now.period, now.reason) == (officer, folded.period, SpellReason.JOINED)
    assert now.starts_at == Spell.objects.get(pk=kept.pk).ends_at
    assert is_open("person", kept.person_id, to=officer, at=at)


def test_when_the_last_supervision_of_a_joined_person_ends_nobody_answers(two, senior, officer, at):
    kept, folded = two
    join(two, senior, at - timedelta(hours=2))

    close_period(kept, officer, at - timedelta(hours=1))
    close_period(folded, officer, at)

    assert not Spell.objects.filter(ends_at=None).exists()
    assert queries.cases_of(officer.pk, at) == []


# ── Parting ────────────────────────────────────────────────────────────────────────────────
def test_parted_records_each_have_the_holder_of_both(two, senior, officer, at):
    kept, folded = two
    joined = join(two, senior, at - timedelta(hours=2))

    part(joined, senior, at)

    now = running(folded.person_id).get()
    assert (now.officer, now.team, now.period) == (officer, folded.team, folded.period)
    assert (now.reason, now.starts_at) == (SpellReason.PARTED, at)
    assert running(kept.person_id).get() == kept
    assert is_open("person", folded.person_id, to=officer, at=at)
    assert Entry.objects.filter(action="allocation.record.parted").exists()


def test_the_holder_goes_with_the_supervision_that_runs(two, senior, officer, at):
    kept, folded = two
    joined = join(two, senior, at - timedelta(hours=2))
    close_period(kept, officer, at - timedelta(hours=1))

    part(joined, senior, at)

    assert running(folded.person_id).get().officer == officer
    assert not running(kept.person_id).exists()
    assert queries.cases_of(officer.pk, at) == [folded.person_id]


def test_a_parted_case_nobody_answers_for_waits_for_the_senior_of_its_last_team(two, senior, at):
    kept, folded = two
    Spell.objects.update(ends_at=at - timedelta(days=1))

    actions.part_cases(kept_id=kept.person_id, folded_id=folded.person_id, by=senior, at=at)

    (waiting,) = queries.unallocated(at, team_ids=[folded.team_id])
    assert (waiting.person_id, waiting.reason) == (folded.person_id, SpellReason.PARTED)
    assert is_open("person", folded.person_id, to=senior, at=at)


def test_joined_and_parted_at_one_moment_both_are_held(two, senior, at):
    part(join(two, senior, at), senior, at)

    assert [running(spell.person_id).count() for spell in two] == [1, 1]


def test_parting_a_record_without_a_live_case_holds_nobody_to_it(two, senior, at):
    _kept, folded = two
    joined = join(two, senior, at - timedelta(hours=2))
    folded.period.closed_on, folded.period.end_reason = date(2017, 2, 15), EndReason.COMPLETED
    folded.period.save()

    part(joined, senior, at)

    assert not running(folded.person_id).exists()
    assert Contact.objects.filter(person_id=folded.person_id).count() == 1
    assert folded.starts_at == ALLOCATED
