"""Do the pages about risk open filled, say where each value came from, and lose nothing typed?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by, restricted
from openprobation.supervision.risk.models import (
    Deregistration,
    HarmAssessment,
    Mappa,
    Registration,
    RegistrationReview,
    ReoffendingScore,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.risk import HarmGroup, RegistrationKind

from .factories import (
    DeregistrationFactory,
    HarmAssessmentFactory,
    MappaFactory,
    RegistrationFactory,
    ReoffendingScoreFactory,
)

pytestmark = pytest.mark.django_db

PAGES = ("summary", "assess", "score", "register", "mappa")
TODAY = {"day": "16", "month": "2", "year": "2017"}


@pytest.fixture
def user():
    return officer(name="Sam Patel", team=TeamFactory(nps=True))


@pytest.fixture
def person(user):
    person = PersonFactory(given_names="Lee", family_name="Ashworth")
    held_by(person, user)
    return person


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


def address(name, person, *more):
    return reverse(f"risk:{name}", args=[person.crn, *more])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def on(name, day=TODAY):
    return {f"{name}_{part}": value for part, value in day.items()}


LOW = {group.value: "low" for group in HarmGroup}


# ── The summary ────────────────────────────────────────────────────────────────────────────
def test_the_summary_tells_levels_in_words_who_is_at_risk_and_what_protects_them(browser, person):
    HarmAssessmentFactory(person=person, high=True)

    words = words_of(browser.get(address("summary", person)))

    assert "High for known adult; low for public" in words
    assert "His former partner." in words
    assert "She has moved" in words


def test_the_summary_says_what_is_not_there(browser, person):
    words = words_of(browser.get(address("summary", person)))

    assert "Nobody has assessed the risk of serious harm yet." in words
    assert "Nothing is registered." in words
    assert "Not managed under MAPPA." in words
    assert "No RSR score is on the record." in words


def test_overdue_reviews_stand_first_and_lead_to_the_review(browser, person):
    line = RegistrationFactory(person=person, overdue=True)

    page = browser.get(address("summary", person)).content.decode()

    assert page.index("1 review is overdue") < page.index("Risk of serious harm")
    assert address("review", person, line.pk) in page


def test_history_keeps_earlier_levels_and_ended_registrations_with_the_reason(browser, person):
    HarmAssessmentFactory(person=person, high=True)
    HarmAssessmentFactory(person=person, assessed_at=datetime.fromisoformat("2017-01-09T10:00Z"))
    DeregistrationFactory(registration__person=person)

    words = words_of(browser.get(address("summary", person)))

    assert "1 earlier assessment" in words
    assert "1 ended registration" in words
    assert "The plan ended." in words


def test_the_page_costs_the_same_with_thirty_registrations_looked_at_again(
    browser, person, user, at, django_assert_max_num_queries
):
    for kind in RegistrationKind:
        line = RegistrationFactory(person=person, kind=kind)
        RegistrationReview.objects.create(
            registration=line,
            reviewed_on=date(2017, 1, 9),
            note="No change.",
            next_due_on=line.review_due_on,
            by=user,
            at=at,
        )
    for days in range(10):
        HarmAssessmentFactory(person=person, assessed_at=at - timedelta(days=days + 1))

    with django_assert_max_num_queries(24):
        browser.get(address("summary", person))


# ── Harm ───────────────────────────────────────────────────────────────────────────────────
def test_the_assessment_opens_filled_from_the_last_and_says_so_beside_each_value(browser, person):
    HarmAssessmentFactory(person=person, assessed_by__name="Amira Khan")

    page = browser.get(address("assess", person)).content.decode()

    assert page.count("From the assessment by Amira Khan on 1 November 2016") == 8
    assert re.search(r'name="known_adult"[^>]*value="medium" checked', page)


def test_a_first_assessment_opens_with_nothing_chosen(browser, person):
    page = browser.get(address("assess", person)).content.decode()

    assert " checked" not in page


def test_an_assessment_is_saved_and_the_summary_says_the_level(browser, person):
    response = browser.post(
        address("assess", person),
        LOW | {"staff": "medium", "who_is_at_risk": "Reception staff.",
               "what_could_happen": "Threats.", "what_protects_them": "Two at every meeting."},
        follow=True,
    )  # fmt: skip

    assert HarmAssessment.objects.get().staff == "medium"
    assert "Risk of serious harm is now medium." in words_of(response)


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(browser, person):
    response = browser.post(
        address("assess", person), LOW | {"public": "high", "who_is_at_risk": "Passers-by."}
    )

    assert "There are 2 problems" in words_of(response)
    assert "Passers-by." in response.content.decode()
    assert not HarmAssessment.objects.exists()


def test_a_level_not_chosen_is_asked_for_by_the_name_of_its_group(browser, person):
    sent = {name: level for name, level in LOW.items() if name != "known_adult"}

    response = browser.post(address("assess", person), sent)

    assert "Select a level for: known adult" in words_of(response)


def test_an_old_page_does_not_write_over_a_newer_assessment(browser, person, at):
    seen = HarmAssessmentFactory(person=person)
    HarmAssessmentFactory(person=person, high=True, assessed_at=at - timedelta(minutes=1))

    response = browser.post(address("assess", person), LOW | {"seen": str(seen.pk)})

    assert "assessed harm at 08:59" in words_of(response)
    assert HarmAssessment.objects.count() == 2


def test_a_first_assessment_of_harm_is_not_saved_over_anothers_unread(browser, person, at):
    page = browser.get(address("assess", person)).content.decode()
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    HarmAssessmentFactory(person=person, high=True, assessed_at=at - timedelta(minutes=1))

    response = browser.post(address("assess", person), LOW | {"seen": seen[1]})

    assert "assessed harm at 08:59" in words_of(response)
    assert HarmAssessment.objects.count() == 1


# ── Score ──────────────────────────────────────────────────────────────────────────────────
def test_a_score_typed_with_a_percent_sign_is_saved(browser, person):
    browser.post(address("score", person), {"rsr": "6.89%", **on("assessed_on")})

    assert str(ReoffendingScore.objects.get().rsr) == "6.89"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the RSR score"),
        ("six", "must be a number, like 6.89"),
        ("NaN", "must be a number"),
        ("101", "must be between 0 and 100"),
    ],
)
def test_a_score_that_is_none_is_refused_in_words(browser, person, typed, said):
    response = browser.post(address("score", person), {"rsr": typed, **on("assessed_on")})

    assert said in words_of(response)
    assert not ReoffendingScore.objects.exists()


# ── Registrations ──────────────────────────────────────────────────────────────────────────
def test_a_registration_says_when_to_look_again(browser, person):
    response = browser.post(
        address("register", person),
        {"kind": RegistrationKind.SELF_HARM, "note": "", **on("starts_on")},
        follow=True,
    )

    assert Registration.objects.get().kind == RegistrationKind.SELF_HARM
    assert "Look at it again by 16 May 2017." in words_of(response)


def test_a_kind_in_force_is_not_offered_again(browser, person):
    RegistrationFactory(person=person)

    page = browser.get(address("register", person)).content.decode()

    assert 'value="ADVP"' not in page
    assert 'value="ALSH"' in page


def test_a_review_opens_with_the_next_day_and_why(browser, person):
    line = RegistrationFactory(person=person)

    words = words_of(browser.get(address("review", person, line.pk)))

    assert "6 months after 16 February 2017 (a period this service has set for itself)." in words


def test_a_review_keeps_the_registration(browser, person):
    line = RegistrationFactory(person=person, overdue=True)

    browser.post(
        address("review", person, line.pk),
        {"note": "No call-outs since.", **on("next_due_on", {**TODAY, "month": "8"})},
    )

    assert RegistrationReview.objects.get().next_due_on == date(2017, 8, 16)
    assert Registration.objects.get().ends_on is None


def test_an_end_needs_a_reason(browser, person):
    line = RegistrationFactory(person=person)

    response = browser.post(address("end", person, line.pk), {"why": "", **on("on")})

    assert "Enter why it ends" in words_of(response)
    assert not Deregistration.objects.exists()


def test_an_ended_registration_has_no_review_page(browser, person):
    ended = DeregistrationFactory(registration__person=person).registration

    assert browser.get(address("review", person, ended.pk)).status_code == 404


def test_a_registration_of_somebody_else_is_not_found(browser, person):
    other = RegistrationFactory()

    assert browser.get(address("end", person, other.pk)).status_code == 404


# ── MAPPA ──────────────────────────────────────────────────────────────────────────────────
def test_three_categories_are_offered_in_2017(browser, person):
    words = words_of(browser.get(address("mappa", person)))

    assert "Category 3" in words
    assert "Category 4" not in words


def test_the_public_provider_sets_category_and_level(browser, person):
    browser.post(address("mappa", person), {"category": "2", "level": "1", **on("starts_on")})

    assert Mappa.objects.get().review_due_on == date(2017, 8, 16)


def test_a_company_is_told_to_refer_before_anything_is_typed(client, person):
    company = officer()
    held_by(person, company)
    client.force_login(company)

    page = client.get(address("mappa", person))
    sent = client.post(address("mappa", person), {"category": "2", "level": "1", **on("starts_on")})

    assert "refer the case to the National Probation Service" in words_of(page)
    assert 'name="category"' not in page.content.decode()
    assert "refer the case to the National Probation Service" in words_of(sent)
    assert not Mappa.objects.exists()


def test_mappa_ends_with_a_reason(browser, person):
    MappaFactory(person=person)

    browser.post(address("end_mappa", person), {"why": "Licence over.", **on("on")})

    assert Mappa.objects.get().ends_on == date(2017, 2, 16)


def test_without_mappa_there_is_nothing_to_end(browser, person):
    assert browser.get(address("end_mappa", person)).status_code == 404


# ── Who may, and who may not ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("page", PAGES)
def test_a_supplier_finds_nothing(client, person, page):
    client.force_login(officer(role=Role.SUPPLIER))

    assert client.get(address(page, person)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_restricted_record_shows_nothing_of_risk(browser, person, page):
    ReoffendingScoreFactory(person=person)
    restricted(person)

    response = browser.get(address(page, person))

    assert response.status_code == 302
    assert response["Location"].startswith(f"/people/{person.crn}/open/")


def test_somebody_who_may_only_read_sees_no_way_to_change(client, person):
    reader = officer(role=Role.ENFORCEMENT_OFFICER)
    held_by(person, reader)
    RegistrationFactory(person=person)
    client.force_login(reader)

    page = client.get(address("summary", person)).content.decode()

    assert address("assess", person) not in page
    assert address("register", person) not in page
    assert client.get(address("assess", person)).status_code == 403


def test_every_look_is_written_down(browser, person, user):
    browser.get(address("summary", person))

    entry = Entry.objects.get(action="person.viewed")
    assert (entry.by, entry.detail["page"]) == (user.username, "risk:summary")
