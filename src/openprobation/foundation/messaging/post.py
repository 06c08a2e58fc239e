"""How does an e-mail written by a library leave? Through the outbox, as every message does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage

from openprobation.foundation.clock import now
from openprobation.vocabulary.messaging import Channel

from .actions import write


class Outbox(BaseEmailBackend):
    """Django's way to send an e-mail, kept in the outbox without an undo time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for to in message.recipients():
                write(
                    key=f"email.{uuid4()}",
                    channel=Channel.EMAIL,
                    to=to,
                    subject=str(message.subject),
                    body=str(message.body),
                    at=now(),
                    wait=timedelta(0),
                )
        return len(email_messages)
