"""How are the tables brought to what this version wants? `openprobation migrate`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from openprobation.config import new_database

OF_SOME_OTHER_KIND = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "prune")


class Command(migrate.Command):
    help = "Bring the tables to what this version wants. A new database's are made at once."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--one-by-one",
            action="store_true",
            help="run every migration one after the other, in a new database too",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["one_by_one"] and not any(options[kind] for kind in OF_SOME_OTHER_KIND):
            new_database.make(connections[options["database"]])
        super().handle(*args, **options)
