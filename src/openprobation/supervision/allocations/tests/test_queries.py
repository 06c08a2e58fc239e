"""Is it one line who holds a case, and does asking for many cost what asking for one does?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.models import Cover
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.rules.allocation import AllocationInputs
from openprobation.rules.policy import PACKS
from openprobation.supervision.allocations import queries
from openprobation.supervision.allocations.models import QueuedDecision
from openprobation.supervision.allocations.policies import OPEN_AFTER_SUPERVISION
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.tests.factories import MergeFactory, PersonFactory
from openprobation.supervision.risk.tests.factories import (
    HarmAssessmentFactory,
    MappaFactory,
    RegistrationFactory,
    ReoffendingScoreFactory,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind

from .factories import ALLOCATED, SENTENCED, SpellFactory, case_of, sentenced, service

pytestmark = pytest.mark.django_db


def test_the_line_names_officer_team_organisation_deputy_and_duty_number(at):
    place = service()
    officer = UserFactory(name="Amira Khan")
    Cover.objects.create(
        user=officer, deputy=UserFactory(name="Jo Bell"), starts_on=date(2017, 1, 1)
    )
    spell = case_of(officer, place.crc_team)

    holder = queries.holders([spell.person_id], at)[spell.person_id]

    assert holder.line == (
        "Amira Khan, CRC Bolton 1, Cheshire and Greater Manchester CRC;"
        " deputy Jo Bell; duty 0161 496 0199"
    )


def test_without_an_officer_the_line_says_so_and_names_the_team(at):
    spell = case_of(None, service().crc_team)

    holder = queries.holders([spell.person_id], at)[spell.person_id]

    assert holder.line.startswith("No officer assigned yet, CRC Bolton 1")
    assert holder.officer_id is None


def test_the_holder_is_who_it_was_at_the_moment_asked_about(at):
    first, second = UserFactory(), UserFactory()
    spell = SpellFactory(held=True, officer=first, starts_at=SENTENCED, ends_at=ALLOCATED)
    SpellFactory(event=spell.decision.event, decision=None, officer=second, starts_at=ALLOCATED)

    def holder_at(moment):
        return queries.holders([spell.person_id], moment)[spell.person_id].officer_id

    assert holder_at(ALLOCATED - timedelta(microseconds=1)) == first.pk
    assert holder_at(ALLOCATED) == second.pk


def test_nobody_is_named_for_somebody_nobody_supervises(at):
    assert queries.holders([PersonFactory().pk], at) == {}
    assert queries.holder([PersonFactory().pk], at) is None


@pytest.mark.parametrize("cases", [1, 60])
def test_holders_costs_two_queries_however_many_people(cases, at, django_assert_num_queries):
    team = TeamFactory()
    ids = [case_of(UserFactory(), team).person_id for _ in range(cases)]

    with django_assert_num_queries(2):
        assert len(queries.holders(ids, at)) == cases


def test_the_cases_of_an_officer_are_those_held_now_the_longest_first(at):
    team, officer = TeamFactory(), UserFactory()
    newer = case_of(officer, team, starts_at=ALLOCATED)
    older = case_of(officer, team, starts_at=SENTENCED)
    SpellFactory(held=True, officer=officer, starts_at=SENTENCED, ends_at=ALLOCATED)

    assert queries.cases_of(officer.pk, at) == [older.person_id, newer.person_id]


def test_two_joined_records_of_one_officer_are_one_case(at):
    team, officer = TeamFactory(), UserFactory()
    kept, folded = case_of(officer, team), case_of(officer, team)
    MergeFactory(kept=kept.person, folded=folded.person)

    assert queries.cases_of(officer.pk, at) == [kept.person_id]
    assert queries.load([officer.pk], at)[officer.pk].cases == 1


def test_load_counts_cases_and_names_those_who_have_none(at, django_assert_num_queries):
    busy, free = UserFactory(), UserFactory()
    team = TeamFactory()
    for _ in range(3):
        case_of(busy, team)

    with django_assert_num_queries(1):
        load = queries.load([busy.pk, free.pk], at)

    assert (load[busy.pk].cases, load[free.pk].cases) == (3, 0)


def test_a_team_holds_its_cases_assigned_or_not(at):
    team = TeamFactory()
    case_of(UserFactory(), team)
    case_of(None, team)

    assert queries.team_load([team.pk], at)[team.pk].cases == 2


def test_unallocated_are_cases_of_the_team_or_unit_without_an_officer_longest_wait_first(at):
    place = service()
    later = case_of(None, place.crc_team, starts_at=ALLOCATED)
    first = case_of(None, place.crc_team, starts_at=SENTENCED)
    case_of(UserFactory(), place.crc_team)
    case_of(None, place.nps_team)
    SpellFactory(court=True, team=place.court, event=sentenced(place))

    by_team = queries.unallocated(at, team_ids=[place.crc_team.pk])
    by_unit = queries.unallocated(at, unit_ids=[place.crc_team.unit_id])

    assert [line.person_id for line in by_team] == [first.person_id, later.person_id]
    assert by_unit == by_team
    assert queries.unallocated(at) == []


def test_awaiting_an_organisation_are_cases_of_the_court_team_with_what_is_missing(
    at, django_assert_num_queries
):
    place = service()
    known, unknown = sentenced(place), sentenced(place)
    for event in (known, unknown):
        SpellFactory(court=True, team=place.court, event=event)
    QueuedDecision.objects.create(
        person=unknown.person,
        event=unknown,
        missing=["the RSR score"],
        queued_by=UserFactory(),
        queued_at=at,
    )

    with django_assert_num_queries(2):
        waiting = queries.awaiting_organisation(at, team_ids=[place.court.pk])

    assert [(line.event_id, line.missing) for line in waiting] == [
        (known.pk, ()),
        (unknown.pk, ("the RSR score",)),
    ]
    assert waiting[0].sentenced_on == date(2017, 2, 14)
    assert queries.awaiting_organisation(at, team_ids=[place.nps_team.pk]) == []


def test_officers_with_nobody_between_or_a_team_between_count_the_same():
    a, b = 1, 2

    assert queries.changes([]) == 0
    assert queries.changes([a]) == 0
    assert queries.changes([a, a]) == 0
    assert queries.changes([a, b, a]) == 2


def test_changes_of_officer_are_those_of_the_latest_supervision(at):
    person = PersonFactory()
    old = SpellFactory(
        held=True,
        starts_at=SENTENCED,
        ends_at=ALLOCATED,
        event__person=person,
        event__period__closed=True,
    )
    SpellFactory(
        held=True,
        event=old.decision.event,
        decision=None,
        starts_at=ALLOCATED,
        ends_at=ALLOCATED + timedelta(hours=1),
    )
    new = SpellFactory(
        held=True,
        event__person=person,
        event__number=2,
        event__period__opened_on=date(2017, 2, 14),
        starts_at=datetime(2017, 2, 14, tzinfo=LONDON),
    )

    assert old.period_id != new.period_id
    assert queries.officer_changes([person.pk]) == {person.pk: 0}


def test_history_tells_every_holder_latest_first_with_reason_and_who_decided(at):
    court = SpellFactory(court=True, ends_at=ALLOCATED, event=sentenced(service()))
    SpellFactory(
        event=court.person.events.get(),
        decision=None,
        note="Close to home.",
        started_by__name="Pat Lee",
    )

    lines = queries.history([court.person_id])

    assert [line.reason for line in lines] == [SpellReason.ALLOCATED, SpellReason.SENTENCED]
    assert (lines[0].note, lines[0].started_by) == ("Close to home.", "Pat Lee")


def test_what_the_record_knows_says_where_it_comes_from_and_silence_is_not_no(at):
    place = service()
    person = PersonFactory(area=place.area)
    HarmAssessmentFactory(person=person, high=True, assessed_by__name="Amira Khan")
    ReoffendingScoreFactory(person=person)
    MappaFactory(person=person)
    RegistrationFactory(person=person, kind=RegistrationKind.PUBLIC_INTEREST)

    found = queries.known(persons.by_id(person.pk), at=at)

    assert found.inputs.harm is HarmLevel.HIGH
    assert (found.inputs.is_mappa_eligible, found.inputs.is_public_interest) == (True, True)
    assert found.inputs.is_liable_to_deportation is None
    assert found.sources["harm"] == "Assessed by Amira Khan on 1 November 2016"
    assert found.sources["is_mappa_eligible"].startswith("MAPPA category 2, level 1 since")


def test_of_somebody_new_the_record_knows_nothing(at):
    found = queries.known(persons.by_id(PersonFactory().pk), at=at)

    assert found.inputs == AllocationInputs(None, None, None, None, None, None)
    assert found.sources == {}


def test_a_sentence_from_before_the_work_was_shared_is_ruled_on_the_day_it_was():
    assert queries.ruled_on(date(2013, 5, 1)) == date(2014, 6, 1)
    assert queries.ruled_on(date(2017, 2, 14)) == date(2017, 2, 14)


@pytest.mark.parametrize(
    ("grade", "harm", "fits"),
    [
        (Grade.PROBATION_SERVICES_OFFICER, HarmLevel.MEDIUM, True),
        (Grade.PROBATION_SERVICES_OFFICER, HarmLevel.HIGH, False),
        (Grade.TRAINEE, HarmLevel.VERY_HIGH, False),
        (Grade.PROBATION_OFFICER, HarmLevel.VERY_HIGH, True),
        (Grade.PROBATION_SERVICES_OFFICER, None, True),
    ],
)
def test_a_grade_that_does_not_usually_hold_such_harm_is_warned_of(grade, harm, fits):
    assert (queries.grade_fit(grade, harm, on=date(2017, 2, 16)) == "") is fits


@pytest.mark.parametrize(("cases", "warned"), [(49, False), (50, True)])
def test_a_large_load_is_warned_of(cases, warned):
    assert bool(queries.large_load(cases, large=50)) is warned


def test_candidates_are_the_least_loaded_first_with_seniors_last_and_no_duty_officer(
    at, django_assert_num_queries
):
    place = service()
    senior = place.post(place.crc_team, Role.SENIOR, grade=Grade.SENIOR_PROBATION_OFFICER)
    busy = place.post(place.crc_team, Role.PROBATION_OFFICER)
    free = place.post(
        place.crc_team,
        Role.PROBATION_SERVICES_OFFICER,
        grade=Grade.PROBATION_SERVICES_OFFICER,
    )
    place.post(place.crc_team, Role.DUTY_OFFICER)
    case_of(busy, place.crc_team)

    with django_assert_num_queries(2):
        found = queries.candidates([place.crc_team.pk], at=at, harm=HarmLevel.HIGH)

    assert [one.user_id for one in found] == [free.pk, busy.pk, senior.pk]
    assert [(one.cases, one.after) for one in found] == [(0, 1), (1, 2), (0, 1)]
    assert found[0].warnings[0].startswith("Risk of serious harm is high. A probation services")


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.name)
def test_how_long_a_closed_case_stays_open_to_who_held_it_is_a_dated_assumption(pack):
    rule = OPEN_AFTER_SUPERVISION.on(pack.begins_on, pack=pack)

    assert rule.value == 4
    assert not rule.is_sure
