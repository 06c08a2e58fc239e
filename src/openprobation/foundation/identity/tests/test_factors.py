"""Is a second factor asked for, counted, kept and taken away as it should be?"""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt
from django.core.cache import cache
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.models import Draft
from openprobation.foundation.identity.actions import create_account
from openprobation.foundation.identity.factors import is_needed
from openprobation.foundation.identity.sealing import seal, unseal
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import PostingFactory
from openprobation.vocabulary.access import Role

pytestmark = pytest.mark.django_db

PASSWORD = "river-lantern-otter-42"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "openprobation.foundation.messaging.post.Outbox"
    cache.clear()


@pytest.fixture
def user():
    account = create_account(
        name="Ada Okoro", email="ada@example.org", password=PASSWORD, by="test"
    )
    PostingFactory(user=account, role=Role.PROBATION_OFFICER)
    return account


@pytest.fixture
def enforced(settings):
    settings.SECOND_FACTOR_ENFORCED = True


@pytest.fixture
def head(user):
    user.postings.update(role=Role.HEAD)
    return user


def sign_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "ada@example.org", "password": password})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def words(page):
    return page.content.decode()


def acts(start="identity."):
    return list(
        Entry.objects.filter(action__startswith=start)
        .order_by("pk")
        .values_list("action", flat=True)
    )


def code_now(secret, steps=0):
    step = int(time.time()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, step))


