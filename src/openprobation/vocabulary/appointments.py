"""Words about meetings and what came of them."""

from __future__ import annotations

from typing import Self

from openprobation.vocabulary.term import Term


class AppointmentKind(Term):
    OFFICE = "office", "Office visit", "Seen at an office."
    HOME = "home", "Home visit", "Seen at home."
    INITIAL = "initial", "First appointment", "The first meeting after sentence or release."
    TELEPHONE = "telephone", "Planned telephone call", "A call at a set time."
    ACTIVITY = (
        "activity",
        "Rehabilitation activity",
        "A session that counts as a rehabilitation activity day.",
    )
    PROGRAMME = "programme", "Programme session", "A session of an accredited programme."
    UNPAID_WORK = "unpaid_work", "Unpaid work session", "A day or part of a day of unpaid work."
    OTHER = "other", "Other meeting", "Another planned meeting."


class Outcome(Term):
    """What came of a contact, with the flags of the published code list.

    attended, acceptable (None: not decided yet), enforceable, and whether it may be recorded before the day.
    """

    attended: bool
    acceptable: bool | None
    enforceable: bool
    may_be_future: bool

    def __new__(
        cls,
        value: str,
        label: str = "",
        meaning: str = "",
        attended: bool = False,
        acceptable: bool | None = None,
        enforceable: bool = False,
        may_be_future: bool = False,
    ) -> Self:
        if not meaning.endswith((".", "?")):
            raise ValueError(f"The meaning of {value!r} must be a sentence: {meaning!r}")
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        word.meaning = meaning
        word.attended = attended
        word.acceptable = acceptable
        word.enforceable = enforceable
        word.may_be_future = may_be_future
        return word

    COMPLIED = "ATTC", "Attended and complied", "The person came and took part.", True, True
    COMPLIED_CONCURRENT = (
        "ATCH",
        "Attended, concurrent hours",
        "Unpaid work that counts for more than one order.",
        True,
        True,
    )
    FAILED_TO_COMPLY = (
        "AFTC",
        "Attended but failed to comply",
        "Came, but late again, unfit, left early or refused to take part.",
        True,
        False,
        True,
    )
    FAILURE_ACCEPTABLE = (
        "AFDA",
        "Attended, failure accepted",
        "Came and did not comply, for a reason the officer accepts.",
        True,
        True,
    )
    SENT_HOME_BEHAVIOUR = (
        "ATSH",
        "Sent home because of behaviour",
        "Came and was sent home: aggression, substances, refusal or unsafe.",
        True,
        False,
        True,
    )
    SENT_HOME_SERVICE = (
        "ATSS",
        "Sent home, our fault",
        "Came and we could not see them: no room, no supervisor, weather or vehicle.",
        True,
        True,
    )
    OTHER_INSTRUCTION = (
        "ATFI",
        "Failed to comply with another instruction",
        "Did not do something else they were told to do.",
        False,
        False,
        True,
    )
    AWAITING_EVIDENCE = (
        "AFTA",
        "Did not attend, waiting for a reason",
        "Did not come; the decision waits until they have explained.",
        False,
        None,
    )
    UNACCEPTABLE_ABSENCE = (
        "UAAB",
        "Unacceptable absence",
        "Did not come and gave no reason that can be accepted.",
        False,
        False,
        True,
    )
    ABSENT_COURT = (
        "AACL",
        "Absent: court or legal",
        "Did not come because of court or a solicitor.",
        False,
        True,
        False,
        True,
    )
    ABSENT_WORK = "AAEM", "Absent: work", "Did not come because of work.", False, True, False, True
    ABSENT_FAMILY = (
        "AAFC",
        "Absent: family or childcare",
        "Did not come because of family or children.",
        False,
        True,
        False,
        True,
    )
    ABSENT_HOLIDAY = (
        "AAHO",
        "Absent: holiday agreed",
        "Did not come because of a holiday that was agreed.",
        False,
        True,
        False,
        True,
    )
    ABSENT_MEDICAL = (
        "AAME",
        "Absent: medical",
        "Did not come because of illness or a medical appointment.",
        False,
        True,
        False,
        True,
    )
    ABSENT_RELIGIOUS = (
        "AARE",
        "Absent: religious",
        "Did not come because of a religious observance.",
        False,
        True,
        False,
        True,
    )
    ABSENT_CUSTODY = (
        "AARC",
        "Absent: in custody",
        "Could not come because they are in custody.",
        False,
        True,
        False,
        True,
    )
    STOOD_DOWN = (
        "AASD",
        "Stood down in advance",
        "The service cancelled before the day.",
        False,
        True,
        False,
        True,
    )
    ABSENT_JUDGEMENT = (
        "CO05",
        "Absent: accepted by the officer",
        "Did not come; the officer accepts why.",
        False,
        True,
        False,
        True,
    )
    CLEARED_LATER = (
        "CO10",
        "Failure cleared after twelve months",
        "An earlier failure, cleared because none followed in twelve months.",
        False,
        True,
    )
    RESCHEDULED_BY_PERSON = (
        "RSOF",
        "Rescheduled: they asked",
        "Moved because the person asked.",
        False,
        True,
        False,
        True,
    )
    RESCHEDULED_BY_SERVICE = (
        "RSSR",
        "Rescheduled: we asked",
        "Moved because the service asked.",
        False,
        True,
        False,
        True,
    )
    WARRANT_OUTSTANDING = (
        "CO38",
        "Warrant outstanding",
        "A warrant is out; nothing is decided until it is executed.",
    )
    YOUTH_BREACH = (
        "CO39",
        "Youth breach, not enforceable here",
        "A youth order; enforcement belongs elsewhere.",
    )
    SUSPENDED = "CO40", "Suspended", "Supervision is suspended."


#: The outcomes an officer meets on most days, first on the page; the rest are one tap away.
USUAL_OUTCOMES = (
    Outcome.COMPLIED,
    Outcome.FAILED_TO_COMPLY,
    Outcome.AWAITING_EVIDENCE,
    Outcome.UNACCEPTABLE_ABSENCE,
    Outcome.ABSENT_MEDICAL,
    Outcome.ABSENT_WORK,
    Outcome.ABSENT_FAMILY,
    Outcome.ABSENT_JUDGEMENT,
)


class WhoAsked(Term):
    PERSON = "person", "The person asked", "They could not come at the time that was set."
    SERVICE = (
        "service",
        "We asked",
        "The officer or the office could not keep the time that was set.",
    )


class AppointmentState(Term):
    PLANNED = "planned", "Planned", "Arranged, and nothing has come of it yet."
    RECORDED = "recorded", "Outcome recorded", "What came of it is written down."
    MOVED = "moved", "Rescheduled", "Another appointment took its place."
    WITHDRAWN = (
        "withdrawn",
        "Taken back",
        "Arranged together with an outcome that was undone within its ten minutes.",
    )


class Repeat(Term):
    NONE = "none", "Just once", "One appointment on its own."
    DAILY = "daily", "Every day", "The same time each day, as for an intensive start."
    WEEKLY = "weekly", "Every week", "The same day and time each week."
    FORTNIGHTLY = "fortnightly", "Every two weeks", "The same day and time every second week."
    FOUR_WEEKLY = "four_weekly", "Every four weeks", "The same day and time every fourth week."
