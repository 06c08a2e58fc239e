"""Which contexts give rows to an extract, and how is one written? One line a context."""

from __future__ import annotations

import csv
import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from openprobation.analytics.tables import Filled
from openprobation.foundation.access import queries as access
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity import actions as identity
from openprobation.foundation.refusals import Refused
from openprobation.supervision.commissioning import extract as commissioning
from openprobation.supervision.interventions import extract as interventions
from openprobation.supervision.iom import extract as iom
from openprobation.supervision.needs import extract as needs
from openprobation.supervision.plans import extract as plans
from openprobation.supervision.unpaid_work import extract as unpaid_work

SHARES: tuple[tuple[Filled, ...], ...] = (
    needs.SHARE,
    plans.SHARE,
    unpaid_work.SHARE,
    commissioning.SHARE,
    interventions.SHARE,
    iom.SHARE,
)
BAND = "Demonstration: invented people and figures"


class NoFolder(Refused):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no folder {folder}. Make it first, where only you can read.")


def write(folder: Path, *, at: datetime) -> dict[str, int]:
    """Write every table as CSV, in one look at the database; how many rows each has. One query a table and one more."""
    if not folder.is_dir():
        raise NoFolder(folder)
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        hidden = access.restricted_records("person", at=at)
        counts = {
            filled.table.name: write_table(folder, filled, hidden)
            for share in SHARES
            for filled in share
        }
        record("extract.written", by=identity.SYSTEM, at=at, tables=len(counts))
    return counts


def write_table(folder: Path, filled: Filled, hidden: Collection[int]) -> int:
    """One file: whole, or as it was before. Only its owner may read it."""
    table, count = filled.table, 0
    band = [BAND] if settings.DEMONSTRATION else []
    part = folder / f"{table.name}.csv.part"
    with open(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        "w",
        encoding="utf-8",
        newline="",
    ) as file:
        lines = csv.writer(file)
        lines.writerow([*table.header, *band])
        for count, row in enumerate(filled.rows(), start=1):  # noqa: B007 # the last count is the answer
            lines.writerow([*table.told(row, hidden), *[""] * len(band)])
    part.replace(folder / f"{table.name}.csv")
    return count
