"""Words about failures to comply, explanations, warnings, and what follows."""

from __future__ import annotations

from openprobation.vocabulary.term import Term


class Excuse(Term):
    UNDECIDED = (
        "undecided",
        "Not decided yet",
        "The person may still explain, or the officer has not yet said whether it is accepted.",
    )
    ACCEPTED = (
        "accepted",
        "Excuse accepted",
        "The officer is satisfied that there was a reasonable excuse: it is no failure in law.",
    )
    NOT_ACCEPTED = (
        "not_accepted",
        "No reasonable excuse",
        "The officer is of the opinion that the person failed without reasonable excuse.",
    )


class InstructionGiven(Term):
    """How the person was told what to do and when."""

    IN_PERSON = "in_person", "In person", "Told face to face, such as at the meeting before."
    LETTER = "letter", "By letter", "Sent by post or handed over on paper."
    TEXT = "text", "By text message", "Sent to a number the person confirmed."
    TELEPHONE = "telephone", "By telephone", "Told on the telephone, with the call recorded."
    EMAIL = "email", "By e-mail", "Sent to an address the person gave."
