"""Words about work with a person by somebody other than the officer: referral, sessions, programme, outcome."""

from __future__ import annotations

from typing import Self

from openprobation.vocabulary.term import Term


class ReferralState(Term):
    """Where a referral stands. `with_supplier`: who must act next is the supplier; `is_end`: nobody."""

    with_supplier: bool
    is_end: bool

    def __new__(
        cls,
        value: str,
        label: str = "",
        meaning: str = "",
        with_supplier: bool = False,
        is_end: bool = False,
    ) -> Self:
        if not meaning.endswith((".", "?")):
            raise ValueError(f"The meaning of {value!r} must be a sentence: {meaning!r}")
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        word.meaning = meaning
        word.with_supplier = with_supplier
        word.is_end = is_end
        return word

    DRAFT = "draft", "Being written", "The officer has not sent it yet."
    SENT = "sent", "Sent", "With the supplier, which has not answered yet.", True
    RETURNED = "returned", "Returned", "The supplier sent it back with a reason."
    ACCEPTED = "accepted", "Accepted", "The supplier takes it and names a worker next.", True
    ASSIGNED = (
        "assigned",
        "Worker named",
        "A worker of the supplier meets the person to assess.",
        True,
    )
    ASSESSED = (
        "assessed",
        "Assessed by the supplier",
        "The supplier has met the person and writes the action plan.",
        True,
    )
    PLANNED = (
        "planned",
        "Action plan made",
        "The supplier and the person agreed what to do in how many sessions.",
        True,
    )
    SESSIONS = "sessions", "Sessions under way", "At least one session has been held.", True
    ENDED = "ended", "Ended", "The end report is in.", False, True
    WITHDRAWN = "withdrawn", "Withdrawn", "Taken back, with a reason.", False, True


class ReferralMove(Term):
    DRAFT = "draft", "Begin a referral", "The officer begins a referral from the case."
    SEND = "send", "Send", "The officer sends it with the risk summary."
    SEND_AGAIN = "send_again", "Send again", "The officer sends it again after a return."
    ACCEPT = "accept", "Accept", "The supplier takes it."
    RETURN = "return", "Return", "The supplier sends it back with a reason."
    ASSIGN = "assign", "Name a worker", "The supplier says who works with the person."
    ASSESS = "assess", "Write the assessment", "The supplier writes what it found."
    PLAN = "plan", "Make the action plan", "The supplier writes what will be done."
    CHANGE_PLAN = (
        "change_plan",
        "Change the action plan",
        "The supplier writes a new version; those before stay.",
    )
    HOLD_SESSION = "hold_session", "Hold a session", "The first session was held."
    END = "end", "Write the end report", "The supplier says what came of it."
    WITHDRAW = "withdraw", "Withdraw", "The officer or the supplier ends it early."


class Side(Term):
    OFFICER = "officer", "Officer", "Whoever supervises the person."
    SUPPLIER = "supplier", "Supplier", "Whoever delivers the service."


class WithdrawalReason(Term):
    INELIGIBLE = "INE", "Not eligible", "The person turned out not to fit the service."
    MISTAKE = "MIS", "Sent by mistake or twice", "There should have been no referral."
    NOT_ENGAGED = "NOT", "Would not take part", "The person was asked again and would not."
    MET_ELSEWHERE = "NEE", "Met elsewhere", "The need is met by something else."
    MOVED = "MOV", "Moved away", "The person lives out of reach now."
    WORK_OR_CARE = "WOR", "Work or care", "Work or caring leaves no time that fits."
    DIED = "USE", "The person died", "The person died before it ended."
    ACQUITTED = "ACQ", "Acquitted on appeal", "There is no sentence any more."
    CUSTODY = "RET", "Returned to custody", "The person is in prison."
    REVOKED = "SER", "Sentence revoked", "The court ended the order."
    EXPIRED = "SEE", "Sentence expired", "The sentence ended first."
    EARLY = "EAR", "Completed early", "Everything was achieved before the last session."
    OTHER = "ANO", "Another reason", "Something else, told in words."


