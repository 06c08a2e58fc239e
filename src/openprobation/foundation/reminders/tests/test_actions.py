"""Is what somebody puts off back on its day, for them alone, and written down?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.reminders import actions, queries
from openprobation.foundation.reminders.models import Reminder

pytestmark = pytest.mark.django_db
TODAY = date(2017, 2, 16)
TOMORROW = date(2017, 2, 17)
LEE = 7


@pytest.fixture
def user():
    return UserFactory()


def put_off(user, *matters, until=TOMORROW, at=PUBLICATION_DAY):
    actions.put_off(person_id=LEE, matters=matters or ["review.harm"], until=until, by=user, at=at)


def test_it_waits_until_its_day_and_is_back_on_that_day(user):
    put_off(user)

    assert queries.put_off(user.pk, on=TODAY) == {(LEE, "review.harm"): TOMORROW}
    assert queries.put_off(user.pk, on=TOMORROW) == {}


def test_nobody_elses_lists_wait(user):
    put_off(user)

    assert queries.put_off(UserFactory().pk, on=TODAY) == {}


def test_each_matter_is_written_down_with_its_day_and_its_person(user):
    put_off(user, "review.harm", "order.3.ends", "review.harm")

    lines = Entry.objects.filter(action="reminder.put_off").order_by("pk")
    assert [(line.by, line.person_id, line.detail) for line in lines] == [
        (user.username, LEE, {"matter": "review.harm", "until": "2017-02-17"}),
        (user.username, LEE, {"matter": "order.3.ends", "until": "2017-02-17"}),
    ]


def test_putting_it_off_again_moves_its_day_and_both_are_written_down(user):
    put_off(user)
    put_off(user, until=date(2017, 2, 23))

    assert Reminder.objects.get().until == date(2017, 2, 23)
    assert Entry.objects.filter(action="reminder.put_off").count() == 2


@pytest.mark.parametrize("until", [TODAY, date(2017, 2, 15)], ids=["today", "yesterday"])
def test_a_day_that_is_not_to_come_is_refused_and_nothing_changes(user, until):
    with pytest.raises(actions.NotADayToCome):
        put_off(user, until=until)

    assert not Reminder.objects.exists()
    assert not Entry.objects.exists()


def test_a_fortnight_is_the_longest(user):
    put_off(user, until=date(2017, 3, 2))

    with pytest.raises(actions.TooFarOff, match="2 March 2017 at most"):
        put_off(user, until=date(2017, 3, 3))

    assert Reminder.objects.get().until == date(2017, 3, 2)


def test_what_was_put_off_can_be_brought_back_at_once(user):
    put_off(user, "review.harm", "review.mappa")
    somebody_else = UserFactory()
    put_off(somebody_else)

    actions.bring_back(person_ids=[LEE], by=user, at=PUBLICATION_DAY + timedelta(minutes=1))

    assert queries.put_off(user.pk, on=TODAY) == {}
    assert queries.put_off(somebody_else.pk, on=TODAY) != {}
    assert Entry.objects.filter(action="reminder.brought_back", by=user.username).count() == 2


def test_bringing_back_nothing_writes_nothing(user):
    put_off(user)

    actions.bring_back(person_ids=[LEE + 1], by=user, at=PUBLICATION_DAY)

    assert not Entry.objects.filter(action="reminder.brought_back").exists()


def test_a_person_with_much_put_off_is_asked_in_one_query(user, django_assert_num_queries):
    put_off(user, *(f"order.{n}.ends" for n in range(30)))

    with django_assert_num_queries(1):
        queries.put_off(user.pk, on=TODAY)
