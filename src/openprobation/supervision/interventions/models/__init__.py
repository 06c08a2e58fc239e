"""What is a referral, how did it come to where it stands, and what was done with the person?"""

from .programmes import Group, GroupMember, GroupSession
from .referrals import Paper, Referral, ReferralStep, WantedOutcome
from .sessions import Session
from .women import Centre, CentreTravel, ProvisionForWomen, WomensOffer

__all__ = [
    "Centre",
    "CentreTravel",
    "Group",
    "GroupMember",
    "GroupSession",
    "Paper",
    "ProvisionForWomen",
    "Referral",
    "ReferralStep",
    "Session",
    "WantedOutcome",
    "WomensOffer",
]
