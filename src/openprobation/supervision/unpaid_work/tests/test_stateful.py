"""Whatever is marked, corrected, finished, stood down and added: are hours owed never exceeded, never
less than nothing, and no time counted twice?
"""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.sentences.tests.factories import opened_to
from openprobation.supervision.unpaid_work import actions, queries
from openprobation.supervision.unpaid_work.models import HoursEntry, WorkAppointment
from openprobation.vocabulary.unpaid_work import AttendanceMark, ProjectKind, StandDown

from .factories import (
    EVENING,
    TODAY,
    ObligationFactory,
    ProjectFactory,
    WorkAppointmentFactory,
    supervisor_of,
)

DAYS = 3
times = st.none() | st.times(time(8), time(17)).map(lambda t: t.replace(second=0, microsecond=0))
plain = st.builds(actions.Attendance, mark=st.sampled_from(AttendanceMark), note=st.just("So."))
saids = plain | st.builds(
    actions.Attendance,
    mark=st.sampled_from(AttendanceMark),
    arrived=times,
    left=times,
    penalty=st.sampled_from([0, 30, 500]),
    note=st.just("So it was."),
)
days = st.integers(0, DAYS - 1)
hours = st.sampled_from([10, 17, 17, 18])


class Hours(RuleBasedStateMachine):
    """One person who owes little, on two projects, with two supervisors and an officer."""

    def __init__(self):
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()

    def teardown(self):
        """Nothing of one walk is there in the next."""
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize(owed=st.integers(3, 30), learning=st.booleans())
    def begin(self, owed, learning):
        self.obligation = ObligationFactory(hours=owed)
        one = ProjectFactory(travel_counts=True)
        other = ProjectFactory(
            team=one.team, kind=ProjectKind.EDUCATION if learning else ProjectKind.GROUP
        )
        self.projects = [one, other]
        self.supervisors = [supervisor_of(one), supervisor_of(other)]
        self.officer = officer()
        for each in (*self.supervisors, self.officer):
            opened_to(each, self.obligation.person)
        self.appointments = [
            WorkAppointmentFactory(
                obligation=self.obligation,
                project=self.projects[number % 2],
                on=TODAY - timedelta(days=number),
            ).pk
            for number in range(DAYS)
        ]

    def attempt(self, act, **given):
        """A refusal leaves everything as it was; the ledger is looked at after each act."""
        try:
            with transaction.atomic():
                act(**given)
        except Refused:
            return

    @rule(day=days, who=st.integers(0, 1), said=saids, hour=hours)
    def mark(self, day, who, said, hour):
        self.attempt(
            actions.mark,
            appointment_id=self.appointments[day],
            seen_version=1,
            said=said,
            by=self.supervisors[who],
            at=EVENING.replace(hour=hour),
        )

    @rule(day=days, said=saids, hour=hours)
    def correct(self, day, said, hour):
        """What is not marked yet is marked first, so that there is something to put right."""
        self.mark(day=day, who=day % 2, said=actions.Attendance(AttendanceMark.PRESENT), hour=17)
        seen = WorkAppointment.objects.get(pk=self.appointments[day]).version
        self.attempt(
            actions.correct,
            appointment_id=self.appointments[day],
            seen_version=seen,
            said=said,
            why="It was otherwise.",
            by=self.officer,
            at=EVENING.replace(hour=hour),
        )

    @rule(day=days, who=st.integers(0, 1), hour=hours)
    def finish(self, day, who, hour):
        self.attempt(
            actions.finish,
            project_id=self.projects[day % 2].pk,
            on=TODAY - timedelta(days=day),
            by=self.supervisors[who],
            at=EVENING.replace(hour=hour),
        )

    @rule(day=days, minutes=st.integers(-10, 200))
    def travel(self, day, minutes):
        self.attempt(
            actions.add_travel,
            appointment_id=self.appointments[day],
            minutes=minutes,
            by=self.officer,
            at=EVENING,
        )

    @rule(minutes=st.integers(-10, 130))
    def bring_forward(self, minutes):
        self.attempt(
            actions.bring_forward,
            obligation_id=self.obligation.pk,
            minutes=minutes,
            on=TODAY,
            why="From before.",
            by=self.officer,
            at=EVENING,
        )

    @rule(which=st.integers(0, 1))
    def stand_down(self, which):
        self.attempt(
            actions.stand_down,
            project_id=self.projects[which].pk,
            on=TODAY,
            reason=StandDown.WEATHER,
            by=self.supervisors[which],
            at=EVENING,
        )

    @invariant()
    def the_ledger_is_sound(self):
        if not hasattr(self, "obligation"):
            return
        sound(self.obligation)


def sound(obligation):
    """No balance beyond what is owed or below nothing, no gap, and each time counted once at most."""
    balance = 0
    for number, entry in enumerate(
        HoursEntry.objects.filter(obligation=obligation).order_by("number"), 1
    ):
        balance += entry.minutes
        assert entry.number == number
        assert entry.balance == balance
        assert 0 <= balance <= obligation.owed
    for each in WorkAppointment.objects.filter(obligation=obligation):
        lines = HoursEntry.objects.filter(
            appointment=each, reverses__isnull=True, taken_back_by__isnull=True
        )
        worked = lines.exclude(kind="travel")
        assert worked.count() <= 1
        assert lines.filter(kind="travel").count() <= 1
        assert (worked.aggregate(s=Sum("minutes"))["s"] or 0) <= each.minutes
        assert queries.credited_of(each.pk) >= 0
        if not each.is_attended:
            assert queries.credited_of(each.pk) == 0


def walk(examples: int) -> None:
    run(
        Hours,
        settings=settings(
            max_examples=examples,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_hours_stay_sound_whatever_is_done():
    walk(16)


@pytest.mark.postgres
@pytest.mark.django_db
def test_hours_stay_sound_whatever_is_done_on_postgresql():
    walk(16)
