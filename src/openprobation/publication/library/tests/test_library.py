"""Does what was published stay at its address, and stay away until its moment?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from openprobation.foundation import clock
from openprobation.foundation.audit.models import Entry
from openprobation.publication.library import queries
from openprobation.publication.library.actions import shelve
from openprobation.publication.library.models import Edition, File
from openprobation.publication.library.tests.factories import (
    DocumentFactory,
    EditionFactory,
    FileFactory,
)
from openprobation.vocabulary.publication import DocumentKind, Form

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def put(body, *, at, public_at=None, slug="rows", **changes):
    return shelve(
        slug=slug,
        kind=DocumentKind.DATA,
        title="Rows",
        summary="All of them.",
        source="Somebody",
        files={Form.CSV: body},
        public_at=public_at or at,
        at=at,
        by="a test",
        **changes,
    )


# ── Models ─────────────────────────────────────────────────────────────────────────────────


def test_a_name_is_given_once():
    DocumentFactory(slug="rows")

    with pytest.raises(IntegrityError):
        DocumentFactory(slug="rows")


def test_an_edition_has_a_number_of_its_own():
    edition = EditionFactory(number=1)

    with pytest.raises(IntegrityError):
        EditionFactory(document=edition.document, number=1)


def test_a_file_holds_something():
    with pytest.raises(IntegrityError):
        FileFactory(body="")


def test_an_edition_has_one_file_of_a_form():
    file = FileFactory()

    with pytest.raises(IntegrityError):
        FileFactory(edition=file.edition)


def test_what_was_published_cannot_be_removed_from_under_its_files():
    file = FileFactory()

    with pytest.raises(ProtectedError):
        file.edition.document.delete()


# ── Actions ────────────────────────────────────────────────────────────────────────────────


def test_shelving_the_same_twice_makes_one_edition_and_one_line(at):
    first = put("a\r\n", at=at)

    second = put("a\r\n", at=at + SECOND, public_at=at)

    assert first == second
    assert Edition.objects.count() == 1
    assert Entry.objects.filter(action="document.shelved").count() == 1


def test_a_correction_is_a_new_edition_and_the_old_one_is_kept(at):
    put("a\r\n", at=at)

    put("b\r\n", at=at + SECOND, public_at=at)

    assert queries.file(slug="rows", form="csv", at=at).body == "b\r\n"
    assert sorted(File.objects.values_list("body", flat=True)) == ["a\r\n", "b\r\n"]


# ── Queries ────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_there_from_its_moment_and_not_a_second_before(at):
    put("a\r\n", at=at, public_at=at + SECOND)

    assert queries.file(slug="rows", form="csv", at=at) is None
    assert queries.file(slug="rows", form="csv", at=at + SECOND).body == "a\r\n"


def test_a_later_edition_waits_while_the_standing_one_is_sent(at):
    put("a\r\n", at=at)
    put("b\r\n", at=at, public_at=at + SECOND)

    assert queries.file(slug="rows", form="csv", at=at).body == "a\r\n"
    assert queries.file(slug="rows", form="csv", at=at + SECOND).body == "b\r\n"


def test_an_earlier_days_correction_does_not_push_out_a_later_edition(at):
    put("today\r\n", at=at)
    put("yesterday, corrected\r\n", at=at, public_at=at - timedelta(days=1))

    assert queries.file(slug="rows", form="csv", at=at).body == "today\r\n"


def test_the_shelves_list_only_what_is_public_in_three_questions(at, django_assert_num_queries):
    for n in range(5):
        put("a\r\n", at=at, slug=f"rows-{n}")
    put("b\r\n", at=at, slug="tomorrow", public_at=at + timedelta(days=1))

    with django_assert_num_queries(3):
        shelved = queries.documents(at=at)

    assert [document.slug for document in shelved] == [f"rows-{n}" for n in range(5)]
    assert {document.forms for document in shelved} == {("csv",)}


# ── Pages ──────────────────────────────────────────────────────────────────────────────────


def test_anybody_gets_the_file_with_its_type_in_one_question(at, client, django_assert_num_queries):
    put("a\r\n", at=at)

    with django_assert_num_queries(1):
        response = client.get("/library/rows.csv")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content == b"a\r\n"


def test_a_browser_that_has_the_file_is_told_so(at, client):
    put("a\r\n", at=at)
    tag = client.get("/library/rows.csv").headers["ETag"]

    response = client.get("/library/rows.csv", headers={"If-None-Match": tag})

    assert response.status_code == 304
    assert response.content == b""


@pytest.mark.parametrize(
    "address", ["/library/rows.json", "/library/rows.exe", "/library/nothing.csv"]
)
def test_what_is_not_on_the_shelves_is_not_found(at, client, address):
    put("a\r\n", at=at)

    assert client.get(address).status_code == 404


def test_before_its_moment_a_file_is_not_found_like_one_that_never_was(at, client):
    put("a\r\n", at=at, public_at=at + SECOND)
    waiting = client.get("/library/rows.csv")

    never = client.get("/library/nothing.csv")

    assert waiting.status_code == never.status_code == 404
    with clock.stopped_at(at + SECOND):
        assert client.get("/library/rows.csv").status_code == 200


def test_nothing_can_be_sent_to_the_shelves(at, client):
    put("a\r\n", at=at)

    assert client.post("/library/rows.csv").status_code == 405
