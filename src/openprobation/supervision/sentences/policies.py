"""Which conditions does every licence carry, what follows it, and how may each order end?

The conditions are in our own short words, said to the person; the law's are in the source named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.conf import settings

from openprobation.rules.policy import PACKS, Dated, Pack, Timeline
from openprobation.rules.sentences.limits import CJA_2003, ORA_2014
from openprobation.vocabulary.sentences import EndReason, OrderKind


def policy_pack() -> Pack:
    """The rule book this service runs under."""
    return PACKS[settings.POLICY_PACK]


SEVEN_CONDITIONS = (
    "Behave well, and do nothing that works against what this licence is for.",
    "Do not commit any offence.",
    "Keep in touch with your officer as your officer tells you.",
    "Let your officer visit you as your officer tells you.",
    "Live at an address your officer has approved, and ask before you spend a night elsewhere.",
    "Ask before you start any work, paid or unpaid, and tell your officer before it changes.",
    "Do not leave the United Kingdom, the Channel Islands or the Isle of Man without permission.",
)
EIGHT_REQUIREMENTS = (
    "Behave well, and do nothing that works against what this supervision is for.",
    "Do not commit any offence.",
    "Keep in touch with your supervisor as your supervisor tells you.",
    "Let your supervisor visit you as your supervisor tells you.",
    "Live at an address your supervisor has approved, and ask before you spend a night elsewhere.",
    "Ask before you start any work, paid or unpaid.",
    "Do not leave the British Islands without permission.",
    "Take part in the activities your supervisor tells you to.",
)

STANDARD_LICENCE_CONDITIONS = Timeline(
    "sentence.licence_conditions",
    "What every licence requires",
    (
        Dated(
            CJA_2003,
            SEVEN_CONDITIONS,
            "Criminal Justice (Sentencing) (Licence Conditions) Order 2005, article 2 [law]",
            95,
        ),
        Dated(
            date(2015, 3, 23),
            SEVEN_CONDITIONS,
            "Criminal Justice (Sentencing) (Licence Conditions) Order 2015, article 3 [law]",
            95,
        ),
    ),
)
"""Chosen by the day the licence begins. Two were added later; nobody has read that date yet."""

STANDARD_SUPERVISION_REQUIREMENTS = Timeline(
    "sentence.supervision_requirements",
    "What supervision after a short prison sentence requires",
    (
        Dated(
            ORA_2014,
            EIGHT_REQUIREMENTS,
            "CJA 2003 s.256AB(1)(a) to (h) [law]; Sentencing Council [page]",
            95,
        ),
    ),
)
"""Chosen by the day the supervision begins."""

COURT_ORDERS_END = (
    EndReason.COMPLETED,
    EndReason.REVOKED_PROGRESS,
    EndReason.REVOKED_BREACH,
    EndReason.REVOKED_OFFENCE,
    EndReason.TRANSFERRED,
    EndReason.REPLACED,
)
WAYS_TO_END: Mapping[OrderKind, tuple[EndReason, ...]] = {
    OrderKind.COMMUNITY_ORDER: COURT_ORDERS_END,
    OrderKind.SUSPENDED_SENTENCE: COURT_ORDERS_END,
    OrderKind.LICENCE: (
        EndReason.COMPLETED,
        EndReason.RECALLED,
        EndReason.TRANSFERRED,
        EndReason.REPLACED,
    ),
    OrderKind.POST_SENTENCE_SUPERVISION: (
        EndReason.COMPLETED,
        EndReason.TRANSFERRED,
        EndReason.REPLACED,
    ),
}
"""No court revokes a licence; supervision after it cannot be recalled. A death ends the case."""

BEFORE_IT_BEGAN = frozenset({EndReason.TRANSFERRED, EndReason.REPLACED, EndReason.DIED})
"""Reasons for which an order may end before it would have begun, such as a licence to come."""
