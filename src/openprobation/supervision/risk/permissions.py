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
    PROTECT = (
        "risk.protection.keep",
        "Protect people",
        "Say who is at risk, check what protects them, and make the enquiries policy asks for.",
    )
    OVERSEE = (
        "risk.protection.oversee",
        "Oversee protection",
        "Answer management oversight, decide that an enquiry is not needed, and see what is overdue.",
    )
    READ_QUARANTINED = (
        "risk.quarantined.read",
        "Read what is kept from papers",
        "Read, for a stated purpose, what no paper or letter may hold. Only where one's own"
        " organisation holds the case.",
    )
    WRITE_QUARANTINED = (
        "risk.quarantined.write",
        "Write what is kept from papers",
        "Write and end victims' whereabouts, reasons for exclusion zones and third parties' words.",
    )
