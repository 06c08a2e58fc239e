"""Is what was bought priced by its day, answered by its supplier, and does the money always add up?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import AreaFactory, officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.commissioning import actions, queries
from openprobation.supervision.commissioning.models import (
    DeliveryLine,
    PurchaseOrder,
    PurchaseStep,
    Statement,
)
from openprobation.supervision.needs.tests.factories import AssessmentFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.commissioning import (
    DisputeReason,
    FundingLine,
    PurchaseState,
    ReturnReason,
    UnmetReason,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex

from .factories import AT, NPS_LINE, SINCE, THEN, Market

pytestmark = pytest.mark.django_db


@pytest.fixture
def market():
    return Market()


def deliver(market, order, units=1, on=date(2017, 1, 10), at=AT):
    return actions.deliver(
        order_id=order.pk, units=units, evidence="Signed sheet.", on=on, by=market.supplier, at=at
    )


# ── Prices ─────────────────────────────────────────────────────────────────────────────────
def test_an_order_keeps_the_price_of_its_day_whatever_comes_after(market):
    service = market.service(pence=4_500)

    before = market.ordered(service, at=AT - timedelta(days=60))
    market.price(service, 5_200, starts_on=date(2017, 1, 1))
    after = market.ordered(service, at=AT)

    before.refresh_from_db()
    assert (before.unit_pence, after.unit_pence) == (4_500, 5_200)
    assert [line.version for line in queries.rate_card(service.pk)] == [2, 1]


def test_a_price_cannot_be_set_back_to_before_the_one_now(market):
    service = market.service()

    with pytest.raises(actions.PriceNotLater):
        market.price(service, 100, starts_on=SINCE)

    assert len(queries.rate_card(service.pk)) == 1


def test_who_has_no_price_on_the_rate_card_may_not_buy(market):
    service = market.service(pence=None)

    with pytest.raises(actions.NotForYou):
        market.ordered(service)

    assert not PurchaseOrder.objects.exists()


def test_a_service_of_another_day_cannot_be_bought(market):
    service = market.service(starts_on=date(2017, 2, 1))

    with pytest.raises(actions.NotOffered):
        market.ordered(service, at=AT - timedelta(days=60))


def test_a_full_service_takes_nobody_more(market):
    service = market.service(capacity=1)
    market.ordered(service)

    with pytest.raises(actions.Full):
        market.ordered(service)


@pytest.mark.parametrize("units", [0, -1, 201])
def test_units_are_from_one_to_two_hundred(market, units):
    with pytest.raises(actions.UnitsOutOfRange):
        market.ordered(units=units)


# ── Whose act is it ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR, Role.HEAD])
def test_those_who_supervise_nobody_buy_nothing(market, role):
    service = market.service()

    with pytest.raises(NotAllowed):
        market.ordered(service, by=officer(role=role, team=market.nps_team))


def test_another_supplier_finds_no_such_order(market):
    order = market.ordered()
    other = officer(role=Role.SUPPLIER)

    with pytest.raises(actions.NotFound):
        actions.accept_order(order_id=order.pk, by=other, at=AT)

    order.refresh_from_db()
    assert order.state == PurchaseState.ORDERED


def test_the_buyer_does_not_accept_its_own_order(market):
    order = market.ordered()

    with pytest.raises(NotAllowed):
        actions.accept_order(order_id=order.pk, by=market.officer, at=AT)


def test_a_returned_order_owes_nothing_and_keeps_its_reason(market):
    order = market.ordered()

    actions.return_order(
        order_id=order.pk, reason=ReturnReason.NO_CAPACITY, by=market.supplier, at=AT
    )

    money = queries.orders([order.pk])[order.pk]
    assert money.account.committed == 0
    assert queries.returned([order.pk]) == {order.pk: ReturnReason.NO_CAPACITY}
    with pytest.raises(actions.NotNow):
        deliver(market, order)


def test_every_move_is_a_step_and_a_line_of_the_audit(market):
    order = market.accepted()

    actions.stop_order(order_id=order.pk, by=market.officer, at=AT)

    assert list(PurchaseStep.objects.order_by("pk").values_list("move", flat=True)) == [
        "order",
        "accept",
        "close",
    ]
    assert Entry.objects.filter(action="commissioning.order.moved").count() == 3


# ── Delivery, statement, dispute ───────────────────────────────────────────────────────────
def test_no_more_is_delivered_than_was_ordered(market):
    order = market.accepted(units=2)
    deliver(market, order, 2)

    with pytest.raises(actions.MoreThanOrdered):
        deliver(market, order, 1)

    assert queries.orders([order.pk])[order.pk].spent == "£90"


def test_delivery_needs_evidence(market):
    order = market.accepted()

    with pytest.raises(actions.NoEvidence):
        actions.deliver(
            order_id=order.pk, units=1, evidence=" ", on=AT.date(), by=market.supplier, at=AT
        )


def statement(market, month=date(2017, 1, 1), at=AT):
    return actions.issue_statement(
        supplier_id=market.crc.pk, buyer_id=market.nps.pk, month=month, by=market.supplier, at=at
    )


def test_a_statement_holds_the_month_once_and_is_never_changed(market):
    order = market.accepted()
    deliver(market, order, 2)

    made = statement(market)

    assert made.total_pence == 9_000
    with pytest.raises(actions.StatedAlready):
        statement(market)
    with pytest.raises(actions.NotOver):
        statement(market, month=date(2017, 2, 1))


def test_an_upheld_dispute_is_credited_on_the_next_statement(market):
    order = market.accepted(units=6)
    line = deliver(market, order, 2)
    first = statement(market)

    found = actions.dispute(
        line_id=line.pk,
        reason=DisputeReason.NOT_DELIVERED,
        note="In custody.",
        by=market.head,
        at=AT,
    )
    actions.answer_dispute(
        dispute_id=found.pk, is_upheld=True, answer="Our error.", by=market.supplier, at=AT
    )
    deliver(market, order, 1, on=AT.date())
    second = statement(market, month=date(2017, 2, 1), at=AT + timedelta(days=20))

    first.refresh_from_db()
    assert (first.total_pence, second.total_pence) == (9_000, -4_500)
    assert queries.reconciled(market.crc.pk, market.nps.pk).is_true
    assert queries.orders([order.pk])[order.pk].account.left == 5


def test_only_who_was_sent_a_statement_disputes_it_and_once(market):
    line = deliver(market, market.accepted(), 1)
    statement(market)
    stranger = officer(role=Role.HEAD)

    with pytest.raises(actions.NotFound):
        dispute(line, by=stranger)
    dispute(line, by=market.head)
    with pytest.raises(actions.DisputedAlready):
        dispute(line, by=market.head)


def dispute(line, *, by):
    return actions.dispute(line_id=line.pk, reason=DisputeReason.NO_EVIDENCE, note="", by=by, at=AT)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["order", "accept", "deliver", "state", "dispute", "uphold", "stop"]),
        st.integers(0, 3),
        st.integers(1, 9),
    ),
    max_size=16,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(MOVES)
def test_whatever_both_sides_do_order_delivery_and_statement_reconcile(market, moves):
    service = market.service(capacity=1_000)
    day = AT
    for move, which, units in moves:
        day += timedelta(days=11)
        orders = list(PurchaseOrder.objects.filter(service=service).order_by("pk"))
        order = orders[which % len(orders)] if orders else None
        try:
            tried(market, move, service, order, units, day)
        except Refused:
            continue

    found = queries.reconciled(market.crc.pk, market.nps.pk)

    assert found.is_true, found.faults
    assert found.stated == sum(
        Statement.objects.filter(supplier=market.crc).values_list("total_pence", flat=True)
    )
    assert found.delivered == found.stated + found.still_to_state


def tried(market, move, service, order, units, day):
    if move == "order":
        market.ordered(service, units=units, at=day)
    elif move == "state":
        statement(market, month=(day.date().replace(day=1) - timedelta(days=1)), at=day)
    elif order is None:
        return
    elif move == "accept":
        actions.accept_order(order_id=order.pk, by=market.supplier, at=day)
    elif move == "deliver":
        deliver(market, order, units, on=day.date(), at=day)
    elif move == "stop":
        actions.stop_order(order_id=order.pk, by=market.officer, at=day)
    elif line := DeliveryLine.objects.filter(order=order, statement__isnull=False).first():
        found = dispute(line, by=market.head)
        actions.answer_dispute(
            dispute_id=found.pk,
            is_upheld=move == "uphold",
            answer="Looked at.",
            by=market.supplier,
            at=day,
        )


# ── Why not used ───────────────────────────────────────────────────────────────────────────
def say(market, need=Need.ALCOHOL, **more):
    return actions.say_why_not(
        person_id=market.person.pk,
        need=need,
        reason=UnmetReason.WAIT,
        note="Nine weeks.",
        **{"by": market.officer, "at": AT, **more},
    )


def test_a_reason_is_taken_for_a_first_need_only(market):
    AssessmentFactory(person=market.person)

    said = say(market)

    assert said.team == market.nps_team
    with pytest.raises(actions.NotATopNeed):
        say(market, Need.FINANCE)


def test_the_leader_reads_reasons_without_names_and_without_small_counts(market):
    AssessmentFactory(person=market.person)
    say(market)

    (line,) = queries.unmet([market.nps.pk], since=SINCE)

    assert (line.need, line.reason) == (Need.ALCOHOL, UnmetReason.WAIT)
    assert line.told == "fewer than 5"


# ── The catalogue ──────────────────────────────────────────────────────────────────────────
def offered(market, **asked):
    return queries.services(
        **{"need": Need.DRUGS, "buyer": market.nps.kind, "on": AT.date(), **asked}
    )


def test_the_catalogue_is_searched_by_need_area_sex_age_and_language(market):
    from openprobation.vocabulary.persons import Sex

    everybody = market.service()
    women = market.service(women_only=True)
    market.service(area_ids=[AreaFactory().pk])
    market.service(need=Need.ALCOHOL)
    market.service(min_age=40)
    polish = market.service(languages=["English", "Polish"], wait_days=40)

    found = offered(market, area_id=market.area.pk, sex=Sex.MALE, age=30)

    assert [line.id for line in found] == [everybody.pk, polish.pk]
    assert women.pk in {line.id for line in offered(market, sex=Sex.FEMALE)}
    assert [line.id for line in offered(market, language="Polish")] == [polish.pk]


def test_capacity_left_counts_orders_that_run(market):
    service = market.service(capacity=3)
    market.ordered(service)
    actions.stop_order(order_id=market.ordered(service).pk, by=market.officer, at=AT)

    (line,) = offered(market)

    assert (line.capacity_left, line.usual_cost) == (2, "£270")


@pytest.mark.postgres
def test_on_postgresql_a_persons_page_finds_what_the_plain_question_finds(market):
    young, old = market.service(min_age=18, max_age=25), market.service(min_age=26)
    given = {"buyer": OrganisationKind.NPS, "on": AT.date()}

    plain = queries.services(need=Need.DRUGS, **given)
    by_age = {
        age: [
            each.id
            for each in queries.services(
                need=Need.DRUGS, area_id=market.area.pk, sex=Sex.MALE, age=age, **given
            )
        ]
        for age in (20, 40)
    }

    assert {each.id for each in plain} == {young.pk, old.pk}
    assert by_age == {20: [young.pk], 40: [old.pk]}


def test_the_catalogue_asks_no_more_when_it_is_longer(market, django_assert_num_queries):
    market.service()
    with django_assert_num_queries(3):
        offered(market)
    for _n in range(5):
        market.service()

    with django_assert_num_queries(3):
        assert len(offered(market)) == 6


def test_spend_is_told_by_unit_and_use_by_service(market, django_assert_num_queries):
    service, unused = market.service(), market.service()
    order = market.accepted(service)
    deliver(market, order, 2)

    with django_assert_num_queries(2):
        (unit,) = queries.spend([market.nps.pk], since=SINCE)
    with django_assert_num_queries(2):
        used = queries.use_by_service([market.nps.pk], since=SINCE, kind=market.nps.kind)

    assert (unit.orders, unit.spent_read, unit.committed_read) == (1, "£90", "£270")
    assert [(each.service, each.orders) for each in used] == [(service.title, 1), (unused.title, 0)]


def test_a_second_funding_line_has_a_price_of_its_own(market):
    service = market.service(pence=4_500)
    market.price(service, 0, funding_line=FundingLine.COMMISSIONER)

    (line,) = offered(market)

    assert {(each.funding_line, each.pence) for each in line.prices} == {
        (NPS_LINE, 4_500),
        (FundingLine.COMMISSIONER, 0),
    }
    assert line.price.pence == 4_500
    assert THEN < AT


# ── Counts a leader reads ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("count", "of", "told"),
    [
        (0, 9, "0"),
        (4, None, "fewer than 5"),
        (4, 40, "fewer than 5"),
        (5, None, "5"),
        (38, 40, "more than 35"),
        (40, 40, "40"),
        (5, 6, "more than 1"),
        (35, 40, "35"),
    ],
)
def test_a_count_of_few_people_is_told_neither_itself_nor_by_what_it_leaves(count, of, told):
    assert queries.told_count(count, of) == told
