"""What is past its time, and shall it go? `openprobation retention` says; with --do it is done."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from openprobation.foundation import clock
from openprobation.supervision.redactions import tasks
from openprobation.supervision.redactions.policies import YEARS


class Command(BaseCommand):
    help = "Say what is past its time and would be removed; with --do, remove it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--do", action="store_true", help="remove it; without this, only say")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        for kind, timeline in YEARS.items():
            rule = timeline.on(clock.today())
            self.stdout.write(
                f"{kind.label}: {rule.value} years ({rule.source}, {rule.certainty}% sure)"
            )
        made = tasks.carry_out(at=at) if options["do"] else tasks.plan(at=at)
        did = "removed" if options["do"] else "would be removed"
        for case in made.cases:
            what = f"kept: {case.kept_because}" if case.kept_because else did
            self.stdout.write(
                f"{case.person.crn}, ended {case.ended_on:%-d %B %Y}, {case.rows} rows: {what}"
            )
        for kind, rows in made.rows.items():
            self.stdout.write(f"{kind.label}: {rows} rows {did}")
        if not options["do"]:
            self.stdout.write("Nothing was changed. To do it: openprobation retention --do")
