"""Words about hours owed to the community and worked."""

from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.term import Term


class ProjectKind(Term):
    GROUP = "group", "Group project", "Several people work together with a supervisor."
    INDIVIDUAL = (
        "individual",
        "Individual placement",
        "One person works with a beneficiary, who says how it went.",
    )
    INDUCTION = (
        "induction",
        "Induction",
        "The first session: rules, health and safety, and what the person can do.",
    )
    EDUCATION = (
        "education",
        "Education and training",
        "Learning that counts towards the hours, up to a share of them.",
    )


class Frequency(Term):
    ONCE = "ONCE", "Once", "On the first such weekday, and not again."
    WEEKLY = "WEEKLY", "Every week", "On the same weekday each week."
    FORTNIGHTLY = "FORTNIGHTLY", "Every two weeks", "On the same weekday in every second week."


class Weekday(Term):
    MONDAY = "MONDAY", "Monday", "The first day of the week."
    TUESDAY = "TUESDAY", "Tuesday", "The second day of the week."
    WEDNESDAY = "WEDNESDAY", "Wednesday", "The third day of the week."
    THURSDAY = "THURSDAY", "Thursday", "The fourth day of the week."
    FRIDAY = "FRIDAY", "Friday", "The fifth day of the week."
    SATURDAY = "SATURDAY", "Saturday", "The first day of the weekend."
    SUNDAY = "SUNDAY", "Sunday", "The last day of the week."

    @property
    def number(self) -> int:
        """As Python counts them, Monday 0."""
        return list(Weekday).index(self)


class PlanTrigger(Term):
    ALLOCATION = "allocation", "An allocation changed", "Somebody was given, or lost, a project."
    APPOINTMENT = (
        "appointment",
        "A session changed",
        "A session was added, changed or marked, or hours were adjusted.",
    )


class PlanOutcome(Term):
    SATISFIED = (
        "REQUIREMENT_ALREADY_SATISFIED",
        "Nothing is left to plan",
        "What was worked, or offered and not written down yet, covers all that is owed.",
    )
    SUFFICIENT = (
        "EXISTING_APPOINTMENTS_SUFFICIENT",
        "What is planned is enough",
        "The sessions planned already cover exactly what is left.",
    )
    INSUFFICIENT = (
        "EXISTING_APPOINTMENTS_INSUFFICIENT",
        "More must be planned",
        "Sessions are added as far as the allocations reach.",
    )


class AdjustmentVerdict(Term):
    OK = "OK", "May be entered", "Nothing speaks against it."
    EXCEEDS_REASON_MAXIMUM = (
        "EXCEEDS_REASON_MAXIMUM",
        "More than this reason allows",
        "Each reason has a most that may be entered at once.",
    )
    DATE_IN_FUTURE = "DATE_IN_FUTURE", "In the future", "Time is entered once it was spent."
    DATE_BEFORE_SENTENCE = (
        "DATE_BEFORE_SENTENCE",
        "Before the sentence",
        "Nothing was owed on that day.",
    )
    EXCEEDS_REMAINING = (
        "EXCEEDS_REMAINING",
        "More than is left",
        "Nobody is credited with more than they owe.",
    )


class IncentiveStatus(Term):
    INELIGIBLE = "INELIGIBLE", "Not in the scheme", "The scheme does not cover this order."
    ELIGIBLE = "ELIGIBLE", "Not there yet", "The first share of the hours is not worked yet."
    QUALIFYING = "QUALIFYING", "Earning time off", "Each further hour takes time off."
    DISQUALIFIED = (
        "DISQUALIFIED",
        "No more time off",
        "An absence or failure ended the earning; what was earned stays.",
    )


class EntryKind(Term):
    WORK = "work", "Work", "Minutes worked on a project."
    EDUCATION = (
        "education",
        "Education and training",
        "Minutes of learning, within the share that may count.",
    )
    TRAVEL = "travel", "Travel", "Minutes travelled to a project, where travel is counted."
    BROUGHT = (
        "brought",
        "Brought forward",
        "Minutes worked before the hours were kept here.",
    )
    TAKEN_BACK = (
        "taken_back",
        "Taken back",
        "An entry that was wrong, taken back whole by a row of its own.",
    )


