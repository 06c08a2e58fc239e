"""How does one appointment look in a list?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from openprobation.vocabulary.appointments import AppointmentKind, AppointmentState, Outcome

from ..models import Appointment

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One appointment as a list shows it. `outcome`, by whom and when: None until written."""

    id: int
    person_id: int
    officer_id: int
    officer: str
    kind: AppointmentKind
    starts_at: datetime
    ends_at: datetime
    office: str
    place: str
    purpose: str
    state: AppointmentState
    outcome: Outcome | None
    outcome_by: str | None
    outcome_at: datetime | None
    counts_as_rar_day: bool

    @property
    def where(self) -> str:
        """Where to go, in a few words; empty for a telephone call."""
        return ", ".join(part for part in (self.office, self.place) if part)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def is_to_log(self, at: datetime) -> bool:
        """Whether it has begun and nothing is written of it."""
        return self.state is AppointmentState.PLANNED and self.starts_at <= at


ENTRY = (
    "pk",
    "person_id",
    "officer_id",
    "officer__name",
    "kind",
    "starts_at",
    "ends_at",
    "office__name",
    "place",
    "purpose",
    "state",
    "outcome",
    "outcome_by__name",
    "outcome_at",
    "counts_as_rar_day",
)


def entry(row: tuple[Any, ...]) -> DayEntry:
    """One row of `ENTRY` columns."""
    pk, person, officer, name, kind, starts, ends, office, place, purpose, state, outcome, *rest = (
        row
    )
    return DayEntry(
        pk,
        person,
        officer,
        name,
        AppointmentKind(kind),
        starts,
        ends,
        office or "",
        place,
        purpose,
        AppointmentState(state),
        Outcome(outcome) if outcome else None,
        *rest,
    )


def entries(rows: QuerySet[Appointment], *, size: int) -> list[DayEntry]:
    return [entry(row) for row in rows.values_list(*ENTRY)[:size]]


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """A day as people here count it: 23 or 25 hours long when the clocks change."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start, timezone.make_aware(datetime.combine(day + ONE_DAY, time()))
