"""Does a case come to an organisation and an officer as the rules allow, and is it told?"""

from __future__ import annotations

import contextlib
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from openprobation.foundation import reactions
from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.access.models import Relation
from openprobation.foundation.access.queries import standing
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.drafts.tests.at_once import refused_at_once
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.models import Cover
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.foundation.organisations.tests.factories import officer as officer_elsewhere
from openprobation.foundation.reactions import AnnouncedInAReaction, announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules import responsibility
from openprobation.supervision.allocations import actions, queries
from openprobation.supervision.allocations.actions import assigning, deciding
from openprobation.supervision.allocations.actions.spells import HolderChanged, NotSupervised
from openprobation.supervision.allocations.events import (
    CaseAllocated,
    OfficerAssigned,
    OfficersAssigned,
)
from openprobation.supervision.allocations.models import (
    AllocationDecision,
    QueuedDecision,
    Spell,
)
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons import actions as persons
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import MergeFactory, PersonFactory
from openprobation.supervision.risk.models import ReoffendingScore
from openprobation.supervision.risk.tests.factories import (
    HarmAssessmentFactory,
    ReoffendingScoreFactory,
)
from openprobation.supervision.sentences.events import SentenceRegistered, SupervisionEnded
from openprobation.supervision.sentences.tests.factories import EventFactory
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.allocations import ProviderKind, SpellReason
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.risk import HarmLevel

from .factories import SpellFactory, case_of, low_risk, sentenced, service

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return service()


@pytest.fixture
def court_officer(place):
    return place.post(place.court, Role.COURT_OFFICER, name="Maya Rahman")


@pytest.fixture
def senior(place):
    return place.post(place.crc_team, Role.SENIOR, name="Pat Lee")


