"""Do the pages say what the rule says, from what, and who would carry how much?"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.access.models import Restriction
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.reactions import announce
from openprobation.supervision.allocations import actions, queries
from openprobation.supervision.allocations.models import (
    AllocationDecision,
    QueuedDecision,
    Spell,
)
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by, restricted
from openprobation.supervision.risk.models import ReoffendingScore
from openprobation.supervision.risk.tests.factories import (
    HarmAssessmentFactory,
    MappaFactory,
    ReoffendingScoreFactory,
)
from openprobation.supervision.sentences.events import SentenceRegistered
from openprobation.supervision.sentences.tests.factories import EventFactory
from openprobation.vocabulary.access import RestrictionKind, Role
from openprobation.vocabulary.allocations import ProviderKind, SpellReason
from openprobation.vocabulary.organisations import Grade

from .factories import case_of, low_risk, sentenced, service

pytestmark = pytest.mark.django_db

ANSWERS = {
    "harm": "low",
    "rsr": "2.15",
    "is_mappa_eligible": "no",
    "is_liable_to_deportation": "no",
    "is_public_interest": "no",
}


@pytest.fixture
def place():
    return service()


@pytest.fixture
def court_officer(place):
    return place.post(place.court, Role.COURT_OFFICER, name="Maya Rahman")


@pytest.fixture
def event(place, court_officer, at):
    made = sentenced(place)
    announce(
        SentenceRegistered(
            made.person_id, made.pk, made.period_id, made.sentenced_on, True, court_officer.pk,
            at - timedelta(days=1),
        )
    )  # fmt: skip
    return made


@pytest.fixture
def court(client, court_officer):
    client.force_login(court_officer)
    return client


def address(name, person):
    return reverse(f"allocations:{name}", args=[person.crn])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# ── To an organisation ─────────────────────────────────────────────────────────────────────
def test_the_page_opens_filled_and_says_where_each_answer_comes_from(court, event):
    HarmAssessmentFactory(person=event.person, high=True, assessed_by__name="Amira Khan")
    ReoffendingScoreFactory(person=event.person)
    MappaFactory(person=event.person)

    page = court.get(address("decide", event.person)).content.decode()

    assert re.search(r'name="harm"[^>]*value="high" checked', page)
    assert "Assessed by Amira Khan on 1 November 2016" in page
    assert re.search(r'name="is_mappa_eligible"[^>]*value="yes" checked', page)
    assert 'value="2.15"' in page
    assert not re.search(r'name="is_liable_to_deportation"[^>]* checked', page)


def test_the_page_shows_the_clock_of_two_working_days(court, event):
    words = words_of(court.get(address("decide", event.person)))

    assert "due today" in words
    assert "Thu 16 Feb 2017" in words


def test_an_answer_left_out_is_asked_for(court, event):
    response = court.post(address("decide", event.person), {"harm": "low"})

    assert "Say whether the person is eligible for MAPPA" in words_of(response)
    assert not AllocationDecision.objects.exists()


def test_the_check_page_says_rule_date_certainty_organisation_team_and_load(court, event, place):
    case_of(None, place.crc_team)

    words = words_of(court.post(address("decide", event.person), ANSWERS))

    assert "The rule says: Community Rehabilitation Company" in words
    assert "In force from 1 June 2014." in words
    assert "We are 90% sure of it." in words
    assert "Of the score of 6.89 we are 80% sure." in words
    assert "As the rule says. CRC Bolton 1 receives it and holds 1 case now." in words
    assert "Thursday 23 February 2017" in words
    assert not AllocationDecision.objects.filter(event=event).exists()


def test_what_was_answered_is_kept_for_going_back_from_the_check_page(court, event):
    court.post(address("decide", event.person), {**ANSWERS, "rsr": "3.33"})

    page = court.get(address("decide", event.person)).content.decode()

    assert 'value="3.33"' in page
    assert "We kept what you typed" in page


def test_an_answer_changed_from_the_records_no_longer_says_it_is_the_records(court, event):
    HarmAssessmentFactory(person=event.person, assessed_by__name="Amira Khan")
    ReoffendingScoreFactory(person=event.person)
    court.post(address("decide", event.person), {**ANSWERS, "harm": "high"})

    words = words_of(court.get(address("decide", event.person)))

    assert "Assessed by Amira Khan" not in words
    assert "Assessment of 3 October 2016" in words


def confirm(court, event, **changed):
    return court.post(
        address("decide", event.person),
        {**ANSWERS, "decided": "crc", "checked": "yes", **changed},
        follow=True,
    )


def test_confirmed_the_case_goes_to_the_organisation_and_the_score_is_on_the_record(court, event):
    response = confirm(court, event)

    decision = AllocationDecision.objects.get()
    assert decision.decided == ProviderKind.CRC
    assert decision.sources["harm"] == "Answered by Maya Rahman with the allocation"
    assert str(ReoffendingScore.objects.get().rsr) == "2.15"
    assert "The first appointment is due by 23 February 2017." in words_of(response)


def test_what_the_record_knew_keeps_its_source(court, event):
    ReoffendingScoreFactory(person=event.person, recorded_by__name="Amira Khan")

    confirm(court, event)

    stored = AllocationDecision.objects.get()
    assert stored.sources["rsr"] == "Assessment of 3 October 2016, typed by Amira Khan"


def test_another_choice_than_the_rules_without_a_reason_stays_on_the_check_page(court, event):
    response = confirm(court, event, decided="nps")

    words = words_of(response)
    assert "Say why you decide otherwise." in words
    assert "What the rule looked at" in words
    assert not AllocationDecision.objects.exists()


def test_another_choice_with_a_reason_is_an_override(court, event):
    confirm(court, event, decided="nps", override_why="Police intelligence.")

    assert AllocationDecision.objects.get().override_why == "Police intelligence."


def test_where_something_is_not_known_the_page_says_so_and_nothing_is_chosen(court, event):
    response = court.post(
        address("decide", event.person), {**ANSWERS, "rsr": "", "harm": "unknown"}
    )

    words = words_of(response)
    assert "The rule stops: a person decides" in words
    assert "Nobody has recorded the risk of serious harm and the RSR score." in words
    assert not re.search(r'name="decided"[^>]* checked', response.content.decode())


def test_it_can_be_left_for_a_person_and_stays_with_the_court_team(court, event):
    confirm(court, event, rsr="", decided="", leave="yes")

    assert QueuedDecision.objects.get().missing == ["the RSR score"]
    assert Spell.objects.get().reason == SpellReason.SENTENCED


def test_nothing_chosen_is_said_beside_the_choice(court, event):
    response = confirm(court, event, rsr="", decided="")

    assert "Select who supervises" in words_of(response)
    assert not AllocationDecision.objects.exists()


def test_without_an_area_the_page_offers_teams(court, event, place):
    event.person.area = None
    event.person.save()

    page = court.post(address("decide", event.person), {**ANSWERS, "harm": "high"})
    assert "NPS Bolton, National Probation Service" in words_of(page)

    confirm(court, event, harm="high", decided="nps", team=str(place.nps_team.pk))
    assert AllocationDecision.objects.get().team == place.nps_team


def test_with_two_sentences_to_allocate_the_address_says_which(court, event):
    later = EventFactory(
        period=event.period, person=event.person, number=2, sentenced_on=date(2017, 2, 15)
    )

    first = words_of(court.get(address("decide", event.person)))
    second = words_of(court.get(f"{address('decide', event.person)}?event={later.pk}"))
    unknown = words_of(court.get(f"{address('decide', event.person)}?event=999999"))

    assert "Wednesday 15 February 2017" in second
    assert "Wednesday 15 February 2017" not in first
    assert "Wednesday 15 February 2017" not in unknown


def test_sent_twice_it_is_saved_once_and_told(court, event):
    token = "5f0c7f1e-7c53-4e0f-8f4b-3a2f8a1b9c10"
    confirm(court, event, submission=token)

    response = confirm(court, event, submission=token)

    assert "allocated meanwhile" in words_of(response)
    assert AllocationDecision.objects.count() == 1


def test_a_sentence_with_an_organisation_leads_to_who_holds_it(court, event):
    confirm(court, event)

    response = court.get(address("decide", event.person), follow=True)

    assert "There is no sentence" in words_of(response)
    assert "Why Cheshire and Greater Manchester CRC" in words_of(response)


# ── To an officer ──────────────────────────────────────────────────────────────────────────
@pytest.fixture
def senior(place):
    return place.post(
        place.crc_team, Role.SENIOR, name="Pat Lee", grade=Grade.SENIOR_PROBATION_OFFICER
    )


@pytest.fixture
def amira(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")


@pytest.fixture
def desk(client, senior):
    client.force_login(senior)
    return client


@pytest.fixture
def waiting(place):
    return case_of(None, place.crc_team).person


def test_each_officer_is_shown_with_grade_and_load_before_and_after(desk, waiting, amira, place):
    case_of(amira, place.crc_team)
    case_of(amira, place.crc_team)

    words = words_of(desk.get(address("assign", waiting)))

    assert "Amira Khan Probation officer" in words
    assert "2 → 3 cases" in words


def test_a_grade_that_does_not_fit_high_harm_is_warned_of_on_both_pages(desk, waiting, place):
    HarmAssessmentFactory(person=waiting, high=True)
    pso = place.post(
        place.crc_team,
        Role.PROBATION_SERVICES_OFFICER,
        grade=Grade.PROBATION_SERVICES_OFFICER,
    )
    said = "A probation services officer does not usually hold such a case."

    assert said in words_of(desk.get(address("assign", waiting)))
    assert said in words_of(desk.post(address("assign", waiting), {"officer": pso.pk}))
    assert Spell.objects.get().officer is None


def test_whoever_a_restricted_record_keeps_out_is_warned_of(desk, waiting, amira, senior, at):
    Restriction.objects.create(
        record_kind="person", record_id=waiting.pk, kind=RestrictionKind.SHUT_OUT, user=amira,
        why="Cousin.", ask="Pat Lee", placed_by=senior, starts_at=at - timedelta(days=1),
    )  # fmt: skip

    assert "they may not open it" in words_of(desk.get(address("assign", waiting)))


def test_checked_and_confirmed_the_officer_has_the_case(desk, waiting, amira):
    check = desk.post(address("assign", waiting), {"officer": amira.pk, "note": "Urgent."})
    assert "0 → 1 cases" in words_of(check)
    assert Spell.objects.get().officer is None

    response = desk.post(
        address("assign", waiting), {"officer": amira.pk, "note": "Urgent.", "checked": "yes"}
    )

    assert Spell.objects.get(ends_at=None).officer == amira
    assert response["Location"] == reverse("manager:unallocated")


def test_no_officer_chosen_is_said(desk, waiting, amira):
    response = desk.post(address("assign", waiting), {"officer": ""})

    assert "Select an officer" in words_of(response)


def test_a_second_senior_is_told_who_has_it(desk, waiting, amira, senior, place, at):
    seen = Spell.objects.get().pk
    actions.assign_officer(person_id=waiting.pk, officer_id=amira.pk, by=senior, at=at)
    other = place.post(place.crc_team, Role.PROBATION_OFFICER)

    response = desk.post(
        address("assign", waiting), {"officer": other.pk, "checked": "yes", "seen": seen}
    )

    assert "Amira Khan already has this case" in words_of(response)
    assert Spell.objects.get(ends_at=None).officer == amira


def test_a_senior_of_another_team_reads_whose_it_is_to_say(client, waiting, place):
    other = place.post(place.nps_team, Role.SENIOR)
    held_by(waiting, other)
    client.force_login(other)

    response = client.get(address("assign", waiting))

    assert "CRC Bolton 1 holds this case." in words_of(response)
    assert 'name="officer"' not in response.content.decode()


def test_the_page_costs_the_same_for_a_team_of_thirty(
    desk, waiting, place, django_assert_max_num_queries
):
    for _ in range(30):
        case_of(place.post(place.crc_team, Role.PROBATION_OFFICER), place.crc_team)

    with django_assert_max_num_queries(24):
        desk.get(address("assign", waiting))


# ── To another officer ─────────────────────────────────────────────────────────────────────
@pytest.fixture
def held(place, amira):
    return case_of(amira, place.crc_team).person


MOVE = {
    "reason": "absence",
    "note": "Likes mornings.",
    "first_contact_by_day": "20",
    "first_contact_by_month": "2",
    "first_contact_by_year": "2017",
}


def test_a_held_case_leads_from_assign_to_reallocate_and_the_other_way_round(desk, held, waiting):
    assert desk.get(address("assign", held))["Location"] == address("reallocate", held)
    assert desk.get(address("reallocate", waiting))["Location"] == address("assign", waiting)


def test_a_change_says_which_in_the_count_it_is_and_opens_with_a_day_of_first_contact(
    desk, held, place
):
    place.post(place.crc_team, Role.PROBATION_OFFICER, name="Jo Bell")

    page = desk.get(address("reallocate", held))

    words = words_of(page)
    assert "This would be the 1st in this supervision." in words
    assert "Has it now" in words
    assert 'name="first_contact_by_day" type="text" inputmode="numeric" value="23"' in (
        page.content.decode()
    )


def test_a_change_without_a_note_is_refused_beside_it(desk, held, place):
    jo = place.post(place.crc_team, Role.PROBATION_OFFICER, name="Jo Bell")

    response = desk.post(address("reallocate", held), {**MOVE, "officer": jo.pk, "note": ""})

    assert "Enter a handover note" in words_of(response)


def test_confirmed_the_case_moves_and_the_history_tells_it(desk, held, place):
    jo = place.post(place.crc_team, Role.PROBATION_OFFICER, name="Jo Bell")
    check = desk.post(address("reallocate", held), {**MOVE, "officer": jo.pk})
    assert "This is the 1st in this supervision" in words_of(check)

    response = desk.post(
        address("reallocate", held), {**MOVE, "officer": jo.pk, "checked": "yes"}, follow=True
    )

    words = words_of(response)
    assert "Jo Bell now has" in words
    assert "The officer has changed once in this supervision." in words
    assert "First contact by 20 February 2017" in words
    assert "Likes mornings." in words


# ── Who held it, and why ───────────────────────────────────────────────────────────────────
def test_the_history_explains_the_decision_and_runs_it_again(court, event, court_officer, at):
    actions.allocate(
        person_id=event.person_id,
        event_id=event.pk,
        inputs=low_risk(),
        decided=ProviderKind.NPS,
        override_why="Police intelligence.",
        by=court_officer,
        at=at,
    )

    words = words_of(court.get(address("history", event.person)))

    assert "Decided otherwise than the rule, which said: Community Rehabilitation Company." in words
    assert "Police intelligence." in words
    assert "The risk of serious harm is low." in words
    assert "it comes out the same" in words
    assert "Sentenced, by Maya Rahman" in words


def test_a_decision_that_no_longer_comes_out_the_same_says_so(court, event, at):
    confirm(court, event)
    AllocationDecision.objects.update(because="Something else.")

    assert "it comes out otherwise" in words_of(court.get(address("history", event.person)))


def test_of_somebody_nobody_supervised_the_page_says_so(client, place, court_officer):
    person = PersonFactory()
    held_by(person, court_officer)
    client.force_login(court_officer)

    words = words_of(client.get(address("history", person)))

    assert "Nobody holds a case for this person now." in words
    assert "Nobody has ever held a case for this person." in words


# ── Who may, and who may not ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize("page", ["decide", "assign", "reallocate", "history"])
def test_a_supplier_finds_nothing(client, held, page):
    client.force_login(officer(role=Role.SUPPLIER))

    assert client.get(address(page, held)).status_code == 404


@pytest.mark.parametrize("page", ["decide", "assign", "reallocate"])
def test_an_officer_is_told_it_is_not_in_their_post(client, held, amira, page):
    client.force_login(amira)

    assert client.get(address(page, held)).status_code == 403


def test_an_officer_reads_who_holds_the_case(client, held, amira):
    client.force_login(amira)

    page = client.get(address("history", held)).content.decode()

    assert "Amira Khan" in page
    assert address("reallocate", held) not in page


@pytest.mark.parametrize("page", ["assign", "reallocate", "history"])
def test_a_restricted_record_shows_nothing(desk, held, page):
    restricted(held)

    assert desk.get(address(page, held)).status_code == 302


def test_nothing_changes_on_a_get(desk, held, waiting):
    for page in ("assign", "reallocate", "history"):
        desk.get(address(page, held))

    assert queries.officer_changes([held.pk]) == {held.pk: 0}
