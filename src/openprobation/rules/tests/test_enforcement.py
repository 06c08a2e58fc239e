"""Does the law of warnings and referrals come out right in thirty cases and at its edges?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openprobation.rules.enforcement import (
    DUTIES,
    FailureFacts,
    OrderFacts,
    WarningFacts,
    time_to_explain,
    warning_expires,
    warning_letter_due,
    what_follows,
)
from openprobation.rules.policy import NothingInForce
from openprobation.rules.working_days import is_working_day
from openprobation.vocabulary.enforcement import Excuse, PassedOver, Response
from openprobation.vocabulary.sentences import OrderKind

ORDER, OTHER = 1, 2
TODAY = date(2017, 2, 16)
YESTERDAY = date(2017, 2, 15)
NO, YES, OPEN = Excuse.NOT_ACCEPTED, Excuse.ACCEPTED, Excuse.UNDECIDED
CO, SSO = OrderKind.COMMUNITY_ORDER, OrderKind.SUSPENDED_SENTENCE
LICENCE, PSS = OrderKind.LICENCE, OrderKind.POST_SENTENCE_SUPERVISION
MUST, MAY, WARN = Response.MUST_REFER, Response.MAY_REFER, Response.WARN
NOTHING, DECIDE = Response.NOTHING, Response.DECIDE


def order(kind=CO, starts_on=date(2016, 1, 4), **more):
    return OrderFacts(ORDER, kind, starts_on, **more)


def failed(on=YESTERDAY, excuse=NO, decided_on=TODAY, **more):
    return FailureFacts(10, on, excuse, decided_on if excuse is not OPEN else None, **more)


def warned(given_on, *, order_id=ORDER, failure_id=9, kind=CO, number=1, **more):
    expires_on, _rule = warning_expires(given_on, kind)
    return WarningFacts(number, order_id, failure_id, given_on, expires_on, **more)


OCTOBER = warned(date(2016, 10, 3))

LEGAL = [
    # what happened, the order, the failure, the warnings, what follows
    ("a first failure is warned of", order(), failed(), [], WARN),
    ("a failure under a live warning", order(), failed(), [OCTOBER], MUST),
    ("the same on a suspended sentence", order(SSO), failed(), [OCTOBER], MUST),
    ("a first failure on a suspended sentence", order(SSO), failed(), [], WARN),
    ("the warning's last day is today", order(), failed(), [warned(date(2016, 2, 17))], MUST),
    ("the warning ran out yesterday", order(), failed(), [warned(date(2016, 2, 16))], WARN),
    ("it ran out between failure and decision", order(), failed(on=date(2017, 2, 10)),
     [warned(date(2016, 2, 16))], WARN),
    ("it ran out after the decision and before today", order(),
     failed(on=date(2017, 2, 10), decided_on=date(2017, 2, 13)), [warned(date(2016, 2, 16))], MUST),
    ("excuse accepted", order(), failed(excuse=YES), [OCTOBER], NOTHING),
    ("excuse not decided", order(), failed(excuse=OPEN), [OCTOBER], DECIDE),
    ("the earlier failure was excused later", order(), failed(),
     [replace(OCTOBER, failure_excuse=YES)], WARN),
    ("the warning was withdrawn", order(), failed(),
     [replace(OCTOBER, withdrawn_on=date(2016, 11, 1))], WARN),
    ("the warning was withdrawn today", order(), failed(),
     [replace(OCTOBER, withdrawn_on=TODAY)], WARN),
    ("one withdrawn and one live", order(), failed(),
     [replace(OCTOBER, withdrawn_on=YESTERDAY), warned(date(2016, 12, 1), number=2)], MUST),
    ("the warning was under another order", order(), failed(),
     [replace(OCTOBER, order_id=OTHER)], WARN),
    ("two orders, each with a warning", order(), failed(),
     [replace(OCTOBER, order_id=OTHER), warned(date(2017, 1, 9), number=2)], MUST),
    ("nobody said which order", None, failed(), [OCTOBER], DECIDE),
    ("the failure was before the warning", order(), failed(on=date(2016, 9, 1)), [OCTOBER], WARN),
    ("the failure was on the day of the warning", order(), failed(on=date(2016, 10, 3)),
     [OCTOBER], WARN),
    ("the failure was the day after the warning", order(), failed(on=date(2016, 10, 4)),
     [OCTOBER], MUST),
    ("the only warning is for this failure", order(), failed(),
     [warned(TODAY, failure_id=10)], NOTHING),
    ("warned for this one although another counts", order(), failed(),
     [OCTOBER, warned(TODAY, failure_id=10, number=2)], MUST),
    ("its own warning was withdrawn", order(), failed(),
     [warned(TODAY, failure_id=10, withdrawn_on=TODAY)], WARN),
    ("the warning was given after the decision", order(),
     failed(on=date(2017, 1, 9), decided_on=date(2017, 1, 16)), [warned(date(2017, 2, 1))], WARN),
    ("a licence under a warning", order(LICENCE), failed(), [OCTOBER], MAY),
    ("a licence without one", order(LICENCE), failed(), [], MAY),
    ("supervision after licence, warned on the licence",
     order(PSS, starts_on=date(2017, 2, 1)), failed(), [replace(OCTOBER, order_id=OTHER)], MAY),
    ("supervision after licence, warned under it",
     order(PSS, starts_on=date(2016, 9, 1)), failed(), [OCTOBER], MAY),
    ("supervision after licence, the excuse accepted",
     order(PSS, starts_on=date(2016, 9, 1)), failed(excuse=YES), [OCTOBER], NOTHING),
    ("a licence with three warnings", order(LICENCE), failed(),
     [OCTOBER, warned(date(2016, 12, 1), number=2), warned(date(2017, 1, 9), number=3)], MAY),
    ("two orders, and the failure under the one with no warning", order(SSO), failed(),
     [replace(OCTOBER, order_id=OTHER), warned(date(2017, 1, 9), order_id=OTHER, number=2)], WARN),
    ("on the licence that had ended for supervision after it",
     order(LICENCE, ended_on=date(2017, 2, 1)), failed(), [OCTOBER], NOTHING),
    ("the order had ended that day", order(ended_on=YESTERDAY), failed(), [OCTOBER], NOTHING),
    ("the order ended the day after", order(ended_on=TODAY), failed(), [OCTOBER], MUST),
    ("the order had not begun", order(starts_on=TODAY), failed(), [], NOTHING),
    ("the outcome was undone", order(), failed(is_taken_back=True), [OCTOBER], NOTHING),
    ("a warning of 29 February counts on 28 February", order(),
     failed(on=date(2017, 2, 27), decided_on=date(2017, 2, 28)), [warned(date(2016, 2, 29))], MUST),
    ("and not on 1 March", order(),
     failed(on=date(2017, 2, 27), decided_on=date(2017, 3, 1)), [warned(date(2016, 2, 29))], WARN),
    ("three absences and no warning", order(), failed(), [], WARN),
]  # fmt: skip


ALWAYS_AMONG_THEM = {
    "the warning ran out yesterday",
    "the earlier failure was excused later",
    "the warning was withdrawn",
    "two orders, each with a warning",
    "a licence under a warning",
    "supervision after licence, warned under it",
}


def test_there_are_thirty_legal_cases_and_more_each_named_once():
    names = [case[0] for case in LEGAL]

    assert len(set(names)) == len(names) >= 30
    assert set(names) >= ALWAYS_AMONG_THEM


@pytest.mark.parametrize(
    ("broken", "failure", "warnings", "follows"),
    [case[1:] for case in LEGAL],
    ids=[case[0] for case in LEGAL],
)
def test_what_the_law_asks(broken, failure, warnings, follows):
    on = max(TODAY, failure.decided_on or TODAY)

    decision = what_follows(failure, warnings, order=broken, on=on)

    assert decision.response is follows
    assert decision.because.endswith(".")


@pytest.mark.parametrize(
    ("warning", "why"),
    [
        (replace(OCTOBER, order_id=OTHER), PassedOver.OTHER_ORDER),
        (replace(OCTOBER, failure_id=10), PassedOver.SAME_FAILURE),
        (replace(OCTOBER, withdrawn_on=TODAY), PassedOver.WITHDRAWN),
        (replace(OCTOBER, failure_excuse=YES), PassedOver.EXCUSED_SINCE),
        (warned(date(2017, 3, 1)), PassedOver.GIVEN_AFTER),
        (warned(date(2016, 2, 1)), PassedOver.RUN_OUT),
        (warned(YESTERDAY), PassedOver.NOT_SINCE),
    ],
    ids=lambda value: getattr(value, "value", ""),
)
def test_a_warning_left_alone_says_why(warning, why):
    decision = what_follows(failed(), [warning], order=order(), on=TODAY)

    assert [looked.why for looked in decision.passed_over] == [why]
    assert decision.counted == ()


def test_a_decision_names_the_warnings_and_the_rule_it_rests_on():
    decision = what_follows(failed(), [OCTOBER], order=order(), on=TODAY)

    assert decision.counted == (OCTOBER,)
    assert "3 October 2016" in decision.because
    assert decision.rule.in_force_from == date(2014, 6, 1)
    assert "6A" in decision.rule.source


def test_the_rule_is_that_of_the_day_of_the_failure():
    early = what_follows(
        failed(on=date(2013, 5, 1), decided_on=date(2013, 5, 2)),
        [],
        order=order(starts_on=date(2013, 1, 1)),
        on=date(2013, 5, 2),
    )

    assert early.rule.in_force_from == date(2005, 4, 4)


@pytest.mark.parametrize("days", range(370))
def test_a_warning_counts_for_twelve_months_beginning_with_its_date(days):
    given = date(2016, 2, 20) + timedelta(days=days % 20)
    expires_on, _rule = warning_expires(given, CO)
    opinion = given + timedelta(days=days)
    months = (opinion.year - given.year) * 12 + opinion.month - given.month
    anniversary_passed = months > 12 or (months == 12 and opinion.day >= given.day)

    assert (opinion < expires_on) is not anniversary_passed


@pytest.mark.parametrize(
    ("given", "expires"),
    [
        (date(2016, 2, 16), date(2017, 2, 16)),
        (date(2016, 2, 29), date(2017, 3, 1)),
        (date(2015, 2, 28), date(2016, 2, 28)),
        (date(2015, 3, 1), date(2016, 3, 1)),
        (date(2016, 12, 31), date(2017, 12, 31)),
    ],
)
def test_the_first_day_on_which_a_warning_no_longer_counts(given, expires):
    assert warning_expires(given, CO)[0] == expires


@pytest.mark.parametrize(
    ("noticed", "explain_by"),
    [
        (date(2017, 2, 16), date(2017, 2, 23)),
        (date(2017, 2, 18), date(2017, 2, 24)),  # a Saturday
        (date(2016, 12, 22), date(2017, 1, 3)),  # across Christmas and New Year
        (date(2017, 4, 13), date(2017, 4, 24)),  # across Easter
    ],
)
def test_five_working_days_to_explain(noticed, explain_by):
    assert time_to_explain(noticed).due_on == explain_by


@pytest.mark.parametrize("day", range(0, 730, 7))
def test_time_to_explain_agrees_with_counting_day_by_day(day):
    noticed = date(2016, 1, 1) + timedelta(days=day)
    counted, left = noticed, 5
    while left:
        counted += timedelta(days=1)
        left -= is_working_day(counted)

    assert time_to_explain(noticed).due_on == counted


@pytest.mark.parametrize(
    ("decided", "send_by"),
    [
        (date(2017, 2, 16), date(2017, 2, 20)),  # a Thursday: over the weekend
        (date(2017, 4, 13), date(2017, 4, 19)),  # over Good Friday and Easter Monday
        (date(2016, 12, 23), date(2016, 12, 29)),  # over Christmas, its substitute day too
        (date(2017, 2, 18), date(2017, 2, 21)),  # a Saturday
    ],
)
def test_two_working_days_to_send_a_warning_letter(decided, send_by):
    due = warning_letter_due(decided)

    assert due.due_on == send_by
    assert due.rule is not None
    assert not due.rule.is_sure


def test_supervision_after_licence_has_no_rule_before_its_act():
    with pytest.raises(NothingInForce):
        DUTIES.on(date(2014, 12, 1), PSS)
