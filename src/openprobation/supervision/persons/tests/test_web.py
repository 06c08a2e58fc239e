"""Do the pages lose nothing typed, say what is wrong beside it, and show nobody what is not theirs?"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.access.models import Look, Request
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.models import Draft
from openprobation.foundation.organisations.tests.factories import AreaFactory, officer
from openprobation.supervision.persons.models import (
    Address,
    Circumstance,
    Correction,
    EmergencyContact,
    Identifier,
    Merge,
    OtherName,
    Person,
    Phone,
)
from openprobation.supervision.persons.tests.factories import (
    AddressFactory,
    AdjustmentFactory,
    CircumstanceFactory,
    DisabilityFactory,
    EmergencyContactFactory,
    IdentifierFactory,
    MergeFactory,
    OtherNameFactory,
    PersonFactory,
    PhoneFactory,
    held_by,
    restricted,
)
from openprobation.supervision.persons.web.parts import PARTS
from openprobation.vocabulary.access import LookReason, RelationKind, Role
from openprobation.vocabulary.persons import Sex

pytestmark = pytest.mark.django_db

NEW = "/people/new/"
TYPED = {
    "given_names": "Amira",
    "family_name": "Khan",
    "date_of_birth_day": "6",
    "date_of_birth_month": "5",
    "date_of_birth_year": "1990",
    "sex": "female",
    "ethnicity": "asian",
    "language": "English",
}


@pytest.fixture
def sign_in(client):
    def as_(user):
        client.force_login(user)
        return client

    return as_


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def person(user):
    person = PersonFactory(given_names="Lee", family_name="Ashworth")
    held_by(person, user)
    return person


@pytest.fixture
def browser(sign_in, user):
    return sign_in(user)


@pytest.fixture
def court(sign_in):
    return sign_in(officer(role=Role.COURT_OFFICER))


def address(name, person, *rest):
    return reverse(f"persons:{name}", args=[person.crn, *rest])


def page_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def as_sent(page):
    """What a browser sends of a page's last form: its inputs as they stand."""
    fields = {}
    form = page.split("<form")[-1]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_choice = re.search(r'type="(radio|checkbox)"', tag)
        if name and (not is_choice or " checked" in tag):
            fields[name[1]] = value[1] if value else "on"
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else ""
    for name, body in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S
    ):
        fields[name] = body
    fields.pop("csrfmiddlewaretoken", None)
    return fields


# ── Making a record ────────────────────────────────────────────────────────────────────────
def test_somebody_nobody_knows_gets_a_record_at_once(court):
    response = court.post(NEW, TYPED)

    person = Person.objects.get()
    assert response["Location"] == reverse("practitioner:person", args=[person.crn])
    assert (person.name, person.date_of_birth, person.sex) == (
        "Amira Khan",
        date(1990, 5, 6),
        Sex.FEMALE,
    )


def test_the_page_opens_with_what_was_typed_into_the_search(court):
    page = page_of(court.get(NEW, {"q": "amira noor khan 6/5/1990"}))

    sent = as_sent(page)
    assert (sent["given_names"], sent["family_name"]) == ("Amira Noor", "Khan")
    assert sent["date_of_birth_day"] == "6"


def test_whoever_they_might_be_is_shown_before_a_record_is_made(court):
    known = PersonFactory(given_names="Ameera", family_name="Kahn", date_of_birth=date(1990, 6, 5))

    page = page_of(court.post(NEW, TYPED))

    assert "Is it one of these people?" in page
    assert known.crn in page
    assert "5 June 1990" in page
    assert Person.objects.count() == 1
    assert [e.detail for e in Entry.objects.filter(action="person.located")] == [{"found": 1}]


def test_none_of_these_makes_the_record_with_all_that_was_typed(court):
    area = AreaFactory()
    PersonFactory(given_names="Amira", family_name="Khan")
    page = page_of(court.post(NEW, {**TYPED, "area_id": str(area.pk), "preferred_name": "Mira"}))

    response = court.post(NEW, as_sent(page))

    assert response.status_code == 302
    person = Person.objects.latest("pk")
    assert (person.preferred_name, person.area_id) == ("Mira", area.pk)
    assert person.ethnicity == "asian"


