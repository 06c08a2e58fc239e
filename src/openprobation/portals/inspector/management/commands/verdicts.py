"""How are verdicts on every case brought in? `openprobation verdicts load V.parquet --questions TABLE.csv …`."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from openprobation.foundation import clock
from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity import queries as people
from openprobation.foundation.refusals import Refused
from openprobation.inspection.programmes import queries as programmes
from openprobation.inspection.samples import queries as samples
from openprobation.inspection.verdicts import actions
from openprobation.portals.inspector import loading

FAULTY = 2
MOST_SHOWN = 100


class Command(BaseCommand):
    help = "Load what the program found on every case, beside an inspection's sample."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load"])
        parser.add_argument(
            "verdicts",
            type=Path,
            help=f"a Parquet or CSV file with the columns {', '.join(loading.COLUMNS)}",
        )
        parser.add_argument(
            "--questions",
            type=Path,
            required=True,
            metavar="TABLE.csv",
            help="which question each standard bears on: standard,question",
        )
        parser.add_argument("--inspection", required=True, metavar="SLUG")
        parser.add_argument(
            "--as-of", type=day, required=True, metavar="DAY", help="as at which day, as 2017-02-16"
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="the lead who loads it; else the service itself"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        plan = next(
            (one for one in programmes.planned() if one.slug == options["inspection"]), None
        )
        if plan is None:
            self.refuse(f"There is no inspection “{options['inspection']}” announced here.")
        by = people.by_username(options["by"]) if options["by"] else identity.system_user()
        if by is None:
            self.refuse(f"There is no account “{options['by']}”.")
        sample = samples.sample_of(plan.id)
        if sample is None:
            self.refuse(str(actions.NotDrawn()))
        try:
            table, wrong = loading.table_of(options["questions"], asked=loading.asked_in(plan))
            rows, faults = loading.verdicts_of(options["verdicts"])
            digest = loading.digest_of(options["verdicts"])
        except OSError as fault:
            self.refuse(f"{fault.filename} cannot be read: {(fault.strerror or '').lower()}.")
        except loading.Unreadable as unreadable:
            self.refuse(str(unreadable.fault))
        if wrong or faults:
            self.refuse(*map(str, (*wrong, *faults)))
        try:
            made = actions.load(
                inspection_id=plan.id,
                as_of=options["as_of"],
                digest=digest,
                table=table,
                rows=rows,
                case_of=loading.cases_of(sample),
                by=by,
                at=at,
            )
        except Refused as refusal:
            self.refuse(*(part.message for part in refusal.parts))
        self.stdout.write(
            f"{plan.area}: load {made.number} keeps {made.kept:,} verdicts as at"
            f" {made.as_of.isoformat()}; {made.passed_over:,} rows are of other cases or standards."
        )

    def refuse(self, *faults: str) -> NoReturn:
        """Say all that is wrong, and change nothing."""
        for fault in faults[:MOST_SHOWN]:
            self.stderr.write(fault, self.style.NOTICE)
        if len(faults) > MOST_SHOWN:
            self.stderr.write(f"and {len(faults) - MOST_SHOWN:,} more.", self.style.NOTICE)
        sys.exit(FAULTY)


def day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise ArgumentTypeError(f"“{told}” is no day: write it as 2017-02-16") from None
