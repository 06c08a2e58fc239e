"""Does the person's page say who, held by whom, why and what next, to those who may see it and no others?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.tests.factories import (
    AdjustmentFactory,
    MergeFactory,
    PersonFactory,
    held_by,
    restricted,
)
from openprobation.supervision.risk.tests.factories import (
    HarmAssessmentFactory,
    RegistrationFactory,
)
from openprobation.supervision.sentences.actions import withdraw_sentence
from openprobation.supervision.sentences.tests.factories import (
    EventFactory,
    OrderFactory,
    court_officer,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.persons import AdjustmentKind
from openprobation.vocabulary.risk import RegistrationKind

from .caseload import beneath, case_of, made, page_of, questions, sentenced, words_of

pytestmark = pytest.mark.django_db
# a portal imports no models, nor do its tests
Entry, Look = apps.get_model("audit.Entry"), apps.get_model("access.Look")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Two people of one officer, with 50 lines in the record and with 5,000."""
    with beneath(django_db_blocker):
        holder = officer()
        people = [case_of(holder), case_of(holder)]
        for person, lines in zip(people, (50, 5_000), strict=True):
            sentenced(person)
            HarmAssessmentFactory(person=person)
            AppointmentFactory(person=person, officer=holder)
            made(
                ContactFactory.build(
                    person=person,
                    recorded_by=holder,
                    at=PUBLICATION_DAY - timedelta(hours=n + 1),
                    recorded_at=PUBLICATION_DAY - timedelta(hours=n + 1),
                )
                for n in range(lines)
            )
        with django_db_blocker.block():
            yield holder, people


@pytest.fixture
def user():
    return officer(name="Sam Patel", team=TeamFactory(name="Bolton 2"))


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def person(user):
    return case_of(user, given_names="Lee", family_name="Ashworth")


def address(person, page="practitioner:person"):
    return reverse(page, args=[person.crn])


def buttons_in(page):
    """What the top of the page offers, the primary one first."""
    acts = page.split('class="op-person__acts"')[1].split("</div>")[0]
    found = re.findall(r'<a class="([^"]+)" href="[^"]+">([^<]+)</a>', acts)
    return [(words, "secondary" not in classes) for classes, words in found]


# ── As quick at five thousand lines as at fifty ────────────────────────────────────────────
@pytest.mark.parametrize(
    ("page", "asked"), [("practitioner:person", 10), ("practitioner:record", 7)]
)
def test_a_page_takes_as_many_queries_at_5000_lines_as_at_50(client, loaded, page, asked):
    holder, people = loaded
    client.force_login(holder)

    counts = [questions(client, address(person, page)) for person in people]

    assert counts == [asked, asked]


def test_twenty_lines_are_shown_with_a_way_to_older_ones(client, loaded):
    holder, people = loaded
    client.force_login(holder)

    page = page_of(client.get(address(people[1])))
    older = re.search(r'hx-get="([^"]+)"', page)

    assert page.count('class="op-event"') == 20
    assert 'class="op-event"' in page_of(client.get(older[1].replace("&amp;", "&")))


# ── What it says ───────────────────────────────────────────────────────────────────────────
def test_the_page_says_who_holds_them_at_what_risk_and_what_is_next(browser, person, user):
    HarmAssessmentFactory(person=person, high=True)
    sentenced(person)
    AppointmentFactory(person=person, officer=user)

    words = words_of(page_of(browser.get(address(person))))

    for said in (
        f"Lee Ashworth {person.crn}",
        "Held by Sam Patel , Bolton 2",
        "High",
        "His former partner.",
        "Thursday 16 February 2017 , 9:30am",
        "Community order",
    ):
        assert said in words, said
    entry = Entry.objects.get(action="person.viewed")
    assert (entry.by, entry.person_id) == (user.username, person.pk)


def test_what_is_not_known_is_said(browser, person):
    words = words_of(page_of(browser.get(address(person))))

    for said in (
        "Nothing is booked.",
        "Harm has not been assessed.",
        "No order or licence is running.",
    ):
        assert said in words, said


def test_the_page_says_what_stands_on_any_joined_record(browser, person, user):
    joined = MergeFactory(kept=person, folded=PersonFactory())
    RegistrationFactory(person=person, kind=RegistrationKind.MENTAL_HEALTH)
    RegistrationFactory(person=joined.folded, kind=RegistrationKind.STAFF_SAFETY)
    AdjustmentFactory(person=joined.folded, kind=AdjustmentKind.QUIET_ROOM)
    AppointmentFactory(person=joined.folded, officer=user, attended=True)

    words = words_of(page_of(browser.get(address(person))))

    for said in ("Mental health", "Risk to staff", "Quiet room", "Last: Thu 9 Feb 2017"):
        assert said in words, said