def test_changing_what_was_typed_loses_nothing(court):
    PersonFactory(given_names="Amira", family_name="Khan")
    page = page_of(court.post(NEW, {**TYPED, "nationality": "British"}))

    again = page_of(court.post(NEW, {**as_sent(page), "change": "yes"}))

    sent = as_sent(again)
    assert (sent["given_names"], sent["nationality"]) == ("Amira", "British")
    assert "Is it one of these people?" in page_of(court.post(NEW, sent))
    assert Person.objects.count() == 1


def test_a_restricted_match_is_masked_and_still_stops_a_second_record(court):
    known = PersonFactory(given_names="Amira", family_name="Khan", date_of_birth=date(1990, 5, 6))
    restricted(known, ask="Pat Lee, head")

    page = page_of(court.post(NEW, TYPED))

    assert "Restricted record" in page
    assert known.crn in page
    assert "Ask Pat Lee, head" in words_of(page)
    assert page.count("Amira Khan") == 1  # what was typed, and nothing more
    assert Person.objects.count() == 1


def test_the_same_form_sent_twice_makes_one_record(court):
    sent = {**TYPED, "submission": "3f0c2f5e-8d0b-4b65-9d0c-6a1d6f0d2b11"}
    first = court.post(NEW, sent)

    second = court.post(NEW, sent)

    assert second["Location"] == first["Location"]
    assert Person.objects.count() == 1
    assert "You had already sent this" in page_of(court.get(reverse("practitioner:locate")))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"given_names": ""}, "Enter the given names"),
        ({"date_of_birth_year": ""}, "must include a year"),
        (
            {"date_of_birth_day": "29", "date_of_birth_month": "2", "date_of_birth_year": "1999"},
            "1999 is not a leap year",
        ),
        ({"date_of_birth_year": "90"}, "a year with 4 numbers"),
        ({"date_of_birth_year": "2016"}, "makes the person 0 years old"),
        ({"date_of_birth_year": "2018"}, "is in the future"),
        ({"given_names": "123"}, "A name has letters"),
        ({"sex": ""}, "Select the sex"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(court, typed, message):
    page = page_of(court.post(NEW, {**TYPED, "nationality": "Sudanese", **typed}))

    assert message in page
    assert "There is a problem" in page
    assert as_sent(page)["nationality"] == "Sudanese"
    assert not Person.objects.exists()


def test_a_29_february_birthday_of_a_leap_year_is_taken(court):
    court.post(
        NEW,
        {
            **TYPED,
            "date_of_birth_day": "29",
            "date_of_birth_month": "2",
            "date_of_birth_year": "1996",
        },
    )

    assert Person.objects.get().date_of_birth == date(1996, 2, 29)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PROBATION_OFFICER, 403),
        (Role.SENIOR, 403),
        (Role.SUPPLIER, 404),
        (Role.INSPECTOR, 404),
    ],
)
def test_only_a_court_officer_makes_records(sign_in, role, status):
    browser = sign_in(officer(role=role))

    assert browser.get(NEW).status_code == status
    assert browser.post(NEW, TYPED).status_code == status
    assert not Person.objects.exists()


# ── All details ────────────────────────────────────────────────────────────────────────────
def everything(person, **given):
    return {
        "name": OtherNameFactory(person=person, **given),
        "identifier": IdentifierFactory(person=person, **given),
        "address": AddressFactory(person=person, **given),
        "telephone": PhoneFactory(person=person, **given),
        "circumstance": CircumstanceFactory(person=person, **given),
        "disability": DisabilityFactory(person=person, **given),
        "adjustment": AdjustmentFactory(person=person, **given),
        "emergency-contact": EmergencyContactFactory(person=person, **given),
    }


def test_every_detail_is_shown_with_who_recorded_it_and_when(browser, person):
    rows = everything(person)

    page = words_of(page_of(browser.get(address("details", person))))

    for words in (
        "Jo Bloggs",
        "A1",
        "12 Example Road, Bolton, BL1 1AA",
        "07700 900",
        "Caring for somebody",
        "Mobility",
        "Ground floor room",
        "Sam Okafor",
    ):
        assert words in page
    for row in rows.values():
        assert row.recorded_by.name in page
    assert "Recorded by" in page
    assert "1 March 2016" in page


def test_what_ended_and_what_was_a_mistake_stay_in_sight(browser, person):
    everything(person, ended=True)

    page = words_of(page_of(browser.get(address("details", person))))

    assert page.count("Before, and recorded by mistake: 1") == 8
    assert "until 1 September 2016" in page


