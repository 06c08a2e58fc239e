"""What needs leave about plans?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "plan.view",
        "View plans",
        "See goals, steps, agreement and reviews, and whether the operating model is applied.",
    )
    KEEP = (
        "plan.keep",
        "Keep plans",
        "Set goals and steps, agree the plan with the person, and review it formally.",
    )
    KEEP_MODEL = (
        "plan.model.keep",
        "Keep the operating model",
        "Say which stages the owner’s organisations go through with everybody, and by when.",
    )
