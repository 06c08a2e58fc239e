"""Do verdicts on every case sharpen a sample's estimate honestly, and can they do harm?"""

from __future__ import annotations

import random
from collections import Counter
from statistics import mean

import pytest

from openprobation.rules.inspection.estimation import (
    COMBINE_RULES,
    MET,
    NO_VERDICT,
    NOT_MET,
    Judged,
    estimate,
)
from openprobation.vocabulary.inspection import EstimateGround

RULES = COMBINE_RULES.entries[0].value


def area(*, cases=3000, share=0.55, right=0.9, right_of_not_met=None, without=0.0, seed=1):
    """An area's cases: the truth of each, and a verdict that is right so often."""
    rights = {True: right, False: right if right_of_not_met is None else right_of_not_met}
    chance = random.Random(seed)
    found = []
    for number in range(cases):
        is_met = number < round(share * cases)
        said = is_met if chance.random() < rights[is_met] else not is_met
        verdict = MET if said else NOT_MET
        found.append((NO_VERDICT if chance.random() < without else verdict, is_met))
    return found


def simulate(*bodies, sample=60, runs=1000, seed=2):
    """How the two estimates do over many samples of one area, drawn in equal parts from its bodies."""
    chance = random.Random(seed)
    people = [each for body in bodies for each in body]
    census = Counter(verdict for verdict, _ in people)
    each_gives = sample // len(bodies)
    told = [
        estimate(
            [
                Judged(*each, weight=len(body) / each_gives)
                for body in bodies
                for each in chance.sample(body, each_gives)
            ],
            census,
            rules=RULES,
        )
        for _ in range(runs)
    ]
    truth = mean(is_met for _, is_met in people)
    return {
        "bias": mean(each.best.share for each in told) - truth,
        "coverage": mean(each.best.interval.covers(truth) for each in told),
        "plain coverage": mean(each.plain.interval.covers(truth) for each in told),
        "width": mean(each.best.interval.width for each in told)
        / mean(each.plain.interval.width for each in told),
        "grounds": Counter(each.ground for each in told),
    }


@pytest.mark.parametrize(
    "bodies",
    [
        [area()],
        [area(share=0.35, without=0.2)],
        [area(cases=300)],
        [area(right=0.98, right_of_not_met=0.7)],  # verdicts lean to one side
        [area(right=0.7, right_of_not_met=0.98)],
        [area(cases=2400, share=0.4), area(cases=600, share=0.8)],  # one drawn four times as much
    ],
)
def test_with_good_verdicts_the_estimate_is_unbiased_narrower_and_covers_the_truth(bodies):
    found = simulate(*bodies)

    assert abs(found["bias"]) < 0.006
    assert found["width"] < 0.9
    assert 0.93 <= found["coverage"] <= 1
    assert 0.93 <= found["plain coverage"] <= 0.98
    assert found["grounds"][EstimateGround.COMBINED] > 750


@pytest.mark.parametrize("right", [0.5, 0.2, 0.0])
def test_where_verdicts_mislead_the_plain_estimate_is_all_there_is_and_it_says_so(right):
    found = simulate(area(right=right), runs=500)

    assert found["grounds"][EstimateGround.COMBINED] <= 10
    assert found["width"] == pytest.approx(1, abs=0.01)
    assert abs(found["bias"]) < 0.01
    assert 0.93 <= found["coverage"] <= 0.99


def test_it_is_the_prediction_powered_estimate_with_its_best_weight():
    judged = [Judged(MET, True)] * 24 + [Judged(MET, False)] * 6
    judged += [Judged(NOT_MET, True)] * 8 + [Judged(NOT_MET, False)] * 22
    census = {MET: 1800, NOT_MET: 1200}

    told = estimate(judged, census, rules=RULES)

    weight = 24 / 30 - 8 / 30  # the slope of what people found on the verdict
    rectified = mean(each.is_met - weight * (each.verdict == MET) for each in judged)
    assert told.combined.share == pytest.approx(weight * 1800 / 3000 + rectified)
    assert told.plain.share == pytest.approx(32 / 60)
    assert told.best is told.combined
    assert "53%" in told.explanation
    assert "59%" in told.explanation


@pytest.mark.parametrize(
    ("judged", "census", "ground"),
    [
        ([Judged(MET, True)] * 10, {MET: 50, NOT_MET: 50}, EstimateGround.TOO_FEW_JUDGED),
        (
            [Judged(MET, True)] * 38 + [Judged(NOT_MET, False)] * 2,
            {MET: 500, NOT_MET: 500},
            EstimateGround.TOO_FEW_OF_A_VERDICT,
        ),
        ([Judged(MET, True)] * 40, {NOT_MET: 900}, EstimateGround.NOT_OF_THE_AREA),
        (
            [Judged(MET, True)] * 40 + [Judged(NOT_MET, False)] * 9,
            {MET: 39, NOT_MET: 500},
            EstimateGround.NOT_OF_THE_AREA,
        ),
        ([Judged(MET, True)] * 40, {MET: 900}, EstimateGround.MISLEADING),
        (
            [Judged(MET, True)] * 25 + [Judged(NOT_MET, True)] * 25,
            {MET: 500, NOT_MET: 400},
            EstimateGround.MISLEADING,
        ),
    ],
)
def test_verdicts_are_left_alone_for_a_reason_that_is_told(judged, census, ground):
    told = estimate(judged, census, rules=RULES)

    assert told.combined is None
    assert told.ground is ground
    assert told.best is told.plain
    assert told.explanation.startswith("The estimate is the sample's alone: ")


def test_a_case_that_stands_for_more_weighs_more_and_a_census_has_no_doubt():
    judged = [Judged(MET, True, weight=10)] * 5 + [Judged(NOT_MET, False)] * 50
    everyone = [Judged(MET, True)] * 6 + [Judged(NOT_MET, False)] * 4

    assert estimate(judged, {MET: 50, NOT_MET: 50}, rules=RULES).plain.share == 0.5
    exact = estimate(everyone, {MET: 6, NOT_MET: 4}, rules=RULES).plain
    assert (exact.share, exact.interval.width) == (0.6, 0)
    with pytest.raises(ValueError, match="no sample"):
        estimate([], {MET: 5}, rules=RULES)
