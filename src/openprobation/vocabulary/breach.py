"""Words about taking a breach to court, between the organisation that supervises and the one that prosecutes."""

from __future__ import annotations

from typing import Self, TypeVar

from openprobation.vocabulary.term import Term

W = TypeVar("W", bound=Term)


def _word(kind: type[W], value: str, label: str, meaning: str) -> W:
    """A word as `Term` makes it, for words that say more than their meaning."""
    if not meaning.endswith((".", "?")):
        raise ValueError(f"The meaning of {value!r} must be a sentence: {meaning!r}")
    word = str.__new__(kind, value)
    word._value_ = value
    word.label = label
    word.meaning = meaning
    return word


class BreachState(Term):
    """Where a breach stands. The code is that of the published process list, where it has one."""

    code: str
    is_end: bool

    def __new__(
        cls, value: str, label: str = "", meaning: str = "", code: str = "", is_end: bool = False
    ) -> Self:
        word = _word(cls, value, label, meaning)
        word.code = code
        word.is_end = is_end
        return word

    DRAFT = "draft", "Being prepared", "The officer is putting the pack together.", "BRE01"
    CHECKED = (
        "checked",
        "Checked",
        "The officer has read the pack as the court will see it, and no line is red.",
        "BRE18",
    )
    ENDORSED = (
        "endorsed",
        "Endorsed",
        "A manager of the sending organisation has read the pack and put their name to it.",
        "BRE04",
    )
    SUBMITTED = (
        "submitted",
        "With the enforcement team",
        "Sent to an enforcement officer, who has not answered yet.",
        "BRE03",
    )
    RETURNED = (
        "returned",
        "Returned",
        "Sent back with a reason and the line it concerns; the sender's days run on.",
        "BRE17",
    )
    RESUBMITTED = (
        "resubmitted",
        "With the enforcement team again",
        "Put right and sent again; an enforcement officer has not answered yet.",
        "BRE03",
    )
    ACCEPTED = (
        "accepted",
        "Accepted",
        "The pack is good enough to go on; the two days run from when it was received.",
        "BRE02",
    )
    CONSIDERED = (
        "considered",
        "Considered",
        "The enforcement officer has weighed the case and has yet to write down the decision.",
    )
    LAID = (
        "laid",
        "Information laid",
        "The enforcement officer has told the court of the alleged breach.",
        "BRE19",
    )
    NOT_LAID = (
        "not_laid",
        "No information laid",
        "The enforcement officer decided, with a reason, not to take it to court.",
        "",
        True,
    )
    LISTED = (
        "listed",
        "Listed",
        "A court has given a day, by summons or by warrant.",
        "BRE05",
    )
    HEARING = "hearing", "In court", "A hearing has been held and the case is not decided yet."
    CONCLUDED = "concluded", "Decided by the court", "The court has decided.", "", True
    WITHDRAWN = (
        "withdrawn",
        "Withdrawn",
        "Taken back, with a reason, before the court decided.",
        "BRE06",
        True,
    )


class BreachMove(Term):
    """What somebody does to a breach."""

    OPEN = "open", "Open", "Begin a pack from failures that were not excused."
    CHECK = "check", "Mark as checked", "Say that you have read the pack as the court will see it."
    AMEND = "amend", "Change it again", "Take the pack back to change it, before it is sent."
    ENDORSE = "endorse", "Endorse", "A manager puts their name to the pack."
    SUBMIT = "submit", "Send", "Send the pack to the enforcement team."
    RETURN = (
        "return",
        "Return",
        "Send the pack back with a reason from the list and the line it concerns.",
    )
    RESUBMIT = "resubmit", "Send again", "Send the pack again after it was put right."
    ACCEPT = "accept", "Accept", "Say that the pack is good enough to go on."
    CONSIDER = "consider", "Consider", "Weigh whether the alleged breach should go to court."
    LAY = "lay", "Lay an information", "Tell the court of the alleged breach."
    DO_NOT_LAY = "do_not_lay", "Lay no information", "Decide, with a reason, not to go to court."
    LIST = "list", "Record the listing", "Write down which court hears it, and on which day."
    HEAR = "hear", "Record the hearing", "Write down that a hearing was held."
    ADJOURN = "adjourn", "Record the next day in court", "The case was put off to another day."
    CONCLUDE = "conclude", "Record the court's decision", "Write down what the court decided."
    WITHDRAW = "withdraw", "Withdraw", "Take the alleged breach back, with a reason."


