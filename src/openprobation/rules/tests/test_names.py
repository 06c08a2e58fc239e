"""Is somebody found however the name was heard, typed or written, and nobody else put first?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.names import (
    CLOSE,
    alike,
    name_words,
    normalise,
    parse_query,
    places,
    readings,
    score,
    search_keys,
    sound,
    spellings,
    word_key,
    words_of,
)
from openprobation.rules.names.keys import MOST_KEYS
from openprobation.rules.names.likeness import edits

TODAY = date(2017, 2, 16)
BORN = date(1985, 3, 12)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("O'Neill", "oneill"),
        ("O’NEILL", "oneill"),
        ("Smith-Jones", "smith jones"),
        ("  José   García ", "jose garcia"),
        ("Łukasz Øberg", "lukasz oberg"),
        ("Straße", "strasse"),
        ("مُحَمَّد", "محمد"),
        ("فاطمة", "فاطمه"),
        ("أحمد", "احمد"),
        ("Dr. J. Smith", "dr j smith"),
        ("李 小龙", "李 小龙"),
        ("", ""),
    ],
)
def test_a_name_is_written_in_one_way(written, normal):
    assert normalise(written) == normal


@pytest.mark.parametrize(
    "alike",
    [
        ("Mohammed", "Muhammad", "Mohamed", "محمد"),
        ("Ahmed", "Ahmad", "احمد"),
        ("Stephen", "Steven"),
        ("Catherine", "Katherine", "Katharine"),
        ("Smith", "Smyth", "Smythe"),
        ("Philip", "Filip"),
        ("Yusuf", "Youssef", "يوسف"),
        ("Hussein", "Husain", "حسين"),
        ("Wright", "Right"),
    ],
)
def test_names_that_sound_alike_have_one_sound(alike):
    assert len({sound(normalise(word)) for word in alike}) == 1


FOUND = [
    ("Jonh Smiht", "John Smith"),
    ("smith john", "John Smith"),
    ("Jon Smith", "John Smith"),
    ("ONeil", "Sean O'Neill"),
    ("O Neill", "Sean O'Neill"),
    ("Mohammed Khan", "Muhammad Khan"),
    ("محمد", "Mohammed Ali"),
    ("محمد علي", "محمّد علي"),
    ("Smith Jones", "Anna Smith-Jones"),
    ("Smithjones", "Anna Smith-Jones"),
    ("Jones", "Anna Smith-Jones"),
    ("Mc Donald", "Ronald McDonald"),
    ("Al Hassan", "Omar Alhassan"),
    ("Alhassan", "Omar Al-Hassan"),
    ("Vanderberg", "Piet van der Berg"),
    ("Steven Clark", "Stephen Clarke"),
    ("Christofer", "Christopher Brown"),
    ("Lukasz", "Łukasz Nowak"),
    ("Jose Garcia", "José García"),
    ("Ann", "Ann Lee"),
]


def finds(typed, *held, born=None, births=()):
    """Whether a search for the words comes upon somebody with these names, as the database finds them."""
    ways = readings(words_of(typed))
    like = {
        word: {
            name: alike(word, name)
            for name in name_words(held)
            if spellings(name) & spellings(word)
        }
        for way in ways
        for word in way
    }
    keys = search_keys(held, births)
    return any(all(place.keys() & keys for place in places(way, like, born=born)) for way in ways)


@pytest.mark.parametrize(("typed", "held"), FOUND)
def test_a_misspelt_name_is_found_and_is_close(typed, held):
    assert finds(typed, held)
    assert score(typed, [held]) >= CLOSE


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("Jones", "John Smith"),
        ("David Brown", "Daniel Green"),
        ("Khan", "Kelly Adams"),
        ("", "Ann"),
    ],
)
def test_another_name_is_not_close(typed, held):
    assert score(typed, [held]) < CLOSE


def test_the_person_meant_comes_first():
    held = ["Jane Smith", "Joan Smythe", "John Smith", "John Paul Smith", "Jonathan Smithson"]

    ranked = sorted(held, key=lambda name: -score("John Smith", [name]))

    assert ranked[:2] == ["John Smith", "John Paul Smith"]
    assert score("John Smith", ["John Smith"]) == 1.0


def test_an_alias_counts_as_much_as_a_name():
    assert score("Spider Webb", ["Peter Webb", "Spider Webb"]) == 1.0
    assert search_keys(["Peter Webb"]) < search_keys(["Peter Webb", "Spider Webb"])


def test_keys_are_few_signed_and_the_same_everywhere():
    keys = search_keys(["John Smith"], [date(1985, 3, 12)])

    assert len(keys) == 2 + 3 + 2 * 2
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert len(search_keys(["Mohammed Al-Hassan"])) <= 24
    assert search_keys(["Li"]) == {word_key("li")} == {-3309334511973968859}
    assert len(spellings("christopher")) == 10


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("John Smith", ("John Paul Brown", "Peter Smith")),
        ("Smith Ali Ali", ("Ali Ali Smith",)),
        ("J Smith", ("John Smith",)),
        ("S John", ("John Smith",)),
        ("J P Smith", ("John Paul Smith",)),
        ("John Paul Smiht", ("John Paul Smith",)),
        ("John Paul George Smith", ("John Paul George Smith",)),
        ("李 小明", ("李 小明",)),
        ("Ali Ali", ("Ali Ali",)),
    ],
)
def test_words_of_several_names_initials_and_many_words_are_found_together(typed, held):
    assert finds(typed, *held)


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("Ali Ali", "Ali Khan"),
        ("K Lee", "John Lee"),
        ("John Paul Smith", "John Smith"),
        ("John Smith", "John Brown"),
        ("Jahm Smatt", "John Smith"),
    ],
)
def test_every_word_must_be_somebodys(typed, held):
    assert not finds(typed, held)


@pytest.mark.parametrize(
    ("born", "is_found"),
    [(date(1985, 3, 12), True), (1985, True), (date(1985, 3, 13), False), (1986, False)],
)
def test_a_name_is_found_with_a_date_or_year_of_birth(born, is_found):
    assert finds("Smiht John", "John Smith", born=born, births=[date(1985, 3, 12)]) is is_found


def test_the_likeliest_keys_come_first_and_are_bounded():
    like = {
        "john": {f"john{n}": 1 - n / 10_000 for n in range(100)},
        "smith": {f"smith{n}": 1.0 for n in range(100)},
    }

    (keys,) = places(("john", "smith"), like)

    assert len(keys) == MOST_KEYS
    assert list(keys.values()) == sorted(keys.values(), reverse=True)
    assert next(iter(keys.values())) == 1.0


@given(text=st.text(max_size=40))
def test_any_text_is_keyed_and_scored_without_failing(text):
    assert all(map(spellings, words_of(text)))
    assert search_keys([text], [TODAY]) >= frozenset(map(word_key, words_of(text)))
    assert 0.0 <= score(text, [text, "John Smith"]) <= 1.0
    assert normalise(normalise(text)) == normalise(text)


LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=10)


@given(word=LETTERS, at=st.integers(0, 9), kind=st.sampled_from(["add", "drop", "change", "swap"]))
def test_one_slip_of_the_hand_still_shares_a_key(word, at, kind):
    at %= len(word)
    slips = {
        "add": word[:at] + "q" + word[at:],
        "drop": word[:at] + word[at + 1 :],
        "change": word[:at] + "q" + word[at + 1 :],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }
    typed = slips[kind]

    assert edits(word, typed) <= 1
    if len(typed) > 2:
        assert spellings(typed) & spellings(word)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("jonh", "john", 1), ("ab", "ba", 1), ("smith", "smyth", 1), ("abc", "cab", 2), ("a", "", 1)],
)
def test_a_swap_of_neighbours_is_one_edit(one, other, count):
    assert edits(one, other) == count


def test_a_swap_is_likelier_meant_than_another_letter():
    assert score("Jonh", ["John"]) > score("Johm", ["John"])
    assert score("Mary", ["Mark"]) < CLOSE


def test_a_beginning_of_three_letters_is_close_and_of_two_is_not():
    assert score("Kat", ["Katherine"]) >= CLOSE
    assert score("Ka", ["Katherine"]) < CLOSE


@pytest.mark.parametrize("typed", ["abdalrahman", "alrahman", "Abd Alrahman"])
def test_small_words_run_on_into_the_next(typed):
    assert finds(typed, "Abd al Rahman Khan")
    assert score(typed, ["Abd al Rahman"]) >= CLOSE


@given(one=LETTERS, other=LETTERS)
def test_edits_are_the_same_both_ways_and_never_more_than_the_longer(one, other):
    assert edits(one, other) == edits(other, one) <= max(len(one), len(other))
    assert (edits(one, other) == 0) is (one == other)


# ── The search box ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "written",
    [
        "12/03/1985",
        "12/3/85",
        "12.3.1985",
        "12-03-1985",
        "1985-03-12",
        "12 March 1985",
        "12 Mar 85",
        "12th of March 1985",
        "12-Mar-1985",
        "March 12, 1985",
        "12031985",
        "12 3 1985",
        "dob 12/03/1985",
        "born on 12 march 1985",
    ],
)
def test_a_date_of_birth_is_read_however_it_is_written(written):
    for text in (f"Smith {written}", f"{written} Smith"):
        found = parse_query(text, on=TODAY)
        assert (found.born_on, found.name) == (BORN, "Smith")


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("X123456", "crn", "X123456"),
        ("x 123456", "crn", "X123456"),
        ("a1234bc", "noms", "A1234BC"),
        ("2003/0062845E", "pnc", "2003/0062845E"),
        ("03/62845e", "pnc", "2003/0062845E"),
        ("1985", "born_in", 1985),
    ],
)
def test_a_number_is_known_by_its_form(typed, field, value):
    found = parse_query(f"{typed} Smith", on=TODAY)

    assert getattr(found, field) == value
    assert found.name == "Smith"
    assert not found.is_empty


@pytest.mark.parametrize(
    ("year", "born_in"), [("07", 2007), ("08", 1908), ("06", 2006), ("17", 1917), ("99", 1999)]
)
def test_two_digits_are_the_latest_year_that_is_old_enough(year, born_in):
    assert parse_query(f"16/02/{year}", on=TODAY).born_on == date(born_in, 2, 16)


@pytest.mark.parametrize("typed", ["31/02/1985", "29/02/1985", "12/13/1985", "12/03/2085"])
def test_a_day_that_cannot_be_is_told_and_the_name_still_searched(typed):
    found = parse_query(f"Smith {typed}", on=TODAY)

    assert found.born_on is None
    assert found.not_understood == (typed,)
    assert found.name == "Smith"


def test_a_leap_day_is_a_birthday():
    assert parse_query("29/02/1984", on=TODAY).born_on == date(1984, 2, 29)


@pytest.mark.parametrize(
    "typed", ["Smith", "X123456", "A1234BC", "2003/0062845E", "12/03/1985", "1985"]
)
def test_any_one_part_is_enough_to_search(typed):
    assert not parse_query(typed, on=TODAY).is_empty


@pytest.mark.parametrize(
    ("typed", "born_on"),
    [
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/1899", None),
        ("16/02/2017", TODAY),
        ("17/02/2017", None),
    ],
)
def test_nobody_was_born_before_1900_or_tomorrow(typed, born_on):
    assert parse_query(typed, on=TODAY).born_on == born_on


def test_a_pnc_number_that_is_mistyped_is_told():
    found = parse_query("2003/0062845F Smith", on=TODAY)

    assert found.pnc is None
    assert found.not_understood == ("2003/0062845F",)


def test_family_name_first_with_a_comma_is_a_name():
    assert parse_query("Smith, John", on=TODAY).name == "Smith John"
    assert parse_query("   ", on=TODAY).is_empty


@given(text=st.text(max_size=60))
def test_any_search_is_taken_apart_without_failing(text):
    found = parse_query(text, on=TODAY)

    assert found.born_on is None or found.born_in is None
