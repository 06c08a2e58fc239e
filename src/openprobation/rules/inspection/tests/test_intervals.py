"""Do sizes and intervals equal published ones, and do they say what they can and cannot show?"""

from __future__ import annotations

import random

import pytest

from openprobation.rules.inspection.intervals import (
    SAMPLE_PLAN,
    cochran,
    krejcie_morgan,
    margin_of,
    reach,
    smallest_difference,
    wilson,
)

PLAN = SAMPLE_PLAN.entries[0].value


def test_wilson_equals_every_published_value(statistics):
    for row in statistics("wilson"):
        given, expected = row["input"], row["expected"]

        found = wilson(given["successes"], given["n"], confidence=given["confidence"])

        assert found.low == pytest.approx(expected["low"], abs=row["tolerance"]), row["id"]
        assert found.high == pytest.approx(expected["high"], abs=row["tolerance"]), row["id"]


def test_krejcie_and_morgan_equals_its_table(statistics):
    for row in statistics("sampleSizeKrejcieMorgan"):
        assert krejcie_morgan(row["input"]["population"]) == row["expected"]["n"], row["id"]


def test_wilsons_edges_are_exact_and_what_is_no_share_is_refused():
    assert wilson(0, 20).low == 0
    assert wilson(20, 20).high == 1
    for successes, n in ((1, 0), (5, 4), (-1, 4)):
        with pytest.raises(ValueError, match="no share"):
            wilson(successes, n)
    with pytest.raises(ValueError, match="Confidence"):
        wilson(1, 2, confidence=95)


def test_cochran_rounds_up_and_never_asks_for_more_than_there_are():
    assert cochran(1_000_000_000, confidence=0.95, margin=0.05) == 385
    assert cochran(3000, confidence=0.95, margin=0.05) == 341
    assert cochran(3000, confidence=0.80, margin=0.05) == 156
    assert cochran(10, confidence=0.80, margin=0.05) == 10
    assert cochran(1, confidence=0.80, margin=0.05) == 1
    with pytest.raises(ValueError, match="population"):
        cochran(0, confidence=0.8, margin=0.05)


@pytest.mark.parametrize("population", [40, 300, 3000, 100_000])
def test_the_size_for_a_margin_gives_that_margin_and_one_case_fewer_does_not(population):
    size = cochran(population, confidence=0.8, margin=0.05)

    assert margin_of(size, population, confidence=0.8) <= 0.05 + 1e-9
    assert margin_of(size - 1, population, confidence=0.8) > 0.05 - 1e-9


def test_a_size_says_what_it_can_show_and_what_it_cannot():
    told = reach(60, 3000, plan=PLAN)

    assert told.margin == pytest.approx(0.1253, abs=1e-3)
    assert "60 of 3,000" in told.can
    assert "13 points" in told.can
    assert told.smallest_difference == pytest.approx(0.358, abs=2e-3)
    assert "36 points" in told.cannot
    beside = smallest_difference((42, 2100), (18, 900), plan=PLAN)
    assert beside == pytest.approx(0.391, abs=2e-3)  # worse than two halves
    assert smallest_difference((30, 30), (30, 30), plan=PLAN) == 0
    assert reach(50, 50, plan=PLAN).margin == 0
    assert "exact" in reach(50, 50, plan=PLAN).can


def test_wilsons_interval_covers_the_truth_as_often_as_it_says():
    chance = random.Random("wilson")
    runs = 2000
    for truth in (0.1, 0.5, 0.8):
        covered = sum(
            wilson(sum(chance.random() < truth for _ in range(40)), 40).covers(truth)
            for _ in range(runs)
        )
        assert 0.93 <= covered / runs <= 0.98, truth
