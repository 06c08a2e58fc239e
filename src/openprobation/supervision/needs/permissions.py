"""What needs leave about needs?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "needs.view",
        "View needs and strengths",
        "See assessments, protective factors, the person's own view and how to work with them.",
    )
    ASSESS = (
        "needs.assess",
        "Assess needs",
        "Assess needs and strengths, and write down protective factors and the person's own view.",
    )
    COUNTERSIGN = (
        "needs.countersign",
        "Countersign assessments",
        "Read an assessment before it is in use, and accept it or send it back.",
    )
