"""What is a member of staff's time, what do they carry, and what support do they get?"""

from .load import CaseTier, LoadNight
from .pulse import Pulse, PulseCount, PulseTaken
from .support import AgreedAction, Observation, SupervisionSession, Training
from .time import Absence, AbsenceReason, Contract, Reduction

__all__ = [
    "Absence",
    "AbsenceReason",
    "AgreedAction",
    "CaseTier",
    "Contract",
    "LoadNight",
    "Observation",
    "Pulse",
    "PulseCount",
    "PulseTaken",
    "Reduction",
    "SupervisionSession",
    "Training",
]
