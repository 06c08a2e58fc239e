"""Do the pages about sentences ask, refuse and keep as they should?"""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.access.models import Restriction
from openprobation.foundation.drafts.models import Draft
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.courts.tests.factories import CourtFactory
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.sentences.models import Event, Order, Requirement, SupervisionPeriod
from openprobation.supervision.sentences.tests.factories import (
    EventFactory,
    OffenceFactory,
    OrderFactory,
    RequirementFactory,
    court_officer,
    opened_to,
)
from openprobation.vocabulary.access import RestrictionKind, Role
from openprobation.vocabulary.sentences import EndReason, OrderKind

pytestmark = pytest.mark.django_db

TOKEN = "0b8f4c1e-6a53-4a8e-9d0e-1f2a3b4c5d6e"


@pytest.fixture
def court():
    return CourtFactory(name="Bolton Magistrates' Court")


@pytest.fixture
def clerk(client):
    """A court officer, signed in."""
    user = court_officer()
    client.force_login(user)
    return user


@pytest.fixture
def person(clerk):
    return opened_to(clerk, PersonFactory(date_of_birth=date(1990, 6, 1)))


@pytest.fixture
def supervisor(client):
    """A probation officer, signed in."""
    user = officer()
    client.force_login(user)
    return user


def day(name, value):
    year, month, number = value.split("-")
    return {f"{name}_day": number, f"{name}_month": month, f"{name}_year": year}


def hearing(court, *, on="2017-02-16", committed="2016-12-01", **more):
    return {
        "court_id": str(court.pk),
        **day("sentenced_on", on),
        "how_many": "1",
        "offences.0.description": "Theft from a shop",
        **day("offences.0.committed_on", committed),
        **more,
    }


COMMUNITY = {
    "how_many": "1",
    "orders.0.kind": "community_order",
    "orders.0.requirements": ["rar", "unpaid_work"],
}
PREFIX = "orders.0.community_order"
LENGTHS = {
    f"{PREFIX}.length": "12",
    f"{PREFIX}.length_unit": "months",
    f"{PREFIX}.rar.length": "20",
    f"{PREFIX}.unpaid_work.length": "100",
}


def post(client, step, person, data):
    return client.post(reverse(f"sentences:{step}", args=[person.crn]), data)


def page(client, step, person, query=""):
    return client.get(reverse(f"sentences:{step}", args=[person.crn]) + query)


def typed(client, person, court, *, first=None, second=None, third=None):
    """Every step answered; what the last one said."""
    post(client, "register", person, first or hearing(court))
    post(client, "orders", person, second or COMMUNITY)
    return post(client, "lengths", person, third or LENGTHS)


def words(response):
    return html.unescape(response.content.decode())


def value(response, name):
    """What stands in a field of the page, or is chosen in it; None where there is no such field."""
    shown = words(response)
    if found := re.search(rf'<input class="govuk-input[^>]* name="{re.escape(name)}"[^>]*>', shown):
        return re.search(r'value="([^"]*)"', found[0])[1]
    if found := re.search(rf'<select[^>]* name="{re.escape(name)}".*?</select>', shown, re.DOTALL):
        return re.search(r'value="([^"]*)" selected', found[0])[1]
    if found := re.search(rf'name="{re.escape(name)}"[^>]* value="([^"]*)" checked', shown):
        return found[1]
    return None


def beside(response, name):
    """The messages beside a field of the page; empty where nothing is wrong with it."""
    pattern = rf'id="id_{re.escape(name)}-error".*?</div>'
    found = re.search(pattern, words(response), re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[0]) if found else ""


def at_step(response, step, person):
    return response.url.split("?")[0].split("#")[0] == reverse(
        f"sentences:{step}", args=[person.crn]
    )


# ── The hearing ────────────────────────────────────────────────────────────────────────────
def test_the_hearing_opens_with_today_and_says_so(client, person, court):
    response = page(client, "register", person)

    assert [value(response, f"sentenced_on_{part}") for part in ("day", "month", "year")] == [
        "16",
        "2",
        "2017",
    ]
    assert "Today" in words(response)
    assert "The court you registered from" not in words(response)


