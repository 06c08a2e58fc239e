"""Words about what a woman is offered: a space for women only, a choice of officer, and a way to reach her safely."""

from openprobation.vocabulary.term import Term


class OfferAnswer(Term):
    YES = "yes", "Yes", "It was offered, and she wants it."
    DECLINED = "declined", "Declined", "It was offered, and she would rather not."
    NO = "no", "Not offered", "No, she was not offered it; the reason is in words."


class Childcare(Term):
    NOT_NEEDED = "not_needed", "Not needed", "Nobody has to be looked after while she is here."
    CRECHE = "creche", "A place in the crèche", "She brings a child, who needs a place there."
    HOURS = (
        "hours",
        "School hours only",
        "She can come while the children are at school or looked after.",
    )
    NOT_SAID = "not_said", "Not said", "She was asked, and would rather not say."


class SafeContact(Term):
    ANY = "any", "As the record says", "Nothing more to heed than the numbers marked safe to text."
    ONLY_AS_SAID = (
        "only_as_said",
        "Only as she says",
        "Some ways or times of reaching her put her at risk: heed her words.",
    )
    IN_PERSON = (
        "in_person",
        "Only when she is here",
        "Do not ring, text or write: somebody else may see it.",
    )


class OfferGap(Term):
    """What is missing of a woman's record on the lead's page."""

    NOT_ASKED = "not_asked", "Not asked yet", "Nobody recorded what she was offered."
    NO_SPACE = "no_space", "No women-only space offered", "The record says it was not offered."
    NO_OFFICER = "no_officer", "No choice of officer", "The record says it was not offered."
    NO_CENTRE = (
        "no_centre",
        "Wants a centre, not referred",
        "She wants a women-only space, and no centre was asked.",
    )
