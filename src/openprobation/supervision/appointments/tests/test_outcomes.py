"""Is what came of a meeting written once, undone whole, and put right with both kept?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.access.models import Relation
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.appointments import actions, queries
from openprobation.supervision.appointments.actions import NextAppointment
from openprobation.supervision.appointments.events import OutcomeRecorded, OutcomeUndone
from openprobation.supervision.appointments.models import Appointment, AppointmentChange
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import PhoneFactory, held_by
from openprobation.vocabulary.access import RelationKind, Role
from openprobation.vocabulary.appointments import AppointmentKind, AppointmentState, Outcome

from .factories import TODAY_9_30, AppointmentFactory, case_of, colleague

pytestmark = pytest.mark.django_db

NEXT_WEEK = TODAY_9_30 + timedelta(days=7)


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def appointment(user):
    """It has just begun, with nothing written of it."""
    return AppointmentFactory(officer=user, person=case_of(user), begun=True)


@pytest.fixture
def announced(monkeypatch):
    told = []
    monkeypatch.setattr(
        "openprobation.supervision.appointments.actions.outcomes.announce", told.append
    )
    return told


def record(appointment, by, at, **changed):
    terms = {"seen_version": appointment.version, "outcome": Outcome.COMPLIED, "note": ""}
    return actions.record_outcome(
        appointment_id=appointment.pk, by=by, at=at, **{**terms, **changed}
    )


def undo(appointment, by, at):
    return actions.undo_outcome(appointment_id=appointment.pk, by=by, at=at)


def correct(appointment, by, at, **changed):
    terms = {"outcome": Outcome.ABSENT_MEDICAL, "why": "They brought a letter.", "note": ""}
    return actions.correct_outcome(
        appointment_id=appointment.pk, by=by, at=at, **{**terms, **changed}
    )


def line_of(appointment):
    return Contact.objects.current().get(reference_id=appointment.pk)


def as_it_was(appointment, *, lines=1):
    now = Appointment.objects.get(pk=appointment.pk)
    return (
        (now.state, now.outcome, now.version)
        == (appointment.state, appointment.outcome, appointment.version)
        and Appointment.objects.filter(person=appointment.person_id).count() == 1
        and Contact.objects.filter(person=appointment.person_id).count() == lines
    )


# ── Writing it down ────────────────────────────────────────────────────────────────────────


def test_an_outcome_is_written_with_its_line_its_change_and_its_audit(
    appointment, user, at, announced
):
    record(appointment, user, at, note="Talked about work.")

    appointment.refresh_from_db()
    line = line_of(appointment)
    change = AppointmentChange.objects.get()
    assert (appointment.outcome, appointment.outcome_by) == (Outcome.COMPLIED, user)
    assert (line.outcome, line.note) == (Outcome.COMPLIED, "Talked about work.")
    assert (change.before, change.after, change.line) == ("planned", "recorded", line)
    assert Entry.objects.get(action="appointment.outcome.recorded").detail == {"outcome": "ATTC"}
    assert announced == [
        OutcomeRecorded(
            appointment.pk, appointment.person_id, Outcome.COMPLIED, at.date(), user.pk, at
        )
    ]


def test_the_next_appointment_is_arranged_in_the_same_act_on_the_same_terms(appointment, user, at):
    record(appointment, user, at, next=NextAppointment(NEXT_WEEK, 45))

    following = Appointment.objects.get(starts_at=NEXT_WEEK)
    assert (following.kind, following.office_id) == (appointment.kind, appointment.office_id)
    assert following.ends_at - following.starts_at == timedelta(minutes=45)
    assert AppointmentChange.objects.get().arranged_next == following
    assert Contact.objects.filter(reference_id=following.pk).count() == 1


def test_after_a_first_appointment_comes_an_office_visit(user, at):
    first = AppointmentFactory(
        officer=user, person=case_of(user), kind=AppointmentKind.INITIAL, begun=True
    )

    record(first, user, at, next=NextAppointment(NEXT_WEEK, 30))

    assert Appointment.objects.get(starts_at=NEXT_WEEK).kind == AppointmentKind.OFFICE


def test_an_outcome_and_a_next_appointment_that_cannot_be_are_refused_together(
    appointment, user, at
):
    AppointmentFactory(person=appointment.person, starts_at=NEXT_WEEK)
    before = Contact.objects.count()

    with pytest.raises(Refused, match="already arranged") as refused:
        record(appointment, user, at, next=NextAppointment(NEXT_WEEK, 30))

    appointment.refresh_from_db()
    assert refused.value.parts[0].field == "next_time"
    assert appointment.outcome is None
    assert Contact.objects.count() == before
    assert not AppointmentChange.objects.exists()


def test_what_to_know_of_the_next_is_told_beside_it_and_accepted_with_one_tick(
    appointment, user, at
):
    saturday = NEXT_WEEK + timedelta(days=2)

    with pytest.raises(Refused, match="a Saturday") as refused:
        record(appointment, user, at, next=NextAppointment(saturday, 30))

    assert refused.value.parts[0].field == "next_accept"
    assert as_it_was(appointment)
    assert record(
        appointment, user, at, next=NextAppointment(saturday, 30, confirmed_warnings=True)
    ).outcome


def test_before_the_start_only_an_accepted_absence_may_be_written(user, at):
    appointment = AppointmentFactory(officer=user, person=case_of(user))

    with pytest.raises(Refused, match="once the appointment has started, at 9:30") as refused:
        record(appointment, user, at)

    assert refused.value.parts[0].field == "outcome"
    assert as_it_was(appointment)
    assert record(appointment, user, at, outcome=Outcome.ABSENT_WORK).outcome


def test_a_second_outcome_is_refused_with_who_wrote_what_and_when(appointment, user, at):
    record(appointment, user, at)
    other = colleague(user)
    held_by(appointment.person, other)

    with pytest.raises(
        actions.OutcomeAlreadyRecorded,
        match="Sam Patel recorded “Attended and complied” at 9:00 on 16 February 2017",
    ):
        record(appointment, other, at, outcome=Outcome.UNACCEPTABLE_ABSENCE, seen_version=1)

    appointment.refresh_from_db()
    assert appointment.outcome == Outcome.COMPLIED
    assert AppointmentChange.objects.count() == 1


def test_a_page_opened_before_the_appointment_changed_is_refused(appointment, user, at):
    record(appointment, user, at)
    undo(appointment, user, at)

    with pytest.raises(actions.StaleForm, match="What you typed is still here"):
        record(appointment, user, at, seen_version=1)

    assert Appointment.objects.get(pk=appointment.pk).outcome is None


@pytest.mark.parametrize("length", [4_000, 12_000])
def test_a_long_note_is_kept_whole(appointment, user, at, length):
    record(appointment, user, at, note="ü" * length)

    assert line_of(appointment).note == "ü" * length


def test_a_note_of_12001_characters_is_refused_and_nothing_is_changed(appointment, user, at):
    with pytest.raises(Refused, match="12,001 characters") as refused:
        record(appointment, user, at, note="x" * 12_001)

    assert refused.value.parts[0].field == "note"
    assert as_it_was(appointment)


def test_whether_a_day_counts_may_be_settled_with_the_outcome(user, at):
    session = AppointmentFactory(activity=True, officer=user, begun=True)
    held_by(session.person, user)

    record(session, user, at, counts_as_rar_day=False)

    session.refresh_from_db()
    assert not session.counts_as_rar_day


def test_a_meeting_without_a_requirement_cannot_be_made_to_count(appointment, user, at):
    record(appointment, user, at, counts_as_rar_day=True)

    appointment.refresh_from_db()
    assert not appointment.counts_as_rar_day


def test_a_reminder_of_a_meeting_written_off_beforehand_is_taken_back(user, at):
    appointment = AppointmentFactory(officer=user, person=case_of(user), starts_at=NEXT_WEEK)
    reminder = reminder_of(appointment, at)

    record(appointment, user, at, outcome=Outcome.ABSENT_HOLIDAY)

    reminder.refresh_from_db()
    assert reminder.state == "withdrawn"


def reminder_of(appointment, at):
    return Message.objects.create(
        key=f"appointment.{appointment.pk}.reminder",
        channel="text",
        to="07700 900123",
        body="Hello.",
        written_at=at,
        not_before=appointment.starts_at - timedelta(days=1),
    )


def test_an_officer_of_another_organisation_without_a_look_may_not_write(appointment, at):
    with pytest.raises(NotYourCase):
        record(appointment, officer(), at)

    assert as_it_was(appointment)


@pytest.mark.parametrize("role", [Role.COURT_OFFICER, Role.HEAD, Role.SUPPLIER])
def test_those_whose_post_does_not_include_it_may_not_write(appointment, at, role):
    other = officer(role=role)
    held_by(appointment.person, other)

    with pytest.raises(NotAllowed):
        record(appointment, other, at)

    assert as_it_was(appointment)


# ── Undoing it ─────────────────────────────────────────────────────────────────────────────


def test_undo_takes_back_the_outcome_the_next_appointment_and_its_messages(
    appointment, user, at, announced
):
    PhoneFactory(person=appointment.person, confirmed=True)
    record(appointment, user, at, note="Well.", next=NextAppointment(NEXT_WEEK, 30))
    following = Appointment.objects.get(starts_at=NEXT_WEEK)

    undo(appointment, user, at + timedelta(minutes=10))

    appointment.refresh_from_db()
    following.refresh_from_db()
    assert (appointment.state, appointment.outcome) == (AppointmentState.PLANNED, None)
    assert following.state == AppointmentState.WITHDRAWN
    assert set(Message.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert isinstance(announced[-1], OutcomeUndone)
    assert queries.next_for([appointment.person_id], NEXT_WEEK) == {}


def test_undo_adds_rows_and_loses_none(appointment, user, at):
    record(appointment, user, at, note="Well.", next=NextAppointment(NEXT_WEEK, 30))

    undo(appointment, user, at)

    recorded, withdrawn, undone = AppointmentChange.objects.order_by("pk")
    assert undone.undoes == recorded
    assert withdrawn.after == AppointmentState.WITHDRAWN
    assert Contact.objects.filter(note="Well.").count() == 1
    assert (line_of(appointment).note, line_of(appointment).outcome) == ("", "")
    assert line_of(withdrawn.appointment).is_withdrawn


def test_after_an_undo_another_outcome_may_be_written(appointment, user, at):
    record(appointment, user, at)
    undone = undo(appointment, user, at)

    record(undone, user, at, outcome=Outcome.AWAITING_EVIDENCE)

    assert Appointment.objects.get(pk=appointment.pk).outcome == Outcome.AWAITING_EVIDENCE


def test_undo_puts_back_a_reminder_that_was_taken_back(user, at):
    appointment = AppointmentFactory(officer=user, person=case_of(user), starts_at=NEXT_WEEK)
    reminder = reminder_of(appointment, at)
    record(appointment, user, at, outcome=Outcome.ABSENT_HOLIDAY)

    undo(appointment, user, at)

    reminder.refresh_from_db()
    assert reminder.state == "waiting"


def test_undo_closes_the_record_again_to_who_only_had_the_next_appointment(appointment, user, at):
    other = officer()
    record(appointment, user, at, next=NextAppointment(NEXT_WEEK, 30, officer_id=other.pk))

    undo(appointment, user, at + timedelta(minutes=1))

    assert Relation.objects.get(relation=RelationKind.APPOINTMENT).ends_at == at + timedelta(
        minutes=1
    )


def test_after_ten_minutes_it_cannot_be_undone(appointment, user, at):
    record(appointment, user, at)

    with pytest.raises(actions.TooLateToUndo, match="until 9:10"):
        undo(appointment, user, at + timedelta(minutes=10, seconds=1))

    assert Appointment.objects.get(pk=appointment.pk).outcome == Outcome.COMPLIED


def test_only_who_wrote_it_may_undo_it(appointment, user, at):
    record(appointment, user, at)
    other = colleague(user)
    held_by(appointment.person, other)

    with pytest.raises(actions.NotYours, match="Sam Patel"):
        undo(appointment, other, at)

    assert Appointment.objects.get(pk=appointment.pk).outcome == Outcome.COMPLIED


def test_what_was_undone_or_never_written_cannot_be_undone(appointment, user, at):
    with pytest.raises(Refused, match="no outcome here to undo"):
        undo(appointment, user, at)
    record(appointment, user, at)
    undo(appointment, user, at)

    with pytest.raises(Refused, match="no outcome here to undo"):
        undo(appointment, user, at)


def test_an_outcome_whose_next_appointment_has_changed_stays(appointment, user, at):
    record(appointment, user, at, next=NextAppointment(NEXT_WEEK, 30))
    following = Appointment.objects.get(starts_at=NEXT_WEEK)
    record(following, user, at, outcome=Outcome.ABSENT_HOLIDAY)

    with pytest.raises(actions.CannotBeUndone, match="has changed since"):
        undo(appointment, user, at)

    appointment.refresh_from_db()
    assert appointment.outcome == Outcome.COMPLIED


def test_an_absence_whose_time_was_used_since_stays(user, at):
    appointment = AppointmentFactory(officer=user, person=case_of(user))
    record(appointment, user, at, outcome=Outcome.ABSENT_WORK)
    AppointmentFactory(person=appointment.person, starts_at=appointment.starts_at)

    with pytest.raises(actions.Clash, match="in this time since"):
        undo(appointment, user, at)

    appointment.refresh_from_db()
    assert appointment.outcome == Outcome.ABSENT_WORK


# ── Putting it right ───────────────────────────────────────────────────────────────────────


def test_a_correction_replaces_the_outcome_and_both_stay(user, at, announced):
    appointment = AppointmentFactory(missed=True, officer=user, person=case_of(user))

    correct(appointment, user, at, note="Letter from the hospital.")

    appointment.refresh_from_db()
    first, second = AppointmentChange.objects.order_by("pk")
    assert appointment.outcome == Outcome.ABSENT_MEDICAL
    assert (first.outcome, second.outcome) == (Outcome.UNACCEPTABLE_ABSENCE, Outcome.ABSENT_MEDICAL)
    assert second.why == line_of(appointment).why_corrected == "They brought a letter."
    assert [event.outcome for event in announced] == [Outcome.ABSENT_MEDICAL]


def test_what_a_correction_notes_is_added_to_what_was_noted(appointment, user, at):
    record(appointment, user, at, note="Well.")

    correct(appointment, user, at, note="Left early.", outcome=Outcome.FAILED_TO_COMPLY)

    assert line_of(appointment).note == "Well.\n\nLeft early."


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"why": "  "}, "why"),
        ({"outcome": Outcome.UNACCEPTABLE_ABSENCE}, "outcome"),
        ({"note": "x" * 12_001}, "note"),
    ],
)
def test_a_correction_without_a_reason_a_change_or_room_is_refused(user, at, changed, field):
    appointment = AppointmentFactory(missed=True, officer=user, person=case_of(user))

    with pytest.raises(Refused) as refused:
        correct(appointment, user, at, **changed)

    assert [part.field for part in refused.value.parts] == [field]
    assert as_it_was(appointment)


def test_what_has_no_outcome_cannot_be_corrected(appointment, user, at):
    with pytest.raises(actions.NotRecordedYet):
        correct(appointment, user, at)


def test_a_corrected_outcome_cannot_be_undone(appointment, user, at):
    record(appointment, user, at)
    correct(appointment, user, at)

    with pytest.raises(actions.CannotBeUndone, match="corrected since"):
        undo(appointment, user, at)


def test_a_correction_from_an_older_page_is_refused(appointment, user, at):
    record(appointment, user, at)
    correct(appointment, user, at)

    with pytest.raises(actions.StaleForm):
        correct(appointment, user, at, outcome=Outcome.ABSENT_WORK, seen_version=2)


def test_those_who_do_not_have_the_person_may_not_correct(at):
    appointment = AppointmentFactory(missed=True)

    with pytest.raises(NotYourCase):
        correct(appointment, officer(), at)

    assert as_it_was(appointment)


# ── Just recorded ──────────────────────────────────────────────────────────────────────────


def test_the_day_page_can_tell_what_was_just_written_until_ten_minutes_are_over(
    appointment, user, at, django_assert_num_queries
):
    record(appointment, user, at, next=NextAppointment(NEXT_WEEK, 30))

    with django_assert_num_queries(1):
        found = queries.just_recorded(user.pk, at + timedelta(minutes=9))

    assert found is not None
    assert (found.outcome, found.next_starts_at) == (Outcome.COMPLIED, NEXT_WEEK)
    assert found.until == at + timedelta(minutes=10)
    assert queries.just_recorded(user.pk, at + timedelta(minutes=10, seconds=1)) is None


@pytest.mark.parametrize("change", [undo, correct])
def test_what_was_undone_or_corrected_is_no_longer_just_written(appointment, user, at, change):
    record(appointment, user, at)

    change(appointment, user, at)

    assert queries.just_recorded(user.pk, at) is None


def test_recording_an_outcome_with_the_next_takes_few_queries(
    appointment, user, at, django_assert_max_num_queries
):
    with django_assert_max_num_queries(35):
        record(appointment, user, at, next=NextAppointment(NEXT_WEEK, 30))
