"""Words about who does the work, and the time they have."""

from openprobation.vocabulary.term import Term


class Tier(Term):
    """How much protection (the letter) and how much help to change (the number) a case asks for."""

    A3 = "A3", "A3", "The most protection, and the most work on change."
    A2 = "A2", "A2", "The most protection, and some work on change."
    A1 = "A1", "A1", "The most protection, and little work on change."
    A0 = "A0", "A0", "The most protection, and no leave to work on change."
    B3 = "B3", "B3", "High protection, and the most work on change."
    B2 = "B2", "B2", "High protection, and some work on change."
    B1 = "B1", "B1", "High protection, and little work on change."
    B0 = "B0", "B0", "High protection, and no leave to work on change."
    C3 = "C3", "C3", "Some protection, and the most work on change."
    C2 = "C2", "C2", "Some protection, and some work on change."
    C1 = "C1", "C1", "Some protection, and little work on change."
    C0 = "C0", "C0", "Some protection, and no leave to work on change."
    D3 = "D3", "D3", "Little protection, and the most work on change."
    D2 = "D2", "D2", "Little protection, and some work on change."
    D1 = "D1", "D1", "Little protection, and little work on change."
    D0 = "D0", "D0", "Little protection, and no leave to work on change."


class CasePlace(Term):
    """Where a case is served, for counting its work."""

    COMMUNITY = "community", "Community", "An order of a court, served in the community."
    LICENCE = "licence", "Licence", "Out of prison, on licence or supervised after the sentence."
    CUSTODY = "custody", "Custody", "In prison; the licence has not begun."


class ReportKind(Term):
    STANDARD = "standard", "Standard report", "A full report to court, after an adjournment."
    FAST = "fast", "Fast report", "A shorter report to court, written or spoken, within days."


class AbsenceKind(Term):
    """What a colleague and a manager may know of an absence: that it is one, never why."""

    SICKNESS = "sickness", "Sickness", "Ill. Why is nobody's business but those with leave to know."
    LEAVE = "leave", "Leave", "Leave of the year, asked for and granted."
    PARENTAL = "parental", "Maternity or parental leave", "Away with a child."
    TRAINING = "training", "Training", "Learning away from the desk."
    OTHER = "other", "Other absence", "Jury service, special leave or another reason."


class ReductionReason(Term):
    """Why somebody is asked for less than their hours would give."""

    DISABILITY = "disability", "Disability", "An adjustment for a disability."
    LONG_SICKNESS = "long_sickness", "Long-term sickness", "Away ill for long: no work at all."
    PHASED_RETURN = (
        "phased_return",
        "Phased return to work",
        "Back after a long absence, with more work week by week.",
    )
    MATERNITY = "maternity", "Maternity leave", "No work while away with a child."
    PREGNANCY = "pregnancy", "Pregnancy", "Less work, as was agreed."
    ADOPTION = "adoption", "Adoption leave", "No work while away with a child."
    SPECIAL_LEAVE = "special_leave", "Special leave", "No work while away."
    PAID_LEAVE = "paid_leave", "Other paid leave", "Jury service, for example."
    UNPAID_LEAVE = "unpaid_leave", "Other unpaid leave", "No work while away."
    UNION = "union", "Trade union time", "Time for members of a union: half the week at most."
    TRAINEE_FIRST = "trainee_first", "Trainee, first six months", "Most of the week is learning."
    TRAINEE_SECOND = (
        "trainee_second",
        "Trainee, six to twelve months",
        "More than half the week is learning.",
    )
    TRAINEE_THIRD = (
        "trainee_third",
        "Trainee, twelve to eighteen months",
        "Two days of the week are learning.",
    )
    NEWLY_QUALIFIED = (
        "newly_qualified",
        "Newly qualified officer",
        "Nine months with a fifth less work.",
    )
    SERVICES_OFFICER_LEARNING = (
        "services_officer_learning",
        "Services officer, learning",
        "Six months with a fifth less work.",
    )
    VOCATIONAL = "vocational", "Vocational qualification", "Time to study, six months."
    ACCESS = "access", "Level 4 and 5 access", "Time to study, six months."
    CO_WORKED = "co_worked", "Co-worked cases", "Works on cases that count as another's."
    GROUPS = "groups", "Groups", "Runs groups for the office."
    COURT_DUTY = "court_duty", "Court duty", "Spends days in court."
    REPORTS = "reports", "Reports to court", "Writes reports for court duty or by the session."
    SPLIT_ROLE = "split_role", "Split role", "Has another job beside this one."
    CUSTODY_WORK = "custody_work", "Work in custody", "Works with people in prison."
    SINGLE_CONTACT = (
        "single_contact",
        "Single point of contact",
        "Leads on something for the team: a twentieth of the week at most.",
    )
    OTHER = "other", "Other", "Another reason, said in the note."


class ReductionState(Term):
    SCHEDULED = "scheduled", "Scheduled", "Begins on a later day."
    ACTIVE = "active", "Active", "Takes hours off today."
    ARCHIVED = "archived", "Over", "Its last day has passed."
    DELETED = "deleted", "Taken back", "Entered by mistake: it never counted."


class TrainingKind(Term):
    """What somebody must learn, and when; the first five are an induction."""

    WELCOME = "welcome", "Welcome and safety", "The office, its people, and how to be safe in it."
    RECORDING = "recording", "The record", "How to find, read and write the record."
    FIRST_SHADOWING = (
        "first_shadowing",
        "Sitting in with a colleague",
        "Has seen five appointments of a colleague before the first of their own.",
    )
    FIRST_CASES = (
        "first_cases",
        "First cases looked at together",
        "The first three, with the manager.",
    )
    PROBATION_REVIEW = (
        "probation_review",
        "End of induction",
        "What was learnt, and what comes next.",
    )
    SAFEGUARDING_CHILDREN = (
        "safeguarding_children",
        "Safeguarding children",
        "When to worry about a child, and what to do then.",
    )
    SAFEGUARDING_ADULTS = (
        "safeguarding_adults",
        "Safeguarding adults",
        "When to worry about an adult who needs care, and what to do then.",
    )
    DOMESTIC_ABUSE = (
        "domestic_abuse",
        "Domestic abuse",
        "How it looks, who is at risk, who to tell.",
    )
    RISK_OF_HARM = (
        "risk_of_harm",
        "Risk of serious harm",
        "How to say who is at risk, from what, and what protects them.",
    )
    PUBLIC_PROTECTION = (
        "public_protection",
        "Public protection",
        "MAPPA, enquiries, and what each policy asks of a case.",
    )
    ENFORCEMENT = "enforcement", "Enforcement", "Warnings, breach, and a pack that is accepted."
    DATA_PROTECTION = "data_protection", "Data protection", "Who may know what, and why."


INDUCTION = (
    TrainingKind.WELCOME,
    TrainingKind.RECORDING,
    TrainingKind.FIRST_SHADOWING,
    TrainingKind.FIRST_CASES,
    TrainingKind.PROBATION_REVIEW,
)


class PulseQuestion(Term):
    """What the anonymous pulse asks; the answer is from 1, not at all, to 5, very much."""

    MANAGEABLE = "manageable", "My workload is manageable", "I can do what my cases need."
    SUPPORTED = "supported", "I am supported", "I get the supervision and training I need."
    QUALITY = "quality", "I can do good work", "I have the time and the tools to do it well."
    STAY = "stay", "I want to stay", "I would choose this job again."
