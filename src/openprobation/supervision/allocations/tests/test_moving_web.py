"""Do the pages by which a case moves ask what they must, and show who answers meanwhile?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.clock import stopped_at
from openprobation.foundation.organisations.tests.factories import PostingFactory, TeamFactory
from openprobation.supervision.allocations import actions, queries
from openprobation.supervision.allocations.models import (
    Escalation,
    Handover,
    HandoverPage,
    Transfer,
)
from openprobation.supervision.persons.tests.factories import restricted
from openprobation.supervision.risk.tests.factories import HarmAssessmentFactory
from openprobation.supervision.workforce.tests.factories import AbsenceFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.moves import TransferRejection
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.risk import HarmLevel

from .factories import case_of, service
from .test_moves import raised, referred

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return service()


@pytest.fixture
def officer(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")


@pytest.fixture
def colleague(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Ben Ward")


@pytest.fixture
def senior(place):
    return place.post(place.crc_team, Role.SENIOR, name="Cath Doyle")


@pytest.fixture
def nps_senior(place):
    return place.post(place.nps_team, Role.SENIOR, name="Dev Patel")


@pytest.fixture
def case(place, officer):
    return case_of(officer, place.crc_team, given_names="Kevin Lee", family_name="Marsh")


def words_of(response):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(text.split())


def address(name, person):
    return reverse(f"allocations:{name}", args=[person.crn])


def test_the_handover_page_opens_drafted_and_is_saved_as_corrected(
    client, case, colleague, senior, at
):
    HarmAssessmentFactory(person=case.person, overall=HarmLevel.HIGH)
    actions.reallocate(
        person_id=case.person_id, officer_id=colleague.pk, reason=SpellReason.ABSENCE,
        note="Mornings suit best. I promised a call on Friday. Do not mention his father.",
        by=senior, at=at - timedelta(hours=1),
    )  # fmt: skip
    client.force_login(colleague)

    page = client.get(address("handover", case.person))
    listed = words_of(client.get(reverse("allocations:moves")))
    saved = client.post(
        address("handover", case.person), {"what_works": "Walks.", "met_how": "not_possible"}
    )

    words = words_of(page)
    assert "Drafted from the record." in words
    for said in ("Mornings suit best.", "I promised a call on Friday.", "Do not mention"):
        assert said in words
    assert "High risk of serious harm." in words
    assert "Kevin Lee Marsh" in listed
    assert saved.status_code == 302
    assert HandoverPage.objects.get().what_works == "Walks."


def test_a_caseload_is_proposed_checked_with_every_load_and_moved(
    client, place, officer, colleague, senior, at
):
    cases = [case_of(officer, place.crc_team) for _number in range(3)]
    client.force_login(senior)
    here = reverse("allocations:caseload", args=[officer.pk])
    given = {"reason": "absence", "note": "Away from today."}
    given |= {f"to_{case.person_id}": colleague.pk for case in cases}
    given |= {f"seen_{case.person_id}": case.pk for case in cases}

    proposed = client.get(here)
    check = client.post(here, given)
    moved = client.post(here, {**given, "checked": "yes"}, follow=True)

    assert "selected" in proposed.content.decode()
    assert "0 → 3 cases" in words_of(check)
    assert "of capacity" in words_of(check)
    assert "3 cases of Amira Khan have moved" in words_of(moved)
    assert Handover.objects.count() == 3
    batch = Handover.objects.latest("pk").batch
    client.post(reverse("allocations:undo", args=[batch]))
    later = at + timedelta(seconds=1)
    assert queries.load([officer.pk], later)[officer.pk].cases == 3


def test_no_case_is_proposed_to_a_senior_a_trainee_or_somebody_away_and_they_may_be_chosen(
    client, place, officer, colleague, at
):
    spo = Grade.SENIOR_PROBATION_OFFICER
    senior = place.post(place.crc_team, Role.SENIOR, name="Cath Doyle", grade=spo)
    place.post(place.crc_team, Role.PROBATION_OFFICER, name="Tess Tait", grade=Grade.TRAINEE)
    AbsenceFactory(user=place.post(place.crc_team, Role.PROBATION_OFFICER, name="Stan Sharp"))
    for holder in (officer, colleague):
        case_of(holder, place.crc_team)
    client.force_login(senior)

    words = client.get(reverse("allocations:caseload", args=[officer.pk])).content.decode()

    assert re.findall(r'value="(\d+)" selected', words) == [str(colleague.pk)]
    for said in (
        "Cath Doyle (senior probation officer)",
        "Tess Tait (trainee)",
        "Stan Sharp (away)",
    ):
        assert f">{said}</option>" in words


def test_the_caseload_of_another_team_is_not_found(client, officer, at):
    stranger = TeamFactory()
    posted = PostingFactory(team=stranger, role=Role.SENIOR)
    client.force_login(posted.user)

    assert client.get(reverse("allocations:caseload", args=[officer.pk])).status_code == 404


def test_a_concern_opens_filled_and_the_danger_comes_first(client, case, officer, at):
    HarmAssessmentFactory(
        person=case.person, overall=HarmLevel.MEDIUM, who_is_at_risk="His former partner."
    )
    client.force_login(officer)
    here = address("escalate", case.person)

    page = client.get(here)
    half = client.post(
        here,
        {
            "danger": "told", "purpose": "harm", "is_urgent": "yes", "harm_now": "high",
            "what_changed": "Threats.", "who_is_at_risk": "Her.", "protective": "Police.",
        },
    )  # fmt: skip
    whole = client.post(
        here,
        {
            "danger": "nobody", "purpose": "harm", "is_urgent": "no", "harm_now": "high",
            "what_changed": "Threats.", "who_is_at_risk": "Her.", "protective": "Police.",
        },
    )  # fmt: skip

    words = words_of(page)
    assert "call 999 first" in words
    assert words.index("call 999 first") < words.index("What changed?")
    assert "His former partner." in words
    assert "Say whom you told" in words_of(half)
    assert whole.status_code == 302
    assert Escalation.objects.get().is_urgent is False


def test_an_escalation_walks_through_both_organisations_on_its_page(
    client, place, case, officer, senior, nps_senior, at
):
    raised(case, officer, at)
    here = address("escalation", case.person)
    client.force_login(senior)
    refer = client.get(f"{here}?verb=refer")
    sent = client.post(
        here, {"verb": "refer", "named": f"{nps_senior.pk}.{place.nps_team.pk}", "why": "Agreed."}
    )
    client.force_login(nps_senior)
    shown = client.get(f"{here}?verb=accept")
    accepted = client.post(
        here,
        {
            "verb": "accept", "moves_on_0": "16", "moves_on_1": "2", "moves_on_2": "2017",
            "moves_time": "9:00am", "why": "",
        },
        follow=True,
    )  # fmt: skip

    assert "Dev Patel, Senior probation officer, NPS Bolton" in words_of(refer)
    assert sent.status_code == 302
    assert "Who answers now: Amira Khan" in words_of(shown)
    assert Escalation.objects.get().state == "taken", words_of(accepted)
    assert queries.holder([case.person_id], at + timedelta(seconds=1)).team == "NPS Bolton"


def test_the_other_sides_verbs_are_not_offered(
    client, place, case, officer, senior, nps_senior, at
):
    referred(case, officer, senior, nps_senior, place, at)
    client.force_login(officer)

    page = client.get(address("escalation", case.person))

    assert "?verb=accept" not in page.content.decode()
    answered = client.post(
        address("escalation", case.person), {"verb": "refuse", "code": "not_high", "why": "No."}
    )
    assert answered.status_code == 200
    assert Escalation.objects.get().state == "referred"


def test_a_transfer_is_asked_for_and_rejected_with_a_code(client, place, case, officer, at):
    other = TeamFactory(unit=place.crc_team.unit, name="CRC Bolton 2")
    receiver = place.post(other, Role.SENIOR)
    client.force_login(officer)
    asked = client.post(
        address("transfer", case.person),
        {"team": other.pk, "reason": "address", "why": "Moved to Bury."},
    )
    here = reverse("allocations:transfer_set", args=[Transfer.objects.get().batch])
    client.force_login(receiver)

    page = client.get(here)
    client.post(here, {"reject": "yes", "code": "has_not_moved", "why": "Still there."})

    assert asked.status_code == 302
    assert "answers now: Amira Khan" in words_of(page)
    assert Transfer.objects.get().state == "rejected"


def turned_down(place, *people, by, at, why="Still there."):
    other = TeamFactory(unit=place.crc_team.unit, name="CRC Bolton 2")
    batch = actions.ask_for_transfer(
        person_ids=[one.pk for one in people], team_id=other.pk, reason=SpellReason.ADDRESS,
        why="Moved to Bury.", by=by, at=at,
    )  # fmt: skip
    receiver = place.post(other, Role.SENIOR, name="Rae Holt")
    actions.reject_transfer(
        batch=batch, code=TransferRejection.HAS_NOT_MOVED, why=why, by=receiver, at=at
    )
    return receiver


def rejected_shown(client, user):
    client.force_login(user)
    html = client.get(reverse("allocations:moves")).content.decode()
    return html.partition('id="rejected"')[2]


def test_whoever_asked_sees_a_rejected_transfer_with_its_code_and_reason_for_two_weeks(
    client, place, case, officer, senior, at
):
    receiver = turned_down(place, case.person, by=officer, at=at)

    with stopped_at(at + timedelta(days=14)):
        seen = [rejected_shown(client, sender) for sender in (officer, senior)]
        receivers = rejected_shown(client, receiver)
    with stopped_at(at + timedelta(days=14, seconds=1)):
        later = rejected_shown(client, officer)

    for said in ("The person has not moved", "Still there.", "Rae Holt"):
        assert all(said in shown for shown in seen)
    assert not receivers
    assert not later


def test_a_reason_about_somebody_restricted_is_kept_back(client, place, case, officer, at):
    turned_down(place, case.person, by=officer, at=at)
    restricted(case.person)

    shown = rejected_shown(client, officer)

    assert "The person has not moved" in shown
    assert "Still there." not in shown


def test_rejected_sets_take_one_query_however_many(
    place, case, officer, at, django_assert_num_queries
):
    turned_down(place, case.person, case_of(officer, place.crc_team).person, by=officer, at=at)
    turned_down(place, case_of(officer, place.crc_team).person, by=officer, at=at, why="No.")

    with django_assert_num_queries(1):
        found = queries.transfers_rejected(
            user_id=officer.pk, team_ids=[], unit_ids=[], since=at - timedelta(days=14)
        )

    assert [(len(one.person_ids), one.why) for one in found] == [(1, "No."), (2, "Still there.")]


def test_a_stranger_does_not_find_a_transfer(client, place, case, officer, at):
    other = TeamFactory(unit=place.crc_team.unit, name="CRC Bolton 2")
    batch = actions.ask_for_transfer(
        person_ids=[case.person_id], team_id=other.pk, reason=SpellReason.ADDRESS,
        why="Moved.", by=officer, at=at,
    )  # fmt: skip
    client.force_login(place.post(TeamFactory(), Role.SENIOR))

    assert client.get(reverse("allocations:transfer_set", args=[batch])).status_code == 404