@pytest.fixture
def officer(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")


@pytest.fixture
def event(place, court_officer, at):
    """A sentence registered two days ago by the court officer: the court team holds the case."""
    made = sentenced(place)
    registered(made, court_officer, at - timedelta(days=1))
    return made


def registered(event, by, at, *, opened=True):
    announce(
        SentenceRegistered(
            event.person_id, event.pk, event.period_id, event.sentenced_on, opened, by.pk, at
        )
    )


def allocate(event, by, at, *, inputs=None, decided=ProviderKind.CRC, **more):
    return actions.allocate(
        person_id=event.person_id,
        event_id=event.pk,
        inputs=inputs or low_risk(),
        decided=decided,
        by=by,
        at=at,
        **more,
    )


def relations(person_id, at):
    return access.current_holders(kind="person", record_id=person_id, at=at)


def nothing_was_decided():
    return not AllocationDecision.objects.exists() and not Contact.objects.exists()


# ── From the court ─────────────────────────────────────────────────────────────────────────
def test_from_the_day_of_the_sentence_the_court_team_answers(event, place, at):
    spell = Spell.objects.get()

    assert spell.starts_at == datetime(2017, 2, 14, tzinfo=LONDON)
    assert (spell.team, spell.officer, spell.reason) == (place.court, None, SpellReason.SENTENCED)
    assert relations(event.person_id, at) == {("team", place.court.pk, "court_team")}


def test_a_further_sentence_leaves_the_case_where_it_is(event, court_officer, at):
    further = EventFactory(person=event.person, period=event.period, number=2)

    registered(further, court_officer, at, opened=False)

    assert Spell.objects.count() == 1


def test_supervision_that_begins_the_day_another_ended_follows_on_it(event, court_officer, at):
    period, today = event.period, date(2017, 2, 16)
    announce(SupervisionEnded(event.person_id, period.pk, today, court_officer.pk, at))
    period.closed_on, period.end_reason = today, "completed"
    period.save()
    again = EventFactory(person=event.person, number=2, sentenced_on=today)

    registered(again, court_officer, at + timedelta(hours=1))

    assert Spell.objects.latest("starts_at").starts_at == at


# ── To an organisation ─────────────────────────────────────────────────────────────────────
def test_a_case_goes_where_the_rule_says_and_the_record_says_why(event, court_officer, place, at):
    decision = allocate(event, court_officer, at)

    court, team = Spell.objects.order_by("starts_at")
    assert (team.team, team.officer, team.decision) == (place.crc_team, None, decision)
    assert court.ends_at == team.starts_at == at
    assert decision.organisation == place.crc
    line = Contact.objects.get(kind=ContactKind.ALLOCATION)
    assert line.summary == "Allocated to Cheshire and Greater Manchester CRC, CRC Bolton 1"
    assert "The risk of serious harm is low." in line.note
    entry = Entry.objects.get(action="allocation.organisation.decided")
    assert (entry.detail["rule"], entry.detail["override"]) == ("allocation.company", False)


def test_allocation_is_announced(event, court_officer, place, at, monkeypatch):
    announced = []
    monkeypatch.setattr(reactions, "table", lambda: {CaseAllocated: [announced.append]})

    decision = allocate(event, court_officer, at)

    assert announced == [
        CaseAllocated(
            event.person_id, place.crc.pk, place.crc_team.pk, decision.pk, court_officer.pk, at
        )
    ]


def test_the_receiving_team_and_its_head_can_open_it_and_the_court_team_for_thirty_days(
    event, court_officer, place, at
):
    allocate(event, court_officer, at)

    assert relations(event.person_id, at) == {
        ("team", place.crc_team.pk, "team"),
        ("unit", place.crc_team.unit_id, "unit"),
        ("team", place.court.pk, "court_team"),
    }
    assert ("team", place.court.pk, "court_team") not in relations(
        event.person_id, at + timedelta(days=30)
    )


@pytest.mark.parametrize(
    ("changed", "decided", "rule"),
    [
        ({"rsr": Decimal("6.88")}, ProviderKind.CRC, "allocation.company"),
        ({"rsr": Decimal("6.885")}, ProviderKind.NPS, "allocation.rsr"),
        ({"rsr": Decimal("6.89")}, ProviderKind.NPS, "allocation.rsr"),
        ({"harm": HarmLevel.MEDIUM}, ProviderKind.CRC, "allocation.company"),
        ({"harm": HarmLevel.HIGH}, ProviderKind.NPS, "allocation.harm"),
        ({"harm": HarmLevel.VERY_HIGH}, ProviderKind.NPS, "allocation.harm"),
        ({"is_mappa_eligible": True}, ProviderKind.NPS, "allocation.mappa"),
        ({"is_liable_to_deportation": True}, ProviderKind.NPS, "allocation.deportation"),
        ({"is_public_interest": True}, ProviderKind.NPS, "allocation.public_interest"),
        ({"is_mappa_eligible": True, "rsr": None}, ProviderKind.NPS, "allocation.mappa"),
    ],
)
def test_at_every_edge_of_the_rule_the_case_goes_to_its_side(
    event, court_officer, at, changed, decided, rule
):
    decision = allocate(event, court_officer, at, inputs=low_risk(**changed), decided=decided)

    assert (decision.by_rule, decision.rule, decision.override_why) == (decided, rule, None)
    assert decision.organisation.kind == decided


def test_a_decision_can_be_run_again_from_what_was_stored(event, court_officer, at):
    given = low_risk(rsr=Decimal("6.89"), harm=HarmLevel.MEDIUM)
    allocate(event, court_officer, at, inputs=given, decided=ProviderKind.NPS)

    stored = queries.decision([event.person_id])
    again = queries.run_again(stored)

    assert again.inputs == given
    assert (again.provider, again.code, again.because) == (
        stored.by_rule,
        stored.rule,
        stored.because,
    )
    assert again.as_record() == stored.reasoning


@pytest.mark.parametrize(
    "gone", ["harm", "rsr", "is_mappa_eligible", "is_liable_to_deportation", "is_public_interest"]
)
def test_what_is_not_known_goes_to_a_person_and_never_to_the_company(
    event, court_officer, at, gone
):
    given = low_risk(**{gone: None})

    ruled = actions.propose(
        person_id=event.person_id, event_id=event.pk, given=given, by=court_officer, at=at
    )

    assert ruled.provider is None
    assert QueuedDecision.objects.get().missing == list(ruled.missing)
    with pytest.raises(deciding.SayWhyWithoutTheRule):
        allocate(event, court_officer, at, inputs=given)
    assert nothing_was_decided()
    assert Spell.objects.get().reason == SpellReason.SENTENCED


def test_a_person_settles_what_the_rule_could_not_and_says_why(event, court_officer, at):
    given = low_risk(harm=None)
    actions.propose(
        person_id=event.person_id, event_id=event.pk, given=given, by=court_officer, at=at
    )

    decision = allocate(
        event,
        court_officer,
        at,
        inputs=given,
        decided=ProviderKind.NPS,
        override_why="Assault on a partner; assessed tomorrow.",
    )

    assert decision.by_rule is None
    assert QueuedDecision.objects.get().settled_by == court_officer
    assert queries.awaiting_organisation(at) == []


def test_proposing_again_keeps_one_place_in_the_queue(event, court_officer, at):
    for gone in ("harm", "rsr"):
        actions.propose(
            person_id=event.person_id,
            event_id=event.pk,
            given=low_risk(**{gone: None}),
            by=court_officer,
            at=at,
        )

    assert QueuedDecision.objects.get().missing == ["the RSR score"]
    assert Entry.objects.filter(action="allocation.decision.queued").count() == 1


def test_to_decide_otherwise_than_the_rule_needs_a_reason(event, court_officer, at):
    with pytest.raises(deciding.SayWhyNotTheRule, match="The rule says Community") as refused:
        allocate(event, court_officer, at, decided=ProviderKind.NPS, override_why="  ")

    assert refused.value.field == "override_why"
    assert nothing_was_decided()


def test_with_a_reason_a_person_decides_otherwise_and_both_are_kept(event, court_officer, at):
    decision = allocate(
        event, court_officer, at, decided=ProviderKind.NPS, override_why="Police intelligence."
    )

    assert (decision.by_rule, decision.decided) == (ProviderKind.CRC, ProviderKind.NPS)
    line = Contact.objects.get(kind=ContactKind.ALLOCATION)
    assert line.note.endswith("Decided otherwise: Police intelligence.")
    assert Entry.objects.get(action="allocation.organisation.decided").detail["override"] is True


def test_a_sentence_is_not_allocated_twice(event, court_officer, at):
    allocate(event, court_officer, at)

    with pytest.raises(deciding.AlreadyAllocated, match="Maya Rahman allocated this sentence"):
        allocate(event, court_officer, at + timedelta(minutes=1))

    assert AllocationDecision.objects.count() == 1


def test_a_sentence_of_somebody_else_is_refused(event, court_officer, at):
    with pytest.raises(deciding.NoSuchSentence):
        actions.allocate(
            person_id=event.person_id,
            event_id=EventFactory().pk,
            inputs=low_risk(),
            decided=ProviderKind.CRC,
            by=court_officer,
            at=at,
        )


def test_a_company_officer_does_not_allocate_to_an_organisation(event, officer, at):
    Relation.objects.create(
        record_kind="person",
        record_id=event.person_id,
        holder_kind=HolderKind.USER,
        holder_id=officer.pk,
        relation=RelationKind.RESPONSIBLE_OFFICER,
        starts_at=at,
    )

    with pytest.raises(NotAllowed):
        allocate(event, officer, at)

    assert nothing_was_decided()


def test_a_court_officer_posted_to_a_company_does_not_allocate(event, place, at):
    misplaced = place.post(place.crc_team, Role.COURT_OFFICER)
    Relation.objects.create(
        record_kind="person",
        record_id=event.person_id,
        holder_kind=HolderKind.TEAM,
        holder_id=place.crc_team.pk,
        relation=RelationKind.TEAM,
        starts_at=at,
    )

    with pytest.raises(deciding.OnlyTheNpsAllocates):
        allocate(event, misplaced, at)

    assert nothing_was_decided()


def test_a_court_officer_to_whom_the_record_is_not_open_does_not_allocate(event, place, at):
    elsewhere = TeamFactory(nps=True)

    with pytest.raises(NotYourCase):
        allocate(event, place.post(elsewhere, Role.COURT_OFFICER), at)

    assert nothing_was_decided()


def test_without_an_area_somebody_chooses_the_team(event, court_officer, place, at):
    event.person.area = None
    event.person.save()

    with pytest.raises(deciding.NobodyReceives) as refused:
        allocate(event, court_officer, at)
    assert refused.value.field == "team"
    assert nothing_was_decided()

    assert allocate(event, court_officer, at, team_id=place.crc_team.pk).team == place.crc_team


def test_a_team_of_the_other_organisation_or_a_court_team_is_refused(
    event, court_officer, place, at
):
    for team in (place.crc_team, place.court):
        with pytest.raises(deciding.NotATeamOfTheirs):
            allocate(
                event,
                court_officer,
                at,
                inputs=low_risk(harm=HarmLevel.HIGH),
                decided=ProviderKind.NPS,
                team_id=team.pk,
            )

    assert nothing_was_decided()


def test_a_score_typed_with_the_allocation_is_typed_once(event, court_officer, at):
    allocate(event, court_officer, at, inputs=low_risk(rsr=Decimal("3.1")))

    assert ReoffendingScore.objects.get().rsr == Decimal("3.10")


def test_a_score_already_on_the_record_is_not_written_again(event, court_officer, at):
    ReoffendingScoreFactory(person=event.person, rsr=Decimal("2.15"))

    allocate(event, court_officer, at)

    assert ReoffendingScore.objects.count() == 1


def test_inputs_come_from_the_record_where_it_knows_them(event, at):
    HarmAssessmentFactory(person=event.person)
    ReoffendingScoreFactory(person=event.person, rsr=Decimal("4.20"))

    found = actions.inputs(
        person_id=event.person_id,
        mappa_eligible=False,
        liable_to_deportation=None,
        public_interest=False,
        at=at,
    )

    assert (found.harm, found.rsr) == (HarmLevel.MEDIUM, Decimal("4.20"))
    assert found.crc == "Cheshire and Greater Manchester CRC"


def test_a_further_sentence_for_the_same_organisation_keeps_officer_and_spell(
    event, court_officer, senior, officer, at
):
    allocate(event, court_officer, at)
    held = assign(event, officer, senior, at + timedelta(minutes=1))
    further = EventFactory(person=event.person, period=event.period, number=2)

    allocate(further, court_officer, at + timedelta(minutes=2))

    assert Spell.objects.get(ends_at=None) == held
    assert Contact.objects.latest("pk").summary.startswith("Stays with Cheshire")


def test_a_further_sentence_that_calls_for_the_public_provider_moves_the_case(
    event, court_officer, senior, officer, place, at
):
    allocate(event, court_officer, at)
    assign(event, officer, senior, at + timedelta(minutes=1))
    further = EventFactory(person=event.person, period=event.period, number=2)

    allocate(
        further,
        court_officer,
        at + timedelta(minutes=2),
        inputs=low_risk(harm=HarmLevel.HIGH),
        decided=ProviderKind.NPS,
    )

    spell = Spell.objects.get(ends_at=None)
    assert (spell.team, spell.officer) == (place.nps_team, None)
    now = relations(event.person_id, at + timedelta(minutes=2))
    assert ("user", officer.pk, "responsible_officer") not in now


def test_what_the_public_provider_holds_does_not_go_to_a_company(event, court_officer, place, at):
    allocate(
        event,
        court_officer,
        at,
        inputs=low_risk(is_mappa_eligible=True),
        decided=ProviderKind.NPS,
    )
    further = EventFactory(person=event.person, period=event.period, number=2)

    decision = allocate(further, court_officer, at + timedelta(minutes=2))

    assert (decision.decided, decision.organisation) == (ProviderKind.CRC, place.nps)
    assert Spell.objects.get(ends_at=None).team == place.nps_team


# ── To an officer ──────────────────────────────────────────────────────────────────────────
def assign(event, officer, by, at, **more):
    return actions.assign_officer(
        person_id=event.person_id, officer_id=officer.pk, by=by, at=at, **more
    )


@pytest.fixture
def allocated(event, court_officer, at):
    allocate(event, court_officer, at - timedelta(hours=2))
    return event


def move(event, officer, by, at, **changed):
    given = {"reason": SpellReason.ABSENCE, "note": "Likes mornings. Owed a call on Friday."}
    return actions.reallocate(
        person_id=event.person_id, officer_id=officer.pk, **{**given, **changed}, by=by, at=at
    )


def test_an_officer_is_assigned_at_the_moment_the_team_alone_ends(
    allocated, senior, officer, at, monkeypatch
):
    announced = []
    monkeypatch.setattr(reactions, "table", lambda: {OfficersAssigned: [announced.append]})

    spell = assign(allocated, officer, senior, at)

    before = Spell.objects.get(reason=SpellReason.ALLOCATED)
    assert before.ends_at == spell.starts_at == at
    assert Contact.objects.latest("pk").summary == "Assigned to Amira Khan, CRC Bolton 1"
    assert ("user", officer.pk, "responsible_officer") in relations(allocated.person_id, at)
    assigned = OfficerAssigned(
        allocated.person_id, officer.pk, None, spell.pk, "assigned", senior.pk, at
    )
    assert announced == [OfficersAssigned((assigned,), senior.pk, at)]


def test_allocated_and_assigned_at_one_moment_the_officer_holds_it_from_then(
    event, court_officer, senior, officer, at
):
    allocate(event, court_officer, at)

    assign(event, officer, senior, at)

    assert queries.cases_of(officer.pk, at) == [event.person_id]
    assert Spell.objects.count() == 2


def test_the_day_the_first_appointment_is_due_follows_the_case_from_the_court_to_the_officer(
    event, court_officer, senior, officer, at
):
    allocate(event, court_officer, at)

    assign(event, officer, senior, at + timedelta(days=1))

    held = queries.holder([event.person_id], at + timedelta(days=1))
    assert held.first_contact_by == date(2017, 2, 23)  # five full working days from the allocation


def test_the_deputy_of_the_officer_can_open_the_record_too(allocated, senior, officer, at):
    deputy = UserFactory()
    Cover.objects.create(user=officer, deputy=deputy, starts_on=date(2017, 2, 1))

    assign(allocated, officer, senior, at)

    assert ("user", deputy.pk, "deputy") in relations(allocated.person_id, at)


def test_when_the_deputy_changes_the_new_one_can_open_and_the_old_one_no_longer(
    allocated, senior, officer, at
):
    old, new = UserFactory(), UserFactory()
    cover = Cover.objects.create(user=officer, deputy=old, starts_on=date(2017, 2, 1))
    assign(allocated, officer, senior, at)
    cover.deputy = new
    cover.save()

    assert actions.stand_in(officer_id=officer.pk, by=senior, at=at + timedelta(hours=1)) == 2

    later = relations(allocated.person_id, at + timedelta(hours=1))
    assert ("user", new.pk, "deputy") in later
    assert ("user", old.pk, "deputy") not in later


def test_cover_that_begins_and_ends_on_a_day_lets_the_deputy_in_from_that_day_to_that_day(
    allocated, senior, officer, at
):
    deputy, system = UserFactory(), UserFactory(is_system=True)
    assign(allocated, officer, senior, at)
    Cover.objects.create(
        user=officer, deputy=deputy, starts_on=date(2017, 2, 17), ends_on=date(2017, 2, 20)
    )
    let_in = ("user", deputy.pk, "deputy")

    assert actions.stand_in(by=system, at=at) == 0
    assert actions.stand_in(by=system, at=at + timedelta(days=1)) == 1
    assert let_in in relations(allocated.person_id, at + timedelta(days=1))
    assert actions.stand_in(by=system, at=at + timedelta(days=2)) == 0
    assert actions.stand_in(by=system, at=at + timedelta(days=4)) == 1
    assert let_in not in relations(allocated.person_id, at + timedelta(days=4))


def test_a_case_somebody_has_is_not_assigned_again_and_the_senior_is_told_who(
    allocated, senior, officer, place, at
):
    assign(allocated, officer, senior, at)
    other = place.post(place.crc_team, Role.PROBATION_OFFICER)

    with pytest.raises(assigning.AlreadyAssigned, match="Amira Khan already has this case"):
        assign(allocated, other, senior, at + timedelta(seconds=1))

    assert Spell.objects.get(ends_at=None).officer == officer


def test_a_case_still_with_the_court_is_not_assigned(event, court_officer, place, at):
    head = place.post(place.court, Role.HEAD, leads_unit=True)

    with pytest.raises(assigning.StillWithCourt):
        assign(event, court_officer, head, at)

    assert Spell.objects.count() == 1


def test_an_officer_of_the_other_organisation_is_refused(allocated, senior, place, at):
    other = place.post(place.nps_team, Role.PROBATION_OFFICER)

    with pytest.raises(assigning.NotAnOfficerThere) as refused:
        assign(allocated, other, senior, at)

    assert refused.value.field == "officer"
    assert Spell.objects.get(ends_at=None).officer is None


def test_somebody_who_holds_no_cases_is_refused(allocated, senior, place, at):
    duty = place.post(place.crc_team, Role.DUTY_OFFICER)

    with pytest.raises(assigning.NotAnOfficerThere):
        assign(allocated, duty, senior, at)


def test_the_senior_of_another_team_does_not_assign_even_with_a_look(allocated, place, at):
    other = place.post(TeamFactory(unit=place.crc_team.unit), Role.SENIOR)
    Relation.objects.create(
        record_kind="person",
        record_id=allocated.person_id,
        holder_kind=HolderKind.USER,
        holder_id=other.pk,
        relation=RelationKind.APPOINTMENT,
        starts_at=at - timedelta(days=1),
    )

    with pytest.raises(assigning.NotYourTeam, match="CRC Bolton 1 holds this case"):
        assign(allocated, other, other, at)

    assert Spell.objects.get(ends_at=None).officer is None


def test_the_head_of_the_unit_assigns_to_another_of_its_teams_and_the_team_changes(
    allocated, place, at
):
    head = place.post(place.crc_team, Role.HEAD, leads_unit=True)
    near = TeamFactory(unit=place.crc_team.unit, name="CRC Bolton 2")
    officer = place.post(near, Role.PROBATION_SERVICES_OFFICER)

    spell = assign(allocated, officer, head, at)

    assert spell.team == near
    assert ("team", near.pk, "team") in relations(allocated.person_id, at)
    assert ("team", place.crc_team.pk, "team") not in relations(allocated.person_id, at)


def test_an_officer_does_not_assign(allocated, officer, at):
    with pytest.raises(NotAllowed):
        assign(allocated, officer, officer, at)

    assert Spell.objects.get(ends_at=None).officer is None


def test_somebody_nobody_supervises_cannot_be_assigned(senior, officer, at):
    person = PersonFactory()
    Relation.objects.create(
        record_kind="person",
        record_id=person.pk,
        holder_kind=HolderKind.USER,
        holder_id=senior.pk,
        relation=RelationKind.RESPONSIBLE_OFFICER,
        starts_at=at,
    )

    with pytest.raises(NotSupervised):
        actions.assign_officer(person_id=person.pk, officer_id=officer.pk, by=senior, at=at)


# ── To another officer ─────────────────────────────────────────────────────────────────────
@pytest.fixture
def held(allocated, senior, officer, at):
    assign(allocated, officer, senior, at - timedelta(hours=1))
    return allocated


@pytest.fixture
def colleague(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Jo Bell")


def test_a_change_of_officer_has_a_reason_a_note_a_first_contact_and_is_counted(
    held, senior, officer, colleague, at
):
    spell = move(held, colleague, senior, at)

    assert (spell.officer, spell.reason) == (colleague, SpellReason.ABSENCE)
    assert spell.first_contact_by == date(2017, 2, 23)
    assert queries.officer_changes([held.person_id]) == {held.person_id: 1}
    line = Contact.objects.latest("pk")
    assert line.summary == "Moved from Amira Khan to Jo Bell, CRC Bolton 1: officer absent"
    assert line.note == "Likes mornings. Owed a call on Friday."


def test_the_officer_before_can_no_longer_open_the_record_as_theirs(
    held, senior, officer, colleague, at
):
    move(held, colleague, senior, at)

    now = relations(held.person_id, at)
    assert ("user", colleague.pk, "responsible_officer") in now
    assert ("user", officer.pk, "responsible_officer") not in now


def test_a_change_without_reason_or_note_is_refused_for_both(held, senior, colleague, at):
    with pytest.raises(RefusedForSeveralReasons) as refused:
        move(held, colleague, senior, at, reason=SpellReason.ALLOCATED, note=" ")

    assert [part.field for part in refused.value.parts] == ["reason", "note"]
    assert Spell.objects.get(ends_at=None).officer != colleague


def test_a_note_of_4001_characters_and_a_first_contact_yesterday_are_refused(
    held, senior, colleague, at
):
    with pytest.raises(RefusedForSeveralReasons) as refused:
        move(held, colleague, senior, at, note="x" * 4001, first_contact_by=date(2017, 2, 15))

    assert [part.field for part in refused.value.parts] == ["note", "first_contact_by"]


def test_a_case_does_not_move_to_the_officer_who_has_it(held, senior, officer, at):
    with pytest.raises(assigning.SameOfficer):
        move(held, officer, senior, at)


def test_a_case_without_an_officer_is_not_moved_but_assigned(allocated, senior, colleague, at):
    with pytest.raises(assigning.NotAssignedYet):
        move(allocated, colleague, senior, at)


def test_whoever_moves_a_case_from_an_old_page_is_told_who_has_it_now(
    held, senior, officer, colleague, place, at
):
    seen = Spell.objects.get(ends_at=None).pk
    move(held, colleague, senior, at)
    third = place.post(place.crc_team, Role.PROBATION_OFFICER)

    with pytest.raises(HolderChanged, match=r"Pat Lee moved this case .* now with Jo Bell"):
        move(held, third, senior, at + timedelta(seconds=9), seen_spell_id=seen)

    assert Spell.objects.get(ends_at=None).officer == colleague


def test_moved_twice_at_one_moment_each_officer_had_it(held, senior, officer, colleague, at):
    move(held, colleague, senior, at)

    move(held, officer, senior, at)

    assert queries.officer_changes([held.person_id]) == {held.person_id: 2}
    assert gaps(held.person_id) == []


def test_two_joined_records_move_together(held, senior, officer, colleague, at):
    folded = SpellFactory(
        event=EventFactory(person=PersonFactory()), team=Spell.objects.get(ends_at=None).team,
        officer=officer, reason=SpellReason.ASSIGNED,
    )  # fmt: skip
    MergeFactory(kept=held.person, folded=folded.person)

    move(held, colleague, senior, at)

    running = Spell.objects.filter(ends_at=None)
    assert {spell.officer for spell in running} == {colleague}
    assert queries.cases_of(colleague.pk, at) == [held.person_id]


# ── The end ────────────────────────────────────────────────────────────────────────────────
def test_when_supervision_ends_nobody_answers(held, senior, officer, at):
    announce(SupervisionEnded(held.person_id, held.period_id, date(2017, 2, 16), senior.pk, at))

    assert not Spell.objects.filter(ends_at=None).exists()
    assert queries.holders([held.person_id], at) == {}
    assert queries.cases_of(officer.pk, at) == []
    assert Entry.objects.latest("pk").action == "allocation.responsibility.ended"


def test_who_held_the_case_can_open_it_for_four_weeks_after_supervision_and_no_longer(
    held, senior, officer, colleague, at
):
    announce(SupervisionEnded(held.person_id, held.period_id, date(2017, 2, 16), senior.pk, at))

    last = at + timedelta(weeks=4) - timedelta(seconds=1)
    for moment, is_open in ((at, True), (last, True), (at + timedelta(weeks=4), False)):
        for who in (officer, senior):
            assert standing("person", held.person_id, to=who, at=moment).is_open is is_open
    assert {kind for _holder, _pk, kind in relations(held.person_id, at)} == {"held_last"}
    stranger = officer_elsewhere()
    assert not standing("person", held.person_id, to=stranger, at=at).is_open


@pytest.mark.parametrize("pack", ["tr_2014_2021", "probation_service_2021"])
@pytest.mark.parametrize(
    ("after", "is_open"),
    [
        (timedelta(0), True),
        (timedelta(weeks=4) - timedelta(seconds=1), True),
        (timedelta(weeks=4), False),
    ],
)
def test_after_the_end_every_way_of_asking_opens_the_record_to_the_same_moment(
    held, senior, officer, at, settings, pack, after, is_open
):
    settings.POLICY_PACK = pack
    announce(SupervisionEnded(held.person_id, held.period_id, date(2017, 2, 16), senior.pk, at))
    moment, person_id = at + after, held.person_id

    in_sql = Person.objects.filter(access.open_to(officer, kind="person", at=moment))

    assert in_sql.filter(pk=person_id).exists() is is_open
    assert access.is_open("person", person_id, to=officer, at=moment) is is_open
    among = access.open_among([person_id], kind="person", to=officer, at=moment)
    assert (person_id in among) is is_open
    assert standing("person", person_id, to=officer, at=moment).in_relation is is_open
    assert queries.cases_of(officer.pk, moment) == []
    assert queries.load([officer.pk], moment)[officer.pk].cases == 0


def test_a_death_ends_what_everybody_does_and_the_officer_can_still_open_the_record(
    held, officer, at
):
    persons.record_death(person_id=held.person_id, died_on=date(2017, 2, 15), by=officer, at=at)

    assert not Spell.objects.filter(ends_at=None).exists()
    assert held.person.supervision_periods.get().closed_on == date(2017, 2, 15)
    assert standing("person", held.person_id, to=officer, at=at).is_open


def test_a_reaction_that_announces_what_others_answer_is_refused(held, senior, at, monkeypatch):
    ended = SupervisionEnded(held.person_id, held.period_id, date(2017, 2, 16), senior.pk, at)
    monkeypatch.setattr(
        "openprobation.foundation.reactions.table",
        lambda: {SupervisionEnded: [lambda _event: announce(ended)]},
    )

    with pytest.raises(AnnouncedInAReaction):
        announce(ended)


# ── No gap, ever ───────────────────────────────────────────────────────────────────────────
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["allocate", "assign", "move", "sentence", "close"]),
        st.integers(0, 2),
        st.sampled_from([0, 1, 60, 86_400]),
    ),
    max_size=12,
)


