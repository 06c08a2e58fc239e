"""What needs leave about the e-mail at noon?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    KEEP = (
        "digest.keep",
        "Keep the e-mail at noon",
        "See what goes out at noon and how many read it, and take an address out when asked.",
    )
