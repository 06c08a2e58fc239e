"""What can others react to about needs?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AssessmentCompleted:
    """An assessment is in use: signed, and countersigned where that was needed."""

    person_id: int
    assessment_id: int
    version: int
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ProtectiveFactorChanged:
    """Added, looked at again or ended, as `what` says."""

    person_id: int
    factor_id: int
    what: str
    by_id: int
    at: datetime
