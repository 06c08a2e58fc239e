"""Words about files and letters held against a record."""

from __future__ import annotations

from openprobation.vocabulary.term import Term


class DocumentKind(Term):
    LETTER = (
        "letter",
        "Letter",
        "Written by the service from the record, to be sent or handed over.",
    )
    EVIDENCE = "evidence", "Evidence", "Sent in by the person, such as a photograph of a sick note."
    PAPER = "paper", "Paper", "Scanned or received, such as an order of the court."
    PACK = "pack", "Pack", "Papers put together for a court or another organisation."


class Part(Term):
    """Which of the two parts of a bundle a paper belongs to; what is in one never reaches the other."""

    RECORD = "record", "For the record", "Held in the record and part of no bundle."
    SERVED = "served", "Served on the person", "The person it is about is given it to read."
    NOT_SERVED = "not_served", "Not served", "Only those who decide see it; the person does not."
