"""Is supervision due when it should be, and does the pulse show nothing about few people?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.staff import (
    added,
    answers_of,
    is_new,
    may_be_shown,
    supervision_due,
)

TODAY = date(2017, 2, 16)
NOTHING = {"last_on": None, "agreed_next": None, "started_on": None, "back_on": None}


@pytest.mark.parametrize(
    ("started", "new"),
    [
        (TODAY, True),
        (date(2016, 2, 17), True),
        (date(2016, 2, 16), False),
        (date(2017, 2, 17), False),
        (None, False),
    ],
)
def test_new_for_twelve_months(started, new):
    assert is_new(started, on=TODAY, months=12) is new


def test_due_six_weeks_after_the_last_or_sooner_where_agreed():
    last = date(2017, 1, 5)

    due = supervision_due(**{**NOTHING, "last_on": last}, days=42)
    agreed = supervision_due(
        **{**NOTHING, "last_on": last, "agreed_next": date(2017, 1, 20)}, days=42
    )

    assert due.due_on == date(2017, 2, 16)
    assert not due.is_overdue(TODAY)
    assert due.is_overdue(TODAY + timedelta(1))
    assert agreed.due_on == date(2017, 1, 20)
    assert agreed.days_over(TODAY) == 27


def test_the_first_session_is_due_after_the_first_day():
    due = supervision_due(**{**NOTHING, "started_on": date(2017, 2, 1)}, days=14)

    assert due.due_on == date(2017, 2, 15)


def test_nothing_written_down_is_overdue():
    assert supervision_due(**NOTHING, days=42).is_overdue(TODAY)


def test_who_comes_back_has_a_week():
    due = supervision_due(
        **{**NOTHING, "last_on": date(2016, 10, 1), "back_on": date(2017, 2, 13)}, days=42
    )

    assert due.due_on == date(2017, 2, 20)


def answers(*values):
    return [[values.count(value) for value in range(1, 6)]]


def test_nine_answers_are_not_shown_and_ten_are():
    shown, _ = may_be_shown(
        {"nine": answers(*[1, 2, 3] * 3), "ten": answers(*[1, 2] * 5)}, least=10
    )

    assert set(shown) == {"ten"}
    assert shown["ten"].answers == 10
    assert shown["ten"].means == (1.5,)


def test_the_total_is_left_out_where_the_one_hidden_could_be_taken_from_it():
    groups = {"nine": answers(*[1, 2, 3] * 3), "ten": answers(*[1, 2] * 5)}

    assert may_be_shown(groups, least=10)[1] is None
    assert may_be_shown({**groups, "eight": answers(*[4, 5] * 4)}, least=10)[1] is not None


def test_answers_all_alike_are_not_shown():
    assert may_be_shown({"alike": answers(*[1] * 12)}, least=10) == ({}, None)


COUNTS = st.lists(st.integers(0, 9), min_size=5, max_size=5).map(lambda counts: [counts, counts])


@given(groups=st.dictionaries(st.integers(0, 5), COUNTS))
def test_nothing_shown_and_nothing_to_be_taken_from_it_is_about_fewer_than_ten(groups):
    shown, together = may_be_shown(groups, least=10)

    assert all(each.answers >= 10 for each in shown.values())
    if together is not None:
        assert together.answers == answers_of(added(list(groups.values()))) >= 10
        left = together.answers - sum(each.answers for each in shown.values())
        assert left == 0 or left >= 10
