"""Does whoever is on duty find the person and whom to ring, and is a restricted record masked?"""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.persons.tests.factories import (
    MergeFactory,
    OtherNameFactory,
    PersonFactory,
    held_by,
    restricted,
)
from openprobation.supervision.risk.tests.factories import RegistrationFactory
from openprobation.vocabulary.access import LookReason, Role
from openprobation.vocabulary.risk import RegistrationKind

from .caseload import case_of, page_of, questions, words_of

pytestmark = pytest.mark.django_db
LOCATE = "/people/"
# a portal imports no models, nor do its tests
Cover, Entry, Look, Spell = (
    apps.get_model(name)
    for name in ("organisations.Cover", "audit.Entry", "access.Look", "allocations.Spell")
)


@pytest.fixture
def user():
    return officer(name="Dee Dutton", role=Role.DUTY_OFFICER)


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def holder():
    return officer(name="Sam Patel", team=TeamFactory(name="Bolton 2", duty_number="0161 496 0177"))


@pytest.fixture
def person(holder):
    return case_of(
        holder, given_names="Lee", family_name="Ashworth", date_of_birth=date(1985, 3, 14)
    )


def found(browser, text):
    return words_of(page_of(browser.get(LOCATE, {"q": text})))


def opening(person):
    return reverse("practitioner:open", args=[person.crn])


# ── Finding ────────────────────────────────────────────────────────────────────────────────
def test_a_hit_shows_who_holds_the_case_the_deputy_and_the_duty_number(browser, person, holder):
    Cover.objects.create(user=holder, deputy=officer(name="Ann Wood"), starts_on=date(2017, 2, 1))

    words = found(browser, "ashwerth 14/3/1985")

    assert "1 person found" in words
    assert f"Lee Ashworth {person.crn}" in words
    assert "Born 14 March 1985 , age 31" in words
    assert "Held by Sam Patel , Bolton 2" in words
    assert "deputy Ann Wood" in words
    assert "0161 496 0177" in words


def test_a_hit_shows_the_flags_that_keep_staff_and_children_safe_and_no_others(browser, person):
    for kind in (
        RegistrationKind.STAFF_SAFETY,
        RegistrationKind.CHILD_PROTECTION,
        RegistrationKind.MENTAL_HEALTH,
    ):
        RegistrationFactory(person=person, kind=kind)

    words = found(browser, person.crn)

    assert "Risk to staff" in words
    assert "Child protection" in words
    assert "Mental health" not in words


def test_the_flags_of_a_joined_record_are_shown_too(browser, person):
    joined = MergeFactory(kept=person, folded=PersonFactory())
    RegistrationFactory(person=joined.folded, kind=RegistrationKind.STAFF_SAFETY)

    assert "Risk to staff" in found(browser, joined.folded.crn)


def test_somebody_nobody_holds_is_said_to_be_held_by_nobody(browser):
    person = PersonFactory()

    assert "Nobody holds a case for this person now." in found(browser, person.crn)


def test_an_alias_says_which_name_fitted(browser, person):
    OtherNameFactory(person=person, given_names="Jo", family_name="Bloggs")

    words = found(browser, "jo bloggs")

    assert "Lee Ashworth" in words
    assert "alias Jo Bloggs" in words


def test_a_restricted_person_is_one_masked_row(browser, person):
    OtherNameFactory(person=person, given_names="Jo", family_name="Bloggs")
    RegistrationFactory(person=person, kind=RegistrationKind.STAFF_SAFETY)
    restricted(person, ask="Pat Lee, head")

    for text in ("ashworth", "jo bloggs", "14/3/1985", person.crn):
        page = page_of(browser.get(LOCATE, {"q": text}))
        words = words_of(page)
        assert "1 person found" in words
        assert f"Restricted record {person.crn} Ask Pat Lee, head" in words
        for hidden in ("Lee Ashworth", "alias", "Born", "Sam Patel", "Risk to staff"):
            assert hidden not in words, hidden
        assert f'href="{reverse("practitioner:person", args=[person.crn])}"' not in page
        assert f'href="{opening(person)}"' in page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zzzz", "Nobody found"),
        ("", "Type a name, a number or a date of birth"),
        ("ashworth 31/2/1985", "We could not read 31/2/1985 as a date or a number"),
    ],
)
def test_what_finds_nobody_says_so(browser, person, text, message):
    assert message in found(browser, text)


def test_more_than_a_page_asks_for_more_words(browser):
    for _ in range(27):
        PersonFactory(given_names="Lee", family_name="Ashworth")

    words = found(browser, "lee ashworth")

    assert "More than 25 people found" in words
    assert "Add a date of birth or another name" in words


def test_a_search_is_audited_once_with_the_number_found_and_not_the_words(browser, person, user):
    found(browser, "ashworth")

    entry = Entry.objects.get()
    assert (entry.by, entry.action, entry.detail) == (user.username, "person.located", {"found": 1})
    assert "ashworth" not in str(entry.detail)


