"""Is the sheet whole and no more than that, sent once by the outcome page's own rules, and cleared in time?"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.portals.practitioner.device import CLEAR, KEPT, LEAVING, WAITING, whose
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.persons.tests.factories import (
    AdjustmentFactory,
    CircumstanceFactory,
    restricted,
)
from openprobation.supervision.risk.tests.factories import RegistrationFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import AppointmentState, Outcome
from openprobation.vocabulary.persons import AdjustmentKind, CircumstanceKind
from openprobation.vocabulary.risk import RegistrationKind

from .caseload import beneath, case_of, caseload, page_of, questions, words_of

pytestmark = pytest.mark.django_db
SHEET, LEFT, KEEP, OUT = "/day/sheet/", "/day/sheet/left/", "/day/sheet/keep/", "/accounts/logout/"
Entry = apps.get_model("audit.Entry")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with beneath(django_db_blocker):
        few_and_many = caseload(5), caseload(80)
        with django_db_blocker.block():
            yield few_and_many


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def appointment(user):
    person = case_of(user, given_names="Lee", family_name="Ashworth")
    return AppointmentFactory(
        person=person, officer=user, starts_at=PUBLICATION_DAY - timedelta(minutes=30)
    )


def outcome_page(appointment):
    return reverse("appointments:outcome", args=[appointment.person.crn, appointment.pk])


def send(client, appointment, **fields):
    """As sheet.js sends it."""
    given = {"outcome": Outcome.COMPLIED, "note": "", "seen": appointment.version, **fields}
    headers = {"accept": "application/json"}
    return client.post(outcome_page(appointment), given, headers=headers)


# ── What is on it ──────────────────────────────────────────────────────────────────────────
def test_the_sheet_takes_as_many_queries_at_eighty_cases_as_at_five(client, loaded):
    counts = []
    for holder in loaded:
        client.force_login(holder)
        counts.append(questions(client, SHEET))

    assert counts[0] == counts[1]


def test_today_and_what_is_still_to_write_down_stand_on_it(browser, user, appointment):
    AppointmentFactory(
        person=case_of(user, family_name="Earlier"),
        officer=user,
        starts_at=PUBLICATION_DAY - timedelta(days=2),
    )

    page = page_of(browser.get(SHEET))
    today, to_log = words_of(page).split("Outcomes to write down")

    assert f"Lee Ashworth {appointment.person.crn}" in today
    assert "Earlier" in to_log
    assert f'href="{outcome_page(appointment)}"' in page


def test_it_says_what_must_be_known_and_nothing_more_of_the_record(browser, appointment):
    person = appointment.person
    AdjustmentFactory(person=person, kind=AdjustmentKind.LONGER)
    CircumstanceFactory(person=person, kind=CircumstanceKind.PREGNANT)
    CircumstanceFactory(person=person, kind=CircumstanceKind.UNEMPLOYED)
    RegistrationFactory(person=person, kind=RegistrationKind.STAFF_SAFETY)
    RegistrationFactory(person=person, kind=RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR)

    words = words_of(page_of(browser.get(SHEET)))

    for said in ("Longer appointments", "Pregnant", "Risk to staff"):
        assert said in words, said
    for not_said in ("Not in work", "Domestic abuse"):
        assert not_said not in words, not_said


def test_a_restricted_person_is_masked_and_cannot_be_written_on(browser, appointment):
    restricted(appointment.person, ask="Pat Lee, head")

    page = page_of(browser.get(SHEET))

    assert "Ashworth" not in page
    assert f"Restricted record {appointment.person.crn} Ask Pat Lee, head" in words_of(page)
    assert "data-line=" not in page.split("<template")[0]


def test_what_is_left_after_the_day_names_nobody(browser, appointment):
    page = page_of(browser.get(LEFT))

    assert "Ashworth" not in page
    assert appointment.person.crn not in page


@pytest.mark.parametrize("address", [SHEET, LEFT])
def test_no_other_copy_of_it_is_kept(browser, address):
    assert browser.get(address)["Cache-Control"] == "no-store"


def test_the_day_leads_to_it_and_says_what_is_not_sent(browser):
    browser.cookies[WAITING] = "yes"

    page = page_of(browser.get("/day/"))

    assert f'href="{SHEET}"' in page
    assert "is not sent yet" in words_of(page)


# ── Who may not ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("address", [SHEET, LEFT, KEEP])
def test_whoever_holds_no_cases_has_no_sheet(client, role, address):
    client.force_login(officer(role=role))

    answer = client.post(address) if address == KEEP else client.get(address)

    assert answer.status_code in (403, 404)
    assert KEPT not in answer.cookies


@pytest.mark.parametrize("address", [SHEET, LEFT])
def test_a_stranger_is_asked_to_sign_in(client, address):
    assert client.get(address).status_code == 302


# ── Sent as the outcome page sends ─────────────────────────────────────────────────────────
def test_an_outcome_is_saved_once_however_often_it_is_sent(browser, appointment):
    token = str(uuid.uuid4())

    first = send(browser, appointment, note="Came early", submission=token)
    again = send(browser, appointment, note="Came early", submission=token)

    assert first.json() == again.json() == {"saved": True}
    assert appointment.changes.count() == 1


def test_a_second_outcome_overwrites_nothing_and_is_told_what_stands(browser, appointment):
    send(browser, appointment, note="Came early", submission=str(uuid.uuid4()))

    told = send(
        browser, appointment, outcome=Outcome.UNACCEPTABLE_ABSENCE, submission=str(uuid.uuid4())
    ).json()

    appointment.refresh_from_db()
    assert appointment.outcome == Outcome.COMPLIED
    assert told["saved"] is False
    assert told["state"] == AppointmentState.RECORDED
    assert told["theirs"]["by"] == "Sam Patel"
    assert told["theirs"]["note"] == "Came early"
    assert told["correct"].endswith("/correct/")


def test_a_page_of_an_older_version_is_told_the_version_now(browser, appointment):
    told = send(browser, appointment, seen=appointment.version - 1).json()

    assert told["saved"] is False
    assert told["version"] == appointment.version
    assert appointment.changes.count() == 0


def test_somebody_signed_out_meanwhile_is_asked_to_sign_in(client, appointment):
    answer = send(client, appointment)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert appointment.changes.count() == 0


def test_nothing_is_sent_in_the_name_of_another_officer(client, user, appointment):
    client.force_login(officer(name="Jo Lee"))

    answer = client.post(
        outcome_page(appointment),
        {"outcome": Outcome.COMPLIED, "seen": appointment.version},
        headers={"accept": "application/json", "x-sheet-of": whose(user.pk)},
    )

    assert answer.status_code == 409
    assert appointment.changes.count() == 0


# ── Kept, and cleared ──────────────────────────────────────────────────────────────────────
def test_keeping_the_sheet_is_written_down_and_marks_the_device(browser, user):
    answer = browser.post(KEEP)

    assert answer.cookies[KEPT].value == whose(user.pk)
    assert answer.cookies[KEPT]["httponly"]
    assert Entry.objects.filter(action="day.sheet.kept", by=user.username).count() == 1


def test_signing_out_clears_the_device(browser):
    browser.post(KEEP)

    answer = browser.post(OUT)

    assert answer[CLEAR] == '"storage"'
    assert answer.cookies[KEPT].value == ""


def test_somebody_elses_sign_in_clears_the_device(browser):
    browser.post(KEEP)
    kept = browser.cookies[KEPT].value

    browser.force_login(officer(name="Jo Lee"))
    browser.cookies[KEPT] = kept
    answer = browser.get("/day/")

    assert answer[CLEAR] == '"storage"'


def test_the_same_officer_finds_the_sheet_as_it_was(browser, user):
    browser.post(KEEP)
    browser.force_login(user)

    assert not browser.get("/day/").has_header(CLEAR)


def test_being_signed_out_for_quiet_clears_nothing(browser):
    browser.post(KEEP)
    session = browser.session
    session["seen_at"] = 1
    session.save()

    answer = browser.get(SHEET)

    assert answer.status_code == 302
    assert not answer.has_header(CLEAR)


def test_signing_out_with_something_not_sent_goes_by_the_sheet(browser):
    browser.post(KEEP)
    browser.cookies[WAITING] = "yes"

    stopped = browser.post(OUT)
    gone = browser.post(OUT, {"even_so": "yes"})

    assert stopped["Location"] == f"{SHEET}?leaving=yes"
    assert gone[CLEAR] == '"storage"'


def test_whoever_left_where_there_was_no_signal_is_signed_out_with_the_next_page(browser):
    browser.cookies[LEAVING] = "yes"

    answer = browser.get("/day/")

    assert answer.status_code == 302
    assert answer[CLEAR] == '"storage"'
    assert answer.cookies[LEAVING].value == ""


def test_the_worker_answers_for_the_sheet_alone(client):
    answer = client.get("/day/sheet/worker.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert not answer.has_header("Service-Worker-Allowed")
