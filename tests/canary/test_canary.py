"""Are words that were removed gone from every table, from the disk, and from an older backup brought back?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
NOTHING_LEFT = (
    "after",
    "left_to_do",
    "on_disk",
    "after_restore",
    "left_after_restore",
    "on_disk_after_restore",
)


def journey(folder, **place):
    environment = {n: v for n, v in os.environ.items() if n != "DATABASE_URL"} | {
        "OPENPROBATION_VAR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
        **place,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.canary.journey", str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=550,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def nothing_is_left(told):
    assert told["fields"] >= 40
    assert told["planted"] > told["fields"] * 0.9
    assert told["on_disk_before"]
    assert told["journal"] is False
    assert {step: told[step] for step in NOTHING_LEFT} == {step: [] for step in NOTHING_LEFT}


@pytest.mark.slow
def test_on_sqlite_nothing_is_left_in_rows_on_disk_or_after_a_restore(tmp_path):
    nothing_is_left(journey(tmp_path))


@pytest.mark.postgres
def test_on_postgresql_nothing_is_left_in_rows_on_disk_or_after_a_restore(tmp_path, postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS canary")
        server.execute("CREATE DATABASE canary")
        server.execute("ALTER SYSTEM SET wal_recycle = off")  # as docs/how-to/redact.md asks
        server.execute("SELECT pg_reload_conf()")
    address = urlsplit(postgres_url)._replace(path="/canary").geturl()

    told = journey(tmp_path, DATABASE_URL=address)

    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("ALTER SYSTEM RESET wal_recycle")
        server.execute("SELECT pg_reload_conf()")
        server.execute("DROP DATABASE canary")
    nothing_is_left(told)
