"""Words about what happened with a person."""

from openprobation.vocabulary.term import Term


class ContactKind(Term):
    APPOINTMENT = "appointment", "Appointment", "A planned meeting and what came of it."
    PHONE_CALL = "phone_call", "Phone call", "Somebody spoke to the person by telephone."
    TEXT = "text", "Text message", "A text to or from the person."
    EMAIL = "email", "E-mail", "An e-mail to, from or about the person."
    LETTER = "letter", "Letter", "A letter to or about the person."
    HOME_VISIT = (
        "home_visit",
        "Home visit",
        "Somebody visited the person at home outside a planned appointment.",
    )
    CASE_NOTE = "case_note", "Case note", "What an officer thinks the record should hold."
    AGENCY = (
        "agency_liaison",
        "Contact with another agency",
        "Police, children's services, health, housing or another service.",
    )
    MANAGEMENT = (
        "management_oversight",
        "Management oversight",
        "What a manager considered and decided.",
    )
    COURT = "court", "Court", "A hearing or its result."
    SENTENCE = "sentence", "Sentence", "A sentence began, changed or ended."
    ALLOCATION = "allocation", "Allocation", "The case moved to an organisation, team or officer."
    RISK = "risk", "Risk", "A harm level, registration or MAPPA level was set, reviewed or ended."
    PLAN = (
        "plan",
        "Needs and plan",
        "Needs were assessed, or the plan was agreed, reviewed or changed.",
    )
    UNPAID_WORK = (
        "unpaid_work",
        "Unpaid work",
        "Induction, projects, days worked or missed, and hours counted.",
    )
    INTERVENTION = (
        "intervention",
        "Work by a service",
        "A referral moved, or a supplier reported on a session.",
    )
    PERSON = "person", "Personal details", "A name, address, telephone or circumstance changed."


#: Kinds an officer writes by hand; the rest are written by what they tell of.
WRITTEN_BY_HAND = (
    ContactKind.PHONE_CALL,
    ContactKind.TEXT,
    ContactKind.EMAIL,
    ContactKind.LETTER,
    ContactKind.HOME_VISIT,
    ContactKind.CASE_NOTE,
    ContactKind.AGENCY,
    ContactKind.MANAGEMENT,
)
