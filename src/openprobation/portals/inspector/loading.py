"""How is a file of verdicts read, and whose cases are they? All that is wrong is told, each with its row.

A file is what `standards evaluate` writes: case_id, standard, met, evidence_id, one row a case and
standard, as Parquet or CSV. Its case is a period of supervision; a frame knows the person's record.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from openprobation.inspection.programmes import queries as programmes
from openprobation.inspection.samples import queries as samples
from openprobation.inspection.verdicts.actions import Told
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences

COLUMNS = {"case_id": "BIGINT", "standard": "VARCHAR", "met": "BOOLEAN", "evidence_id": "BIGINT"}
TABLE = ("standard", "question")
SAID = {"true": True, "false": False, "1": True, "0": False}
PARQUET = b"PAR1"
HEADING = 1
LARGEST = 2**63 - 1
WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)
AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row. In a CSV file the heading is row 1; in Parquet the first row is."""

    row: int
    file: str
    message: str

    def __str__(self) -> str:
        return f"row {self.row}: in {self.file}, {self.message}"


class Unreadable(Exception):
    """A file that is no such table at all."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


Cells = tuple[object, object, object, object]


# ── The table ──────────────────────────────────────────────────────────────────────────────
def table_of(
    path: Path, *, asked: Mapping[str, Sequence[int]]
) -> tuple[dict[str, int], list[Fault]]:
    """On which question (its id) each standard bears. `asked` are the framework's questions by code."""
    table: dict[str, int] = {}
    faults: list[Fault] = []
    for number, (standard, code) in of_csv(path, TABLE):
        known = asked.get(code, ())
        if not standard:
            faults.append(Fault(number, path.name, "no standard is named."))
        elif standard in table:
            faults.append(Fault(number, path.name, f"“{standard}” is given twice."))
        elif len(known) != 1:
            what = "is asked more than once" if known else "is no question of this framework"
            faults.append(Fault(number, path.name, f"“{code}” {what}."))
        else:
            table[standard] = known[0]
    if not table and not faults:
        faults.append(Fault(HEADING, path.name, "no standard is named."))
    return table, faults


def asked_in(plan: programmes.Planned) -> dict[str, list[int]]:
    """The questions of an inspection's framework by code. Four queries."""
    full = programmes.framework(code=plan.framework_code, version=plan.framework_version)
    asked: dict[str, list[int]] = {}
    for section in full.sections if full else ():
        for question in section.questions:
            asked.setdefault(question.code, []).append(question.id)
    return asked


# ── The verdicts ───────────────────────────────────────────────────────────────────────────
def verdicts_of(path: Path) -> tuple[list[Told], list[Fault]]:
    """Every row, and all that is wrong."""
    rows: list[Told] = []
    faults: list[Fault] = []
    seen: set[tuple[int, str]] = set()
    for number, cells in of_parquet(path) if is_parquet(path) else of_csv(path, tuple(COLUMNS)):
        told = row_of(cells)
        if isinstance(told, str):
            faults.append(Fault(number, path.name, told))
        elif (told.case_id, told.standard) in seen:
            said = f"case {told.case_id} has “{told.standard}” twice."
            faults.append(Fault(number, path.name, said))
        else:
            seen.add((told.case_id, told.standard))
            rows.append(told)
    return rows, faults


def row_of(cells: Sequence[object]) -> Told | str:
    """A row, or what is wrong with it."""
    case_id, standard, met, evidence_id = cells
    wrong = [
        f"{name} is “{'' if cell is None else cell}”, not a whole number"
        for name, cell in (("case_id", case_id), ("evidence_id", evidence_id))
        if whole(cell) is None
    ]
    if not isinstance(standard, str) or not standard:
        wrong.append("no standard is named")
    said = met if isinstance(met, bool) else SAID.get(str(met).lower())
    if said is None:
        wrong.append(f"met is “{'' if met is None else met}”, neither true nor false")
    if wrong:
        return "; ".join(wrong) + "."
    return Told(int(str(case_id)), str(standard), bool(said), int(str(evidence_id)))


def whole(cell: object) -> int | None:
    if isinstance(cell, bool) or cell is None or not WHOLE.fullmatch(str(cell)):
        return None
    number = int(str(cell))
    return number if abs(number) <= LARGEST else None


def is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(PARQUET)) == PARQUET


def of_parquet(path: Path) -> Iterator[tuple[int, Cells]]:
    import duckdb  # 0.2 seconds, for a command that is seldom run

    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as held:
        try:
            there = {
                str(name): str(kind)
                for name, kind, *_rest in held.execute(
                    "DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]
                ).fetchall()
            }
            refuse_columns(path, there, COLUMNS)
            wrong = [
                f"{name} is {there[name]}, not {kind}"
                for name, kind in COLUMNS.items()
                if there[name] != kind
            ]
            if wrong:
                raise Unreadable(Fault(HEADING, path.name, "; ".join(wrong) + "."))
            rows = held.execute(f"SELECT {', '.join(COLUMNS)} FROM read_parquet(?)", [str(path)])
            number = 0
            while some := rows.fetchmany(AT_ONCE):
                for cells in some:
                    number += 1
                    yield number, cells
        except duckdb.Error as fault:
            reason = str(fault).splitlines()[0].rstrip(".").replace(str(path), path.name)
            message = f"this cannot be read as Parquet ({reason})."
            raise Unreadable(Fault(HEADING, path.name, message)) from fault


def of_csv(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows below the heading, these columns in this order; empty rows are passed over."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        at = raw.count(b"\n", 0, fault.start) + 1
        raise Unreadable(Fault(at, path.name, "this is not UTF-8 text.")) from fault
    lines, number = csv.reader(io.StringIO(text, newline=""), strict=True), 0
    try:
        names = [cell.strip().lower() for cell in next(lines, [])]
        refuse_columns(path, names, columns)
        places = [names.index(name) for name in columns]
        number = HEADING
        for number, cells in enumerate(lines, start=HEADING + 1):
            if any(cell.strip() for cell in cells):
                full = [*cells, *[""] * (len(names) - len(cells))]
                yield number, tuple(full[place].strip() for place in places)
    except csv.Error as fault:
        message = f"this cannot be read as CSV ({fault})."
        raise Unreadable(Fault(number + 1, path.name, message)) from fault


def refuse_columns(path: Path, there: Iterable[str], wanted: Iterable[str]) -> None:
    missing = [name for name in wanted if name not in there]
    if missing:
        message = f"columns not found: {', '.join(missing)}."
        raise Unreadable(Fault(HEADING, path.name, message))


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# ── Whose cases ────────────────────────────────────────────────────────────────────────────
def cases_of(sample: samples.SampleLine) -> dict[int, int]:
    """Which case of the frame each period of supervision is that was open at the frame's moment.

    Four queries, however many cases. Where records were joined the period opened last is the case.
    """
    framed = samples.framed(sample.id)
    records = {pk: one.id for one in persons.by_ids(tuple(framed)).values() for pk in one.ids}
    periods = sentences.periods_on(tuple(records), timezone.localdate(sample.as_of))
    latest = {records[person_id]: period_id for period_id, person_id in periods.items()}
    return {
        period_id: framed[record_id]
        for record_id, period_id in latest.items()
        if record_id in framed
    }
