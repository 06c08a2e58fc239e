"""What does the database itself refuse of a meeting?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from openprobation.vocabulary.appointments import AppointmentKind, AppointmentState, Outcome

from .factories import TODAY_9_30, AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "broken",
    [
        {"outcome": Outcome.COMPLIED},
        {"state": AppointmentState.RECORDED},
        {"state": AppointmentState.MOVED},
        {"ends_at": TODAY_9_30 - timedelta(minutes=1)},
    ],
    ids=["outcome-without-who-and-when", "recorded-without-outcome", "moved-without", "backwards"],
)
def test_half_a_fact_is_refused(broken):
    with pytest.raises(IntegrityError):
        AppointmentFactory(**broken)


def test_a_person_cannot_be_planned_in_two_places_at_one_moment():
    appointment = AppointmentFactory()

    with pytest.raises(IntegrityError):
        AppointmentFactory(person=appointment.person)


def test_a_telephone_call_may_be_planned_beside_a_visit():
    appointment = AppointmentFactory()

    assert AppointmentFactory(person=appointment.person, kind=AppointmentKind.TELEPHONE)


def test_the_day_is_the_day_here():
    just_after_midnight = TODAY_9_30.replace(month=7, hour=0, minute=30)

    appointment = AppointmentFactory(starts_at=just_after_midnight)
    appointment.refresh_from_db()

    assert appointment.day == just_after_midnight.date()
