"""Does a question whose SQL is kept answer as the same question asked plainly?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import QuerySet

from openprobation.foundation.organisations.models import Posting
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.prepared import NotTheSameQuestion, prepared

pytestmark = pytest.mark.django_db
FIELDS = ("pk", "user_id", "role", "starts_on", "ends_on", "leads_unit", "team__name")


def begun(user_ids: tuple[int, ...], on: date) -> QuerySet[Posting]:
    rows = Posting.objects.filter(user_id__in=user_ids, starts_on__lte=on)
    return rows.order_by("pk").values_list(*FIELDS)


ask = prepared(begun)


@pytest.mark.parametrize("on", [date(2014, 5, 1), date(2017, 2, 16), date(1990, 1, 1)])
def test_it_answers_as_the_plain_question_whatever_is_given(on, django_assert_num_queries):
    staff = tuple(officer().pk for _each in range(4))

    for some in (staff[:1], staff[1:2], staff[:3], staff, staff * 500, ()):
        with django_assert_num_queries(1 if some else 0):
            answered = ask(some, on)
        assert answered == list(begun(some, on))


def test_values_of_its_own_are_left_alone():
    person = officer()

    found = prepared(
        lambda user_id: Posting.objects.filter(user_id=user_id, leads_unit=False).values_list("pk")
    )

    assert found(person.pk) == [(person.postings.get().pk,)]


def test_nothing_may_be_given_that_changes_what_is_asked():
    with pytest.raises(NotTheSameQuestion):
        ask((1,), None)


def test_a_question_that_looks_at_what_it_is_given_is_refused():
    odd = prepared(lambda user_id: Posting.objects.filter(user_id=user_id // 2).values_list("pk"))

    with pytest.raises(NotTheSameQuestion):
        odd(4)


def test_a_tuple_may_stand_before_and_after_what_else_is_given():
    person, other = officer(), officer()

    def of(on: date, user_ids: tuple[int, ...], role: str, not_ids: tuple[int, ...]) -> QuerySet:
        rows = Posting.objects.filter(starts_on__lte=on, user_id__in=user_ids, role=role)
        return rows.exclude(user_id__in=not_ids).exclude(team__name="50%").values_list("user_id")

    role = person.postings.get().role

    assert prepared(of)(
        date(2017, 2, 16), (person.pk, other.pk, 0), role, (other.pk, other.pk + 1)
    ) == [(person.pk,)]


def test_of_a_tuple_nothing_but_in_may_be_asked():
    first = prepared(lambda ids: Posting.objects.filter(user_id=ids[0]).values_list("pk"))

    with pytest.raises(NotTheSameQuestion):
        first((1, 2))


def test_only_whole_numbers_are_written_into_a_question():
    with pytest.raises(ValueError, match="invalid literal"):
        ask(("1) OR (1=1",), date(2017, 2, 16))
