"""Do the probes answer for what they say they answer for, and to nobody more than that?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.jobs.models import Run
from openprobation.foundation.messaging.actions import write
from openprobation.foundation.watching import queries
from openprobation.vocabulary.messaging import Channel

ALL_READY = "database: ready\nmigrations: ready\noutbox: ready\nworker: ready\n"


def worked(minutes_ago):
    done = timezone.now() - timedelta(minutes=minutes_ago)
    Run.objects.create(job="seal the audit", due_at=done, started_at=done, finished_at=done)


def test_health_asks_no_database(client):
    page = client.get("/health/", HTTP_HOST="10.0.0.7")  # no database mark: a query would fail

    assert (page.status_code, page.content) == (200, b"ok\n")
    assert page["Content-Type"].startswith("text/plain")
    assert "Set-Cookie" not in page.headers


def test_a_probe_is_only_read(client):
    assert client.post("/health/").status_code == 405
    assert client.post("/ready/").status_code == 405


@pytest.mark.django_db
def test_a_probe_neither_reads_a_session_nor_leaves_a_line_of_audit(
    client, django_assert_num_queries
):
    client.force_login(UserFactory())
    worked(minutes_ago=1)
    client.get("/ready/")

    with django_assert_num_queries(3):
        page = client.get("/ready/")

    assert page.status_code == 200
    assert not page.cookies
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_ready_names_each_part_and_its_state(client):
    worked(minutes_ago=1)

    page = client.get("/ready/")

    assert (page.status_code, page.content.decode()) == (200, ALL_READY)


@pytest.mark.django_db
def test_not_ready_until_the_worker_has_worked_and_when_it_is_behind(client):
    before = client.get("/ready/")
    worked(minutes_ago=11)
    behind = client.get("/ready/")

    assert (before.status_code, behind.status_code) == (503, 503)
    assert b"worker: not started" in before.content
    assert b"worker: behind" in behind.content


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "state"), [(14, "ready"), (16, "behind")])
def test_a_message_that_should_have_left_long_ago_is_the_outbox_behind(client, at, minutes, state):
    worked(minutes_ago=1)
    write(
        key="one",
        channel=Channel.TEXT,
        to="07700 900123",
        body="Thursday at 10",
        at=at - timedelta(minutes=minutes),
        wait=timedelta(0),
    )

    page = client.get("/ready/")

    assert page.status_code == (200 if state == "ready" else 503)
    assert f"outbox: {state}\n" in page.content.decode()
    assert "07700" not in page.content.decode()


@pytest.mark.django_db
def test_tables_not_as_this_version_wants_them_are_not_ready(client, monkeypatch):
    monkeypatch.setattr(queries, "_tables_are_there", False)
    monkeypatch.setattr(queries.MigrationExecutor, "migration_plan", lambda *_: ["one"])

    page = client.get("/ready/")

    assert page.status_code == 503
    assert b"migrations: not applied\noutbox: not asked\nworker: not asked" in page.content


def test_a_database_that_is_away_is_told_without_its_words(client, monkeypatch):
    def away(*_):
        raise OperationalError("no route to 10.0.0.7 for Canary")

    monkeypatch.setattr(connection, "cursor", away)

    page = client.get("/ready/")

    assert page.status_code == 503
    assert page.content.decode() == (
        "database: not answering\nmigrations: not asked\noutbox: not asked\nworker: not asked\n"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "192.0.2.4"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"REMOTE_ADDR": "192.0.2.4", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": "192.0.2.4", "HTTP_AUTHORIZATION": "Bearer wrong"},
    ],
)
def test_from_elsewhere_only_the_word_is_told(client, where):
    worked(minutes_ago=1)

    page = client.get("/ready/", **where)

    assert (page.status_code, page.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_whoever_holds_the_token_is_told_all(client, settings):
    settings.WATCH_TOKEN = "a-long-random-word"
    worked(minutes_ago=1)

    page = client.get(
        "/ready/", REMOTE_ADDR="192.0.2.4", HTTP_AUTHORIZATION="Bearer a-long-random-word"
    )

    assert page.content.decode() == ALL_READY
