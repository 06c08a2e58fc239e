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
    STANDARD = (
        "standard",
        "Standard",
        "One thing a body is rated on; its key questions stand under it.",
    )


class AnswerKind(Term):
    YES_NO_NOT_APPLICABLE = (
        "yes_no_na",
        "Yes, no or not applicable",
        "Met, not met, or a question that does not fit this case.",
    )


class JudgedFrom(Term):
    """What a standard is judged from."""

    EVIDENCE = "evidence", "Evidence", "Interviews, papers and visits: no share of cases."
    CASES = "cases", "Cases", "The share of the inspected cases that met each question."
    SUMMED_CASES = (
        "sum_of_pdu_cases",
        "Cases of all units",
        "The cases of every unit in the region, added together.",
    )
    OWN_CASES = "own_cases", "Cases of its own", "A sample drawn for this standard alone."


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


class ReportState(Term):
    """Where the report of an inspection stands."""

    DRAFT = "draft", "Draft", "Being written. Only inspectors may read it."
    ACCURACY = (
        "accuracy",
        "With the providers for accuracy",
        "The head named for each organisation reads the draft and may dispute its facts.",
    )
    EMBARGOED = (
        "embargoed",
        "Under embargo",
        "Its text is settled. It waits for somebody to name the moment of release.",
    )
    RELEASED = "released", "Released", "Public from the moment named, to the second."
    CORRECTED = "corrected", "Corrected", "Public, and put right since; what was wrong is told."


class ReportMove(Term):
    """What brings a report from one state to the next."""

    BEGIN = "begin", "Begin a report", "Begin to write what an inspection found."
    SEND = "send", "Send for accuracy", "Let the named heads read the draft and dispute its facts."
    SETTLE = "settle", "Settle the text", "Every point is answered: the text changes no more."
    REOPEN = "reopen", "Open it again", "Go back to the draft, because something must change."
    RELEASE = "release", "Release", "Make it public, now or at a named minute."
    CALL_BACK = "call_back", "Call it back", "Take back a release whose moment has not come."
    CORRECT = "correct", "Correct", "Put right what was published, and say what was wrong."


class PassageKind(Term):
    FINDING = "finding", "Finding", "What was found, of one organisation or between them."
    GOOD_PRACTICE = (
        "good_practice",
        "Good practice",
        "Work others can learn from, told of somebody by a changed name.",
    )


class AccuracyAnswer(Term):
    ACCEPTED = "accepted", "Accepted, with a change", "The fact was wrong: the draft is changed."
    NOT_ACCEPTED = (
        "not_accepted",
        "Not accepted, with the reason",
        "The draft stands, and the provider is told why.",
    )


class Progress(Term):
    """How far a recommendation was carried out, as inspectors judge it."""

    DONE = "done", "Done", "It was carried out, and the evidence was seen."
    SOME = "some", "Some progress", "Part was carried out; the rest is under way."
    TOO_LITTLE = "too_little", "Too little progress", "Something was begun, and not enough."
    NONE = "none", "No progress", "Nothing was seen that carries it out."


class Rating(Term):
    OUTSTANDING = "outstanding", "Outstanding", "The highest of the four ratings."
    GOOD = "good", "Good", "The second of the four ratings."
    REQUIRES_IMPROVEMENT = (
        "requires_improvement",
        "Requires improvement",
        "The third of the four ratings.",
    )
    INADEQUATE = "inadequate", "Inadequate", "The lowest of the four ratings."


class DiscretionGround(Term):
    """Why a panel may move a rating."""

    NEAR = "near", "Near the boundary", "The deciding figure is within five points of the boundary."
    ONE_CASE = "one_case", "One case", "One case judged otherwise would move the band."


class EstimateGround(Term):
    """Why verdicts on every case were used beside a sample, or left alone."""

    COMBINED = (
        "combined",
        "Verdicts used",
        "The verdicts on every case agree well enough with what people judged.",
    )
    TOO_FEW_JUDGED = (
        "too_few_judged",
        "Too few judged",
        "Too few cases were judged to tell how far the verdicts can be relied on.",
    )
    TOO_FEW_OF_A_VERDICT = (
        "too_few_of_a_verdict",
        "Too few of one verdict",
        "Too few cases of one verdict were judged to correct it.",
    )
    MISLEADING = (
        "misleading",
        "Verdicts mislead",
        "The verdicts agree too little with what people judged.",
    )
    NOT_OF_THE_AREA = (
        "not_of_the_area",
        "Not of this area",
        "Judged cases have verdicts that the stored verdicts of the area do not hold.",
    )
    OTHER_CASES = (
        "other_cases",
        "Speaks of other cases",
        "Verdicts and inspectors differ too often over which cases the question is about.",
    )
    NO_GAIN = "no_gain", "No gain", "The verdicts would not make the estimate any sharper."


