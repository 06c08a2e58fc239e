"""Why do we hold somebody, how far has it run, and at what cost do we know?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openprobation.rules.dates import Length
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.sentences import queries
from openprobation.supervision.sentences.tests.factories import (
    REGISTERED,
    ConditionFactory,
    EventFactory,
    OffenceFactory,
    OrderFactory,
    RequirementFactory,
    SupervisionPeriodFactory,
)
from openprobation.vocabulary.sentences import (
    ConditionKind,
    EndReason,
    OrderKind,
    RequirementKind,
    Unit,
)

pytestmark = pytest.mark.django_db

TODAY = date(2017, 2, 16)


def case(person, *, orders=1):
    """A person with so many orders, each with two requirements and an offence."""
    period = SupervisionPeriodFactory(person=person)
    for number in range(1, orders + 1):
        event = EventFactory(person=person, period=period, number=number)
        OffenceFactory(event=event, description=f"Offence {number}")
        order = OrderFactory(event=event)
        RequirementFactory(order=order)
        RequirementFactory(order=order, unpaid_work=True)
    return person


def test_an_order_says_how_far_it_has_run():
    order = OrderFactory()

    (line,) = queries.orders_of([order.person_id], TODAY)

    assert (line.progress.days, line.progress.days_gone, line.days_left) == (365, 136, 229)
    assert line.progress.percent == 37
    assert not line.progress.is_final_third


def test_an_order_in_its_final_third_says_so():
    order = OrderFactory()

    (line,) = queries.orders_of([order.person_id], date(2017, 6, 4))

    assert line.progress.is_final_third


def test_an_order_past_its_end_that_nobody_ended_says_so():
    order = OrderFactory()

    (line,) = queries.orders_of([order.person_id], date(2017, 10, 3))

    assert line.is_live
    assert line.is_past_its_end


def test_what_was_done_of_a_requirement_comes_from_whoever_counts_it():
    rar = RequirementFactory()
    work = RequirementFactory(order=rar.order, unpaid_work=True)

    (line,) = queries.orders_of([rar.order.person_id], TODAY, done={work.pk: 36})

    by_kind = {requirement.kind: requirement for requirement in line.requirements}
    assert (
        by_kind[RequirementKind.UNPAID_WORK].done,
        by_kind[RequirementKind.UNPAID_WORK].left,
    ) == (
        36,
        64,
    )
    assert by_kind[RequirementKind.RAR].left is None


def test_more_done_than_was_ordered_leaves_nothing_and_not_less():
    rar = RequirementFactory(length=5)

    (line,) = queries.live_requirements([rar.order.person_id], TODAY, done={rar.pk: 7})

    assert line.left == 0


def test_running_orders_come_before_ended_ones_and_late_events_before_early():
    person = PersonFactory()
    period = SupervisionPeriodFactory(person=person)
    first = EventFactory(person=person, period=period, number=1)
    second = EventFactory(person=person, period=period, number=2, sentenced_on=date(2016, 12, 1))
    old, ended, new = (
        OrderFactory(event=first),
        OrderFactory(event=second, ended=True),
        OrderFactory(event=second),
    )

    lines = queries.orders_of([person.pk], TODAY)

    assert [line.id for line in lines] == [new.pk, old.pk, ended.pk]


def test_ten_orders_cost_what_one_does(django_assert_num_queries):
    person = case(PersonFactory(), orders=10)

    with django_assert_num_queries(4):
        lines = queries.orders_of([person.pk], TODAY)

    assert len(lines) == 10
    assert all(len(line.requirements) == 2 for line in lines)


def test_lists_ask_once_for_everybody(django_assert_num_queries):
    people = [case(PersonFactory()).pk for _ in range(5)]

    with django_assert_num_queries(3):
        orders = queries.current(people, TODAY)
        offences = queries.main_offence(people)
        required = queries.live_requirements(people, TODAY)

    assert set(orders) == set(offences) == set(people)
    assert len(required) == 10


def test_current_orders_leave_out_what_has_ended_and_keep_what_is_to_come():
    order = OrderFactory(ended=True)
    to_come = OrderFactory(
        event=order.event, licence=True, starts_on=date(2017, 7, 3), ends_on=date(2017, 12, 15)
    )

    (line,) = queries.current([order.person_id], TODAY)[order.person_id]

    assert line.id == to_come.pk
    assert not line.has_begun
    assert line.days_left == 166


def test_an_order_that_ended_today_was_still_current_yesterday():
    order = OrderFactory(ended_on=TODAY, end_reason=EndReason.REVOKED_PROGRESS)

    assert queries.current([order.person_id], TODAY) == {}
    assert order.person_id in queries.current([order.person_id], TODAY - timedelta(days=1))


def test_the_main_offence_is_that_of_the_latest_event():
    person = case(PersonFactory(), orders=3)

    assert queries.main_offence([person.pk]) == {person.pk: "Offence 3"}


def test_a_person_never_sentenced_has_nothing():
    person = PersonFactory()

    assert queries.orders_of([person.pk], TODAY) == []
    assert queries.open_period([person.pk]) is None
    assert queries.main_offence([person.pk]) == {}


def test_requirements_of_an_ended_order_are_not_live():
    requirement = RequirementFactory(order=OrderFactory(ended=True))

    assert queries.live_requirements([requirement.order.person_id], TODAY) == []


def test_added_conditions_are_told_apart_from_the_standard_ones():
    added = ConditionFactory()
    ConditionFactory(order=added.order, kind=ConditionKind.STANDARD)

    line = queries.order(added.order_id, person_ids=[added.order.person_id], on=TODAY)

    assert line is not None
    assert [condition.id for condition in line.added_conditions] == [added.pk]


def test_an_order_is_not_found_under_another_person():
    order = OrderFactory()

    assert queries.order(order.pk, person_ids=[PersonFactory().pk], on=TODAY) is None


def test_a_curfew_runs_to_a_day_and_activity_days_do_not():
    curfew = RequirementFactory(kind=RequirementKind.CURFEW, length=3, unit=Unit.MONTHS)
    rar = RequirementFactory(order=curfew.order)

    lines = {line.id: line for line in queries.live_requirements([curfew.order.person_id], TODAY)}

    assert lines[curfew.pk].runs_until == date(2017, 1, 2)
    assert lines[rar.pk].runs_until is None


def test_what_was_registered_lately_comes_latest_first(django_assert_num_queries):
    early = EventFactory()
    late = EventFactory(
        registered_by=early.registered_by, registered_at=REGISTERED + timedelta(hours=2)
    )
    OrderFactory(event=late, licence=True)
    OrderFactory(event=late, after_prison=True)
    EventFactory()

    with django_assert_num_queries(2):
        lines = queries.registered_by([early.registered_by_id], since=REGISTERED)

    assert [line.id for line in lines] == [late.pk, early.pk]
    assert lines[0].said == "Licence and post-sentence supervision"


def test_the_last_court_is_remembered_for_the_day_only():
    event = EventFactory()

    assert queries.last_court(event.registered_by_id, since=REGISTERED) == event.court_id
    assert (
        queries.last_court(event.registered_by_id, since=REGISTERED + timedelta(minutes=1)) is None
    )


@pytest.mark.parametrize(
    ("kind", "length", "said"),
    [
        (RequirementKind.UNPAID_WORK, Length(100, Unit.HOURS), "100 hours of unpaid work"),
        (RequirementKind.RAR, Length(1, Unit.DAYS), "1 day of rehabilitation activity"),
        (RequirementKind.RESIDENCE, None, "residence"),
    ],
)
def test_a_requirement_is_said_in_a_sentence(kind, length, said):
    assert queries.spoken(kind, length) == said


def test_kinds_of_an_order_are_told_apart():
    order = OrderFactory(licence=True)

    line = queries.order(order.pk, person_ids=[order.person_id], on=TODAY)

    assert line is not None
    assert (line.kind, line.custody, line.length) == (
        OrderKind.LICENCE,
        Length(10, Unit.MONTHS),
        None,
    )
