"""Does Monday's page find who carries too much, who is away, who is alone with it and whom nobody saw?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.supervision.allocations.tasks import keep_the_night, keep_when_it_is_night
from openprobation.supervision.allocations.tests.factories import case_of, service
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.enforcement.models import Failure, LicenceMatter
from openprobation.supervision.persons.tests.factories import PersonFactory, restricted
from openprobation.supervision.sentences.models import Event
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.supervision.workforce.models import AbsenceReason, LoadNight
from openprobation.supervision.workforce.tests.factories import (
    AbsenceFactory,
    CaseTierFactory,
    ContractFactory,
    SessionFactory,
    nights,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.sentences import OrderKind
from openprobation.vocabulary.workforce import Tier

pytestmark = pytest.mark.django_db

LAST_MONTH = datetime(2017, 1, 10, 10, 0, tzinfo=LONDON)
LAST_WEEK = datetime(2017, 2, 9, 10, 0, tzinfo=LONDON)


@pytest.fixture
def place():
    return service()


@pytest.fixture
def senior(place):
    return place.post(
        place.crc_team, Role.SENIOR, name="Pat Lee", grade=Grade.SENIOR_PROBATION_OFFICER
    )


@pytest.fixture
def amira(place):
    officer = place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")
    ContractFactory(user=officer)
    return officer


def case(
    officer, place, *, tier=Tier.C2, seen=None, kind=OrderKind.COMMUNITY_ORDER,
    starts_on=date(2016, 10, 3), **person,
):  # fmt: skip
    spell = case_of(officer, place.crc_team, **person)
    event = Event.objects.get(person=spell.person)
    OrderFactory(event=event, kind=kind, starts_on=starts_on, ends_on=date(2018, 2, 1))
    if tier:
        CaseTierFactory(person=spell.person, tier=tier)
    if seen:
        AppointmentFactory(person=spell.person, officer=officer, starts_at=seen, attended=True)
    return spell.person


def monday(client, viewer):
    client.force_login(viewer)
    page = client.get(reverse("manager:monday"))
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_each_officer_is_told_with_share_cases_and_points(client, place, senior, amira):
    case(amira, place, seen=LAST_WEEK)
    case(amira, place, tier=Tier.A3, seen=LAST_WEEK)

    words = monday(client, senior)

    assert "12% of capacity" in words
    assert "2 cases" in words
    assert "269 of 2176 points" in words
    assert "published after 2017" in words


def test_four_weeks_over_110_per_cent_is_flagged_and_counted(client, place, senior, amira):
    amira.contracts.update(hours=Decimal("1.0"))
    case(amira, place, tier=Tier.A3, seen=LAST_WEEK)
    nights(amira, 130, 29)

    words = monday(client, senior)

    assert "1 officer carries too much" in words
    assert "over 110% for 4 weeks" in words
    assert "four weeks ago 130%" in words


def test_a_case_without_a_tier_is_never_hidden(client, place, senior, amira):
    case(amira, place, tier=None, seen=LAST_WEEK)

    words = monday(client, senior)

    assert "1 case has no tier and counts nothing" in words
    assert "the true load is higher" in words


def test_who_is_away_is_told_with_the_kind_and_never_the_reason(client, place, senior, amira):
    absence = AbsenceFactory(user=amira, expected_back_on=date(2017, 3, 6))
    AbsenceReason.objects.create(absence=absence, text="Operation on the knee")

    words = monday(client, senior)

    assert "1 officer is away" in words
    assert "Sickness since Mon 6 Feb 2017 , back Mon 6 Mar 2017" in words
    assert "knee" not in words


def test_who_is_overdue_supervision_is_named_new_staff_first(client, place, senior, amira):
    SessionFactory(member=amira, held_on=date(2016, 10, 18))
    new = place.post(place.crc_team, Role.PROBATION_SERVICES_OFFICER, name="Zed Young")
    ContractFactory(user=new, new=True)
    duty = place.post(place.crc_team, Role.DUTY_OFFICER, name="Max Duty")
    ContractFactory(user=duty)

    words = monday(client, senior)
    overdue = words[words.rindex("Supervision overdue") :]

    assert "3 members of staff are overdue supervision" in words
    assert overdue.index("Zed Young") < overdue.index("Max Duty") < overdue.index("Amira Khan")


def test_people_nobody_has_seen_for_a_month_are_counted_and_named(client, place, senior, amira):
    case(amira, place, seen=LAST_WEEK, family_name="Seen")
    case(amira, place, seen=LAST_MONTH, family_name="Unseen")
    case(amira, place, family_name="Never")
    case(amira, place, starts_on=date(2017, 2, 6), family_name="Fresh")
    case(amira, place, kind=OrderKind.LICENCE, starts_on=date(2017, 6, 1), family_name="Inside")

    words = monday(client, senior)

    assert "2 people have not been seen for 31 days" in words
    assert words.index("Never") < words.index("Unseen")
    for name in ("Kiran Seen", "Fresh", "Inside"):
        assert name not in words


def test_a_restricted_person_nobody_saw_is_a_number_and_whom_to_ask(client, place, senior, amira):
    person = case(amira, place, family_name="Ashworth")
    restricted(person)

    words = monday(client, senior)

    assert "1 person has not been seen" in words
    assert f"Restricted record {person.crn} Ask Pat Lee, head" in words
    assert "Ashworth" not in words


def matter(person, by, *, sent_at, taken_back=None):
    failure = Failure.objects.create(
        person=person, on=date(2017, 2, 6), outcome=Outcome.UNACCEPTABLE_ABSENCE,
        noticed_at=sent_at, noticed_by=by, explain_by=date(2017, 2, 13), taken_back_at=taken_back,
        taken_back_why="He was there." if taken_back else None,
    )  # fmt: skip
    return LicenceMatter.objects.create(
        failure=failure, person=person, alternatives=["help"], weighed="Both.",
        sent_by=by, sent_at=sent_at,
    )  # fmt: skip


def test_licence_matters_put_to_the_senior_are_listed_with_age_and_due(
    client, place, senior, amira
):
    held = case(amira, place, seen=LAST_WEEK, family_name="Waits")
    nobodys = case_of(None, place.crc_team, family_name="Nobodys").person
    late = matter(held, amira, sent_at=datetime(2017, 2, 13, 10, 0, tzinfo=LONDON))
    matter(nobodys, amira, sent_at=datetime(2017, 2, 16, 9, 0, tzinfo=LONDON))

    words = monday(client, senior)

    assert "2 licence matters wait for a senior" in words
    assert words.index("Waits") < words.index("Nobodys")
    assert "overdue by 2 working days , by Tue 14 Feb 2017 3 days old; put by Amira Khan" in words
    page = client.get(reverse("manager:monday")).content.decode()
    assert reverse("enforcement:answer_matter", args=[held.crn, late.pk]) in page


def test_what_is_answered_taken_back_or_another_teams_is_not_listed(client, place, senior, amira):
    other = place.post(place.nps_team, Role.PROBATION_OFFICER)
    matter(case(amira, place), amira, sent_at=LAST_WEEK, taken_back=LAST_WEEK)
    matter(case_of(other, place.nps_team).person, other, sent_at=LAST_WEEK)
    answered = matter(case(amira, place), amira, sent_at=LAST_WEEK)
    answered.answer, answered.answered_by, answered.answered_at = "continue", senior, LAST_WEEK
    answered.save()

    assert "licence matter" not in monday(client, senior)


@pytest.mark.parametrize("which", ["the kept record", "the joined record"])
def test_a_restricted_persons_licence_matter_is_a_number_and_whom_to_ask(
    which, client, place, senior, amira
):
    kept = case(amira, place, seen=LAST_WEEK, family_name="Ashworth")
    joined = PersonFactory(family_name="Ashworth", merged_into=kept)
    matter(joined, amira, sent_at=LAST_WEEK)
    restricted(kept if which == "the kept record" else joined)

    words = monday(client, senior)

    assert f"Restricted record {kept.crn} Ask Pat Lee, head" in words
    assert "Ashworth" not in words
    assert "put by" not in words


def test_cases_without_an_officer_are_counted_with_the_longest_wait(client, place, senior):
    case_of(None, place.crc_team, starts_at=datetime(2017, 2, 10, 9, 0, tzinfo=LONDON))

    assert "1 case has no officer , the longest for 6 days" in monday(client, senior)


def test_no_other_team_is_on_the_page_but_on_that_of_who_leads_the_unit(
    client, place, senior, amira
):
    near = TeamFactory(unit=place.crc_team.unit)
    other = place.post(near, Role.PROBATION_OFFICER, name="Other Side")

    assert "Other Side" not in monday(client, senior)
    head = place.post(place.crc_team, Role.HEAD, leads_unit=True)
    assert "Other Side" in monday(client, head)
    assert other.name != amira.name


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.DUTY_OFFICER, Role.COURT_OFFICER])
def test_only_who_manages_opens_it(role, client, place):
    client.force_login(place.post(place.crc_team, role))

    assert client.get(reverse("manager:monday")).status_code == 403


def test_a_team_of_three_and_of_twelve_cost_the_same(
    client, place, senior, django_assert_max_num_queries
):
    def grow(count):
        for _officer in range(count):
            officer = place.post(place.crc_team, Role.PROBATION_OFFICER)
            ContractFactory(user=officer)
            AbsenceFactory(user=officer)
            SessionFactory(member=officer)
            nights(officer, 100, 2)
            case(officer, place, seen=LAST_MONTH)
            matter(case(officer, place, seen=LAST_WEEK), officer, sent_at=LAST_WEEK)

    asked = []
    for count in (3, 9):
        grow(count)
        client.force_login(senior)
        client.get(reverse("manager:monday"))  # a first visit reads what is then kept
        with django_assert_max_num_queries(35) as queries:
            client.get(reverse("manager:monday"))
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_what_is_done_from_the_page_is_linked(client, place, senior, amira):
    case(amira, place, seen=LAST_WEEK)
    client.force_login(senior)

    page = client.get(reverse("manager:monday")).content.decode()

    assert reverse("workforce:member", args=[amira.pk]) in page
    assert reverse("workforce:supervise", args=[amira.pk]) in page
    assert reverse("allocations:caseload", args=[amira.pk]) in page
    assert reverse("manager:unallocated") in page


# ── The night ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("hour", "kept"), [(9, 0), (18, 0), (19, 1), (23, 1)])
def test_the_night_is_kept_in_the_evening_and_not_by_day(hour, kept, amira):
    at = datetime(2017, 2, 16, hour, 0, tzinfo=LONDON)

    assert keep_when_it_is_night(by=system_user(), at=at) == kept


def test_the_night_is_kept_once_for_every_officer(place, amira, at):
    case(amira, place)
    by = system_user()

    assert keep_the_night(by=by, at=at) == 1
    assert keep_the_night(by=by, at=at + timedelta(hours=2)) == 0
    assert keep_the_night(by=by, at=at + timedelta(hours=10)) == 1

    kept = LoadNight.objects.order_by("on").values_list("on", "cases", "points", "available")
    assert list(kept) == [
        (date(2017, 2, 15), 1, 63, 2176),
        (date(2017, 2, 16), 1, 63, 2176),
    ]
