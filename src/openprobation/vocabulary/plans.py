"""Words about what we agreed to do, who does it, and what came of it."""

from openprobation.vocabulary.term import Term


class Stage(Term):
    INDUCTION = (
        "induction",
        "Induction",
        "The first meeting: what the order asks, rights, what to expect.",
    )
    ASSESSMENT = "assessment", "Assessment", "Needs, strengths and the person's own view, signed."
    PLAN = "plan", "Plan", "Goals and steps, agreed with the person."
    MODULES = "modules", "Modules", "The work itself: sessions, programmes and services."
    REVIEW = "review", "Review", "What changed, what is dropped and why, what comes next."
    EXIT = "exit", "Exit", "The last meeting: what was gained, and who is there afterwards."


class GoalState(Term):
    ACTIVE = "active", "Being worked on", "In the plan now."
    ACHIEVED = "achieved", "Achieved", "The person got there."
    DROPPED = "dropped", "Dropped", "Taken out of the plan, with the reason kept."


class Actor(Term):
    PERSON = "person", "The person", "The person on probation does it."
    OFFICER = "officer", "The officer", "The officer responsible does it."
    PROVIDER = "provider", "A provider", "Another organisation does it."
    OTHERS = "others", "Somebody else", "Family, a friend or somebody else the person named."


class StepState(Term):
    NOT_STARTED = "not_started", "Not started", "Nothing done yet."
    STARTED = "started", "Started", "Begun and not yet done."
    DONE = "done", "Done", "It is finished."
    NOT_DONE = "not_done", "Will not be done", "Given up; the reason stands in the note."


class Agreement(Term):
    AGREES = "agrees", "Agrees", "The person agrees with the plan."
    DISAGREES = "disagrees", "Does not agree", "The person was asked, and does not agree."
    COULD_NOT_SAY = "could_not_say", "Could not say", "The person could not answer when asked."


class ReviewReason(Term):
    DUE = "due", "It was due", "The date for reviewing the plan came."
    CHANGED = "changed", "Something changed", "A change in risk or circumstances called for it."
    NEW_OFFICER = "new_officer", "New officer", "Another officer took the case over."
    ENDING = "ending", "Supervision is ending", "The last look before the end."


class StageState(Term):
    DONE = "done", "Done", "The stage was reached in time."
    DONE_LATE = "done_late", "Done late", "The stage was reached after the day the model asks for."
    DUE = "due", "Due", "The stage is next, and its day has not passed."
    OVERDUE = "overdue", "Overdue", "The day the model asks for has passed."
    LATER = "later", "Later", "An earlier stage comes first."
