"""Does the script that kills everything judge honestly what is left?"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tools import survive
from tools.survive import Ledger, NotAsItShouldBe, Row, Verdict, back_after, children, judge, table

GOOD = Verdict(3, 2, 2, (), (), ())


def ledger(*acknowledged, sent=("a", "b", "c")):
    return Ledger({name: f"token of {name}" for name in sent}, frozenset(acknowledged))


def test_what_was_acknowledged_and_is_there_once_is_good():
    verdict = judge(ledger("a", "b"), found={"a": 1, "b": 1, "c": 1}, half=[])

    assert verdict.is_good
    assert (verdict.sent, verdict.acknowledged, verdict.found) == (3, 2, 3)


@pytest.mark.parametrize(
    ("found", "half", "wrong"),
    [
        ({"a": 1}, [], {"missing": ("b",)}),
        ({"a": 1, "b": 2}, [], {"doubled": ("b",)}),
        ({"a": 1, "b": 1, "c": 2}, [], {"doubled": ("c",)}),
        ({"a": 1, "b": 1}, ["c"], {"half": ("c",)}),
    ],
)
def test_a_write_that_is_missing_doubled_or_half_there_is_named(found, half, wrong):
    verdict = judge(ledger("a", "b"), found=found, half=half)

    assert not verdict.is_good
    for what, names in wrong.items():
        assert getattr(verdict, what) == names


@pytest.mark.parametrize(
    ("answers", "seconds"),
    [
        ([(1.0, False), (11.0, True)], 0.0),
        ([(11.0, True), (12.0, False), (13.5, True), (14.0, True)], 3.5),
        ([(11.0, False), (12.0, True), (13.0, False), (15.0, True)], 5.0),
        ([(9.0, True), (11.0, False)], None),
        ([], 0.0),
    ],
)
def test_the_service_is_back_at_the_first_answer_after_the_last_failure(answers, seconds):
    assert back_after(10.0, answers) == seconds


@pytest.mark.parametrize(
    ("verdict", "back", "whole", "good"),
    [
        (GOOD, 1.0, "yes", True),
        (GOOD, None, "yes", False),
        (GOOD, 1.0, "NO", False),
        (Verdict(3, 2, 1, ("a",), (), ()), 1.0, "yes", False),
    ],
)
def test_a_round_is_good_when_all_is_there_whole_and_back(verdict, back, whole, good):
    assert Row("sqlite", "web", verdict, back, whole).is_good is good


def test_the_table_has_a_line_for_each_round_and_lines_up():
    rows = [Row("sqlite", "web", GOOD, 2.04, "yes"), Row("postgres", "disk", GOOD, None, "NO")]

    lines = table(rows).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert "2.0 s" in lines[2]
    assert "never" in lines[3]


@pytest.mark.parametrize(
    ("came", "status"), [([Row("sqlite", "web", GOOD, 1.0, "yes")], 0), ([], 1)]
)
def test_it_says_no_when_nothing_was_tried(monkeypatch, capsys, came, status):
    monkeypatch.setattr(survive, "hold", lambda *_args, **_options: came)

    assert survive.main(["--database", "sqlite", "--only", "web"]) == status


def test_a_round_that_could_not_be_held_is_not_passed_over(monkeypatch, capsys):
    came = [Row("sqlite", "web", GOOD, 1.0, "yes"), NotAsItShouldBe("The worker did not come back")]
    monkeypatch.setattr(survive, "hold", lambda *_args, **_options: came)

    assert survive.main(["--database", "sqlite"]) == 1
    assert "The worker did not come back" in capsys.readouterr().err


def test_a_process_is_found_by_its_parent():
    sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

    found = children(os.getpid())

    sleeper.communicate(b"\n")
    assert sleeper.pid in found