def test_looking_at_the_details_is_audited(browser, person, user):
    browser.get(address("details", person))

    entry = Entry.objects.get(action="person.viewed")
    assert (entry.by, entry.person_id) == (user.username, person.pk)
    assert entry.detail == {"page": "persons:details", "in_relation": True}


def test_the_details_take_the_same_few_queries(browser, person, django_assert_max_num_queries):
    everything(person)
    browser.get(address("details", person))

    # session and user, posts, the person and how they stand, audit, and eleven of details
    with django_assert_max_num_queries(22):
        browser.get(address("details", person))


def test_those_who_may_not_change_see_no_way_to(sign_in, person):
    enforcement = officer(role=Role.ENFORCEMENT_OFFICER)
    held_by(person, enforcement, relation=RelationKind.APPOINTMENT)
    everything(person)
    browser = sign_in(enforcement)

    page = page_of(browser.get(address("details", person)))

    assert "/add/" not in page
    assert "/end/" not in page
    assert browser.get(address("change", person)).status_code == 403


PAGES = [
    ("details", ()),
    ("change", ()),
    ("death", ()),
    *(("add", (part,)) for part in PARTS),
]


@pytest.mark.parametrize(("name", "rest"), PAGES)
def test_a_record_that_is_not_ones_business_asks_for_a_reason_first(sign_in, name, rest):
    person = PersonFactory(given_names="Lee", family_name="Ashworth")
    browser = sign_in(officer())

    response = browser.get(address(name, person, *rest))

    wanted = reverse("practitioner:open", args=[person.crn])
    assert response.status_code == 302
    assert response["Location"].startswith(f"{wanted}?next=")


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR])
@pytest.mark.parametrize(("name", "rest"), [*PAGES, ("ask", ()), ("merge", ())])
def test_partners_find_nothing(sign_in, role, name, rest):
    partner = officer(role=role)
    person = PersonFactory()
    held_by(person, partner)
    browser = sign_in(partner)

    assert browser.get(address(name, person, *rest)).status_code == 404
    assert not Entry.objects.exists()


def test_whoever_is_not_signed_in_is_asked_to(client, person):
    response = client.get(address("details", person))

    assert response["Location"].startswith("/accounts/login/")


def test_a_look_that_runs_out_while_somebody_writes_keeps_what_they_wrote(sign_in, at):
    user = officer()
    person = PersonFactory()
    path = address("add", person, "circumstance")

    response = sign_in(user).post(path, {"kind": "caring", "note": "Two small children."})

    assert response["Location"].startswith(reverse("practitioner:open", args=[person.crn]))
    draft = Draft.objects.get(user=user, path=path)
    assert draft.fields["note"] == ["Two small children."]
    Look.objects.create(
        record_kind="person",
        record_id=person.pk,
        user=user,
        reason=LookReason.COVER,
        opened_at=at,
        until=at + timedelta(hours=1),
    )
    assert "Two small children." in page_of(sign_in(user).get(path))


# ── A record joined into another ───────────────────────────────────────────────────────────
@pytest.fixture
def joined(user):
    merge = MergeFactory()
    held_by(merge.kept, user)
    return merge


@pytest.mark.parametrize(("name", "rest"), PAGES)
def test_every_page_of_a_joined_record_leads_to_the_one_kept_and_says_so(
    browser, joined, name, rest
):
    response = browser.get(f"{address(name, joined.folded, *rest)}?q=1")

    assert response["Location"] == f"{address(name, joined.kept, *rest)}?q=1"
    page = words_of(page_of(browser.get(response["Location"])))
    assert f"{joined.folded.crn} was joined into {joined.kept.crn}" in page
    assert {entry.person_id for entry in Entry.objects.all()} == {joined.kept_id}


def test_what_is_sent_to_a_joined_record_is_written_on_the_one_kept(browser, joined):
    path = address("add", joined.folded, "circumstance")

    response = browser.post(path, {"kind": "caring", "starts_on": "1/2/2017"})

    assert joined.kept.crn in response["Location"]
    assert Circumstance.objects.get().person == joined.kept


