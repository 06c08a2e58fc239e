"""Who meets whom, when and where, what came of it, and when should they meet next?

Every list is bounded. The caller masks restricted people: these rows name a person by id alone.
"""

from .activity import RarDays, rar_days
from .arranging import (
    Opening,
    Proposal,
    Seer,
    Suggested,
    judged,
    later,
    needs_attendance,
    opening,
    suggestion,
    who_could_see,
)
from .attendance import Attendance, attendance
from .entries import DayEntry, day_bounds
from .lists import (
    Last,
    ToLog,
    coming,
    day,
    expected,
    for_person,
    last_for,
    next_for,
    next_turns,
    seen_since,
    to_log,
)
from .one import Change, Detail, JustRecorded, by_id, changes, just_recorded, versions
from .slots import first_free

__all__ = [
    "Attendance",
    "Change",
    "DayEntry",
    "Detail",
    "JustRecorded",
    "Last",
    "Opening",
    "Proposal",
    "RarDays",
    "Seer",
    "Suggested",
    "ToLog",
    "attendance",
    "by_id",
    "changes",
    "coming",
    "day",
    "day_bounds",
    "expected",
    "first_free",
    "for_person",
    "judged",
    "just_recorded",
    "last_for",
    "later",
    "needs_attendance",
    "next_for",
    "next_turns",
    "opening",
    "rar_days",
    "seen_since",
    "suggestion",
    "to_log",
    "versions",
    "who_could_see",
]
