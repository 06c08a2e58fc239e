"""How is somebody referred, worked with by a supplier or on a programme, and what came of it?"""

from .moving import ChangedMeanwhile, NotFound, NotNow
from .programmes import GroupFull, book_catch_up, join, make_group
from .referring import ReferredAlready, refer, send_again, withdraw, withdraw_all
from .sessions import NobodyAnswers, ReportedAlready, book, decide, move_session, report
from .supplying import accept, assess, assign, change_plan, end, make_plan, return_referral
from .women import ask_woman, keep_centre, state_provision, undo_asking

__all__ = [
    "ChangedMeanwhile",
    "GroupFull",
    "NobodyAnswers",
    "NotFound",
    "NotNow",
    "ReferredAlready",
    "ReportedAlready",
    "accept",
    "ask_woman",
    "assess",
    "assign",
    "book",
    "book_catch_up",
    "change_plan",
    "decide",
    "end",
    "join",
    "keep_centre",
    "make_group",
    "make_plan",
    "move_session",
    "refer",
    "report",
    "return_referral",
    "send_again",
    "state_provision",
    "undo_asking",
    "withdraw",
    "withdraw_all",
]