class Attendance(Term):
    """What a supplier reports of a session. The officer decides what it means."""

    CAME = "came", "Came", "The person came and the session was held."
    LATE = "late", "Came late", "The person came late and the session was held."
    CAME_NO_SESSION = (
        "came_no_session",
        "Came, no session",
        "The person came, and the session could not be held.",
    )
    DID_NOT_COME = "did_not_come", "Did not come", "The person did not come."


class RegisterMark(Term):
    """What a facilitator marks on the register of a group. The officer decides what an absence means."""

    PRESENT = "present", "Present", "Came on time and stayed."
    LATE = "late", "Late", "Came late and took part."
    EXCUSED = "excused", "Excused", "Did not come, with good reason as the supplier sees it."
    ABSENT = "absent", "Absent", "Did not come, without good reason as the supplier sees it."


class NoSessionReason(Term):
    PERSON_ACCEPTABLE = (
        "person_acceptable",
        "The person, with good reason",
        "As the supplier sees it; the officer decides.",
    )
    PERSON_UNACCEPTABLE = (
        "person_unacceptable",
        "The person, without good reason",
        "As the supplier sees it: the officer decides.",
    )
    LOGISTICS = "logistics", "Ours: room, staff or transport", "Nothing the person did."


class Delivery(Term):
    IN_PERSON = "in_person", "At the supplier's place", "The person comes to the supplier."
    OFFICE = "office", "At a probation office", "The supplier comes to the office."
    PHONE = "phone", "By telephone", "The supplier rings the person."
    ELSEWHERE = "elsewhere", "Another place", "Somewhere both can reach, named in the booking."


class Achievement(Term):
    """What came of one outcome that was wanted, as the end report scores it."""

    points: float

    def __new__(cls, value: str, label: str = "", meaning: str = "", points: float = 0) -> Self:
        if not meaning.endswith((".", "?")):
            raise ValueError(f"The meaning of {value!r} must be a sentence: {meaning!r}")
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        word.meaning = meaning
        word.points = points
        return word

    ACHIEVED = "achieved", "Achieved", "What was wanted came about.", 1.0
    PARTLY = "partly", "Partly achieved", "Some of what was wanted came about.", 0.5
    NOT_ACHIEVED = "not_achieved", "Not achieved", "What was wanted did not come about.", 0.0


class PaperKind(Term):
    ASSESSMENT = (
        "assessment",
        "Supplier's assessment",
        "What the supplier found when it met the person.",
    )
    ACTION_PLAN = (
        "action_plan",
        "Action plan",
        "What will be done towards each outcome, in how many sessions.",
    )
    END_REPORT = "end_report", "End report", "What came of it, and what is left to do."


class SessionKind(Term):
    ASSESSMENT = "assessment", "Assessment", "The supplier's first meeting with the person."
    SESSION = "session", "Session", "A session alone with the worker."
    GROUP = "group", "Group session", "A session of an accredited programme, in its group."
    CATCH_UP = "catch_up", "Catch-up", "Makes good a group session that was missed."


class SessionState(Term):
    PLANNED = "planned", "Planned", "Arranged; nobody has reported on it yet."
    REPORTED = "reported", "Reported", "The supplier said what happened."
    CANCELLED = "cancelled", "Cancelled", "Will not be held; it counts for nothing."


class PathwayStep(Term):
    """How far along the road from referral to treatment somebody with a drugs or alcohol need is."""

    NOBODY_ASKED = "nobody_asked", "Not referred", "The need is known and nobody was asked."
    REFERRED = "referred", "Referred", "A treatment service was asked, and has not taken it yet."
    RETURNED = "returned", "Sent back", "The treatment service sent it back."
    TAKEN = "taken", "Accepted", "The treatment service took it; nobody was seen yet."
    ASSESSED = "assessed", "Assessed", "The treatment service has met the person."
    IN_TREATMENT = "in_treatment", "In treatment", "At least one session was attended."
    ENDED = "ended", "Treatment ended", "The treatment service wrote its end report."
    DROPPED = "dropped", "Ended early", "Withdrawn before the end."
