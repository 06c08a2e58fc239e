"""What can others react to about plans?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlanAgreed:
    """The person was asked about the plan and answered, as `answer` says."""

    person_id: int
    plan_id: int
    answer: str
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanReviewed:
    person_id: int
    plan_id: int
    review_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StageReached:
    """A stage of the operating model was reached in a case."""

    person_id: int
    stage: str
    by_id: int
    at: datetime
