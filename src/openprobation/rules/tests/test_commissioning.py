"""Do order, delivery and statement always agree, is the price that of the day, and when is a reason asked?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.commissioning import (
    Account,
    Delivered,
    Price,
    asked_why,
    may_move,
    pounds,
    price_on,
    reconcile,
)
from openprobation.vocabulary.commissioning import PurchaseMove, PurchaseState
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind

NPS, CRC = OrganisationKind.NPS, OrganisationKind.CRC
FIRST = date(2016, 4, 1)


@st.composite
def rate_cards(draw):
    """Versions of one price, one after the other without a gap."""
    days = sorted(draw(st.sets(st.integers(0, 900), min_size=1, max_size=5)))
    starts = [FIRST + timedelta(days=n) for n in days]
    return [
        Price(n, NPS, draw(st.integers(0, 100_000)), n + 1, start, end)
        for n, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True))
    ]


@given(rate_cards(), st.integers(0, 1000))
def test_a_price_is_that_of_the_day_and_there_is_only_one(card, day):
    on = FIRST + timedelta(days=day)

    found = price_on(card, buyer=NPS, on=on)

    begun = [price for price in card if price.starts_on <= on]
    assert found == (begun[-1] if begun else None)
    assert price_on(card, buyer=CRC, on=on) is None


@st.composite
def histories(draw):
    """Orders that went through any run of deliveries, credits and statements a supplier could make."""
    accounts, totals, number = [], {}, 0
    for _n in range(draw(st.integers(1, 4))):
        ordered, pence = draw(st.integers(1, 30)), draw(st.integers(0, 50_000))
        lines: list[Delivered] = []
        for _step in range(draw(st.integers(0, 8))):
            account = Account(ordered, pence, PurchaseState.ACCEPTED, lines)
            move = draw(st.sampled_from(["deliver", "credit", "state"]))
            units = draw(st.integers(1, 35))
            if move == "deliver" and account.may_deliver(units):
                lines.append(Delivered(units, FIRST))
            elif move == "credit" and account.delivered:
                lines.append(Delivered(-min(units, account.delivered), FIRST))
            elif move == "state":
                number += 1
                unstated = sum(line.units for line in lines if line.statement is None)
                totals[number] = unstated * pence
                lines = [
                    line if line.statement else Delivered(line.units, line.on, number)
                    for line in lines
                ]
        state = draw(st.sampled_from([PurchaseState.ACCEPTED, PurchaseState.CLOSED]))
        accounts.append(Account(ordered, pence, state, tuple(lines)))
    return accounts, totals


@given(histories())
def test_order_delivery_and_statement_always_reconcile(history):
    accounts, totals = history

    found = reconcile(accounts, totals)

    assert found.is_true, found.faults
    assert found.stated == sum(totals.values())
    assert found.delivered == found.stated + found.still_to_state
    running = [each for each in accounts if each.state is PurchaseState.ACCEPTED]
    assert all(each.spent + each.left * each.unit_pence == each.committed for each in running)
    assert all(each.committed == each.ordered * each.unit_pence for each in running)


@given(histories(), st.integers(1, 9))
def test_a_statement_that_is_a_penny_out_is_found(history, off):
    accounts, totals = history
    if not totals:
        return
    first = next(iter(totals))

    found = reconcile(accounts, {**totals, first: totals[first] + off})

    assert not found.is_true


def test_more_than_was_ordered_is_a_fault():
    account = Account(3, 100, PurchaseState.ACCEPTED, [Delivered(4, FIRST)])

    assert not reconcile([account], {}).is_true
    assert not account.may_deliver(1)


@pytest.mark.parametrize("state", [PurchaseState.ORDERED, PurchaseState.CANCELLED])
def test_nothing_is_delivered_under_an_order_nobody_accepted(state):
    account = Account(3, 100, state, [Delivered(1, FIRST)])

    assert not account.may_deliver(1)
    assert not reconcile([account], {}).is_true


def test_an_accepted_order_cannot_be_returned_or_cancelled():
    assert may_move(PurchaseMove.RETURN, PurchaseState.ORDERED)
    assert not may_move(PurchaseMove.RETURN, PurchaseState.ACCEPTED)
    assert not may_move(PurchaseMove.CANCEL, PurchaseState.ACCEPTED)
    assert may_move(PurchaseMove.ORDER, None)


@pytest.mark.parametrize(
    ("pence", "read"), [(0, "£0"), (4500, "£45"), (124050, "£1,240.50"), (-4505, "−£45.05")]
)
def test_money_reads_as_people_write_it(pence, read):
    assert pounds(pence) == read


# ── Why was nothing used? ──────────────────────────────────────────────────────────────────
RANKED = date(2016, 12, 1)
TOP = (Need.DRUGS, Need.THINKING, Need.ACCOMMODATION, Need.FINANCE)


def asked(on, **given):
    facts = {"ranked_on": RANKED, "served": {}, "answered": {}, **given}
    return [each.need for each in asked_why(TOP, on=on, **facts)]


def test_nobody_is_asked_before_six_weeks_and_then_only_of_the_first_three():
    assert asked(RANKED + timedelta(days=41)) == []
    assert asked(RANKED + timedelta(days=42)) == [Need.DRUGS, Need.THINKING, Need.ACCOMMODATION]


def test_a_need_with_a_service_now_is_not_asked_of_and_one_whose_service_ended_is_later():
    ended = {Need.THINKING: RANKED + timedelta(days=30)}

    found = asked(RANKED + timedelta(days=50), running={Need.DRUGS}, served=ended)

    assert found == [Need.ACCOMMODATION]
    assert Need.THINKING in asked(RANKED + timedelta(days=72), served=ended)


def test_an_answer_holds_for_six_weeks():
    said = {Need.DRUGS: RANKED + timedelta(days=45)}

    assert Need.DRUGS not in asked(RANKED + timedelta(days=86), answered=said)
    assert Need.DRUGS in asked(RANKED + timedelta(days=87), answered=said)


def test_the_question_says_why_it_is_asked():
    (first, *_rest) = asked_why(
        TOP, ranked_on=RANKED, served={}, answered={}, on=RANKED + timedelta(days=70)
    )

    assert "1 December 2016, 10 weeks ago" in first.because
