"""Does the demonstration show what the inspection found of the two organisations, to whoever reads it?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from openprobation.demo import (
    breaches,
    bulk,
    inspection,
    make,
    moves,
    noon,
    service,
    stories,
    workforce,
)
from openprobation.demo.places import FIRST_TEAM
from openprobation.demo.plan import OPENING, plan_person
from openprobation.demo.workforce import STEADY_TEAM
from openprobation.foundation.access.check import authority, may
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.samples.queries import cases as sampled_cases
from openprobation.portals.inspector import inspecting
from openprobation.portals.manager import protection
from openprobation.publication.digests import queries as readers
from openprobation.publication.news import queries as news
from openprobation.publication.news.permissions import Permission as Publishing
from openprobation.rules.working_days import working_days_in
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.allocations.models import Transfer
from openprobation.supervision.enforcement.queries import breach as queries
from openprobation.supervision.workforce.models import Absence, LoadNight
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.moves import EscalationState, TransferState
from openprobation.vocabulary.protection import ProtectionTask
from openprobation.vocabulary.publication import ArticleState
from openprobation.vocabulary.workforce import AbsenceKind

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

TODAY = OPENING.date()
SINCE = date(2016, 8, 16)
ENOUGH = 60
"""People of each of the two teams: as many as show a share."""


def plans_of(team):
    numbers = range(1, 151) if team == FIRST_TEAM else range(151, 3001)
    found = (plan for plan in map(plan_person, numbers) if plan.team == team)
    return [plan for plan, _number in zip(found, range(ENOUGH), strict=False)]


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The two teams by the bulk road, and what the stories tell; taken back at the end."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            found = service.set_up()
            plans = [*plans_of(FIRST_TEAM), *plans_of(STEADY_TEAM)]
            bulk.make(plans, place=bulk.Place.of(found)).write()
            with make.nothing_beside_it():
                stories.tell(found)
                workforce.hand_over_tiers(plans)
                workforce.tell(found)
                breaches.tell(found)
                moves.tell(found)
                inspection.tell(found)
                noon.tell(found)
                teams = [found.teams[code] for code in (FIRST_TEAM, STEADY_TEAM)]
                workforce.keep_nights(teams, by=found.senior(FIRST_TEAM))
            yield found
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


# ── Sickness ───────────────────────────────────────────────────────────────────────────────
def sick_days(made, team):
    """Working days lost to sickness for each officer of a team in six months."""
    officers = made.officers[team]
    spells = Absence.objects.filter(user__in=officers, kind=AbsenceKind.SICKNESS)
    lost = sum(
        sum(1 for _day in working_days_in(max(one.starts_on, SINCE), one.ends_on or TODAY))
        for one in spells
    )
    return lost / len(officers)


def test_sickness_is_high_in_the_company_and_rare_in_the_public_team(made):
    assert sick_days(made, FIRST_TEAM) > 8
    assert sick_days(made, STEADY_TEAM) < 2


# ── Caseloads ──────────────────────────────────────────────────────────────────────────────
def cases_a_night(made, team):
    nights = LoadNight.objects.filter(officer__in=made.officers[team]).order_by("on")
    found: dict[date, int] = {}
    for on, cases in nights.values_list("on", "cases"):
        found[on] = found.get(on, 0) + cases
    return list(found.values())


def test_caseloads_of_the_company_have_grown_every_month_since_the_autumn(made):
    carried = cases_a_night(made, FIRST_TEAM)

    assert len(carried) > workforce.NIGHTS_KEPT
    assert carried[0] < carried[4] < carried[8] < carried[-1]
    assert carried[-1] > 1.15 * carried[0]


def test_somebody_of_the_company_carries_more_than_fifty_and_nobody_of_the_public_team(made):
    def loads(team):
        found = allocations.load([user.pk for user in made.officers[team]], OPENING)
        return [load.cases for load in found.values()]

    assert max(loads(FIRST_TEAM)) > max(loads(STEADY_TEAM))


# ── Packs ──────────────────────────────────────────────────────────────────────────────────
def share_returned(made, code, month):
    """Of the sendings of an organisation's units in a month, the share that came back."""
    organisation = made.teams[code].unit.region.organisation.name
    lines = [
        line
        for line in queries.sent_and_returned(since=date(2016, 12, 1))
        if line.month == month and line.organisation == organisation
    ]
    return sum(line.returned for line in lines) / sum(line.sent for line in lines)


MONTHS = (date(2016, 12, 1), date(2017, 1, 1), date(2017, 2, 1))


def test_packs_of_the_company_come_back_more_often_each_month(made):
    december, january, february = (share_returned(made, FIRST_TEAM, month) for month in MONTHS)

    assert december < january < february


