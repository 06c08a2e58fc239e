"""Does what an officer puts off leave that officer's day alone, and come back?"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.reminders import actions as reminders
from openprobation.supervision.persons.tests.factories import (
    MergeFactory,
    PersonFactory,
    held_by,
    restricted,
)
from openprobation.supervision.risk.tests.factories import MappaFactory, RegistrationFactory
from openprobation.vocabulary.access import Role

from .caseload import case_of, page_of, sentenced, words_of

pytestmark = pytest.mark.django_db
DAY, DUE = "/day/", "/day/due/"
Entry = apps.get_model("audit.Entry")
Reminder = apps.get_model("reminders.Reminder")
TOMORROW = "2017-02-17"


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def person(user):
    return case_of(user, given_names="Lee", family_name="Ashworth")


@pytest.fixture
def flag(person):
    return RegistrationFactory(person=person, review_due_on=date(2017, 2, 20))


def later(person):
    return reverse("practitioner:later", args=[person.crn])


def back(person):
    return reverse("practitioner:bring_back", args=[person.crn])


def put_off(client, person, *matters, until=TOMORROW):
    return client.post(later(person), {"matters": matters, "until": until})


def matter_of(flag):
    return f"review.registration.{flag.pk}"


def due_part(client):
    page = page_of(client.get(DAY))
    return words_of(page.split('id="due"')[1].split('id="risk-changes"')[0])


# ── Asked ──────────────────────────────────────────────────────────────────────────────────
def test_each_line_offers_to_remind_later(browser, person, flag):
    for address in (DAY, DUE):
        assert f'href="{later(person)}"' in page_of(browser.get(address)), address


def test_everything_due_is_ticked_and_the_days_say_what_is_overdue_by_then(browser, person, flag):
    sentenced(person, ends_on=date(2017, 3, 10))

    page = page_of(browser.get(later(person)))

    ticked = re.findall(r'type="checkbox" value="([^"]+)" checked', page)
    asked = "protection.domestic_abuse+home_visit+safeguarding"
    assert ticked == [asked, matter_of(flag), f"order.{person.orders.get().pk}.ends"]
    days = re.findall(r'type="radio" value="([^"]+)"', page)
    assert days == [TOMORROW, "2017-02-20", "2017-02-23", "2017-03-02"]
    assert words_of(page).count("Overdue by then: Review: Domestic abuse perpetrator") == 2


# ── Put off ────────────────────────────────────────────────────────────────────────────────
def test_what_is_put_off_leaves_the_day_and_is_counted_and_listed_apart(browser, person, flag):
    told = put_off(browser, person, matter_of(flag))

    assert told["Location"] == DAY
    due = due_part(browser)
    assert "Ashworth" not in due
    assert "1 person you put off" in due
    listed = words_of(page_of(browser.get(DUE))).split("Put off by you")[1]
    assert f"Lee Ashworth {person.crn}" in listed
    assert "Put off until Fri 17 Feb" in listed


def test_what_is_not_put_off_stays(browser, person, flag):
    MappaFactory(person=person, review_due_on=date(2017, 2, 21))

    put_off(browser, person, matter_of(flag))

    due = due_part(browser)
    assert "Review: MAPPA" in due
    assert "Domestic abuse" not in due


def test_it_is_back_on_its_day(browser, user, person, flag):
    reminders.put_off(
        person_id=person.pk,
        matters=[matter_of(flag)],
        until=clock.today(),
        by=user,
        at=PUBLICATION_DAY - timedelta(days=3),
    )

    assert "Review: Domestic abuse" in due_part(browser)


def test_it_is_brought_back_at_once(browser, person, flag):
    put_off(browser, person, matter_of(flag))

    browser.post(back(person))

    assert "Review: Domestic abuse" in due_part(browser)
    assert Entry.objects.filter(action="reminder.brought_back", person_id=person.pk).exists()


def test_whoever_takes_the_case_over_sees_it(client, browser, user, person, flag):
    put_off(browser, person, matter_of(flag))
    person.spells.update(officer=(other := officer(name="Jo Lee")))
    held_by(person, other)

    client.force_login(other)

    assert "Review: Domestic abuse" in due_part(client)


def test_what_was_put_off_on_a_record_waits_when_it_is_joined_into_another(
    browser, user, person, flag
):
    put_off(browser, person, matter_of(flag))
    kept = PersonFactory(given_names="Leigh", family_name="Ashworth")
    MergeFactory(kept=kept, folded=person)

    assert "Review: Domestic abuse" not in due_part(browser)


# ── Refused ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("matters", "until", "said"),
    [
        ([], TOMORROW, "Select what to put off"),
        (["review.harm"], TOMORROW, "Select what to put off"),
        (None, "", "Select the day to be reminded on"),
        (None, "2017-06-01", "Select the day to be reminded on"),
    ],
    ids=["nothing", "what is not due", "no day", "a day not offered"],
)
def test_a_bad_answer_is_told_beside_its_field_and_changes_nothing(
    browser, person, flag, matters, until, said
):
    chosen = [matter_of(flag)] if matters is None else matters

    page = page_of(put_off(browser, person, *chosen, until=until))

    assert page.count(said) == 2
    assert not Reminder.objects.exists()


def test_nothing_is_put_off_where_nothing_is_due(browser, person):
    assert browser.get(later(person))["Location"] == DAY
    assert put_off(browser, person, "review.harm")["Location"] == DAY
    assert not Reminder.objects.exists()


def test_an_officer_puts_off_nothing_on_a_case_another_holds(client, person, flag):
    client.force_login(other := officer(name="Jo Lee"))
    held_by(person, other)

    put_off(client, person, matter_of(flag))

    assert not Reminder.objects.exists()


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.COURT_OFFICER])
def test_whoever_has_no_day_puts_nothing_off(client, person, flag, role):
    client.force_login(officer(role=role))

    for address in (later(person), back(person)):
        assert client.post(address).status_code in (403, 404), address
    assert not Reminder.objects.exists()


def test_a_restricted_person_is_asked_about_elsewhere(browser, person, flag):
    restricted(person)

    told = browser.get(later(person))

    assert told["Location"].startswith(reverse("practitioner:open", args=[person.crn]))


def test_bringing_back_is_not_done_by_a_link(browser, person):
    assert browser.get(back(person)).status_code == 405
