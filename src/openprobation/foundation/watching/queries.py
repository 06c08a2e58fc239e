"""Is the service ready: do database, tables, outbox and worker do their part?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max

from openprobation.foundation import clock
from openprobation.foundation.jobs.models import Run
from openprobation.foundation.messaging.models import Message
from openprobation.vocabulary.messaging import MessageState

log = structlog.get_logger(__name__)
READY = "ready"
OUTBOX_MAY_WAIT = timedelta(minutes=15)
WORKER_MAY_WAIT = timedelta(minutes=10)

_tables_are_there = False


@dataclass(frozen=True, slots=True)
class Check:
    """One part by name, and its state in a word or two; nothing about anybody."""

    name: str
    state: str

    @property
    def is_ready(self) -> bool:
        return self.state == READY


def readiness() -> list[Check]:
    """Every part in order. What rests on a database that does not answer is not asked."""
    checks: list[Check] = []
    for name, ask in PARTS.items():
        rests = bool(checks) and not all(check.is_ready for check in checks[:2])
        checks.append(Check(name, "not asked" if rests else _state(name, ask)))
    return checks


def _state(name: str, ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Exception as fault:  # whatever it is, the answer is no, and the log says which
        log.error("readiness.failed", steps=name, fault=type(fault).__name__)
        return "not answering"


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return READY


def migrations() -> str:
    """Whether every table is as this version wants it. Once it is, this process need not look again."""
    global _tables_are_there
    if not _tables_are_there:
        executor = MigrationExecutor(connection)
        _tables_are_there = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return READY if _tables_are_there else "not applied"


def outbox() -> str:
    """Messages are sent by the minute; one that should have left long ago says that none leave."""
    late = clock.now() - OUTBOX_MAY_WAIT
    behind = Message.objects.filter(state=MessageState.WAITING, not_before__lt=late).exists()
    return "behind" if behind else READY


def worker() -> str:
    """The worker finishes something every minute, by the machine's clock."""
    last = Run.objects.aggregate(last=Max("finished_at"))["last"]
    if last is None:
        return "not started"
    return "behind" if clock.machine_now() - last > WORKER_MAY_WAIT else READY


PARTS: dict[str, Callable[[], str]] = {
    "database": database,
    "migrations": migrations,
    "outbox": outbox,
    "worker": worker,
}
