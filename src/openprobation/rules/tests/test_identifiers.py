"""Are numbers, telephones and postcodes read as written, and refused with what is wanted?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.identifiers import (
    CHECK_LETTERS,
    crn,
    cro,
    is_mobile,
    national_insurance,
    noms,
    phone,
    phone_as_people_write_it,
    pnc,
    police_check_letter,
    postcode,
)

READERS = [crn, noms, pnc, cro, national_insurance, phone, postcode]


@pytest.mark.parametrize(
    ("read", "typed", "stored"),
    [
        (crn, " x123456 ", "X123456"),
        (crn, "x 123-456", "X123456"),
        (noms, "a1234bc", "A1234BC"),
        (pnc, "2003/0062845E", "2003/0062845E"),
        (pnc, "03/62845e", "2003/0062845E"),
        (pnc, "2003/62845E", "2003/0062845E"),
        (pnc, "20030062845E", "2003/0062845E"),
        (pnc, "2008/0056560Z", "2008/0056560Z"),
        (cro, "265416/21G", "265416/21G"),
        (cro, "sf05/482703j", "SF05/482703J"),
        (national_insurance, "ab 12 34 56 c", "AB123456C"),
        (phone, "0161 496 0123", "+441614960123"),
        (phone, "(0161) 496-0123", "+441614960123"),
        (phone, "+44 (0)7700 900123", "+447700900123"),
        (phone, "0044 7700 900123", "+447700900123"),
        (phone, "+353 1 496 0123", "+35314960123"),
        (phone, "020 7946 0123", "+442079460123"),
        (postcode, "m609lp", "M60 9LP"),
        (postcode, "sw1a 1aa", "SW1A 1AA"),
        (postcode, "ec1a1bb", "EC1A 1BB"),
        (postcode, "gir 0aa", "GIR 0AA"),
    ],
)
def test_what_is_right_is_stored_in_one_form(read, typed, stored):
    assert read(typed).value == stored
    assert read(typed).fault is None


@pytest.mark.parametrize(
    ("read", "typed", "wanted"),
    [
        (crn, "12345", "a letter and six digits, like X123456"),
        (crn, "X12345٦", "a letter and six digits"),
        (noms, "A1234B", "like A1234BC"),
        (pnc, "2003/0062845F", "check letter F does not fit"),
        (pnc, "1862/0062845E", "1862 cannot be the year"),
        (pnc, "hello", "like 2003/0062845E"),
        (cro, "265416/21H", "check letter H does not fit"),
        (cro, "SF05/482703K", "check letter K does not fit"),
        (cro, "1234567/21G", "up to six digits"),
        (national_insurance, "BG123456A", "starts with BG"),
        (national_insurance, "QQ123456A", "starts with QQ"),
        (national_insurance, "AO123456A", "starts with AO"),
        (national_insurance, "AB123456E", "two letters, six digits"),
        (phone, "496 0123", "with its area code"),
        (phone, "07700 90012", "with its area code"),
        (phone, "09012 345678", "with its area code"),
        (postcode, "M60", "full postcode"),
        (postcode, "GIR 1AA", "full postcode"),
        (postcode, "QA1 1AA", "full postcode"),
    ],
)
def test_what_is_wrong_says_what_is_wanted(read, typed, wanted):
    assert read(typed).value is None
    assert wanted in read(typed).fault


@pytest.mark.parametrize(("year", "is_year"), [(1899, False), (1900, True), (2099, True)])
def test_the_year_of_a_pnc_number_is_of_the_last_or_this_century(year, is_year):
    letter = police_check_letter(year, 1, digits=7)

    assert pnc(f"{year}/0000001{letter}").is_right is is_year


def test_telephones_are_read_out_as_people_do():
    assert phone_as_people_write_it("+447700900123") == "07700 900123"
    assert phone_as_people_write_it("+441614960123") == "0161 496 0123"
    assert phone_as_people_write_it("+442079460123") == "020 7946 0123"
    assert phone_as_people_write_it("+441632960123") == "01632 960123"
    assert phone_as_people_write_it("+35314960123") == "+35314960123"


def test_only_a_mobile_takes_a_text():
    assert is_mobile("+447700900123")
    assert is_mobile("+447624900123")
    assert not is_mobile("+441614960123")
    assert not is_mobile("+447600900123")


@given(text=st.text(max_size=20), read=st.sampled_from(READERS))
def test_anything_typed_is_either_right_or_told_what_is_wanted(text, read):
    reading = read(text)

    assert (reading.value is None) is not (reading.fault is None)
    assert reading.is_right is (reading.value is not None)
    if reading.value is not None:
        assert read(reading.value).value == reading.value


@given(year=st.integers(1940, 2039), serial=st.integers(0, 9_999_999))
def test_a_pnc_number_survives_its_short_form(year, serial):
    letter = police_check_letter(year, serial, digits=7)

    long, short = f"{year}/{serial:07d}{letter}", f"{year % 100:02d}/{serial}{letter}"

    assert pnc(long).value == pnc(short).value == long


@given(year=st.integers(1940, 2039), serial=st.integers(0, 9_999_999), data=st.data())
def test_one_wrong_digit_in_a_pnc_number_is_noticed(year, serial, data):
    letter = police_check_letter(year, serial, digits=7)
    digits = f"{serial:07d}"
    at = data.draw(st.integers(0, 6))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != digits[at]))

    assert not pnc(f"{year}/{digits[:at]}{wrong}{digits[at + 1 :]}{letter}").is_right


@given(
    year=st.integers(0, 99), serial=st.integers(0, 999_999), letter=st.sampled_from(CHECK_LETTERS)
)
def test_a_cro_number_is_right_with_one_letter_only(year, serial, letter):
    reading = cro(f"{serial}/{year:02d}{letter}")

    assert reading.is_right is (letter == police_check_letter(year, serial, digits=6))
    if reading.is_right:
        assert reading.value == f"{serial:06d}/{year:02d}{letter}"
