"""Can anybody's name, number or words get into a line of the log, by any road?

A canary is planted in addresses, questions, forms, headers, exceptions, SQL and jobs; every logger
there is says all it can, and no line holds it.
"""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta

import pytest
import structlog
from django.core import mail
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from openprobation.foundation.identity.models import User
from openprobation.foundation.jobs.actions import run_due
from openprobation.foundation.jobs.schedule import Job
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.watching.logs import OneLine, logging_config
from openprobation.portals.administration import urls as administration_urls
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by

pytestmark = pytest.mark.django_db

CANARY = "Zq7Canary"
CRN = "X904417"
HEADERS = {
    "HTTP_USER_AGENT": CANARY,
    "HTTP_REFERER": f"http://testserver/{CANARY}",
    "HTTP_X_REQUEST_ID": CANARY,
}


class Sink(io.StringIO):
    """What the log said, line by line."""

    def lines(self):
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def of(self, logger):
        return [line for line in self.lines() if line["logger"] == logger]


@pytest.fixture
def said():
    """The handler the service itself has, its stream ours; all loggers say all they can."""
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h.formatter, OneLine)]
    loggers = [
        logging.getLogger(),
        *(logging.getLogger(n) for n in logging.root.manager.loggerDict),
    ]
    levels = [(logger, logger.level) for logger in loggers]
    sink = Sink()
    before = handler.setStream(sink)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    connection.force_debug_cursor, forced = True, connection.force_debug_cursor
    yield sink
    connection.force_debug_cursor = forced
    handler.setStream(before)
    for logger, level in levels:
        logger.setLevel(level)


@pytest.fixture
def nothing_of_it(said):
    """Afterwards there are lines, and none of them holds the canary or the number."""
    yield
    assert said.lines()
    assert CANARY.lower() not in said.getvalue().lower()
    assert CRN.lower() not in said.getvalue().lower()


@pytest.fixture
def person():
    return PersonFactory(crn=CRN, family_name=CANARY)


@pytest.fixture
def browser(person):
    user = officer(name=f"Ada {CANARY}")
    held_by(person, user)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    client.cookies["one"] = CANARY
    return client


def failing(monkeypatch, fault):
    """A page whose view meets this fault, with the canary in its locals too."""

    def view(request):
        note = f"{CANARY} {CRN}"
        raise fault(note)

    pattern = next(p for p in administration_urls.urlpatterns if p.name == "roles")
    monkeypatch.setattr(pattern, "callback", view)
    return reverse("administration:roles")


@pytest.mark.usefixtures("nothing_of_it")
def test_a_person_opened_and_looked_for(browser, said):
    opened = browser.get(f"/people/{CRN}/", **HEADERS)
    browser.get("/people/", {"words": CANARY, "crn": CRN}, **HEADERS)
    browser.get(f"/nowhere/{CRN}/{CANARY}/?{CANARY}", **HEADERS)

    first, *_, last = said.of("openprobation.requests")
    assert opened.status_code == 200
    assert first["view"] == "practitioner:person"
    assert first["status"] == 200
    assert first["queries"] > 0
    assert len(first["user"]) == 12
    assert last["view"] == "none"


@pytest.mark.usefixtures("nothing_of_it")
def test_a_note_refused_one_that_fails_and_a_session_lost(browser, monkeypatch, said):
    address, note = f"/people/{CRN}/record/new/", {"notes": CANARY, "kind": CANARY}

    def fails(*_args, **_more):
        raise IntegrityError(f"Key (name)=({CANARY}) of {CRN}")

    refused = browser.post(address, note, **HEADERS)
    lost = Client(enforce_csrf_checks=True).post(address, note, **HEADERS)
    monkeypatch.setattr("openprobation.supervision.contacts.web.views.open_person", fails)
    failed = browser.post(address, note, **HEADERS)

    assert (refused.status_code < 500, lost.status_code, failed.status_code) == (True, 403, 500)
    assert [line["view"] for line in said.of("openprobation.requests")] == ["contacts:write"] * 3


