"""Are stored verdicts joined to key questions as they should be?"""

from __future__ import annotations

import pytest

from openprobation.rules.inspection.estimation import COMBINE_RULES, MET, NO_VERDICT, NOT_MET
from openprobation.rules.inspection.verdicts import (
    NOT_APPLICABLE,
    NOT_KNOWN,
    Stored,
    UnknownVerdict,
    beside_the_sample,
    by_question,
)

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
