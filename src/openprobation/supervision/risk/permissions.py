"""What needs leave about risk?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "risk.view",
        "View risk",
        "See harm levels, registrations and what protects people, on an open record.",
    )
    ASSESS = (
        "risk.harm.assess",
        "Assess harm",
        "Say how likely serious harm is, to whom, and what protects them.",
    )
    REGISTER = (
        "risk.registration.keep",
        "Keep registrations",
        "Add, review and end registrations and MAPPA levels.",
    )