def add_app(client):
    """Through the pages; gives back the app's secret and the recovery codes shown."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r">([A-Z2-7]{32})<", words(page))[1]
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    shown = client.get(reverse("mfa_view_recovery_codes"))
    return secret, re.findall(r"<li>(\d{8})</li>", words(shown))


@pytest.fixture
def with_app(client, user):
    """Somebody who has an app, and is not signed in."""
    sign_in(client)
    secret, codes = add_app(client)
    client.post(reverse("account_logout"))
    cache.clear()
    return secret, codes


def second_step(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


# ── Adding an app, and signing in with it ──────────────────────────────────────────────────
def test_an_app_is_added_with_a_code_and_told_by_audit_and_e_mail(client, user):
    sign_in(client)

    _secret, codes = add_app(client)

    assert len(codes) == 10
    added = Entry.objects.get(action="identity.factor.added")
    assert (added.by, added.detail) == ("ada@example.org", {"kind": "totp"})
    assert Message.objects.get(to="ada@example.org").subject == "A way to sign in was added"


def test_a_wrong_code_adds_no_app(client, user):
    sign_in(client)
    client.get(reverse("mfa_activate_totp"))

    page = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert "This code is wrong or too old" in words(page)
    assert not Authenticator.objects.exists()
    assert "identity.factor.added" not in acts()


def test_an_app_sent_twice_is_added_once(client, user):
    sign_in(client)
    secret, _codes = add_app(client)

    page = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})

    assert page.status_code == 302
    assert Authenticator.objects.filter(type="totp").count() == 1
    assert acts("identity.factor") == ["identity.factor.added"]


def test_after_the_password_the_code_is_asked_for(client, with_app):
    page = sign_in(client)

    assert page.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("practitioner:day")).status_code == 302


def test_the_newest_code_signs_in(client, with_app):
    secret, _codes = with_app
    sign_in(client)

    second_step(client, code_now(secret))

    assert is_signed_in(client)


def test_a_code_with_a_space_is_the_same_code(client, with_app):
    secret, _codes = with_app
    sign_in(client)
    code = code_now(secret)

    second_step(client, f"{code[:3]} {code[3:]}")

    assert is_signed_in(client)


def test_a_code_works_once_whichever_process_takes_it(client, with_app):
    secret, _codes = with_app
    code = code_now(secret)
    sign_in(client)
    second_step(client, code)
    client.post(reverse("account_logout"))
    cache.clear()  # what another process never knew

    sign_in(client)
    page = second_step(client, code)

    assert "used already" in words(page)
    assert not is_signed_in(client)


def test_a_wrong_code_is_said_beside_the_field_and_signs_nobody_in(client, with_app):
    sign_in(client)

    page = words(second_step(client, "000000"))

    assert 'id="id_code-error"' in page
    assert not is_signed_in(client)


def test_nobody_comes_to_the_second_step_without_the_first(client, with_app):
    assert second_step(client, "000000").url == reverse("account_login")


def test_the_fifth_wrong_code_locks_out_and_the_right_one_does_not_open(client, with_app):
    secret, _codes = with_app
    sign_in(client)
    for _time in range(4):
        assert second_step(client, "000000").status_code == 200

    assert second_step(client, "000000").status_code == 429
    assert second_step(client, code_now(secret)).status_code == 429
    assert not is_signed_in(client)
    assert "identity.locked_out" in acts()


def test_wrong_passwords_and_wrong_codes_count_together(client, with_app):
    for _time in range(3):
        sign_in(client, password="wrong")
    sign_in(client)
    second_step(client, "000000")

    assert second_step(client, "000000").status_code == 429


def test_what_was_typed_as_a_code_is_not_kept_with_the_count(client, with_app):
    sign_in(client)
    second_step(client, "135791")

    assert "135791" not in AccessAttempt.objects.get().post_data


# ── Recovery codes ─────────────────────────────────────────────────────────────────────────
def test_recovery_codes_are_shown_once(client, user):
    sign_in(client)
    _secret, codes = add_app(client)

    page = words(client.get(reverse("mfa_view_recovery_codes")))

    assert not any(code in page for code in codes)
    assert "cannot be shown again" in page


def test_a_recovery_code_signs_in_once_and_is_told(client, with_app):
    _secret, codes = with_app
    sign_in(client)
    second_step(client, codes[0])
    assert is_signed_in(client)
    client.post(reverse("account_logout"))

    sign_in(client)
    second_step(client, codes[0])

    assert not is_signed_in(client)
    assert acts("identity.recovery_code") == ["identity.recovery_code.used"]
    assert Message.objects.filter(subject="A recovery code was used").count() == 1


def test_new_codes_end_the_old_ones(client, user):
    sign_in(client)
    _secret, old = add_app(client)

    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("account_logout"))
    sign_in(client)
    second_step(client, old[0])

    assert not is_signed_in(client)
    assert "identity.recovery_codes.made" in acts()


# ── Kept sealed ────────────────────────────────────────────────────────────────────────────
def test_the_database_alone_gives_no_secret_away(client, with_app):
    secret, codes = with_app

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_what_was_sealed_with_the_key_before_still_opens(settings):
    sealed = seal("words")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-than-before"

    assert unseal(sealed) == "words"


# ── Who needs one ──────────────────────────────────────────────────────────────────────────
SHUT = ["/", "/day/", "/cases/", "/people/", "/manager/looks/", "/accounts/password/change/"]


@pytest.mark.parametrize("path", SHUT)
def test_whose_post_needs_one_is_led_to_add_it_and_nowhere_else(client, head, enforced, path):
    sign_in(client)

    assert client.get(path).url == reverse("mfa_index")


@pytest.mark.parametrize(
    "headers",
    [{"HX-Request": "true"}, {"Accept": "application/json"}, {"Sec-Fetch-Dest": "empty"}],
)
def test_parts_of_pages_and_data_are_shut_too(client, head, enforced, headers):
    sign_in(client)

    page = client.get("/people/", headers=headers)

    assert (page.status_code, page.content) == (403, b"")


def test_what_was_being_typed_is_kept(client, head, enforced):
    sign_in(client)

    client.post("/people/new/", {"family_name": "Okoro"})

    assert Draft.objects.get().fields == {"family_name": ["Okoro"]}


def test_the_page_to_add_one_says_why(client, head, enforced):
    sign_in(client)

    page = words(client.get(reverse("mfa_index")))

    assert "Your post needs a second step" in page


def test_once_added_everything_opens(client, head, enforced):
    sign_in(client)
    add_app(client)

    assert client.get("/people/").status_code == 200


def test_a_session_from_before_it_was_added_elsewhere_is_over(client, head, enforced):
    sign_in(client)
    Authenticator.objects.create(user=head, type="totp", data={"secret": seal("A" * 32)})

    page = client.get("/people/")

    assert page.url == reverse("account_login")
    assert not is_signed_in(client)


def test_other_posts_go_without(client, user, enforced):
    sign_in(client)

    assert client.get("/day/").status_code == 200


def test_in_the_demonstration_nobody_needs_one(client, head):
    sign_in(client)

    assert client.get("/people/").status_code == 200


def test_the_only_one_of_a_post_that_needs_one_stays(client, head, enforced):
    sign_in(client)
    add_app(client)

    page = words(client.post(reverse("mfa_deactivate_totp")))

    assert "this is your only one" in page
    assert Authenticator.objects.filter(type="totp").exists()
    assert acts("identity.factor") == ["identity.factor.added"]


def test_who_need_not_have_one_may_remove_it_and_its_codes_go_too(client, user):
    sign_in(client)
    add_app(client)

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert acts("identity.factor") == ["identity.factor.added", "identity.factor.removed"]


def test_nobody_touches_anothers_key(client, user):
    other = create_account(name="Bo", email="bo@example.org", password=PASSWORD, by="test")
    theirs = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Theirs"})
    sign_in(client)

    client.post(reverse("mfa_remove_webauthn", args=[theirs.pk]))

    assert client.get(reverse("mfa_remove_webauthn", args=[theirs.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_changing_how_one_signs_in_takes_having_signed_in_just_now(client, user):
    sign_in(client)
    kept = client.session
    kept["account_authentication_methods"] = [
        {**shown, "at": shown["at"] - 600} for shown in kept["account_authentication_methods"]
    ]
    kept.save()

    page = client.get(reverse("mfa_activate_totp"))
    again = client.post(page.url, {"password": PASSWORD})

    assert page.url.startswith(reverse("account_reauthenticate"))
    assert again.url == reverse("mfa_activate_totp")


# ── Passkeys, as far as a client without a key can go; the rest is tests/journeys/test_passkey.py ──
@pytest.fixture
def key(user):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Work phone"})


@pytest.fixture
def shown(client, key, user):
    """Signed in, and the key was used."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["factor_of"] = user.pk
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()


