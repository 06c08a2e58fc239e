"""Is anything refused before it is changed, and is the right data served in the right mode?"""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from openprobation.config import serving
from openprobation.config.serving import Kept
from openprobation.foundation.clock import actions as clock
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused

MOMENT = datetime(2017, 2, 16, 9, 0, tzinfo=UTC)
FILL_AND_RESET = """
import django, sys
django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import connection
from openprobation.config import serving
from openprobation.foundation.clock import actions as clock
moment = datetime(2017, 2, 16, 9, 0, tzinfo=UTC)
told = [serving.what_is_kept().name]
call_command("migrate", *sys.argv[1:], verbosity=0)
told.append(serving.what_is_kept().name)
clock.start(service_moment=moment, machine_moment=moment)
told.append(serving.what_is_kept().name)
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE somebody_elses (number integer)")
serving.remove_demonstration()
told.append(str(connection.introspection.table_names()))
call_command("migrate", *sys.argv[1:], verbosity=0)
told.append(serving.what_is_kept().name)
print(*told, sep="\\n")
"""


def run(code, *arguments, **environment):
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


@pytest.fixture
def a_demonstration(db):
    clock.start(service_moment=MOMENT, machine_moment=MOMENT)


@pytest.fixture
def a_service(db):
    User.objects.create(username="pat")


def test_a_taken_port_is_refused_with_another_to_try():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(serving.PortTaken, match=f"--port {port + 1}"):
            serving.want_port(port)


def test_a_folder_is_served_once_at_a_time(tmp_path):
    with (
        serving.held(tmp_path),
        pytest.raises(serving.ServedAlready, match=f"process {os.getpid()}"),
        serving.held(tmp_path),
    ):
        pass


def test_a_folder_that_is_free_again_is_served_again(tmp_path):
    with serving.held(tmp_path):
        pass

    with serving.held(tmp_path):
        pass


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EROFS, "cannot be written to"), (errno.ENOSPC, "is full")]
)
def test_a_data_folder_that_cannot_be_used_is_told(number, words, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(number, "refused")

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(serving.FolderUnusable, match=words), serving.held(tmp_path / "var"):
        pass


@pytest.mark.django_db
def test_tables_without_people_hold_nothing():
    assert serving.what_is_kept() is Kept.NOTHING


@pytest.mark.usefixtures("a_demonstration", "a_service")
def test_the_demonstration_is_known_by_its_clock():
    assert serving.what_is_kept() is Kept.DEMONSTRATION


@pytest.mark.usefixtures("a_service")
def test_a_service_is_known_by_who_signs_in():
    assert serving.what_is_kept() is Kept.SERVICE


@pytest.mark.usefixtures("a_service")
@pytest.mark.parametrize("reset", [False, True])
def test_the_demonstration_is_never_put_into_a_services_database(reset):
    with pytest.raises(serving.NotTheDemonstration, match="a service's own records: nothing was"):
        serving.prepare(reset=reset, say=print)

    assert User.objects.count() == 1


@pytest.mark.usefixtures("a_demonstration")
def test_invented_people_are_never_served_as_a_service(settings):
    settings.DEMONSTRATION = False

    with pytest.raises(serving.TheDemonstration):
        serving.prepare(reset=False, say=print)


def test_a_service_is_not_reset(settings):
    settings.DEMONSTRATION = False

    with pytest.raises(serving.OnlyForTheDemonstration):
        serving.serve(port=8000, people=None, reset=True, say=print)


def test_a_service_without_a_name_is_not_started(settings):
    settings.ALLOWED_HOSTS = [""]

    with pytest.raises(serving.NoName, match="ALLOWED_HOSTS is not set"):
        serving.as_the_proxy_asks()


def test_a_service_is_asked_for_by_its_name(settings):
    settings.ALLOWED_HOSTS = [".probation.example.org"]

    assert serving.as_the_proxy_asks()["Host"] == "probation.example.org"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is where they can be")
def test_more_people_than_the_embedded_database_holds_are_refused_before_anything_is_made(
    settings, tmp_path
):
    settings.VAR = tmp_path / "var"

    with pytest.raises(Refused, match="Set DATABASE_URL to a PostgreSQL database"):
        serving.serve(port=0, people=20_001, reset=True, say=print)

    assert not settings.VAR.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is where they can be")
def test_a_whole_region_fits_the_embedded_database():
    serving.refuse_more_people_than_fit(20_000)


def test_a_full_disk_is_told_as_one():
    refusal = serving.DatabaseUnusable(DatabaseError("database or disk is full"))

    assert str(refusal).endswith("database or disk is full. Free some space and run it again.")


def test_reset_removes_the_demonstration_and_leaves_the_key(tmp_path):
    told = run(FILL_AND_RESET, "clock", OPENPROBATION_VAR=str(tmp_path), DATABASE_URL="")

    assert told == ["NOTHING", "NOTHING", "DEMONSTRATION", "[]", "NOTHING"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.postgres
def test_reset_on_postgresql_leaves_what_is_not_ours(postgres_url, tmp_path):
    server = postgres_url.rpartition("/")[0]
    psql = "import psycopg, sys; psycopg.connect(sys.argv[1], autocommit=True).execute(sys.argv[2])"
    for statement in ("DROP DATABASE IF EXISTS to_reset", "CREATE DATABASE to_reset"):
        subprocess.run([sys.executable, "-c", psql, postgres_url, statement], check=True)

    told = run(FILL_AND_RESET, OPENPROBATION_VAR=str(tmp_path), DATABASE_URL=f"{server}/to_reset")

    assert told == ["NOTHING", "NOTHING", "DEMONSTRATION", "['somebody_elses']", "NOTHING"]


def test_links_in_mails_and_feeds_lead_to_the_port_it_is_served_on_unless_it_was_told(
    monkeypatch, settings
):
    monkeypatch.setenv("OPENPROBATION_ADDRESS", "https://probation.example.org")
    settings.SERVICE_ADDRESS = "https://probation.example.org"
    serving.name_the_address(8123)
    told = settings.SERVICE_ADDRESS

    monkeypatch.delenv("OPENPROBATION_ADDRESS")
    serving.name_the_address(8123)

    assert told == "https://probation.example.org"
    assert (
        settings.SERVICE_ADDRESS == os.environ["OPENPROBATION_ADDRESS"] == "http://127.0.0.1:8123"
    )