def test_the_court_of_the_last_registration_today_is_chosen(client, person, clerk, court, at):
    EventFactory(court=court, registered_by=clerk, registered_at=at - timedelta(hours=1))

    response = page(client, "register", person)

    assert value(response, "court_id") == str(court.pk)
    assert "The court you registered from last today" in words(response)


def test_an_offence_after_the_sentence_is_said_beside_its_date_and_nothing_is_lost(
    client, person, court
):
    response = post(client, "register", person, hearing(court, committed="2017-03-01"))

    assert "after the sentence on 16 February 2017" in beside(response, "offences.0.committed_on")
    assert value(response, "offences.0.description") == "Theft from a shop"


def test_29_february_of_a_common_year_is_explained(client, person, court):
    response = post(client, "register", person, hearing(court, committed="2015-02-29"))

    assert "2015 is not a leap year" in words(response)


def test_a_person_of_17_is_refused_in_words(client, clerk, court):
    child = opened_to(clerk, PersonFactory(date_of_birth=date(1999, 2, 17)))

    response = post(client, "register", child, hearing(court, committed="2017-01-01"))

    assert "youth offending team" in words(response)


def test_another_offence_is_added_with_everything_typed_kept(client, person, court):
    data = hearing(court)

    post(client, "register", person, {**data, "add": "offence"})

    response = page(client, "register", person, "?grown")
    assert value(response, "offences.0.description") == "Theft from a shop"
    assert value(response, "offences.1.description") == ""


def test_an_offence_taken_out_moves_the_next_one_up(client, person, court):
    data = hearing(
        court,
        how_many="2",
        **{"offences.1.description": "Burglary"},
        **day("offences.1.committed_on", "2016-11-01"),
    )

    post(client, "register", person, {**data, "remove": "0"})

    response = page(client, "register", person)
    assert value(response, "offences.0.description") == "Burglary"
    assert value(response, "offences.1.description") is None


def test_a_sound_hearing_leads_to_the_orders(client, person, court):
    response = post(client, "register", person, hearing(court))

    assert at_step(response, "orders", person)


# ── The orders and their lengths ───────────────────────────────────────────────────────────
def test_a_community_order_needs_a_requirement(client, person, court):
    post(client, "register", person, hearing(court))

    response = post(client, "orders", person, {"orders.0.kind": "community_order"})

    assert "at least one requirement" in beside(response, "orders.0.requirements")


def test_prison_takes_no_requirement(client, person, court):
    post(client, "register", person, hearing(court))

    response = post(
        client,
        "orders",
        person,
        {"orders.0.kind": "licence", "orders.0.requirements": ["rar"]},
    )

    assert "has no requirements" in words(response)


def test_what_the_law_of_the_day_did_not_know_is_not_offered_and_says_why(client, person, court):
    post(client, "register", person, hearing(court))

    response = page(client, "orders", person)

    shown = words(response)
    assert "Attendance centre: only for people under 25" in shown
    assert "Supervision: only for offences before 1 February 2015" in shown
    assert 'value="attendance_centre"' not in shown


def test_limits_stand_beside_the_fields(client, person, court):
    post(client, "register", person, hearing(court))
    post(client, "orders", person, COMMUNITY)

    shown = words(page(client, "lengths", person))

    assert "40 to 300 hours" in shown
    assert "12 months, because of the unpaid work, to 3 years" in shown


def test_faults_of_length_are_said_beside_their_fields_and_nothing_is_lost(client, person, court):
    wrong = {**LENGTHS, f"{PREFIX}.length": "6", f"{PREFIX}.unpaid_work.length": "400"}

    response = typed(client, person, court, third=wrong)

    assert "at least 12 months" in beside(response, f"{PREFIX}.length")
    assert "300 hours at most" in beside(response, f"{PREFIX}.unpaid_work.length")
    assert value(response, f"{PREFIX}.rar.length") == "20"


