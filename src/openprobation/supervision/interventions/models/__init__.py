"""What is a referral, how did it come to where it stands, and what was done with the person?"""

from .programmes import Group, GroupMember, GroupSession
from .referrals import Paper, Referral, ReferralStep, WantedOutcome
from .sessions import Session

__all__ = [
    "Group",
    "GroupMember",
    "GroupSession",
    "Paper",
    "Referral",
    "ReferralStep",
    "Session",
    "WantedOutcome",
]
