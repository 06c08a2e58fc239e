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


class Alternative(Term):
    """What else can be done about a licence, weighed before anybody speaks of recall."""

    NO_ACTION = "no_action", "No further action", "The matter is noted and the work goes on."
    WARNING = "warning", "Warning on the licence", "A letter that says what must change."
    MORE_CONTACT = "more_contact", "Seen more often", "More appointments for a while."
    NEW_CONDITION = "new_condition", "A changed condition", "A condition is asked for or varied."
    HELP = "help", "Help with the cause", "Housing, treatment, or whatever made it hard to comply."
    OTHER_AGENCY = "other_agency", "Another agency", "Police, health or children's services act."


class SeniorAnswer(Term):
    """What a senior says to a licence matter. None is the expected one."""

    CONTINUE = "continue", "Go on as now", "The licence goes on; nothing more follows."
    WARN = "warn", "Give a warning", "A warning on the licence, and the licence goes on."
    ALTERNATIVE = "alternative", "Use an alternative", "One of those weighed is done instead."
    GO_UP = (
        "go_up",
        "Take it to the assistant chief",
        "It may need recall or a court: it goes up the line.",
    )
