"""What does the outbox do when words must vanish?"""

from __future__ import annotations

from openprobation.foundation.redaction.events import Words
from openprobation.vocabulary.messaging import MessageState

from .models import Message


def redact_words(event: Words) -> None:
    """A message that still waits is not sent with a hole in it, nor to half an address."""
    changed = event.sweep.over(Message.objects.filter(person_id__in=event.sweep.record_ids))
    if event.sweep.writes and changed:
        unsent = (MessageState.WAITING, MessageState.WITHDRAWN)  # the latter could be put back
        Message.objects.filter(pk__in=changed, state__in=unsent).update(state=MessageState.FAILED)
