"""What needs leave about appointments?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "appointment.view",
        "View appointments",
        "See planned meetings and what came of them, on an open record.",
    )
    HOLD_A_DAY = (
        "appointment.day.hold",
        "Have a working day",
        "Hold cases and see one's own day and list of cases.",
    )
    ARRANGE = (
        "appointment.arrange",
        "Arrange appointments",
        "Arrange, repeat and reschedule meetings.",
    )
    RECORD_OUTCOME = (
        "appointment.outcome.record",
        "Record outcomes",
        "Write down what came of a meeting, and undo it for ten minutes.",
    )
    CORRECT_OUTCOME = (
        "appointment.outcome.correct",
        "Correct outcomes",
        "Replace an outcome later, saying why; both stay on the record.",
    )
