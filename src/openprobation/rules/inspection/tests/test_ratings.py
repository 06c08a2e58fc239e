"""Does every rule of rating hold at every edge, and does it give what was published?"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pytest

from openprobation.rules.inspection.frameworks import FRAMEWORKS
from openprobation.rules.inspection.ratings import (
    RATING_RULES,
    VALUE,
    Counted,
    PanelMove,
    StandardRated,
    band,
    discretion,
    overall,
    overall_band,
    rate_by_cases,
    rate_by_findings,
    rate_with_panel,
    whole_percent,
    why_not_moved,
)
from openprobation.vocabulary.inspection import DiscretionGround, Rating

RULES = RATING_RULES.entries[-1].value
INADEQUATE, REQUIRES, GOOD, OUTSTANDING = (
    Rating.INADEQUATE,
    Rating.REQUIRES_IMPROVEMENT,
    Rating.GOOD,
    Rating.OUTSTANDING,
)
NEAR, ONE_CASE = DiscretionGround.NEAR, DiscretionGround.ONE_CASE


# ── Shares and bands ───────────────────────────────────────────────────────────────────────
def test_shares_are_whole_per_cent_half_up():
    for applicable in range(1, 121):
        for met in range(applicable + 1):
            exact = Fraction(100 * met, applicable)

            found = whole_percent(met, applicable)

            assert found - Fraction(1, 2) <= exact < found + Fraction(1, 2)
    assert whole_percent(99, 200) == 50
    assert whole_percent(989, 2000) == 49


@pytest.mark.parametrize(
    ("percent", "rating"),
    [
        *[(p, INADEQUATE) for p in (0, 1, 49)],
        *[(p, REQUIRES) for p in (50, 51, 64)],
        *[(p, GOOD) for p in (65, 66, 79)],
        *[(p, OUTSTANDING) for p in (80, 81, 100)],
    ],
)
def test_the_bands_of_shares_at_every_edge(percent, rating):
    assert band(percent, RULES) is rating


def test_the_rounded_share_is_banded_not_the_exact_one():
    assert rate_by_cases("2.1", [Counted("2.1.1", 99, 200)], rules=RULES).rating is REQUIRES
    assert rate_by_cases("2.1", [Counted("2.1.1", 98, 199)], rules=RULES).rating is INADEQUATE


def test_the_lowest_key_question_decides_and_one_that_fits_no_case_is_left_out():
    counts = [Counted("2.1.1", 40, 50), Counted("2.1.2", 30, 50), Counted("2.1.3", 0, 0)]

    rated = rate_by_cases("2.1", counts, rules=RULES)

    assert (rated.percent, rated.rating, rated.score) == (60, REQUIRES, 1)
    assert rated.explanation == (
        "The lowest of 2 key questions, 2.1.2, was met in 60% (30 of 50): 50% to 64% is Requires"
        " improvement. Left out, as no case fitted: 2.1.3."
    )


def test_every_way_of_being_rated_explains_itself():
    one = rate_by_cases("2.1", [Counted("2.1.1", 45, 50)], rules=RULES)
    none = rate_by_cases("2.1", [Counted("2.1.1", 0, 0)], rules=RULES)
    given = rate_by_findings("1.1", GOOD)

    assert one.explanation == (
        "The only key question, 2.1.1, was met in 90% (45 of 50): 80% or more is Outstanding."
    )
    assert (none.rating, none.percent, none.score) == (None, None, None)
    assert none.explanation.startswith("Not rated: no case was counted.")
    assert (given.percent, given.score) == (None, 2)
    assert given.explanation == "Rated Good from findings, not from shares of cases."
    with pytest.raises(ValueError, match="3 of 2 met"):
        Counted("2.1.1", 3, 2)


# ── Discretion ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("percent", "to"),
    [
        (0, []),
        (44, []),
        (45, [REQUIRES]),
        (49, [REQUIRES]),
        (50, [INADEQUATE]),
        (55, [INADEQUATE]),
        (56, []),
        (59, []),
        (60, [GOOD]),
        (64, [GOOD]),
        (65, [REQUIRES]),
        (70, [REQUIRES]),
        (71, []),
        (74, []),
        (75, [OUTSTANDING]),
        (79, [OUTSTANDING]),
        (80, [GOOD]),
        (85, [GOOD]),
        (86, []),
        (100, []),
    ],
)
def test_a_panel_may_move_a_standard_within_five_points_of_a_boundary(percent, to):
    found = discretion("2.1", [Counted("2.1.1", 10 * percent, 1000)], rules=RULES)

    assert [each.to for each in found] == to
    for each in found:
        assert NEAR in each.grounds
        assert "within 5 points" in each.explanation


@pytest.mark.parametrize(
    ("met", "applicable", "to", "grounds"),
    [
        (2, 5, REQUIRES, (ONE_CASE,)),  # 40%, and 3 of 5 is 60%
        (3, 5, INADEQUATE, (ONE_CASE,)),  # 60%, and 2 of 5 is 40%
        (3, 5, GOOD, (NEAR, ONE_CASE)),  # 60%, and 4 of 5 is 80%
        (7, 8, GOOD, (ONE_CASE,)),  # 88%, and 6 of 8 is 75%
        (23, 50, REQUIRES, (NEAR,)),  # 46%, and 24 of 50 is 48%
    ],
)
def test_a_panel_may_move_a_standard_where_one_case_would(met, applicable, to, grounds):
    found = {
        each.to: each.grounds
        for each in discretion("2.1", [Counted("2.1.1", met, applicable)], rules=RULES)
    }

    assert found[to] == grounds


def test_one_case_more_does_not_lift_a_standard_that_a_second_question_holds_down():
    held_down = [Counted("2.1.1", 4, 10), Counted("2.1.2", 4, 10)]
    alone = [Counted("2.1.1", 4, 10), Counted("2.1.2", 9, 10)]
    dropped = [Counted("2.1.1", 70, 100), Counted("2.1.2", 3, 4)]  # 75%, and 2 of 4 is 50%

    assert discretion("2.1", held_down, rules=RULES) == ()
    assert discretion("2.1", alone, rules=RULES)[0].to is REQUIRES  # 5 of 10 is 50%
    assert discretion("2.1", dropped, rules=RULES)[0].grounds == (NEAR, ONE_CASE)
    assert discretion("2.1", [Counted("a", 0, 0)], rules=RULES) == ()


def test_a_panel_says_who_and_why_and_stays_within_the_rules():
    near, far = [Counted("2.1.1", 48, 100)], [Counted("2.1.1", 30, 100)]
    move = PanelMove(REQUIRES, ("A. Lead", "B. Head"), "Two cases turned on a late record.")

    moved = rate_with_panel("2.1", near, move, rules=RULES)

    assert (moved.rating, moved.percent, moved.score) == (REQUIRES, 48, 1)
    assert moved.explanation.endswith(
        "A panel (A. Lead, B. Head) moved it to Requires improvement: Two cases turned on a late"
        " record."
    )
    against = {
        each.about: each.said
        for each in why_not_moved("2.1", far, PanelMove(REQUIRES, ("A", " "), " "), rules=RULES)
    }
    assert set(against) == {"to", "members", "why"}
    assert "do not let a panel move 30% to Requires improvement" in against["to"]
    for standard, counts, to, said in (
        ("2.1", near, GOOD, "do not let"),
        ("2.1", near, INADEQUATE, "already"),
        ("1.1", [], GOOD, "no share"),
    ):
        (only,) = why_not_moved(standard, counts, PanelMove(to, ("A", "B"), "b"), rules=RULES)
        assert said in only.said
    with pytest.raises(ValueError, match="do not let"):
        rate_with_panel("2.1", far, move, rules=RULES)


# ── Overall ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("standards", "highest_of_each"),
    [
        (7, (3, 10, 17, 21)),
        (8, (4, 12, 20, 24)),
        (9, (4, 13, 22, 27)),
        (10, (5, 15, 25, 30)),
        (12, (6, 18, 30, 36)),
    ],
)
def test_the_overall_band_of_every_point_total(standards, highest_of_each):
    for score in range(3 * standards + 1):
        place = next(n for n, highest in enumerate(highest_of_each) if score <= highest)

        assert VALUE[overall_band(score, standards, RULES)] == place, score


def rated(**scores):
    ratings = {value: rating for rating, value in VALUE.items()}
    return [rate_by_findings(name.replace("_", "."), ratings[n]) for name, n in scores.items()]


def test_an_overall_rating_explains_itself_leaves_out_what_does_not_count_and_waits_for_the_rest():
    both = rated(s1=2, s2=1, s3=3)

    whole = overall(both, counted=["s1", "s2"], rules=RULES)
    waiting = overall(
        [*both, StandardRated("s4", None, None, None, "")], counted=["s1", "s4", "s5"], rules=RULES
    )

    assert (whole.score, whole.highest, whole.rating, whole.missing) == (3, 6, REQUIRES, ())
    assert whole.explanation == (
        "3 of 6: a mean of 1.50 for each of 2 standards, above 0.5 and up to 1.5, is Requires"
        " improvement. Not in the sum: s3."
    )
    assert (waiting.score, waiting.highest, waiting.rating) == (None, 9, None)
    assert waiting.missing == ("s4", "s5")
    assert waiting.explanation == "No overall rating yet: s4, s5 not rated."
    assert overall([], counted=[], rules=RULES).rating is None
    for score, said in ((0, "0.5 or less"), (3, "above 2.5")):
        assert said in overall(rated(s1=score), counted=["s1"], rules=RULES).explanation


# ── What was published ─────────────────────────────────────────────────────────────────────
def test_the_published_sets_of_ratings_give_their_published_overall(published_results):
    """East Sussex 25 of 36, with resettlement left out; Birmingham 2 and Hammersmith 0 of 27."""
    by_label = {rating.label: rating for rating in Rating}
    standards, overalls = defaultdict(dict), {}
    for row in published_results:
        if row["level"] == "standard":
            standards[row["inspection"]][row["item"]] = row
        elif row["level"] == "overall" and row["rating"] in by_label and row["score"]:
            overalls[row["inspection"]] = row
    checked = []

    for name, row in overalls.items():
        counted = {item: each for item, each in standards[name].items() if each["score"]}
        if sum(int(each["score"]) for each in counted.values()) != int(row["score"]):
            continue  # not every standard was read
        if len(counted) not in (9, 12):
            continue
        given = [rate_by_findings(i, by_label[r["rating"]]) for i, r in standards[name].items()]
        told = overall(given, counted=list(counted), rules=RULES)
        assert (told.score, told.rating) == (int(row["score"]), by_label[row["rating"]]), name
        checked.append((told.score, told.highest))

    assert sorted(checked) == [(0, 27), (2, 27), (25, 36)]


def test_every_published_standard_scores_as_its_rating(published_results):
    by_label = {rating.label: rating for rating in Rating}
    rows = [
        row
        for row in published_results
        if row["level"] == "standard" and row["score"] and row["rating"] in by_label
    ]

    assert len(rows) > 30
    assert all(VALUE[by_label[row["rating"]]] == int(row["score"]) for row in rows)


def test_the_published_scores_that_are_no_whole_set_fall_in_their_published_band(published_results):
    for row in published_results:
        framework = FRAMEWORKS.get(row["framework"])
        if row["level"] == "overall" and row["score"] and framework and framework.is_scored:
            found = overall_band(int(row["score"]), len(framework.counted), RULES)
            assert found.label == row["rating"], row["inspection"]


# ── Frameworks ─────────────────────────────────────────────────────────────────────────────
def test_the_frameworks_have_as_many_standards_as_their_highest_score_says():
    points = {each.id: 3 * len(each.counted) for each in FRAMEWORKS.values() if each.is_scored}

    assert points == {
        "core_2018_crc": 30,
        "core_2018_nps": 30,
        "pdu_2021": 27,
        "pdu_2023": 21,
        "region_2023": 24,
        "yjs_2021": 36,
    }
    for framework in FRAMEWORKS.values():
        ids = [standard.id for standard in framework.standards]
        assert len(set(ids)) == len(ids)
        assert framework.standard(ids[0]).id == ids[0]
        assert framework.standard("9.9") is None