def test_a_joined_record_asks_the_same_reason_as_the_one_kept(sign_in, joined):
    stranger = officer()
    held_by(joined.folded, stranger)
    browser = sign_in(stranger)
    path = address("add", joined.folded, "circumstance")

    response = browser.post(path, {"kind": "caring", "note": "Two small children."})

    assert response["Location"].startswith(reverse("practitioner:open", args=[joined.kept.crn]))
    assert not Circumstance.objects.exists()
    kept = address("add", joined.kept, "circumstance")
    assert Draft.objects.get(user=stranger).path == kept


# ── Changing the person's own fields ───────────────────────────────────────────────────────
def test_the_change_page_opens_with_what_is_so_and_saves_what_was_changed(browser, person):
    sent = as_sent(page_of(browser.get(address("change", person))))

    response = browser.post(
        address("change", person), {**sent, "language": "Polish", "interpreter_needed": "on"}
    )

    assert response["Location"] == address("details", person)
    person.refresh_from_db()
    assert (person.language, person.interpreter_needed, person.version) == ("Polish", True, 2)
    assert set(Correction.objects.get().after) == {"language", "interpreter_needed"}


def test_a_stale_form_is_refused_and_shows_both_and_may_then_be_saved(browser, person):
    sent = as_sent(page_of(browser.get(address("change", person))))
    browser.post(address("change", person), {**sent, "language": "Polish", "submission": ""})

    page = page_of(
        browser.post(address("change", person), {**sent, "language": "Welsh", "submission": ""})
    )

    assert "Somebody changed these details after you opened this page" in page
    assert "The record now says:" in page
    assert "Polish" in words_of(page)
    person.refresh_from_db()
    assert person.language == "Polish"
    again = as_sent(page)
    assert again["language"] == "Welsh"
    browser.post(address("change", person), again)
    person.refresh_from_db()
    assert person.language == "Welsh"


def test_a_change_that_changes_nothing_says_so(browser, person):
    sent = as_sent(page_of(browser.get(address("change", person))))

    page = page_of(browser.post(address("change", person), sent))

    assert "You have not changed anything." in page


# ── Adding ─────────────────────────────────────────────────────────────────────────────────
ADDED = [
    ("name", {"kind": "alias", "given_names": "Jo", "family_name": "Bloggs"}, OtherName),
    ("identifier", {"kind": "noms", "value": "a1234bc"}, Identifier),
    ("address", {"kind": "main", "lines": "1 New Street\r\nBury", "postcode": "BL9 7AA"}, Address),
    ("telephone", {"kind": "mobile", "number": "07700 900123", "safe_to_text": "on"}, Phone),
    ("circumstance", {"kind": "pregnant", "note": "Due in May."}, Circumstance),
    (
        "emergency-contact",
        {"name": "Sam", "relationship": "parent", "number": "0161 496 0123"},
        EmergencyContact,
    ),
]


@pytest.mark.parametrize(("part", "typed", "model"), ADDED, ids=[row[0] for row in ADDED])
def test_one_more_fact_is_added_and_the_page_goes_back_to_it(browser, person, part, typed, model):
    path = address("add", person, part)
    sent = as_sent(page_of(browser.get(path)))

    response = browser.post(path, {**sent, **typed})

    assert response["Location"] == f"{address('details', person)}#{part}"
    assert model.objects.get().person_id == person.pk


@pytest.mark.parametrize(
    ("part", "typed", "message"),
    [
        ("identifier", {"kind": "pnc", "value": "2003/0062845F"}, "check letter F does not fit"),
        ("address", {"kind": "main", "lines": ""}, "or say that there is no fixed abode"),
        (
            "address",
            {
                "kind": "main",
                "lines": "1 New Street",
                "ends_on_day": "1",
                "ends_on_month": "2",
                "ends_on_year": "2015",
            },
            "it cannot have ended before that",
        ),
        ("telephone", {"kind": "home", "number": "0161 496 0123", "safe_to_text": "on"}, "mobile"),
        ("telephone", {"kind": "mobile", "number": "12"}, "Enter a telephone number"),
        ("circumstance", {"kind": "caring", "note": "x" * 12_000}, "2,000 characters"),
        ("circumstance", {}, "Select what is so"),
    ],
)
def test_what_cannot_be_is_refused_beside_it_and_nothing_typed_is_lost(
    browser, person, part, typed, message
):
    path = address("add", person, part)
    sent = as_sent(page_of(browser.get(path)))

    page = page_of(browser.post(path, {**sent, **typed}))

    assert message in page
    for name, value in typed.items():
        if name in {"value", "lines", "number", "note"}:
            assert as_sent(page)[name] == value
    assert not Address.objects.exists()
    assert not Identifier.objects.exists()


