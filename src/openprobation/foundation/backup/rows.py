"""How does a table become lines, and lines a table, on either database?

A line is one row as a JSON list, in the order of the model's columns. A value is what Django reads, not
what the database stores, so a line read from SQLite and from PostgreSQL is the same. Where one of the
two needs SQL of its own, it is here.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_iso_string

from openprobation.foundation.quarantine import Quarantined, unwrapped

LEFT_OUT = {"django_session"}
"""Who is signed in is not of the record: a restored session would sign somebody in again."""

MADE_BY_MIGRATE = {"django_content_type", "auth_permission", *LEFT_OUT}
"""Tables that hold rows when nothing has been entered yet."""

AT_ONCE = 2000
ALL = 1 << 256
READ: dict[str, Callable[[str], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DurationField": parse_duration,
    "DecimalField": Decimal,
    "UUIDField": UUID,
    "BinaryField": base64.b64decode,
}
AS_IT_IS = {"TextField", "CharField", "SlugField", "BooleanField", "FloatField"}


@dataclass(slots=True)
class Tally:
    """How many rows, and a sum over their digests that does not depend on their order."""

    rows: int = 0
    sum: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.sum = (self.sum + int.from_bytes(hashlib.sha256(line).digest(), "big")) % ALL

    def told(self) -> dict[str, Any]:
        return {"rows": self.rows, "digest": f"{self.sum:064x}"}


class Table:
    """One table of the record, known by the model that declares it."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.name: str = model._meta.db_table
        self.fields = [
            field
            for field in model._meta.local_concrete_fields
            if not getattr(field, "generated", False)
        ]
        self.columns = [str(field.column) for field in self.fields]
        self._has_json = any(isinstance(field, models.JSONField) for field in self.fields)

    def lines(self) -> Iterator[bytes]:
        """Every row, as it stands for the connection's transaction."""
        return map(_line, self._rows())

    def same_everywhere(self, line: bytes) -> bytes:
        """The line with JSON's keys in order: PostgreSQL does not keep the order they came in."""
        return _ordered_line(json.loads(line)) if self._has_json else line

    def tally(self) -> Tally:
        total = Tally()
        for row in self._rows():
            total.add(_ordered_line(row))
        return total

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        names = [field.attname for field in self.fields]
        rows = self.model._base_manager.order_by("pk").values_list(*names)
        return iter(rows.iterator(chunk_size=AT_ONCE))

    def load(self, lines: Iterable[bytes]) -> None:
        """Put rows in, keys and all."""
        makers = [_maker(field) for field in self.fields]
        rows = [
            [make(value) for make, value in zip(makers, json.loads(line), strict=True)]
            for line in lines
        ]
        name, columns = _quoted(self.name), ", ".join(_quoted(column) for column in self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            places = ", ".join(["%s"] * len(self.columns))
            cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", rows)


def tables() -> dict[str, Table]:
    """Every table a model declares, but those left out."""
    found = (
        Table(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    )
    return {table.name: table for table in found if table.name not in LEFT_OUT}


def is_empty() -> bool:
    """Has nothing been entered? Also so when the tables are not made yet."""
    there = set(connection.introspection.table_names())
    return not any(
        table.model._base_manager.exists()
        for table in tables().values()
        if table.name in there and table.name not in MADE_BY_MIGRATE
    )


def migrations_of_the_program() -> list[str]:
    loader = MigrationLoader(None)
    return sorted(".".join(key) for key in loader.disk_migrations)


def migrations_of_the_database() -> list[str]:
    return sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)


@contextmanager
def one_moment() -> Iterator[None]:
    """Every read inside sees the record as it stood at one moment, and holds no writer up."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own would take the write lock
            try:
                cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
                yield
            finally:
                cursor.execute("ROLLBACK")


def clear() -> None:
    """Remove every row, the sessions' as well. The guards of append-only tables stand aside for it."""
    connection.check_constraints()  # PostgreSQL empties no table while a check on it waits
    there = [name for name in connection.introspection.table_names() if name != "django_migrations"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(_quoted(name) for name in there)}")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = [(name, sql) for name, sql in cursor.fetchall() if "RAISE(" in sql.upper()]
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {_quoted(name)}")
        for name in [*tables(), *LEFT_OUT]:
            cursor.execute(f"DELETE FROM {_quoted(name)}")
        for _name, sql in guards:
            cursor.execute(sql)


def last_numbers() -> dict[str, int]:
    """The highest key each table ever gave out: a key is not given twice, not even after a removal."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            given = dict(cursor.fetchall())
            return {name: given[name] for name in tables() if name in given}
        for table, sequence in _sequences(cursor):
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")
            if row := cursor.fetchone():
                found[table] = row[0]
    return found


def go_on_from(numbers: dict[str, int]) -> None:
    """The next key of each table is above every key it gave out before."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, number in numbers.items():
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [name, number])
            return
        for table, sequence in _sequences(cursor):  # RESTART is undone with the transaction
            following = numbers.get(table, 0) + 1
            cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {following:d}")


def _sequences(cursor: Any) -> list[tuple[str, str]]:
    found = []
    for table in tables().values():
        key = table.model._meta.pk
        if isinstance(key, models.AutoField):
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, key.column])
            if sequence := cursor.fetchone()[0]:
                found.append((table.name, sequence))
    return found


def _plain(value: Any) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(duration_iso_string(value))
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case Quarantined():
            return str(unwrapped(value))  # a backup is the whole record, sealed
    raise TypeError(f"a {type(value).__name__} has no form in a backup")


_AS_IT_CAME = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"))
_IN_ORDER = json.JSONEncoder(
    default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True
)


def _line(row: Iterable[Any]) -> bytes:
    return _AS_IT_CAME.encode(row).encode("utf-8", "surrogatepass")


def _ordered_line(row: Iterable[Any]) -> bytes:
    return _IN_ORDER.encode(row).encode("utf-8", "surrogatepass")


def _maker(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """What turns a value of a line into what the database is given for this column."""
    column: Any = field
    while isinstance(column, models.ForeignKey):
        column = column.target_field
    kind = column.get_internal_type()
    if kind in AS_IT_IS or "Integer" in kind or "Auto" in kind:
        return _as_it_is
    prepare = partial[Any](column.get_db_prep_value, connection=connection)
    if isinstance(field, models.JSONField) and not field.null:
        return prepare
    read: Callable[[Any], Any] = READ.get(kind, _as_it_is)

    def make(value: Any) -> Any:
        return None if value is None else prepare(read(value))

    return make


def _as_it_is(value: Any) -> Any:
    return value


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


def forget_what_was_read() -> None:
    """Content types are remembered by the process; after a restore they may have other keys."""
    ContentType.objects.clear_cache()
