"""Words about messages that leave the service."""

from openprobation.vocabulary.term import Term


class Channel(Term):
    TEXT = "text", "Text message", "A short message to a mobile telephone."
    EMAIL = "email", "E-mail", "A message to an e-mail address."
    LETTER = "letter", "Letter", "A printed letter to an address."


class MessageState(Term):
    WAITING = (
        "waiting",
        "Waiting to be sent",
        "Held until its moment comes, so that an act can be undone.",
    )
    LEAVING = "leaving", "On its way", "A worker is handing it to the carrier at this moment."
    SENT = "sent", "Sent", "Handed to the carrier."
    WITHDRAWN = "withdrawn", "Withdrawn", "The act that caused it was undone before it was sent."
    FAILED = "failed", "Could not be sent", "The carrier refused it as often as we try."
