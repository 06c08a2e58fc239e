"""How is a message written, withdrawn and sent?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.reactions import announce
from openprobation.vocabulary.messaging import Channel, MessageState

from .carriers import Carrier, CarrierAway, NoSuchAddress, NotCarried, Unanswered
from .events import AddressRefused
from .models import Message

UNDO_TIME = timedelta(minutes=10)
MOST_ATTEMPTS = 8
"""Of refusals by a carrier that answers; one that is away is waited for without end."""
PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
HELD_FOR = timedelta(minutes=10)
"""A worker that has not let go of a message by then is dead: longer than any hand-over takes."""
MOST_AT_ONCE = 500
LONGEST_RUN = 25.0  # seconds: other jobs wait


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


def stop(*keys: str) -> int:
    """Send these no more, though a worker may hold one at this moment. One query. How many that was."""
    unsent = Message.objects.filter(
        key__in=keys, state__in=(MessageState.WAITING, MessageState.LEAVING)
    )
    return unsent.update(state=MessageState.WITHDRAWN)


def forget(*keys: str) -> int:
    """Take the words and the address out of messages that will not be sent again. One query."""
    done = Message.objects.filter(key__in=keys).exclude(
        state__in=(MessageState.WAITING, MessageState.LEAVING)
    )
    return done.update(to="", subject="", body="")


def send_waiting(at: datetime) -> None:
    """Send what has waited long enough, oldest first. A job, in pieces: each message is kept by itself."""
    due = Message.objects.due(at).order_by("not_before", "pk")
    messages = list(due[:MOST_AT_ONCE])
    if not messages:
        return
    carrier: Carrier = import_string(settings.MESSAGE_CARRIER)()
    until = monotonic() + LONGEST_RUN
    try:
        carrier.open()
        for message in messages:
            if claim(message, at=at):
                send_one(message, carrier=carrier, at=at)
            if monotonic() > until:
                return
    except CarrierAway:
        oldest = min(message.written_at for message in messages)
        Message.objects.due(at).filter(state=MessageState.WAITING).update(
            not_before=at + pause_since(oldest, at)
        )
    finally:
        carrier.close()


def claim(message: Message, *, at: datetime) -> bool:
    """Make the message ours to send, or leave it to the worker who was quicker.

    One that a worker held and never let go may have left: it is sent again, and that is counted.
    """
    again = message.state == MessageState.LEAVING
    with transaction.atomic():
        won = Message.objects.filter(
            pk=message.pk,
            state=message.state,
            attempts=message.attempts,
            not_before=message.not_before,
        ).update(
            state=MessageState.LEAVING, attempts=message.attempts + 1, not_before=at + HELD_FOR
        )
        if won and again:
            record("message.sent_again", by=system_user().username, at=at, on=message)
    message.state, message.attempts = MessageState.LEAVING, message.attempts + 1
    message.not_before = at + HELD_FOR
    return bool(won)


def send_one(message: Message, *, carrier: Carrier, at: datetime) -> None:
    """Hand over one that is ours, and keep what came of it at once."""
    try:
        carrier.carry(message)
    except Unanswered:
        # It may have arrived: it stays with us, and whoever takes it up counts it.
        keep(message, not_before=at + pause_since(message.written_at, at))
        raise
    except CarrierAway:
        keep(
            message,
            state=MessageState.WAITING,
            attempts=message.attempts - 1,
            not_before=at + pause_since(message.written_at, at),
        )
        raise
    except NoSuchAddress:
        with transaction.atomic():
            if keep(message, state=MessageState.FAILED):
                announce(AddressRefused(message.key, at))
    except NotCarried:
        given_up = message.attempts >= MOST_ATTEMPTS
        keep(
            message,
            state=MessageState.FAILED if given_up else MessageState.WAITING,
            not_before=at + min(PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE),
        )
    else:
        keep(message, state=MessageState.SENT, sent_at=at)


def keep(message: Message, **changes: Any) -> int:
    """Change a message that we hold. One stopped or taken up by another meanwhile stays as it is."""
    return Message.objects.held(message).update(**changes)


def pause_since(written_at: datetime, at: datetime) -> timedelta:
    """The longer the carrier is away, the longer we wait: half as long as it has been."""
    return max(PAUSE, min((at - written_at) / 2, LONGEST_PAUSE))
