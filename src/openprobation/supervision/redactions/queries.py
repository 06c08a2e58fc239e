"""Which removals wait, what was answered, and what is held?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openprobation.foundation.access import queries as access
from openprobation.foundation.identity.models import User
from openprobation.foundation.redaction import keeping
from openprobation.vocabulary.redactions import RedactionState

from .models import Clearing, Hold, NightlyPlan, Redaction


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and what came of it, without the words."""

    id: int
    person_id: int
    why: str
    state: RedactionState
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    until: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_why: str
    rows: int


FIELDS = (
    "pk",
    "person_id",
    "why",
    "state",
    "asked_by_id",
    "asked_by__name",
    "asked_at",
    "until",
    "decided_by__name",
    "decided_at",
    "decided_why",
    "counts",
)


def shown(row: tuple[Any, ...], *, at: datetime) -> Asked:
    pk, person_id, why, state, asked_by_id, asked_by, asked_at, until, *answer = row
    decided_by, decided_at, decided_why, counts = answer
    ran_out = state == RedactionState.WAITING and until <= at
    return Asked(
        pk,
        person_id,
        why,
        RedactionState.EXPIRED if ran_out else RedactionState(state),
        asked_by_id,
        asked_by,
        asked_at,
        until,
        decided_by,
        decided_at,
        decided_why,
        sum(counts.values()),
    )


def one(redaction_id: int, *, person_ids: Collection[int], at: datetime) -> Asked | None:
    row = Redaction.objects.filter(pk=redaction_id, person_id__in=person_ids)
    found = row.values_list(*FIELDS).first()
    return shown(found, at=at) if found else None


def of_person(person_ids: Collection[int], *, at: datetime) -> list[Asked]:
    """Every request about a person, latest first. One query."""
    rows = Redaction.objects.filter(person_id__in=person_ids).order_by("-asked_at", "-pk")
    return [shown(row, at=at) for row in rows.values_list(*FIELDS)]


def words_of(redaction_id: int) -> tuple[str, ...]:
    """The words of a request that waits, for the two people who look at it. The caller has checked."""
    sealed = Redaction.objects.values_list("sealed_words", flat=True).get(pk=redaction_id)
    return keeping.words_held(sealed) if sealed else ()


def waiting_for(viewer: User, *, at: datetime) -> list[Asked]:
    """Requests the viewer may answer or has made, whose records are open to them; oldest first.

    Five queries at most, however many wait.
    """
    rows = Redaction.objects.filter(state=RedactionState.WAITING, until__gt=at)
    found = [shown(row, at=at) for row in rows.order_by("asked_at", "pk").values_list(*FIELDS)]
    theirs = access.open_among({each.person_id for each in found}, kind="person", to=viewer, at=at)
    return [each for each in found if each.person_id in theirs]


@dataclass(frozen=True, slots=True)
class Held:
    person_id: int
    why: str
    placed_by: str
    placed_at: datetime


def holds(person_ids: Collection[int] | None = None) -> dict[int, Held]:
    """Records that must be kept: person id → the hold. One query."""
    rows = Hold.objects.filter(lifted_at__isnull=True)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    return {
        row[0]: Held(*row)
        for row in rows.values_list("person_id", "why", "placed_by__name", "placed_at")
    }


def is_clearing() -> bool:
    """Whether old bytes of removed words may still be on the disk."""
    return Clearing.objects.filter(done_at__isnull=True).exists()


@dataclass(frozen=True, slots=True)
class Planned:
    """What is past its time, counted by night: cases that would go, cases kept all the same, rows elsewhere."""

    counted_at: datetime
    cases: int
    cases_kept: int
    messages: int
    looks: int
    files: int

    @property
    def rows(self) -> int:
        return self.messages + self.looks + self.files


def latest_plan() -> Planned | None:
    """What the schedule said last; None until a night has counted. One query."""
    fields = ("counted_at", "cases", "cases_kept", "messages", "looks", "files")
    row = NightlyPlan.objects.order_by("-on").values_list(*fields).first()
    return Planned(*row) if row else None
