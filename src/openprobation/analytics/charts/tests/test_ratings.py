"""Do pictures of ratings and shares hold their words, and show nothing they were not given?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from openprobation.analytics.charts import ratings
from openprobation.analytics.charts.drawing import RATED
from openprobation.analytics.charts.figures import AskedOf, Bar, Group, Ratings, Shares
from openprobation.vocabulary.inspection import Coding, Rating

from .test_judgements import assert_nothing_overflows

SHARES = Shares(
    title="How often each thing was done",
    subtitle="60 cases",
    bodies=("CRC", "NPS"),
    groups=(
        Group(
            "Protecting the public",
            (
                AskedOf(
                    "Is there a plan to manage it, " * 4,
                    (
                        Bar("CRC", "18 of 25 cases: 72%", 72, 52.4, 85.7),
                        Bar("NPS", "Fewer than 5 cases: not shown"),
                    ),
                ),
                AskedOf(
                    "All", (Bar("CRC", "0 of 9: 0%", 0, 0, 30), Bar("NPS", "All", 100, 70, 100))
                ),
            ),
        ),
    ),
    note="The line is a 95% interval.",
    source="Somebody.",
)
RATINGS = Ratings(
    title="How each was rated",
    subtitle="Two organisations",
    bodies=("A company with a long name", "A public service"),
    rows=(
        ("Leadership", (Rating.OUTSTANDING, Rating.GOOD)),
        ("Implementation and delivery", (Rating.INADEQUATE, None)),
    ),
    not_rated="Not rated",
    source="Somebody.",
)


@pytest.mark.parametrize("draw", [ratings.question_bars, ratings.question_bars_narrow])
def test_a_share_is_as_long_as_it_is_and_what_may_not_be_shown_has_no_bar(draw):
    picture = draw(SHARES, name="p")

    assert_nothing_overflows(picture)
    fills = [box for box in picture.boxes if box.fill == ratings.FILLS[0]]
    grounds = [box for box in picture.boxes if box.fill == "#eef0f1"]
    assert fills[0].width == pytest.approx(grounds[0].width * 0.72)
    assert len(grounds) == 3
    assert sum(box.dashed for box in picture.boxes) == 1
    assert "NPS: Fewer than 5 cases: not shown" in picture.description


def test_what_is_too_tall_for_a_page_comes_in_parts_that_fit_with_every_standard_once():
    many = [f"Standard {number}" for number in range(12)]
    figure = replace(SHARES, groups=tuple(replace(SHARES.groups[0], title=one) for one in many))

    parts = ratings.question_bars_in_parts(figure, name="p")

    assert 1 < len(parts) < 12
    assert max(part.height for part in parts) <= ratings.SHEET
    assert [text.content for part in parts for text in part.texts if text.content in many] == many
    assert len({part.name for part in parts}) == len(parts)
    assert len(ratings.question_bars_in_parts(SHARES, name="p")) == 1


@pytest.mark.parametrize("draw", [ratings.rating_table, ratings.rating_table_narrow])
def test_a_rating_is_a_mark_and_a_word_and_none_says_so(draw):
    picture = draw(RATINGS, name="p")

    assert_nothing_overflows(picture)
    assert [mark.look.coding for mark in picture.marks] == [
        Rating.OUTSTANDING,
        Rating.GOOD,
        Rating.INADEQUATE,
        Coding.NOT_KNOWN,
    ]
    assert {"Outstanding", "Good", "Inadequate", "Not rated"} <= {t.content for t in picture.texts}
    assert len({look.shape for look in RATED.values()}) == len(RATED)