@given(steps=STEPS)
@how(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_whatever_happens_one_holder_answers_at_every_moment_of_supervision(steps, place, at):
    """Two people at most are in any step's way: refusals change nothing, and time may stand still."""
    system = UserFactory(is_system=True)
    officers = [place.post(place.crc_team, Role.PROBATION_OFFICER) for _ in range(2)]
    officers.append(place.post(place.nps_team, Role.PROBATION_OFFICER))
    story = Story(place, system, officers, at - timedelta(days=40))

    for what, which, seconds in [("sentence", 0, 0), *steps]:
        story.now += timedelta(seconds=seconds)
        story.step(what, which)

    assert story.faults() == []


class Story:
    """One person's supervisions, step by step, with the moments each began and ended."""

    def __init__(self, place, system, officers, now):
        self.place, self.system, self.officers, self.now = place, system, officers, now
        self.person = PersonFactory(area=place.area)
        self.event, self.number = None, 0
        self.ends = {}

    def step(self, what, which):
        with contextlib.suppress(Refused):
            getattr(self, what)(which)

    def sentence(self, _which):
        self.number += 1
        opened = self.event is None
        more = {} if opened else {"period": self.event.period}
        self.event = EventFactory(
            person=self.person, number=self.number, sentenced_on=self.now.date(), **more
        )
        registered(self.event, self.system, self.now, opened=opened)

    def allocate(self, which):
        if self.event is not None:
            high = which == 2
            allocate(
                self.event,
                self.system,
                self.now,
                inputs=low_risk(harm=HarmLevel.HIGH) if high else None,
                decided=ProviderKind.NPS if high else ProviderKind.CRC,
            )

    def assign(self, which):
        actions.assign_officer(
            person_id=self.person.pk,
            officer_id=self.officers[which].pk,
            by=self.system,
            at=self.now,
        )

    def move(self, which):
        actions.reallocate(
            person_id=self.person.pk,
            officer_id=self.officers[which].pk,
            reason=SpellReason.CASELOAD,
            note="Moved.",
            by=self.system,
            at=self.now,
        )

    def close(self, _which):
        if self.event is None:
            return
        period = self.event.period
        announce(
            SupervisionEnded(self.person.pk, period.pk, self.now.date(), self.system.pk, self.now)
        )
        period.closed_on, period.end_reason = self.now.date(), "completed"
        period.save()
        self.event = None

    def faults(self):
        return gaps(self.person.pk)


def gaps(person_id):
    """Moments of each supervision without exactly one holder, and moments two supervisions share."""
    found = []
    before = None
    by_period = {}
    for spell in Spell.objects.filter(person_id=person_id).order_by("starts_at"):
        by_period.setdefault(spell.period_id, []).append(spell)
    for spells in by_period.values():
        starts, ends = spells[0].starts_at, spells[-1].ends_at
        found += responsibility.faults(
            [
                responsibility.Spell(
                    str(spell.officer_id or spell.team_id), spell.starts_at, spell.ends_at
                )
                for spell in spells
            ],
            starts=starts,
            ends=ends,
        )
        if before is not None and starts < before:
            found.append(f"supervision begins at {starts}, before the last one ended at {before}")
        before = ends
    return found


# ── Two at once ────────────────────────────────────────────────────────────────────────────
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_seniors_assigning_at_once_one_wins_and_the_other_is_told_who_has_it(at):
    place = service()
    court = place.post(place.court, Role.COURT_OFFICER)
    event = sentenced(place)
    registered(event, court, at - timedelta(days=1))
    allocate(event, court, at - timedelta(hours=2))
    seniors = [place.post(place.crc_team, Role.SENIOR) for _ in range(2)]
    officers = [
        place.post(place.crc_team, Role.PROBATION_OFFICER, name=name)
        for name in ("Amira Khan", "Jo Bell")
    ]

    refused = refused_at_once(lambda n: assign(event, officers[n], seniors[n], at))

    holder = Spell.objects.get(ends_at=None).officer
    assert holder in officers
    assert [type(fault) for fault in refused] == [assigning.AlreadyAssigned]
    assert str(refused[0]).startswith(f"{holder.name} already has this case")
    assert gaps(event.person_id) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_seniors_moving_a_case_at_once_the_second_is_told_who_has_it(at):
    place = service()
    first = place.post(place.crc_team, Role.PROBATION_OFFICER)
    seen = case_of(first, place.crc_team)
    seniors = [place.post(place.crc_team, Role.SENIOR) for _ in range(2)]
    officers = [place.post(place.crc_team, Role.PROBATION_OFFICER) for _ in range(2)]

    refused = refused_at_once(
        lambda n: move(seen, officers[n], seniors[n], at, seen_spell_id=seen.pk)
    )

    assert [type(fault) for fault in refused] == [HolderChanged]
    assert Spell.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_court_officers_allocating_at_once_one_is_told(at):
    place = service()
    officers = [place.post(place.court, Role.COURT_OFFICER) for _ in range(2)]
    event = sentenced(place)
    registered(event, officers[0], at - timedelta(days=1))

    refused = refused_at_once(lambda n: allocate(event, officers[n], at))

    assert [type(fault) for fault in refused] == [deciding.AlreadyAllocated]
    assert AllocationDecision.objects.count() == 1
