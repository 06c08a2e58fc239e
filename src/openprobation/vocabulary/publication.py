"""Words about what is published."""

from openprobation.vocabulary.term import Term


class DocumentKind(Term):
    PICTURE = "picture", "Picture", "A picture, with the data behind it."
    DATA = "data", "Open data", "Rows that anyone may use."
    REPORT = "report", "Report", "What an inspection found, as a document to keep."


class Form(Term):
    CSV = "csv", "CSV", "Rows for a spreadsheet."
    JSON = "json", "JSON", "Rows for a program."
    SVG = "svg", "SVG", "A picture that stays sharp at any size."
    PDF = "pdf", "PDF", "A document to print or keep, tagged for screen readers."


class Topic(Term):
    """What an article is about; related posts share one."""

    PROTECTION = "protection", "Protecting people", "Keeping people safe from harm."
    REOFFENDING = (
        "reoffending",
        "Reducing reoffending",
        "Help to stop offending, and what comes of it.",
    )
    SENTENCE = (
        "sentence",
        "Abiding by the sentence",
        "Appointments, unpaid work and what follows when they are missed.",
    )
    WORKING_TOGETHER = (
        "working_together",
        "Working together",
        "How organisations work with one another.",
    )
    WOMEN = "women", "Women", "Services for women who have offended."
    STAFF = (
        "staff",
        "Staff and caseloads",
        "Those who do the work: numbers, training and supervision.",
    )
    INSPECTION = "inspection", "Inspections", "An inspection, its report or what became of it."


class ArticleState(Term):
    """Where an article stands."""

    DRAFT = "draft", "Draft", "Being written. Nobody outside sees it."
    APPROVED = "approved", "Approved", "Read and approved by another than its writer."
    PUBLISHED = "published", "Published", "Public from the moment named, to the second."
    CORRECTED = "corrected", "Corrected", "Public, and put right since; what was wrong is told."
    WITHDRAWN = "withdrawn", "Withdrawn", "Taken back: its address says so and why, and no more."


class ArticleMove(Term):
    """What brings an article from one state to the next."""

    BEGIN = "begin", "Write an article", "Begin an article."
    APPROVE = "approve", "Approve", "Say that it may go out as it stands."
    REOPEN = "reopen", "Open it again", "Go back to the draft, because something must change."
    PUBLISH = "publish", "Publish", "Make it public, now or at a named minute."
    CALL_BACK = "call_back", "Call it back", "Take back a publication whose moment has not come."
    CORRECT = "correct", "Correct", "Put right what is public, and say what was wrong."
    WITHDRAW = "withdraw", "Withdraw", "Take down what is public, and say why."


class SubscriptionEnd(Term):
    """Why no more e-mail goes to an address."""

    UNSUBSCRIBED = "unsubscribed", "Unsubscribed", "Whoever reads it ended it."
    REFUSED = (
        "refused",
        "Refused by its server",
        "The server of the address says that there is none.",
    )
    ERASED = "erased", "Erased on request", "An editor or a redaction took the address out."
