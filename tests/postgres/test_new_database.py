"""On PostgreSQL too: are tables made at once the tables the migrations make one by one?"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

pytestmark = pytest.mark.postgres
COMMAND = Path(sys.executable).with_name("openprobation")
OURS = "SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace"
WHAT_THERE_IS = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
    " is_identity, collation_name FROM information_schema.columns WHERE table_schema = 'public'"
    # Django's own migrations give this one table, which we never fill, a wider key than its model.
    " AND NOT (table_name = 'auth_group_permissions' AND column_name = 'id')",
    "comments": f"SELECT objoid::regclass::text, attname, description FROM pg_description"
    f" JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid WHERE objoid IN ({OURS})",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": f"SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    f" FROM pg_constraint WHERE conrelid IN ({OURS})",
    "triggers": f"SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN ({OURS})",
    "migrations": "SELECT app, name FROM django_migrations",
}


def made(postgres_url, var, *options):
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {var.name}")
        server.execute(f"CREATE DATABASE {var.name}")
    address = urlsplit(postgres_url)._replace(path=f"/{var.name}").geturl()
    environment = os.environ | {"DATABASE_URL": address, "OPENPROBATION_VAR": str(var)}
    subprocess.run([COMMAND, "migrate", "-v0", *options], env=environment, check=True)
    with psycopg.connect(address) as database:
        return {
            what: sorted(map(str, database.execute(question)))
            for what, question in WHAT_THERE_IS.items()
        }


@pytest.mark.slow
def test_a_new_database_is_made_as_the_migrations_make_it(tmp_path, postgres_url):
    at_once = made(postgres_url, tmp_path / "made_at_once")

    one_by_one = made(postgres_url, tmp_path / "made_one_by_one", "--one-by-one")

    assert all(at_once.values())
    assert at_once == one_by_one
