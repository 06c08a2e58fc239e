"""Do the figures of agreement equal published ones, and do their intervals cover the truth?"""

from __future__ import annotations

import random

import pytest

from openprobation.rules.inspection import agreement as ours
from openprobation.rules.inspection.agreement import (
    AGREEMENT_WORDS,
    Level,
    agreement,
    cohen,
    fleiss,
    krippendorff,
    table_of,
    told,
)

DISTANCES = {
    None: ours.unweighted,
    "unweighted": ours.unweighted,
    "linear": ours.linear,
    "quadratic": ours.quadratic,
}


def same(found, row, name):
    expected = row["expected"][name]
    if expected is None or found is None:
        assert found is expected, (row["id"], name, found)
    else:
        assert found == pytest.approx(expected, abs=row["tolerance"] or 1e-12), (row["id"], name)


def test_cohens_kappa_equals_every_published_value(statistics):
    for row in statistics("cohenKappa"):
        given = row["input"]
        weights = given.get("weights")
        distance = DISTANCES[weights] if weights != "toeplitz" else ours.toeplitz(given["scores"])
        table = given.get("table")
        if table is None:
            first, second = given["rater1"], given["rater2"]
            labels = given.get("labels") or sorted({*first, *second})
            table = table_of(first, second, labels=labels)

        kappa = cohen(table, distance=distance)

        found = {
            "kappa": kappa.kappa,
            "se": kappa.se,
            "se0": kappa.se0,
            "z": kappa.z,
            "p_two_sided": kappa.p_two_sided,
            "low": kappa.interval and kappa.interval.low,
            "high": kappa.interval and kappa.interval.high,
        }
        for name in row["expected"]:
            same(found[name], row, name)


def test_fleiss_kappa_equals_every_published_value(statistics):
    for row in statistics("fleissKappa"):
        given = row["input"]

        same(fleiss(given["counts"], is_uniform=given.get("method") == "uniform"), row, "kappa")


def test_krippendorffs_alpha_equals_every_published_value(statistics):
    for row in statistics("krippendorffAlpha"):
        given = row["input"]

        same(krippendorff(given["units"], level=Level(given["level"])).alpha, row, "alpha")


def test_where_everybody_gave_one_answer_nothing_can_be_told_apart():
    kappa = cohen([[10, 0], [0, 0]])

    assert (kappa.kappa, kappa.interval, kappa.z, kappa.p_two_sided) == (None, None, None, None)
    assert krippendorff([(1, 1)] * 10).alpha is None
    assert fleiss([[3, 0], [3, 0]]) is None
    assert cohen([[0, 0], [0, 0]]).n == 0
    with pytest.raises(ValueError, match="same number"):
        fleiss([[3, 0], [2, 0]])


def test_one_question_is_told_all_three_ways_without_answers_that_do_not_apply():
    pairs = [("yes", "yes")] * 12 + [("no", "no")] * 6 + [("yes", "no")] * 2 + [("n/a", "yes")]

    told = agreement("2.1.3", pairs, labels=("yes", "no"))

    assert (told.n, told.same, told.share) == (20, 18, 0.9)
    assert told.percent_interval.covers(0.9)
    assert told.kappa.kappa == pytest.approx(0.7826, abs=1e-4)
    assert told.alpha.alpha == pytest.approx(0.7867, abs=2e-3)
    assert told.alpha.interval.covers(told.alpha.alpha)
    assert agreement("x", [], labels=("yes", "no")).share is None


def test_the_intervals_cover_the_truth_as_often_as_they_say():
    chance = random.Random("agreement")
    joint = [("yes", "yes", 0.50), ("no", "no", 0.30), ("yes", "no", 0.12), ("no", "yes", 0.08)]
    cells = [(one, other) for one, other, _ in joint]
    weights = [weight for *_, weight in joint]
    true_kappa = cohen([[50, 12], [8, 30]]).kappa
    seen = {"percent": 0, "kappa": 0, "alpha": 0}
    runs = 300

    for _ in range(runs):
        told = agreement("q", chance.choices(cells, weights, k=80), labels=("yes", "no"))
        seen["percent"] += told.percent_interval.covers(0.8)
        seen["kappa"] += told.kappa.interval.covers(true_kappa)
        # with many pairs alpha is 1 minus the share apart over what chance gives of both together
        seen["alpha"] += told.alpha.interval.covers(1 - 0.2 / (2 * 0.6 * 0.4))

    assert all(0.90 <= count / runs <= 0.99 for count in seen.values()), seen


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([], "No case was read twice"),
        ([("met", "met")] * 9, "Fewer than 10"),
        ([("met", "met")] * 10, "They almost always agreed. All gave one answer"),
        ([("met", "met")] * 9 + [("not", "not")], "They almost always agreed."),
        ([("met", "met")] * 9 + [("not", "met")], "They almost always agreed, but one answer"),
        ([("met", "met")] * 4 + [("not", "not")] * 4 + [("not", "met")] * 2, "They mostly agreed."),
        ([("met", "met")] * 5 + [("not", "met")] * 5, "They often differed."),
        ([("met", "met")] * 4 + [("not", "met")] * 6, "They differed more often than not."),
    ],
)
def test_agreement_is_put_in_words_and_too_few_pairs_or_chance_are_named(pairs, said):
    how = agreement("P1", pairs, labels=("met", "not"))

    assert told(how, words=AGREEMENT_WORDS.entries[0].value).startswith(said)
