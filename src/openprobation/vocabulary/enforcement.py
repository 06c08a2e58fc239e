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


class Duty(Term):
    """What the law asks of an officer, by the kind of order."""

    MUST_REFER_AFTER_A_WARNING = (
        "must_refer_after_a_warning",
        "Warn first, then refer",
        "The first failure without excuse is warned of; one under a warning must be referred.",
    )
    MAY_REFER = (
        "may_refer",
        "Nothing is forced",
        "Warning, referral or neither: the officer decides with the senior.",
    )


class Response(Term):
    """What a failure calls for."""

    NOTHING = "nothing", "Nothing follows", "It is excused, taken back, or answered already."
    DECIDE = (
        "decide",
        "Decide first",
        "Something must be decided before anybody knows what follows.",
    )
    WARN = "warn", "Warn", "A warning, or a referral at once where the failure is serious."
    MUST_REFER = (
        "must_refer",
        "Must be referred",
        "The law leaves no choice: it goes to an enforcement officer.",
    )
    MAY_REFER = (
        "may_refer",
        "May be referred",
        "Offered and never forced: a warning, the senior, or neither.",
    )


class PassedOver(Term):
    """Why a warning that was looked at does not count."""

    OTHER_ORDER = "other_order", "Another order", "It was given under another order or licence."
    SAME_FAILURE = "same_failure", "For this failure", "It was given for this very failure."
    WITHDRAWN = "withdrawn", "Withdrawn", "It was taken back with a reason."
    EXCUSED_SINCE = (
        "excused_since",
        "Excused since",
        "The failure it was given for was excused afterwards.",
    )
    GIVEN_AFTER = "given_after", "Given later", "It was given after the decision on this failure."
    RUN_OUT = "run_out", "Run out", "Its twelve months were over when this failure was decided."
    NOT_SINCE = (
        "not_since",
        "Not since the warning",
        "This failure was not after the day of the warning.",
    )
