"""Why may something not be done with a service, an order or a statement?"""

from __future__ import annotations

from datetime import date

from openprobation.foundation.refusals import Refused
from openprobation.rules.commissioning import TOP
from openprobation.rules.dates import words
from openprobation.vocabulary.commissioning import (
    PurchaseState,
)
from openprobation.vocabulary.needs import Need

from ..policies import LONGEST_NOTE, MOST_UNITS


class NotFound(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing here by that number.")


class TitleTaken(Refused):
    def __init__(self, title: str) -> None:
        super().__init__(f"This provider has a service “{title}” already.", field="title")


class NothingChanged(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is different. Change something, or go back.")


class Retired(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"This service is off the catalogue from {words(on)}.")


class PricePast(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A price runs from a day still to come: what was bought until now keeps its price.",
            field="starts_on",
        )


class PriceNotLater(Refused):
    def __init__(self, since: date) -> None:
        super().__init__(
            f"The price now runs since {words(since)}. A new one must start after that day: orders"
            " already made keep theirs.",
            field="starts_on",
        )


class NotOffered(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"This service was not on the catalogue on {words(on)}.", field="service")


class NotForYou(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The rate card has no price for your organisation from this funding line on this day.",
            field="funding_line",
        )


class UnitsOutOfRange(Refused):
    def __init__(self) -> None:
        super().__init__(f"Order from 1 to {MOST_UNITS} units.", field="units")


class Full(Refused):
    def __init__(self, title: str) -> None:
        super().__init__(f"{title} has no place left. Choose another, or say why none was used.")


class NotNow(Refused):
    def __init__(self, state: PurchaseState) -> None:
        super().__init__(f"This cannot be done now: the order is {state.label.lower()}.")


class MoreThanOrdered(Refused):
    def __init__(self, left: int) -> None:
        super().__init__(f"{left} units are left of this order. Deliver no more than that.")


class NoEvidence(Refused):
    def __init__(self) -> None:
        super().__init__("Say what shows that this was delivered.", field="evidence")


class NotOver(Refused):
    def __init__(self) -> None:
        super().__init__("The month is not over. A statement is for a whole month.", field="month")


class NothingToState(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing was delivered to this buyer that is not on a statement already.")


class StatedAlready(Refused):
    def __init__(self, month: date) -> None:
        super().__init__(f"The statement for {month:%B %Y} was issued. It is never changed.")


class TakenBackAlready(Refused):
    def __init__(self) -> None:
        super().__init__("These units were taken back already.")


class InDispute(Refused):
    def __init__(self) -> None:
        super().__init__("The buyer disputes this delivery. Answer that first.")


class DisputedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has disputed this line already.")


class AnsweredAlready(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has answered this already.")


class NotATopNeed(Refused):
    def __init__(self, need: Need) -> None:
        super().__init__(f"{need.label} is not among this person's first {TOP} needs.")


class TooLong(Refused):
    def __init__(self, length: int, field: str) -> None:
        super().__init__(
            f"This is {length:,} characters long. Keep it to {LONGEST_NOTE:,}.", field=field
        )
