"""What needs leave about inspections and what they ask?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "inspection.view",
        "See the plan of an inspection",
        "Read frameworks, and the plan, team and progress of inspections.",
    )
    PLAN = (
        "inspection.plan",
        "Plan an inspection",
        "Announce an inspection, set its milestones and its team.",
    )
