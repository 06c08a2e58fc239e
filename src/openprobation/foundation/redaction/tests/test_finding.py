"""Are words found however they are written, and just the same when only their fingerprints are known?"""

from __future__ import annotations

from random import Random

import pytest

from openprobation.foundation.redaction.finding import (
    Everything,
    Fingerprinted,
    Known,
    fingerprints_of,
    key_for,
    without,
)

KEY = key_for("salt", secret=b"secret")
ADDRESS = "14 Rose Lane"


def fingerprinted(*words):
    return Fingerprinted(KEY, fingerprints_of(words, key=KEY))


def removed(text, *words):
    return without(text, Known(words), tombstone="[x]")[0]


@pytest.mark.parametrize(
    "written",
    [
        "14 Rose Lane",
        "14, ROSE  LANE",
        "14\nrose\tlane",
        "14 Rose-Lane",
        "14 rosé lane",
        "14Roselane",
    ],
)
def test_case_space_punctuation_and_accents_make_no_difference(written):
    assert removed(f"She is at {written}.", ADDRESS) == "She is at [x]."


def test_accents_written_as_marks_of_their_own_go_with_their_letter():
    assert removed("at 14 Rose Lané now", ADDRESS) == "at [x] now"


def test_words_that_overlap_leave_one_tombstone():
    assert removed("at 14 Rose Lane Bolton", "14 Rose Lane", "Lane Bolton") == "at [x]"


def test_texts_deep_in_lists_and_names_are_gone_through():
    value = {"a": ["14 Rose Lane", 14], "b": {"c": "nothing"}, "d": None}

    new, times = without(value, Known((ADDRESS,)), tombstone="[x]")

    assert new == {"a": ["[x]", 14], "b": {"c": "nothing"}, "d": None}
    assert times == 1


def test_what_is_nearly_the_same_stays():
    assert removed("14 Rose Land, 41 Rose Lane", ADDRESS) == "14 Rose Land, 41 Rose Lane"


def test_fingerprints_find_what_the_words_themselves_find():
    chance = Random(20170216)
    parts = [
        "14 Rose Lane",
        "M1 2AB",
        "m12ab",
        "ROSE LANE",
        " ",
        ", ",
        "é",
        "x",
        "14",
        "Straße",
        "İ",
    ]
    wanted = ("14 Rose Lane", "M1 2AB", "strasse")

    for _time in range(300):
        text = "".join(chance.choices(parts, k=12))
        assert fingerprinted(*wanted).spans(text) == Known(wanted).spans(text), text


def test_another_key_finds_nothing():
    other = key_for("salt", secret=b"another")

    assert Fingerprinted(other, fingerprints_of([ADDRESS], key=KEY)).spans(ADDRESS) == []


def test_everything_is_everything_but_nothing_is_nothing():
    assert Everything().spans("all of it") == [(0, 9)]
    assert Everything().spans(" ") == []
