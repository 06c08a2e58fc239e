"""Do two workers write noon once and send each e-mail once, and does an end hold against them?"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from openprobation.foundation import clock
from openprobation.foundation.jobs.actions import run_due
from openprobation.foundation.jobs.schedule import Job
from openprobation.foundation.messaging import actions as outbox
from openprobation.foundation.messaging.models import Message
from openprobation.publication.digests import actions
from openprobation.publication.digests.models import Edition, Mail, Subscription
from openprobation.publication.digests.policies import token
from openprobation.publication.digests.tests.mailserver import mail_server
from openprobation.publication.news.tests.writing import desk
from openprobation.vocabulary.messaging import MessageState

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
READERS = 40


def test_two_workers_send_each_once_and_to_nobody_who_ended_it(at, settings, tmp_path):
    settings.RELEASED_ROOT = tmp_path
    settings.MESSAGE_CARRIER = "openprobation.foundation.messaging.smtp.Smtp"
    noon = at + timedelta(hours=3)
    for n in range(READERS):
        Subscription.objects.create(address=f"r{n}@example.org", asked_at=at, confirmed_at=at)
    desk().published(at)
    left = Subscription.objects.order_by("-pk").first()
    together = threading.Barrier(2)

    def worker(number: int) -> None:
        # Each has a schedule of its own, so that nothing but the rows keeps them apart.
        write = Job(f"write {number}", timedelta(minutes=1), actions.write_noon)
        send = Job(f"send {number}", timedelta(minutes=1), outbox.send_waiting, in_pieces=True)
        try:
            together.wait(20)
            run_due([write], at=noon, machine=noon)
            together.wait(20)
            if number == 0:
                actions.unsubscribe(token=token("unsubscribe", left.pk), at=noon)
            together.wait(20)
            run_due([send], at=noon, machine=noon)
        finally:
            connection.close()

    with mail_server() as server, clock.stopped_at(noon):
        settings.SMTP_PORT = server.port
        threads = [threading.Thread(target=worker, args=(n,)) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    got = Counter(to for to, _ in server.taken)
    assert Edition.objects.count() == 1
    assert Mail.objects.count() == READERS
    assert len(got) == READERS - 1
    assert set(got.values()) == {1}
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states == {MessageState.SENT: READERS - 1, MessageState.WITHDRAWN: 1}
