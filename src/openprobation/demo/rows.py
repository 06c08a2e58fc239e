"""How are the rows of many people written at once, with keys nobody else takes?

Rows are made beforehand, each with a number below zero for a key: the first of its table is -1, the
next -2. When they are written, true keys are taken and every number below zero gives way to one, in
foreign keys and in the places that name a record by kind and id. So the write lock is held only while
rows go in, and what others write meanwhile keeps its own keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models, transaction

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import machine_now
from openprobation.foundation.quarantine import QuarantinedField

M = TypeVar("M", bound=models.Model)
Kind = type[models.Model]
Keys = Mapping[Kind, Sequence[int]]

LOOSE = {
    "contacts.contact": {"reference_id": "reference_kind"},
    "audit.entry": {"record_id": "record_kind"},
    "access.relation": {"record_id": "record_kind"},
}
"""Columns that hold a key and are no foreign key, and the column that says of which table."""
OF_PERSONS = ("audit.entry", "person_id")
"""One that always holds a person's."""
PERSON = "persons.person"
SHORT = {"person": PERSON}
"""What a table is called where it is not named by app and model."""

AS_THEY_ARE = ("TextField", "BigIntegerField", "PositiveIntegerField", "BooleanField")


class Rows:
    """Unsaved rows, in the order they were made."""

    def __init__(self) -> None:
        self.made: dict[Kind, list[models.Model]] = {}
        self.afterwards: Callable[[], None] = lambda: None
        """What is written in the same transaction, once the rows have their keys."""

    def keep(self, row: M) -> M:
        """Take a row in; from now on its key is a number below zero that others can name."""
        same = self.made.setdefault(type(row), [])
        same.append(row)
        row.pk = -len(same)
        return row

    def write(self) -> None:
        """All of them or none. The lock is taken first, and everything slow is done before it.

        The audit goes last: its seal counts on a line being there soon after its key was taken.
        """
        ready = [Ready.of(kind, rows) for kind, rows in self.made.items()]
        audit = [table for table in ready if table.kind is Entry]
        others = [table for table in ready if table.kind is not Entry]
        keys: dict[Kind, Sequence[int]] = {}
        with transaction.atomic(), connection.cursor() as cursor:
            for tables in (others, audit):
                keys |= {table.kind: table.take_keys(cursor) for table in tables}
                now = machine_now()
                for table in tables:
                    table.put(cursor, table.settled(keys, now=now))
            self.afterwards()


@dataclass(frozen=True, slots=True)
class Ready:
    """The rows of one table as the database takes them, and where they hold keys."""

    kind: Kind
    values: list[list[Any]]
    columns: str
    named: tuple[tuple[int, Kind], ...]
    by_kind: tuple[tuple[int, int], ...]
    written_at: int | None

    @classmethod
    def of(cls, kind: Kind, rows: Iterable[models.Model]) -> Ready:
        fields = kind._meta.concrete_fields
        at = {field.attname: number for number, field in enumerate(fields)}
        named: list[tuple[int, Kind]] = [(at[kind._meta.pk.attname], kind)]
        named += [
            (at[field.attname], field.related_model)
            for field in fields
            if isinstance(field, models.ForeignKey)
        ]
        label = kind._meta.label_lower
        if label == OF_PERSONS[0]:
            named.append((at[OF_PERSONS[1]], apps.get_model(PERSON)))
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in fields)
        readings = [(field.attname, reading(field)) for field in fields]
        return cls(
            kind=kind,
            values=[[read(getattr(row, name)) for name, read in readings] for row in rows],
            columns=columns,
            named=tuple(named),
            by_kind=tuple((at[name], at[of]) for name, of in LOOSE.get(label, {}).items()),
            written_at=at["really_at"] if kind is Entry else None,
        )

    def take_keys(self, cursor: Any) -> Sequence[int]:
        """As many keys as there are rows, which nobody else has or will be given."""
        table, many = self.kind._meta.db_table, len(self.values)
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), self.kind._meta.pk.column, many],
            )
            return [key for (key,) in cursor.fetchall()]
        # The lock is held, so nobody counts on from here but these rows; writing them moves it on.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return range(first, first + many)

    def put(self, cursor: Any, rows: Sequence[Sequence[Any]]) -> None:
        """Into the table, by the quickest way the database has."""
        table = connection.ops.quote_name(self.kind._meta.db_table)
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({self.columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("%s" for _value in rows[0])
        cursor.executemany(f"INSERT INTO {table} ({self.columns}) VALUES ({marks})", rows)

    def settled(self, keys: Keys, *, now: datetime) -> list[list[Any]]:
        """The rows with true keys; the audit's second column says when they were written."""
        of_label = {kind._meta.label_lower: taken for kind, taken in keys.items()}
        of_label |= {short: of_label[label] for short, label in SHORT.items() if label in of_label}
        mine = [(number, keys[kind]) for number, kind in self.named if kind in keys]
        for row in self.values:
            for number, taken in mine:
                key = row[number]
                if key is not None and key < 0:
                    row[number] = taken[-key - 1]
            for number, of in self.by_kind:
                key = row[number]
                if key is not None and key < 0:
                    row[number] = of_label[row[of]][-key - 1]
        if self.written_at is not None:
            moment = reading(Entry._meta.get_field("really_at"))(now)
            for row in self.values:
                row[self.written_at] = moment
        return self.values


def reading(field: Any) -> Callable[[Any], Any]:
    """How a value of a field is handed to the database: as Django hands it."""
    if isinstance(field, models.ForeignKey):
        return as_it_is
    if isinstance(field, QuarantinedField):
        return lambda value: field.get_db_prep_save(value, connection)
    match field.get_internal_type():
        case "BigAutoField":
            return as_it_is
        case "TextField":
            return as_text
        case name if name in AS_THEY_ARE:
            return as_it_is
        case "DateTimeField":
            # One act writes its moment in many rows; turning it into the database's form is slow.
            return lru_cache(maxsize=None)(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: field.get_db_prep_save(value, connection)


def as_it_is(value: Any) -> Any:
    return value


def as_text(value: Any) -> str | None:
    """A word of the vocabulary is stored by its value."""
    return None if value is None else str(value)
