"""What can others react to about whose case it is?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CaseAllocated:
    """An organisation and its team now answer for the case."""

    person_id: int
    organisation_id: int
    team_id: int
    decision_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OfficerAssigned:
    """An officer now answers for the case.

    `before_id` is the officer who held it before, if any in this supervision: until now, or until it
    waited with a team for the next.
    """

    person_id: int
    officer_id: int
    before_id: int | None
    spell_id: int
    reason: str
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OfficersAssigned:
    """Officers now answer for these cases: one, or a whole caseload moved in one act."""

    cases: tuple[OfficerAssigned, ...]
    by_id: int
    at: datetime
