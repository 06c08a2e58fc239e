"""Is nothing typed lost when a session runs out, and told when a form comes twice?"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from openprobation.foundation.clock import machine_now
from openprobation.foundation.drafts.models import Draft
from openprobation.foundation.identity.actions import create_account
from openprobation.foundation.organisations.models import Area
from openprobation.foundation.organisations.tests.factories import PostingFactory, officer
from openprobation.vocabulary.access import Role

pytestmark = pytest.mark.django_db

PASSWORD = "river-lantern-otter-42"
FORM = "/administration/areas/new/"
TYPED = {"name": "Bolton and district", "code": "E08000001"}


@pytest.fixture(autouse=True)
def quick(settings):
    """Hashes that take no time, and no count of sign-ins from the tests before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def user():
    account = create_account(
        name="Ada Okoro", email="ada@example.org", password=PASSWORD, by="test"
    )
    PostingFactory(user=account, role=Role.ADMINISTRATOR)
    return account


def sign_in(client, **extra):
    answers = {"login": "ada@example.org", "password": PASSWORD, **extra}
    return client.post(reverse("account_login"), answers)


def leave_for(client, minutes):
    kept = client.session
    kept["seen_at"] -= int(timedelta(minutes=minutes).total_seconds())
    kept.save()


def words(page):
    return page.content.decode()


# ── A session that ran out ─────────────────────────────────────────────────────────────────
def test_what_was_typed_when_a_session_ran_out_is_there_after_signing_in_again(client, user):
    sign_in(client)
    client.get(FORM)
    leave_for(client, 61)

    turned_away = client.post(FORM, TYPED)
    entrance = client.get(turned_away.url)
    back = sign_in(client, next=FORM)
    page = words(client.get(back.url))

    assert "We kept what you typed" in words(entrance)
    assert back.url == FORM
    assert 'value="Bolton and district"' in page
    assert "We kept what you typed at" in page
    assert not Area.objects.exists()


def test_what_was_kept_can_be_sent_and_is_then_forgotten(client, user):
    sign_in(client)
    client.get(FORM)
    leave_for(client, 61)
    client.post(FORM, TYPED)
    sign_in(client, next=FORM)

    client.post(FORM, {**TYPED, "confirmed": "yes"})

    assert Area.objects.get().name == "Bolton and district"
    assert not Draft.objects.exists()


def test_a_session_in_use_within_the_hour_stays(client, user):
    sign_in(client)
    client.get(FORM)
    leave_for(client, 59)

    assert client.get(FORM).status_code == 200


def test_somebody_else_who_signs_in_next_does_not_see_what_was_typed(client, user):
    sign_in(client)
    client.get(FORM)
    leave_for(client, 61)
    client.post(FORM, TYPED)

    client.force_login(officer(role=Role.ADMINISTRATOR))

    assert "Bolton and district" not in words(client.get(FORM))


# ── A form without our proof that we sent it ───────────────────────────────────────────────
@pytest.fixture
def strict(user):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    return browser


def test_a_page_open_too_long_says_so_and_keeps_what_was_typed(strict):
    page = strict.post(FORM, TYPED, headers={"origin": "http://testserver"})

    assert page.status_code == 403
    assert "nothing you typed is lost" in words(page)
    assert 'value="Bolton and district"' in words(strict.get(FORM))


def test_another_site_that_posts_here_changes_and_keeps_nothing(strict):
    page = strict.post(FORM, TYPED, headers={"origin": "https://elsewhere.example.com"})

    assert page.status_code == 403
    assert not Draft.objects.exists()
    assert not Area.objects.exists()


def test_a_password_sent_without_proof_is_not_kept(strict):
    strict.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "a-b-c-d-e-f-g", "password2": "a-b-c-d-e-f-g"},
        headers={"origin": "http://testserver"},
    )

    assert not Draft.objects.exists()


# ── While it is typed ──────────────────────────────────────────────────────────────────────
def keep(client, body):
    return client.post(reverse("drafts:keep"), json.dumps(body), content_type="application/json")


def test_what_is_typed_is_kept_while_it_is_typed(client, user):
    client.force_login(user)

    answer = keep(client, {"path": FORM, "fields": {"name": ["Bolt"]}})

    assert answer.status_code == 204
    assert 'value="Bolt"' in words(client.get(FORM))


@pytest.mark.parametrize(
    "body",
    [[], {}, {"path": FORM}, {"path": "elsewhere", "fields": {}}, {"path": FORM, "fields": []},
     {"path": "/" + "x" * 600, "fields": {}}],
)  # fmt: skip
def test_what_is_not_a_draft_is_refused(client, user, body):
    client.force_login(user)

    assert keep(client, body).status_code == 400
    assert not Draft.objects.exists()


def test_nobody_signed_in_keeps_nothing(client):
    assert keep(client, {"path": FORM, "fields": {"name": ["Bolt"]}}).status_code == 302
    assert not Draft.objects.exists()


def test_a_draft_can_be_thrown_away(client, user):
    client.force_login(user)
    keep(client, {"path": FORM, "fields": {"name": ["Bolt"]}})

    page = client.post(reverse("drafts:discard"), {"path": FORM})

    assert page.url == FORM
    assert 'value="Bolt"' not in words(client.get(FORM))


def test_throwing_a_draft_away_never_leads_off_the_site(client, user):
    client.force_login(user)

    assert (
        client.post(reverse("drafts:discard"), {"path": "//elsewhere.example.com/"}).status_code
        == 400
    )


def test_a_kept_draft_is_shown_unjudged(client, user):
    client.force_login(user)
    Draft.objects.create(user=user, path=FORM, fields={"code": ["E1"]}, saved_at=machine_now())

    page = words(client.get(FORM))

    assert "There is a problem" not in page
    assert 'value="E1"' in page


# ── What no browser sends ──────────────────────────────────────────────────────────────────
def test_half_a_character_and_nul_are_kept_as_something_a_page_can_show(client, user):
    client.force_login(user)
    sent = json.dumps({"path": FORM, "fields": {"name": ["Bolton \ud83d\0"]}})

    kept = client.post("/drafts/", sent, content_type="application/json")

    assert kept.status_code == 204
    assert "Bolton ?" in client.get(FORM).content.decode()


def test_a_draft_nested_too_deep_is_refused(client, user):
    client.force_login(user)

    answer = client.post("/drafts/", "[" * 100_000, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["nowhere", "home", "//example.org/"])
def test_discarding_leads_to_an_address_of_ours_or_nowhere(client, user, path):
    client.force_login(user)

    answer = client.post("/drafts/discard/", {"path": path})

    assert answer.status_code == 400


def test_what_staff_are_shown_stays_in_no_shared_cache(client, user):
    client.force_login(user)

    assert client.get(FORM)["Cache-Control"] == "private, no-cache"


def test_nobody_finds_what_another_typed_in_the_same_page(client, user):
    client.force_login(user)
    sent = json.dumps({"path": FORM, "fields": {"name": ["Zq7 typed"]}})
    client.post("/drafts/", sent, content_type="application/json")
    other = Client()
    other.force_login(officer(role=Role.ADMINISTRATOR))

    assert "Zq7 typed" in client.get(FORM).content.decode()
    assert "Zq7 typed" not in other.get(FORM).content.decode()
    other.post("/drafts/discard/", {"path": FORM})
    assert Draft.objects.filter(user=user, path=FORM).exists()