def test_there_is_no_page_for_a_kind_of_fact_that_is_none(browser, person):
    assert browser.get(address("add", person, "weather")).status_code == 404


# ── Ending ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("part", PARTS)
def test_every_kind_of_fact_is_ended_on_a_day_or_as_a_mistake(browser, person, part):
    row = everything(person)[part]
    path = address("end", person, part, row.pk)
    sent = as_sent(page_of(browser.get(path)))

    response = browser.post(path, sent)

    assert response["Location"] == f"{address('details', person)}#{part}"
    row.refresh_from_db()
    assert (row.ends_on, row.is_mistake) == (date(2017, 2, 16), False)
    other = everything(PersonFactory())[part]
    assert browser.get(address("end", person, part, other.pk)).status_code == 404
    assert browser.get(path).status_code == 404


def test_a_mistake_needs_no_day(browser, person):
    row = CircumstanceFactory(person=person)

    browser.post(address("end", person, "circumstance", row.pk), {"how": "mistake"})

    row.refresh_from_db()
    assert (row.is_mistake, row.ends_on) == (True, row.starts_on)


def test_ending_without_a_day_or_before_the_start_is_refused_beside_it(browser, person):
    row = CircumstanceFactory(person=person)
    path = address("end", person, "circumstance", row.pk)

    without = page_of(browser.post(path, {"how": "ended"}))
    before = page_of(
        browser.post(
            path,
            {"how": "ended", "ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2016"},
        )
    )

    assert "Enter the day it ended" in without
    assert "This began on 1 March 2016" in before
    row.refresh_from_db()
    assert row.ends_on is None


# ── Telephones ─────────────────────────────────────────────────────────────────────────────
def test_a_telephone_is_confirmed_for_signing_in_with_one_button(browser, person):
    phone = PhoneFactory(person=person, safe=True)
    page = page_of(browser.get(address("details", person)))
    confirm = address("confirm_telephone", person, phone.pk)
    assert confirm in page

    response = browser.post(confirm)

    assert response["Location"] == f"{address('details', person)}#telephone"
    phone.refresh_from_db()
    assert phone.confirmed_at is not None
    assert browser.get(confirm).status_code == 405


def test_a_telephone_that_cannot_be_confirmed_says_why(browser, person):
    phone = PhoneFactory(person=person)

    page = page_of(browser.post(address("confirm_telephone", person, phone.pk), follow=True))

    assert "texts to this number are not marked safe" in page


def test_texts_are_marked_unsafe_with_one_button(browser, person):
    phone = PhoneFactory(person=person, confirmed=True)

    browser.post(address("text_safety", person, phone.pk), {"safe": "no"})

    phone.refresh_from_db()
    assert (phone.safe_to_text, phone.confirmed_at) == (False, None)


def test_somebody_elses_telephone_is_not_found(browser, person):
    phone = PhoneFactory(safe=True)

    assert browser.post(address("confirm_telephone", person, phone.pk)).status_code == 404
    phone.refresh_from_db()
    assert phone.confirmed_at is None


def test_an_address_is_marked_as_checked_with_one_button(browser, person):
    row = AddressFactory(person=person)

    browser.post(address("check_address", person, row.pk))

    row.refresh_from_db()
    assert row.verified_on == date(2017, 2, 16)


# ── Death ──────────────────────────────────────────────────────────────────────────────────
DIED = {"died_on_day": "10", "died_on_month": "2", "died_on_year": "2017"}


def test_a_death_is_asked_once_more_before_it_is_written(browser, person):
    check = page_of(browser.post(address("death", person), DIED))
    person.refresh_from_db()
    assert person.died_on is None
    assert "Friday 10 February 2017" in check

    browser.post(address("death", person), {**as_sent(check), "confirm": "yes"})

    person.refresh_from_db()
    assert person.died_on == date(2017, 2, 10)


def test_a_day_to_come_is_refused_before_the_check(browser, person):
    page = page_of(browser.post(address("death", person), {**DIED, "died_on_month": "3"}))

    assert "cannot be after today, 16 February 2017" in page
    assert as_sent(page)["died_on_day"] == "10"


