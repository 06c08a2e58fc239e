"""Words about what could go wrong, to whom, and what protects them."""

from openprobation.vocabulary.term import Term


class HarmLevel(Term):
    LOW = "low", "Low", "Nothing now suggests that serious harm is likely."
    MEDIUM = "medium", "Medium", "Serious harm is possible, but unlikely unless things change."
    HIGH = "high", "High", "Serious harm could happen at any time."
    VERY_HIGH = "very_high", "Very high", "Serious harm is imminent: more likely than not, soon."


class HarmGroup(Term):
    PUBLIC = "public", "Public", "People in general, or a kind of person."
    CHILDREN = "children", "Children", "Any child, or particular children."
    KNOWN_ADULT = (
        "known_adult",
        "Known adult",
        "A particular adult, such as a partner or former partner.",
    )
    STAFF = "staff", "Staff", "Anybody who works with the person."
    PRISONERS = "prisoners", "Prisoners", "Other people in custody."


class RegistrationKind(Term):
    DOMESTIC_ABUSE_PERPETRATOR = (
        "ADVP",
        "Domestic abuse perpetrator",
        "Has abused a partner, former partner or family member.",
    )
    DOMESTIC_ABUSE_HISTORY = (
        "REG30",
        "Domestic abuse history",
        "Domestic abuse is part of the person's history, as perpetrator or as victim.",
    )
    STALKING = "SPO", "Stalking", "Has stalked somebody, or may."
    CHILD_PROTECTION = (
        "RCPR",
        "Child protection",
        "A child in the person's life has a child protection plan.",
    )
    CHILD_CONCERNS = (
        "RCCO",
        "Child concerns",
        "There are concerns for a child, short of a protection plan.",
    )
    RISK_TO_CHILDREN = "RCHD", "Risk to children", "May harm children."
    ADULT_AT_RISK = (
        "RVAD",
        "Adult at risk",
        "May harm an adult who needs care or support, or is one.",
    )
    VULNERABLE = "RVLN", "Vulnerable", "Needs protecting from others."
    SELF_HARM = "ALSH", "Suicide or self-harm", "Has harmed themselves, or may."
    MENTAL_HEALTH = (
        "RMDO",
        "Mental health issues",
        "A condition that matters for risk or for how we work.",
    )
    STREET_GANGS = "STRG", "Street gangs", "Involved with, or at risk from, a gang."
    TERRORISM = "RTAO", "Terrorism related", "Convicted of or linked to terrorism."
    PUBLIC_INTEREST = (
        "RPIR",
        "Public interest case",
        "Held by the public provider because of public interest.",
    )
    IOM = (
        "IIOM",
        "Integrated offender management",
        "One of those the police and probation manage together.",
    )
    LIFE_LICENCE = "INLL", "Life or indeterminate licence", "On licence for life or indefinitely."
    STAFF_SAFETY = (
        "RSTO",
        "Risk to staff",
        "Has threatened or hurt staff: see the note before meeting alone.",
    )


class MappaCategory(Term):
    ONE = "1", "Category 1", "Registered sexual offender."
    TWO = "2", "Category 2", "Violent or other sexual offender."
    THREE = "3", "Category 3", "Other dangerous offender."
    FOUR = "4", "Category 4", "Terrorism or terrorism risk, from 2022."


class MappaLevel(Term):
    ONE = "1", "Level 1", "Managed by one agency, with others told."
    TWO = "2", "Level 2", "Managed by several agencies who meet."
    THREE = "3", "Level 3", "Managed by several agencies' senior managers."


class ScoreSource(Term):
    TYPED = (
        "typed",
        "Typed from the assessment",
        "An officer typed it from an assessment done elsewhere.",
    )
    CALCULATED = "calculated", "Calculated here", "Calculated from this record."


#: Flags a duty officer sees when locating anybody: staff safety and child safeguarding.
SEEN_WHEN_LOCATING = (
    RegistrationKind.STAFF_SAFETY,
    RegistrationKind.CHILD_PROTECTION,
    RegistrationKind.CHILD_CONCERNS,
    RegistrationKind.RISK_TO_CHILDREN,
)
