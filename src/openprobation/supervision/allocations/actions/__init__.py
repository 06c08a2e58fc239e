"""How does a case come to an organisation and an officer, move on, and end? No moment without somebody."""

from .assigning import (
    assign_officer,
    end_responsibility,
    first_contact_due,
    reallocate,
    stand_in,
)
from .deciding import allocate, hold_by_court, inputs, propose
from .escalating import (
    Concern,
    accept_escalation,
    keep_case,
    name_another,
    raise_concern,
    record_meeting,
    refer,
    refuse_escalation,
    return_for_information,
    send_again,
    take,
    take_what_is_due,
    withdraw_escalation,
)
from .handing import Moving, move_caseload, read_handover, undo_move
from .joining import join_cases, part_cases
from .stepping import lapse_moves
from .transferring import (
    accept_transfer,
    answer_due,
    ask_for_transfer,
    reject_transfer,
    withdraw_transfer,
)

__all__ = [
    "Concern",
    "Moving",
    "accept_escalation",
    "accept_transfer",
    "allocate",
    "answer_due",
    "ask_for_transfer",
    "assign_officer",
    "end_responsibility",
    "first_contact_due",
    "hold_by_court",
    "inputs",
    "join_cases",
    "keep_case",
    "lapse_moves",
    "move_caseload",
    "name_another",
    "part_cases",
    "propose",
    "raise_concern",
    "read_handover",
    "reallocate",
    "record_meeting",
    "refer",
    "refuse_escalation",
    "reject_transfer",
    "return_for_information",
    "send_again",
    "stand_in",
    "take",
    "take_what_is_due",
    "undo_move",
    "withdraw_escalation",
    "withdraw_transfer",
]
