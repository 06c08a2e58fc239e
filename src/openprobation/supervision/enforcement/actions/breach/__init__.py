"""How is an alleged breach prepared, sent, returned, decided on and taken through court?"""

from .checking import LineMissing, NotYourOwnPack, amend, check, endorse
from .deciding import consider, lay_information, lay_no_information
from .drafting import (
    BreachedAlready,
    LicenceIsRecalled,
    NoSuchOrder,
    NotAFailureOfThisOrder,
    NothingAlleged,
    change_pack,
    open_breach,
)
from .exhibiting import NoSuchFile, NotToBeServed
from .hearing import (
    BeforeItWasLaid,
    HeardAlready,
    ListedFor,
    NextDayNeeded,
    NoSuchCourt,
    NotForThisOrder,
    NotHeardYet,
    list_hearing,
    record_hearing,
)
from .moving import (
    LONGEST,
    NEEDED,
    ChangedMeanwhile,
    NobodyAnswers,
    NoReasonGiven,
    NoteNeeded,
    NotNow,
    TooLong,
    refuse_move,
    require_any,
)
from .receiving import LineReturned, accept, return_pack
from .sending import NoEnforcementTeam, resubmit, submit
from .withdrawing import end_after_death, withdraw

__all__ = [
    "LONGEST",
    "NEEDED",
    "BeforeItWasLaid",
    "BreachedAlready",
    "ChangedMeanwhile",
    "HeardAlready",
    "LicenceIsRecalled",
    "LineMissing",
    "LineReturned",
    "ListedFor",
    "NextDayNeeded",
    "NoEnforcementTeam",
    "NoReasonGiven",
    "NoSuchCourt",
    "NoSuchFile",
    "NoSuchOrder",
    "NobodyAnswers",
    "NotAFailureOfThisOrder",
    "NotForThisOrder",
    "NotHeardYet",
    "NotNow",
    "NotToBeServed",
    "NotYourOwnPack",
    "NoteNeeded",
    "NothingAlleged",
    "TooLong",
    "accept",
    "amend",
    "change_pack",
    "check",
    "consider",
    "end_after_death",
    "endorse",
    "lay_information",
    "lay_no_information",
    "list_hearing",
    "open_breach",
    "record_hearing",
    "refuse_move",
    "require_any",
    "resubmit",
    "return_pack",
    "submit",
    "withdraw",
]
