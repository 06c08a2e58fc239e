"""Does a referral go only where it may, by whom it may, and are its clocks, scores and registers right?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.interventions import (
    MOVES,
    clock,
    completion,
    moves_open,
    pathway,
    programme_days,
    rar_progress,
    row,
    score,
    why_not,
)
from openprobation.vocabulary.interventions import Achievement, PathwayStep, Side
from openprobation.vocabulary.interventions import ReferralMove as Verb
from openprobation.vocabulary.interventions import ReferralState as State

LINE = [
    (Verb.SEND, State.DRAFT, Side.OFFICER),
    (Verb.ACCEPT, State.SENT, Side.SUPPLIER),
    (Verb.ASSIGN, State.ACCEPTED, Side.SUPPLIER),
    (Verb.ASSESS, State.ASSIGNED, Side.SUPPLIER),
    (Verb.PLAN, State.ASSESSED, Side.SUPPLIER),
    (Verb.HOLD_SESSION, State.PLANNED, Side.SUPPLIER),
    (Verb.END, State.SESSIONS, Side.SUPPLIER),
]


def test_the_whole_line_can_be_walked_from_draft_to_end():
    state = State.DRAFT

    for verb, before, side in LINE:
        assert state is before
        assert why_not(verb, state, side) is None
        state = row(verb, state).ends

    assert state is State.ENDED


@pytest.mark.parametrize(("verb", "state", "side"), LINE)
def test_no_side_makes_the_other_sides_move(verb, state, side):
    other = Side.SUPPLIER if side is Side.OFFICER else Side.OFFICER

    assert why_not(verb, state, other) == f"This is for the {side.label.lower()} to do."


@pytest.mark.parametrize("state", [state for state in State if state.is_end])
@pytest.mark.parametrize("side", list(Side))
def test_nothing_follows_an_end(state, side):
    assert moves_open(state, side) == ()


def test_a_supplier_does_not_see_a_draft_as_its_own():
    assert moves_open(State.DRAFT, Side.SUPPLIER) == ()
    assert moves_open(State.RETURNED, Side.SUPPLIER) == ()


@pytest.mark.parametrize("verb", list(Verb))
def test_every_move_is_in_the_machine(verb):
    assert any(move.verb is verb for move in MOVES)


# ── Clocks: 10, 5 and 5 working days ───────────────────────────────────────────────────────
SENT = date(2016, 12, 15)


def test_the_assessment_is_due_ten_working_days_after_the_referral_christmas_left_out():
    found = clock(State.SENT, sent_on=SENT)

    assert found.due_on == date(2017, 1, 3)
    assert found.because == "10 working days after the referral on 15 December 2016."
    assert found.rule.in_force_from < SENT


def test_the_plan_is_due_five_after_the_assessment_and_the_report_five_after_the_last_session():
    plan = clock(State.ASSESSED, sent_on=SENT, assessed_on=date(2017, 2, 1))
    running = clock(State.SESSIONS, sent_on=SENT, last_session_on=date(2017, 2, 1), sessions_left=2)
    report = clock(State.SESSIONS, sent_on=SENT, last_session_on=date(2017, 2, 1), sessions_left=0)

    assert plan.due_on == date(2017, 2, 8)
    assert running is None
    assert report.due_on == date(2017, 2, 8)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.ENDED, State.WITHDRAWN])
def test_no_clock_of_the_suppliers_runs_while_it_has_nothing_to_do(state):
    assert (
        clock(state, sent_on=SENT, assessed_on=SENT, last_session_on=SENT, sessions_left=0) is None
    )


# ── Scores and days ────────────────────────────────────────────────────────────────────────
def test_outcomes_score_one_half_or_none():
    assert score([Achievement.ACHIEVED, Achievement.PARTLY, Achievement.NOT_ACHIEVED]) == 0.5
    assert score([]) is None


def test_a_rar_day_counts_once_however_many_sessions_it_holds():
    day = date(2017, 2, 1)

    found = rar_progress(
        10,
        [
            (day, True),
            (day, False),
            (day + timedelta(days=1), False),
            (day + timedelta(days=7), None),
        ],
        on=day,
    )

    assert (found.ordered, found.planned, found.delivered, found.attended) == (10, 1, 2, 1)


@given(
    st.lists(
        st.tuples(
            st.dates(date(2016, 1, 1), date(2016, 3, 1)), st.sampled_from([True, False, None])
        )
    )
)
def test_attended_is_never_more_than_delivered(sessions):
    found = rar_progress(5, sessions, on=date(2016, 2, 1))

    assert found.attended <= found.delivered
    assert found.planned + found.delivered == len({day for day, _came in sessions})


# ── Programmes ─────────────────────────────────────────────────────────────────────────────
def test_a_programme_runs_on_past_bank_holidays():
    found = programme_days(date(2016, 12, 19), [0], 4)

    assert found == (
        date(2016, 12, 19),
        date(2017, 1, 9),
        date(2017, 1, 16),
        date(2017, 1, 23),
    )


@given(
    st.dates(date(2015, 1, 1), date(2018, 1, 1)),
    st.sets(st.integers(0, 4), min_size=1),
    st.integers(0, 30),
)
def test_a_programme_has_all_its_sessions_on_its_days_of_the_week(starts_on, weekdays, sessions):
    found = programme_days(starts_on, weekdays, sessions)

    assert len(found) == sessions == len(set(found))
    assert all(day.weekday() in weekdays and day >= starts_on for day in found)


def test_a_missed_session_is_caught_up_once_and_then_the_programme_is_complete():
    register = [(1, True), (2, False), (3, True)]

    before = completion(3, register, held={1, 2, 3})
    after = completion(3, [*register, (2, True)], held={1, 2, 3})

    assert before.to_catch_up == (2,)
    assert not before.is_complete
    assert after.is_complete
    assert after.done == 3


# ── From referral to treatment ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("states", "step"),
    [
        ([], PathwayStep.NOBODY_ASKED),
        ([(State.DRAFT, False)], PathwayStep.NOBODY_ASKED),
        ([(State.RETURNED, False)], PathwayStep.RETURNED),
        ([(State.RETURNED, False), (State.SENT, False)], PathwayStep.REFERRED),
        ([(State.SESSIONS, False)], PathwayStep.ASSESSED),
        ([(State.SESSIONS, True)], PathwayStep.IN_TREATMENT),
        ([(State.ENDED, True), (State.SENT, False)], PathwayStep.ENDED),
    ],
)
def test_the_pathway_shows_the_furthest_step_and_sessions_nobody_came_to_are_not_treatment(
    states, step
):
    assert pathway(states) is step
