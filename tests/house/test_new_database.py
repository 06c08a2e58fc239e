"""Are a new database's tables, made at once, the tables the migrations make one by one?"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("openprobation")
WHAT_THERE_IS = {
    "tables": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "columns": 'SELECT m.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master m, pragma_table_info(m.name) c',
    "references": 'SELECT m.name, k."table", k."from", k."to" FROM sqlite_master m, pragma_foreign_key_list(m.name) k',
    "indexes and triggers": "SELECT type, tbl_name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL",
    "migrations": "SELECT app, name FROM django_migrations",
    "kinds of content": "SELECT app_label, model FROM django_content_type",
}
CHECKS = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"


def made(var, *options):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "OPENPROBATION_MODE": "demonstration",
        "OPENPROBATION_VAR": str(var),
    }
    var.mkdir()
    subprocess.run([COMMAND, "migrate", "-v0", *options], env=environment, check=True)
    with closing(sqlite3.connect(var / "openprobation.sqlite3")) as database:
        found = {
            what: sorted(map(str, database.execute(question)))
            for what, question in WHAT_THERE_IS.items()
        }
        found["checks"] = sorted(
            f"{table}: {check.strip(' ,)')}"
            for table, sql in database.execute(CHECKS)
            for check in sql.split("CONSTRAINT")[1:]
        )
    return found


@pytest.mark.slow
def test_a_new_database_is_made_as_the_migrations_make_it(tmp_path):
    at_once = made(tmp_path / "at_once")

    one_by_one = made(tmp_path / "one_by_one", "--one-by-one")

    assert all(at_once.values())
    assert at_once == one_by_one
