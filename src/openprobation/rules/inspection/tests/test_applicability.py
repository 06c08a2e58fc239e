"""Does a question apply to a case?"""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from openprobation.rules.dates import Length
from openprobation.rules.inspection.applicability import (
    CaseFacts,
    OrderStood,
    applicable,
    deciding,
    facts,
    found,
)
from openprobation.vocabulary.inspection import AppliesWhen, CaseFact
from openprobation.vocabulary.sentences import OrderKind, Unit

W = AppliesWhen
SUSPENDED = {"contact_suspended": True, "only_post_sentence": False}


@pytest.mark.parametrize(
    ("when", "facts", "applies"),
    [
        (W.ALWAYS, {}, True),
        (W.UNPAID_WORK, {"has_unpaid_work": True}, True),
        (W.UNPAID_WORK, {"has_unpaid_work": False}, False),
        (W.UNPAID_WORK, {}, None),
        (W.LEFT_CUSTODY, {"left_custody": False}, False),
        (W.COURT_WORK, {"has_court_work": True}, True),
        (W.VICTIM_CONTACT, {"qualifies_for_victim_contact": False}, False),
        (W.CORE_SET, {"contact_suspended": False}, True),
        (W.ADJUSTED_SET, {"contact_suspended": False}, False),
        (W.ADJUSTED_SET, SUSPENDED | {"licence_weeks": 8}, True),
        (W.CORE_SET, SUSPENDED | {"licence_weeks": 8}, False),
        (W.ADJUSTED_SET, SUSPENDED | {"licence_weeks": 8.1}, False),
        (W.ADJUSTED_SET, {"contact_suspended": True, "only_post_sentence": True}, True),
        (W.ADJUSTED_SET, SUSPENDED, None),
        (W.CORE_SET, {}, None),
        (W.CORE_SET, {"on_licence": False, "only_post_sentence": False}, True),
        (W.CORE_SET, {"on_licence": False, "only_post_sentence": True}, None),
    ],
)
def test_a_question_applies_by_the_facts_and_says_why_not(when, facts, applies):
    found = applicable(when, CaseFacts(**facts))
    assert found.applies is applies
    assert bool(found.why_not) is (applies is False)


ON = date(2017, 2, 15)
F, K = CaseFact, OrderKind


def order(kind=K.COMMUNITY_ORDER, *, began=date(2016, 10, 3), days=365, **more):
    told = {"sentenced_on": began} | more
    return OrderStood(kind, began, began + timedelta(days=days - 1), **told)


def said(*orders, allocated_on=()):
    return found(orders, allocated_on=allocated_on, on=ON)


def test_every_fact_is_found_has_a_reason_and_is_named_as_the_rules_name_it():
    every = said(order())
    assert list(every) == list(F)
    assert {fact.value for fact in F} == {field.name for field in fields(CaseFacts)}
    assert all(one.because.endswith(".") for one in every.values())


@pytest.mark.parametrize(
    ("fact", "orders", "value"),
    [
        (F.UNPAID_WORK, [order(), order(requires_unpaid_work=True)], True),
        (F.UNPAID_WORK, [order()], False),
        (F.LEFT_CUSTODY, [order(K.LICENCE, began=date(2016, 2, 17))], True),
        (F.LEFT_CUSTODY, [order(K.LICENCE, began=date(2016, 2, 16), days=900)], False),
        (F.LEFT_CUSTODY, [order(K.POST_SENTENCE_SUPERVISION, released_on=ON)], True),
        (F.LEFT_CUSTODY, [order(K.POST_SENTENCE_SUPERVISION)], None),
        (F.LEFT_CUSTODY, [order()], False),
        (F.COURT_WORK, [order(sentenced_on=date(2016, 2, 17))], True),
        (F.COURT_WORK, [order(sentenced_on=date(2016, 2, 16))], None),
        (F.VICTIM_CONTACT, [order(K.LICENCE, custody=Length(12, Unit.MONTHS))], None),
        (F.VICTIM_CONTACT, [order(K.LICENCE, custody=Length(11, Unit.MONTHS))], False),
        (F.VICTIM_CONTACT, [order(K.LICENCE, custody=Length(365, Unit.DAYS))], None),
        (F.VICTIM_CONTACT, [order(K.LICENCE)], None),
        (F.VICTIM_CONTACT, [order(K.SUSPENDED_SENTENCE, custody=Length(2, Unit.MONTHS))], False),
        (F.CONTACT_SUSPENDED, [order()], None),
        (F.ONLY_POST_SENTENCE, [order(K.POST_SENTENCE_SUPERVISION)], True),
        (F.ONLY_POST_SENTENCE, [order(K.POST_SENTENCE_SUPERVISION), order()], False),
        (F.ONLY_POST_SENTENCE, [], None),
        (F.ON_LICENCE, [order()], False),
        (F.LICENCE_WEEKS, [order(K.LICENCE, days=56)], 8),
        (F.LICENCE_WEEKS, [order(K.LICENCE, days=57), order(K.LICENCE, days=7)], 8.1),
        (F.LICENCE_WEEKS, [order()], None),
    ],
)
def test_a_fact_is_read_in_the_orders_that_ran_at_each_edge(fact, orders, value):
    assert said(*orders)[fact].value == value


def test_an_allocation_in_the_year_before_is_court_work_too():
    old = order(sentenced_on=date(2015, 1, 1))
    assert said(old, allocated_on=[date(2016, 2, 17)])[F.COURT_WORK].value is True
    assert said(old, allocated_on=[date(2016, 2, 16)])[F.COURT_WORK].value is None


def test_two_sets_of_questions_are_told_apart_by_the_orders_and_what_an_inspector_says():
    def asks(orders, **told):
        known = facts(said(*orders))
        return CaseFacts(
            **{field.name: getattr(known, field.name) for field in fields(known)} | told
        ).asks_adjusted_set

    short, after = order(K.LICENCE, days=56), order(K.POST_SENTENCE_SUPERVISION)
    assert asks([order()]) is False
    assert asks([order(K.LICENCE, days=57)]) is False
    for orders in ([short], [after], [short, order()]):
        assert asks(orders) is None
        assert asks(orders, contact_suspended=True) is True
        assert asks(orders, contact_suspended=False) is False


def test_only_facts_that_decide_something_are_asked_for():
    assert deciding([AppliesWhen.ALWAYS]) == ()
    assert deciding([W.CORE_SET, W.UNPAID_WORK, W.ADJUSTED_SET]) == (
        F.UNPAID_WORK,
        F.CONTACT_SUSPENDED,
        F.ONLY_POST_SENTENCE,
        F.ON_LICENCE,
        F.LICENCE_WEEKS,
    )
