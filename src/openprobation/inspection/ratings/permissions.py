"""What needs leave about the ratings of an inspection?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "rating.view",
        "See ratings in the making",
        "Read shares and ratings of an inspection before they are public.",
    )
    SETTLE = (
        "rating.settle",
        "Settle ratings",
        "Work out ratings from the judged cases and from findings.",
    )
    MOVE = (
        "rating.panel.move",
        "Record a panel's move",
        "Write down that a panel moved a rating within its discretion, who sat and why.",
    )