def test_packs_of_the_public_provider_come_back_too(made):
    assert share_returned(made, STEADY_TEAM, MONTHS[1]) > 0
    assert share_returned(made, STEADY_TEAM, MONTHS[2]) > 0
    reasons = queries.return_reasons(since=MONTHS[0])
    assert len({line.organisation for line in reasons}) == 2


# ── Checks ─────────────────────────────────────────────────────────────────────────────────
def shares(made, team):
    """What share of what each policy asks is done in a team, as the manager's page says it."""
    page = protection.page_of(made.senior(team), at=OPENING, on=TODAY)
    (line,) = [line for line in page.teams if line.team == made.teams[team].name]
    return {share.task: share for share in line.shares}


def in_all(found):
    """Of everything the policies ask in a team, the per cent done."""
    return 100 * sum(one.done for one in found.values()) / sum(one.of for one in found.values())


def test_checks_slip_in_the_company_and_are_kept_in_the_public_team(made):
    company, public = shares(made, FIRST_TEAM), shares(made, STEADY_TEAM)

    assert company[ProtectionTask.PROTECTION_CHECK].percent < 70
    assert public[ProtectionTask.PROTECTION_CHECK].percent > 80
    assert in_all(company) + 10 < in_all(public)


# ── Moves ──────────────────────────────────────────────────────────────────────────────────
def waits_for(user):
    theirs = authority(user, OPENING)
    return {"user_id": user.pk, "team_ids": theirs.team_ids, "unit_ids": theirs.unit_ids}


def test_a_risk_waits_for_the_public_officer_who_answers_today_and_one_moves_this_afternoon(made):
    officer = made.officer(STEADY_TEAM, 0)

    found = {one.state: one for one in allocations.escalations_waiting(**waits_for(officer))}

    assert found[EscalationState.REFERRED].named_id == officer.pk
    assert found[EscalationState.REFERRED].answer_by == TODAY
    assert found[EscalationState.ACCEPTED].moves_at > OPENING


def test_the_senior_has_a_transfer_to_answer_and_one_that_waits_for_another(made):
    found = allocations.transfers_waiting(**waits_for(made.senior(FIRST_TEAM)))

    assert sorted((one.from_team, one.cases) for one in found) == [("Bolton 2", 1), ("Wigan", 2)]
    assert {one.state for one in found} == {TransferState.ASKED}


def test_one_transfer_was_rejected_with_a_code(made):
    (person_id,) = moves.people([moves.NOT_SEEN_THERE])
    batch = Transfer.objects.get(person_id=person_id).batch

    assert allocations.transfer_steps(batch)[-1].code == "address_not_checked"


def test_twelve_cases_were_inherited_and_the_others_of_the_colleague_still_wait(made):
    receiver, away = made.officer(FIRST_TEAM, 0), made.officer(FIRST_TEAM, moves.AWAY)

    unread = allocations.inherited(receiver.pk)

    assert len(unread) == moves.INHERITED
    assert {one.before_id for one in unread} == {away.pk}
    assert all(one.first_contact_by for one in unread)
    assert allocations.caseload(away.pk, OPENING)


def test_an_inspection_is_half_judged_with_work_left_for_whoever_enters(made):
    (plan,) = plans.planned()
    lead = made.by_role[inspection.TEAM, Role.LEAD_INSPECTOR]
    far = inspecting.how_far([plan.id])[plan.id]
    found = sampled_cases(plan.id)

    assert plan.is_led_by(lead.pk)
    assert 0 < far.handed_in < far.readings
    assert far.to_settle == 1
    assert {one.organisation for one in found} == {"crc", "nps"}
    assert sum(one.second_id is not None for one in found) == 5  # one in five of 24
    for assessor in inspection.assessors():
        own = inspecting.own_readings(assessor)[plan.id]
        assert any(one.is_handed_in for one in own)
        assert any(not one.is_handed_in for one in own)
    begun = [
        one
        for assessor in inspection.assessors()
        for one in inspecting.own_readings(assessor)[plan.id]
        if one.answered and not one.is_handed_in
    ]
    assert [one.answered for one in begun] == [2]


def test_readers_got_an_e_mail_at_noon_and_two_articles_wait_for_the_editor(made):
    caught = readers.caught()
    editor = made.by_role[inspection.TEAM, Role.EDITOR]

    told = [one for one in caught if noon.GONE_OUT[0] in one.subject]
    assert len(told) == len(noon.READERS)
    assert {timezone.localtime(one.written_at).hour for one in told} == {12}
    states = {one.title: one.state for one in news.desk() if one.is_invented}
    assert states[noon.TO_APPROVE[0]] == ArticleState.DRAFT
    assert states[noon.TO_PUBLISH[0]] == ArticleState.APPROVED
    assert may(editor, Publishing.PUBLISH, at=OPENING)
