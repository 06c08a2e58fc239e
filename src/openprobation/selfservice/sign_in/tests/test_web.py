"""What does somebody at the door see, and can a number be probed there?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.selfservice.sign_in.models import Code
from openprobation.selfservice.sign_in.web import session
from openprobation.supervision.persons.tests.factories import PhoneFactory

from .factories import NUMBER

pytestmark = pytest.mark.django_db
TYPED = "07700 900 123"


@pytest.fixture
def phone():
    return PhoneFactory(confirmed=True, number=NUMBER, person__given_names="Yusuf Omar")


def ask(client, number=TYPED):
    return client.post(reverse("sign_in:number"), {"number": number}, follow=True)


def code_texted():
    return re.search(r"\d{6}", Message.objects.latest("pk").body)[0]


def sign_in(client):
    ask(client)
    return client.post(reverse("sign_in:code"), {"code": code_texted()}, follow=True)


def without_tokens(page):
    return re.sub(r'value="[^"]*"', "", page.content.decode())


def test_a_person_signs_in_with_the_code_from_the_text(client, phone):
    page = sign_in(client)

    assert page.redirect_chain[-1][0] == reverse("my_case:home")
    assert "Yusuf" in page.content.decode()
    assert client.session[session.PERSON] == phone.person_id
    assert "_auth_user_id" not in client.session


def test_whatever_the_number_the_page_says_the_same(client, phone, settings):
    settings.DEMONSTRATION = False

    known, unknown = ask(client), ask(client, "07700 900999")

    assert "If we know this number, a code is on its way" in known.content.decode()
    assert without_tokens(known) == without_tokens(unknown)


def without_digits(page):
    return re.sub(r"\b\d{6}\b", "", without_tokens(page))


def test_in_the_demonstration_too_the_page_says_the_same_whatever_the_number(client, phone):
    known, unknown = ask(client), ask(client, "07700 900999")

    assert len(re.findall(r">\d{6}<", unknown.content.decode())) == 1
    assert without_digits(known) == without_digits(unknown)


def test_the_code_shown_for_a_number_nobody_knows_lets_nobody_in(client):
    shown = re.search(r">(\d{6})<", ask(client).content.decode())[1]

    page = client.post(reverse("sign_in:code"), {"code": shown})

    assert "That code is not right" in page.content.decode()
    assert session.PERSON not in client.session


def test_in_the_demonstration_the_code_is_shown_and_the_page_says_why(client, phone):
    page = ask(client).content.decode()

    assert code_texted() in page
    assert "because this is a demonstration" in page


def test_in_a_real_service_the_code_is_never_shown(client, phone, settings):
    settings.DEMONSTRATION = False

    page = ask(client).content.decode()

    assert code_texted() not in page
    assert code_texted() not in str(dict(client.session))


@pytest.mark.parametrize("number", ["", "12345", "0161 496 0123", "not a number"])
def test_what_cannot_be_a_mobile_is_told_beside_the_field(client, number):
    page = ask(client, number).content.decode()

    assert "Type your mobile number" in page
    assert "govuk-error-message" in page
    assert not Code.objects.exists()


def test_asking_too_often_is_told_and_what_was_typed_is_still_there(client, phone):
    for _ in range(3):
        ask(client)

    page = ask(client).content.decode()

    assert "You have asked for too many codes" in page
    assert "07700 900123" in page


def test_a_wrong_code_is_told_beside_the_field(client, phone):
    ask(client)

    page = client.post(reverse("sign_in:code"), {"code": "000 000"}).content.decode()

    assert "That code is not right" in page or "does not work" in page
    assert session.PERSON not in client.session


def test_a_code_asked_for_in_another_browser_does_not_work_here(client, phone, django_client):
    ask(client)

    page = django_client.post(reverse("sign_in:code"), {"code": code_texted()})

    assert page.url == reverse("sign_in:number")
    assert session.PERSON not in django_client.session


@pytest.fixture
def django_client():
    from django.test import Client

    return Client()


def test_the_session_has_a_new_key_after_signing_in(client, phone):
    ask(client)
    before = client.session.session_key

    client.post(reverse("sign_in:code"), {"code": code_texted()})

    assert client.session.session_key != before


def test_a_session_quiet_for_twenty_minutes_is_over(client, phone):
    sign_in(client)
    kept = client.session
    kept[session.SEEN] -= int(timedelta(minutes=20, seconds=1).total_seconds())
    kept.save()

    page = client.get(reverse("my_case:home"))

    assert page.url == reverse("sign_in:number")
    assert session.PERSON not in client.session


def test_a_session_in_use_stays(client, phone):
    sign_in(client)
    kept = client.session
    kept[session.SEEN] -= int(timedelta(minutes=19).total_seconds())
    kept.save()

    assert client.get(reverse("my_case:home")).status_code == 200
    assert client.session[session.SEEN] > kept[session.SEEN]


def test_signing_in_as_a_person_signs_the_member_of_staff_out(client, phone):
    client.force_login(officer())

    sign_in(client)

    assert client.get(reverse("practitioner:day")).status_code == 302
    assert client.get(reverse("my_case:home")).status_code == 200


def test_signing_in_as_staff_ends_the_persons_session(client, phone):
    sign_in(client)

    client.force_login(officer())

    assert client.get(reverse("my_case:home")).url == reverse("sign_in:number")
    assert session.PERSON not in client.session


def test_signing_out_is_by_post_and_ends_the_session(client, phone):
    sign_in(client)

    assert client.get(reverse("sign_in:out")).status_code == 405
    client.post(reverse("sign_in:out"))

    assert client.get(reverse("my_case:home")).url == reverse("sign_in:number")


def test_somebody_signed_in_already_goes_to_their_page(client, phone):
    sign_in(client)

    assert client.get(reverse("sign_in:number")).url == reverse("my_case:home")


def test_behind_a_proxy_the_limit_counts_the_address_the_proxy_saw(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    for number in range(21):
        client.post(
            reverse("sign_in:number"),
            {"number": f"077009004{number:02d}"},
            headers={"x-forwarded-for": f"203.0.113.9, 198.51.100.{number}"},
        )

    assert Code.objects.count() == 21
