"""Two people at the same moment, on PostgreSQL: does one win, is the other told, is nothing lost?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.tests.at_once import at_once
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.appointments.actions import (
    NextAppointment,
    OutcomeAlreadyRecorded,
    arrange,
    correct_outcome,
    record_outcome,
    undo_outcome,
)
from openprobation.supervision.appointments.models import Appointment, AppointmentChange
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import held_by
from openprobation.vocabulary.appointments import AppointmentKind, Outcome

from .factories import TODAY_9_30, AppointmentFactory, case_of, colleague

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NEXT_WEEK = TODAY_9_30 + timedelta(days=7)


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def other(user):
    return colleague(user, name="Alex Kaur")


@pytest.fixture
def appointment(user, other):
    made = AppointmentFactory(officer=user, person=case_of(user), begun=True)
    held_by(made.person, other)
    return made


def sorted_out(results):
    done = [result for result in results if not isinstance(result, Refused)]
    refused = [result for result in results if isinstance(result, Refused)]
    return done, refused


@pytest.mark.parametrize("_round", range(5))
def test_of_two_outcomes_at_once_one_is_written_and_the_other_is_told(
    appointment, user, other, at, _round
):
    def write(by, outcome, note):
        return lambda: record_outcome(
            appointment_id=appointment.pk,
            seen_version=1,
            outcome=outcome,
            note=note,
            by=by,
            at=at,
            next=NextAppointment(NEXT_WEEK, 30),
        )

    done, refused = sorted_out(
        at_once(
            write(user, Outcome.COMPLIED, "He came."),
            write(other, Outcome.UNACCEPTABLE_ABSENCE, "No show."),
        )
    )

    [won], [told] = done, refused
    appointment.refresh_from_db()
    assert isinstance(told, OutcomeAlreadyRecorded)
    assert won.outcome_by.name in told.message
    assert won.outcome.label in told.message
    assert (appointment.outcome, appointment.outcome_by) == (won.outcome, won.outcome_by)
    assert AppointmentChange.objects.count() == 1
    assert Appointment.objects.filter(starts_at=NEXT_WEEK).count() == 1
    assert Entry.objects.filter(action="appointment.outcome.recorded").count() == 1
    assert Contact.objects.current().filter(reference_id=appointment.pk).count() == 1


@pytest.mark.parametrize("minutes", [0, 10])
def test_of_two_meetings_at_once_for_one_person_one_is_arranged_and_the_other_is_told(
    appointment, user, other, at, minutes
):
    def book(by, starts_at):
        return lambda: arrange(
            person_id=appointment.person_id,
            officer_id=by.pk,
            kind=AppointmentKind.OFFICE,
            starts_at=starts_at,
            minutes=30,
            place="Bolton library",
            by=by,
            at=at,
            confirmed_warnings=True,
        )

    done, refused = sorted_out(
        at_once(book(user, NEXT_WEEK), book(other, NEXT_WEEK + timedelta(minutes=minutes)))
    )

    assert (len(done), len(refused)) == (1, 1)
    assert "already arranged" in str(refused[0])
    assert Appointment.objects.filter(starts_at__gte=NEXT_WEEK).count() == 1


def test_an_undo_and_a_correction_at_once_leave_one_story(appointment, user, other, at):
    record_outcome(
        appointment_id=appointment.pk,
        seen_version=1,
        outcome=Outcome.COMPLIED,
        note="",
        by=user,
        at=at,
    )

    done, refused = sorted_out(
        at_once(
            lambda: undo_outcome(appointment_id=appointment.pk, by=user, at=at),
            lambda: correct_outcome(
                appointment_id=appointment.pk,
                outcome=Outcome.ABSENT_WORK,
                why="Rang.",
                note="",
                by=other,
                at=at,
            ),
        )
    )

    appointment.refresh_from_db()
    assert (len(done), len(refused)) == (1, 1)
    assert appointment.outcome in (None, Outcome.ABSENT_WORK)
    assert AppointmentChange.objects.count() == 2
    assert Contact.objects.current().filter(reference_id=appointment.pk).count() == 1
