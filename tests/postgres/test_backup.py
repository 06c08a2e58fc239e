"""Does a backup restore to equal rows on PostgreSQL, and from SQLite to PostgreSQL and back?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record, seal
from openprobation.foundation.audit.queries import chain
from openprobation.foundation.backup import rows
from openprobation.foundation.backup.actions import back_up, restore
from openprobation.foundation.backup.sealing import new_key, read_key
from openprobation.foundation.refusals import Refused
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.persons.tests.factories import PersonFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
KEY = read_key(new_key())
COMMAND = Path(sys.executable).with_name("openprobation")
FILL = """
import django; django.setup()
from openprobation.foundation.clock import PUBLICATION_DAY, stopped_at
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.foundation.audit.actions import record, seal
with stopped_at(PUBLICATION_DAY):
    done = AppointmentFactory()
    record("appointment.looked_at", by="asha.rao", at=PUBLICATION_DAY, on=done, urgent=True, a=1)
    seal(at=PUBLICATION_DAY, settled_for=-1)
"""
TELL = """
import django; django.setup()
from openprobation.foundation.backup import rows
for name, table in sorted(rows.tables().items()):
    print(name, table.tally().told())
"""


def fail(_restored):
    raise Refused("Redactions could not be replayed.")


def tallies(*, less=()):
    return {n: t.tally().told() for n, t in rows.tables().items() if n not in less}


@pytest.fixture
def kept(tmp_path, settings, at):
    settings.MEDIA_ROOT = tmp_path / "media"
    appointment = AppointmentFactory()
    record("appointment.looked_at", by="asha.rao", at=at, on=appointment)
    seal(at=at, settled_for=-1)
    moment = clock.machine_now()
    return back_up(tmp_path / "a.backup", key=KEY, program="OpenProbation", made_at=moment, at=at)


def test_what_is_restored_equals_what_was_backed_up(kept):
    before = tallies(less=["audit_entry"])
    PersonFactory()

    restore(kept.path, key=KEY, replace=True)

    assert tallies(less=["audit_entry"]) == before
    assert chain().is_whole


def test_keys_go_on_where_they_were(kept):
    restore(kept.path, key=KEY, replace=True)

    assert PersonFactory().pk > kept.heading.last_numbers["persons_person"]


def test_a_restore_that_fails_leaves_rows_and_keys_as_they_were(kept, settings):
    settings.AFTER_RESTORE = [f"{__name__}.fail"]
    later = PersonFactory()
    before = tallies()

    with pytest.raises(Refused):
        restore(kept.path, key=KEY, replace=True)

    assert tallies() == before
    assert PersonFactory().pk == later.pk + 1


def test_a_record_goes_from_sqlite_to_postgresql_and_back_unchanged(tmp_path, postgres_url):
    key_file = tmp_path / "key"
    key_file.write_text(new_key())
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS travelled")
        server.execute("CREATE DATABASE travelled")
    address = urlsplit(postgres_url)._replace(path="/travelled").geturl()
    told = []

    for step, url in enumerate([None, address, None]):
        place = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
            "OPENPROBATION_VAR": str(tmp_path / f"var{step}"),
            "OPENPROBATION_BACKUP_KEY_FILE": str(key_file),
            "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
            **({"DATABASE_URL": url} if url else {}),
        }
        if step == 0:
            do(place, COMMAND, "migrate", "-v0")
            do(place, sys.executable, "-c", FILL)
        else:
            do(place, COMMAND, "restore", tmp_path / f"{step - 1}.backup")
        told.append(do(place, sys.executable, "-c", TELL))
        do(place, COMMAND, "backup", tmp_path / f"{step}.backup")

    less_the_audit = [[x for x in t.splitlines() if "audit_entry" not in x] for t in told]
    assert less_the_audit[0] == less_the_audit[1] == less_the_audit[2]
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP DATABASE travelled")


def do(place, *command):
    done = subprocess.run(command, env=place, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
