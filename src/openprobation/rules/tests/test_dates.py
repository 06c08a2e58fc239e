"""Do periods end on the right day, and birthdays come when they should?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.dates import Length, age_on, last_day_of, months_later, years
from openprobation.vocabulary.sentences import Unit

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [
        (date(2017, 2, 1), 12, date(2018, 1, 31)),
        (date(2016, 2, 1), 12, date(2017, 1, 31)),
        (date(2016, 5, 4), 12, date(2017, 5, 3)),
        (date(2016, 2, 29), 12, date(2017, 2, 28)),
        (date(2016, 2, 29), 48, date(2020, 2, 28)),
        (date(2017, 1, 31), 1, date(2017, 2, 28)),
        (date(2016, 1, 31), 1, date(2016, 2, 29)),
        (date(2017, 3, 31), 6, date(2017, 9, 30)),
        (date(2017, 3, 1), 1, date(2017, 3, 31)),
        (date(2015, 3, 1), 12, date(2016, 2, 29)),
        (date(2016, 3, 1), 12, date(2017, 2, 28)),
        (date(2017, 12, 31), 2, date(2018, 2, 28)),
    ],
)
def test_months_end_the_day_before_the_same_day(starts_on, months, ends_on):
    assert last_day_of(starts_on, months=months) == ends_on


def test_days_and_weeks_count_their_first_day():
    assert Length(1, Unit.DAYS).last_day(date(2017, 2, 16)) == date(2017, 2, 16)
    assert Length(2, Unit.WEEKS).last_day(date(2017, 2, 16)) == date(2017, 3, 1)


def test_hours_are_worked_off_and_have_no_last_day():
    assert not Length(80, Unit.HOURS).is_time
    with pytest.raises(ValueError, match="80 hours is not a stretch of days"):
        Length(80, Unit.HOURS).last_day(date(2017, 2, 16))


@pytest.mark.parametrize("unit", [Unit.DAYS, Unit.WEEKS, Unit.MONTHS])
def test_a_slip_of_the_hand_reaches_the_end_of_the_calendar(unit):
    assert Length(10**12, unit).last_day(date(2017, 2, 16)) == date.max


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2017, 2, 28), 24),
        (date(2017, 3, 1), 25),
        (date(2016, 2, 28), 23),
        (date(2016, 2, 29), 24),
    ],
)
def test_a_birthday_on_29_february_is_kept_on_1_march(day, age):
    assert age_on(date(1992, 2, 29), day) == age


def test_lengths_are_said_as_people_say_them():
    assert str(Length(1, Unit.MONTHS)) == "1 month"
    assert str(Length(80, Unit.HOURS)) == "80 hours"
    assert [years(12), years(36), years(18)] == ["1 year", "3 years", "18 months"]


@given(day=DAYS, months=st.integers(1, 60))
def test_the_day_after_a_period_is_the_same_day_or_the_month_after_a_short_one(day, months):
    after = last_day_of(day, months=months) + timedelta(days=1)

    assert after in (months_later(day, months), months_later(day, months) + timedelta(days=1))
    assert after.day in (day.day, 1)


@given(day=DAYS, months=st.integers(-60, 60))
def test_months_later_keeps_the_day_or_takes_the_last(day, months):
    later = months_later(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
