"""What can others react to about unpaid work?"""

from dataclasses import dataclass
from datetime import date, datetime

from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.unpaid_work import AttendanceMark


@dataclass(frozen=True, slots=True)
class SessionMarked:
    """Also announced, with the new mark, when one is corrected."""

    appointment_id: int
    person_id: int
    requirement_id: int
    mark: AttendanceMark
    on: date
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportTakenUp:
    """The officer treats what a supervisor reported as a failure to comply."""

    appointment_id: int
    person_id: int
    order_id: int
    requirement_id: int
    outcome: Outcome
    starts_at: datetime
    instruction: str
    instructed_at: datetime
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionStoodDown:
    project_id: int
    on: date
    people: int
    by_id: int
    at: datetime
