"""How does a case come to an organisation and an officer, move on, and end? No moment without somebody."""

from .assigning import (
    assign_officer,
    end_responsibility,
    first_contact_due,
    reallocate,
    stand_in,
)
from .deciding import allocate, hold_by_court, inputs, propose
from .joining import join_cases, part_cases

__all__ = [
    "allocate",
    "assign_officer",
    "end_responsibility",
    "first_contact_due",
    "hold_by_court",
    "inputs",
    "join_cases",
    "part_cases",
    "propose",
    "reallocate",
    "stand_in",
]
