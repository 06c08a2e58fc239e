"""Do the pages say who is at risk, how old each check is and what policy asks, and keep what must be kept?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.models import Draft
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.persons.tests.factories import held_by, restricted
from openprobation.supervision.risk.models import (
    AtRisk,
    Enquiry,
    EnquiryStep,
    ProtectionCheck,
    QuarantinedFact,
)
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.protection import EnquiryState
from openprobation.vocabulary.risk import HarmGroup, RegistrationKind

from .factories import (
    AtRiskFactory,
    EnquiryFactory,
    HarmAssessmentFactory,
    ProtectionCheckFactory,
    QuarantinedFactFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db

LOW = {group.value: "low" for group in HarmGroup}


@pytest.fixture
def team():
    return TeamFactory(name="Bolton 2")


@pytest.fixture
def user(team):
    return officer(name="Sam Patel", team=team)


@pytest.fixture
def person(user):
    person = OrderFactory(person__given_names="Lee", person__family_name="Ashworth").person
    held_by(person, user)
    RegistrationFactory(person=person, kind=RegistrationKind.CHILD_PROTECTION)
    return person


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


def address(name, person, *more):
    return reverse(f"risk:{name}", args=[person.crn, *more])


def words_of(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# ── The page ───────────────────────────────────────────────────────────────────────────────
def test_the_page_says_who_is_at_risk_what_protects_them_and_how_old_that_is(browser, person):
    AtRiskFactory(person=person)

    words = words_of(browser.get(address("protection", person)))

    assert "A former partner" in words
    assert "The police call her each week." in words
    assert "Last checked 1 November 2016, 107 days ago" in words


def test_it_says_what_policy_asks_because_of_what_and_by_which_rule(browser, person):
    words = words_of(browser.get(address("protection", person)))

    assert "Safeguarding enquiry" in words
    assert "Asked because registered: child protection since 1 November 2016" in words
    assert "rule of 1 June 2014" in words
    assert "Nothing in the level of harm, the flags or the circumstances asks for it." in words or (
        "Harm has not been assessed" in words
    )


def test_an_answer_that_waits_is_said_to_be_not_done(browser, person):
    EnquiryFactory(person=person, answered=True)

    words = words_of(browser.get(address("protection", person)))

    assert "Not done until an assessment takes it in." in words
    assert "Two call-outs" not in words


def test_an_enquiry_no_policy_asks_for_any_more_is_still_there_to_end(browser, person):
    line = EnquiryFactory(person=person, task="domestic_abuse")

    page = browser.get(address("protection", person)).content.decode()

    assert address("answer", person, line.pk) in page


def test_the_page_costs_the_same_with_twenty_lines_of_everything(
    browser, person, at, django_assert_max_num_queries
):
    browser.get(address("protection", person))
    with django_assert_max_num_queries(29) as few:
        browser.get(address("protection", person))
    for n in range(20):
        line = AtRiskFactory(person=person)
        ProtectionCheckFactory(at_risk=line, at=at - timedelta(days=n))
        EnquiryFactory(person=person, state=EnquiryState.USED)
        QuarantinedFactFactory(person=person)
        HarmAssessmentFactory(person=person)

    with django_assert_max_num_queries(29) as many:
        browser.get(address("protection", person))

    assert len(many) <= len(few) + 1  # a list that was empty asks for its steps


# ── People at risk ─────────────────────────────────────────────────────────────────────────
def test_somebody_is_named_and_the_persons_page_shows_them_checked_today(browser, person):
    browser.post(
        address("add_at_risk", person),
        {
            "group": "known_adult",
            "who": "A former partner",
            "from_what": "Assault.",
            "what_protects": "A panic alarm.",
        },
    )

    words = words_of(browser.get(reverse("practitioner:person", args=[person.crn])))

    assert AtRisk.objects.get().who == "A former partner"
    assert "A panic alarm." in words
    assert "Checked today by Sam Patel" in words


def test_checked_today_opens_with_the_last_and_takes_one_choice(browser, person):
    line = AtRiskFactory(person=person)
    page = address("check", person, line.pk)

    opened = browser.get(page).content.decode()
    browser.post(page, {"finding": "holds", "what_protects": "The police call her each week."})

    assert "The police call her each week." in opened
    assert "107 days ago" in opened
    assert ProtectionCheck.objects.count() == 2


def test_what_no_longer_protects_is_told_at_once(browser, person):
    line = AtRiskFactory(person=person)

    sent = browser.post(
        address("check", person, line.pk),
        {"finding": "failed", "what_protects": "Nothing: the alarm is broken."},
        follow=True,
    )

    assert "They are not protected: act, then assess harm again." in words_of(sent)


# ── Enquiries ──────────────────────────────────────────────────────────────────────────────
def test_an_enquiry_is_asked_chased_answered_and_used_page_by_page(browser, person):
    browser.post(address("ask", person, "safeguarding"), {"asked_of": "Bolton"})
    line = Enquiry.objects.get()
    browser.post(address("chase", person, line.pk), {"why": "Rang."})
    browser.post(
        address("answer", person, line.pk), {"kind": "concern", "quarantined_words": "Known."}
    )
    assess = browser.get(address("assess", person)).content.decode()
    browser.post(address("assess", person), LOW | {"uses": [line.pk]})

    line.refresh_from_db()
    assert f'value="{line.pk}"' in assess
    assert line.state == EnquiryState.USED


def test_without_answers_the_assessment_asks_nothing_more(browser, person):
    assert 'name="uses"' not in browser.get(address("assess", person)).content.decode()


def test_an_answer_with_nothing_in_it_is_refused_beside_its_field(browser, person):
    line = EnquiryFactory(person=person)

    sent = browser.post(address("answer", person, line.pk), {"kind": "nothing"})

    assert "Enter what was answered or seen" in words_of(sent)
    assert EnquiryStep.objects.count() == 1


def test_an_answer_older_than_no_assessment_leads_to_the_assessment(browser, person):
    line = EnquiryFactory(person=person, answered=True)

    assert "Assess harm with it" in words_of(browser.get(address("use", person, line.pk)))


def test_an_officer_is_not_offered_what_a_senior_decides(browser, person, client, team):
    officers = browser.get(address("protection", person)).content.decode()
    senior = officer(role=Role.SENIOR, team=team)
    held_by(person, senior)
    client.force_login(senior)

    seniors = client.get(address("protection", person)).content.decode()
    client.post(address("not_needed", person, "safeguarding"), {"why": "Nobody under 18."})

    assert "Not needed" not in officers
    assert "Not needed" in seniors
    assert Enquiry.objects.get().state == EnquiryState.NOT_NEEDED


def test_a_task_with_no_steps_has_no_page_to_ask(browser, person):
    assert browser.get(address("ask", person, "registration_review")).status_code == 404


# ── Kept from papers ───────────────────────────────────────────────────────────────────────
def keep(browser, person, words="4 Heron Court"):
    return browser.post(
        address("quarantine", person),
        {"kind": "whereabouts", "quarantined_words": words, "quarantined_source": "Her sister"},
        follow=True,
    )


def test_what_is_kept_from_papers_is_shown_only_in_answer_to_a_purpose(browser, person):
    keep(browser, person)

    before = browser.get(address("quarantined", person))
    shown = browser.post(address("quarantined", person), {"purpose": "safety"})
    after = browser.get(address("quarantined", person))

    assert "4 Heron Court" in words_of(shown)
    assert "Heron" not in words_of(before) + words_of(after)
    assert Entry.objects.get(action="risk.quarantined.read").detail["purpose"] == "safety"
    assert "no-store" in shown["Cache-Control"]


def test_without_a_purpose_it_stays_shut(browser, person):
    keep(browser, person)

    sent = browser.post(address("quarantined", person), {})

    assert "Select what you need it for" in words_of(sent)
    assert "Heron" not in words_of(sent)


def test_what_was_typed_and_refused_is_given_back_to_its_writer_and_kept_in_no_draft(
    browser, person
):
    page = address("quarantine", person)

    sent = browser.post(page, {"quarantined_words": "4 Heron Court"})
    kept = {"path": page, "fields": {"quarantined_words": ["4 Heron Court"]}}
    browser.post(reverse("drafts:keep"), kept, content_type="application/json")

    assert "4 Heron Court" in sent.content.decode()
    assert not Draft.objects.exists()


def test_another_organisation_is_told_whom_to_ask(client, person, user):
    QuarantinedFactFactory(person=person)
    other = officer(team=TeamFactory(nps=True))
    held_by(person, other, relation="appointment")
    client.force_login(other)

    page = client.get(address("quarantined", person))
    sent = client.post(address("quarantined", person), {"purpose": "safety"})

    assert "Only the organisation that holds the case" in words_of(page)
    assert "Heron" not in words_of(sent)


def test_it_is_ended_and_shown_no_more(browser, person):
    keep(browser, person)
    fact = QuarantinedFact.objects.get()

    browser.post(address("end_quarantined", person, fact.pk), {})
    shown = browser.post(address("quarantined", person), {"purpose": "safety"})

    assert "Heron" not in words_of(shown)


# ── Who may, and who may not ───────────────────────────────────────────────────────────────
def pages(person):
    line, enquiry = AtRiskFactory(person=person), EnquiryFactory(person=person)
    fact = QuarantinedFactFactory(person=person)
    return [
        address("protection", person),
        address("add_at_risk", person),
        address("check", person, line.pk),
        address("end_at_risk", person, line.pk),
        address("ask", person, "home_visit"),
        address("chase", person, enquiry.pk),
        address("answer", person, enquiry.pk),
        address("use", person, enquiry.pk),
        address("not_needed", person, "home_visit"),
        address("quarantined", person),
        address("quarantine", person),
        address("end_quarantined", person, fact.pk),
    ]


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        (Role.SENIOR, 12),
        (Role.PROBATION_OFFICER, 11),
        (Role.DUTY_OFFICER, 11),
        (Role.HEAD, 3),
        (Role.COURT_OFFICER, 2),
        (Role.ENFORCEMENT_OFFICER, 1),
        (Role.SUPPLIER, 0),
        (Role.INSPECTOR, 0),
        (Role.ADMINISTRATOR, 0),
    ],
)
def test_each_role_opens_its_own_pages_and_no_others(client, person, team, role, wanted):
    viewer = officer(role=role, team=team)
    held_by(person, viewer)
    client.force_login(viewer)

    answers = [client.get(page).status_code for page in pages(person)]

    assert answers.count(200) == wanted
    assert set(answers) <= {200, 403, 404}


def test_a_restricted_record_shows_nothing_of_it(client, person, team):
    senior = officer(role=Role.SENIOR, team=team)
    held_by(person, senior)
    client.force_login(senior)
    every = pages(person)
    restricted(person)

    answers = {client.get(page).status_code for page in every}

    assert answers == {302}
