"""How is a message written, withdrawn and sent?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from openprobation.vocabulary.messaging import Channel, MessageState

from .carriers import Carrier, NotCarried
from .models import Message

UNDO_TIME = timedelta(minutes=10)
MOST_ATTEMPTS = 8


def write(
    *,
    key: str,
    channel: Channel,
    to: str,
    body: str,
    at: datetime,
    subject: str = "",
    person_id: int | None = None,
    wait: timedelta = UNDO_TIME,
) -> Message:
    """Put a message in the outbox, in the caller's transaction. `key` makes the same message once."""
    message, _created = Message.objects.get_or_create(
        key=key,
        defaults={
            "channel": channel,
            "to": to,
            "subject": subject,
            "body": body,
            "person_id": person_id,
            "written_at": at,
            "not_before": at + wait,
        },
    )
    return message


def message(
    *,
    key: str,
    channel: Channel,
    to: str,
    body: str,
    at: datetime,
    person_id: int | None = None,
    wait: timedelta = UNDO_TIME,
) -> Message:
    """An unsaved message, for those who write many at once."""
    return Message(
        key=key,
        channel=channel,
        to=to,
        subject="",
        body=body,
        person_id=person_id,
        written_at=at,
        not_before=at + wait,
    )


def write_many(messages: Iterable[Message]) -> None:
    """Put many messages in the outbox at once; one whose key is there already is written once. One query."""
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def reword(bodies: Mapping[str, str]) -> int:
    """Say it otherwise in messages that have not left, by key. Two queries. Returns how many there were."""
    waiting = list(Message.objects.filter(key__in=bodies, state=MessageState.WAITING))
    for each in waiting:
        each.body = bodies[each.key]
    Message.objects.bulk_update(waiting, ["body"])
    return len(waiting)


def withdraw(*keys: str) -> int:
    """Take back messages that have not left, in one query. Returns how many there were."""
    waiting = Message.objects.filter(key__in=keys, state=MessageState.WAITING)
    return waiting.update(state=MessageState.WITHDRAWN)


def put_back(*keys: str, at: datetime) -> int:
    """Let messages wait again whose taking back was undone, if their moment is still to come."""
    withdrawn = Message.objects.filter(
        key__in=keys, state=MessageState.WITHDRAWN, not_before__gt=at
    )
    return withdrawn.update(state=MessageState.WAITING)


def send_waiting(at: datetime) -> None:
    """Send what has waited long enough, oldest first. A job."""
    carrier: Carrier = import_string(settings.MESSAGE_CARRIER)()
    due = Message.objects.filter(state=MessageState.WAITING, not_before__lte=at)
    for message in due.order_by("not_before", "pk").select_for_update()[:200]:
        send_one(message, carrier=carrier, at=at)


@transaction.atomic
def send_one(message: Message, *, carrier: Carrier, at: datetime) -> None:
    message.attempts += 1
    try:
        carrier.carry(message)
    except NotCarried:
        if message.attempts >= MOST_ATTEMPTS:
            message.state = MessageState.FAILED
    else:
        message.state, message.sent_at = MessageState.SENT, at
    message.save(update_fields=["attempts", "state", "sent_at"])
