"""Whose case is it, since when, who decided, how did it move, and what did the next officer inherit?"""

from .escalation import Escalation, EscalationStep
from .handover import Handover, HandoverPage
from .responsibility import AllocationDecision, QueuedDecision, Spell
from .transfer import Transfer, TransferStep

__all__ = [
    "AllocationDecision",
    "Escalation",
    "EscalationStep",
    "Handover",
    "HandoverPage",
    "QueuedDecision",
    "Spell",
    "Transfer",
    "TransferStep",
]
