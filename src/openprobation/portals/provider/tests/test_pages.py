"""Does a supplier see its referrals and the risk summary sent, and nothing else?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.commissioning.tests.factories import AT
from openprobation.supervision.interventions.models import Referral, WantedOutcome
from openprobation.supervision.interventions.tests.factories import Story
from openprobation.supervision.needs.tests.factories import AssessmentFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.needs import Need

pytestmark = pytest.mark.django_db

PAGES = ["referral", "return", "assign", "assess", "plan", "change_plan", "book", "end", "withdraw"]


@pytest.fixture
def story():
    return Story()


def signed_in(client, user):
    client.force_login(user)
    return client


def posted(client, name, pk, **data):
    return client.post(reverse(name, args=[pk]), data, follow=True)


# ── Journey (a): buy, accept, sessions, end report, the leader's page ─────────────────────
def test_from_an_unmet_need_to_the_leaders_page(client, story):
    AssessmentFactory(person=story.person)
    service = story.service(need=Need.ALCOHOL, title="Drink less")
    page = reverse("interventions:services", args=[story.person.crn])

    shown = signed_in(client, story.officer).get(page).content.decode()
    assert "Drink less" in shown
    assert "£45" in shown
    assert "First needs with no service" in shown
    client.post(
        reverse("interventions:refer", args=[story.person.crn, service.pk]),
        {"why": "Drinks daily.", "units": "2", "funding_line": "nps_budget", "wanted_1": "Less"},
    )
    found = Referral.objects.get()

    supplier = signed_in(client, story.supplier)
    posted(supplier, "provider:accept", found.pk)
    posted(supplier, "provider:assign", found.pk, worker=story.supplier.pk)
    posted(supplier, "provider:assess", found.pk, text="Came and talked.")
    posted(supplier, "provider:plan", found.pk, text="Two sessions.", sessions="2")
    session = story.booked(found, starts_at=AT - timedelta(days=1), at=AT - timedelta(days=3))
    supplier.post(
        reverse("provider:report", args=[found.pk, session.pk]),
        {"attendance": "came", "note": "Went well."},
    )
    (wanted,) = WantedOutcome.objects.all()
    posted(
        supplier,
        "provider:end",
        found.pk,
        text="Drinks less.",
        **{f"outcome_{wanted.pk}": "achieved"},
    )

    leader = signed_in(client, story.head).get(reverse("interventions:spend")).content.decode()
    found.refresh_from_db()
    assert found.state == "ended"
    assert "£45" in leader
    assert "Needs and plans of the teams you lead" in leader
    assert "fewer than 5" in leader
    assert story.person.family_name not in leader


# ── Rights ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("page", PAGES)
def test_another_supplier_finds_nothing(client, story, page):
    found = story.planned()
    other = signed_in(client, officer(role=Role.SUPPLIER))

    assert other.get(reverse(f"provider:{page}", args=[found.pk])).status_code == 404
    assert other.get(reverse("provider:home")).status_code == 200
    assert found.reference not in other.get(reverse("provider:home")).content.decode()


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.HEAD, Role.INSPECTOR, Role.SENIOR])
def test_nobody_else_comes_in_by_the_suppliers_door(client, story, role):
    story.refer()

    found = signed_in(client, officer(role=role, team=story.services_team))

    assert found.get(reverse("provider:home")).status_code in (403, 404)


@pytest.mark.parametrize(
    "name",
    [
        "practitioner:person",
        "interventions:services",
        "needs:summary",
        "risk:summary",
        "persons:details",
    ],
)
def test_of_the_case_itself_a_supplier_finds_nothing(client, story, name):
    story.planned()

    page = signed_in(client, story.supplier).get(reverse(name, args=[story.person.crn]))

    assert page.status_code == 404


def test_a_supplier_reads_what_was_sent_and_each_look_is_written_down(client, story):
    found = story.planned()

    page = signed_in(client, story.supplier).get(reverse("provider:referral", args=[found.pk]))

    assert "Uses most days" in page.content.decode()
    looked = Entry.objects.get(action="referral.viewed")
    assert (looked.by, looked.person_id) == (story.supplier.username, story.person.pk)


@pytest.mark.parametrize("name", ["interventions:spend", "practitioner:locate"])
def test_a_supplier_finds_no_page_of_the_services_own(client, story, name):
    assert signed_in(client, story.supplier).get(reverse(name)).status_code == 404


# ── Flat ───────────────────────────────────────────────────────────────────────────────────
def test_the_suppliers_page_asks_no_more_when_more_is_sent(client, story):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("provider:home"))
        return len(seen)

    story.refer()
    signed_in(client, story.supplier)
    asked()
    before = asked()
    for _n in range(3):
        Story(area=story.area, nps=story.nps, crc=story.crc).refer()

    assert asked() == before


def test_the_money_page_issues_a_statement_of_the_month_that_is_over(client, story):
    order = story.accepted(story.service()).order
    from openprobation.supervision.commissioning import actions

    actions.deliver(
        order_id=order.pk, units=2, evidence="Sheet.", on=(AT - timedelta(days=20)).date(),
        by=story.supplier, at=AT,
    )  # fmt: skip
    supplier = signed_in(client, story.supplier)

    assert "£90" in supplier.get(reverse("provider:money")).content.decode()
    page = posted(supplier, "provider:issue", story.nps.pk)

    assert "Issued" in page.content.decode()
