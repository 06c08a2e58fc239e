"""What needs leave about what follows non-compliance?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "enforcement.view",
        "View enforcement",
        "See failures to comply, explanations, warnings and what followed, on an open record.",
    )
