"""What needs leave about whose case it is?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = "allocation.view", "View allocation", "See who held a case, when, and why."
    ALLOCATE_TO_ORGANISATION = (
        "allocation.organisation.decide",
        "Allocate to an organisation",
        "Confirm which organisation supervises, as the rule says.",
    )
    OVERRIDE = (
        "allocation.organisation.override",
        "Override the allocation rule",
        "Choose another organisation than the rule, with a reason.",
    )
    ALLOCATE_TO_OFFICER = (
        "allocation.officer.assign",
        "Assign to an officer",
        "Give an unassigned case to an officer of the team.",
    )
    REALLOCATE = (
        "allocation.officer.change",
        "Change the officer",
        "Move a case from one officer to another, with a reason.",
    )
    HAND_OVER = (
        "allocation.handover.read",
        "Receive a case",
        "Read the handover page of a case received, put it right, and say how the officers talked.",
    )
    RAISE_CONCERN = (
        "allocation.escalation.raise",
        "Raise a risk escalation",
        "Say that the risk of a case rises, and send it on, answer what was asked, or take it back.",
    )
    REFER_CONCERN = (
        "allocation.escalation.keep",
        "Decide on a concern",
        "As manager, keep a case for which a risk escalation was raised, with reasons.",
    )
    ANSWER_REFERRAL = (
        "allocation.escalation.answer",
        "Answer a risk escalation",
        "Accept, return or refuse a case that was referred, and take responsibility for it.",
    )
    ASK_FOR_TRANSFER = (
        "allocation.transfer.ask",
        "Ask for a transfer",
        "Ask another team to take cases, or take that back.",
    )
    ANSWER_TRANSFER = (
        "allocation.transfer.answer",
        "Answer a transfer",
        "Accept or reject cases another team asks yours to take.",
    )
