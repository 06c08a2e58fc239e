"""Who can sign in, who is told what when they cannot, and what ends a session?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.actions import create_account
from openprobation.foundation.identity.models import User
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import PostingFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.messaging import Channel

pytestmark = pytest.mark.django_db

PASSWORD = "river-lantern-otter-42"
NEW = "copper-window-thistle-7"


@pytest.fixture(autouse=True)
def quick(settings):
    """Hashes that take no time, and no count of sign-ins from the tests before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def user():
    account = create_account(
        name="Ada Okoro", email="Ada@Example.org", password=PASSWORD, by="test"
    )
    PostingFactory(user=account, role=Role.PROBATION_OFFICER)
    return account


def sign_in(client, email="ada@example.org", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def words(page):
    return page.content.decode()


# ── Signing in ─────────────────────────────────────────────────────────────────────────────
def test_signing_in_leads_to_the_first_place_of_ones_post(client, user):
    page = client.get(sign_in(client).url)

    assert page.url == reverse("practitioner:day")
    assert Entry.objects.get(action="identity.signed_in").by == "ada@example.org"


def test_somebody_without_a_post_is_led_to_the_public_page(client, user):
    user.postings.all().delete()

    assert client.get(sign_in(client).url).url == reverse("home")


def test_the_address_is_read_in_any_case(client, user):
    sign_in(client, email=" ADA@example.ORG ")

    assert is_signed_in(client)


def test_whoever_was_on_the_way_somewhere_goes_there(client, user):
    assert sign_in(client, next="/cases/").url == "/cases/"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example.com/", "//elsewhere.example.com"])
def test_signing_in_never_leads_off_the_site(client, user, elsewhere):
    assert sign_in(client, next=elsewhere).url == reverse("start")


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD)],
    ids=["a wrong password", "an address nobody has"],
)
def test_a_wrong_address_and_a_wrong_password_are_told_the_same_and_once(
    client, user, email, password
):
    page = words(sign_in(client, email=email, password=password))

    assert page.count("The e-mail address or the password is wrong") == 1
    assert not is_signed_in(client)


def test_what_is_missing_is_said_beside_the_field(client):
    page = words(sign_in(client, email="", password=""))

    assert "Enter your e-mail address" in page
    assert "Enter your password" in page


def test_the_password_is_never_sent_back(client, user):
    assert "secret-typed" not in words(sign_in(client, password="secret-typed"))


