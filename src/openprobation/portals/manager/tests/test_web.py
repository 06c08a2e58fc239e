"""Does a manager see what waits, longest and most dangerous first, and nothing that is shut to them?"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.access import actions as access
from openprobation.foundation.access.models import Look
from openprobation.foundation.audit.actions import record
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.allocations.tests.factories import case_of, service
from openprobation.supervision.persons.tests.factories import (
    MergeFactory,
    PersonFactory,
    restricted,
)
from openprobation.supervision.risk.tests.factories import HarmAssessmentFactory
from openprobation.supervision.sentences.models import Event
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import LookReason, LookReview, Role
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.sentences import OrderKind

pytestmark = pytest.mark.django_db

MONDAY = datetime(2017, 2, 13, 15, 0, tzinfo=LONDON)


@pytest.fixture
def place():
    return service()


@pytest.fixture
def senior(place):
    return place.post(
        place.crc_team, Role.SENIOR, name="Pat Lee", grade=Grade.SENIOR_PROBATION_OFFICER
    )


@pytest.fixture
def desk(client, senior):
    client.force_login(senior)
    return client


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def waits(place, *, since=MONDAY, kind=OrderKind.COMMUNITY_ORDER, **person):
    spell = case_of(None, place.crc_team, starts_at=since, **person)
    event = Event.objects.get(person=spell.person)
    OrderFactory(
        event=event, kind=kind, starts_on=since.date(), ends_on=since.date() + timedelta(365)
    )
    return spell.person


# ── Cases without an officer ───────────────────────────────────────────────────────────────
def test_a_case_that_waits_is_shown_with_harm_wait_and_the_clock_of_five_working_days(desk, place):
    person = waits(place, given_names="Lee", family_name="Ashworth")
    HarmAssessmentFactory(person=person)

    page = desk.get(reverse("manager:unallocated"))

    words = words_of(page)
    assert "1 case waits for an officer" in words
    assert "Lee Ashworth" in words
    assert "Medium" in words
    assert "3 days since Mon 13 Feb 2017" in words
    assert "2 working days left" in words
    assert "Mon 20 Feb 2017" in words
    assert reverse("allocations:assign", args=[person.crn]) in page.content.decode()


def test_the_longest_wait_stands_first_and_what_is_late_is_said(desk, place):
    waits(place, family_name="Newer")
    waits(place, since=MONDAY - timedelta(days=14), family_name="Older")

    words = words_of(desk.get(reverse("manager:unallocated")))

    assert words.index("Older") < words.index("Newer")
    assert "1 is past its first appointment" in words
    assert "overdue by" in words


def test_a_licence_has_one_working_day(desk, place):
    waits(place, kind=OrderKind.LICENCE)

    assert "by Tue 14 Feb 2017" in words_of(desk.get(reverse("manager:unallocated")))


def test_nothing_waiting_is_said(desk):
    assert "Every case has an officer." in words_of(desk.get(reverse("manager:unallocated")))


def test_a_restricted_case_is_one_row_with_whom_to_ask_and_counts_once(desk, place):
    person = waits(place, given_names="Lee", family_name="Ashworth")
    restricted(person)

    page = desk.get(reverse("manager:unallocated"))

    words = words_of(page)
    assert "1 case waits for an officer" in words
    assert "Restricted record" in words
    assert person.crn in words
    assert "Ask Pat Lee, head" in words
    assert "Ashworth" not in words
    assert reverse("allocations:assign", args=[person.crn]) not in page.content.decode()


def test_let_in_the_senior_sees_the_name(desk, place, senior):
    person = waits(place, family_name="Ashworth")
    restricted(person, let_in=senior)

    assert "Ashworth" in words_of(desk.get(reverse("manager:unallocated")))


def test_cases_of_other_teams_are_not_shown(desk, place):
    case_of(None, place.nps_team, family_name="Elsewhere")

    assert "Elsewhere" not in words_of(desk.get(reverse("manager:unallocated")))


def test_the_head_sees_the_cases_of_every_team_of_the_unit(client, place):
    near = TeamFactory(unit=place.crc_team.unit, name="CRC Bolton 2")
    case_of(None, near, family_name="Nearby")
    client.force_login(place.post(place.crc_team, Role.HEAD, leads_unit=True))

    assert "Nearby" in words_of(client.get(reverse("manager:unallocated")))


def test_what_officers_hold_stands_beside_it_with_large_loads_marked(desk, place, monkeypatch):
    monkeypatch.setattr(allocations, "large_from", lambda _on: 2)
    amira = place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")
    for _ in range(2):
        case_of(amira, place.crc_team)

    assert "2 2 or more" in words_of(desk.get(reverse("manager:unallocated")))


@pytest.mark.parametrize("cases", [2, 50])
def test_the_queue_costs_the_same_for_two_cases_and_for_fifty(
    desk, place, cases, django_assert_num_queries
):
    for _ in range(cases):
        HarmAssessmentFactory(person=waits(place))

    with django_assert_num_queries(14):
        desk.get(reverse("manager:unallocated"))


# ── Looks to review ────────────────────────────────────────────────────────────────────────
def look_at(person, by, at, *, reason=LookReason.COURT, note=""):
    return access.look(kind="person", record_id=person.pk, reason=reason, note=note, by=by, at=at)


@pytest.fixture
def duty(place):
    """A duty officer of the other organisation."""
    return place.post(place.nps_team, Role.DUTY_OFFICER, name="Noor Aziz")


@pytest.fixture
def theirs(place):
    return case_of(None, place.crc_team, given_names="Lee", family_name="Ashworth").person


def test_a_look_at_a_person_of_the_team_by_somebody_elsewhere_is_to_review(desk, theirs, duty, at):
    look_at(theirs, duty, at)

    words = words_of(desk.get(reverse("manager:looks")))

    assert "1 look to review" in words
    assert "Noor Aziz" in words
    assert "Lee Ashworth" in words
    assert "The person is in court today" in words


def test_a_look_by_the_managers_own_staff_elsewhere_is_to_review(desk, place, at):
    amira = place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")
    look_at(case_of(None, place.nps_team).person, amira, at)

    assert "Amira Khan" in words_of(desk.get(reverse("manager:looks")))


def test_looks_that_are_no_business_of_the_manager_are_not_shown(desk, place, duty, at):
    look_at(case_of(None, TeamFactory()).person, duty, at)

    assert "Nothing to review." in words_of(desk.get(reverse("manager:looks")))


def test_emergencies_stand_first(desk, place, theirs, duty, at):
    other = case_of(None, place.crc_team, family_name="Calm").person
    look_at(theirs, duty, at, reason=LookReason.EMERGENCY, note="Somebody is on the roof.")
    look_at(other, duty, at + timedelta(minutes=5))

    words = words_of(desk.get(reverse("manager:looks")))

    assert words.index("Ashworth") < words.index("Calm")


def test_an_emergency_look_at_a_restricted_record_hides_name_and_note(desk, theirs, duty, at):
    restricted(theirs)
    taken = look_at(
        theirs, duty, at, reason=LookReason.EMERGENCY, note="Lee Ashworth is on the roof."
    )

    listed = words_of(desk.get(reverse("manager:looks")))
    review = words_of(desk.get(reverse("manager:review", args=[taken.pk])))

    for words in (listed, review):
        assert "Restricted record" in words
        assert "Ashworth" not in words
        assert "roof" not in words
    assert "Hidden: the record is restricted. Ask Pat Lee, head." in review


def test_let_in_the_manager_sees_name_and_note(desk, theirs, duty, senior, at):
    restricted(theirs, let_in=senior)
    look_at(theirs, duty, at, reason=LookReason.EMERGENCY, note="On the roof of the mill.")

    words = words_of(desk.get(reverse("manager:looks")))

    assert "Ashworth" in words
    assert "On the roof of the mill." in words


def test_a_manager_says_whether_a_look_was_needed_and_it_leaves_the_list(
    desk, theirs, duty, senior, at
):
    taken = look_at(theirs, duty, at)

    response = desk.post(
        reverse("manager:review", args=[taken.pk]), {"review": "justified"}, follow=True
    )

    assert "the look by Noor Aziz is reviewed" in words_of(response)
    assert "Nothing to review." in words_of(response)
    taken.refresh_from_db()
    assert (taken.review, taken.reviewed_by) == (LookReview.JUSTIFIED, senior)
    assert Entry.objects.get(action="look.reviewed").person_id == theirs.pk


def test_one_that_was_asked_about_stays_until_it_is_settled(desk, theirs, duty, at):
    taken = look_at(theirs, duty, at)
    desk.post(
        reverse("manager:review", args=[taken.pk]), {"review": "queried", "note": "Which court?"}
    )

    words = words_of(desk.get(reverse("manager:looks")))
    review = words_of(desk.get(reverse("manager:review", args=[taken.pk])))

    assert "Asked about" in words
    assert "Pat Lee asked about it" in review
    assert "Which court?" in review


def test_nothing_said_is_refused_beside_the_choice(desk, theirs, duty, at):
    taken = look_at(theirs, duty, at)

    response = desk.post(reverse("manager:review", args=[taken.pk]), {})

    assert "Select was the look needed" not in words_of(response)
    assert "There is a problem" in words_of(response)
    taken.refresh_from_db()
    assert taken.review is None


def test_nobody_reviews_their_own_look(desk, place, senior, at):
    taken = look_at(case_of(None, place.nps_team).person, senior, at)

    assert "Nothing to review." in words_of(desk.get(reverse("manager:looks")))
    assert desk.get(reverse("manager:review", args=[taken.pk])).status_code == 404


def test_a_look_of_another_unit_cannot_be_reviewed(desk, duty, at):
    taken = look_at(case_of(None, TeamFactory()).person, duty, at)

    response = desk.post(reverse("manager:review", args=[taken.pk]), {"review": "justified"})

    assert response.status_code == 404
    assert Look.objects.get().review is None


@pytest.mark.parametrize("looks", [2, 40])
def test_the_list_costs_the_same_for_two_looks_and_for_forty(
    desk, place, duty, at, looks, django_assert_num_queries
):
    for _ in range(looks):
        look_at(case_of(None, place.crc_team).person, duty, at)

    with django_assert_num_queries(13):
        desk.get(reverse("manager:looks"))


# ── Who saw and did what ───────────────────────────────────────────────────────────────────
def audit_of(person):
    return reverse("manager:audit", args=[person.crn])


def test_the_audit_of_a_person_is_sentences_latest_first(desk, theirs, duty, at):
    look_at(theirs, duty, at - timedelta(hours=1))

    words = words_of(desk.get(audit_of(theirs)))

    assert "Noor Aziz opened the record: the person is in court today" in words
    assert "Pat Lee looked at the record: who saw and did what" in words
    assert words.index("Pat Lee looked") < words.index("Noor Aziz opened")


def test_reading_the_audit_is_audited(desk, theirs, senior):
    desk.get(audit_of(theirs))

    assert Entry.objects.get(action="person.audited").by == senior.username
    assert "Pat Lee read who saw and did what" in words_of(desk.get(audit_of(theirs)))


def test_the_audit_goes_on_by_keyset_and_shows_each_line_once(desk, theirs, at):
    for n in range(130):
        record(
            "contact.recorded" if n % 2 else "risk.score.recorded",
            by="system",
            at=at - timedelta(minutes=n),
            person_id=theirs.pk,
        )

    first = desk.get(audit_of(theirs)).content.decode()
    older = re.search(r'href="([^"]*\?before=\d+)"', first)[1]
    second = desk.get(older).content.decode()

    line = 'class="op-event__time"'
    assert (first.count(line), second.count(line)) == (100, 31)
    assert "Back to the latest" in second


def test_a_made_up_place_in_the_list_shows_the_latest(desk, theirs):
    assert desk.get(f"{audit_of(theirs)}?before=yesterday").status_code == 200


def test_beyond_their_own_people_a_manager_gives_a_reason_first(desk, place):
    elsewhere = case_of(None, place.nps_team).person

    assert desk.get(audit_of(elsewhere)).status_code == 302


def test_the_audit_of_a_restricted_person_stays_shut(desk, theirs):
    restricted(theirs)

    assert desk.get(audit_of(theirs)).status_code == 302
    assert not Entry.objects.filter(action="person.audited").exists()


def test_a_joined_record_tells_both(desk, theirs, at):
    folded = MergeFactory(kept=theirs, folded=PersonFactory()).folded
    record("risk.score.recorded", by="system", at=at, person_id=folded.pk)

    assert "recorded an RSR score" in words_of(desk.get(audit_of(theirs)))


# ── Who may not ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("page", ["unallocated", "looks"])
def test_an_officer_is_told_it_is_not_in_their_post(client, place, page):
    client.force_login(place.post(place.crc_team, Role.PROBATION_OFFICER))

    assert client.get(reverse(f"manager:{page}")).status_code == 403


@pytest.mark.parametrize("page", ["unallocated", "looks"])
def test_a_supplier_finds_nothing(client, page):
    client.force_login(officer(role=Role.SUPPLIER))

    assert client.get(reverse(f"manager:{page}")).status_code == 404


def test_an_officer_does_not_read_the_audit_of_their_own_case(client, place):
    amira = place.post(place.crc_team, Role.PROBATION_OFFICER)
    person = case_of(amira, place.crc_team).person
    client.force_login(amira)

    assert client.get(audit_of(person)).status_code == 403
