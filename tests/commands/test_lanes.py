"""Does ./test count what it ran, and say what it could not run?"""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from tools import lanes
from tools.lanes import Lane, Skipped, Tally

REPORT = """<testsuites>
<testsuite tests="10" failures="1" errors="2" skipped="3"/>
<testsuite tests="5" failures="0" errors="0" skipped="0"/>
</testsuites>"""


@contextmanager
def not_to_be_had():
    raise Skipped("no browser here")
    yield {}


def test_a_report_is_counted_over_all_its_parts(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)

    assert lanes.counted(report) == Tally(passed=9, failed=3)


def test_a_run_that_broke_off_without_a_report_has_failed():
    assert lanes.run_pytest(["--no-such-option"], {}) == Tally(passed=0, failed=1)


def test_a_lane_that_cannot_be_run_says_why(capsys):
    tally = lanes.run_lane(Lane("browser", not_to_be_had), [], nothing_may_be_missing=False)

    assert tally == Tally()
    assert "SKIPPED LANE browser: no browser here\n" in capsys.readouterr().out


def test_where_nothing_may_be_missing_a_lane_not_run_has_failed():
    tally = lanes.run_lane(Lane("browser", not_to_be_had), [], nothing_may_be_missing=True)

    assert tally == Tally(failed=1)


def test_spark_is_missing_from_no_ones_count(capsys):
    spark = next(lane for lane in lanes.LANES if lane.name == "spark")

    tally = lanes.run_lane(spark, [], nothing_may_be_missing=True)

    assert tally == Tally()
    assert "SKIPPED LANE spark: nothing here uses Spark yet\n" in capsys.readouterr().out


def test_the_last_line_is_the_tally_of_all_lanes(monkeypatch, capsys):
    monkeypatch.setattr(lanes, "run_lane", lambda *_, **__: Tally(passed=2, failed=0))

    status = lanes.main([])

    assert status == 0
    assert capsys.readouterr().out.splitlines()[-1] == "10 passed, 0 failed"


def test_one_lane_is_run_alone_with_options_of_pytest(monkeypatch):
    ran = []
    monkeypatch.setattr(
        lanes, "run_lane", lambda lane, options, **_: ran.append((lane.name, options)) or Tally()
    )

    lanes.main(["house", "-k", "words"])

    assert ran == [("house", ["-k", "words"])]


def test_an_unknown_lane_is_answered_with_those_there_are(capsys):
    status = lanes.main(["quick"])

    assert status == 2
    assert "fast, house, postgres, browser, spark, all" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
def test_no_test_sees_what_points_at_a_real_service(name, monkeypatch):
    seen = {}
    monkeypatch.setenv(name, "the real one")
    monkeypatch.setattr(
        lanes.subprocess, "run", lambda command, **options: seen.update(options) or Ended()
    )

    lanes.run_pytest([], {})

    assert name not in seen["env"]


class Ended:
    returncode = 0