def test_searching_takes_as_many_queries_at_twenty_five_hits_as_at_two(browser, holder, person):
    others = [case_of(holder, given_names="Lee", family_name="Ashworth")]
    restricted(others[0])
    few = questions(browser, LOCATE, {"q": "lee ashworth"})
    for _ in range(23):
        others.append(case_of(holder, given_names="Lee", family_name="Ashworth"))
        RegistrationFactory(person=others[-1], kind=RegistrationKind.STAFF_SAFETY)
    many = questions(browser, LOCATE, {"q": "lee ashworth"})

    assert "25 people found" in found(browser, "lee ashworth")
    # session, user, posts; spellings, keys, people, their other names, restrictions and looks; audit;
    # holders, deputies, flags
    assert (few, many) == (13, 13)


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_those_who_are_not_practitioners_find_no_page(client, person, role):
    client.force_login(officer(role=role))

    assert client.get(LOCATE, {"q": "ashworth"}).status_code == 404
    assert client.get(opening(person)).status_code == 404
    assert client.post(opening(person), {"reason": "cover"}).status_code == 404
    assert not Entry.objects.exists()
    assert not Look.objects.exists()


def test_only_whoever_may_make_records_is_offered_to(client, browser, person):
    assert "Make a record" not in found(browser, "zzzz")

    client.force_login(officer(role=Role.COURT_OFFICER))
    page = page_of(client.get(LOCATE, {"q": "amira khan"}))

    assert "/people/new/?q=amira+khan" in page


# ── Opening with a reason ──────────────────────────────────────────────────────────────────
def test_a_record_that_is_not_ones_business_asks_why_and_shows_who_holds_it(browser, person):
    response = browser.get(reverse("practitioner:person", args=[person.crn]), follow=True)

    page = page_of(response)
    words = words_of(page)
    assert "Why do you need to open this record?" in words
    assert "a manager may ask you about it" in words
    assert "Held by Sam Patel" not in words  # in the banner, above the page's main part
    assert "Sam Patel" in page
    assert "Lee Ashworth" in page
    assert "1985" not in page.split("Skip to main content")[1].split("<footer")[0]


def test_one_tap_opens_the_record_and_goes_on_to_where_one_was_going(browser, person, user, at):
    going = f"/people/{person.crn}/details/?part=1"
    first = browser.get(going)
    page = page_of(browser.get(first["Location"]))
    assert going.replace("&", "&amp;") in page

    response = browser.post(opening(person), {"reason": "duty_call", "next": going})

    assert response["Location"] == going
    look = Look.objects.get()
    assert (look.user_id, look.record_id, look.reason) == (
        user.pk,
        person.pk,
        LookReason.DUTY_CALL,
    )
    assert (look.is_emergency, look.opened_at) == (False, at)
    assert Entry.objects.filter(action="person.opened_with_reason", person_id=person.pk).exists()
    assert browser.get(going).status_code == 200


def test_the_page_that_asks_is_audited_too(browser, person):
    browser.get(opening(person))

    entry = Entry.objects.get()
    assert (entry.action, entry.person_id) == ("person.located", person.pk)


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com/", "javascript:x", ""]
)
def test_nobody_is_sent_elsewhere_afterwards(browser, person, elsewhere):
    response = browser.post(opening(person), {"reason": "cover", "next": elsewhere})

    assert response["Location"] == reverse("practitioner:person", args=[person.crn])


@pytest.mark.parametrize("reason", ["", "curious", "emergency"])
def test_without_one_of_the_reasons_nothing_opens(browser, person, reason):
    page = page_of(browser.post(opening(person), {"reason": reason, "note": "He rang."}))

    assert "There is a problem" in page
    assert "He rang." in page
    assert not Look.objects.exists()


def test_a_record_that_is_open_already_asks_nothing(browser, user):
    person = PersonFactory()
    held_by(person, user)

    response = browser.get(opening(person))

    assert response["Location"] == reverse("practitioner:person", args=[person.crn])
    assert not Look.objects.exists()


def test_a_record_that_is_none_is_not_found(browser):
    assert browser.get("/people/X999999/open/").status_code == 404


# ── Restricted ─────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def hidden(person):
    restricted(person, ask="Pat Lee, head")
    return person


def test_a_restricted_record_says_whom_to_ask_and_nothing_of_whose_it_is(browser, hidden):
    page = page_of(browser.get(opening(hidden)))
    words = words_of(page)

    assert "This record is restricted" in words
    assert "Ask Pat Lee, head" in words
    assert reverse("persons:ask", args=[hidden.crn]) in page
    for secret in ("Lee Ashworth", "Ashworth", "1985", "Sam Patel", "Bolton 2"):
        assert secret not in page, secret


def test_a_restricted_record_does_not_open_for_any_other_reason(browser, hidden):
    page = page_of(browser.post(opening(hidden), {"reason": "duty_call", "note": ""}))

    assert "Say what is happening, in a sentence" in page
    assert not Look.objects.exists()


def test_danger_opens_a_restricted_record_with_a_sentence_and_is_always_reviewed(browser, hidden):
    short = page_of(browser.post(opening(hidden), {"note": "Danger"}))
    assert "an emergency look is always reviewed" in short
    assert not Look.objects.exists()

    going = reverse("persons:details", args=[hidden.crn])
    sent = {"note": "He has rung from her flat with a knife.", "next": going}
    response = browser.post(opening(hidden), sent)

    assert response["Location"] == going
    look = Look.objects.get()
    assert (look.is_emergency, look.reason, look.review) == (True, LookReason.EMERGENCY, None)
    assert "Lee Ashworth" in page_of(browser.get(response["Location"]))


def test_a_holder_shut_out_of_a_restricted_record_sees_no_more(client, hidden, holder):
    client.force_login(holder)

    response = client.get(reverse("practitioner:person", args=[hidden.crn]), follow=True)

    assert "This record is restricted" in page_of(response)
    assert "Ashworth" not in page_of(response)
