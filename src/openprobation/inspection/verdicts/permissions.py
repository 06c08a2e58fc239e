"""What needs leave about the verdicts stored for an inspection?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    LOAD = (
        "verdict.load",
        "Load verdicts",
        "Load what the program found on every case of a frame, for an inspection one leads.",
    )
    ESTIMATE = (
        "verdict.estimate.view",
        "See estimates",
        "See each question's share from the sample, and from sample and stored verdicts together.",
    )
