"""How is the service served from one machine? `openprobation serve`, which ./run ends in."""

from __future__ import annotations

import signal
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from openprobation.config import serving


def port(written: str) -> int:
    if written.isdecimal() and 1 <= int(written) <= 65535:
        return int(written)
    raise ArgumentTypeError(f"a port is a number from 1 to 65535, not {written!r}")


def people(written: str) -> int:
    if written.isdecimal():
        return int(written)
    raise ArgumentTypeError(f"a number of people, not {written!r}")


class Command(BaseCommand):
    help = "Serve the pages and run the worker beside them until told to stop."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=port, default=8000, help="listen here (8000)")
        parser.add_argument(
            "--people", type=people, help="how many the demonstration has under supervision (3000)"
        )
        parser.add_argument(
            "--reset", action="store_true", help="remove the demonstration's data; make it anew"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Asked to end while preparing, we stop as at Ctrl-C; what was half done is rolled back.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            serving.serve(
                port=options["port"],
                people=options["people"],
                reset=options["reset"],
                say=lambda words: print(words, flush=True),
            )
        except KeyboardInterrupt:
            print("Stopped before it was ready. Run it again: it goes on from here.", flush=True)
            raise SystemExit(130) from None
