"""Words about protecting people: what policy asks of a case, how an enquiry stands, what is kept from papers."""

from openprobation.vocabulary.term import Term


class ProtectionTask(Term):
    SAFEGUARDING = (
        "safeguarding",
        "Safeguarding enquiry",
        "Ask children's services what they know of the children this person may harm or lives with.",
    )
    DOMESTIC_ABUSE = (
        "domestic_abuse",
        "Domestic abuse enquiry",
        "Ask the police which calls they had about this person, a partner or a former partner.",
    )
    HOME_VISIT = (
        "home_visit",
        "Home visit",
        "See where the person lives, who lives there, and what that means for anybody at risk.",
    )
    OVERSIGHT = (
        "oversight",
        "Management oversight",
        "A manager reads the case and says whether the people at risk are protected.",
    )
    PROTECTION_CHECK = (
        "protection_check",
        "Check of what protects them",
        "Somebody makes sure that what protects each person at risk still does.",
    )
    REGISTRATION_REVIEW = (
        "registration_review",
        "Registration reviews",
        "Each flag on the record is looked at again by its day.",
    )


#: Those with steps from asked to used; the other two have rows of their own.
ENQUIRIES = (
    ProtectionTask.SAFEGUARDING,
    ProtectionTask.DOMESTIC_ABUSE,
    ProtectionTask.HOME_VISIT,
    ProtectionTask.OVERSIGHT,
)


class EnquiryState(Term):
    ASKED = "asked", "Asked", "The question is with whoever can answer it."
    CHASED = "chased", "Chased", "Asked again, because no answer has come."
    ANSWERED = (
        "answered",
        "Answered",
        "The answer is here. Nobody has used it yet: this is not done.",
    )
    USED = "used", "Used in the assessment", "An assessment of harm takes the answer in. Done."
    NOT_NEEDED = (
        "not_needed",
        "Not needed",
        "A senior decided, with a reason, that this case does not need it.",
    )


class AnswerKind(Term):
    NOTHING = "nothing", "Nothing of concern", "Asked, and nothing known that adds to the risk."
    CONCERN = "concern", "Something of concern", "Known, or seen, and it matters for the risk."
    ACT_NOW = "act_now", "Somebody must be protected now", "It could not wait, and was acted on."


class CheckFinding(Term):
    HOLDS = "holds", "It still protects them", "What is in place works as it should."
    WEAKER = "weaker", "It protects them less", "Something changed; what is in place was adapted."
    FAILED = (
        "failed",
        "It does not protect them",
        "What was in place is gone. Act, then assess again.",
    )


class FactKind(Term):
    WHEREABOUTS = (
        "whereabouts",
        "Where a victim is",
        "An address, a school, a workplace, a route: whatever would lead to them.",
    )
    ZONE = (
        "zone",
        "Why there is an exclusion zone",
        "Who is inside it and what would happen; the zone itself is in the order or licence.",
    )
    INTELLIGENCE = (
        "intelligence",
        "What a third party told us",
        "From police, children's services or somebody who must not be known to have spoken.",
    )


class ReadingPurpose(Term):
    SAFETY = "safety", "Somebody's safety today", "To decide now what keeps a person safe."
    ASSESS = "assess", "To assess harm", "To take it into the assessment."
    PLAN = "plan", "To plan a visit, a release or conditions", "To keep people apart."
    MANAGE = "manage", "Management oversight", "To see whether people at risk are protected."
    CORRECT = "correct", "To correct or end what is written", "It may be wrong, old or misplaced."
