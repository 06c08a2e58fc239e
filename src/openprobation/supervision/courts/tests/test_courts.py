"""How are courts kept and listed?"""

from __future__ import annotations

import pytest

from openprobation.foundation.organisations.tests.factories import AreaFactory
from openprobation.supervision.courts import actions, queries
from openprobation.supervision.courts.tests.factories import CourtFactory
from openprobation.vocabulary.sentences import CourtKind

pytestmark = pytest.mark.django_db


def test_courts_are_listed_by_name_in_one_query(django_assert_num_queries):
    CourtFactory(name="Manchester and Salford Magistrates' Court")
    CourtFactory(name="Bolton Crown Court", kind=CourtKind.CROWN)

    with django_assert_num_queries(1):
        found = queries.courts()

    assert [court.name for court in found] == [
        "Bolton Crown Court",
        "Manchester and Salford Magistrates' Court",
    ]
    assert found[0].kind is CourtKind.CROWN


def test_a_court_kept_twice_is_one_court_brought_up_to_date():
    area, moved_to = AreaFactory(), AreaFactory()
    first = actions.keep_court(name="Wigan", kind=CourtKind.MAGISTRATES, area_id=area.pk)

    again = actions.keep_court(name="Wigan", kind=CourtKind.MAGISTRATES, area_id=moved_to.pk)

    assert again == first
    court = queries.by_id(first)
    assert court is not None
    assert court.area_id == moved_to.pk


def test_a_court_that_is_not_there_is_none():
    assert queries.by_id(404) is None
