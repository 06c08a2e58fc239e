"""How long may words of a referral be, and what does a risk summary say of itself?"""

from datetime import timedelta

from openprobation.vocabulary.interventions import Attendance

LONGEST = 4_000
MOST_OUTCOMES = 4
MOST_SESSIONS = 60
OFFER_CAN_BE_UNDONE_FOR = timedelta(minutes=10)
HELD = (Attendance.CAME, Attendance.LATE)
"""Reports by which a session was held."""
