"""What needs leave about the shared list?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    SEE = (
        "iom.see",
        "See the shared list",
        "With a seat at the team: see its people, colours, shared actions, visits and panels.",
    )
    WORK = (
        "iom.work",
        "Work on the shared list",
        "With a seat at the team: rate, set and finish shared actions, and record joint visits.",
    )
    PROPOSE = (
        "iom.propose",
        "Propose somebody",
        "Put one of one's own cases before the panel, with the reason.",
    )
    CHAIR = (
        "iom.chair",
        "Chair a panel",
        "With a seat at the team: call a panel, and record what it decided and why.",
    )
    SEAT = (
        "iom.seat.give",
        "Keep teams and seats",
        "Set up a co-located team, and say who sits there for which organisation.",
    )
    CLEAR = (
        "iom.clear",
        "Clear for intelligence",
        "Say who may read and write intelligence, from a day to a day, and why.",
    )