def test_a_release_before_the_sentence_is_said_beside_its_date(client, person, court):
    prison = {"orders.0.kind": "licence"}
    lengths = {
        "orders.0.licence.custody": "10",
        "orders.0.licence.custody_unit": "months",
        **day("orders.0.licence.released_on", "2017-02-01"),
    }

    response = typed(client, person, court, second=prison, third=lengths)

    assert "before the sentence" in beside(response, "orders.0.licence.released_on")


def test_a_length_never_slips_to_another_requirement(client, person, court):
    typed(client, person, court)

    post(client, "orders", person, {**COMMUNITY, "orders.0.requirements": ["unpaid_work"]})

    response = page(client, "lengths", person)
    assert value(response, f"{PREFIX}.unpaid_work.length") == "100"
    assert value(response, f"{PREFIX}.rar.length") is None


def test_a_hearing_changed_later_leads_to_what_it_made_wrong(client, person, court):
    typed(client, person, court)
    earlier = hearing(court, on="2015-01-30", committed="2015-01-01")

    response = post(client, "register", person, earlier)

    assert at_step(response, "orders", person)
    assert beside(page(client, "orders", person, "?look"), "orders.0.requirements")


def test_a_step_out_of_turn_leads_to_the_first_that_is_missing(client, person, court):
    assert at_step(page(client, "check", person), "register", person)

    post(client, "register", person, hearing(court))

    assert at_step(page(client, "check", person), "orders", person)


# ── Checking and registering ───────────────────────────────────────────────────────────────
def test_the_check_page_shows_the_dates_and_why(client, person, court):
    response = typed(client, person, court)

    assert at_step(response, "check", person)
    shown = words(page(client, "check", person))
    assert "12 months from 16 February 2017, that day counted, run to 15 February 2018." in shown
    assert not Event.objects.exists()


def test_registering_leads_to_the_allocation_and_forgets_what_was_typed(client, person, court):
    typed(client, person, court)

    response = post(client, "check", person, {"submission": TOKEN})

    decide = reverse("allocations:decide", args=[person.crn])
    assert response.url == f"{decide}?event={Event.objects.get().pk}"
    assert Order.objects.get().kind == OrderKind.COMMUNITY_ORDER
    assert not Draft.objects.exists()


def test_pressed_twice_it_is_registered_once_and_says_so(client, person, court):
    typed(client, person, court)
    post(client, "check", person, {"submission": TOKEN})

    response = post(client, "check", person, {"submission": TOKEN})

    assert response.url.startswith(reverse("allocations:decide", args=[person.crn]))
    assert Event.objects.count() == 1


def test_a_colleague_who_registered_it_first_is_named(client, person, court):
    event = EventFactory(
        person=person,
        court=court,
        sentenced_on=date(2017, 2, 16),
        registered_by__name="Asha Patel",
    )
    OffenceFactory(event=event, committed_on=date(2016, 12, 1))
    typed(client, person, court)

    response = post(client, "check", person, {"submission": TOKEN})

    assert "Asha Patel registered this sentence" in words(response)
    assert Event.objects.count() == 1


def test_a_doubt_is_registered_only_when_it_is_confirmed(client, person, court):
    second = {**COMMUNITY, "orders.0.requirements": ["curfew"]}
    third = {
        f"{PREFIX}.length": "12",
        f"{PREFIX}.length_unit": "months",
        f"{PREFIX}.curfew.length": "3",
        f"{PREFIX}.curfew.length_unit": "months",
        f"{PREFIX}.curfew.hours_a_day": "18",
    }
    typed(client, person, court, second=second, third=third)

    refused = post(client, "check", person, {"submission": TOKEN})
    post(client, "check", person, {"submission": TOKEN, "as_ordered": "on"})

    assert "confirm it" in beside(refused, "as_ordered")
    assert Requirement.objects.get().hours_a_day == 18


