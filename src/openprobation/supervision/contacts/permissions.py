"""What needs leave about the chronological record?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "contact.view",
        "Read the record",
        "Read what happened with a person whose record is open.",
    )
    VIEW_SENSITIVE = (
        "contact.sensitive.view",
        "Read sensitive lines",
        "Read lines marked sensitive.",
    )
    WRITE = "contact.write", "Write in the record", "Add a note, call, letter or visit."
    CORRECT = (
        "contact.correct",
        "Correct the record",
        "Correct or withdraw a line by adding another.",
    )
