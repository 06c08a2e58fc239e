"""What can others react to about work with a person by a supplier?"""

from dataclasses import dataclass
from datetime import datetime

from openprobation.vocabulary.interventions import Attendance, ReferralState
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.women import OfferAnswer


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


@dataclass(frozen=True, slots=True)
class WomanAsked:
    """A woman was asked about a women-only space and a choice of officer."""

    offer_id: int
    person_id: int
    space: OfferAnswer
    officer: OfferAnswer
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class WomanAskedUndone:
    """What was recorded of an offer was taken back by whoever wrote it."""

    offer_id: int
    person_id: int
    by_id: int
    at: datetime
