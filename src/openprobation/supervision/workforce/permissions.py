"""What needs leave about staff and their load?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW_OWN = (
        "workforce.own.view",
        "See one's own work",
        "Read one's own load, supervision, training and hours, and tick off what was agreed.",
    )
    VIEW_TEAM = (
        "workforce.team.view",
        "See the team's work",
        "See what those one manages carry, who is away, and whose supervision is overdue.",
    )
    KEEP_STAFF = (
        "workforce.staff.keep",
        "Keep hours and absence",
        "Say what hours somebody one manages has, when they are away and what is taken off.",
    )
    SUPERVISE = (
        "workforce.supervision.record",
        "Supervise staff",
        "Write down supervision, observed practice and training of those one manages.",
    )
    VIEW_ABSENCE_REASON = (
        "workforce.absence_reason.view",
        "Read why somebody is away",
        "Read the reason of an absence, which no list shows. Reading it is audited.",
    )
    RECORD_TIER = (
        "workforce.tier.record",
        "Type a tier",
        "Say what tier a person's case has, until it is calculated.",
    )
    ANSWER_PULSE = (
        "workforce.pulse.answer",
        "Answer the pulse",
        "Say, without a name, how work is, and read what came of it.",
    )
    RUN_PULSE = (
        "workforce.pulse.run",
        "Ask the pulse",
        "Ask the staff of the organisation how work is.",
    )