class Side(Term):
    SENDER = (
        "sender",
        "The organisation that supervises",
        "Whoever answers for the case: a company or the public provider.",
    )
    ENFORCEMENT = (
        "enforcement",
        "The enforcement team",
        "The public provider's team that takes alleged breaches of both to court.",
    )


class PackPart(Term):
    SERVED = "served", "Served papers", "What the court and the person are given."
    NOT_SERVED = (
        "not_served",
        "Not served",
        "For the enforcement officer alone: never given to the person or read out in court.",
    )


class PackLine(Term):
    """A line of the checklist, the part of the pack it belongs to, and whether it must be there."""

    part: PackPart
    is_mandatory: bool

    def __new__(
        cls,
        value: str,
        label: str = "",
        meaning: str = "",
        part: PackPart = PackPart.SERVED,
        is_mandatory: bool = True,
    ) -> Self:
        word = _word(cls, value, label, meaning)
        word.part = part
        word.is_mandatory = is_mandatory
        return word

    PERSON = (
        "person",
        "Who it is about",
        "Name, date of birth and an address where papers can be served.",
    )
    ORDER = "order", "The order", "Which court made which order, when, for what, and until when."
    REQUIREMENT = (
        "requirement",
        "The requirement broken",
        "Each failure names the requirement or condition it broke.",
    )
    INSTRUCTION = (
        "instruction",
        "The instruction and its proof",
        "What the person was told to do, when and how they were told, for each failure.",
    )
    FAILURES = (
        "failures",
        "The failures alleged",
        "What happened on which day, and that no excuse was accepted.",
    )
    WARNINGS = (
        "warnings",
        "The warning",
        "A warning that was alive on the day of the failure, or why it was referred without one.",
    )
    EXPLANATIONS = (
        "explanations",
        "What the person said",
        "Each explanation given, or that time to explain was given and passed.",
    )
    TRIED = (
        "tried",
        "What was tried",
        "What was done to help the person comply before it came to this.",
    )
    COMPLIANCE = (
        "compliance",
        "What went well",
        "Appointments kept and work done since the order began: the court should see both.",
        PackPart.SERVED,
        False,
    )
    PROPOSAL = "proposal", "What we propose", "What the officer asks the court to do, and why."
    EXHIBITS = (
        "exhibits",
        "Exhibits",
        "Letters, proof and files of the record that go with the papers, numbered.",
        PackPart.SERVED,
        False,
    )
    RISK = (
        "risk",
        "Risk of serious harm",
        "The level now, to whom and from what, with the day it was assessed.",
        PackPart.NOT_SERVED,
    )
    STAFF_SAFETY = (
        "staff_safety",
        "Staff safety",
        "Anything that whoever meets the person must know beforehand.",
        PackPart.NOT_SERVED,
        False,
    )
    VICTIMS = (
        "victims",
        "People to be protected",
        "Who could be harmed if the person learnt something from the papers.",
        PackPart.NOT_SERVED,
    )


class LineState(Term):
    GREEN = "green", "Ready", "The record holds what the line needs."
    AMBER = "amber", "Nothing there", "The record holds nothing, and the pack can go without it."
    OLD = "old", "Out of date", "The record holds it, and it is older than local policy asks."
    RED = "red", "Missing", "The pack cannot be sent until this is put right in the record."


