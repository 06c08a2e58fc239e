"""Is load told as it is, is who is alone with it found, and does a large team cost no more?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openprobation.foundation.organisations.tests.factories import officer as posted
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.allocations.tests.factories import case_of, service
from openprobation.supervision.sentences.models import Event
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.supervision.workforce import queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.sentences import OrderKind
from openprobation.vocabulary.workforce import AbsenceKind, Tier

from .factories import (
    AbsenceFactory,
    CaseTierFactory,
    ContractFactory,
    ReductionFactory,
    SessionFactory,
    TrainingFactory,
    nights,
)

pytestmark = pytest.mark.django_db

TODAY = date(2017, 2, 16)


@pytest.fixture
def place():
    return service()


@pytest.fixture
def officer(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")


def case(officer, place, tier=None, kind=OrderKind.COMMUNITY_ORDER, starts_on=date(2016, 10, 3)):
    spell = case_of(officer, place.crc_team)
    event = Event.objects.get(person=spell.person)
    OrderFactory(event=event, kind=kind, starts_on=starts_on, ends_on=date(2018, 2, 1))
    if tier:
        CaseTierFactory(person=spell.person, tier=tier)
    return spell.person


def load(officer, at, grade=Grade.PROBATION_OFFICER):
    held = allocations.held([officer.pk], at)
    return queries.loads(held, {officer.pk: grade}, on=TODAY)[officer.pk]


def test_points_go_by_tier_and_place_and_a_case_without_a_tier_is_said(place, officer, at):
    case(officer, place, Tier.C2)
    case(officer, place, Tier.B1, OrderKind.LICENCE)
    case(officer, place, Tier.B1, OrderKind.LICENCE, starts_on=date(2017, 6, 1))
    case(officer, place)

    found = load(officer, at)

    assert (found.points, found.cases, found.without_tier) == (63 + 119 + 47, 4, 1)
    assert found.available == 2176
    assert found.is_applied_early
    assert not found.hours_are_known


def test_room_goes_by_hours_and_what_is_taken_off_today(place, officer, at):
    ContractFactory(user=officer, hours=Decimal("29.6"))
    ReductionFactory(user=officer)
    ReductionFactory(user=officer, starts_on=TODAY + timedelta(1))
    ReductionFactory(user=officer, ends_on=TODAY)

    found = load(officer, at)

    assert found.left == Decimal("22.2")
    assert found.available == 1305


def test_four_weeks_of_nights_over_110_per_cent_are_flagged(place, officer, at):
    ContractFactory(user=officer, hours=Decimal("1.0"))
    case(officer, place, Tier.B2)
    nights(officer, 115, 28)

    found = load(officer, at)

    assert found.percent > 110
    assert found.verdict.is_over_for_long
    assert found.weeks_over == 4
    assert found.before == 115


def test_a_case_of_two_joined_records_counts_once_and_of_nobody_is_nothing(officer, at):
    found = load(officer, at)

    assert (found.cases, found.points, found.percent) == (0, 0, 0)
    assert not found.verdict.is_too_large


def test_load_and_support_cost_the_same_for_a_large_team(place, at, django_assert_num_queries):
    def team(size):
        members = [place.post(place.crc_team, Role.PROBATION_OFFICER) for _one in range(size)]
        for member in members:
            ContractFactory(user=member)
            SessionFactory(member=member)
            case(member, place, Tier.C2)
        return {member.pk: Grade.PROBATION_OFFICER for member in members}

    for grades in (team(1), team(9)):
        with django_assert_num_queries(5):
            queries.loads(allocations.held(grades, at), grades, on=TODAY)
        with django_assert_num_queries(1):
            queries.support(grades, on=TODAY)


# ── Away, supervised, new ──────────────────────────────────────────────────────────────────
def support(officer):
    return queries.support([officer.pk], on=TODAY)[officer.pk]


def test_who_is_away_is_told_with_the_kind_and_never_why(officer):
    AbsenceFactory(user=officer, expected_back_on=date(2017, 3, 1))

    found = queries.absent([officer.pk], on=TODAY)[officer.pk]

    assert (found.kind, found.days) == (AbsenceKind.SICKNESS, 10)
    assert not hasattr(found, "reason")
    assert queries.absent([officer.pk], on=date(2017, 2, 5)) == {}


@pytest.mark.parametrize(
    ("held_on", "overdue"), [(date(2017, 1, 5), False), (date(2017, 1, 4), True)]
)
def test_supervision_is_overdue_after_six_weeks(held_on, overdue, officer):
    ContractFactory(user=officer)
    SessionFactory(member=officer, held_on=held_on)

    assert support(officer).is_overdue is overdue


def test_somebody_new_is_due_after_two_weeks(officer):
    ContractFactory(user=officer, new=True)

    found = support(officer)

    assert found.is_new
    assert found.due.due_on == date(2017, 2, 9)
    assert found.is_overdue


def test_who_is_away_is_not_overdue_and_who_came_back_has_a_week(officer):
    ContractFactory(user=officer)
    absence = AbsenceFactory(user=officer, starts_on=date(2016, 12, 1))
    SessionFactory(member=officer, held_on=date(2016, 11, 1))

    assert not support(officer).is_overdue
    absence.ends_on = date(2017, 2, 13)
    absence.save()
    assert support(officer).due.due_on == date(2017, 2, 20)


def test_training_and_actions_not_done_in_time_are_counted(officer):
    TrainingFactory(user=officer)
    TrainingFactory(user=officer, kind="enforcement", done_on=TODAY)

    assert support(officer).training_late == 1


# ── Who manages whom ───────────────────────────────────────────────────────────────────────
def test_a_senior_manages_the_team_and_not_seniors_nor_other_teams(place, officer, at):
    senior = place.post(place.crc_team, Role.SENIOR)
    place.post(place.crc_team, Role.SENIOR)
    posted(role=Role.PROBATION_OFFICER)

    found = queries.managed_by(senior, at=at, on=TODAY)

    assert [one.user_id for one in found] == [officer.pk]


def test_an_officer_manages_nobody(place, officer, at):
    place.post(place.crc_team, Role.PROBATION_OFFICER)

    assert queries.managed_by(officer, at=at, on=TODAY) == []


def test_the_list_and_the_single_question_agree(place, officer, at):
    head = place.post(place.crc_team, Role.HEAD, leads_unit=True)
    senior = place.post(place.crc_team, Role.SENIOR)
    everybody = [officer, head, senior, posted()]

    for viewer in everybody:
        listed = {one.user_id for one in queries.managed_by(viewer, at=at, on=TODAY)}
        asked = {one.pk for one in everybody if queries.manages(viewer, one.pk, at=at)}
        assert listed == asked
