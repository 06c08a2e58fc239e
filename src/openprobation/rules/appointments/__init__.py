"""May this appointment be arranged so, what may be written of it, when should the next one be?

Moments are aware; days, weekdays and hours are read as people here count them, in London time.
"""

from openprobation.rules.appointments.activity import (
    Activity,
    ActivityDays,
    activity_days_done,
    activity_progress,
)
from openprobation.rules.appointments.arranging import Arrangement, Booking, arrangement, overlap
from openprobation.rules.appointments.moments import at_same_time, local
from openprobation.rules.appointments.outcomes import (
    OutcomeFault,
    awaits_explanation,
    explanation_due,
    may_have_action,
    needs_action,
    outcome_fault,
    outcomes_allowed,
)
from openprobation.rules.appointments.repeating import (
    MOST_REPEATS,
    RepeatDay,
    Series,
    Suggestion,
    next_suggestion,
    repeat_days,
    usual_interval_days,
)

__all__ = [
    "MOST_REPEATS",
    "Activity",
    "ActivityDays",
    "Arrangement",
    "Booking",
    "OutcomeFault",
    "RepeatDay",
    "Series",
    "Suggestion",
    "activity_days_done",
    "activity_progress",
    "arrangement",
    "at_same_time",
    "awaits_explanation",
    "explanation_due",
    "local",
    "may_have_action",
    "needs_action",
    "next_suggestion",
    "outcome_fault",
    "outcomes_allowed",
    "overlap",
    "repeat_days",
    "usual_interval_days",
]