def test_a_key_is_listed_by_its_name_and_renamed(client, shown, key):
    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "Old phone"})

    page = words(client.get(reverse("mfa_index")))

    assert "Old phone" in page
    assert "Not yet" in page


def test_a_key_needs_a_name(client, shown, key):
    page = words(client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": ""}))

    assert 'id="id_name-error"' in page
    key.refresh_from_db()
    assert key.data["name"] == "Work phone"


def test_the_only_key_of_a_post_that_needs_one_stays(client, head, enforced, shown, key):
    page = words(client.post(reverse("mfa_remove_webauthn", args=[key.pk])))

    assert "this is your only one" in page
    assert Authenticator.objects.filter(pk=key.pk).exists()
    assert "identity.factor.removed" not in acts()


def test_one_of_two_may_go(client, head, enforced, shown, key):
    Authenticator.objects.create(user=head, type="webauthn", data={"name": "Stick"})

    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert not Authenticator.objects.filter(pk=key.pk).exists()
    assert Entry.objects.get(action="identity.factor.removed").detail == {"kind": "webauthn"}


def test_removing_a_key_twice_is_told(client, shown, key):
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    page = client.post(reverse("mfa_remove_webauthn", args=[key.pk]), follow=True)

    assert "already sent this" in words(page)
    assert acts("identity.factor") == ["identity.factor.removed"]


@pytest.mark.parametrize("credential", ["", "{}", '{"id": "x"}', "not json"])
def test_nonsense_instead_of_a_key_adds_nothing(client, user, credential):
    sign_in(client)

    page = client.post(reverse("mfa_add_webauthn"), {"name": "Mine", "credential": credential})

    assert page.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", ["", "{}", '{"id": "x"}', "not json"])
def test_nonsense_instead_of_a_key_signs_nobody_in(client, key, credential):
    page = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert page.url == reverse("account_login")
    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", ["", "{}", '{"id": "x"}', "not json"])
def test_the_second_step_takes_no_nonsense_for_a_key(client, with_app, credential):
    sign_in(client)

    page = client.post(reverse("mfa_authenticate"), {"credential": credential})

    assert page.status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("role", "needs"),
    [
        (Role.ADMINISTRATOR, True),
        (Role.HEAD, True),
        (Role.INSPECTOR, True),
        (Role.PROBATION_OFFICER, False),
        (Role.SENIOR, False),
    ],
)
def test_the_table_says_which_posts_need_one(user, enforced, at, role, needs):
    user.postings.update(role=role)

    assert is_needed(user, at) is needs
