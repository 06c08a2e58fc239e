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
