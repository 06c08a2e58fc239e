"""How long may words of a referral be, and what does a risk summary say of itself?"""

from datetime import timedelta

from openprobation.vocabulary.interventions import Attendance, NoSessionReason, RegisterMark

LONGEST = 4_000
MOST_OUTCOMES = 4
MOST_SESSIONS = 60
OFFER_CAN_BE_UNDONE_FOR = timedelta(minutes=10)
HELD = (Attendance.CAME, Attendance.LATE)
"""Reports by which a session was held."""
MARKS = {
    RegisterMark.PRESENT: (Attendance.CAME, None),
    RegisterMark.LATE: (Attendance.LATE, None),
    RegisterMark.EXCUSED: (Attendance.DID_NOT_COME, NoSessionReason.PERSON_ACCEPTABLE),
    RegisterMark.ABSENT: (Attendance.DID_NOT_COME, NoSessionReason.PERSON_UNACCEPTABLE),
}
"""What each mark on a register reports."""