def test_a_lost_session_loses_no_step(client, person, clerk, court):
    typed(client, person, court)
    client.logout()
    client.force_login(clerk)

    response = page(client, "check", person)

    assert response.status_code == 200
    assert "Theft from a shop" in words(response)


def test_what_was_sent_after_a_quiet_hour_is_kept_and_shown_again(client, person, clerk, court):
    quiet = client.session
    quiet["seen_at"] = 0
    quiet.save()

    response = post(client, "register", person, hearing(court))

    assert "/accounts/" in response.url
    client.force_login(clerk)
    again = page(client, "register", person)
    assert value(again, "offences.0.description") == "Theft from a shop"
    assert "We kept what you typed" in words(again)


def test_a_crn_in_small_letters_leads_to_the_record(client, person, court):
    response = client.get(f"/people/{person.crn.lower()}/sentence/new/")

    assert at_step(response, "register", person)


# ── Who may not ────────────────────────────────────────────────────────────────────────────
STEPS = ("register", "orders", "lengths", "check")


@pytest.mark.parametrize("step", STEPS)
def test_an_officer_is_told_that_the_post_does_not_include_it(client, supervisor, step):
    person = opened_to(supervisor, PersonFactory())

    response = page(client, step, person)

    assert response.status_code == 403
    assert "register a sentence" in words(response)


@pytest.mark.parametrize("step", STEPS)
def test_a_supplier_finds_nothing(client, step):
    client.force_login(officer(role=Role.SUPPLIER))

    assert page(client, step, PersonFactory()).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client):
    response = page(client, "register", PersonFactory())

    assert "/accounts/" in response.url


def test_a_record_that_is_not_open_asks_for_a_reason(client, clerk):
    person = PersonFactory()

    response = page(client, "register", person)

    assert f"/people/{person.crn}/open/" in response.url


def test_a_restricted_record_shows_nothing_of_itself(client, clerk, person, at):
    Restriction.objects.create(
        record_kind="person",
        record_id=person.pk,
        kind=RestrictionKind.SHUT_OUT,
        user=clerk,
        why="A relative",
        ask="The head of unit",
        placed_by=court_officer(),
        starts_at=at - timedelta(days=1),
    )

    response = page(client, "register", person)

    assert response.status_code == 302
    assert f"/people/{person.crn}/open/" in response.url


# ── An order, and its end ──────────────────────────────────────────────────────────────────
def order_page(client, order, name="order"):
    return client.get(reverse(f"sentences:{name}", args=[order.person.crn, order.pk]))


def test_an_order_says_for_what_and_how_far(client, supervisor):
    order = OrderFactory()
    OffenceFactory(event=order.event)
    RequirementFactory(order=order)
    opened_to(supervisor, order.person)

    shown = words(order_page(client, order))

    assert "Theft from a shop" in shown
    assert "20 days of rehabilitation activity" in shown
    assert "136 days gone, 229 days left" in shown


def test_the_order_page_costs_the_same_however_many_orders_there_are(
    client, supervisor, django_assert_max_num_queries
):
    order = OrderFactory()
    opened_to(supervisor, order.person)
    order_page(client, order)
    for _ in range(10):
        RequirementFactory(order=OrderFactory(event=order.event))

    with django_assert_max_num_queries(20):
        response = order_page(client, order)

    assert words(response).count("<li><a") >= 10


def test_an_order_of_somebody_else_is_not_found(client, supervisor):
    order = OrderFactory()
    other = opened_to(supervisor, PersonFactory())

    response = client.get(reverse("sentences:order", args=[other.crn, order.pk]))

    assert response.status_code == 404


def test_ending_an_order_too_soon_is_said_beside_the_reason(client, supervisor):
    order = OrderFactory()
    opened_to(supervisor, order.person)

    response = client.post(
        reverse("sentences:end", args=[order.person.crn, order.pk]),
        {**day("on", "2017-02-16"), "reason": "completed"},
    )

    assert "runs to 2 October 2017" in beside(response, "reason")
    assert Order.objects.get().ended_on is None


