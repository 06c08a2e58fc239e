"""Does text fit the room it is given, and is nothing lost on the way?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from openprobation.analytics.charts.text import CHARACTERS, HYPHEN, shortened, width, wrap

WORDS = st.text(min_size=1, max_size=60)
ROOMS = st.floats(min_value=60, max_value=900)
SIZES = st.sampled_from([12, 13, 15, 20])


def test_a_line_is_as_wide_as_its_characters_together():
    assert width("ii", size=10) == 2 * width("i", size=10)
    assert width("W", size=10) > width("i", size=10)
    assert width("a", size=10, bold=True) >= width("a", size=10)


def test_every_measured_character_takes_room_and_an_unknown_one_takes_most():
    known = [width(character, size=1000) for character in CHARACTERS]

    assert all(known)
    assert width("語", size=1000) > max(known)


def test_words_break_at_spaces_and_keep_their_order():
    lines = wrap("Acceptable, with room to improve", room=120, size=15)

    assert " ".join(lines) == "Acceptable, with room to improve"
    assert len(lines) > 1


def test_a_word_too_long_for_a_line_is_broken_with_a_hyphen():
    lines = wrap("Donaudampfschifffahrtsgesellschaft", room=80, size=15)

    assert len(lines) > 2
    assert all(line.endswith(HYPHEN) for line in lines[:-1])
    assert "".join(line.removesuffix(HYPHEN) for line in lines) == (
        "Donaudampfschifffahrtsgesellschaft"
    )


def test_no_text_makes_no_line():
    assert wrap("", room=100, size=15) == ()
    assert wrap("  \n ", room=100, size=15) == ()


@given(st.lists(WORDS, max_size=12).map(" ".join), ROOMS, SIZES, st.booleans())
def test_no_line_is_wider_than_its_room(text, room, size, bold):
    for line in wrap(text, room=room, size=size, bold=bold):
        assert width(line, size=size, bold=bold) <= room


@given(st.lists(WORDS, max_size=12).map(" ".join), ROOMS, SIZES)
def test_wrapping_loses_no_character_but_spaces(text, room, size):
    lines = wrap(text, room=room, size=size)

    letters = "".join("".join(lines).split()).replace(HYPHEN, "")
    assert letters == "".join(text.split()).replace(HYPHEN, "")


@given(WORDS, ROOMS)
def test_a_shortened_line_fits_and_says_that_it_was_shortened(text, room):
    line = shortened(text, room=room, size=15)

    assert width(line, size=15) <= room
    assert line == text or line.endswith("…")
