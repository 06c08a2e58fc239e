"""How are words planted in every personal field of every model, and looked for in every column there is?

Run in a database of its own, which is thrown away: rows are made whole from what their fields are, so
a model of tomorrow is planted too, and the database's checks are set aside while that is done.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.redaction.sweeping import free_words

WORDS = "Zq7 Quillfeather Nest"
WRITTEN = "before zq7, QUILLFEATHER  nest after"
LEFT = "quillfeather"
"""A word that no database and no library of ours holds by itself."""
STAFF_AND_HASHES = {"identity.User", "audit.Entry", "sign_in.Code"}


def set_checks_aside() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint c"
            " JOIN pg_namespace n ON n.oid = c.connamespace"
            " WHERE contype = 'c' AND nspname = 'public'"
        )
        found = cursor.fetchall()
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # else a table with checks to come cannot be altered
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, name in found:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def planted_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("openprobation.")
        and free_words(model)
        and model._meta.label not in STAFF_AND_HASHES
    ]


def plant(person: models.Model, user: models.Model) -> int:
    """The words in every free field of every model, about this person. Returns how many fields."""
    made: dict[type[models.Model], models.Model] = {type(person): person, type(user): user}
    count = 0
    for model in planted_models():
        row = row_of(model, person, made)
        words = {
            each.name: [WRITTEN, {"deep": WRITTEN}]
            if isinstance(each, models.JSONField)
            else WRITTEN
            for each in free_words(model)
        }
        model._base_manager.filter(pk=row.pk).update(**words)
        count += len(words)
    session = SessionStore()
    session["_messages"] = f'[["__json_message", 0, 25, "{WRITTEN}"]]'
    session.create()
    return count


def row_of(
    model: type[models.Model], person: models.Model, made: dict[type[models.Model], models.Model]
) -> models.Model:
    """A row with every field filled, the rows it needs made before it."""
    if model not in made:
        values = {
            each.attname: value_of(each, person, made)
            for each in model._meta.concrete_fields
            if not each.primary_key or isinstance(each, models.TextField)
        }
        made[model] = model(**values)
        made[model].save_base(force_insert=True)  # also where a used framework lets nothing change
    return made[model]


def value_of(
    each: Any, person: models.Model, made: dict[type[models.Model], models.Model]
) -> object:
    by_name = {
        "journal_line": "",
        "record_kind": "person",
        "record_id": person.pk,
        "person_id": person.pk,
        "path": f"/people/{person}/record/new/",
    }
    if isinstance(each, models.ForeignKey):
        if each.related_model is each.model or each.model is person.__class__:
            return None
        return row_of(each.related_model, person, made).pk
    if each.attname in by_name:
        return by_name[each.attname]
    if each.choices:
        return each.flatchoices[0][0]
    kinds: list[tuple[Any, object]] = [
        (models.DateTimeField, PUBLICATION_DAY),
        (models.DateField, date(2016, 3, 1)),
        (models.TimeField, time(9)),
        (models.DurationField, timedelta(days=1)),
        (models.BinaryField, b""),
        (models.UUIDField, UUID(int=1)),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)),
        (models.FloatField, 1.0),
        (models.IntegerField, 1),
        (models.JSONField, []),
        (models.TextField | models.CharField, "x"),
    ]
    for kind, value in kinds:
        if isinstance(each, kind):
            return value
    raise TypeError(f"{each}: a kind of field not planted yet")


def columns_with(words: str) -> list[str]:
    """Every column of every table in which the words can be read."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            described = connection.introspection.get_table_description(cursor, table)
            for column in described:
                text = f'CAST("{column.name}" AS TEXT)'
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE lower({text}) LIKE %s', [f"%{words}%"]
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found + sessions_with(words)


def sessions_with(words: str) -> list[str]:
    from django.contrib.sessions.models import Session

    return [
        "a session" for each in Session.objects.all() if words in str(each.get_decoded()).lower()
    ]
