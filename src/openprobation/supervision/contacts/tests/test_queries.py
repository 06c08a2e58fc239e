"""What does the timeline say, and what does it cost?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.contacts import queries
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.contacts.tests.factories import BEGAN, ContactFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.vocabulary.contacts import ContactKind

pytestmark = pytest.mark.django_db


def record_of(person, count, *, same_moment=False):
    by = UserFactory()
    Contact.objects.bulk_create(
        Contact(
            person=person,
            kind=ContactKind.CASE_NOTE,
            at=BEGAN if same_moment else BEGAN + timedelta(hours=n),
            summary=f"Line {n}",
            note="drinking less" if n % 7 == 0 else "",
            is_sensitive=n % 5 == 0,
            recorded_by=by,
            recorded_at=BEGAN,
        )
        for n in range(count)
    )


def summaries(page):
    return [line.summary for line in page.lines]


def test_the_timeline_is_latest_first_and_knows_when_there_is_more():
    person = PersonFactory()
    record_of(person, 51)

    page = queries.timeline((person.pk,), may_see_sensitive=True)

    assert summaries(page)[0] == "Line 50"
    assert len(page.lines) == 50
    assert page.older is not None


@pytest.mark.parametrize("same_moment", [False, True])
def test_paging_shows_every_line_once_and_in_order(same_moment):
    person = PersonFactory()
    record_of(person, 23, same_moment=same_moment)

    seen, before = [], None
    while True:
        page = queries.timeline((person.pk,), may_see_sensitive=True, before=before, size=5)
        seen += summaries(page)
        before = page.older
        if before is None:
            break

    assert seen == [f"Line {n}" for n in reversed(range(23))]


def test_five_thousand_contacts_cost_one_query_on_the_first_page_and_the_last(
    django_assert_num_queries,
):
    person = PersonFactory()
    record_of(person, 5_000)
    last = queries.timeline((person.pk,), may_see_sensitive=True, size=4_990).older

    with django_assert_num_queries(1):
        queries.timeline((person.pk,), may_see_sensitive=True)
    with django_assert_num_queries(1):
        page = queries.timeline((person.pk,), may_see_sensitive=True, before=last)

    assert len(page.lines) == 10


def test_a_sensitive_line_keeps_its_place_and_hides_its_words():
    person = PersonFactory()
    ContactFactory(person=person, summary="Disclosure", note="Words", is_sensitive=True)

    (line,) = queries.timeline((person.pk,), may_see_sensitive=False).lines

    assert line.is_sensitive
    assert line.note is None
    assert "Disclosure" not in line.summary


def test_words_in_a_sensitive_note_do_not_answer_a_search_of_somebody_who_may_not_read_it():
    person = PersonFactory()
    ContactFactory(person=person, note="refuge", is_sensitive=True)
    wanted = queries.Filters(words="refuge")

    theirs = queries.timeline((person.pk,), may_see_sensitive=False, filters=wanted)
    others = queries.timeline((person.pk,), may_see_sensitive=True, filters=wanted)

    assert theirs.lines == []
    assert len(others.lines) == 1


def test_words_in_a_sensitive_summary_do_not_answer_either():
    person = PersonFactory()
    ContactFactory(person=person, summary="Refuge address", is_sensitive=True)

    page = queries.timeline(
        (person.pk,), may_see_sensitive=False, filters=queries.Filters(words="refuge")
    )

    assert page.lines == []


def test_filters_by_kind_day_and_words_together():
    person = PersonFactory()
    wanted = ContactFactory(
        person=person,
        kind=ContactKind.PHONE_CALL,
        at=datetime(2016, 5, 3, 23, 59, tzinfo=LONDON),
        summary="Rang about rent",
    )
    ContactFactory(
        person=person, kind=ContactKind.PHONE_CALL, at=datetime(2016, 5, 4, 0, 1, tzinfo=LONDON)
    )
    ContactFactory(person=person, at=datetime(2016, 5, 3, 12, 0, tzinfo=LONDON))

    page = queries.timeline(
        (person.pk,),
        may_see_sensitive=True,
        filters=queries.Filters(
            kinds=frozenset({ContactKind.PHONE_CALL}),
            since=date(2016, 5, 3),
            until=date(2016, 5, 3),
            words="RENT",
        ),
    )

    assert [line.id for line in page.lines] == [wanted.pk]


@pytest.mark.parametrize(
    "cursor", ["", "x", "1-2-3", "nan-1", "1e400-1", "9" * 40, "1-" + "9" * 40]
)
def test_a_cursor_we_did_not_make_is_refused(cursor):
    person = PersonFactory()

    with pytest.raises(queries.BadCursor):
        queries.timeline((person.pk,), may_see_sensitive=True, before=cursor)


@given(moment=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_cursor_names_its_moment_to_the_microsecond(moment):
    at = moment.replace(tzinfo=LONDON)
    line = queries.Line(
        7, ContactKind.CASE_NOTE, at, "", "", "", False, False, None, "", "", at, "", None
    )  # fmt: skip

    assert queries.moment_of(line.cursor) == (at, 7)
