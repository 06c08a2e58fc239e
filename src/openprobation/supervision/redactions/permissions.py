"""What needs leave about what must vanish, and what must be kept?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    ASK = (
        "redaction.ask",
        "Ask to remove words",
        "Ask that words vanish from a record, such as a refuge's address on the wrong one.",
    )
    CONFIRM = (
        "redaction.confirm",
        "Confirm a removal",
        "Look at what somebody else asked to remove, and remove it or say no.",
    )
    HOLD = (
        "retention.hold",
        "Hold a record",
        "Say that a record must be kept, for an inquiry or a claim, and say when it need not.",
    )
