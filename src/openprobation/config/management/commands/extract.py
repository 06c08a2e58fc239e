"""How are the rows of what the service holds taken out? `openprobation extract DIR` writes a CSV for each table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from openprobation.analytics.tables import TABLES, printed
from openprobation.config import extracts
from openprobation.foundation import clock
from openprobation.foundation.refusals import Refused


class Command(BaseCommand):
    help = "Write every table of what the service holds as CSV, without names; docs/data.md says what is in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR")
        parser.add_argument("--describe", action="store_true", help="print docs/data.md instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["describe"]:
            path = settings.ROOT / "docs" / "data.md"
            path.write_text(printed(TABLES))
            self.stdout.write(f"Wrote {path.relative_to(settings.ROOT)}")
            return
        if options["folder"] is None:
            raise CommandError("Say into which folder: openprobation extract DIR")
        try:
            counts = extracts.write(options["folder"], at=clock.now())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        for name, count in counts.items():
            self.stdout.write(f"{name}.csv: {count:,} rows")
