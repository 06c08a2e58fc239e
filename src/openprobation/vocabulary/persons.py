"""Words about who somebody is and how to reach them."""

from openprobation.vocabulary.term import Term


class Sex(Term):
    FEMALE = "female", "Female", "Recorded as female."
    MALE = "male", "Male", "Recorded as male."
    NOT_KNOWN = "not_known", "Not known", "Not recorded yet."


class Ethnicity(Term):
    WHITE = (
        "white",
        "White",
        "White British, Irish, Gypsy or Irish Traveller, or another white background.",
    )
    MIXED = "mixed", "Mixed", "Mixed or multiple ethnic backgrounds."
    ASIAN = (
        "asian",
        "Asian or Asian British",
        "Indian, Pakistani, Bangladeshi, Chinese or another Asian background.",
    )
    BLACK = "black", "Black or Black British", "African, Caribbean or another Black background."
    OTHER = "other", "Other", "Arab or any other ethnic background."
    NOT_STATED = "not_stated", "Not stated", "The person has not said, or nobody has asked."


class IdentifierKind(Term):
    NOMS = "noms", "Prison number", "Given on first reception into prison, like A1234BC."
    PNC = "pnc", "Police National Computer number", "Given by the police, like 2008/0056560Z."
    CRO = (
        "cro",
        "Criminal Records Office number",
        "Given when fingerprints are taken, like 012345/08V.",
    )
    NATIONAL_INSURANCE = (
        "ni",
        "National Insurance number",
        "For work and benefits, like QQ 12 34 56 C.",
    )
    PREVIOUS_CRN = (
        "previous_crn",
        "Previous CRN",
        "A number this person was known by before two records were joined.",
    )


class NameKind(Term):
    ALIAS = "alias", "Also known as", "Another name the person uses or has used."
    PREVIOUS = "previous", "Previous name", "A name before marriage, deed poll or correction."


class AddressKind(Term):
    MAIN = "main", "Main address", "Where the person lives."
    OTHER = "other", "Other address", "Where the person sometimes stays."
    POSTAL = "postal", "Postal address", "Where letters should go."
    CURFEW = "curfew", "Curfew address", "Where a curfew or licence requires the person to be."


class PhoneKind(Term):
    MOBILE = "mobile", "Mobile", "The person's own mobile telephone."
    HOME = "home", "Home", "A telephone where the person lives."
    OTHER = "other", "Other", "Another telephone the person can be reached on."


class CircumstanceKind(Term):
    CARING = (
        "caring",
        "Caring for somebody",
        "Looks after a child or an adult, which limits when they can come.",
    )
    PREGNANT = (
        "pregnant",
        "Pregnant",
        "Expecting a child; letters and appointments take it into account.",
    )
    EMPLOYED = "employed", "In work", "Has a job whose hours matter for appointments."
    UNEMPLOYED = "unemployed", "Not in work", "Looking for work, or not able to work now."
    EDUCATION = (
        "education",
        "In education or training",
        "Attends a course whose hours matter for appointments.",
    )
    HOMELESS = "homeless", "No fixed place to live", "Sleeping rough, sofa surfing or in a hostel."
    HOSPITAL = "hospital", "In hospital", "An in-patient; failures to attend are not counted."
    CUSTODY = "custody", "In custody", "On remand or serving; failures to attend are not counted."


class DisabilityKind(Term):
    MOBILITY = "mobility", "Mobility", "Finds stairs, standing or distances hard."
    HEARING = "hearing", "Hearing", "Deaf or hard of hearing."
    SIGHT = "sight", "Sight", "Blind or partially sighted."
    LEARNING = (
        "learning",
        "Learning disability",
        "Needs information in a simpler form and more time.",
    )
    NEURODIVERSITY = (
        "neurodiversity",
        "Neurodiversity",
        "Autism, ADHD, dyslexia or similar; may need things done differently.",
    )
    MENTAL_HEALTH = "mental_health", "Mental health", "A condition that affects daily life."
    LONG_TERM = "long_term", "Long-term illness", "An illness that affects daily life."


class AdjustmentKind(Term):
    LARGE_PRINT = (
        "large_print",
        "Large print or easy read",
        "Letters in large print or simple words with pictures.",
    )
    GROUND_FLOOR = "ground_floor", "Ground floor room", "Seen where there are no stairs."
    QUIET_ROOM = "quiet_room", "Quiet room", "Seen away from the waiting room."
    LONGER = "longer", "Longer appointments", "More time, with breaks."
    REMINDER_CALL = (
        "reminder_call",
        "Reminder call",
        "A call on the day, as letters and texts are not enough.",
    )
    SIGN_LANGUAGE = (
        "sign_language",
        "Sign language interpreter",
        "A British Sign Language interpreter at every meeting.",
    )
    HOME_VISIT = "home_visit", "Seen at home", "Cannot easily travel."
    WOMAN_OFFICER = "woman_officer", "Woman officer", "Has asked to be supervised by a woman."


class ContactRelationship(Term):
    PARTNER = "partner", "Partner", "Husband, wife or partner."
    PARENT = "parent", "Parent", "Mother, father or step-parent."
    CHILD = "child", "Son or daughter", "A grown-up child."
    SIBLING = "sibling", "Brother or sister", "A brother or sister."
    RELATIVE = "relative", "Other relative", "Another member of the family."
    GRANDPARENT = "grandparent", "Grandparent", "A grandmother or grandfather."
    CARER = "carer", "Carer", "Looks after the person, paid or unpaid."
    FRIEND = "friend", "Friend", "Somebody they trust who is not family."
    NEIGHBOUR = "neighbour", "Neighbour", "Lives near the person."
    EMPLOYER = "employer", "Employer", "Somebody where the person works."
    SUPPORT_WORKER = "support_worker", "Support worker", "A worker from another service."
    OTHER = "other", "Somebody else", "Another person whom they named."
