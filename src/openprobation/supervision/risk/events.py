"""What can others react to about risk?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HarmAssessed:
    person_id: int
    assessment_id: int
    before: str | None
    overall: str
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RegistrationChanged:
    """Added, reviewed or ended, as `what` says."""

    person_id: int
    registration_id: int
    what: str
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MappaChanged:
    person_id: int
    by_id: int
    at: datetime
