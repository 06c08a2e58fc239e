"""How is an act written down? In the act's own transaction, so there is no act without its line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile
from typing import Any

from django.db import connection, models, transaction

from openprobation.foundation.clock import machine_now
from openprobation.foundation.reactions import notify

from .events import RecordWritten
from .models import Entry, Seal
from .sealing import digest

CLOCKS_AGREE_WITHIN = 60.0  # seconds
# PostgreSQL numbers lines as they are written and shows them when their act is through, in any order.
OLDEST_WRITER = """
SELECT extract(epoch FROM clock_timestamp() - min(activity.xact_start))
FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
WHERE held.relation = %s::regclass AND held.mode = 'RowExclusiveLock'
  AND held.pid <> pg_backend_pid()
"""
PLAIN = (str, int, bool, type(None))
LOOKS = {"viewed", "list_viewed", "located", "looked_at"}
"""The verb of a look: it is written down, and changes nothing."""
BEGINS = "person.created"
"""Before a record began, nothing was gathered from it."""


def entry(
    action: str,
    *,
    by: str,
    at: datetime,
    on: models.Model | None = None,
    person_id: int | None = None,
    **codes: Any,
) -> Entry:
    """An unsaved line, for those who write many at once."""
    detail = {name: code if isinstance(code, PLAIN) else str(code) for name, code in codes.items()}
    return Entry(
        at=at,
        really_at=machine_now(),
        by=by,
        action=action,
        record_kind=on._meta.label_lower if on is not None else "",
        record_id=on.pk if on is not None else None,
        person_id=person_id if person_id is not None else getattr(on, "person_id", None),
        detail=detail,
    )


def record(
    action: str,
    *,
    by: str,
    at: datetime,
    on: models.Model | None = None,
    person_id: int | None = None,
    **codes: Any,
) -> None:
    """Write one line: who did what to which record. Ids and codes only, never what was written."""
    line = entry(action, by=by, at=at, on=on, person_id=person_id, **codes)
    line.save(force_insert=True)
    tell_of([line])


def record_many(entries: Iterable[Entry]) -> None:
    """Write many lines at once, in order."""
    tell_of(Entry.objects.bulk_create(entries, batch_size=500))


def tell_of(lines: Iterable[Entry]) -> None:
    """Tell whoever keeps what was gathered of these people, in the act's transaction."""
    whose = {
        line.person_id for line in lines if line.person_id is not None and overtakes(line.action)
    }
    if whose:
        notify(RecordWritten(tuple(sorted(whose))))


def overtakes(action: str) -> bool:
    """Whether what was gathered before such an act may no longer be so."""
    return action != BEGINS and action.rpartition(".")[2] not in LOOKS


@transaction.atomic
def seal(*, at: datetime, settled_for: float = 2.0) -> Seal | None:
    """Seal the entries since the last seal, up to the first that has not settled.

    Run each minute, so no writer queues. A line of the time to come was written before the machine's
    clock went back: it has settled long since. None is passed over, for a seal covers all between its ends.
    """
    now = machine_now()
    if connection.vendor == "postgresql" and is_still_written(after=settled_for):
        return None
    before = Seal.objects.order_by("-last_entry").first()
    fresh = Entry.objects.filter(pk__gt=before.last_entry if before else 0).order_by("pk")
    rows = list(takewhile(lambda row: has_settled(row, now=now, after=settled_for), fresh))
    if not rows:
        return None
    return Seal.objects.create(
        first_entry=rows[0].pk,
        last_entry=rows[-1].pk,
        digest=digest(rows, after=before.digest if before else ""),
        sealed_at=at,
    )


def has_settled(line: Entry, *, now: datetime, after: float) -> bool:
    """Whether nothing before it can still be under way."""
    age = (now - line.really_at).total_seconds()
    return age >= after or age < -CLOCKS_AGREE_WITHIN


def is_still_written(*, after: float) -> bool:
    """Whether an act that wrote a line has been under way for longer than lines take to settle.

    Its lines, numbered before those that would be sealed, would come under the seal afterwards and break it.
    """
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_WRITER, [Entry._meta.db_table])
        (age,) = cursor.fetchone()
    return age is not None and age >= after
