"""Words about services that can be bought: what they are, what they cost, who pays, and why one was not used."""

from openprobation.vocabulary.term import Term


class ServiceKind(Term):
    ACCREDITED = (
        "accredited",
        "Accredited programme",
        "A programme that a panel of experts found to reduce reoffending.",
    )
    SERVICE = (
        "service",
        "Service",
        "Help with a need that is not an accredited programme.",
    )
    TREATMENT = (
        "treatment",
        "Substance misuse treatment",
        "Treatment for drugs or alcohol, by a treatment service.",
    )


class PriceUnit(Term):
    SESSION = "session", "Session", "One meeting, alone or in a group."
    HOUR = "hour", "Hour", "An hour of somebody's time."
    DAY = "day", "Day", "A day of activity."
    PLACE = "place", "Place", "One person from the first session to the last."


class FundingLine(Term):
    NPS_BUDGET = (
        "nps_budget",
        "NPS budget",
        "The public provider pays the price on the rate card from its own budget.",
    )
    COMMISSIONER = (
        "pcc",
        "Police and Crime Commissioner",
        "The commissioner of the area pays, wholly or in part.",
    )
    CONTRACT = (
        "contract",
        "Contract",
        "Paid for by the provider's own contract: no price for each person.",
    )


class PurchaseState(Term):
    ORDERED = "ordered", "Ordered", "Sent to the provider, which has not answered yet."
    ACCEPTED = "accepted", "Accepted", "The provider will deliver it at the price of the day."
    RETURNED = "returned", "Returned", "The provider sent it back with a reason."
    CANCELLED = "cancelled", "Cancelled", "The buyer took it back before anything was delivered."
    CLOSED = "closed", "Closed", "Nothing more will be delivered under it."


class PurchaseMove(Term):
    ORDER = "order", "Order", "The buyer orders units of a service."
    ACCEPT = "accept", "Accept", "The provider accepts the order."
    RETURN = "return", "Return", "The provider sends the order back with a reason."
    CANCEL = "cancel", "Cancel", "The buyer takes the order back."
    CLOSE = "close", "Close", "No more will be delivered: what is left is freed."


class ReturnReason(Term):
    """Why a provider sends an order or a referral back."""

    NOT_ELIGIBLE = "not_eligible", "Not eligible", "The person does not fit this service."
    TOO_RISKY = (
        "too_risky",
        "Risk cannot be managed here",
        "The risk summary says what this service cannot make safe.",
    )
    NO_CAPACITY = "no_capacity", "No place soon", "No place will be free within the wait promised."
    NEEDS_MORE = (
        "needs_more",
        "Something is missing",
        "The provider needs to know more before it can answer.",
    )
    WRONG_SERVICE = (
        "wrong_service",
        "Another service fits better",
        "The provider names what would serve the need better.",
    )
    DUPLICATE = "duplicate", "Sent already", "The same person was referred for the same need."


class DisputeReason(Term):
    NOT_DELIVERED = (
        "not_delivered",
        "Not delivered",
        "The buyer's record says that this did not happen.",
    )
    WRONG_PRICE = "wrong_price", "Wrong price", "The price is not that of the day of the order."
    COUNTED_TWICE = "counted_twice", "Counted twice", "The same units are on a statement already."
    NO_EVIDENCE = "no_evidence", "No evidence", "Nothing shows that this was delivered."


class DisputeState(Term):
    OPEN = "open", "Open", "The provider has not answered yet."
    UPHELD = "upheld", "Taken back", "The provider agreed: the units are credited."
    REJECTED = "rejected", "Stands", "The provider showed that it was delivered."


class UnmetReason(Term):
    """Why a need among the first three has had no service."""

    NO_SERVICE = (
        "no_service",
        "No service for this need here",
        "Nothing on the catalogue serves this need, in this area, for this person.",
    )
    WAIT = (
        "wait",
        "The wait is too long",
        "The order would end, or the moment pass, before a place.",
    )
    PRICE = "price", "The price", "No budget line would pay for it."
    DISTANCE = "distance", "Too far", "The person cannot get there and back."
    RISK = "risk", "Risk", "No service can take the risk the person poses or is at."
    RETURNED = "returned", "Returned by providers", "Sent, and sent back."
    DECLINED = "declined", "The person declined", "Offered, and the person said no."
    ONE_TO_ONE = (
        "one_to_one",
        "Worked on one to one",
        "The officer works on it in supervision, by choice.",
    )
    NOT_READY = "not_ready", "Not yet", "Something else comes first, and the plan says what."
    LOCAL_FREE = (
        "local_free",
        "Met by a service outside the catalogue",
        "A health, council or voluntary service nobody pays for by the person.",
    )
    NOT_KNOWN = (
        "not_known",
        "I did not know what there was",
        "Nobody told the officer that it could be bought.",
    )
