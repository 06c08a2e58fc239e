"""Are removed rows gone from PostgreSQL's files, and is it said where somebody's transaction keeps them?"""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.redaction import disk

TABLE = User._meta.db_table
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def left_of_the_table() -> list[str]:
    return [line for line in disk.clear([TABLE]) if TABLE in line]


@pytest.fixture
def somebody_reading():
    """Another connection with a transaction that sees the rows as they stood."""
    settings = connection.get_connection_params() | {"context": None, "cursor_factory": None}
    words = {key: settings[key] for key in ("host", "port", "user", "dbname") if settings.get(key)}
    with psycopg.connect(**words) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT 1")
        yield reader


def test_rows_an_older_transaction_still_sees_are_named_and_not_called_gone(
    somebody_reading, monkeypatch
):
    monkeypatch.setattr(disk, "PATIENCE", 0.0)
    UserFactory()
    User.objects.all().delete()

    assert left_of_the_table() == [f'"{TABLE}": an older transaction still sees 1 removed rows']


def test_once_it_has_ended_nothing_is_left(somebody_reading):
    UserFactory()
    User.objects.all().delete()
    somebody_reading.rollback()

    assert left_of_the_table() == []
