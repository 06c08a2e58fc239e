"""How are the tables of a new database made at once?

Running every migration one after the other draws each model anew for each table that comes later:
the time grows with the square of their number. A database with nothing in it has no past to be
brought along, so its tables are made as the models are today, what the migrations do beside tables
(triggers, first rows) is done in their order, and all of them are written down as run. That both
roads end at the same tables is held by tests on both databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.state import StateApps

OF_TABLES = (ModelOperation, FieldOperation, IndexOperation)
"""What such an operation makes is in the models of today already."""


def make(connection: BaseDatabaseWrapper) -> bool:
    """Make the tables of a database that has none of ours; whether it was done.

    It is left to the migrations where a table of ours is there already, or where one of them does
    something this does not know.
    """
    executor = MigrationExecutor(connection)
    plan = [
        migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]
    made = list(todays_models(executor, connection))
    if not plan or is_begun(executor, connection, made) or not all(map(is_understood, plan)):
        return False
    executor.recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    for migration in plan:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            for operation in beside_tables(migration):
                operation.code(cast(StateApps, apps), editor)  # as they are today
        executor.recorder.record_applied(migration.app_label, migration.name)
    return True


def todays_models(
    executor: MigrationExecutor, connection: BaseDatabaseWrapper
) -> Iterator[type[models.Model]]:
    """Every model the migrations know of that has a table of its own."""
    migrated = executor.loader.migrated_apps
    for model in apps.get_models():
        if model._meta.app_label in migrated and model._meta.can_migrate(connection):
            yield model


def is_begun(
    executor: MigrationExecutor, connection: BaseDatabaseWrapper, made: list[type[models.Model]]
) -> bool:
    there = set(connection.introspection.table_names())
    return bool(
        executor.loader.applied_migrations or there & {model._meta.db_table for model in made}
    )


def is_understood(migration: Migration) -> bool:
    return all(isinstance(step, (*OF_TABLES, RunPython)) for step in migration.operations)


def beside_tables(migration: Migration) -> Iterator[RunPython]:
    return (step for step in migration.operations if isinstance(step, RunPython))
