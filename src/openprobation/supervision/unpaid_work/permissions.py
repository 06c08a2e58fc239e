"""What needs leave about unpaid work?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "work.view",
        "See unpaid work",
        "See what somebody owes and has worked, on an open record.",
    )
    RUN = (
        "work.project.view",
        "See the projects of a day",
        "See the projects of one's organisation, who is due at them and who cannot finish in time.",
    )
    KEEP_PROJECTS = (
        "work.project.keep",
        "Keep projects",
        "Open and close projects, name supervisors, and stand a day down.",
    )
    ALLOCATE = (
        "work.allocate",
        "Induct and allocate",
        "Record an induction, and give somebody a project and days.",
    )
    MARK = (
        "work.attendance.mark",
        "Mark attendance",
        "Say who came, when, and who was sent home, for people of one's own projects.",
    )
    ADJUST = (
        "work.hours.adjust",
        "Adjust hours",
        "Count travel, bring hours forward, and put right what was marked, saying why.",
    )
    LONGER = (
        "work.longer.ask",
        "Ask the court for longer",
        "Write down that the court is asked for longer than twelve months, and what it said.",
    )
    DECIDE = (
        "work.report.decide",
        "Decide on reports",
        "Decide whether what a supervisor reported is a failure to comply.",
    )
