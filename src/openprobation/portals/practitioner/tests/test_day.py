"""Does the officer's day say at 08:50 what is on, what is due and about whom first, and hide what it must?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import LONDON, PUBLICATION_DAY
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.enforcement.tests.breaches import failure_of
from openprobation.supervision.persons.tests.factories import (
    MergeFactory,
    PersonFactory,
    restricted,
)
from openprobation.supervision.risk.tests.factories import (
    AtRiskFactory,
    HarmAssessmentFactory,
    MappaFactory,
    RegistrationFactory,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.risk import RegistrationKind

from .caseload import (
    beneath,
    case_of,
    caseload,
    page_of,
    questions,
    questions_at_first,
    sentenced,
    words_of,
)

pytestmark = pytest.mark.django_db
DAY, DUE = "/day/", "/day/due/"
LAST_NIGHT = datetime(2017, 2, 15, 19, 0, tzinfo=LONDON)


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


def new_case(user, **about):
    """Nobody has arranged to see them, and it is due on Monday."""
    return case_of(user, first_contact_by=date(2017, 2, 20), **about)


def written_about(person):
    """As an act writes it down: what was gathered of them is asked anew."""
    record("registration.added", by="somebody", at=LAST_NIGHT, person_id=person.pk)


def due_words(browser, address=DUE):
    return words_of(page_of(browser.get(address)))


def in_order(words, *names):
    places = [words.index(name) for name in names]
    assert places == sorted(places), words


# ── As many queries at eighty cases as at five ─────────────────────────────────────────────
@pytest.mark.parametrize(("address", "at_first", "then"), [(DAY, 50, 13), (DUE, 47, 10)])
def test_a_page_takes_as_many_queries_at_eighty_cases_as_at_five(
    client, loaded, address, at_first, then
):
    counts = []
    for holder in loaded:
        client.force_login(holder)
        counts.append((questions_at_first(client, address), questions(client, address)))

    assert counts == [(at_first, then)] * 2


def test_eighty_cases_show_five_people_due_and_count_the_rest(client, loaded):
    client.force_login(loaded[1])

    page = page_of(client.get(DAY))
    due = page.split('id="due"')[1].split('id="risk-changes"')[0]

    assert due.count('class="op-clocks__one"') == 5
    assert "See all 64 people" in words_of(due)
    assert page_of(client.get(DUE)).count('class="op-clocks__one"') == 64


# ── What is due ────────────────────────────────────────────────────────────────────────────
def test_everything_due_on_a_person_stands_on_one_line_the_earliest_first(browser, user):
    person = case_of(user, given_names="Lee", family_name="Ashworth")
    sentenced(person, ends_on=date(2017, 3, 10))
    RegistrationFactory(person=person, review_due_on=date(2017, 2, 20))
    MappaFactory(person=person, review_due_on=date(2017, 2, 17))

    words = due_words(browser, DAY).split("Risk changes")[0].split("Due")[-1]

    assert words.count(f"Lee Ashworth {person.crn}") == 1
    in_order(words, "Review: MAPPA", "Review: Domestic abuse", "Community order ends")
    assert "1 working day left" in words


def test_first_appointments_come_first_then_the_highest_harm_then_the_earliest_day(browser, user):
    later, sooner, dangerous, new = (
        case_of(user, family_name=name) for name in ("Later", "Sooner", "Dangerous", "Kept")
    )
    new_case(user, family_name="Newcomer")
    HarmAssessmentFactory(person=dangerous, high=True)
    for person, day in ((later, 24), (sooner, 17), (dangerous, 27), (new, 28)):
        RegistrationFactory(person=person, review_due_on=date(2017, 2, day))

    words = due_words(browser)

    in_order(words, "Newcomer", "Dangerous", "Sooner", "Later", "Kept")


def test_each_line_can_be_done_or_said_to_be_wrong(browser, user):
    person = new_case(user)
    flag = RegistrationFactory(person=person, review_due_on=date(2017, 2, 20), kind="IIOM")
    order = sentenced(person, ends_on=date(2017, 3, 10))
    page = page_of(browser.get(DUE))

    addresses = re.findall(r'href="(/people/[^"]+)"', page.split("<main")[1])

    named = [
        ("practitioner:person", []),
        ("appointments:arrange", []),
        ("allocations:history", []),
        ("risk:review", [flag.pk]),
        ("risk:end", [flag.pk]),
        ("sentences:order", [order.pk]),
        ("sentences:end", [order.pk]),
        ("practitioner:later", []),
    ]
    assert addresses == [reverse(name, args=[person.crn, *rest]) for name, rest in named]
    for address in addresses:
        assert browser.get(address).status_code == 200, address


def test_what_policy_asks_to_protect_people_is_one_line_that_leads_to_it(browser, user):
    person = case_of(user)
    sentenced(person)
    HarmAssessmentFactory(person=person)  # medium for a known adult since November
    AtRiskFactory(person=person)

    words = due_words(browser, DAY)

    said = "Protect people: domestic abuse enquiry, check of what protects them"
    assert words.count(said) == 3  # to read, and with each of its two links
    assert re.search(r"overdue by \d\d working days", words)
    address = f"{reverse('risk:protection', args=[person.crn])}#asked"
    assert f'href="{address}"' in page_of(browser.get(DAY))


def test_what_is_put_off_comes_back_when_policy_asks_for_more(browser, user):
    person = case_of(user)
    sentenced(person)
    HarmAssessmentFactory(person=person)
    later = reverse("practitioner:later", args=[person.crn])
    matter = re.search(r'value="(protection[^"]+)"', page_of(browser.get(later)))[1]

    browser.post(later, {"matters": [matter], "until": "2017-02-17"})
    put_off = "Protect people" not in due_words(browser, DAY)
    RegistrationFactory(person=person, review_due_on=date(2017, 9, 1))
    written_about(person)

    assert put_off
    assert "Protect people" in due_words(browser, DAY)


def test_a_case_that_policy_asks_nothing_of_has_no_line_for_it(browser, user):
    sentenced(case_of(user))

    assert "Protect people" not in due_words(browser)


def test_an_order_that_ran_out_is_to_be_ended(browser, user):
    person = case_of(user)
    order = sentenced(person, ends_on=date(2017, 2, 1))

    page = page_of(browser.get(DUE))

    assert "Community order ran out: end it" in words_of(page)
    assert f'href="{reverse("sentences:end", args=[person.crn, order.pk])}">End it' in page


@pytest.mark.parametrize("days", [-7, 7], ids=["met", "arranged"])
def test_somebody_met_or_arranged_is_not_a_first_appointment(browser, user, days):
    person = new_case(user)
    AppointmentFactory(
        person=person, officer=user, starts_at=LAST_NIGHT.replace(hour=10) + timedelta(days=days)
    )

    assert "First appointment to arrange" not in due_words(browser)


def test_what_was_arranged_on_a_joined_record_counts(browser, user):
    person = new_case(user)
    joined = MergeFactory(kept=person, folded=PersonFactory())
    AppointmentFactory(person=joined.folded, officer=user, starts_at=LAST_NIGHT + timedelta(days=7))

    assert "First appointment to arrange" not in due_words(browser)


def test_a_review_on_a_joined_record_stands_on_the_kept_persons_line(browser, user):
    person = case_of(user, given_names="Lee", family_name="Ashworth")
    joined = MergeFactory(kept=person, folded=PersonFactory())
    RegistrationFactory(person=joined.folded, review_due_on=date(2017, 2, 20))

    words = due_words(browser)

    assert f"Lee Ashworth {person.crn}" in words
    assert joined.folded.crn not in words


# ── Today ──────────────────────────────────────────────────────────────────────────────────
def test_an_empty_day_says_so_in_each_part(browser):
    words = due_words(browser, DAY)

    for said in (
        "0 appointments today",
        "0 outcomes to write down",
        "0 people with something due",
        "No appointments today.",
        "Nothing to write down",
        "Nothing is due in the next two weeks.",
        "No risk changes on your cases.",
    ):
        assert said in words, said
    assert "Nothing is due in the next two weeks." in due_words(browser)


def test_an_arabic_name_is_shown_whole_and_runs_its_own_way(browser, user):
    person = new_case(user, given_names="عبد الرحمن", family_name="الحسيني")
    AppointmentFactory(person=person, officer=user)

    page = page_of(browser.get(DAY))

    assert re.search(r'<a[^>]*dir="auto"[^>]*>عبد الرحمن الحسيني</a>', page)


def test_a_meeting_of_a_joined_record_is_shown_as_the_kept_person(browser, user):
    kept = case_of(user, given_names="Lee", family_name="Ashworth")
    joined = MergeFactory(kept=kept, folded=PersonFactory())
    RegistrationFactory(person=joined.folded, kind=RegistrationKind.STAFF_SAFETY)
    AppointmentFactory(person=joined.folded, officer=user)

    words = due_words(browser, DAY)

    assert f"Lee Ashworth {kept.crn}" in words
    assert "Risk to staff" in words


def test_a_restricted_person_is_a_masked_row_and_nothing_of_theirs_is_due(browser, user):
    person = new_case(user, given_names="Lee", family_name="Ashworth")
    AppointmentFactory(person=person, officer=user)
    RegistrationFactory(person=person, review_due_on=date(2017, 2, 20), registered_at=LAST_NIGHT)
    restricted(person, ask="Pat Lee, head")

    for address in (DAY, DUE):
        page = page_of(browser.get(address))
        assert "Ashworth" not in page
        assert "Domestic abuse" not in page
        assert "First appointment to arrange" not in page
    assert f"Restricted record {person.crn} Ask Pat Lee, head" in due_words(browser, DAY)


def test_what_somebody_else_wrote_about_risk_overnight_is_told(browser, user):
    person = case_of(user, given_names="Lee", family_name="Ashworth")
    RegistrationFactory(
        person=person,
        registered_at=LAST_NIGHT,
        registered_by=officer(name="Nick Hodgson"),
    )

    assert "Registered: Domestic abuse perpetrator : Lee Ashworth" in due_words(browser, DAY)


# ── Who may not ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("address", [DAY, DUE])
def test_whoever_holds_no_cases_has_no_day(client, role, address):
    client.force_login(officer(role=role))

    assert client.get(address).status_code in (403, 404)


@pytest.mark.parametrize("address", [DAY, DUE])
def test_a_stranger_is_asked_to_sign_in(client, address):
    assert client.get(address).status_code == 302


def test_an_excuse_to_decide_on_stands_on_the_day_when_the_time_to_explain_is_over(browser, user):
    person = case_of(user, given_names="Lee", family_name="Ashworth")
    order = sentenced(person, ends_on=date(2018, 3, 10))
    failure_of(
        person, order, on=date(2017, 2, 1), noticed=PUBLICATION_DAY, by=user,
        excuse="undecided", decided_by=None, decided_at=None, decided_why="",
        explain_by=date(2017, 2, 15),
    )  # fmt: skip

    words = due_words(browser)

    assert "Time to explain 1 February 2017 is over: decide on the excuse" in words
    assert "overdue by 1 working day" in words