class AppliesWhen(Term):
    """To which cases a question applies."""

    ALWAYS = "always", "Every case", "The question is asked of every case."
    UNPAID_WORK = "unpaid_work", "Unpaid work", "The case has an unpaid work requirement."
    LEFT_CUSTODY = (
        "left_custody",
        "Left custody",
        "The person left custody in the sample window.",
    )
    COURT_WORK = (
        "court_work",
        "Court work",
        "A report to court or an allocation falls in the sample window.",
    )
    VICTIM_CONTACT = (
        "victim_contact",
        "Victim contact",
        "The case qualifies for contact with a victim.",
    )
    CORE_SET = "core_set", "Core set", "Asked unless the adjusted set is asked."
    ADJUSTED_SET = (
        "adjusted_set",
        "Adjusted set",
        "Contact was suspended, under post-sentence supervision only or a licence of at most eight weeks.",
    )


class CaseFact(Term):
    """What decides which questions are asked of a case. Each value is the name of the fact in the rules."""

    UNPAID_WORK = (
        "has_unpaid_work",
        "Unpaid work is required",
        "An order that ran on the day requires unpaid work.",
    )
    LEFT_CUSTODY = (
        "left_custody",
        "Left custody in the year before",
        "The person was released from prison in the year before the day.",
    )
    COURT_WORK = (
        "has_court_work",
        "Court work in the year before",
        "The person was sentenced or allocated, or a report to court was written, in the year before the day.",
    )
    VICTIM_CONTACT = (
        "qualifies_for_victim_contact",
        "Qualifies for contact with a victim",
        "Twelve months or more in prison for a violent or sexual offence.",
    )
    CONTACT_SUSPENDED = (
        "contact_suspended",
        "Contact was suspended",
        "It was decided that the person need not be seen until the sentence ends.",
    )
    ONLY_POST_SENTENCE = (
        "only_post_sentence",
        "Post-sentence supervision only",
        "No order and no licence ran beside it on the day.",
    )
    ON_LICENCE = "on_licence", "On licence", "A licence ran on the day."
    LICENCE_WEEKS = (
        "licence_weeks",
        "Weeks of licence",
        "How long the licence lasts from its first day to its last; the longest, where several ran.",
    )

    @property
    def is_number(self) -> bool:
        return self is CaseFact.LICENCE_WEEKS


class MilestoneKind(Term):
    SAMPLE = "sample", "Sample drawn", "The cases are drawn and the providers told which."
    FIELDWORK = "fieldwork", "Fieldwork begins", "Inspectors begin to read cases and to interview."
    FIELDWORK_ENDS = "fieldwork_ends", "Fieldwork ends", "The last case is judged."
    ACCURACY = "accuracy", "Draft to the providers", "The providers check the facts of the draft."
    RELEASE = "release", "Report released", "The report is public."


class TeamPart(Term):
    LEAD = "lead", "Lead inspector", "Leads the inspection and answers for its report."
    ASSESSOR = "assessor", "Assessor", "Reads and judges the cases given to them."


class SampleState(Term):
    """How a case of the frame stands to the sample."""

    RESERVE = "reserve", "In reserve", "Not drawn; next in its group's order if one is replaced."
    CHOSEN = "chosen", "In the sample", "Drawn, and to be judged."
    REPLACED = "replaced", "Replaced", "Drawn, then replaced for a reason that is kept."
    BROUGHT_IN = "brought_in", "Brought in", "The next of its group's order, in place of another."


class ReplacedFor(Term):
    NOT_OF_FRAME = "not_of_frame", "Not of the frame", "The case was listed by mistake."
    NO_RECORD = "no_record", "Record cannot be read", "There is too little of a record to judge."
    KNOWN = "known", "Known to the assessors", "Nobody on the team could judge it fairly."
    OTHER = "other", "Another reason", "Said in words."


class InterviewWith(Term):
    OFFICER = "officer", "The officer", "The officer who answers for the case."
    PERSON = "person", "The person", "The person on probation."


class Stratify(Term):
    """By what a frame is parted before cases are drawn."""

    ORGANISATION = "organisation", "Organisation", "Always: so each can draw its own cases again."
    SEX = "sex", "Sex", "As the record gives it."
    HARM = "harm", "Risk of serious harm", "The level assessed by the day of the frame."
    SENTENCE = "sentence", "Sentence type", "The kind of order that began first."


class CaseAnswer(Term):
    """What an inspector answers to a question about a case."""

    MET = "met", "Met", "The work was good enough, on balance."
    NOT_MET = "not_met", "Not met", "The work was not good enough, on balance."
    NOT_APPLICABLE = (
        "not_applicable",
        "Not applicable",
        "The question does not fit this case, and it is said why.",
    )


class EvidenceKind(Term):
    """On what an answer rests."""

    RECORD = "record", "The record", "An entry of the record as it stood."
    OFFICER = "officer", "The officer", "What the officer said when asked."
    PERSON = "person", "The person", "What the person on probation said when asked."


class Reading(Term):
    """Which of two readings of a case, neither knowing of the other."""

    FIRST = "first", "First reading", "It counts, unless a difference is settled otherwise."
    SECOND = "second", "Second reading", "It shows how far two inspectors agree."
