"""What does the outbox do when words must vanish?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from openprobation.foundation.redaction.events import Words
from openprobation.foundation.redaction.sweeping import Sweep
from openprobation.vocabulary.messaging import MessageState

from .models import Message


def redact_words(event: Words) -> None:
    """A message that still waits is not sent with a hole in it, nor to half an address."""
    changed = event.sweep.over(Message.objects.filter(person_id__in=event.sweep.record_ids))
    if event.sweep.writes and changed:
        unsent = (
            MessageState.WAITING,
            MessageState.LEAVING,
            MessageState.WITHDRAWN,  # could be put back
        )
        Message.objects.filter(pk__in=changed, state__in=unsent).update(state=MessageState.FAILED)


def forget_words_of(sweep: Sweep, *, sent_before: datetime, not_of: Collection[int]) -> int:
    """Take out the words of messages that left long ago. Returns how many held any."""
    old = Message.objects.filter(sent_at__lt=sent_before).exclude(person_id__in=not_of)
    return len(sweep.over(old, quietly=True))
