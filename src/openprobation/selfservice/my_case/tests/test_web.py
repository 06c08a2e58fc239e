"""Does a person see in the evening what they need, all of it their own and nothing else?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import PUBLICATION_DAY, machine_now
from openprobation.foundation.organisations.tests.factories import OfficeFactory, officer
from openprobation.selfservice.sign_in.web import session
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.persons.tests.factories import (
    AddressFactory,
    MergeFactory,
    PersonFactory,
)
from openprobation.supervision.plans.tests.factories import GoalFactory, PlanFactory, StepFactory
from openprobation.supervision.risk.tests.factories import RegistrationFactory
from openprobation.supervision.sentences.tests.factories import (
    EventFactory,
    OffenceFactory,
    OrderFactory,
    RequirementFactory,
)
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.appointments import AppointmentKind

pytestmark = pytest.mark.django_db

TOMORROW = PUBLICATION_DAY + timedelta(days=1, hours=6, minutes=30)


@pytest.fixture
def person():
    return PersonFactory(given_names="Yusuf", language="Arabic", interpreter_needed=True)


@pytest.fixture
def sam():
    user = officer(name="Sam Patel")
    user.telephone = "0161 496 1007"
    user.save(update_fields=["telephone"])
    return user


@pytest.fixture
def order(person, sam):
    event = EventFactory(person=person)
    OffenceFactory(event=event, description="Theft from a shop")
    Spell.objects.create(
        person=person,
        period=event.period,
        team=sam.postings.get().team,
        officer=sam,
        reason=SpellReason.ASSIGNED,
        starts_at=PUBLICATION_DAY - timedelta(days=30),
        started_by=sam,
    )
    return OrderFactory(event=event)


@pytest.fixture
def browser(client, person):
    kept = client.session
    kept[session.PERSON] = person.pk
    kept[session.SEEN] = int(machine_now().timestamp())
    kept.save()
    return client


def meeting(person, sam, **about):
    """Tomorrow at half past three, at the Bolton office unless the test says otherwise."""
    if "office" not in about:
        about["office"] = OfficeFactory(name="Bolton office", telephone="0161 496 0100")
    return AppointmentFactory(person=person, officer=sam, **{"starts_at": TOMORROW, **about})


def opened(browser):
    page = browser.get(reverse("my_case:home"))
    assert page.status_code == 200
    return page.content.decode()


def test_the_next_appointment_says_when_with_whom_where_and_whom_to_ring(
    browser, person, sam, order
):
    meeting(person, sam)

    page = opened(browser)

    for words in (
        "Friday 17 February 2017",
        "3:30pm",
        "tomorrow",
        "With Sam Patel",
        "Bolton office",
        "1 Example Street, Bolton",
        "tel:01614960100",
        "An interpreter will be there",
    ):
        assert words in page


def test_a_call_says_who_will_ring_and_shows_no_address(browser, person, sam, order):
    meeting(person, sam, kind=AppointmentKind.TELEPHONE)

    page = opened(browser)

    assert "Sam Patel will ring you" in page
    assert "1 Example Street" not in page


def test_those_after_it_are_listed_in_order(browser, person, sam, order):
    for weeks in (2, 1, 0):
        meeting(person, sam, starts_at=TOMORROW + timedelta(weeks=weeks), office=None)

    page = opened(browser)

    assert page.index("17 February") < page.index("24 February") < page.index("3 March")


def test_progress_is_days_of_the_order_and_activity_days(browser, person, sam, order):
    requirement = RequirementFactory(order=order)
    AppointmentFactory(
        person=person, officer=sam, attended=True, activity=True, requirement=requirement
    )

    page = opened(browser)

    assert "136 of 365 days done" in page
    assert "1 of 20 done" in page
    assert "Up to 19 left to do" in page


def test_unpaid_work_nobody_counts_yet_is_said_to_be_so(browser, person, sam, order):
    RequirementFactory(order=order, unpaid_work=True)

    assert "100 hours in all. Ask your officer" in opened(browser)


def test_the_officer_and_the_duty_number_can_be_rung(browser, order):
    page = opened(browser)

    assert "tel:01614961007" in page
    assert "tel:01614960199" in page


def test_an_officer_with_a_mobile_can_be_texted(browser, sam, order):
    sam.telephone = "07700 900555"
    sam.save(update_fields=["telephone"])

    assert "sms:07700900555" in opened(browser)


def test_somebody_with_nothing_booked_and_nobody_assigned_is_told_so(browser):
    page = opened(browser)

    assert "You have no appointment booked" in page
    assert "You do not have an officer yet" in page


def test_nothing_of_risk_offence_address_purpose_or_number_is_on_the_page(
    browser, person, sam, order
):
    RegistrationFactory(person=person)
    AddressFactory(person=person, lines="12 Secret Road")
    meeting(person, sam, purpose="Talk about the complaint of his neighbour")

    page = opened(browser)

    for words in ("Theft", "isk", "12 Secret Road", "neighbour", person.crn, person.family_name):
        assert words not in page.split("<main", 1)[1].split("</main", 1)[0]


def test_another_persons_appointments_are_not_on_the_page(browser, sam, order):
    meeting(PersonFactory(), sam)

    assert "You have no appointment booked" in opened(browser)


def test_what_was_written_on_a_joined_record_is_theirs_too(browser, person, sam, order):
    merge = MergeFactory(kept=person)
    meeting(merge.folded, sam)

    assert "Friday 17 February 2017" in opened(browser)


def test_somebody_who_has_died_is_signed_out(browser, person):
    person.died_on = date(2017, 2, 10)
    person.save(update_fields=["died_on"])

    assert browser.get(reverse("my_case:home")).url == reverse("sign_in:number")


@pytest.mark.parametrize(
    "path",
    ["/day/", "/cases/", "/people/", "/people/{crn}/", "/administration/", "/manager/looks/"],
)
def test_no_page_of_staff_opens_to_a_person(browser, person, path):
    page = browser.get(path.format(crn=person.crn))

    assert page.status_code in (302, 404)
    assert person.family_name not in page.content.decode()


@pytest.mark.parametrize("path", ["/my/2/", "/my/X123456/", "/my/appointments/1/"])
def test_every_other_address_is_not_found(browser, path):
    assert browser.get(path).status_code == 404


def test_nobody_signed_in_is_asked_for_their_number(client):
    assert client.get(reverse("my_case:home")).url == reverse("sign_in:number")


def test_the_page_is_never_cached_and_may_not_be_framed(browser):
    page = browser.get(reverse("my_case:home"))

    assert "no-store" in page["Cache-Control"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_a_look_at_ones_own_page_is_audited(browser, person):
    opened(browser)

    line = Entry.objects.get(action="selfservice.viewed")
    assert (line.by, line.person_id) == (person.crn, person.pk)


@pytest.mark.parametrize("meetings", [1, 12])
def test_the_page_asks_as_many_questions_however_long_the_record(
    browser, person, sam, order, meetings, django_assert_num_queries
):
    RequirementFactory(order=order)
    for weeks in range(meetings):
        meeting(person, sam, starts_at=TOMORROW + timedelta(weeks=weeks), office=None)
    opened(browser)

    with django_assert_num_queries(15):
        opened(browser)


def test_the_plan_is_shown_in_the_persons_words_with_who_does_what_once_they_were_asked(
    browser, person
):
    plan = PlanFactory(person=person, agreed=True)
    StepFactory(goal=GoalFactory(plan=plan, words="See my lad on Sundays."))

    page = opened(browser)

    assert "Your plan" in page
    assert "See my lad on Sundays." in page
    assert "Go to the Friday group." in page
    assert "Alcohol" not in page


def test_a_plan_they_were_not_asked_about_is_not_shown(browser, person):
    GoalFactory(plan=PlanFactory(person=person), words="Not agreed.")

    assert "Your plan" not in opened(browser)
