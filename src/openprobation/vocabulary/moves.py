"""Words about how responsibility for a case moves: handover, risk escalation, transfer."""

from openprobation.vocabulary.term import Term


class HandoverWay(Term):
    IN_PERSON = "in_person", "In person", "The two officers sat down together."
    SPOKEN = "spoken", "By telephone or video", "The two officers talked, not in one room."
    WITH_THE_PERSON = (
        "with_the_person",
        "Together with the person",
        "Both officers met the person, and one introduced the other.",
    )
    NOT_POSSIBLE = (
        "not_possible",
        "Not possible",
        "The officer before is away or has left: the senior, or whoever knows the person, told it instead.",
    )


class Standing(Term):
    HOLDER = "holder", "Holds the case", "The officer who answers for the case, or their deputy."
    HOLDING_MANAGER = (
        "holding_manager",
        "Manages who holds it",
        "The senior of the team that holds the case, or the head of its delivery unit.",
    )
    NAMED = "named", "Named in the referral", "The member of staff the referral was sent to."
    RECEIVING_MANAGER = (
        "receiving_manager",
        "Manages who would receive it",
        "The senior of the team the case would go to, or the head of its delivery unit.",
    )
    SERVICE = "service", "The service itself", "A job or what follows from another act."


class EscalationPurpose(Term):
    HARM = (
        "harm",
        "The risk of serious harm may be high",
        "The public provider is asked to look at the risk and, if it is high, to take the case.",
    )
    MAPPA = (
        "mappa",
        "The person may come under MAPPA",
        "The public provider is asked whether the multi-agency arrangements apply; a company holds no such case.",
    )


class Danger(Term):
    NOBODY = (
        "nobody",
        "Nobody is in immediate danger",
        "The concern can be told now, in the ordinary way.",
    )
    TOLD = (
        "told",
        "Somebody is, and I have called the police or children's services",
        "Those who can act today know. The record comes after.",
    )


class EscalationState(Term):
    CONCERN = (
        "concern",
        "Concern raised",
        "It waits for the manager of the team that holds the case.",
    )
    KEPT = "kept", "Kept", "The manager decided that the case stays, and why."
    REFERRED = "referred", "Referred", "It waits for the named member of staff to answer."
    RETURNED = (
        "returned",
        "Returned for information",
        "Something is missing. The team that holds the case answers.",
    )
    ACCEPTED = (
        "accepted",
        "Accepted",
        "The case will move at the moment named. Until then the team that holds it answers.",
    )
    REFUSED = "refused", "Refused", "The case stays where it is, for the reasons given."
    TAKEN = (
        "taken",
        "Responsibility moved",
        "The receiving team answers. The handover meeting is to come.",
    )
    MET = "met", "Handover meeting held", "Both officers have met about the case."
    WITHDRAWN = "withdrawn", "Withdrawn", "Those who raised it took it back, and said why."
    LAPSED = (
        "lapsed",
        "Lapsed",
        "Supervision ended, or the case moved otherwise, before it was answered.",
    )


#: Somebody still has to do something before it is settled where the case belongs.
ESCALATION_OPEN = (
    EscalationState.CONCERN,
    EscalationState.REFERRED,
    EscalationState.RETURNED,
    EscalationState.ACCEPTED,
)


class EscalationVerb(Term):
    RAISE = "raise", "Raise a concern", "Say what changed and who may be harmed."
    KEEP = "keep", "Keep the case", "Decide that it need not be referred, and say why."
    REFER = "refer", "Refer", "Send it to a named member of staff of the public provider."
    RETURN = (
        "return",
        "Return for information",
        "Ask for what is missing. Never where it is urgent.",
    )
    SEND_AGAIN = "send_again", "Send again", "Answer what was asked, and send it back."
    NAME_ANOTHER = "name_another", "Name somebody else", "Pass it to a colleague who can answer."
    ACCEPT = "accept", "Accept", "Take the case, at a moment named."
    REFUSE = "refuse", "Refuse", "Leave the case where it is, with reasons."
    TAKE = "take", "Take responsibility", "The moment named has come: the receiving team answers."
    MEET = "meet", "Record the handover meeting", "Both officers have met about the case."
    WITHDRAW = "withdraw", "Withdraw", "Take it back, and say why."
    LAPSE = "lapse", "Let it lapse", "The question is no longer there."


class EscalationReturn(Term):
    WHO_IS_AT_RISK = (
        "who_is_at_risk",
        "Who is at risk is not said",
        "Name the people, or the kind of people, who could be harmed.",
    )
    WHAT_CHANGED = "what_changed", "What changed is not said", "Say what is new, and since when."
    ASSESSMENT_OUT_OF_DATE = (
        "assessment_out_of_date",
        "The assessment of harm is out of date",
        "Assess it again before it is decided on.",
    )
    ENQUIRIES_MISSING = (
        "enquiries_missing",
        "Enquiries were not made",
        "Ask the police or children's services, and say what they answered.",
    )
    OTHER = "other", "Something else", "Said in the note."


class EscalationRefusal(Term):
    NOT_HIGH = (
        "not_high",
        "The risk of serious harm is not high",
        "The assessment was looked at together and stays below high.",
    )
    PROTECTED = (
        "protected",
        "What is in place protects enough",
        "The risk is being managed, and the plan says how.",
    )
    NOT_ELIGIBLE = (
        "not_eligible",
        "MAPPA does not apply",
        "Neither offence nor sentence brings the person under the arrangements.",
    )
    RECALL_OR_COURT = (
        "recall_or_court",
        "Recall or the court is the right step",
        "What is needed is enforcement, not another holder.",
    )
    OTHER = "other", "Something else", "Said in the note."


class TransferState(Term):
    ASKED = "asked", "Asked for", "It waits for the receiving team. The sending team answers."
    ACCEPTED = "accepted", "Accepted", "The receiving team answers for the case."
    REJECTED = "rejected", "Rejected", "The case stays; the reason says what must be put right."
    WITHDRAWN = "withdrawn", "Withdrawn", "The sending team took it back."
    LAPSED = (
        "lapsed",
        "Lapsed",
        "The case moved otherwise, or supervision ended, before the answer.",
    )


class TransferVerb(Term):
    ASK = "ask", "Ask for a transfer", "Say where the case should go, and why."
    ACCEPT = "accept", "Accept", "Take the case into the team."
    REJECT = "reject", "Reject", "Leave it where it is, with a reason from the list."
    WITHDRAW = "withdraw", "Withdraw", "Take it back, and say why."
    LAPSE = "lapse", "Let it lapse", "The question is no longer there."


class TransferRejection(Term):
    ADDRESS_NOT_CHECKED = (
        "address_not_checked",
        "The address has not been checked",
        "Nobody has seen that the person lives there.",
    )
    HAS_NOT_MOVED = (
        "has_not_moved",
        "The person has not moved",
        "The stay is short, or the person is still at the old address.",
    )
    RECORD_NOT_READY = (
        "record_not_ready",
        "The record is not ready",
        "Outcomes, the assessment or the handover page are missing.",
    )
    ENFORCEMENT_UNDER_WAY = (
        "enforcement_under_way",
        "Enforcement is under way",
        "A breach or recall is finished first by those who began it.",
    )
    RISK_TO_BE_REVIEWED = (
        "risk_to_be_reviewed",
        "The risk must be reviewed first",
        "Whether the case belongs to this provider is not clear.",
    )
    WRONG_TEAM = "wrong_team", "Another team serves that address", "Ask the team that serves it."
    OTHER = "other", "Something else", "Said in the note."