def test_an_end_before_the_start_is_said_beside_its_date_and_nothing_is_lost(client, supervisor):
    order = OrderFactory()
    opened_to(supervisor, order.person)

    response = client.post(
        reverse("sentences:end", args=[order.person.crn, order.pk]),
        {**day("on", "2016-10-02"), "reason": "revoked_progress"},
    )

    assert "began on 3 October 2016" in beside(response, "on")
    assert value(response, "reason") == "revoked_progress"


def test_an_order_ends_and_the_record_says_so(client, supervisor):
    order = OrderFactory()
    opened_to(supervisor, order.person)

    response = client.post(
        reverse("sentences:end", args=[order.person.crn, order.pk]),
        {**day("on", "2017-02-16"), "reason": "revoked_progress", "submission": TOKEN},
    )

    assert response.url == reverse("practitioner:person", args=[order.person.crn])
    assert Contact.objects.filter(summary__startswith="Community order ended").exists()


def test_while_another_order_runs_the_officer_stays_with_the_person(client, supervisor):
    order = OrderFactory()
    OrderFactory(event=order.event)
    opened_to(supervisor, order.person)

    response = client.post(
        reverse("sentences:end", args=[order.person.crn, order.pk]),
        {**day("on", "2017-02-16"), "reason": "revoked_progress", "submission": TOKEN},
    )

    assert response.url == reverse("practitioner:person", args=[order.person.crn])


def test_only_the_ways_in_which_it_can_end_are_offered(client, supervisor):
    order = OrderFactory(licence=True)
    opened_to(supervisor, order.person)

    shown = words(order_page(client, order, "end"))

    assert f'value="{EndReason.RECALLED.value}"' in shown
    assert f'value="{EndReason.REVOKED_PROGRESS.value}"' not in shown


def test_a_requirement_ends_and_the_order_runs_on(client, supervisor):
    requirement = RequirementFactory()
    person = opened_to(supervisor, requirement.order.person)

    client.post(
        reverse("sentences:end_requirement", args=[person.crn, requirement.pk]),
        {**day("on", "2017-02-16"), "reason": "completed", "submission": TOKEN},
    )

    assert Requirement.objects.get().ended_on == date(2017, 2, 16)
    assert Order.objects.get().ended_on is None


# ── Closing ────────────────────────────────────────────────────────────────────────────────
def closing(client, person, **more):
    return client.post(
        reverse("sentences:close", args=[person.crn]),
        {**day("on", "2017-02-15"), "reason": "revoked_offence", "submission": TOKEN, **more},
    )


def test_closing_shows_first_what_will_end(client, supervisor):
    order = OrderFactory()
    opened_to(supervisor, order.person)

    response = closing(client, order.person)

    assert "Nobody is responsible" in words(response)
    assert SupervisionPeriod.objects.get().closed_on is None


def test_a_checked_closing_ends_everything(client, supervisor):
    order = OrderFactory()
    opened_to(supervisor, order.person)

    closing(client, order.person, checked="yes")

    assert Order.objects.get().ended_on == date(2017, 2, 15)
    assert SupervisionPeriod.objects.get().closed_on == date(2017, 2, 15)


def test_closing_after_a_death_records_the_death(client, supervisor):
    order = OrderFactory()
    opened_to(supervisor, order.person)

    closing(client, order.person, reason="died", checked="yes")

    assert Person.objects.get(pk=order.person_id).died_on == date(2017, 2, 15)
    assert Order.objects.get().end_reason == EndReason.DIED


def test_a_case_that_is_closed_says_so(client, supervisor):
    person = opened_to(supervisor, PersonFactory())

    response = client.get(reverse("sentences:close", args=[person.crn]))

    assert "Nothing is open" in words(response)


def test_a_court_officer_does_not_close_a_case(client, clerk):
    order = OrderFactory()
    opened_to(clerk, order.person)

    assert closing(client, order.person, checked="yes").status_code == 403
    assert Order.objects.get().ended_on is None
