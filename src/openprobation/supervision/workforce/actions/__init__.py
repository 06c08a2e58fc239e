"""How do hours, absence, tiers, supervision, training and the pulse come to be written down?"""

from .nights import keep_night
from .pulse import AlreadyAnswered, NotAsked, PulseIsOpen, answer_pulse, open_pulse
from .support import (
    add_training,
    complete_action,
    complete_training,
    hold_session,
    observe,
    plan_induction,
)
from .tiers import TierGiven, record_tier, record_tiers
from .time import (
    delete_reduction,
    end_absence,
    end_reduction,
    read_reason,
    record_absence,
    reduce,
    set_hours,
)

__all__ = [
    "AlreadyAnswered",
    "NotAsked",
    "PulseIsOpen",
    "TierGiven",
    "add_training",
    "answer_pulse",
    "complete_action",
    "complete_training",
    "delete_reduction",
    "end_absence",
    "end_reduction",
    "hold_session",
    "keep_night",
    "observe",
    "open_pulse",
    "plan_induction",
    "read_reason",
    "record_absence",
    "record_tier",
    "record_tiers",
    "reduce",
    "set_hours",
]
