"""What is the shape of each extract? A table is added here, and its rows in a context's `extract.py`."""

from .commissioning import DELIVERIES, NEEDS_NOT_MET, ORDER_MOVES, ORDERS
from .interventions import REFERRAL_MOVES, REFERRALS, SESSIONS, WOMENS_OFFERS
from .shape import PERSON, Column, Filled, Kind, Row, Table, key, person, printed

TABLES = (
    ORDERS,
    ORDER_MOVES,
    DELIVERIES,
    NEEDS_NOT_MET,
    REFERRALS,
    REFERRAL_MOVES,
    SESSIONS,
    WOMENS_OFFERS,
)
"""Every table, in the order in which they are printed and written."""

__all__ = [
    "PERSON",
    "TABLES",
    "Column",
    "Filled",
    "Kind",
    "Row",
    "Table",
    "key",
    "person",
    "printed",
]