def test_a_death_recorded_by_mistake_is_withdrawn(browser, person):
    person.died_on = date(2017, 2, 10)
    person.save()
    assert address("withdraw_death", person) in page_of(browser.get(address("details", person)))

    browser.post(address("withdraw_death", person), {"why": "Another man of that name."})

    person.refresh_from_db()
    assert person.died_on is None


# ── Joining ────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def senior(sign_in):
    user = officer(role=Role.SENIOR)
    sign_in(user)
    return user


def opened(user, **given):
    person = PersonFactory(**given)
    held_by(person, user, relation=RelationKind.APPOINTMENT)
    return person


def test_two_records_are_shown_side_by_side_and_then_joined(client, senior):
    kept, folded = opened(senior, given_names="Lee"), opened(senior, given_names="Leigh")
    typed = {"crn": folded.crn.lower(), "keep": "this", "why": "Same prison number."}

    check = page_of(client.post(address("merge", kept), typed))
    assert "Leigh" in check
    assert not Merge.objects.exists()
    response = client.post(address("merge", kept), {**as_sent(check), "confirm": "yes"})

    assert response["Location"] == address("details", kept)
    folded.refresh_from_db()
    assert folded.merged_into_id == kept.pk


def test_the_other_record_may_be_the_one_kept(client, senior):
    person, other = opened(senior), opened(senior)
    typed = {"crn": other.crn, "keep": "other", "why": "Same prison number."}

    response = client.post(address("merge", person), {**typed, "confirm": "yes"})

    assert response["Location"] == address("details", other)


@pytest.mark.parametrize(
    ("crn", "message"),
    [("X999999", "There is no record X999999"), ("12", "A CRN is one letter and 6 numbers")],
)
def test_a_record_that_is_none_is_refused_beside_the_crn(client, senior, crn, message):
    person = opened(senior)

    page = page_of(client.post(address("merge", person), {"crn": crn, "keep": "this", "why": "x"}))

    assert message in page
    assert as_sent(page)["why"] == "x"


def test_what_forbids_joining_is_said_before_the_check(client, senior):
    person, other = opened(senior), opened(senior)
    held_by(other, officer())

    page = page_of(
        client.post(address("merge", person), {"crn": other.crn, "keep": "this", "why": "Same."})
    )

    assert f"The live case is on {other.crn}" in page
    assert not Merge.objects.exists()


def test_a_record_that_is_not_open_is_opened_with_a_reason_before_it_is_shown(client, senior):
    person, other = opened(senior), PersonFactory(given_names="Secret")
    path = address("merge", person)

    response = client.post(path, {"crn": other.crn, "keep": "this", "why": "Same number."})

    assert response["Location"].startswith(reverse("practitioner:open", args=[other.crn]))
    assert Draft.objects.get(path=path).fields["why"] == ["Same number."]


def test_joined_records_are_parted_with_a_reason(client, senior):
    joined = MergeFactory()
    held_by(joined.kept, senior)
    path = address("part", joined.kept, joined.pk)
    assert path in page_of(client.get(address("details", joined.kept)))

    client.post(path, {"why": "Two brothers."})

    joined.folded.refresh_from_db()
    assert joined.folded.merged_into_id is None
    assert client.get(path).status_code == 404


def test_an_officer_does_not_join_records(browser, person):
    assert browser.get(address("merge", person)).status_code == 403
    assert "Join another record" not in page_of(browser.get(address("details", person)))


# ── Asking to be let in ────────────────────────────────────────────────────────────────────
def test_asking_to_be_let_in_shows_nothing_but_the_crn_and_whom_to_ask(browser):
    person = PersonFactory(given_names="Secret")
    restricted(person, ask="Pat Lee, head")

    page = page_of(browser.get(address("ask", person)))

    assert person.crn in page
    assert "Pat Lee, head" in page
    assert "Secret" not in page


def test_asking_is_once_and_says_why(browser, user):
    person = PersonFactory()
    restricted(person)

    empty = page_of(browser.post(address("ask", person), {"why": ""}))
    browser.post(address("ask", person), {"why": "I see him on Monday."})
    again = page_of(browser.post(address("ask", person), {"why": "Again."}))

    assert "Say why you need to open it" in empty
    assert Request.objects.get().why == "I see him on Monday."
    assert "You have already asked" in again


def test_a_record_that_is_not_restricted_needs_no_asking(browser, person):
    response = browser.get(address("ask", person))

    assert response["Location"] == reverse("practitioner:person", args=[person.crn])