class ReturnReason(Term):
    NO_PROOF_OF_INSTRUCTION = (
        "no_proof_of_instruction",
        "No proof of the instruction",
        "Nothing shows that the person was told when and where to be.",
    )
    WRONG_REQUIREMENT = (
        "wrong_requirement",
        "Wrong requirement",
        "The failure is put to a requirement that it does not break.",
    )
    WARNING_MISSING = (
        "warning_missing",
        "No warning in force",
        "No warning was alive on the day, or the one named had run out or been withdrawn.",
    )
    DATES_DISAGREE = (
        "dates_disagree",
        "Dates do not agree",
        "A date differs between the papers, the record and the order.",
    )
    EXPLANATION_NOT_ANSWERED = (
        "explanation_not_answered",
        "Explanation not dealt with",
        "The person gave a reason, and the papers do not say why it was not accepted.",
    )
    NO_TIME_TO_EXPLAIN = (
        "no_time_to_explain",
        "No time to explain",
        "The person was not given their time to explain before it was sent.",
    )
    NOTHING_TRIED = (
        "nothing_tried",
        "Nothing was tried",
        "The papers do not say what was done to help the person comply.",
    )
    PROPOSAL_UNCLEAR = (
        "proposal_unclear",
        "Proposal unclear",
        "The court could not tell from the papers what it is asked to do, or why.",
    )
    NAMES_SOMEBODY = (
        "names_somebody",
        "Names somebody who must not be named",
        "The served papers tell something of a victim or of another person.",
    )
    WRONG_ORDER = (
        "wrong_order",
        "Wrong order",
        "The failure belongs to another order of the person.",
    )
    RISK_OUT_OF_DATE = (
        "risk_out_of_date",
        "Risk out of date",
        "The assessment of risk is too old to rely on in court.",
    )
    NOT_ENDORSED = (
        "not_endorsed",
        "Not endorsed",
        "A manager should have put their name to it and has not.",
    )
    OTHER = "other", "Something else", "Another reason, said in the note."


class NotLaidReason(Term):
    EXCUSE_ACCEPTED = (
        "excuse_accepted",
        "Excuse accepted",
        "Evidence of a reasonable excuse came, and is accepted.",
    )
    NO_VALID_WARNING = (
        "no_valid_warning",
        "No valid warning",
        "The warning was withdrawn, or was not valid on the day.",
    )
    NOT_ENOUGH_PROOF = (
        "not_enough_proof",
        "Not enough proof",
        "The failure could not be proved to a court.",
    )
    DELAY = "delay", "Too late", "So much time has passed that a court should not be asked."
    ORDER_OVER = "order_over", "The order is over", "The order ended before it could be heard."
    IN_CUSTODY = (
        "in_custody",
        "In custody",
        "The person is in prison for something else, and nothing would be gained.",
    )
    COMPLYING = (
        "complying",
        "Complying again",
        "The person has complied since, and the order is better served by going on.",
    )
    OTHER = "other", "Another reason", "Another reason, said in the note."


class WithdrawalReason(Term):
    EXCUSE_ACCEPTED = (
        "excuse_accepted",
        "Excuse accepted later",
        "Evidence of a reasonable excuse came afterwards.",
    )
    WARNING_WITHDRAWN = (
        "warning_withdrawn",
        "Warning withdrawn",
        "The warning it rests on was taken back.",
    )
    ORDER_OVER = "order_over", "The order is over", "The order has ended."
    NEW_SENTENCE = (
        "new_sentence",
        "Sentenced for something new",
        "A court has passed another sentence that settles it.",
    )
    DIED = "died", "The person died", "Everything ends; nothing more is sent."
    IN_ERROR = "in_error", "Opened in error", "It should never have been opened."
    OTHER = "other", "Another reason", "Another reason, said in the note."


class CourtProcess(Term):
    SUMMONS = "summons", "Summons", "The person is told by post to come to court."
    WARRANT = "warrant", "Warrant", "The court asks the police to bring the person."


