"""Words about what somebody needs, what they do well, and what holds them steady."""

from openprobation.vocabulary.term import Term


class Need(Term):
    ACCOMMODATION = (
        "accommodation",
        "Accommodation",
        "Where the person lives, and whether it lasts.",
    )
    ETE = (
        "ete",
        "Education, training and employment",
        "Learning, skills and work: what there is, and what is missing.",
    )
    FINANCE = "finance", "Finance", "Money coming in, money owed, and managing both."
    RELATIONSHIPS = (
        "relationships",
        "Relationships",
        "Partner, family, and how they bear on offending.",
    )
    LIFESTYLE = "lifestyle", "Lifestyle", "Friends, free time, and what they lead to."
    DRUGS = "drugs", "Drugs", "Use of drugs, and what follows from it."
    ALCOHOL = "alcohol", "Alcohol", "Drinking, and what follows from it."
    WELLBEING = (
        "wellbeing",
        "Emotional wellbeing",
        "Mental health, feelings and coping with what has happened.",
    )
    THINKING = (
        "thinking",
        "Thinking and behaviour",
        "Acting before thinking, solving problems, keeping a temper.",
    )
    ATTITUDES = (
        "attitudes",
        "Attitudes",
        "How the person sees offending, those it hurt, and being supervised.",
    )


class NeedLevel(Term):
    NONE = "none", "No need", "Looked at, and nothing to work on was found."
    SOME = "some", "Some need", "Something to work on, not urgent."
    HIGH = "high", "High need", "Something to work on soon: much else hangs on it."


class ProtectiveKind(Term):
    FAMILY = "family", "Family or partner", "Somebody close who steadies the person."
    CHILDREN = (
        "children",
        "Being a parent",
        "Children the person lives for or wants to see more of.",
    )
    FRIENDS = "friends", "Friends who do not offend", "Company that leads away from offending."
    WORK = "work", "Work or learning", "A job or a course that gives days a shape."
    HOME = "home", "A settled home", "A place to stay that is safe and lasts."
    HEALTH = "health", "Treatment kept up", "Treatment or support the person goes to."
    INTEREST = (
        "interest",
        "An interest",
        "Sport, music, faith or another thing the person cares for.",
    )
    HOPE = "hope", "Hope and motive", "The person wants a different life and says so."
    COMMUNITY = (
        "community",
        "Belonging",
        "A group, a place of worship or a neighbourhood that counts on them.",
    )


class AssessmentState(Term):
    AWAITING = (
        "awaiting",
        "Waiting for countersignature",
        "Signed by its officer; somebody senior has yet to read it.",
    )
    IN_USE = "in_use", "In use", "Signed, and countersigned where that was needed."
    SENT_BACK = (
        "sent_back",
        "Sent back",
        "The senior asked for changes; the officer signs a new version.",
    )


class EngagementKind(Term):
    BARRIER = (
        "barrier",
        "What gets in the way",
        "Something that makes it hard for the person to come or to take part.",
    )
    WORKS = "works", "What works", "A way of working that has helped with this person."


class CountersignReason(Term):
    GRADE = "grade", "Grade of the assessor", "Assessments by this grade are read by a senior."
    HARM = "harm", "High need linked to harm", "A high need bears on serious harm."
    ASKED = "asked", "The assessor asked", "The assessor wants a senior to read it."
