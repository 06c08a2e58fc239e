"""Words about what must vanish from a record, and how long records are kept."""

from openprobation.vocabulary.term import Term


class RedactionState(Term):
    WAITING = "waiting", "Waiting for a second person", "Asked for, and nothing has changed yet."
    CONFIRMED = "confirmed", "Removed", "A second person confirmed it and the words are gone."
    REFUSED = "refused", "Refused", "A second person looked and said no."
    WITHDRAWN = (
        "withdrawn",
        "Taken back",
        "Whoever asked took it back, or another did the same work.",
    )
    EXPIRED = "expired", "Ran out", "Nobody answered in time, so it must be asked again."


class RedactionAnswer(Term):
    CONFIRM = "confirm", "Remove the words", "They vanish now and nobody can bring them back."
    REFUSE = "refuse", "Do not remove them", "Nothing changes, and whoever asked can read why."


class RecordKind(Term):
    """Kinds of record that are each kept for a time of their own."""

    CASE = "case", "Case record", "All that is written about a person whose supervision has ended."
    MESSAGE = "message", "Message that left", "A text, e-mail or letter the service has sent."
    LOOK = (
        "look",
        "Note of a look",
        "What somebody wrote when they opened a record beyond their own.",
    )
    FILE = "file", "File", "A file kept for a time of its own, such as evidence somebody sent in."
