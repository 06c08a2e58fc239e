"""What do orders, deliveries and needs not met look like in an extract?"""

from __future__ import annotations

from .shape import Column, Kind, Table, key, person

ORDERS = Table(
    "orders",
    "One row an order of units of a service, at the price of the day it was made.",
    (
        key("The order."),
        person(),
        Column("service", Kind.NUMBER, "The service on the catalogue."),
        Column("need", Kind.WORD, "The need that the service is for."),
        Column("supplier", Kind.NUMBER, "The organisation that delivers.", stays=True),
        Column("buyer", Kind.NUMBER, "The organisation that pays.", stays=True),
        Column("buyer_team", Kind.NUMBER, "The team that ordered."),
        Column("funding_line", Kind.WORD, "What it is paid from.", stays=True),
        Column("state", Kind.WORD, "Where the order stands.", stays=True),
        Column("units", Kind.NUMBER, "How many units were ordered.", stays=True),
        Column("unit_pence", Kind.NUMBER, "The price of one unit on that day.", stays=True),
        Column("ordered_at", Kind.MOMENT, "When it was ordered.", stays=True),
        Column("achieved_percent", Kind.NUMBER, "What the end report says was achieved, of 100."),
    ),
)
ORDER_MOVES = Table(
    "order_moves",
    "One row each time an order was sent, accepted, sent back, cancelled or closed.",
    (
        key("The move."),
        person(),
        Column("order", Kind.NUMBER, "The order: `orders.id`.", stays=True),
        Column("move", Kind.WORD, "What was done.", stays=True),
        Column("to_state", Kind.WORD, "Where the order stood after it.", stays=True),
        Column("returned", Kind.WORD, "Why it was sent back, if it was."),
        Column("by", Kind.NUMBER, "Who did it, as a number."),
        Column("at", Kind.MOMENT, "When.", stays=True),
    ),
)
DELIVERIES = Table(
    "deliveries",
    "One row for units delivered on a day, or taken back (less than nothing).",
    (
        key("The delivery."),
        person(),
        Column("order", Kind.NUMBER, "The order: `orders.id`.", stays=True),
        Column("units", Kind.NUMBER, "How many units.", stays=True),
        Column("pence", Kind.NUMBER, "Units at the price of the order.", stays=True),
        Column("on", Kind.DAY, "The day of delivery."),
        Column("statement", Kind.NUMBER, "The statement it is on, if any.", stays=True),
        Column("disputed", Kind.WORD, "How a dispute of it stands, if there is one.", stays=True),
    ),
)
NEEDS_NOT_MET = Table(
    "needs_not_met",
    "One row each time an officer said why a need among the first three has had no service.",
    (
        key("The answer."),
        person(),
        Column("need", Kind.WORD, "The need."),
        Column("reason", Kind.WORD, "Why no service was used."),
        Column("team", Kind.NUMBER, "The team of whoever said it.", stays=True),
        Column("said_at", Kind.MOMENT, "When."),
    ),
)
