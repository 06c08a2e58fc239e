"""What was done to a record, and is the record of it whole?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .models import Entry, Seal
from .sealing import digest


@dataclass(frozen=True, slots=True)
class Act:
    id: int
    at: datetime
    by: str
    action: str
    record_kind: str
    record_id: int | None
    person_id: int | None
    detail: Mapping[str, object]


def about_person(
    person_ids: tuple[int, ...], *, before: int | None = None, size: int = 50
) -> list[Act]:
    """Acts and views about a person, latest first, older than entry `before`. One query."""
    rows = Entry.objects.about_person(person_ids)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [
        Act(*row)
        for row in rows.order_by("-pk").values_list(
            "pk", "at", "by", "action", "record_kind", "record_id", "person_id", "detail"
        )[:size]
    ]


@dataclass(frozen=True, slots=True)
class Chain:
    seals: int
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def chain() -> Chain:
    """Check every seal against the lines it covers. Reads the whole audit: for a command, not a page."""
    before = ""
    seals = 0
    for seal in Seal.objects.order_by("first_entry").iterator():
        rows = Entry.objects.filter(pk__gte=seal.first_entry, pk__lte=seal.last_entry)
        if digest(rows.order_by("pk").iterator(), after=before) != seal.digest:
            return Chain(seals, seal.pk)
        before, seals = seal.digest, seals + 1
    return Chain(seals, None)
