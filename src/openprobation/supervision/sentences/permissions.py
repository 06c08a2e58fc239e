"""What needs leave about sentences?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "sentence.view",
        "View sentences",
        "See orders, requirements and conditions of an open record.",
    )
    REGISTER = "sentence.register", "Register a sentence", "Write down what the court passed."
    CORRECT = (
        "sentence.correct",
        "Correct a sentence",
        "Put right what was registered, or take back a sentence registered in error.",
    )
    CLOSE = "sentence.close", "Close a case", "End an order or requirement, or the whole case."
