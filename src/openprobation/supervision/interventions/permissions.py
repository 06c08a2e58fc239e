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
