"""How is an act written down? In the act's own transaction, so there is no act without its line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from openprobation.foundation.clock import machine_now

from .models import Entry, Seal
from .sealing import digest

PLAIN = (str, int, bool, type(None))


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
    entry(action, by=by, at=at, on=on, person_id=person_id, **codes).save(force_insert=True)


def record_many(entries: Iterable[Entry]) -> None:
    """Write many lines at once, in order."""
    Entry.objects.bulk_create(entries, batch_size=500)


@transaction.atomic
def seal(*, at: datetime, settled_for: float = 2.0) -> Seal | None:
    """Seal every entry since the last seal that has settled. Run each minute, so no writer queues."""
    before = Seal.objects.order_by("-last_entry").first()
    fresh = Entry.objects.filter(pk__gt=before.last_entry if before else 0).order_by("pk")
    rows = [row for row in fresh if (machine_now() - row.really_at).total_seconds() >= settled_for]
    if not rows:
        return None
    return Seal.objects.create(
        first_entry=rows[0].pk,
        last_entry=rows[-1].pk,
        digest=digest(rows, after=before.digest if before else ""),
        sealed_at=at,
    )
