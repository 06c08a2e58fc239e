"""Is every act written down, once and for good, and would a changed line show?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from openprobation.foundation import clock
from openprobation.foundation.audit import actions, queries
from openprobation.foundation.audit.models import AppendOnly, Entry, Seal
from openprobation.foundation.clock import machine_now
from openprobation.foundation.identity.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def settled(count, at):
    """Lines old enough to be sealed."""
    entries = [actions.entry("thing.done", by="a@example.org", at=at, n=n) for n in range(count)]
    for entry in entries:
        entry.really_at -= timedelta(minutes=1)
    actions.record_many(entries)


def test_a_line_holds_who_what_and_when_and_takes_the_person_from_the_record(at):
    user = UserFactory()

    actions.record("identity.account.created", on=user, by="a@example.org", at=at, code="x")

    entry = Entry.objects.get()
    assert (entry.record_kind, entry.record_id) == ("identity.user", user.pk)
    assert entry.detail == {"code": "x"}
    assert entry.at == at


def test_an_act_that_is_rolled_back_leaves_no_line(at):
    with transaction.atomic():
        actions.record("thing.done", by="a@example.org", at=at)
        transaction.set_rollback(True)

    assert not Entry.objects.exists()


def test_a_line_is_never_changed_or_removed_in_python(at):
    settled(1, at)
    entry = Entry.objects.get()

    for change in (
        entry.save,
        entry.delete,
        lambda: Entry.objects.update(by="b"),
        Entry.objects.all().delete,
    ):
        with pytest.raises(AppendOnly):
            change()


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_too(at, sql):
    settled(1, at)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)

    assert Entry.objects.get().action == "thing.done"


@pytest.mark.postgres
@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_postgresql_itself_refuses_too(at, sql):
    test_the_database_itself_refuses_too(at, sql)


def test_seals_cover_every_line_once_and_the_chain_is_whole(at):
    settled(3, at)
    first = actions.seal(at=at)
    settled(2, at)
    second = actions.seal(at=at)

    assert first is not None
    assert second is not None
    assert second.first_entry == first.last_entry + 1
    assert queries.chain() == queries.Chain(2, None)


def test_a_line_that_has_not_settled_waits_for_the_next_seal(at):
    actions.record("thing.done", by="a@example.org", at=at)

    assert actions.seal(at=at) is None
    assert not Seal.objects.exists()


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1)])
def test_a_clock_that_jumps_leaves_the_chain_whole_and_every_line_sealed(at, monkeypatch, jump):
    began = machine_now()
    for moved in (timedelta(), jump, jump, timedelta(), timedelta(seconds=90)):
        monkeypatch.setattr(actions, "machine_now", lambda moved=moved: began + moved)
        actions.record("thing.done", by="a@example.org", at=at)
        actions.seal(at=at)
    actions.seal(at=at, settled_for=0)

    assert queries.chain().is_whole
    assert Seal.objects.order_by("-pk")[0].last_entry == Entry.objects.order_by("-pk")[0].pk


def test_a_line_of_a_moment_ago_is_not_passed_over_for_older_ones_after_it(at, monkeypatch):
    actions.record("thing.done", by="a@example.org", at=at, n=1)
    settled(2, at)

    assert actions.seal(at=at) is None


def test_a_changed_line_breaks_the_chain(at):
    settled(3, at)
    actions.seal(at=at)
    changed = Entry.objects.order_by("pk")[1]
    drop = {
        "sqlite": "DROP TRIGGER audit_entry_no_update",
        "postgresql": "DROP TRIGGER audit_entry_append_only ON audit_entry",
    }[connection.vendor]

    with connection.cursor() as cursor:
        cursor.execute(drop)
        cursor.execute("UPDATE audit_entry SET action = 'other' WHERE id = %s", [changed.pk])

    assert not queries.chain().is_whole


def test_the_acts_about_a_person_are_paged_by_key_in_one_query(at, django_assert_num_queries):
    actions.record_many(
        actions.entry("person.viewed", by="a@example.org", at=at, person_id=7) for _ in range(60)
    )

    with django_assert_num_queries(1):
        first = queries.about_person((7,), size=50)
    rest = queries.about_person((7,), before=first[-1].id, size=50)

    assert (len(first), len(rest)) == (50, 10)
    assert first[-1].id > rest[0].id


def test_the_second_column_is_the_machines_clock(at):
    actions.record("thing.done", by="a@example.org", at=at)

    entry = Entry.objects.get()
    assert abs((clock.machine_now() - entry.really_at).total_seconds()) < 60
    assert entry.at.year == 2017


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("person.viewed", False),
        ("restriction.list_viewed", False),
        ("person.located", False),
        ("person.created", False),
        ("registration.reviewed", True),  # its verb only ends like a look's
        ("person.name.changed", True),
    ],
)
def test_a_look_overtakes_nothing_and_every_other_act_does(action, answer):
    assert actions.overtakes(action) is answer
