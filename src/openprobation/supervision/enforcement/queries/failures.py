"""Which failures and warnings does a person's record hold, and which warnings still count?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.enforcement import Excuse, InstructionGiven

from ..models import Failure, Warning


@dataclass(frozen=True, slots=True)
class FailureLine:
    """One failure to comply as it stands now."""

    id: int
    person_id: int
    order_id: int | None
    requirement_id: int | None
    appointment_id: int | None
    on: date
    outcome: Outcome
    instruction: str
    instruction_given_on: date | None
    instruction_how: InstructionGiven | None
    noticed_at: datetime
    explain_by: date
    explanation: str
    explained_at: datetime | None
    excuse: Excuse
    decided_by: str | None
    decided_at: datetime | None
    decided_why: str
    taken_back_at: datetime | None
    taken_back_why: str | None
    version: int

    @property
    def is_taken_back(self) -> bool:
        return self.taken_back_at is not None


FAILURE = (
    "pk", "person_id", "order_id", "requirement_id", "appointment_id", "on", "outcome",
    "instruction", "instruction_given_on", "instruction_how", "noticed_at", "explain_by",
    "explanation", "explained_at", "excuse", "decided_by__name", "decided_at", "decided_why",
    "taken_back_at", "taken_back_why", "version",
)  # fmt: skip


def failures_of(person_ids: Collection[int]) -> list[FailureLine]:
    """Every failure of these people, those taken back too, the latest first. One query."""
    rows = Failure.objects.filter(person_id__in=person_ids).order_by("-on", "-pk")
    return [failure_line(row) for row in rows.values_list(*FAILURE)]


def failure_line(row: tuple[object, ...]) -> FailureLine:
    said = dict(zip(FailureLine.__slots__, row, strict=True))
    said["outcome"] = Outcome(str(said["outcome"]))
    said["excuse"] = Excuse(str(said["excuse"]))
    how = said["instruction_how"]
    said["instruction_how"] = InstructionGiven(str(how)) if how else None
    return FailureLine(**said)  # type: ignore[arg-type]  # a row of the fields above


@dataclass(frozen=True, slots=True)
class WarningLine:
    """One warning. `expires_on` is the first day on which it no longer counts."""

    id: int
    failure_id: int
    order_id: int
    person_id: int
    given_on: date
    expires_on: date
    given_by: str
    failed_on: date
    failure_excuse: Excuse
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_why: str | None

    def is_live(self, on: date) -> bool:
        """Whether it counts on a day: given by then, not run out, not withdrawn."""
        return self.withdrawn_at is None and self.given_on <= on < self.expires_on


WARNING = (
    "pk", "failure_id", "order_id", "person_id", "given_on", "expires_on", "given_by__name",
    "failure__on", "failure__excuse", "withdrawn_at", "withdrawn_by__name", "withdrawn_why",
)  # fmt: skip


def warnings_of(person_ids: Collection[int]) -> list[WarningLine]:
    """Every warning of these people, the latest first. One query."""
    rows = Warning.objects.filter(person_id__in=person_ids).order_by("-given_on", "-pk")
    return [warning_line(row) for row in rows.values_list(*WARNING)]


def live_warnings(person_ids: Collection[int], on: date) -> dict[int, list[WarningLine]]:
    """The warnings that count on a day, by person, the latest first. One query."""
    rows = Warning.objects.filter(
        person_id__in=person_ids, withdrawn_at__isnull=True, given_on__lte=on, expires_on__gt=on
    ).order_by("-given_on", "-pk")
    found: dict[int, list[WarningLine]] = {}
    for row in rows.values_list(*WARNING):
        line = warning_line(row)
        found.setdefault(line.person_id, []).append(line)
    return found


def warning_line(row: tuple[object, ...]) -> WarningLine:
    said = dict(zip(WarningLine.__slots__, row, strict=True))
    said["failure_excuse"] = Excuse(str(said["failure_excuse"]))
    return WarningLine(**said)  # type: ignore[arg-type]  # a row of the fields above
