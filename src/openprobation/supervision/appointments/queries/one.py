"""What is there to say of one appointment, and what was done with it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from openprobation.foundation.messaging.actions import UNDO_TIME
from openprobation.foundation.prepared import prepared
from openprobation.vocabulary.appointments import AppointmentState, Outcome, WhoAsked
from openprobation.vocabulary.sentences import RequirementKind

from ..models import Appointment, AppointmentChange
from .entries import ENTRY, DayEntry, entry

MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class Detail:
    """All there is to say of one appointment."""

    entry: DayEntry
    version: int
    office_id: int | None
    office_address: str
    office_telephone: str
    requirement_id: int | None
    requirement: RequirementKind | None
    series: str | None
    moved_from_id: int | None
    moved_to_id: int | None
    moved_to_at: datetime | None
    arranged_by: str
    arranged_at: datetime

    @property
    def id(self) -> int:
        return self.entry.id

    @property
    def is_for_activity(self) -> bool:
        return self.requirement is RequirementKind.RAR


DETAIL = (
    "version",
    "office_id",
    "office__address",
    "office__postcode",
    "office__telephone",
    "requirement_id",
    "requirement__kind",
    "series",
    "moved_from_id",
    "moved_to__pk",
    "moved_to__starts_at",
    "arranged_by__name",
    "arranged_at",
)


def by_id(appointment_id: int, *, person_ids: Collection[int]) -> Detail | None:
    """One appointment of a person, or None. One query."""
    row = (
        Appointment.objects.filter(pk=appointment_id, person_id__in=person_ids)
        .values_list(*ENTRY, *DETAIL)
        .first()
    )
    if row is None:
        return None
    (
        version, office_id, address, postcode, telephone, requirement_id, requirement, series,
        moved_from, moved_to, moved_to_at, arranged_by, arranged_at,
    ) = row[len(ENTRY) :]  # fmt: skip
    return Detail(
        entry=entry(row[: len(ENTRY)]),
        version=version,
        office_id=office_id,
        office_address=f"{address}, {postcode}" if address else "",
        office_telephone=telephone or "",
        requirement_id=requirement_id,
        requirement=RequirementKind(requirement) if requirement else None,
        series=str(series) if series else None,
        moved_from_id=moved_from,
        moved_to_id=moved_to,
        moved_to_at=moved_to_at,
        arranged_by=arranged_by,
        arranged_at=arranged_at,
    )


def versions(appointment_ids: Collection[int]) -> dict[int, int]:
    """The version of each: what a page shows and sends back. One query."""
    rows = Appointment.objects.filter(pk__in=appointment_ids)
    return dict(rows.values_list("pk", "version"))


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an appointment. `note`: None where sensitive and hidden from the viewer."""

    id: int
    before: AppointmentState
    after: AppointmentState
    outcome: Outcome | None
    who_asked: WhoAsked | None
    why: str
    note: str | None
    is_sensitive: bool
    is_undo: bool
    is_undone: bool
    by_id: int
    by: str
    at: datetime


def changes(appointment_id: int, *, may_see_sensitive: bool) -> list[Change]:
    """What was done with an appointment after it was arranged, latest first. One query."""
    rows = AppointmentChange.objects.filter(appointment_id=appointment_id).order_by("-pk")
    return [
        change(row, may_see_sensitive=may_see_sensitive)
        for row in rows.values_list(*CHANGE)[:MOST_CHANGES]
    ]


CHANGE = (
    "pk",
    "before",
    "after",
    "outcome",
    "who_asked",
    "why",
    "line__note",
    "line__is_sensitive",
    "undoes_id",
    "undone_by__pk",
    "by_id",
    "by__name",
    "at",
)


def change(row: tuple[Any, ...], *, may_see_sensitive: bool) -> Change:
    pk, before, after, outcome, who, why, note, is_sensitive, undoes, undone, *rest = row
    return Change(
        pk,
        AppointmentState(before),
        AppointmentState(after),
        Outcome(outcome) if outcome else None,
        WhoAsked(who) if who else None,
        why,
        None if is_sensitive and not may_see_sensitive else note,
        is_sensitive,
        undoes is not None,
        undone is not None,
        *rest,
    )


@dataclass(frozen=True, slots=True)
class JustRecorded:
    """An outcome somebody has just written down and may still undo."""

    appointment_id: int
    person_id: int
    outcome: Outcome
    next_starts_at: datetime | None
    until: datetime


@prepared
def recorded_between(
    by_id: int, after: datetime, until: datetime
) -> QuerySet[AppointmentChange, tuple[Any, ...]]:
    rows = AppointmentChange.objects.filter(
        by_id=by_id,
        at__gt=after,
        at__lte=until,
        before=AppointmentState.PLANNED,
        after=AppointmentState.RECORDED,
        undone_by__isnull=True,
        appointment__outcome=F("outcome"),
    )
    return rows.order_by("-at", "-pk").values_list(
        "appointment_id", "appointment__person_id", "outcome", "arranged_next__starts_at", "at"
    )[:1]


def just_recorded(by_id: int, at: datetime) -> JustRecorded | None:
    """The latest outcome somebody wrote in the last ten minutes and has not undone. One query.

    The day page shows it with its undo button until the ten minutes are over.
    """
    row = next(iter(recorded_between(by_id, at - UNDO_TIME, at)), None)
    if row is None:
        return None
    appointment, person, outcome, next_starts_at, recorded_at = row
    return JustRecorded(
        appointment,
        person,
        Outcome(outcome),
        next_starts_at,
        recorded_at + UNDO_TIME,
    )
