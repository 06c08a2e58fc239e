"""Who carries a message out of the building? A port; real carriers are adapters."""

from __future__ import annotations

from typing import Protocol

from .models import Message


class NotCarried(Exception):
    """The carrier could not take the message now. It is tried again."""


class NoSuchAddress(NotCarried):
    """The carrier says that the address does not exist. It is not tried again."""


class CarrierAway(NotCarried):
    """Nobody answers, so the other messages need not be tried now either."""


class Unanswered(CarrierAway):
    """It was handed over whole and nobody said that it arrived: it may have."""


class Carrier(Protocol):
    def open(self) -> None: ...
    def carry(self, message: Message) -> None: ...
    def close(self) -> None: ...


class Kept:
    """Carries nothing out: the message stays in the outbox, where it can be read. The default."""

    def open(self) -> None:
        return None

    def carry(self, message: Message) -> None:
        return None

    def close(self) -> None:
        return None
