"""How fast is it, here and now? `openprobation bench` measures what is promised, on this database."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from openprobation.config import serving


class Command(BaseCommand):
    help = "Measure pages, locating and outcomes on the demonstration in this database; prints a table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", type=int, help="be one of the writers that are measured")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION or serving.what_is_kept() is not serving.Kept.DEMONSTRATION:
            raise serving.NotTheDemonstration(serving.what_is_kept())
        from openprobation.demo import bench

        if options["write"] is not None:
            for milliseconds in bench.write(options["write"]):
                print(f"{milliseconds:.3f}")
            return
        if not bench.run(lambda words: print(words, flush=True)):
            sys.exit(1)
