"""How is due work done once, and tried again where it failed?"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction

from .models import Run
from .schedule import Job

log = structlog.get_logger(__name__)
MOST_ATTEMPTS = 5
GIVEN_UP_AFTER = timedelta(minutes=10)
CLOCKS_AGREE_WITHIN = timedelta(minutes=1)


def run_due(jobs: Iterable[Job], *, at: datetime, machine: datetime) -> int:
    """Do whatever is due and not done. `at` is the service's moment, `machine` the machine's. Returns how many ran."""
    return sum(run_one(job, at=at, machine=machine) for job in jobs)


def run_one(job: Job, *, at: datetime, machine: datetime) -> bool:
    """Do one job if this due moment is nobody's yet, or a worker died or failed on it."""
    run = claim(job, due=job.due(machine), machine=machine)
    if run is None:
        return False
    try:
        with nullcontext() if job.in_pieces else transaction.atomic():
            job.do(at)
    except Exception as fault:
        # The loop outlives any job: the fault is kept on the run and logged without its content.
        Run.objects.filter(pk=run.pk).update(fault=type(fault).__name__)
        log.error("job.failed", job=job.name, fault=type(fault).__name__, attempt=run.attempts)
    else:
        Run.objects.filter(pk=run.pk).update(finished_at=machine, fault="")
        Run.objects.filter(
            job=job.name, finished_at__isnull=False, due_at__lt=machine - timedelta(days=2)
        ).delete()
    return True


def claim(job: Job, *, due: datetime, machine: datetime) -> Run | None:
    """Make the run ours, or leave it: unique on job and due moment."""
    run = Run.objects.filter(job=job.name, due_at=due).first()
    if run is None:
        try:
            with transaction.atomic():
                return Run.objects.create(job=job.name, due_at=due, started_at=machine)
        except IntegrityError:
            return None
    if run.started_at - machine > CLOCKS_AGREE_WITHIN:
        return begin_again(run, machine=machine)
    if run.finished_at is not None or run.attempts >= MOST_ATTEMPTS:
        return None
    if not run.fault and machine - run.started_at < GIVEN_UP_AFTER:
        return None
    won = Run.objects.filter(pk=run.pk, attempts=run.attempts).update(
        attempts=run.attempts + 1, started_at=machine, fault=""
    )
    return Run.objects.get(pk=run.pk) if won else None


def begin_again(run: Run, *, machine: datetime) -> Run | None:
    """A run from the time to come: the machine's clock went back, and work due since must not wait for it."""
    won = Run.objects.filter(pk=run.pk, started_at=run.started_at).update(
        attempts=1, started_at=machine, finished_at=None, fault=""
    )
    return Run.objects.get(pk=run.pk) if won else None
