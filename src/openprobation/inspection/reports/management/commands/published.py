"""How are published judgements brought in? `openprobation published load`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openprobation.foundation import clock
from openprobation.foundation.refusals import Refused
from openprobation.inspection.reports.actions import load_published


class Command(BaseCommand):
    help = "Load the published judgements that this service ships, and shelve their pictures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_published(at=clock.now())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            f"Published judgements: {loaded.inspections} inspections,"
            f" {loaded.judgements} judgements, {loaded.documents} documents on the shelves."
        )
