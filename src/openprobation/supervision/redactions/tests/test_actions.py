"""Do words vanish when two people agree, and only then?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.backup.actions import Restored
from openprobation.foundation.drafts.models import Draft
from openprobation.foundation.messaging import actions as messaging
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.redaction import keeping
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.contacts import queries as lines
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.models import (
    Address,
    Identifier,
    Person,
    Phone,
    SearchKey,
    Spelling,
)
from openprobation.supervision.persons.tests.factories import (
    AddressFactory,
    IdentifierFactory,
    PersonFactory,
    PhoneFactory,
    held_by,
)
from openprobation.supervision.redactions import actions
from openprobation.supervision.redactions.models import Hold, Redaction
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.messaging import Channel, MessageState
from openprobation.vocabulary.redactions import RedactionState

from .factories import ADDRESS, WHY, asked

pytestmark = pytest.mark.django_db
MARK = "[removed 16 Feb 2017]"


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.REDACTIONS_JOURNAL = tmp_path / "redactions.jsonl"
    return settings.REDACTIONS_JOURNAL


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def asker(person):
    user = officer(name="Asha Rao")
    held_by(person, user)
    return user


@pytest.fixture
def senior(person):
    user = officer(name="Jo Long", role=Role.SENIOR)
    held_by(person, user)
    return user


def notes():
    return sorted(Contact.objects.values_list("note", flat=True))


def confirm(redaction, by, at):
    return actions.confirm(redaction_id=redaction.pk, by=by, at=at)


# ── Asking ─────────────────────────────────────────────────────────────────────────────────
def test_asking_changes_nothing_and_holds_the_words_sealed(person, asker, at):
    redaction = asked(person, by=asker, at=at)

    assert ADDRESS in notes()[0]
    assert ADDRESS not in json.dumps(redaction.fingerprints) + redaction.sealed_words
    assert keeping.words_held(redaction.sealed_words) == (ADDRESS,)


@pytest.mark.parametrize(
    ("words", "why", "field"),
    [
        ("", WHY, "words"),
        ("Rose", " ", "why"),
        ("R o", WHY, "words"),
        (ADDRESS, "Her refuge is 14 rose lane", "why"),
        ("99 Nowhere Street", WHY, "words"),
        ("\n".join(f"line {n}" for n in range(11)), WHY, "words"),
    ],
)
def test_asking_unfitly_is_refused_beside_the_field(person, asker, at, words, why, field):
    ContactFactory(person=person, note=f"At {ADDRESS}")

    with pytest.raises(Refused) as refusal:
        actions.ask(person_id=person.pk, words=words, why=why, by=asker, at=at)

    assert refusal.value.field == field
    assert not Redaction.objects.exists()


def test_an_officer_of_another_organisation_may_not_ask(person, at):
    ContactFactory(person=person, note=ADDRESS)

    with pytest.raises(NotYourCase):
        actions.ask(person_id=person.pk, words=ADDRESS, why=WHY, by=officer(), at=at)


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.ADMINISTRATOR, Role.ENFORCEMENT_OFFICER])
def test_those_without_the_right_may_not_ask(person, at, role):
    user = officer(role=role)
    held_by(person, user)

    with pytest.raises(NotAllowed):
        actions.ask(person_id=person.pk, words=ADDRESS, why=WHY, by=user, at=at)


# ── Answering ──────────────────────────────────────────────────────────────────────────────
def test_confirming_removes_the_words_and_leaves_the_mark(person, asker, senior, at):
    redaction = asked(person, by=asker, at=at)

    confirm(redaction, senior, at)

    assert f"She now lives at {MARK}." in notes()
    redaction.refresh_from_db()
    assert (redaction.state, redaction.sealed_words) == (RedactionState.CONFIRMED, None)
    assert redaction.counts == {"contacts.contact": 1}


def test_the_asker_may_not_confirm_though_a_senior(person, senior, at):
    redaction = asked(person, by=senior, at=at)

    with pytest.raises(actions.NotYourOwn):
        confirm(redaction, senior, at)

    assert ADDRESS in notes()[0]
    redaction.refresh_from_db()
    assert redaction.state == RedactionState.WAITING


def test_an_officer_may_not_confirm(person, asker, at):
    other = officer()
    held_by(person, other)

    with pytest.raises(NotAllowed):
        confirm(asked(person, by=asker, at=at), other, at)

    assert ADDRESS in notes()[0]


def test_a_senior_to_whom_the_record_is_not_open_may_not_confirm(person, asker, at):
    with pytest.raises(NotYourCase):
        confirm(asked(person, by=asker, at=at), officer(role=Role.SENIOR), at)

    assert ADDRESS in notes()[0]


def test_a_request_that_ran_out_is_not_confirmed(person, asker, senior, at):
    redaction = asked(person, by=asker, at=at)

    with pytest.raises(actions.AnsweredAlready, match="ran out"):
        confirm(redaction, senior, at + actions.WAITS)

    assert ADDRESS in notes()[0]


def test_a_request_is_answered_once(person, asker, senior, at):
    redaction = asked(person, by=asker, at=at)
    confirm(redaction, senior, at)

    with pytest.raises(actions.AnsweredAlready):
        confirm(redaction, senior, at)

    assert Entry.objects.filter(action="redaction.confirmed").count() == 1


def test_refusing_changes_nothing_and_forgets_the_words(person, asker, senior, at, journal):
    redaction = asked(person, by=asker, at=at)

    actions.refuse(redaction_id=redaction.pk, why="It is hers.", by=senior, at=at)

    assert ADDRESS in notes()[0]
    redaction.refresh_from_db()
    assert (redaction.state, redaction.sealed_words) == (RedactionState.REFUSED, None)
    assert not journal.exists()


def test_only_the_asker_takes_a_request_back(person, asker, senior, at):
    redaction = asked(person, by=asker, at=at)

    with pytest.raises(actions.NotYours):
        actions.withdraw(redaction_id=redaction.pk, by=senior, at=at)

    actions.withdraw(redaction_id=redaction.pk, by=asker, at=at)
    redaction.refresh_from_db()
    assert (redaction.state, redaction.sealed_words) == (RedactionState.WITHDRAWN, None)


def test_words_nobody_answered_about_are_forgotten(person, asker, at):
    redaction = asked(person, by=asker, at=at)

    actions.expire(at=at + actions.WAITS)

    redaction.refresh_from_db()
    assert (redaction.state, redaction.sealed_words) == (RedactionState.EXPIRED, None)


def test_another_request_for_the_same_words_does_not_keep_them(person, asker, senior, at):
    first, second = asked(person, by=asker, at=at), asked(person, by=asker, at=at)

    confirm(first, senior, at)

    second.refresh_from_db()
    assert (second.state, second.sealed_words) == (RedactionState.WITHDRAWN, None)


# ── Everywhere ─────────────────────────────────────────────────────────────────────────────
def test_as_of_cannot_bring_the_words_back(person, asker, senior, at):
    old = ContactFactory(person=person, note=f"At {ADDRESS}", recorded_by=asker)
    new = contacts.correct(
        contact_id=old.pk, why="Wrong", summary="Moved", note="Elsewhere", happened_at=old.at,
        is_sensitive=False, by=asker, at=at,
    )  # fmt: skip

    confirm(asked(person, by=asker, at=at), senior, at)

    before = lines.timeline((person.pk,), may_see_sensitive=True, as_of=at - timedelta(days=1))
    assert [line.note for line in before.lines] == [f"At {MARK}"]
    assert Contact.objects.get(pk=new.pk).note == "Elsewhere"


def test_records_joined_into_this_one_are_gone_through(person, asker, senior, at):
    folded = PersonFactory(merged_into=person)
    ContactFactory(person=folded, note=f"At {ADDRESS}")

    confirm(asked(person, by=asker, at=at), senior, at)

    assert f"At {MARK}" in notes()


def test_another_persons_record_is_left_alone(person, asker, senior, at):
    hers = ContactFactory(note=f"Hers: {ADDRESS}")

    confirm(asked(person, by=asker, at=at), senior, at)

    assert Contact.objects.get(pk=hers.pk).note == f"Hers: {ADDRESS}"


def test_a_number_with_a_hole_in_it_is_used_no_more(person, asker, senior, at):
    PhoneFactory(person=person, number="07700900123", safe_to_text=True)
    IdentifierFactory(person=person)

    confirm(asked(person, by=asker, at=at, words="07700 900 123"), senior, at)

    phone = Phone.objects.get()
    assert (phone.number, phone.is_mistake, phone.ended_by) == (MARK, True, senior)
    assert Identifier.objects.get().is_mistake is False


def test_a_person_is_found_by_what_is_left_of_the_name(person, asker, senior, at):
    Person.objects.filter(pk=person.pk).update(family_name="Wrongname")
    from openprobation.supervision.persons.actions.searching import renew_search_keys

    renew_search_keys(Person.objects.get(pk=person.pk))
    before = set(SearchKey.objects.values_list("key", flat=True))

    confirm(asked(person, by=asker, at=at, words="Wrongname"), senior, at)

    after = Person.objects.get(pk=person.pk)
    assert (after.family_name, after.version) == (MARK, person.version + 1)
    assert set(SearchKey.objects.values_list("key", flat=True)) != before
    assert not Spelling.objects.filter(word="wrongname").exists()


def test_drafts_of_anybody_on_the_persons_pages_lose_the_words(person, asker, senior, at):
    fields = {"note": [f"She is at {ADDRESS}"]}
    theirs = Draft.objects.create(
        user=officer(), path=f"/people/{person.crn}/record/new/", fields=fields, saved_at=at
    )
    other = Draft.objects.create(
        user=asker, path="/people/X999999/record/new/", fields=fields, saved_at=at
    )

    confirm(asked(person, by=asker, at=at), senior, at)

    theirs.refresh_from_db()
    other.refresh_from_db()
    assert theirs.fields == {"note": [f"She is at {MARK}"]}
    assert other.fields == fields


def test_a_message_not_yet_sent_is_not_sent_with_a_hole_in_it(person, asker, senior, at):
    messaging.write(
        key="k", channel=Channel.TEXT, to="07700900123", body=f"Come to {ADDRESS}", at=at,
        person_id=person.pk,
    )  # fmt: skip

    confirm(asked(person, by=asker, at=at), senior, at)

    message = Message.objects.get()
    assert (message.body, message.state) == (f"Come to {MARK}", MessageState.FAILED)


def test_the_audit_and_the_record_tell_of_it_without_the_words(person, asker, senior, at):
    confirm(asked(person, by=asker, at=at), senior, at)

    line = Entry.objects.get(action="redaction.confirmed")
    assert line.detail == {"asked_by": asker.username, "rows": 1}
    assert Contact.objects.filter(summary="Words were removed from this record").exists()


# ── Restoring ──────────────────────────────────────────────────────────────────────────────
def restored(at, carried=None):
    return Restored("b", at, at, at, True, carried or {})


def test_a_restored_older_record_loses_the_words_again(person, asker, senior, at):
    confirm(asked(person, by=asker, at=at), senior, at)
    older = ContactFactory(person=person, note=f"From the backup: 14 ROSE lane, {ADDRESS}")
    AddressFactory(person=person, lines=ADDRESS)

    actions.replay(restored(at + timedelta(days=9)))

    assert Contact.objects.get(pk=older.pk).note == f"From the backup: {MARK}, {MARK}"
    assert Address.objects.get().lines == MARK
    assert Entry.objects.filter(action="redaction.made_again").count() == 1


def test_a_lost_journal_is_made_up_for_by_the_record_replaced(person, asker, senior, at, journal):
    confirm(asked(person, by=asker, at=at), senior, at)
    carried = {"redactions": actions.made_here()}
    journal.unlink()
    older = ContactFactory(person=person, note=ADDRESS)

    actions.replay(restored(at, carried))

    assert Contact.objects.get(pk=older.pk).note == MARK
    assert len(keeping.written_down()) == 1


def test_what_waited_in_a_backup_must_be_asked_again(person, asker, at):
    redaction = asked(person, by=asker, at=at)

    actions.replay(restored(at))

    redaction.refresh_from_db()
    assert (redaction.state, redaction.sealed_words) == (RedactionState.EXPIRED, None)


# ── Holding ────────────────────────────────────────────────────────────────────────────────
def test_a_head_holds_a_record_and_lifts_the_hold(person, at):
    head = officer(role=Role.HEAD)
    held_by(person, head)

    actions.hold(person_id=person.pk, why="An inquest", by=head, at=at)
    with pytest.raises(actions.AlreadyHeld):
        actions.hold(person_id=person.pk, why="Again", by=head, at=at)
    actions.lift(person_id=person.pk, why="It is over", by=head, at=at)

    assert Hold.objects.get().lifted_by == head


def test_an_officer_may_not_hold_a_record(person, asker, at):
    with pytest.raises(NotAllowed):
        actions.hold(person_id=person.pk, why="Because", by=asker, at=at)

    assert not Hold.objects.exists()