def test_a_closed_account_is_told_so_only_with_its_password(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert "is wrong" in words(sign_in(client, password="wrong"))
    assert "This account is closed" in words(client.get(sign_in(client).url))
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "login/code/", "keys/codes/download/"]
)
def test_nobody_signs_up_and_no_other_address_of_the_library_exists(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404


# ── Lock-out ───────────────────────────────────────────────────────────────────────────────
def fail(client, times, email="ada@example.org"):
    return [sign_in(client, email=email, password="wrong") for _ in range(times)][-1]


def test_the_fifth_wrong_try_locks_out_and_says_for_how_long(client, user):
    assert fail(client, 4).status_code == 200

    page = fail(client, 1)

    assert page.status_code == 429
    assert "for 15 minutes" in words(page)
    assert Entry.objects.filter(action="identity.locked_out", by="ada@example.org").count() == 1


def test_the_right_password_does_not_open_while_locked_out(client, user):
    fail(client, 5)

    page = sign_in(client)

    assert page.status_code == 429
    assert not is_signed_in(client)


def test_an_address_nobody_has_is_locked_out_just_the_same(client):
    assert fail(client, 5, "nobody@example.org").status_code == 429


def test_lock_out_ends_after_a_quarter_of_an_hour(client, user):
    fail(client, 5)
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= timedelta(minutes=16)
        attempt.save()

    sign_in(client)

    assert is_signed_in(client)


def test_somebody_elses_lock_out_does_not_touch_others(client, user):
    fail(client, 5, "other@example.org")

    sign_in(client)

    assert is_signed_in(client)


def test_tries_before_a_right_one_are_forgotten(client, user):
    fail(client, 4)
    sign_in(client)
    client.post(reverse("account_logout"))

    assert fail(client, 4).status_code == 200


# ── Signing out ────────────────────────────────────────────────────────────────────────────
def test_signing_out_takes_a_button(client, user):
    sign_in(client)

    page = client.get(reverse("account_logout"))

    assert "Sign out?" in words(page)
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_a_session_quiet_for_an_hour_is_over(client, user):
    sign_in(client)
    client.get("/day/")
    kept = client.session
    kept["seen_at"] -= 61 * 60
    kept.save()

    page = client.get("/day/")

    assert page.url.startswith(reverse("account_login"))
    assert not is_signed_in(client)


def test_a_session_ends_with_the_browser(client, user):
    cookie = sign_in(client).cookies["openprobation_session"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


# ── Passwords ──────────────────────────────────────────────────────────────────────────────
def change(client, old=PASSWORD, new=NEW, again=None):
    return client.post(
        reverse("account_change_password"),
        {"oldpassword": old, "password1": new, "password2": again or new},
        follow=True,
    )


def test_a_password_is_changed_with_the_one_before(client, user):
    sign_in(client)

    change(client)

    user.refresh_from_db()
    assert user.check_password(NEW)


def test_whoever_is_signed_in_finds_where_to_change_the_password_and_is_told_it_is_done(
    client, user
):
    sign_in(client)
    assert f'href="{reverse("account_change_password")}"' in words(client.get("/day/"))

    page = change(client)

    assert page.redirect_chain[-1][0] == reverse("practitioner:day")
    assert "Your password is changed." in words(page)
    assert is_signed_in(client)


def test_an_account_without_a_password_is_not_led_to_change_it(client, user):
    """As the demonstration's accounts are."""
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = words(client.get("/day/"))

    assert "Sign out" in page
    assert "Change password" not in page


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"old": "wrong"}, "This is not the password you have now"),
        ({"new": "short"}, "at least 12 characters"),
        ({"new": "password1234"}, "too common"),
        ({"new": "ada@example.org"}, "too similar"),
        ({"again": "another-thing-altogether"}, "same password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_the_old_one_stays(client, user, answers, said):
    sign_in(client)

    page = change(client, **answers)

    assert said in words(page)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_changed_password_ends_every_other_session(client, user):
    other = Client()
    sign_in(other)
    sign_in(client)

    change(client)

    assert other.get("/day/").url.startswith(reverse("account_login"))


def ask_for_link(client, email="ada@example.org"):
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def link_sent():
    return re.search(r"http://testserver(/accounts/\S+)", mail.outbox[-1].body)[1]


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client, user):
    ask_for_link(client)
    link = link_sent()
    address = client.get(link).url

    page = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)

    user.refresh_from_db()
    assert "Your new password is set" in words(page)
    assert user.check_password(NEW)
    assert "This link does not work" in words(Client().get(link, follow=True))


def test_a_link_sets_no_weak_password(client, user):
    ask_for_link(client)
    address = client.get(link_sent()).url

    page = client.post(address, {"password1": "short", "password2": "short"})

    assert "at least 12 characters" in words(page)


def test_whether_there_is_an_account_is_not_told(client, user):
    known, unknown = ask_for_link(client), ask_for_link(client, "nobody@example.org")

    assert "If there is an account with this address" in words(known)
    assert words(known) == words(unknown)
    assert len(mail.outbox) == 1


def test_a_closed_account_gets_no_link(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)

    ask_for_link(client)

    assert mail.outbox == []


def test_an_e_mail_leaves_through_the_outbox(client, user, settings):
    settings.EMAIL_BACKEND = "openprobation.foundation.messaging.post.Outbox"

    ask_for_link(client)

    message = Message.objects.get()
    assert (message.channel, message.to) == (Channel.EMAIL, "ada@example.org")
    assert message.subject == "Set your OpenProbation password"


# ── Headers ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "path",
    ["/", "/accounts/login/", "/accounts/password/reset/", "/my/sign-in/", "/nowhere/", "/day/",
     "/administration/", "/people/"],
)  # fmt: skip
@pytest.mark.parametrize("signed_in", [True, False])
def test_every_page_says_what_may_run_on_it_and_cannot_be_framed(client, user, path, signed_in):
    if signed_in:
        client.force_login(user)

    page = client.get(path)

    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page["X-Frame-Options"] == "DENY"
    assert page["X-Content-Type-Options"] == "nosniff"
