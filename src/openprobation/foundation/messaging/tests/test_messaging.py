"""Does a message wait until its act can no longer be undone, and leave once?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from openprobation.foundation.messaging import actions
from openprobation.foundation.messaging.carriers import Kept, NotCarried
from openprobation.foundation.messaging.models import Message
from openprobation.vocabulary.messaging import Channel, MessageState

pytestmark = pytest.mark.django_db


def write(at, key="one"):
    return actions.write(
        key=key, channel=Channel.TEXT, to="07700 900123", body="See you at 9.", at=at
    )


def state():
    return Message.objects.get().state


def test_a_message_waits_for_the_undo_time_and_is_then_sent(at):
    write(at)

    actions.send_waiting(at + timedelta(minutes=9))
    assert state() == MessageState.WAITING
    actions.send_waiting(at + timedelta(minutes=10))

    assert state() == MessageState.SENT


def test_a_withdrawn_message_is_never_sent(at):
    write(at)

    assert actions.withdraw("one")
    actions.send_waiting(at + timedelta(hours=1))

    assert state() == MessageState.WITHDRAWN


def test_what_was_sent_cannot_be_withdrawn(at):
    write(at)
    actions.send_waiting(at + timedelta(minutes=10))

    assert not actions.withdraw("one")
    assert state() == MessageState.SENT


def test_the_same_key_is_one_message(at):
    write(at)
    write(at)

    assert Message.objects.count() == 1


def test_a_message_of_an_act_that_is_rolled_back_was_never_written(at):
    with transaction.atomic():
        write(at)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_a_carrier_that_is_away_is_tried_again_and_given_up_in_the_end(at, monkeypatch):
    def away(_self, _message):
        raise NotCarried

    monkeypatch.setattr(Kept, "carry", away)
    write(at)

    for hours in range(actions.MOST_ATTEMPTS):
        assert state() == MessageState.WAITING
        actions.send_waiting(at + timedelta(hours=1 + 2 * hours))

    assert state() == MessageState.FAILED