@pytest.mark.usefixtures("nothing_of_it")
def test_a_sign_in_that_fails(said):
    Client().post(
        reverse("account_login"),
        {"login": f"{CANARY}@example.org", "password": CANARY},
        **HEADERS,
    )


@pytest.mark.usefixtures("nothing_of_it")
def test_a_host_and_an_operation_that_are_refused(browser, monkeypatch):
    browser.get("/", HTTP_HOST=f"{CANARY}.example.org")
    browser.get(failing(monkeypatch, SuspiciousOperation))


@pytest.mark.usefixtures("nothing_of_it")
@pytest.mark.parametrize("fault", [ValueError, IntegrityError, DataError, KeyError])
def test_a_page_that_fails_says_where_and_not_what(browser, monkeypatch, said, settings, fault):
    settings.ADMINS = [("Ada", "ada@example.org")]

    page = browser.get(failing(monkeypatch, fault), **HEADERS)

    (line,) = said.of("django.request")
    assert page.status_code == 500
    assert line["faults"][0]["kind"].endswith(fault.__name__)
    assert line["faults"][0]["where"][-1].startswith("tests/house/test_logs.py:")
    assert line["request"] == page["X-Request-ID"]
    assert said.of("openprobation.requests")[0]["status"] == 500
    assert mail.outbox == []


@pytest.mark.usefixtures("nothing_of_it")
def test_sql_that_fails(said):
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.raw(f"SELECT {CANARY} FROM identity_user WHERE name = '{CRN}'")[0]
    try:
        with transaction.atomic():
            User.objects.bulk_create([User(username=CANARY), User(username=CANARY)])
    except IntegrityError:
        logging.getLogger("any").exception("It failed: %s", CANARY)

    (line,) = said.of("any")
    assert line["event"] == "It failed: %s"
    assert "IntegrityError" in line["faults"][0]["kind"]
    assert said.of("django.db.backends")


@pytest.mark.usefixtures("nothing_of_it")
def test_a_job_that_fails(at, said):
    def do(_at):
        raise ValueError(CANARY)

    run_due([Job("one", timedelta(minutes=1), do)], at=at, machine=at)

    (line,) = said.of("openprobation.foundation.jobs.actions")
    assert (line["event"], line["job"], line["fault"]) == ("job.failed", "one", "ValueError")


@pytest.mark.usefixtures("nothing_of_it")
def test_an_event_with_a_field_nobody_agreed_to_and_messages_made_whole():
    log = structlog.get_logger("openprobation.anywhere")
    log.error("anything.happened", name=CANARY, crn=CRN, exc_info=ValueError(CANARY))
    log.error(f"{CANARY} did it")
    logging.getLogger("any").error(f"{CANARY} did it")
    logging.getLogger("any").error("%(who)s", {"who": CANARY}, extra={"crn": CRN}, stack_info=True)
    logging.getLogger("any").error("two of %s", CANARY, CRN)  # a mistake is not printed either


def test_no_handler_of_djangos_own_is_left():
    """Its e-mail of a fault holds the form, the session and every frame's locals."""
    loggers = [
        logging.getLogger(),
        *(logging.getLogger(n) for n in logging.root.manager.loggerDict),
    ]
    handlers = [handler for logger in loggers for handler in logger.handlers]

    assert [h for h in handlers if type(h).__module__.startswith("django.")] == []
    assert sum(isinstance(handler.formatter, OneLine) for handler in handlers) == 1
    assert logging.raiseExceptions is False


@pytest.mark.parametrize(("requests", "level"), [(True, logging.INFO), (False, logging.ERROR)])
def test_lines_of_requests_are_a_setting(requests, level):
    config = logging_config(level="WARNING", requests=requests)

    assert logging.getLevelName(config["loggers"]["openprobation.requests"]["level"]) == level
