"""Is the catalogue kept by whoever may, on pages that check first, and is no price that was ever changed?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.commissioning import actions, queries
from openprobation.supervision.commissioning.models import RatePrice, Service
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.commissioning import FundingLine
from openprobation.vocabulary.organisations import OrganisationKind

from .factories import AT, NPS_LINE, SINCE, Market

pytestmark = pytest.mark.django_db


@pytest.fixture
def market():
    return Market()


def sent(browser, name, pk=None, **answers):
    """Sent twice, as people do: to the check page, and from it."""
    page = reverse(f"commissioning:{name}", args=[pk] if pk else [])
    shown = browser.post(page, answers)
    assert shown.status_code == 200
    return shown.content.decode(), browser.post(page, {**answers, "checked": "yes"})


def asked(market, **more):
    return {
        "provider": market.crc.pk,
        "title": "Keeping a home",
        "need": "accommodation",
        "kind": "service",
        "about": "Help with tenancies.",
        "min_age": "18",
        "languages": "English; Urdu",
        "areas": [market.area.pk],
        "wait_days": "14",
        "capacity": "10",
        "unit": "hour",
        "usual_units": "5",
        "subcontractors": "Loom Street (invented)",
        "starts_on_day": "20",
        "starts_on_month": "2",
        "starts_on_year": "2017",
        **more,
    }


def test_a_service_is_put_on_the_catalogue_priced_changed_and_retired(client, market):
    client.force_login(market.keeper)

    shown, _done = sent(client, "new", **asked(market))
    assert "Loom Street" in shown
    made = Service.objects.get()
    sent(client, "price", made.pk, buyer="nps", funding_line="nps_budget", pence="£41.50",
         starts_on_day="20", starts_on_month="2", starts_on_year="2017")  # fmt: skip
    (line,) = queries.rate_card(made.pk)
    assert (line.pence, line.version, line.starts_on) == (4_150, 1, date(2017, 2, 20))
    change = {
        name: value for name, value in asked(market).items() if not name.startswith("starts_on")
    }
    sent(client, "change", made.pk, **{**change, "wait_days": "21"}, why="Two workers left.")
    retired = {"ends_on_day": "1", "ends_on_month": "4", "ends_on_year": "2017"}
    shown, _done = sent(client, "retire", made.pk, **retired, why="The contract ends.")
    assert "0 orders are running" in shown

    made.refresh_from_db()
    assert (made.wait_days, made.ends_on, made.languages) == (21, date(2017, 4, 1), "English; Urdu")
    page = client.get(reverse("commissioning:service", args=[made.pk])).content.decode()
    assert "Wait in days: 14 → 21" in page
    assert "Two workers left." in page
    assert client.get(reverse("commissioning:catalogue")).status_code == 200
    done = set(Entry.objects.filter(by=market.keeper.username).values_list("action", flat=True))
    assert {
        "commissioning.service.added",
        "commissioning.price.set",
        "commissioning.service.changed",
        "commissioning.service.retired",
    } <= done


def test_nothing_is_made_before_it_was_checked_and_a_refusal_stands_beside_its_field(
    client, market
):
    client.force_login(market.keeper)
    page = reverse("commissioning:new")

    client.post(page, asked(market))
    assert not Service.objects.exists()
    refused = client.post(page, asked(market, min_age="50", max_age="30")).content.decode()

    assert "The oldest age is below the youngest." in refused
    assert "Keeping a home" in refused
    assert not Service.objects.exists()


def test_a_price_that_was_is_never_changed(market):
    service = market.service(pence=4_500)
    given = {"service_id": service.pk, "buyer": OrganisationKind.NPS, "funding_line": NPS_LINE}

    for starts_on in (AT.date(), AT.date() - timedelta(days=30)):
        with pytest.raises(actions.PricePast):
            actions.set_price(pence=1, starts_on=starts_on, by=market.keeper, at=AT, **given)
    actions.set_price(
        pence=5_000, starts_on=AT.date() + timedelta(days=1), by=market.keeper, at=AT, **given
    )

    bought = market.ordered(service, at=AT)
    assert bought.unit_pence == 4_500
    assert RatePrice.objects.get(version=1).pence == 4_500


def test_what_is_retired_is_not_bought_priced_or_changed_and_what_was_bought_goes_on(market):
    service = market.service()
    order = market.accepted(service)
    actions.retire_service(
        service_id=service.pk, ends_on=AT.date(), why="Over.", by=market.keeper, at=AT
    )

    with pytest.raises(actions.NotOffered):
        market.ordered(service, at=AT)
    with pytest.raises(actions.Retired):
        actions.set_price(
            service_id=service.pk, buyer=OrganisationKind.NPS, funding_line=FundingLine.CONTRACT,
            pence=1, starts_on=SINCE, by=market.keeper, at=AT,
        )  # fmt: skip
    actions.deliver(
        order_id=order.pk, units=1, evidence="Sheet.", on=AT.date(), by=market.supplier, at=AT
    )

    assert queries.orders([order.pk])[order.pk].account.delivered == 1


def test_a_delivery_is_taken_back_once_and_not_while_disputed(market):
    order = market.accepted()
    line = actions.deliver(
        order_id=order.pk, units=2, evidence="Sheet.", on=date(2017, 1, 10), by=market.supplier,
        at=AT,
    )  # fmt: skip
    with pytest.raises(actions.NotFound):
        actions.take_back(line_id=line.pk, by=officer(role=Role.SUPPLIER), at=AT)

    actions.take_back(line_id=line.pk, by=market.supplier, at=AT)
    with pytest.raises(actions.TakenBackAlready):
        actions.take_back(line_id=line.pk, by=market.supplier, at=AT)

    assert queries.orders([order.pk])[order.pk].account.left == 6
    assert queries.reconciled(market.crc.pk, market.nps.pk).is_true


@pytest.mark.parametrize("role", [Role.HEAD, Role.PROBATION_OFFICER, Role.SUPPLIER, Role.INSPECTOR])
@pytest.mark.parametrize("name", ["new", "change", "price", "retire"])
def test_nobody_else_keeps_the_catalogue(client, market, role, name):
    service = market.service()
    client.force_login(officer(role=role, team=market.nps_team))

    page = reverse(f"commissioning:{name}", args=[] if name == "new" else [service.pk])

    assert client.get(page).status_code in (403, 404)
