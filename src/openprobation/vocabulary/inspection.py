"""Words about judging services and telling the public what was found."""

from openprobation.vocabulary.term import Term


class Sureness(Term):
    """How sure we are of a text or a fact that we restate."""

    VERIFIED = "V", "Verified", "Read in the source that is named."
    RECALLED = "R", "Recalled", "From general knowledge: check before relying on it."
    DERIVED = "D", "Derived", "Our own words or working, made from verified facts."
    PARTLY_READ = "T", "Partly read", "The source was cut short, so its rest is not known to us."


class SectionKind(Term):
    OUTCOME = "outcome", "Outcome", "What the work is for; each organisation is judged on it."
    JOINT_WORKING = (
        "joint_working",
        "Joint working",
        "How the organisations work together; judged for the area, not for one of them.",
    )


class AnswerKind(Term):
    YES_NO_NOT_APPLICABLE = (
        "yes_no_na",
        "Yes, no or not applicable",
        "Met, not met, or a question that does not fit this case.",
    )


class Coding(Term):
    """Our coding of published words. These inspections were not rated; this is no rating."""

    GOOD = (
        "good",
        "Good",
        "The published words say good or effective, or generally so.",
    )
    BETWEEN = (
        "between",
        "In between",
        "The published words say acceptable, satisfactory, sufficient, mixed or the like.",
    )
    NOT_SUFFICIENT = (
        "not_sufficient",
        "Not sufficient",
        "The published words say not sufficient, not good enough, poor or the like.",
    )
    NOT_KNOWN = (
        "not_known",
        "Not known",
        "No page that we have read gives a judgement. It does not mean that there was none.",
    )


class DatePrecision(Term):
    DAY = "day", "Day", "The day of publication was read in a source."
    MONTH = "month", "Month", "Only the month was read; public for certain from its last day."
    NOT_READ = (
        "not_read",
        "Not read",
        "No page gives the date; we name a day by which it was public.",
    )


class SourceKind(Term):
    INSPECTORATE = "inspectorate", "Inspectorate", "The inspectorate's own page."
    REPRINT = "reprint", "Reprint", "Another site printing the inspectorate's words."
    SUMMARY = "summary", "Summary", "Another site telling what the inspectorate found."
    OWN_NOTE = "own_note", "Our own note", "Our own reasoning, where there is no page to point at."


class FindingSubject(Term):
    CRC = "crc", "Community Rehabilitation Company", "About the company alone."
    NPS = "nps", "National Probation Service", "About the public service alone."
    BETWEEN = "between", "Between the two", "About how the two organisations work together."


class FindingTone(Term):
    STRENGTH = "strength", "Strength", "Something inspectors thought well of."
    CONCERN = "concern", "Concern", "Something inspectors wanted put right."
    CONTEXT = "context", "Context", "What explains the rest."


class Addressee(Term):
    CRC = "crc", "Community Rehabilitation Company", "The company must act."
    NPS = "nps", "National Probation Service", "The public service must act."
    BOTH = "both", "Both organisations", "Both must act."
    MINISTRY = "ministry", "National agency", "The national agency or ministry must act."
