"""Are stored verdicts joined to key questions as they should be?"""

from __future__ import annotations

import pytest

from openprobation.rules.inspection.estimation import COMBINE_RULES, MET, NO_VERDICT, NOT_MET
from openprobation.rules.inspection.verdicts import (
    NOT_APPLICABLE,
    NOT_KNOWN,
    Sample,
    Stored,
    UnknownVerdict,
    beside_census,
    beside_the_sample,
    by_question,
)
from openprobation.vocabulary.inspection import EstimateGround

RULES = COMBINE_RULES.entries[0].value
TABLE = {"S1": "2.1.3", "S2": "2.1.3", "S3": "2.2.3"}


def test_every_standard_that_applies_must_be_met_and_one_that_is_not_decides():
    rows = [
        Stored("A", "S1", MET),
        Stored("A", "S2", MET),
        Stored("B", "S1", MET),
        Stored("B", "S2", NOT_MET),
        Stored("C", "S1", MET),
        Stored("C", "S2", NOT_APPLICABLE),
        Stored("D", "S1", NOT_APPLICABLE),
        Stored("E", "S1", MET),
        Stored("E", "S2", NOT_KNOWN),
        Stored("F", "S1", NOT_KNOWN),
        Stored("F", "S2", NOT_MET),
        Stored("A", "S3", NOT_MET),
        Stored("A", "S9", NOT_MET),
    ]

    found = by_question(rows, TABLE)

    assert found == {
        "2.1.3": {"A": MET, "B": NOT_MET, "C": MET, "E": NO_VERDICT, "F": NOT_MET},
        "2.2.3": {"A": NOT_MET},
    }
    with pytest.raises(UnknownVerdict, match="maybe"):
        by_question([Stored("A", "S1", "maybe")], TABLE)


def test_a_judged_case_that_the_verdicts_do_not_hold_is_left_out_and_counted():
    verdicts = {f"C{n:03d}": MET if n % 5 else NOT_MET for n in range(500)}
    judged = {f"C{n:03d}": bool(n % 5) for n in range(60)} | {"X1": True, "X2": False}

    found = beside_the_sample("2.1.3", verdicts, judged, rules=RULES)

    assert (found.left_out, found.together.cases) == (2, 500)
    assert found.together.plain.judged == 60
    assert found.together.combined.share == pytest.approx(0.8)
    assert beside_the_sample("2.1.3", verdicts, {"X1": True}, rules=RULES) is None


def test_it_says_how_often_the_program_disagreed_and_that_it_replaces_nothing():
    verdicts = {f"C{n:03d}": MET if n % 5 else NOT_MET for n in range(500)}
    judged = {f"C{n:03d}": bool(n % 5) for n in range(60)} | {"C001": False, "C005": True}

    found = beside_the_sample("2.1.3", verdicts, judged, rules=RULES)

    assert (found.disagreed, found.compared) == (2, 60)
    assert "looked at every case, found 500 that the question fits" in found.told
    assert "disagreed with inspectors in 2 of 60. Corrected for that" in found.told
    assert found.told.endswith("It never replaces the sample's figure.")


@pytest.mark.parametrize(
    ("unfit", "without", "ground"),
    [
        (6, 0, EstimateGround.COMBINED),
        (7, 0, EstimateGround.OTHER_CASES),
        (0, 6, EstimateGround.COMBINED),
        (0, 7, EstimateGround.OTHER_CASES),
        (4, 3, EstimateGround.OTHER_CASES),
    ],
)
def test_where_the_two_speak_of_different_cases_the_plain_estimate_is_all_there_is(
    unfit, without, ground
):
    said = {f"C{n}": MET if n % 2 else NOT_MET for n in range(60 + unfit)}
    met = {f"C{n}": bool(n % 2) for n in range(60)} | {f"X{n}": True for n in range(without)}
    unfit_cases = frozenset(f"C{60 + n}" for n in range(unfit))

    found = beside_census(
        "P1", {MET: 500, NOT_MET: 500}, said, Sample(met, unfit_cases), rules=RULES
    )

    assert (found.left_out, found.misplaced) == (without, unfit)
    assert found.together.ground is ground
    assert (found.together.combined is None) is (ground is EstimateGround.OTHER_CASES)
    assert ("left alone: verdicts and inspectors differ" in found.told) is (
        ground is EstimateGround.OTHER_CASES
    )


def test_a_case_that_stands_for_more_of_the_area_weighs_more():
    said = {f"C{n}": MET if n % 2 else NOT_MET for n in range(60)}
    met = {f"C{n}": bool(n % 2) for n in range(60)}
    weights = {f"C{n}": 3.0 for n in range(60) if n % 2}

    found = beside_census(
        "P1", {MET: 500, NOT_MET: 500}, said, Sample(met, weights=weights), rules=RULES
    )

    assert found.together.plain.share == pytest.approx(0.75)
    assert found.together.best.share == pytest.approx(0.5)
