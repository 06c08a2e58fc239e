"""What is one message that leaves the service?"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.messaging import Channel, MessageState


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> Self:
        """What may leave now: waiting long enough, or held by a worker that must be dead."""
        return self.filter(
            state__in=(MessageState.WAITING, MessageState.LEAVING), not_before__lte=at
        )

    def held(self, message: Message) -> Self:
        """This one, if the worker that claimed it so holds it still: nobody stopped it or took it up."""
        return self.filter(pk=message.pk, state=MessageState.LEAVING, attempts=message.attempts)


class Message(models.Model):
    """One text, e-mail or letter: written in the act's transaction, sent after its undo time is over."""

    key = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    channel = models.TextField(choices=Channel.choices, db_comment=NOT_PERSONAL)
    to = models.TextField(db_comment=PERSONAL)
    subject = models.TextField(blank=True, default="", db_comment=PERSONAL)
    body = models.TextField(db_comment=PERSONAL)
    person_id = models.BigIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    not_before = models.DateTimeField(db_comment=NOT_PERSONAL)
    state = models.TextField(
        choices=MessageState.choices, default=MessageState.WAITING, db_comment=NOT_PERSONAL
    )
    sent_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    attempts = models.PositiveSmallIntegerField(default=0, db_comment=NOT_PERSONAL)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state__in=("waiting", "leaving")),
                name="message_to_send",
            ),
            models.Index(fields=["person_id", "-id"], name="message_to_person"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"
