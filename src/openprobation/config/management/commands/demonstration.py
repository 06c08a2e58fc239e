"""How is the demonstration filled beside the first pages? `openprobation demonstration rest`."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from openprobation.config import serving

LATER_THAN_PAGES = 5  # how much this gives way to the web server, in the kernel's own scale


class Command(BaseCommand):
    help = "Make the rest of the demonstration's people; ends at once when they are there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["rest"])
        parser.add_argument("--people", type=int, default=serving.PEOPLE)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION or serving.what_is_kept() is not serving.Kept.DEMONSTRATION:
            raise serving.NotTheDemonstration(serving.what_is_kept())
        from openprobation.demo import make

        os.nice(LATER_THAN_PAGES)
        make.the_rest(options["people"], lambda words: print(words, flush=True))
