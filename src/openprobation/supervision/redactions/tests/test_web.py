"""Do the pages show where words stand before anything is written, and to whom?"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by, restricted
from openprobation.supervision.redactions.models import Hold, Redaction
from openprobation.supervision.redactions.web.showing import KINDS
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.redactions import RedactionState

from .factories import ADDRESS, WHY, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.REDACTIONS_JOURNAL = tmp_path / "redactions.jsonl"


@pytest.fixture
def person():
    return PersonFactory()


def mine(person, role, **given):
    user = officer(role=role, **given)
    held_by(person, user)
    return user


@pytest.fixture
def asker(person):
    return mine(person, Role.PROBATION_OFFICER, name="Asha Rao")


@pytest.fixture
def senior(person):
    return mine(person, Role.SENIOR, name="Jo Long")


def signed_in(client, user):
    client.force_login(user)
    return client


def ask_page(person):
    return reverse("redactions:ask", args=[person.crn])


def check_page(person, redaction):
    return reverse("redactions:check", args=[person.crn, redaction.pk])


def test_asking_leads_to_where_the_words_stand(client, person, asker):
    ContactFactory(person=person, note=f"She is at {ADDRESS} now")

    page = signed_in(client, asker).post(
        ask_page(person), {"words": "14 ROSE LANE", "why": WHY}, follow=True
    )

    text = page.content.decode()
    assert "<mark>14 Rose Lane</mark>" in text
    assert "Lines of the record" in text
    assert "[removed 16 Feb 2017]" in text
    assert ADDRESS in Contact.objects.get().note


def test_a_refusal_stands_beside_the_field_and_keeps_what_was_typed(client, person, asker):
    page = signed_in(client, asker).post(
        ask_page(person), {"words": "99 Nowhere Street", "why": WHY}
    )

    assert "is nowhere in this record" in page.content.decode()
    assert WHY in page.content.decode()


def test_the_same_form_sent_twice_asks_once(client, person, asker):
    ContactFactory(person=person, note=ADDRESS)
    page = signed_in(client, asker).get(ask_page(person))
    token = re.search(r'name="submission" value="([^"]+)"', page.content.decode())[1]
    given = {"words": ADDRESS, "why": WHY, "submission": token}

    client.post(ask_page(person), given)
    client.post(ask_page(person), given)

    assert Redaction.objects.count() == 1


def test_a_senior_confirms_and_the_words_are_gone(client, person, asker, senior, at):
    redaction = asked(person, by=asker, at=at)

    page = signed_in(client, senior).post(
        check_page(person, redaction), {"answer": "confirm"}, follow=True
    )

    assert ADDRESS not in page.content.decode()
    assert "The words are removed" in page.content.decode()
    assert not Contact.objects.filter(note__contains=ADDRESS).exists()


def test_confirming_twice_tells_the_second_time(client, person, asker, senior, at):
    redaction = asked(person, by=asker, at=at)
    signed_in(client, senior).post(check_page(person, redaction), {"answer": "confirm"})

    page = client.post(check_page(person, redaction), {"answer": "confirm"})

    assert "no longer open" in page.content.decode()


def test_refusing_without_saying_why_changes_nothing(client, person, asker, senior, at):
    redaction = asked(person, by=asker, at=at)

    page = signed_in(client, senior).post(check_page(person, redaction), {"answer": "refuse"})

    assert "Say why not" in page.content.decode()
    redaction.refresh_from_db()
    assert redaction.state == RedactionState.WAITING


def test_the_asker_is_told_that_somebody_else_must_confirm(client, person, senior, at):
    redaction = asked(person, by=senior, at=at)

    page = signed_in(client, senior).get(check_page(person, redaction))
    answered = client.post(check_page(person, redaction), {"answer": "confirm"})

    assert 'name="answer"' not in page.content.decode()
    assert "somebody else must answer" in answered.content.decode()
    assert Contact.objects.filter(note__contains=ADDRESS).exists()


def test_another_officer_sees_the_request_without_the_words(client, person, asker, at):
    redaction = asked(person, by=asker, at=at)
    other = mine(person, Role.PROBATION_OFFICER)

    page = signed_in(client, other).get(check_page(person, redaction))
    answered = client.post(check_page(person, redaction), {"answer": "confirm"})

    assert ADDRESS not in page.content.decode()
    assert answered.status_code == 403


def test_the_asker_takes_it_back(client, person, asker, at):
    redaction = asked(person, by=asker, at=at)

    signed_in(client, asker).post(
        reverse("redactions:take_back", args=[person.crn, redaction.pk]), {}
    )

    redaction.refresh_from_db()
    assert redaction.state == RedactionState.WITHDRAWN


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR])
def test_for_a_supplier_and_an_inspector_there_is_nothing(client, person, asker, at, role):
    redaction = asked(person, by=asker, at=at)
    signed_in(client, officer(role=role))

    for address in (ask_page(person), check_page(person, redaction), reverse("manager:removals")):
        assert client.get(address).status_code == 404


def test_a_senior_of_another_team_is_asked_for_a_reason_first(client, person, asker, at):
    redaction = asked(person, by=asker, at=at)

    page = signed_in(client, officer(role=Role.SENIOR)).get(check_page(person, redaction))

    assert page.status_code == 302
    assert "/open" in page["Location"]


def test_the_list_holds_what_the_viewer_may_open(client, person, asker, senior, at):
    asked(person, by=asker, at=at)
    asked(PersonFactory.create(), by=theirs(), at=at)

    page = signed_in(client, senior).get(reverse("manager:removals"))

    assert person.crn in page.content.decode()
    assert page.content.decode().count("Look and answer") == 1


def theirs():
    from openprobation.supervision.persons.models import Person

    return mine(Person.objects.latest("pk"), Role.PROBATION_OFFICER)


def test_a_restricted_record_is_not_in_the_list(client, person, asker, senior, at):
    asked(person, by=asker, at=at)
    restricted(person)

    page = signed_in(client, senior).get(reverse("manager:removals"))

    assert person.crn not in page.content.decode()


def test_the_list_asks_no_more_when_more_wait(
    client, person, asker, senior, at, django_assert_num_queries
):
    from openprobation.portals.manager.removals import waiting

    asked(person, by=asker, at=at)
    waiting(senior, at=at)
    with django_assert_num_queries(4):
        waiting(senior, at=at)
    for _n in range(3):
        asked(person, by=asker, at=at)

    with django_assert_num_queries(4):
        assert len(waiting(senior, at=at)) == 4


def test_a_head_holds_and_lifts(client, person):
    head = signed_in(client, mine(person, Role.HEAD))
    address = reverse("redactions:hold", args=[person.crn])

    head.post(address, {"why": "An inquest"})
    page = head.get(address)
    head.post(address, {"why": "It is over"})

    assert "An inquest" in page.content.decode()
    assert Hold.objects.get().lifted_at is not None


def test_every_kind_of_row_has_a_name_people_use():
    from django.apps import apps

    from openprobation.foundation.redaction.sweeping import free_words

    ours = [m for m in apps.get_models() if m.__module__.startswith("openprobation.")]
    without = {"identity.user", "audit.entry", "sign_in.code"}
    assert {m._meta.label_lower for m in ours if free_words(m)} - without <= set(KINDS)
