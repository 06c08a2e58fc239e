"""What needs leave about judging a case?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    JUDGE = (
        "assessment.judge",
        "Judge a case",
        "Answer the questions of an inspection on the cases one was given, each with its evidence.",
    )
    MODERATE = (
        "assessment.moderate",
        "Lead the judging",
        "Give cases a second, blind reading, settle where two differ, and see how far everybody is.",
    )
