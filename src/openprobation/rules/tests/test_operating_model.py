"""Is a model applied in a case, stage by stage, at every edge of its days?"""

from datetime import date, timedelta

import pytest

from openprobation.rules.operating_model import Reached, applied, review_due
from openprobation.vocabulary.plans import Stage, StageState

BEGAN = date(2017, 1, 2)
ENDS = date(2018, 1, 2)


def states(on, reached=None, review_due_on=None, within=None):
    said = applied(Reached(BEGAN, ENDS, reached or {}, review_due_on), on=on, within=within)
    return {line.stage: line.state for line in said.lines}


def test_on_the_first_day_only_the_induction_is_due():
    assert states(BEGAN) == {
        Stage.INDUCTION: StageState.DUE,
        Stage.ASSESSMENT: StageState.LATER,
        Stage.PLAN: StageState.LATER,
        Stage.MODULES: StageState.LATER,
        Stage.REVIEW: StageState.LATER,
        Stage.EXIT: StageState.LATER,
    }


@pytest.mark.parametrize(("days", "state"), [(7, StageState.DUE), (8, StageState.OVERDUE)])
def test_a_stage_is_overdue_after_its_last_day(days, state):
    assert states(BEGAN + timedelta(days=days))[Stage.INDUCTION] is state


@pytest.mark.parametrize(("days", "state"), [(7, StageState.DONE), (8, StageState.DONE_LATE)])
def test_a_stage_reached_after_its_day_is_done_late(days, state):
    on = BEGAN + timedelta(days=days)

    assert states(on, {Stage.INDUCTION: on})[Stage.INDUCTION] is state


def test_an_owners_own_days_go_before_the_services():
    on = BEGAN + timedelta(days=4)

    assert states(on, within={Stage.INDUCTION: 3})[Stage.INDUCTION] is StageState.OVERDUE


def test_a_review_done_is_overdue_again_after_the_day_of_the_next():
    reached = {
        Stage.INDUCTION: BEGAN,
        Stage.ASSESSMENT: BEGAN,
        Stage.PLAN: BEGAN,
        Stage.MODULES: BEGAN,
        Stage.REVIEW: date(2017, 5, 2),
    }
    due = date(2017, 9, 2)

    assert states(due, reached, due)[Stage.REVIEW] is StageState.DONE
    assert states(due + timedelta(days=1), reached, due)[Stage.REVIEW] is StageState.OVERDUE


def test_a_model_is_applied_when_nothing_is_overdue_and_says_how_far_it_is():
    done = applied(Reached(BEGAN, ENDS, {Stage.INDUCTION: BEGAN}), on=BEGAN + timedelta(days=20))
    late = applied(Reached(BEGAN, ENDS, {}), on=BEGAN + timedelta(days=20))

    assert (done.is_applied, done.done) == (True, 1)
    assert not late.is_applied
    assert "Due by 9 January 2017" in late.overdue[0].because


def test_a_review_is_due_months_after_the_plan():
    assert review_due(date(2017, 1, 31)) == date(2017, 5, 31)
    assert review_due(date(2017, 1, 31), months=1) == date(2017, 2, 28)
