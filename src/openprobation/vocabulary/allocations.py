"""Words about whose case it is."""

from openprobation.vocabulary.term import Term


class ProviderKind(Term):
    NPS = "nps", "National Probation Service", "The public provider."
    CRC = "crc", "Community Rehabilitation Company", "The contracted provider for the area."
    PROBATION_SERVICE = "ps", "Probation Service", "The one public provider since June 2021."


class SpellReason(Term):
    SENTENCED = (
        "sentenced",
        "Sentenced",
        "The court passed sentence; the court team answers until the case is allocated.",
    )
    ALLOCATED = (
        "allocated",
        "Allocated to the organisation",
        "The rule, or a person, decided which organisation supervises.",
    )
    ASSIGNED = "assigned", "Assigned to an officer", "A senior gave the case to an officer."
    CASELOAD = "caseload", "Caseload adjustment", "Moved so that officers' loads are fair."
    RISK_CHANGE = (
        "risk_change",
        "Change in tier or risk",
        "Moved because the risk or the work changed.",
    )
    ADDRESS = "address", "Change of address", "The person moved to another team's area."
    OFFICER_LEFT = "officer_left", "Officer left", "The officer left the post."
    ABSENCE = (
        "absence",
        "Officer absent",
        "The officer is away for long enough that the case must move.",
    )
    STAFF_SAFETY = "staff_safety", "Risk to staff", "Moved to protect the officer."
    REQUEST = (
        "request",
        "Asked for by the person",
        "The person asked for another officer, for example a woman.",
    )
    JOINED = (
        "joined",
        "Records joined",
        "The case of a record joined into this one goes on with whoever held it.",
    )
    PARTED = (
        "parted",
        "Records parted",
        "Two records were parted: whoever answered for both answers for each.",
    )
    ESCALATED = (
        "escalated",
        "Risk escalation",
        "The public provider accepted that the risk of serious harm is high, and took the case.",
    )
    UNDONE = (
        "undone",
        "Move undone",
        "A move of a caseload was taken back within ten minutes: it does not count as a change.",
    )
    OTHER = "other", "Other", "Another reason, said in the note."


#: Reasons a senior may give for moving a case from one officer to another.
REALLOCATION_REASONS = (
    SpellReason.CASELOAD,
    SpellReason.RISK_CHANGE,
    SpellReason.ADDRESS,
    SpellReason.OFFICER_LEFT,
    SpellReason.ABSENCE,
    SpellReason.STAFF_SAFETY,
    SpellReason.REQUEST,
    SpellReason.OTHER,
)
