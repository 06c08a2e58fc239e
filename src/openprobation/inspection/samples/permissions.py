"""What needs leave about the sample of an inspection?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "sample.view",
        "See the sample of an inspection",
        "Read which cases were drawn and who judges them; an inspector opens only those given to them.",
    )
    DRAW = (
        "sample.draw",
        "Draw a sample",
        "Draw the cases of an inspection, replace one, give them to assessors and announce them.",
    )
    VERIFY = (
        "sample.verify",
        "Draw a sample again",
        "Once announced, see one's own organisation's cases and check that they are the ones the rule gives.",
    )
