"""Is a person told when the record cannot be written, with what they typed still there?"""

from __future__ import annotations

import sqlite3

import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from openprobation.config import faults
from openprobation.config.faults import PagesWithoutTheirSession, Trouble, told, trouble_of

NOTE = "He came at ten, and said that <the work> begins on Monday.\nSecond line."


def full():
    cause = sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    fault = OperationalError(*cause.args)
    fault.__cause__ = cause
    return fault


def page_of(fault, request):
    try:
        raise fault
    except Exception:
        return told(request)


def sent(**fields):
    return RequestFactory().post("/people/X1/record/new/", fields)


def test_a_full_disk_is_told_with_everything_that_was_typed():
    page = page_of(full(), sent(note=NOTE, kind="case_note", submission="a-b"))

    words = page.content.decode()
    assert page.status_code == 503
    assert "Nothing of this was saved. What you typed is kept in this page." in words
    assert "said that &lt;the work&gt; begins on Monday.\nSecond line.</textarea>" in words
    assert 'name="kind" value="case_note"' in words
    assert 'name="submission" value="a-b"' in words
    assert "Traceback" not in words


def test_a_database_that_went_away_promises_nothing_but_that_it_is_saved_once():
    page = page_of(OperationalError("gone"), sent(note=NOTE, submission="a-b"))

    words = page.content.decode()
    assert "We cannot tell whether this was saved." in words
    assert "however often it is sent, it is saved once" in words
    assert "Nothing of this was saved" not in words


def test_a_password_is_never_put_into_the_page():
    page = page_of(full(), sent(login="asha.rao", password="correct horse battery"))

    assert "correct horse" not in page.content.decode()
    assert "asha.rao" not in page.content.decode()


def test_a_page_that_was_only_asked_for_offers_to_ask_again():
    page = page_of(full(), RequestFactory().get("/people/X1/?tab=2"))

    assert "<form" not in page.content.decode().partition("<main")[2]
    assert 'href="/people/X1/?tab=2"' in page.content.decode()


def test_any_other_fault_is_our_own():
    page = page_of(ValueError("ours"), sent(note=NOTE))

    assert page.status_code == 500
    assert "Sorry, something went wrong" in page.content.decode()


def test_a_mistake_in_a_query_is_our_own_fault():
    cause = sqlite3.OperationalError("no such table: persons")
    cause.sqlite_errorcode = sqlite3.SQLITE_ERROR
    fault = OperationalError(*cause.args)
    fault.__cause__ = cause

    assert trouble_of(fault) is None


@pytest.mark.parametrize("number", [28, 122, 27])
def test_a_file_that_cannot_be_written_is_the_disk_too(number):
    assert trouble_of(OSError(number, "no room")) is Trouble.DISK


@pytest.mark.parametrize("raised", [SessionInterrupted, OperationalError])
def test_a_page_is_shown_although_its_session_cannot_be_kept(rf, monkeypatch, raised):
    def fail(*_args):
        try:
            raise full()
        except OperationalError as fault:
            raise raised("as Django says it") from fault

    monkeypatch.setattr(faults.SessionMiddleware, "process_response", fail)
    page = HttpResponse("Read me")

    answer = PagesWithoutTheirSession(lambda _request: page).process_response(rf.get("/"), page)

    assert answer is page


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the limit is SQLite's own")
def test_what_sqlite_itself_says_of_a_full_disk_is_known():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute("PRAGMA max_page_count")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 1}")
        try:
            with pytest.raises(OperationalError) as raised, transaction.atomic():
                cursor.execute("CREATE TABLE filler AS SELECT zeroblob(1000000) AS filling")
        finally:
            cursor.execute(f"PRAGMA max_page_count = {before}")

    assert trouble_of(raised.value) is Trouble.DISK
