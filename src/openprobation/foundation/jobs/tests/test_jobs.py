"""Is due work done once, and tried again where it failed?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from openprobation.foundation.jobs.actions import GIVEN_UP_AFTER, MOST_ATTEMPTS, run_due
from openprobation.foundation.jobs.models import Run
from openprobation.foundation.jobs.schedule import Job

pytestmark = pytest.mark.django_db
NOON = datetime(2017, 2, 16, 12, 0, 30, tzinfo=UTC)


def counting(fails=0):
    done = []

    def do(at):
        done.append(at)
        if len(done) <= fails:
            raise DatabaseError("away")

    return Job("count", timedelta(minutes=1), do), done


def test_a_job_is_done_once_for_each_moment_it_falls_due(at):
    job, done = counting()

    for seconds in (0, 10, 20, 40):
        run_due([job], at=at, machine=NOON + timedelta(seconds=seconds))

    assert len(done) == 2
    assert Run.objects.filter(finished_at__isnull=False).count() == 2


def test_a_job_that_fails_is_tried_again_and_its_fault_is_kept(at):
    job, done = counting(fails=1)

    run_due([job], at=at, machine=NOON)
    assert Run.objects.get().fault == "DatabaseError"
    run_due([job], at=at, machine=NOON + timedelta(seconds=5))

    assert len(done) == 2
    assert Run.objects.get().finished_at is not None


def test_a_job_is_given_up_after_the_most_attempts(at):
    job, done = counting(fails=99)

    for _ in range(MOST_ATTEMPTS + 3):
        run_due([job], at=at, machine=NOON)

    assert len(done) == MOST_ATTEMPTS


def test_what_a_failed_job_wrote_is_rolled_back(at):
    def do(_at):
        Run.objects.create(job="half", due_at=NOON, started_at=NOON)
        raise DatabaseError("away")

    run_due([Job("breaks", timedelta(minutes=1), do)], at=at, machine=NOON)

    assert not Run.objects.filter(job="half").exists()


def test_a_run_whose_worker_died_is_left_for_a_while_and_then_taken_over(at):
    _, done = counting()
    hourly = Job("count", timedelta(hours=1), done.append)
    Run.objects.create(job="count", due_at=hourly.due(NOON), started_at=NOON)

    run_due([hourly], at=at, machine=NOON + timedelta(minutes=1))
    assert done == []
    run_due([hourly], at=at, machine=NOON + GIVEN_UP_AFTER)

    assert len(done) == 1


def test_one_failing_job_does_not_stop_the_others(at):
    bad, _ = counting(fails=9)
    good, done = counting()

    run_due([bad, Job("good", good.every, good.do)], at=at, machine=NOON)

    assert len(done) == 1


def test_the_worker_does_what_is_due_and_stops_when_told_once():
    call_command("worker", "--once")

    assert set(Run.objects.values_list("job", flat=True)) >= {"seal the audit"}


def test_a_clock_that_went_back_an_hour_does_not_stop_the_work_for_an_hour(at):
    job, done = counting()
    for minute in range(3):
        run_due([job], at=at, machine=NOON + timedelta(minutes=minute))

    back = NOON - timedelta(hours=1)
    for minute in range(60):
        run_due([job], at=at, machine=back + timedelta(minutes=minute))

    assert len(done) == 3 + 60
    assert not Run.objects.filter(finished_at=None).exists()


def test_a_clock_that_went_a_day_on_and_back_leaves_the_work_going(at):
    job, done = counting()
    run_due([job], at=at, machine=NOON)
    run_due([job], at=at, machine=NOON + timedelta(days=1))

    for minute in range(1, 4):
        run_due([job], at=at, machine=NOON + timedelta(minutes=minute))

    assert len(done) == 5


def test_two_workers_whose_clocks_differ_by_seconds_do_a_job_once(at):
    job, done = counting()

    run_due([job], at=at, machine=NOON + timedelta(seconds=20))
    run_due([job], at=at, machine=NOON)

    assert len(done) == 1
