"""Do working days come out as the published ones do?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.working_days import (
    ENGLAND_AND_WALES,
    HolidayCalendar,
    deadline,
    full_business_day_after,
    is_weekend,
    is_working_day,
    last_working_day,
    next_working_day,
    previous_working_day,
    why_not_working,
    working_days_after,
    working_days_before,
    working_days_between,
    working_days_in,
)

FILE = "working_days_and_licence_dates.jsonl"
DAYS = st.dates(date(2005, 1, 1), date(2035, 12, 31))
GOOD_FRIDAY = date(2017, 4, 14)


def asked(row):
    """The day of a row, and the calendar that goes with it."""
    given_days = row["input"].get("bankHolidays")
    calendar = (
        ENGLAND_AND_WALES
        if given_days is None
        else HolidayCalendar.of(map(date.fromisoformat, given_days))
    )
    return date.fromisoformat(row["input"]["date"]), calendar


def test_published_working_days(vectors):
    for row in vectors(FILE, ["isNonWorkingDay"]):
        day, calendar = asked(row)
        assert (not is_working_day(day, calendar=calendar)) is row["expected"], row["id"]


def test_published_weekends(vectors):
    for row in vectors(FILE, ["isWeekend"]):
        assert is_weekend(asked(row)[0]) is row["expected"], row["id"]


@pytest.mark.parametrize(
    ("rule", "count"),
    [("workingDaysAfter", working_days_after), ("workingDaysBefore", working_days_before)],
)
def test_published_working_days_after_and_before(vectors, rule, count):
    for row in vectors(FILE, [rule]):
        day, calendar = asked(row)
        found = count(day, row["input"]["n"], calendar=calendar)
        assert [each.isoformat() for each in found] == row["expected"], row["id"]


@pytest.mark.parametrize(
    ("rule", "move"),
    [("nextWorkingDay", next_working_day), ("previousWorkingDay", previous_working_day)],
)
def test_published_next_and_previous_working_day(vectors, rule, move):
    for row in vectors(FILE, [rule]):
        day, calendar = asked(row)
        moved = move(day, calendar=calendar)
        assert {
            "date": moved.day.isoformat(),
            "adjustedForWeekend": moved.passed_weekend,
            "adjustedForBankHoliday": moved.passed_bank_holiday,
        } == row["expected"], row["id"]


def test_published_due_dates(vectors):
    for row in vectors("service_level_due_dates.jsonl", ["businessDayDue"]):
        event = date.fromisoformat(row["input"]["triggerDate"])
        due = full_business_day_after(event, row["input"]["businessDays"])
        assert due.isoformat() == row["expected"]["due"], row["id"]


def test_a_day_nobody_works_says_why():
    assert why_not_working(GOOD_FRIDAY) == "Good Friday"
    assert why_not_working(date(2017, 4, 15)) == "a Saturday"
    assert why_not_working(date(2017, 4, 13)) is None


def test_the_day_of_the_event_never_counts_and_easter_is_passed_over():
    assert full_business_day_after(date(2017, 4, 13), 1) == date(2017, 4, 18)
    assert full_business_day_after(date(2017, 4, 14), 1) == date(2017, 4, 18)
    assert full_business_day_after(date(2017, 4, 18), 1) == date(2017, 4, 19)


def test_last_working_day_is_the_day_itself_or_the_one_before():
    assert last_working_day(date(2017, 4, 17)) == date(2017, 4, 13)
    assert last_working_day(date(2017, 4, 13)) == date(2017, 4, 13)


def test_there_is_no_full_business_day_number_nought():
    with pytest.raises(ValueError, match="number 1"):
        full_business_day_after(GOOD_FRIDAY, 0)
    with pytest.raises(ValueError, match="from 0 up"):
        working_days_after(GOOD_FRIDAY, -1)


def test_a_deadline_is_met_on_its_day_and_overdue_the_day_after():
    due = deadline(date(2017, 2, 16), 2, because="the sentence")

    assert due.due_on == date(2017, 2, 20)
    assert due.is_met_by(date(2017, 2, 20))
    assert not due.is_overdue(date(2017, 2, 20))
    assert due.is_overdue(date(2017, 2, 21))
    assert due.working_days_left(date(2017, 2, 17)) == 1
    assert due.working_days_left(date(2017, 2, 22)) == -2


@given(day=DAYS, count=st.integers(1, 30))
def test_the_nth_working_day_is_n_working_days_away(day, count):
    after = working_days_after(day, count)
    before = working_days_before(day, count)

    assert working_days_between(day, after[-1]) == count
    assert list(after) == sorted(after)
    assert list(before) == sorted(before, reverse=True)
    assert all(is_working_day(each) for each in (*after, *before))


@given(start=DAYS, length=st.integers(0, 900))
def test_counting_by_the_week_equals_counting_by_the_day(start, length):
    end = start + timedelta(days=length)

    counted = sum(1 for _ in working_days_in(start + timedelta(days=1), end))

    assert working_days_between(start, end) == counted
    assert working_days_between(end, start) == -counted


@given(day=DAYS)
def test_next_and_previous_meet_on_a_working_day(day):
    forward, back = next_working_day(day).day, previous_working_day(day).day

    assert back <= day <= forward
    assert (back == forward) is is_working_day(day)
    assert working_days_between(back, forward) <= 1
