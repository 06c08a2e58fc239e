"""Can a share of few cases be worked out from what is published beside it?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.reporting import Withheld, few_told, withheld

FEW, BESIDE = Withheld.FEW, Withheld.BESIDE_FEW


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"crc": 5, "nps": 5}, {}),
        ({"crc": 4, "nps": 5}, {"crc": FEW, "nps": BESIDE}),
        ({"crc": 4, "nps": 4}, {"crc": FEW, "nps": FEW}),
        ({"crc": 0, "nps": 30}, {}),
        ({"crc": 0, "nps": 4}, {"nps": FEW}),
        ({"crc": None, "nps": 4}, {"nps": FEW}),
        ({"crc": 4, "nps": 30, "both": 34}, {"crc": FEW, "nps": BESIDE}),
        ({"a": 4, "b": 30, "c": 9}, {"a": FEW, "c": BESIDE}),
    ],
)
def test_what_is_withheld_of_one_question(parts, found):
    assert withheld({"P1": parts}, smallest=5) == {("P1", part): why for part, why in found.items()}


@given(st.lists(st.integers(0, 40), min_size=2, max_size=4))
def test_whoever_knows_the_total_still_lacks_two_numbers_or_all_of_them(numbers):
    parts = dict(enumerate(numbers))

    hidden = {part for _question, part in withheld({"P1": parts}, smallest=5)}

    few = {part for part, number in parts.items() if 0 < number < 5}
    assert few <= hidden
    counted = {part for part, number in parts.items() if number}
    assert not few or len(hidden) >= 2 or hidden == counted


def test_words_that_tell_of_few_are_found():
    text = (
        "In 3 of 4 cases; one of the two; 2 out of 3; 9 of 20; the first of 5 visits; 12 of March."
    )

    assert few_told(text, smallest=5) == ("3 of 4", "one of the two", "2 out of 3")