def test_a_joined_record_leads_to_the_kept_one(browser, person):
    joined = MergeFactory(kept=person, folded=PersonFactory())

    answer = browser.get(address(joined.folded), follow=True)

    page = page_of(answer)
    assert answer.redirect_chain == [(address(person), 302)]
    assert f"Lee Ashworth {person.crn}" in words_of(page)
    assert f"{joined.folded.crn} was joined into {person.crn}" in words_of(page)
    assert address(person, "contacts:write") in page


def test_an_arabic_name_is_the_heading_and_runs_its_own_way(browser, user):
    person = case_of(user, given_names="عبد الرحمن", family_name="الحسيني")

    page = page_of(browser.get(address(person)))

    assert re.search(r'<h1[^>]*dir="auto"[^>]*>عبد الرحمن الحسيني</h1>', page)


# ── What can be done first ─────────────────────────────────────────────────────────────────
def test_an_officer_arranges_first(browser, person):
    page = page_of(browser.get(address(person)))

    assert buttons_in(page) == [("Arrange appointment", True), ("Write in the record", False)]
    assert "Register a sentence" not in page


def test_where_nothing_runs_the_court_officer_registers_a_sentence_first(client):
    court, person = court_officer(), PersonFactory()
    held_by(person, court)
    client.force_login(court)

    page = page_of(client.get(address(person)))

    assert buttons_in(page)[:2] == [("Register a sentence", True), ("Arrange appointment", False)]
    assert page.count("Register a sentence") == 1


def test_where_an_order_runs_a_further_sentence_is_registered_beside_it(client):
    court, person = court_officer(), PersonFactory()
    held_by(person, court)
    OrderFactory(event=EventFactory(person=person))
    client.force_login(court)

    page = page_of(client.get(address(person)))

    assert buttons_in(page)[0] == ("Arrange appointment", True)
    assert page.count("Register a sentence") == 1


# ── Earlier orders ─────────────────────────────────────────────────────────────────────────
def test_an_earlier_order_registered_in_error_says_so_and_the_kept_page_is_equal(
    browser, person, at, capsys
):
    clerk = court_officer()
    held_by(person, clerk)
    stands = sentenced(person)
    event = EventFactory(person=person, period=stands.event.period, number=2, registered_by=clerk)
    OrderFactory(event=event)
    browser.get(address(person))
    withdraw_sentence(event_id=event.pk, why="Another man’s sentence.", by=clerk, at=at)

    gathered, kept = (words_of(page_of(browser.get(address(person)))) for _time in range(2))
    call_command("gather", "--prove")

    assert "1 earlier order: community order, 3 October 2016 (registered in error)" in gathered
    assert kept == gathered
    assert " 0 not equal" in capsys.readouterr().out


# ── Who may not ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("page", ["practitioner:person", "practitioner:record"])
def test_another_organisation_is_asked_for_a_reason_and_then_told_how_long(client, person, page):
    client.force_login(officer(role=Role.DUTY_OFFICER, team=TeamFactory(nps=True)))

    asked = client.get(address(person, page))
    client.post(address(person, "practitioner:open"), {"reason": "duty_call"})
    opened = words_of(page_of(client.get(address(person))))

    assert asked["Location"].startswith(address(person, "practitioner:open"))
    assert "You opened this record with a reason" in opened
    assert Look.objects.get().record_id == person.pk


@pytest.mark.parametrize("page", ["practitioner:person", "practitioner:record"])
def test_a_restricted_record_is_closed_to_its_own_officer_too(browser, person, page):
    restricted(person, ask="Pat Lee, head")

    shown = page_of(browser.get(address(person, page), follow=True))

    assert "This record is restricted" in shown
    assert "Pat Lee, head" in shown
    assert "Ashworth" not in shown


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("page", ["practitioner:person", "practitioner:record"])
def test_to_those_who_are_not_practitioners_there_is_no_such_person(client, person, role, page):
    client.force_login(officer(role=role))

    assert client.get(address(person, page)).status_code == 404
    assert not Entry.objects.exists()


def test_a_record_that_is_none_is_not_found(browser):
    assert browser.get("/people/X999999/").status_code == 404


def test_what_a_line_said_before_it_was_made_sensitive_is_not_shown(client, user):
    person, court = PersonFactory(), court_officer()
    for viewer in (user, court):
        held_by(person, viewer)
    old = ContactFactory(person=person, note="A disclosure")
    ContactFactory(person=person, corrects=old, why_corrected="Sensitive", is_sensitive=True)
    line = reverse("contacts:line", args=[person.crn, old.pk])
    client.force_login(user)

    assert "A disclosure" in page_of(client.get(line))
    client.force_login(court)
    assert client.get(line).status_code == 404
