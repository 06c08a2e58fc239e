"""Who carries a message out of the building? A port; real carriers are adapters."""

from __future__ import annotations

from typing import Protocol

from .models import Message


class NotCarried(Exception):
    """The carrier could not take the message now. It is tried again."""


class Carrier(Protocol):
    def carry(self, message: Message) -> None: ...


class Kept:
    """Carries nothing out: the message stays in the outbox, where it can be read. The default."""

    def carry(self, message: Message) -> None:
        return None
