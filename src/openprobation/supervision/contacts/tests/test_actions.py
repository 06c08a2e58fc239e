"""What happens when something is written in the record, and put right?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from openprobation.foundation.access.actions import relate
from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.contacts import actions, queries
from openprobation.supervision.contacts.models import AppendOnly, Contact
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.contacts import ContactKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def theirs(person, at):
    """The officer whose case it is."""
    user = officer()
    relate(
        kind="person",
        record_id=person.pk,
        holder=HolderKind.USER,
        holder_id=user.pk,
        relation=RelationKind.RESPONSIBLE_OFFICER,
        at=at - timedelta(days=300),
    )
    return user


def write(person, by, at, **given):
    about = {
        "kind": ContactKind.PHONE_CALL,
        "happened_at": at - timedelta(hours=1),
        "summary": "Rang",
        "note": "All well.",
        "is_sensitive": False,
    }
    return actions.write(person_id=person.pk, by=by, at=at, **{**about, **given})


def correct(contact, by, at, **given):
    about = {
        "why": "Wrong day",
        "summary": contact.summary,
        "note": contact.note,
        "happened_at": contact.at,
        "is_sensitive": contact.is_sensitive,
    }
    return actions.correct(contact_id=contact.pk, by=by, at=at, **{**about, **given})


def test_write_adds_a_line_and_an_audit_line_without_its_content(person, theirs, at):
    contact = write(person, theirs, at, note="A secret")

    entry = Entry.objects.get(action="contact.recorded")
    assert entry.record_id == contact.pk
    assert entry.person_id == person.pk
    assert "secret" not in str(entry.detail)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"summary": "  "}, actions.NothingWritten),
        ({"note": "x" * 12_001}, actions.NoteTooLong),
        ({"kind": ContactKind.SENTENCE}, actions.WrittenBySomethingElse),
    ],
)
def test_write_refuses_what_does_not_fit_and_writes_nothing(person, theirs, at, given, refusal):
    with pytest.raises(refusal):
        write(person, theirs, at, **given)

    assert not Contact.objects.exists()
    assert not Entry.objects.exists()


def test_a_note_of_twelve_thousand_characters_is_kept_whole(person, theirs, at):
    contact = write(person, theirs, at, note="x" * 12_000)

    assert len(Contact.objects.get(pk=contact.pk).note) == 12_000


def test_write_refuses_what_has_not_happened_yet(person, theirs, at):
    with pytest.raises(actions.InTheFuture):
        write(person, theirs, at, happened_at=at + timedelta(minutes=1))

    assert not Contact.objects.exists()


def test_somebody_elses_case_cannot_be_written_in(person, at):
    with pytest.raises(NotYourCase):
        write(person, officer(), at)

    assert not Contact.objects.exists()


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_who_may_not_write(person, role, at):
    with pytest.raises(NotAllowed):
        write(person, officer(role=role), at)

    assert not Contact.objects.exists()


def test_correct_adds_a_row_and_leaves_the_old_one_as_it_was(person, theirs, at):
    old = write(person, theirs, at)

    new = correct(old, theirs, at, summary="Rang twice", why="Left one out")

    assert Contact.objects.get(pk=old.pk).summary == "Rang"
    assert new.corrects_id == old.pk
    assert [c.pk for c in Contact.objects.current()] == [new.pk]


def test_the_record_can_be_read_as_it_stood_before_a_correction(person, theirs, at):
    old = write(person, theirs, at - timedelta(days=2))
    correct(old, theirs, at, summary="Corrected")

    then = queries.timeline((person.pk,), may_see_sensitive=True, as_of=at - timedelta(days=1))
    now = queries.timeline((person.pk,), may_see_sensitive=True)

    assert [line.summary for line in then.lines] == ["Rang"]
    assert [line.summary for line in now.lines] == ["Corrected"]


def test_a_line_is_corrected_once_and_the_second_is_told(person, theirs, at):
    old = write(person, theirs, at)
    correct(old, theirs, at)

    with pytest.raises(actions.CorrectedAlready):
        correct(old, theirs, at, summary="Again")

    assert Contact.objects.count() == 2


def test_correct_needs_a_reason(person, theirs, at):
    old = write(person, theirs, at)

    with pytest.raises(actions.ReasonNeeded):
        correct(old, theirs, at, why=" ")

    assert Contact.objects.count() == 1


def test_sensitive_once_set_cannot_be_unset(person, theirs, at):
    old = write(person, theirs, at, is_sensitive=True)

    with pytest.raises(actions.StaysSensitive):
        correct(old, theirs, at, is_sensitive=False)

    assert Contact.objects.get().is_sensitive


def test_what_takes_a_sensitive_lines_place_is_sensitive_too(person, theirs, at):
    old = write(person, theirs, at, is_sensitive=True)

    new = actions.withdraw(contact_id=old.pk, why="About somebody else", by=theirs, at=at)

    assert new.is_sensitive


def test_a_withdrawn_line_keeps_its_place_and_loses_its_note(person, theirs, at):
    old = write(person, theirs, at)

    actions.withdraw(contact_id=old.pk, why="About somebody else", by=theirs, at=at)

    (line,) = queries.timeline((person.pk,), may_see_sensitive=True).lines
    assert line.is_withdrawn
    assert line.note == ""
    assert line.why_corrected == "About somebody else"


def test_a_line_is_never_changed_or_removed():
    contact = ContactFactory()

    with pytest.raises(AppendOnly):
        contact.save()
    with pytest.raises(AppendOnly):
        contact.delete()
    with pytest.raises(AppendOnly):
        Contact.objects.update(summary="Changed")
    with pytest.raises(AppendOnly):
        Contact.objects.all().delete()


def test_the_database_refuses_a_correction_without_a_reason():
    old = ContactFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(person=old.person, corrects=old, why_corrected="")
