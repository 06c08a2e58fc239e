"""Words about Integrated Offender Management: police, both providers and others with one list."""

from openprobation.vocabulary.term import Term


class Side(Term):
    """For whom somebody sits at the table."""

    POLICE = "police", "Police", "Sits for the police force."
    NPS = "nps", "National Probation Service", "Sits for the public provider."
    CRC = "crc", "Community Rehabilitation Company", "Sits for the company."
    COUNCIL = "council", "Local authority", "Sits for the council: housing, drugs, families."


class Colour(Term):
    """How worried the team is, and so how much it does."""

    RED = "red", "Red", "Offending now, or about to: seen or visited several times a week."
    AMBER = "amber", "Amber", "Worrying signs, or too early to tell: seen every week."
    GREEN = "green", "Green", "Settled and keeping to the plan: towards leaving the list."


class NominalState(Term):
    PROPOSED = "proposed", "Proposed", "Waits for the panel."
    SELECTED = "selected", "On the list", "The panel chose them: the team works with them together."
    DESELECTED = "deselected", "Taken off", "The panel took them off the list."
    DECLINED = "declined", "Not chosen", "The panel did not choose them."


class PanelDecision(Term):
    SELECT = "select", "Put on the list", "The team works with this person from today."
    DECLINE = "decline", "Do not choose", "Usual supervision is enough."
    KEEP = "keep", "Keep on the list", "Nothing changes until the next panel."
    DESELECT = "deselect", "Take off the list", "The team's work is done, or does not help."
