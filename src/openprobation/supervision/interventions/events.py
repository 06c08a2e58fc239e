"""What can others react to about work with a person by a supplier?"""

from dataclasses import dataclass
from datetime import datetime

from openprobation.vocabulary.interventions import Attendance, ReferralState
from openprobation.vocabulary.needs import Need


@dataclass(frozen=True, slots=True)
class ReferralMoved:
    """A referral was sent, answered, planned, ended or withdrawn."""

    referral_id: int
    person_id: int
    need: Need
    state: ReferralState
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionReported:
    """A supplier said what happened in a session. What it means is for the officer to decide."""

    session_id: int
    referral_id: int
    person_id: int
    attendance: Attendance
    by_id: int
    at: datetime
