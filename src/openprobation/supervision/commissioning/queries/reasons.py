"""Which needs were left without a service, and why?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from openprobation.foundation.prepared import prepared
from openprobation.vocabulary.commissioning import (
    UnmetReason,
)
from openprobation.vocabulary.needs import Need

from ..models import (
    NotUsed,
)


@dataclass(frozen=True, slots=True)
class NotUsedLine:
    person_id: int
    need: Need
    reason: UnmetReason
    note: str
    said_by: str
    on: date


def not_used(person_ids: Collection[int]) -> list[NotUsedLine]:
    """Reasons given for these people, the latest first. One query."""
    return [
        NotUsedLine(person_id, Need(need), UnmetReason(reason), note, name, timezone.localdate(at))
        for person_id, need, reason, note, name, at in said_of(tuple(person_ids))
    ]


@prepared
def said_of(person_ids: tuple[int, ...]) -> QuerySet[NotUsed, tuple[Any, ...]]:
    rows = NotUsed.objects.filter(person_id__in=person_ids).order_by("-said_at", "-pk")
    return rows.values_list("person_id", "need", "reason", "note", "said_by__name", "said_at")
