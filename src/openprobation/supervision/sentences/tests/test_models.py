"""What does the database itself refuse about a sentence?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError

from openprobation.supervision.sentences.tests.factories import (
    EventFactory,
    OffenceFactory,
    OrderFactory,
    RequirementFactory,
    SupervisionPeriodFactory,
)
from openprobation.vocabulary.sentences import EndReason

pytestmark = pytest.mark.django_db


def test_a_person_has_one_open_period():
    period = SupervisionPeriodFactory()

    with pytest.raises(IntegrityError):
        SupervisionPeriodFactory(person=period.person)


def test_an_event_is_numbered_once():
    event = EventFactory()

    with pytest.raises(IntegrityError):
        EventFactory(person=event.person, period=event.period, number=event.number)


def test_an_event_has_one_main_offence():
    offence = OffenceFactory()
    OffenceFactory(event=offence.event, is_main=False)

    with pytest.raises(IntegrityError):
        OffenceFactory(event=offence.event)


def test_an_order_does_not_end_before_it_starts():
    with pytest.raises(IntegrityError):
        OrderFactory(ends_on=date(2016, 10, 2))


@pytest.mark.parametrize(
    "half", [{"unit": None}, {"custody_length": 6}, {"ended_on": date(2017, 1, 1)}]
)
def test_an_order_tells_no_half_facts(half):
    with pytest.raises(IntegrityError):
        OrderFactory(**half)


@pytest.mark.parametrize("half", [{"length": None}, {"end_reason": EndReason.COMPLETED}])
def test_a_requirement_tells_no_half_facts(half):
    with pytest.raises(IntegrityError):
        RequirementFactory(**half)