class AttendanceMark(Term):
    """What a supervisor can say of one person on one day, in the words said at the van."""

    PRESENT = "present", "Present", "Came on time and works."
    LATE = "late", "Late", "Came after the start; the time is counted from when they came."
    SENT_HOME = (
        "sent_home",
        "Sent home",
        "Sent home because of what they did; a report goes to the officer.",
    )
    FAILED = (
        "failed",
        "Came, did not do as told",
        "Stayed, and would not work or keep the rules; a report goes to the officer.",
    )
    ABSENT = "absent", "Did not come", "A report goes to the officer, who decides what it means."
    STOOD_DOWN = (
        "stood_down",
        "Stood down by us",
        "We could not give the work; it never counts against the person.",
    )

    @property
    def attended(self) -> bool:
        """Whether time may be credited."""
        return self not in (AttendanceMark.ABSENT, AttendanceMark.STOOD_DOWN)

    @property
    def is_reported(self) -> bool:
        """Whether the officer is told, and decides."""
        return self in (AttendanceMark.SENT_HOME, AttendanceMark.FAILED, AttendanceMark.ABSENT)

    @property
    def outcome(self) -> Outcome:
        """The outcome it is in the published code list."""
        return OUTCOMES[self]


OUTCOMES = {
    AttendanceMark.PRESENT: Outcome.COMPLIED,
    AttendanceMark.LATE: Outcome.COMPLIED,
    AttendanceMark.SENT_HOME: Outcome.SENT_HOME_BEHAVIOUR,
    AttendanceMark.FAILED: Outcome.FAILED_TO_COMPLY,
    AttendanceMark.ABSENT: Outcome.AWAITING_EVIDENCE,
    AttendanceMark.STOOD_DOWN: Outcome.SENT_HOME_SERVICE,
}
"""Nobody is recorded as absent without excuse at the van: that is for the officer to decide."""


class ReportState(Term):
    WAITING = "waiting", "Waits for the officer", "The supervisor reported; nobody has decided."
    TAKEN_UP = (
        "taken_up",
        "Taken up as a failure",
        "The officer treats it as a failure: the person is asked to explain.",
    )
    ACCEPTED = "accepted", "Accepted by the officer", "There was a good reason; nothing follows."
    WITHDRAWN = (
        "withdrawn",
        "Taken back by the supervisor",
        "The mark was corrected, so there is nothing to decide.",
    )


class ExtensionAnswer(Term):
    """What became of asking the court for longer."""

    GRANTED = "granted", "Given", "The court gave longer; the hours are to be done by the new day."
    REFUSED = "refused", "Refused", "The court gave no longer; the order stays in force as it was."
    WITHDRAWN = "withdrawn", "Taken back by us", "The court is not asked any more."


class StandDown(Term):
    """Why a day of work was called off, by us."""

    SUPERVISOR = "supervisor", "No supervisor", "Nobody could supervise the work."
    WEATHER = "weather", "Weather", "It was not safe or not possible to work."
    TRANSPORT = "transport", "Van or transport", "People could not be brought to the work."
    TOOLS = "tools", "Tools or materials", "What the work needs was not there."
    PLACE = "place", "The place was closed", "The beneficiary could not have us."
    TOO_MANY = "too_many", "Too many people", "More came than the project can take."


class Pace(Term):
    """How somebody stands on the control of hours."""

    DONE = "done", "Done", "All the hours are worked."
    IN_TIME = "in_time", "In time", "At the present rate the hours are done in time."
    TOO_SLOW = "too_slow", "Too slow", "At the present rate the hours are not done in time."
    NOT_STARTED = "not_started", "Not started", "No hour is worked yet."
    PAST = "past", "Twelve months over", "Hours are owed and the twelve months have passed."
