"""What needs leave about services that can be bought?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "commissioning.catalogue.view",
        "See the catalogue",
        "Search services by need and area, and read their prices.",
    )
    BUY = (
        "commissioning.order.buy",
        "Buy a service",
        "Order units of a service at the price of the day, from a funding line.",
    )
    KEEP = (
        "commissioning.catalogue.keep",
        "Keep the catalogue",
        "Say what services there are, where and for whom, and set their prices.",
    )
    DELIVER = (
        "commissioning.order.deliver",
        "Deliver what was ordered",
        "Answer orders sent to one's organisation, record delivery and issue statements.",
    )
    SAY_WHY_NOT = (
        "commissioning.not_used.say",
        "Say why no service was used",
        "Say why a need among the first three has had no service.",
    )
    VIEW_SPEND = (
        "commissioning.spend.view",
        "See spend and unmet need",
        "Read, without names, what one's organisation bought, and why needs were not met.",
    )
    CHECK_STATEMENT = (
        "commissioning.statement.check",
        "Check a statement",
        "Read what is owed to a supplier line by line, and dispute a line.",
    )
