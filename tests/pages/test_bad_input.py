"""Is what cannot be right told in plain words beside its field, with nothing typed lost or written?"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.appointments.models import Appointment, AppointmentChange
from openprobation.supervision.appointments.tests.factories import AppointmentFactory, case_of
from openprobation.supervision.appointments.tests.test_web import as_sent, words_of
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import held_by
from openprobation.supervision.sentences.models import Order
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def person(user):
    return case_of(user, given_names="Lee", family_name="Ashworth")


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


def sent_by(browser, address):
    """What the form of a page would send if nothing were changed."""
    return as_sent(browser.get(address).content.decode())


def beside(page, field):
    """The words of the error beside a field, which the summary at the top leads to."""
    said = re.search(rf'id="id_{field}-error"[^>]*>(.*?)</div>', page, re.S)
    assert said is not None, f"nothing is said beside {field}"
    assert re.search(rf'href="#id_{field}[^"]*"', page), f"the summary does not lead to {field}"
    return words_of(said[1])


def post(browser, address, **changed):
    """Send the page's form, somewhat changed; the answer is the page again."""
    response = browser.post(address, {**sent_by(browser, address), **changed})
    assert response.status_code == 200, "it was taken"
    return response.content.decode()


def test_an_end_before_the_start(browser, user):
    order = OrderFactory(person=case_of(user))
    address = reverse("sentences:end", args=[order.person.crn, order.pk])

    page = post(
        browser, address, on_day="2", on_month="10", on_year="2016", reason="revoked_progress"
    )

    assert "began on" in beside(page, "on")
    assert as_sent(page)["on_year"] == "2016"
    assert not Order.objects.filter(ended_on__isnull=False).exists()


def test_a_birthday_on_29_february_of_a_common_year(client):
    client.force_login(officer(role=Role.COURT_OFFICER))
    before = Person.objects.count()

    page = post(
        client,
        reverse("persons:new"),
        given_names="Ada",
        family_name="Leap",
        date_of_birth_day="29",
        date_of_birth_month="2",
        date_of_birth_year="1987",
    )

    assert "1987 is not a leap year" in beside(page, "date_of_birth")
    assert as_sent(page)["given_names"] == "Ada"
    assert Person.objects.count() == before


def test_a_crn_of_the_wrong_form(client, person):
    senior = officer(role=Role.SENIOR)
    held_by(person, senior)
    client.force_login(senior)

    page = post(client, reverse("persons:merge", args=[person.crn]), crn="12-34", why="One man")

    assert "CRN" in beside(page, "crn")
    assert as_sent(page)["crn"] == "12-34"
    assert as_sent(page)["why"] == "One man"


def test_an_office_nobody_knows(browser, person):
    address = reverse("appointments:arrange", args=[person.crn])

    page = post(browser, address, kind="office", office="999999", purpose="Housing form")

    assert "office" in beside(page, "office").lower()
    assert as_sent(page)["purpose"] == "Housing form"
    assert not Appointment.objects.exists()


def test_a_note_of_12001_characters(browser, person):
    address = reverse("contacts:write", args=[person.crn])

    page = post(browser, address, kind="case_note", summary="Rang", note="x" * 12_001)

    assert "12,000" in beside(page, "note")
    assert as_sent(page)["note"] == "x" * 12_001
    assert not Contact.objects.filter(summary="Rang").exists()


def test_one_form_sent_twice_is_written_once_and_told(browser, person):
    address = reverse("contacts:write", args=[person.crn])
    sent = {**sent_by(browser, address), "kind": "case_note", "summary": "Rang", "time": "8am"}

    browser.post(address, sent)
    second = browser.post(address, sent, follow=True)

    assert "already" in words_of(second.content.decode())
    assert Contact.objects.filter(summary="Rang").count() == 1


def test_a_form_opened_before_somebody_else_answered_it(browser, user, person):
    appointment = AppointmentFactory(officer=user, person=person, begun=True)
    address = reverse("appointments:outcome", args=[person.crn, appointment.pk])
    stale = sent_by(browser, address)
    post_outcome = {"outcome": Outcome.COMPLIED, "arrange_next": ""}
    browser.post(address, {**stale, **post_outcome, "submission": ""})

    response = browser.post(
        address,
        {**stale, "submission": "", "outcome": Outcome.UNACCEPTABLE_ABSENCE, "note": "No show"},
    )

    page = response.content.decode()
    assert "Sam Patel" in words_of(page)
    assert "Attended and complied" in words_of(page)
    assert as_sent(page)["note"] == "No show"
    assert AppointmentChange.objects.count() == 1
