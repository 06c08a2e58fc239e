"""Is every e-mail of noon sent, and at most the one in hand twice, when workers are killed at any moment?

A worker in a process of its own kills itself at a named step, as `kill -9` does, and another takes up
what it left. The mail server and the database outlive both.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import psycopg
import pytest

from openprobation.publication.digests.tests.mailserver import mail_server

MAKE = """
from openprobation.foundation.clock import PUBLICATION_DAY as at
from openprobation.publication.digests.models import Subscription
from openprobation.publication.news.tests.writing import desk
for n in range(4):
    Subscription.objects.create(address=f"r{n}@example.org", asked_at=at, confirmed_at=at)
desk().published(at)
"""
DRIVER = """
import os, signal, sys
import django; django.setup()
from collections import Counter
from datetime import timedelta
from django.core.management import call_command
from django.db import connections
from openprobation.config.schedule import SCHEDULE
from openprobation.foundation import clock
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.jobs.actions import run_due
from openprobation.foundation.messaging import actions as outbox, smtp
from openprobation.foundation.messaging.models import Message
from openprobation.publication.digests import actions as digests
from openprobation.publication.digests.models import Edition

def die(*_args, **_more): os.kill(os.getpid(), signal.SIGKILL)
def before(place, name, nth=1):
    real, calls = getattr(place, name), []
    def dies(*args, **more):
        calls.append(1)
        return die() if len(calls) == nth else real(*args, **more)
    setattr(place, name, dies)
DEATHS = {
    "writing": lambda: before(digests.messaging, "write_many"),
    "written": lambda: before(digests, "record"),
    "held": lambda: before(outbox, "send_one"),
    "connected": lambda: before(smtp.Smtp, "carry", 2),
    "addressed": lambda: before(smtp, "letter"),
    "answered": lambda: before(outbox, "keep"),
}
JOBS = [job for name in ("write the e-mail", "send waiting") for job in SCHEDULE if name in job.name]

def work(step, minute):
    for each in connections.all():
        each.close()
        getattr(each, "close_pool", lambda: None)()  # a connection of two processes is nobody's
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        DEATHS.get(step, lambda: None)()
        at = PUBLICATION_DAY + timedelta(hours=3, minutes=minute)
        with clock.stopped_at(at):
            for job in JOBS:
                run_due([job], at=at, machine=at)
    finally:
        os._exit(0)

call_command("migrate", verbosity=0)
exec(os.environ["MAKE"])
ends = {step: work(step, number * 11) for number, step in enumerate(DEATHS)}
for minute in range(70, 190, 15):
    if Message.objects.exclude(state="sent").exists():
        work("", minute)
again = Entry.objects.filter(action="message.sent_again").count()
states = sorted(set(Message.objects.values_list("state", flat=True)))
lived = [step for step, end in ends.items() if end != signal.SIGKILL]
print(again, ",".join(states), Edition.objects.count(), ",".join(lived), sep="|")
"""
ENV = {
    "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
    "OPENPROBATION_MESSAGE_CARRIER": "openprobation.foundation.messaging.smtp.Smtp",
    "MAKE": MAKE,
}


def killed_and_taken_up(tmp_path, **more):
    with mail_server() as server:
        env = {**os.environ, **ENV, "OPENPROBATION_SMTP_PORT": str(server.port)}
        env.pop("DATABASE_URL", None)
        env |= {"OPENPROBATION_VAR": str(tmp_path), **more}
        done = subprocess.run(
            [sys.executable, "-c", DRIVER], env=env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        again, states, editions, lived = done.stdout.strip().split("|")

        got = Counter(to for to, _ in server.taken)
        ids = {(to, mail["Message-ID"]) for to, mail in server.taken}

    assert not lived, "each worker died at its step"
    assert len(got) == 4, "never lost"
    assert sorted(got.values()) == [1, 1, 1, 2], (
        "the death after an answer repeats one message, once"
    )
    assert len(ids) == 4, "a repeat has the same Message-ID"
    assert int(again) >= 1, "and is counted"
    assert states == "sent"
    assert editions == "1"


@pytest.mark.slow
def test_nothing_is_lost_and_only_the_one_in_hand_may_repeat_once(tmp_path):
    killed_and_taken_up(tmp_path)


@pytest.mark.postgres
def test_on_postgresql_too_nothing_is_lost_and_one_may_repeat_once(tmp_path, postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS noon_killed WITH (FORCE)")
        server.execute("CREATE DATABASE noon_killed")
    address = urlsplit(postgres_url)._replace(path="/noon_killed").geturl()

    killed_and_taken_up(tmp_path, DATABASE_URL=address)

    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP DATABASE noon_killed WITH (FORCE)")
