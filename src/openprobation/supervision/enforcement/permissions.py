"""What needs leave about what follows non-compliance?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = (
        "enforcement.view",
        "View enforcement",
        "See failures to comply, explanations, warnings and what followed, on an open record.",
    )
    DECIDE = (
        "enforcement.failure.decide",
        "Decide on a failure",
        "Write down an explanation, ask for evidence, and decide whether there was an excuse.",
    )
    WARN = (
        "enforcement.warning.give",
        "Give warnings",
        "Give a warning from a failure, withdraw one, and put a licence matter to the senior.",
    )
    ANSWER_LICENCE = (
        "enforcement.licence.answer",
        "Answer licence matters",
        "Say as a senior what follows when somebody on licence failed to comply.",
    )
    PREPARE_PACK = (
        "breach.pack.prepare",
        "Prepare a breach pack",
        "Open an alleged breach, put its pack together, check it and send it.",
    )
    ENDORSE_PACK = (
        "breach.pack.endorse",
        "Endorse a breach pack",
        "Put a manager's name to a pack before it is sent, or withdraw it.",
    )
    JUDGE_PACK = (
        "breach.pack.judge",
        "Accept or return a breach pack",
        "See the packs sent to the enforcement team, accept or return them, and decide on them.",
    )
    LAY_INFORMATION = (
        "breach.information.lay",
        "Lay an information",
        "Tell the court of an alleged breach.",
    )
    RECORD_HEARING = (
        "breach.hearing.record",
        "Record a breach hearing",
        "Write down when a court hears a breach, and what it decided.",
    )
    ASK = (
        "breach.question.ask",
        "Ask the other side",
        "Ask or answer a question about a case between those who supervise and those who prosecute.",
    )
    KEEP_STANDING = (
        "breach.standing.keep",
        "Keep standing matters",
        "Raise and close matters between the senior teams of both organisations.",
    )
