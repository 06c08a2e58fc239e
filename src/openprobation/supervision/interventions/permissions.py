"""What needs leave about referrals and the work that follows?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "interventions.referral.view",
        "See a person's referrals",
        "Read which services a person was sent to and what came of it.",
    )
    REFER = (
        "interventions.referral.send",
        "Refer to a service",
        "Send a person to a service with the risk summary, and take a referral back.",
    )
    SUPPLY = (
        "interventions.referral.supply",
        "Work with people referred",
        "Read what was sent to one's organisation, answer it, and report sessions and outcome.",
    )
    ASK_WOMEN = (
        "interventions.women.ask",
        "Ask about women’s services",
        "Record what a woman was offered, what she chose, and how to reach her safely.",
    )
    LEAD_WOMEN = (
        "interventions.women.lead",
        "Lead women’s services",
        "See which women were not asked, and figures of the centres without names.",
    )
    KEEP_CENTRES = (
        "interventions.women.keep",
        "Keep women’s centres",
        "Say where centres are and how far, and what co-funded services do for women.",
    )