class HearingTold(Term):
    """What the person was told of a day in court, or why the service told them nothing."""

    was_sent: bool

    def __new__(
        cls, value: str, label: str = "", meaning: str = "", was_sent: bool = False
    ) -> Self:
        word = _word(cls, value, label, meaning)
        word.was_sent = was_sent
        return word

    TEXT = (
        "text",
        "Told by text",
        "A text in their own language says the day, the court and what to bring.",
        True,
    )
    NOT_CHECKED = (
        "not_checked",
        "Told by text, wording not checked",
        "The text is in their own language; no translator has checked its wording yet.",
        True,
    )
    IN_ENGLISH = (
        "in_english",
        "Told by text, in English",
        "There is no text in their language yet. Have it told to them by an interpreter.",
        True,
    )
    NO_NUMBER = (
        "no_number",
        "Not told: no number",
        "No mobile is confirmed as safe to text. Tell them yourself.",
    )
    WARRANT = (
        "warrant",
        "Not told: a warrant",
        "The police bring them, so no text announces the day.",
    )
    RESTRICTED = (
        "restricted",
        "Not told: restricted record",
        "Nothing about a restricted record leaves by text. Tell them yourself.",
    )
    QUARANTINED = (
        "quarantined",
        "Not told: words kept from messages",
        "The text would have held words that are kept from messages. Tell them yourself.",
    )
    TOO_LATE = (
        "too_late",
        "Not told: too late",
        "The day had come, or the person had died, when it was written down.",
    )


class HearingOutcome(Term):
    """What came of a hearing. The code is that of the published process list, where it has one."""

    code: str
    is_end: bool
    is_proven: bool

    def __new__(
        cls,
        value: str,
        label: str = "",
        meaning: str = "",
        code: str = "",
        is_end: bool = True,
        is_proven: bool = True,
    ) -> Self:
        word = _word(cls, value, label, meaning)
        word.code = code
        word.is_end = is_end
        word.is_proven = is_proven
        return word

    ADJOURNED = (
        "adjourned",
        "Put off to another day",
        "Nothing was decided; the court gave another day.",
        "",
        False,
        False,
    )
    WARRANT = (
        "warrant",
        "Warrant issued",
        "The person did not come and the court asked the police to bring them.",
        "BRE11",
        False,
        False,
    )
    CONTINUES = (
        "continues",
        "Proven, order continues",
        "The court found the breach proven and let the order go on as it was.",
        "BRE08",
    )
    AMENDED = (
        "amended",
        "Proven, order made harder",
        "The court found the breach proven and added to the order or changed it.",
    )
    FINED = "fined", "Proven, fined", "The court found the breach proven and imposed a fine."
    RESENTENCED = (
        "resentenced",
        "Proven, sentenced again",
        "The court revoked the order and sentenced for the offence again.",
        "BRE09",
    )
    CUSTODY = (
        "custody",
        "Proven, sent to prison",
        "The court found the breach proven and sent the person to prison.",
        "BRE16",
    )
    DEFAULT_ORDER = (
        "default_order",
        "Supervision default order",
        "Unpaid work or a curfew for a breach of supervision after a short sentence.",
        "BRE15",
    )
    NOT_PROVEN = (
        "not_proven",
        "Not proven",
        "The court did not find the breach proven; the order goes on.",
        "BRE07",
        True,
        False,
    )
    TAKEN_BACK = (
        "taken_back",
        "Withdrawn in court",
        "The enforcement officer withdrew it on the day.",
        "BRE06",
        True,
        False,
    )


class QuestionKind(Term):
    QUESTION = "question", "Question", "Something one side asks the other, which wants an answer."
    JOINT_ACTION = (
        "joint_action",
        "Joint action",
        "Something both sides agreed to do, with an owner and a day.",
    )
    STANDING = (
        "standing",
        "Standing matter",
        "Something between the senior teams of both organisations, about no one case.",
    )
