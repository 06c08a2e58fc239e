"""What needs leave about sentences?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "sentence.view",
        "View sentences",
        "See orders, requirements and conditions of an open record.",
    )
    REGISTER = "sentence.register", "Register a sentence", "Write down what the court passed."
    CLOSE = "sentence.close", "Close a case", "End an order or requirement, or the whole case."
