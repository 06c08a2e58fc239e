"""What can others react to about appointments?"""

from dataclasses import dataclass
from datetime import date, datetime

from openprobation.vocabulary.appointments import Outcome


@dataclass(frozen=True, slots=True)
class AppointmentArranged:
    appointment_id: int
    person_id: int
    officer_id: int
    starts_at: datetime
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeRecorded:
    """Also announced, with the new outcome, when one is corrected."""

    appointment_id: int
    person_id: int
    outcome: Outcome
    on: date
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeUndone:
    appointment_id: int
    person_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AppointmentMoved:
    appointment_id: int
    new_appointment_id: int
    person_id: int
    by_id: int
    at: datetime
