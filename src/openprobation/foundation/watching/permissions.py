"""What needs leave about watching the service?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    WATCH = (
        "service.watch",
        "Watch the service",
        "See which pages were slow, and when. Nobody's record is in it.",
    )
