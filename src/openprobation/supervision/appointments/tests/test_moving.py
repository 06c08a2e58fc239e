"""Does a meeting that moves keep its history, and do those that will not be stand down?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from openprobation.foundation.access.check import NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.supervision.appointments import queries, reactions
from openprobation.supervision.appointments.actions import reschedule, undo_outcome
from openprobation.supervision.appointments.models import Appointment, AppointmentChange
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.events import PersonDied
from openprobation.supervision.persons.tests.factories import MergeFactory, PhoneFactory
from openprobation.supervision.sentences.events import SupervisionEnded
from openprobation.supervision.sentences.tests.factories import EventFactory, OrderFactory
from openprobation.vocabulary.appointments import AppointmentState, Outcome, WhoAsked

from .factories import HALF_AN_HOUR, TODAY_9_30, AppointmentFactory, case_of

pytestmark = pytest.mark.django_db

TOMORROW = TODAY_9_30 + timedelta(days=1)


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def appointment(user):
    return AppointmentFactory(officer=user, person=case_of(user))


def move(appointment, by, at, **changed):
    terms = {
        "seen_version": appointment.version,
        "starts_at": TOMORROW,
        "minutes": 30,
        "who_asked": WhoAsked.PERSON,
        "why": "Job interview.",
    }
    return reschedule(appointment_id=appointment.pk, by=by, at=at, **{**terms, **changed})


# ── Moving ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "outcome"),
    [
        (WhoAsked.PERSON, Outcome.RESCHEDULED_BY_PERSON),
        (WhoAsked.SERVICE, Outcome.RESCHEDULED_BY_SERVICE),
    ],
)
def test_a_moved_appointment_stays_with_who_asked_and_the_new_one_names_it(
    appointment, user, at, who, outcome
):
    new = move(appointment, user, at, who_asked=who)

    appointment.refresh_from_db()
    change = AppointmentChange.objects.get()
    assert (appointment.state, appointment.outcome) == (AppointmentState.MOVED, outcome)
    assert (new.moved_from, new.starts_at, new.office) == (
        appointment,
        TOMORROW,
        appointment.office,
    )
    assert (change.who_asked, change.why) == (who, "Job interview.")
    assert Contact.objects.current().get(reference_id=appointment.pk).outcome == outcome
    assert Contact.objects.current().get(reference_id=new.pk).at == TOMORROW
    assert Entry.objects.get(action="appointment.moved").detail["to"] == new.pk


def test_the_person_is_told_of_the_new_time_and_not_reminded_of_the_old(appointment, user, at):
    PhoneFactory(person=appointment.person, confirmed=True)
    Message.objects.create(
        key=f"appointment.{appointment.pk}.reminder",
        channel="text",
        to="07700 900123",
        body="Hello.",
        written_at=at,
        not_before=at,
    )

    new = move(appointment, user, at, starts_at=TODAY_9_30 + timedelta(days=5))

    assert Message.objects.get(key__contains=f".{appointment.pk}.").state == "withdrawn"
    assert "has moved" in Message.objects.get(key=f"appointment.{new.pk}.confirmation").body


def test_it_may_move_into_a_part_of_its_own_old_time(appointment, user, at):
    new = move(appointment, user, at, starts_at=TODAY_9_30 + timedelta(minutes=15))

    assert new.starts_at == TODAY_9_30 + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"why": ""}, "why"),
        ({"starts_at": TODAY_9_30}, "time"),
        ({"starts_at": TODAY_9_30 - timedelta(days=1)}, "day"),
        ({"starts_at": TODAY_9_30 + timedelta(days=2)}, "accept"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_nothing_is_changed(
    appointment, user, at, changed, field
):
    with pytest.raises(Refused) as refused:
        move(appointment, user, at, **changed)

    appointment.refresh_from_db()
    assert refused.value.parts[0].field == field
    assert appointment.state == AppointmentState.PLANNED
    assert (Appointment.objects.count(), Contact.objects.count()) == (1, 1)


def test_what_is_written_down_cannot_be_moved(user, at):
    appointment = AppointmentFactory(attended=True, officer=user, person=case_of(user))

    with pytest.raises(Refused, match="recorded “Attended and complied”"):
        move(appointment, user, at)


def test_a_moved_appointment_cannot_be_moved_again_or_undone(appointment, user, at):
    move(appointment, user, at)

    with pytest.raises(Refused, match="moved to another time"):
        move(appointment, user, at, starts_at=TOMORROW + timedelta(days=3))
    with pytest.raises(Refused, match="no outcome here to undo"):
        undo_outcome(appointment_id=appointment.pk, by=user, at=at)


def test_those_who_do_not_have_the_person_may_not_move(appointment, at):
    with pytest.raises(NotYourCase):
        move(appointment, officer(), at)

    assert Appointment.objects.count() == 1


# ── Standing down ──────────────────────────────────────────────────────────────────────────


def ended(person, by, at):
    announce(SupervisionEnded(person.pk, 1, at.date(), by.pk, at))


def test_when_supervision_ends_what_was_to_come_is_stood_down(appointment, user, at):
    past = AppointmentFactory(
        person=appointment.person, officer=user, starts_at=at - timedelta(days=1)
    )

    ended(appointment.person, user, at)

    appointment.refresh_from_db()
    past.refresh_from_db()
    line = Contact.objects.current().get(reference_id=appointment.pk)
    assert (appointment.outcome, past.outcome) == (Outcome.STOOD_DOWN, None)
    assert (line.outcome, line.why_corrected) == (Outcome.STOOD_DOWN, "Supervision ended.")
    assert queries.next_for([appointment.person_id], at) == {}


def test_nobody_is_reminded_of_what_was_stood_down(appointment, user, at):
    reminder = Message.objects.create(
        key=f"appointment.{appointment.pk}.reminder",
        channel="text",
        to="07700 900123",
        body="Hello.",
        written_at=at,
        not_before=at + HALF_AN_HOUR,
    )

    ended(appointment.person, user, at)

    reminder.refresh_from_db()
    assert reminder.state == "withdrawn"


def test_meetings_on_a_record_joined_into_this_one_stand_down_too(user, at):
    merge = MergeFactory()
    planned = AppointmentFactory(person=merge.folded)

    ended(merge.kept, user, at)

    planned.refresh_from_db()
    assert planned.outcome == Outcome.STOOD_DOWN


def test_while_the_supervision_of_a_joined_record_runs_on_nothing_is_stood_down(user, at):
    merge = MergeFactory()
    OrderFactory(event=EventFactory(person=merge.folded))
    planned = AppointmentFactory(person=merge.kept)

    ended(merge.kept, user, at)

    planned.refresh_from_db()
    assert planned.state == AppointmentState.PLANNED
    assert not Entry.objects.exists()


def test_when_a_person_dies_nothing_more_is_planned(appointment, user, at):
    reactions.stand_down_after_death(PersonDied(appointment.person_id, user.pk, at))

    appointment.refresh_from_db()
    assert appointment.outcome == Outcome.STOOD_DOWN


def test_standing_down_twice_changes_nothing_more(appointment, user, at):
    ended(appointment.person, user, at)
    before = Contact.objects.count()

    ended(appointment.person, user, at)

    assert Contact.objects.count() == before
