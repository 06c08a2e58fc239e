"""Does `verdicts load` keep a frame's verdicts, from either kind of file, and else change nothing and say why?"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import duckdb
import pytest
from django.core.management import CommandError, call_command

from openprobation.foundation.audit.models import Entry
from openprobation.inspection.samples.models import FramedCase
from openprobation.inspection.verdicts import queries
from openprobation.inspection.verdicts.models import Load, StoredVerdict
from openprobation.inspection.verdicts.tests.area import Area
from openprobation.portals.inspector import loading
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.sentences.tests.factories import SupervisionPeriodFactory

pytestmark = pytest.mark.django_db
HEADING = "case_id,standard,met,evidence_id\n"
TABLE = "standard,question\nplan-in-time,P1\nhome-visit,P2\n"


@pytest.fixture
def area():
    """Two cases whose people have periods: one closed before the frame, one open then."""
    made = Area(crc=2, nps=1, drawn=1)
    opened = (made.sample.as_of - timedelta(days=90)).date()
    made.periods = {}
    for case in made.frame:
        person = PersonFactory()
        FramedCase.objects.filter(pk=case.pk).update(record_id=person.pk)
        made.closed = SupervisionPeriodFactory(
            person=person,
            opened_on=opened - timedelta(days=400),
            closed_on=opened,
            end_reason="completed",
        )
        made.periods[case.pk] = SupervisionPeriodFactory(person=person, opened_on=opened)
    return made


@pytest.fixture
def run(tmp_path, capsys):
    """Load a file: what was printed, what it complained of, and how it ended."""

    def run(verdicts, table=TABLE, *, name="V.csv", day="2017-02-16", **options):
        path = tmp_path / name
        if verdicts is not None:
            path.write_bytes(verdicts if isinstance(verdicts, bytes) else verdicts.encode())
        (tmp_path / "T.csv").write_text(table)
        code = 0
        try:
            call_command(
                "verdicts", "load", str(path), f"--questions={tmp_path / 'T.csv'}",
                f"--as-of={day}", **({"inspection": "riverside"} | options),
            )  # fmt: skip
        except SystemExit as ended:
            code = ended.code
        told = capsys.readouterr()
        return told.out, told.err, code

    return run


def rows_of(area):
    for period in area.periods.values():
        yield period.pk, "plan-in-time", True, 71
        yield period.pk, "home-visit", False, 72
        yield period.pk, "of-no-question", True, 73
    yield area.closed.pk, "plan-in-time", False, 74
    yield 987_654, "plan-in-time", False, 75


def as_csv(rows):
    lines = (
        f"{case},{standard},{str(met).lower()},{entry}\r\n" for case, standard, met, entry in rows
    )
    return "\ufeff" + HEADING + "".join(lines)


def as_parquet(
    path, rows, types="BIGINT case_id, VARCHAR standard, BOOLEAN met, BIGINT evidence_id"
):
    columns = ", ".join(" ".join(reversed(one.split())) for one in types.split(", "))
    with duckdb.connect() as held:
        held.execute(f"CREATE TABLE v ({columns})")
        held.executemany("INSERT INTO v VALUES (?, ?, ?, ?)", [list(row) for row in rows])
        held.execute(f"COPY v TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_either_file_is_loaded_and_only_the_cases_open_at_the_frames_moment_are_kept(
    area, run, kind, tmp_path
):
    rows = list(rows_of(area))
    file = as_csv(rows) if kind == "csv" else as_parquet(tmp_path / "made", rows)

    out, err, code = run(file, by=area.lead.username)

    assert (err, code) == ("", 0)
    assert "load 1 keeps 6 verdicts as at 2017-02-16; 5 rows are of other" in out
    found = StoredVerdict.objects.order_by("case_id", "bearing__standard")
    assert list(
        found.values_list(
            "case_id", "bearing__standard", "bearing__question__code", "met", "evidence_id"
        )
    ) == [
        row
        for case in area.frame
        for row in (
            (case.pk, "home-visit", "P2", False, 72),
            (case.pk, "plan-in-time", "P1", True, 71),
        )
    ]
    load = queries.latest(area.inspection.pk)
    raw = file.encode() if isinstance(file, str) else file
    assert (load.digest, load.by) == (hashlib.sha256(raw).hexdigest(), area.lead.name)
    assert Entry.objects.get(action="verdict.loaded").by == area.lead.username
    assert run(file)[2] == 0
    assert queries.latest(area.inspection.pk).by == "OpenProbation"
    assert Load.objects.count() == 2


GOOD = "1,plan-in-time,true,5\n"


@pytest.mark.parametrize(
    ("text", "table", "said"),
    [
        ("", TABLE, ["row 1: in V.csv, columns not found: case_id, standard, met, evidence_id."]),
        ("case_id,standard,met\n", TABLE, ["row 1: in V.csv, columns not found: evidence_id."]),
        (
            HEADING + "x,plan-in-time,maybe,\n1,,true,5\n\n99999999999999999999,a,1,1\n",
            TABLE,
            [
                "row 2: in V.csv, case_id is “x”, not a whole number; evidence_id is “”, not a whole"
                " number; met is “maybe”, neither true nor false.",
                "row 3: in V.csv, no standard is named.",
                "row 5: in V.csv, case_id is “99999999999999999999”, not a whole number.",
            ],
        ),
        (HEADING + GOOD + GOOD, TABLE, ["row 3: in V.csv, case 1 has “plan-in-time” twice."]),
        (HEADING + '1,"a', TABLE, ["row 2: in V.csv, this cannot be read as CSV"]),
        (b"\xff\xfe", TABLE, ["row 1: in V.csv, this is not UTF-8 text."]),
        (b"PAR1 and no more", TABLE, ["row 1: in V.csv, this cannot be read as Parquet"]),
        (HEADING + GOOD, "standard\n", ["row 1: in T.csv, columns not found: question."]),
        (HEADING + GOOD, "standard,question\n", ["row 1: in T.csv, no standard is named."]),
        (
            HEADING + "1,a,b,1\n",
            TABLE + "plan-in-time,P3\nother,P9\n,P1\n",
            [
                "row 4: in T.csv, “plan-in-time” is given twice.",
                "row 5: in T.csv, “P9” is no question of this framework.",
                "row 6: in T.csv, no standard is named.",
                "row 2: in V.csv, met is “b”, neither true nor false.",
            ],
        ),
        (HEADING + GOOD, TABLE, ["None of the 1 rows is of a case of this inspection's frame"]),
    ],
)
def test_a_faulty_file_is_refused_with_its_rows_and_nothing_changes(area, run, text, table, said):
    area.load(table={"plan-in-time": area.questions["P1"].pk})
    before = list(StoredVerdict.objects.order_by("pk").values())
    if text == HEADING + GOOD:
        text = HEADING + GOOD.replace("1,", "987654,", 1)

    out, err, code = run(text, table)

    assert (out, code) == ("", 2)
    lines = err.splitlines()
    assert len(lines) == len(said)
    assert all(line.startswith(start) for line, start in zip(lines, said, strict=True)), lines
    assert list(StoredVerdict.objects.order_by("pk").values()) == before
    assert Load.objects.count() == 1


def test_a_parquet_file_of_other_types_or_with_gaps_is_refused(area, run, tmp_path):
    other = "INTEGER case_id, VARCHAR standard, VARCHAR met, BIGINT evidence_id"
    wrong = as_parquet(tmp_path / "a", [(1, "home-visit", "yes", 1)], other)
    gaps = as_parquet(tmp_path / "b", [(1, "home-visit", True, 1), (2, "home-visit", None, None)])

    assert "row 1: in V.csv, case_id is INTEGER, not BIGINT; met is VARCHAR" in run(wrong)[1]
    assert run(gaps)[1].startswith(
        "row 2: in V.csv, evidence_id is “”, not a whole number; met is “”, neither"
    )
    assert not Load.objects.exists()


def test_what_is_not_there_or_not_ones_own_is_refused(area, run):
    good = as_csv(rows_of(area))

    assert "no inspection “elsewhere”" in run(good, inspection="elsewhere")[1]
    assert "no account “nobody”" in run(good, by="nobody")[1]
    assert "gone.csv cannot be read: no such file" in run(None, name="gone.csv")[1]
    assert "has not come" in run(good, day="2999-01-01")[1]
    assert run(good, by=area.assessor.username)[2] == 2
    with pytest.raises(CommandError, match="is no day"):
        run(good, day="yesterday")
    area.sample.withdrawn_at, area.sample.withdrawn_why = area.at, "Drawn anew"
    area.sample.announced_at = None
    area.sample.save()
    assert "drawn no sample" in run(good)[1]
    assert not Load.objects.exists()


def test_whose_case_a_period_is_takes_four_queries_and_the_period_open_then(
    area, django_assert_num_queries
):
    sample = loading.samples.sample_of(area.inspection.pk)

    with django_assert_num_queries(4):
        found = loading.cases_of(sample)

    assert found == {period.pk: case for case, period in area.periods.items()}
