"""What are bodies rated, from a table of scores? `openprobation ratings compute SCORES.csv`."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from openprobation.rules.inspection.frameworks import FRAMEWORKS
from openprobation.rules.inspection.scores import COLUMNS, BodyRated, Computed, Fault, compute
from openprobation.vocabulary.inspection import Rating

FAULTY = 2
HEADING = 1


class Command(BaseCommand):
    help = "Rate bodies from a table of scores. Reads no clock and needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["compute"])
        parser.add_argument(
            "scores",
            help=f"a CSV file with the columns {', '.join(COLUMNS)}; - reads what is piped in",
        )
        parser.add_argument(
            "--framework",
            choices=sorted(each.id for each in FRAMEWORKS.values() if each.is_scored),
            help="whose standards count; without it, those present are all there are",
        )
        parser.add_argument("--json", action="store_true", help="as JSON, not as a table")

    def handle(self, *args: Any, **options: Any) -> None:
        computed = computed_from(options["scores"], options["framework"])
        if computed.faults:
            for fault in computed.faults:
                self.stderr.write(str(fault), self.style.NOTICE)
            sys.exit(FAULTY)
        told = as_json(computed) if options["json"] else as_table(computed)
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        self.stdout.write(told)


def computed_from(path: str, framework: str | None) -> Computed:
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as fault:
        reason = (fault.strerror or "cannot be read").lower()
        print(f"{path} cannot be read: {reason}.", file=sys.stderr)
        sys.exit(FAULTY)
    try:
        rows = list(numbered(raw))
    except Unreadable as unreadable:
        return Computed(faults=(unreadable.fault,))
    return compute(rows, framework=FRAMEWORKS[framework] if framework else None)


class Unreadable(Exception):
    """A file that is no table of scores."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(row, message)


def numbered(raw: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of the file with their numbers, the heading being row 1. Empty rows are passed over."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        at = raw.count(b"\n", 0, fault.start) + 1
        raise Unreadable(at, "this is not UTF-8 text.") from fault
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    names: list[str] = []
    try:
        for number, cells in enumerate(reader, start=HEADING):
            if number == HEADING:
                names = headings(cells)
            elif any(cell.strip() for cell in cells):
                if len(cells) > len(names):
                    raise Unreadable(number, "there are more cells than headings.")
                yield number, dict(zip(names, cells, strict=False))
    except csv.Error as fault:
        raise Unreadable(number + 1, f"this cannot be read as CSV ({fault}).") from fault
    if number == 0:
        raise Unreadable(HEADING, f"the file is empty. Its headings are {', '.join(COLUMNS)}.")


def headings(cells: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise Unreadable(HEADING, f"columns not found: {', '.join(missing)}.")
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise Unreadable(HEADING, f"columns given twice: {', '.join(twice)}.")
    return names


def as_json(computed: Computed) -> str:
    """In plain ASCII, so that it is read whatever the terminal's letters are."""
    return json.dumps({"bodies": [of_body(body) for body in computed.bodies]}, indent=2)


def of_body(body: BodyRated) -> dict[str, Any]:
    overall: dict[str, Any] = {
        "score": body.overall.score,
        "max": body.overall.highest,
        "rating": label(body.overall.rating),
    }
    if body.overall.missing:
        overall["missing"] = list(body.overall.missing)
    return {
        "body": body.body,
        "standards": [
            {
                "standard": each.standard,
                "percent": each.percent,
                "rating": label(each.rating),
                "score": each.score,
            }
            for each in body.standards
        ],
        "overall": overall,
    }


def label(rating: Rating | None) -> str | None:
    return None if rating is None else rating.label


def as_table(computed: Computed) -> str:
    """Each body with its standards, and under it what decided."""
    lines: list[str] = []
    for body in computed.bodies:
        lines += [body.body, f"  {'Standard':<10}{'Share':>6}  {'Rating':<22}Score  Why"]
        for each in body.standards:
            share = "" if each.percent is None else f"{each.percent}%"
            score = "" if each.score is None else str(each.score)
            rating = label(each.rating) or "Not rated"
            lines.append(
                f"  {each.standard:<10}{share:>6}  {rating:<22}{score:>5}  {each.explanation}"
            )
        lines += [f"  Overall: {body.overall.explanation}", ""]
    return "\n".join(lines).rstrip("\n") if lines else "No rows."
