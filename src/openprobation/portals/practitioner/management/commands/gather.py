"""Is what lists show of everybody at hand, and is it so? `openprobation gather` makes it so, --prove compares."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from openprobation.foundation import clock
from openprobation.portals.practitioner import gathered
from openprobation.supervision.persons import queries as persons


class Command(BaseCommand):
    help = "Gather anew what lists show of everybody; with --prove, compare what is kept with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prove", action="store_true", help="compare, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        at, on = clock.now(), clock.today()
        if not options["prove"]:
            done = gathered.rebuild(at=at, on=on)
            self.stdout.write(f"{done:,} people gathered")
            return
        proof = gathered.prove(at=at, on=on)
        named = persons.named(proof.unequal)
        crns = ": " + ", ".join(sorted(who.crn for who in named.values())) if named else ""
        self.stdout.write(f"{proof.compared:,} compared, {len(proof.unequal):,} not equal{crns}")
        if proof.unequal:
            sys.exit(1)
