"""Supervisors at the same moment, on PostgreSQL: is nothing counted twice, and nothing beyond what is owed?"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from openprobation.foundation.drafts.tests.at_once import at_once
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.sentences.tests.factories import opened_to
from openprobation.supervision.unpaid_work import actions
from openprobation.supervision.unpaid_work.models import HoursEntry, WorkAppointment
from openprobation.vocabulary.unpaid_work import AttendanceMark

from .factories import (
    EVENING,
    MORNING,
    TODAY,
    ObligationFactory,
    ProjectFactory,
    WorkAppointmentFactory,
    supervisor_of,
)
from .test_stateful import sound

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PRESENT = actions.Attendance(AttendanceMark.PRESENT)


@pytest.fixture
def project():
    return ProjectFactory(travel_counts=True)


@pytest.fixture
def supervisors(project):
    return [supervisor_of(project) for _one in range(3)]


def owing(project, supervisors, *, hours, days):
    obligation = ObligationFactory(hours=hours)
    for each in supervisors:
        opened_to(each, obligation.person)
    other = ProjectFactory(team=project.team, travel_counts=True)
    return obligation, [
        WorkAppointmentFactory(
            obligation=obligation,
            project=(project, other)[number % 2],
            on=TODAY - timedelta(days=number),
        )
        for number in range(days)
    ]


def marking(appointment, by, said=PRESENT, at=EVENING):
    return lambda: actions.mark(
        appointment_id=appointment.pk, seen_version=1, said=said, by=by, at=at
    )


@pytest.mark.parametrize("_round", range(3))
def test_two_supervisors_mark_one_person_once(project, supervisors, _round):
    _obligation, (appointment,) = owing(project, supervisors, hours=100, days=1)

    results = at_once(*(marking(appointment, each) for each in supervisors))

    refused = [each for each in results if isinstance(each, Refused)]
    assert len(refused) == 2
    assert all(isinstance(each, actions.AlreadyMarked) for each in refused)
    assert HoursEntry.objects.get().minutes == 420


@pytest.mark.parametrize("_round", range(3))
def test_several_days_counted_at_once_never_come_to_more_than_is_owed(project, supervisors, _round):
    obligation, days = owing(project, supervisors, hours=10, days=3)

    at_once(*(marking(day, by) for day, by in zip(days, supervisors, strict=True)))

    last = HoursEntry.objects.order_by("-number").first()
    assert last is not None
    assert last.balance == 600
    sound(obligation)


@pytest.mark.parametrize("_round", range(3))
def test_a_day_finished_by_two_hands_is_counted_once(project, supervisors, _round):
    obligation, (appointment,) = owing(project, supervisors, hours=100, days=1)
    marking(appointment, supervisors[0], at=MORNING)()

    at_once(
        *(
            lambda each=each: actions.finish(project_id=project.pk, on=TODAY, by=each, at=EVENING)
            for each in supervisors
        )
    )

    assert HoursEntry.objects.get().minutes == 420
    sound(obligation)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_three_hands_do_at_once_the_ledger_stays_sound(project, supervisors, seed):
    """Marks, corrections, the end of a day and travel, drawn by a seed, three at a time."""
    rng = random.Random(seed)
    obligation, days = owing(project, supervisors, hours=rng.randint(3, 30), days=4)
    decides = officer()
    opened_to(decides, obligation.person)

    def one_act():
        day, by = rng.choice(days), rng.choice(supervisors)
        said = actions.Attendance(
            rng.choice([AttendanceMark.PRESENT, AttendanceMark.ABSENT, AttendanceMark.FAILED]),
            penalty=rng.choice([0, 30]),
            note="So it was.",
        )
        seen = WorkAppointment.objects.get(pk=day.pk).version
        return rng.choice(
            [
                marking(day, by, said),
                marking(day, by, said, at=MORNING),
                lambda: actions.correct(
                    appointment_id=day.pk,
                    seen_version=seen,
                    said=said,
                    why="Otherwise.",
                    by=decides,
                    at=EVENING,
                ),
                lambda: actions.finish(project_id=day.project_id, on=day.on, by=by, at=EVENING),
                lambda: actions.add_travel(
                    appointment_id=day.pk, minutes=90, by=decides, at=EVENING
                ),
            ]
        )

    for _turn in range(8):
        at_once(*(one_act() for _hand in range(3)))

        obligation.refresh_from_db()
        sound(obligation)
