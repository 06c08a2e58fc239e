"""What needs leave in the foundation?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    """Thing, part, verb; each with a meaning a manager can read."""

    LOCATE = (
        "person.locate",
        "Locate a person",
        "Find any unrestricted person and see who holds the case.",
    )
    OPEN_WITH_REASON = (
        "person.open",
        "Open beyond one's own cases",
        "Open a record for a stated reason, which a manager may review.",
    )
    REVIEW_LOOKS = (
        "look.review",
        "Review looks",
        "See and review who opened records beyond their own cases.",
    )
    READ_AUDIT = (
        "audit.read",
        "Read the audit of a person",
        "See who viewed and changed a person's record.",
    )
    RESTRICT = (
        "restriction.place",
        "Keep restriction lists",
        "Say who may and may not open a record.",
    )
