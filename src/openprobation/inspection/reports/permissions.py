"""What needs leave about reports of inspections and what follows from them?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "report.view",
        "Read reports in the making",
        "Read what inspectors write before it is public, and who answered which point.",
    )
    WRITE = (
        "report.write",
        "Write a report",
        "Write findings and recommendations, send the draft for accuracy and answer each point.",
    )
    RELEASE = (
        "report.release",
        "Release a report",
        "Make a report public at a named minute, call it back before, or correct it after.",
    )
    CHECK_ACCURACY = (
        "report.accuracy.check",
        "Check a draft for accuracy",
        "Read the draft one was named for, and dispute its facts before it is public.",
    )
    PLAN = (
        "report.plan.keep",
        "Keep an action plan",
        "Say what will be done about each recommendation, by which post and by when.",
    )
    FOLLOW_UP = (
        "report.progress.judge",
        "Judge progress",
        "Say how far a recommendation was carried out, and why.",
    )
