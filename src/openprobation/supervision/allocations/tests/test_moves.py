"""How does responsibility move, by whom, and how is it handed over?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openprobation.foundation.access.check import NotYourCase
from openprobation.foundation.access.queries import is_open
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.authority import roles
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.allocations import actions, queries
from openprobation.supervision.allocations.actions import escalating, handing, transferring
from openprobation.supervision.allocations.actions.standing import NotNow, standings
from openprobation.supervision.allocations.actions.transferring import NotToThatProvider
from openprobation.supervision.allocations.models import (
    Escalation,
    Handover,
    HandoverPage,
    Spell,
    Transfer,
)
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import PhoneFactory
from openprobation.supervision.risk.tests.factories import HarmAssessmentFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.moves import (
    Danger,
    EscalationPurpose,
    EscalationRefusal,
    EscalationReturn,
    EscalationState,
    EscalationVerb,
    HandoverWay,
    TransferRejection,
    TransferState,
    TransferVerb,
)
from openprobation.vocabulary.risk import HarmLevel

from .factories import case_of, service

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
def nps_officer(place):
    return place.post(place.nps_team, Role.PROBATION_OFFICER, name="Esi Mensah")


@pytest.fixture
def case(place, officer):
    return case_of(officer, place.crc_team)


def move(case, to, by, at, **changed):
    given = {"reason": SpellReason.ABSENCE, "note": "Likes mornings. Owed a call on Friday."}
    return actions.reallocate(
        person_id=case.person_id, officer_id=to.pk, **{**given, **changed}, by=by, at=at
    )


# ── Handover ───────────────────────────────────────────────────────────────────────────────
def test_a_change_of_officer_makes_a_handover_that_is_counted(case, officer, colleague, senior, at):
    spell = move(case, colleague, senior, at)

    handover = Handover.objects.get()
    assert (handover.spell_id, handover.before_id, handover.number) == (spell.pk, officer.pk, 1)
    assert [one.id for one in queries.inherited(colleague.pk)] == [handover.pk]


@pytest.mark.parametrize(
    ("level", "meet_by"),
    [
        (HarmLevel.LOW, date(2017, 2, 23)),
        (HarmLevel.MEDIUM, date(2017, 2, 23)),
        (HarmLevel.HIGH, date(2017, 2, 20)),
        (HarmLevel.VERY_HIGH, date(2017, 2, 20)),
    ],
)
def test_officers_talk_within_two_days_where_harm_is_high_else_by_first_contact(
    case, colleague, senior, at, level, meet_by
):
    HarmAssessmentFactory(person=case.person, overall=level)

    move(case, colleague, senior, at)

    assert Handover.objects.get().meet_by == meet_by


def test_a_first_officer_makes_no_handover(place, officer, senior, at):
    waiting = case_of(None, place.crc_team)

    actions.assign_officer(person_id=waiting.person_id, officer_id=officer.pk, by=senior, at=at)

    assert not Handover.objects.exists()


def test_the_person_is_told_who_it_is_now_where_a_text_is_safe(case, colleague, senior, at):
    PhoneFactory(person=case.person, confirmed=True)

    move(case, colleague, senior, at)

    told = Message.objects.get()
    assert "Your probation officer is now Ben Ward." in told.body
    assert told.not_before == at + timedelta(minutes=10)


def test_meetings_still_to_come_go_with_the_case_and_those_with_others_stay(
    case, officer, colleague, senior, at
):
    mine = AppointmentFactory(person=case.person, officer=officer, starts_at=at + timedelta(days=1))
    theirs = AppointmentFactory(
        person=case.person, officer=senior, starts_at=at + timedelta(days=2)
    )
    past = AppointmentFactory(person=case.person, officer=officer, starts_at=at - timedelta(days=2))

    move(case, colleague, senior, at)

    now = dict(Appointment.objects.values_list("pk", "officer_id"))
    assert now == {mine.pk: colleague.pk, theirs.pk: senior.pk, past.pk: officer.pk}


def test_the_receiver_puts_the_page_right_and_the_draft_before_stays_found(
    case, colleague, senior, at
):
    move(case, colleague, senior, at)

    actions.read_handover(
        person_id=case.person_id,
        parts={"what_works": "Walks."},
        met_how=HandoverWay.SPOKEN,
        met_on=at.date(),
        by=colleague,
        at=at + timedelta(hours=1),
    )

    assert HandoverPage.objects.get().what_works == "Walks."
    assert queries.inherited(colleague.pk) == []
    assert Handover.objects.get().met_how == HandoverWay.SPOKEN


def test_another_officer_cannot_put_the_page_right(case, officer, colleague, senior, place, at):
    move(case, colleague, senior, at)
    stranger = place.post(place.crc_team, Role.PROBATION_OFFICER)

    with pytest.raises(handing.NotYoursToRead, match="Ben Ward has the case"):
        actions.read_handover(
            person_id=case.person_id, parts={}, met_how=None, met_on=None, by=stranger, at=at
        )

    assert not HandoverPage.objects.exists()


# ── A whole caseload ───────────────────────────────────────────────────────────────────────
def caseload_moves(cases, to):
    return [actions.Moving(case.person_id, one.pk) for case, one in zip(cases, to, strict=False)]


def moved(cases, receivers, senior, at):
    to = [receivers[number % len(receivers)] for number in range(len(cases))]
    return actions.move_caseload(
        moves=caseload_moves(cases, to),
        reason=SpellReason.ABSENCE,
        note="Away from today.",
        by=senior,
        at=at,
    )


def test_a_caseload_moves_in_one_act_with_a_handover_for_each(
    place, officer, colleague, senior, at
):
    cases = [case_of(officer, place.crc_team) for _number in range(3)]

    batch = moved(cases, [colleague], senior, at)

    assert queries.load([officer.pk, colleague.pk], at)[colleague.pk].cases == 3
    assert Handover.objects.filter(batch=batch).count() == 3
    assert set(Spell.objects.filter(ends_at=None).values_list("starts_at", flat=True)) == {at}


@pytest.mark.parametrize("number", [4, 80])
def test_moving_a_caseload_takes_as_many_queries_for_eighty_cases_as_for_four(
    place, officer, colleague, senior, at, number, django_assert_max_num_queries
):
    third = place.post(place.crc_team, Role.PROBATION_OFFICER)
    cases = [case_of(officer, place.crc_team) for _number in range(number)]
    for case in cases:
        AppointmentFactory(person=case.person, officer=officer, starts_at=at + timedelta(days=1))

    # SQLite takes fewer values in one statement: two more for eighty.
    with django_assert_max_num_queries(41):
        moved(cases, [colleague, third], senior, at)

    assert Appointment.objects.filter(officer=officer).count() == 0


def test_twenty_cases_move_in_just_the_queries_of_five(place, officer, colleague, senior, at):
    asked = []
    for number in (1, 5, 20):  # whose post the senior's is, is known after the first
        cases = [case_of(officer, place.crc_team) for _number in range(number)]
        with CaptureQueriesContext(connection) as captured:
            moved(cases, [colleague], senior, at)
        asked.append(len(captured))

    assert asked[1] == asked[2]


def test_a_caseload_of_another_team_does_not_move(place, officer, colleague, at):
    cases = [case_of(officer, place.crc_team) for _number in range(2)]
    stranger = place.post(TeamFactory(), Role.SENIOR)

    with pytest.raises(NotYourCase):
        moved(cases, [colleague], stranger, at)

    assert not Handover.objects.exists()


def test_one_case_moved_meanwhile_and_none_moves(place, officer, colleague, senior, at):
    cases = [case_of(officer, place.crc_team) for _number in range(2)]
    moves = [actions.Moving(case.person_id, colleague.pk, case.pk + 1000) for case in cases]

    with pytest.raises(handing.MovedMeanwhile):
        actions.move_caseload(
            moves=moves, reason=SpellReason.ABSENCE, note="Away.", by=senior, at=at
        )

    assert queries.load([officer.pk], at)[officer.pk].cases == 2


def test_a_move_is_taken_back_within_ten_minutes_and_is_no_change_of_officer(
    place, officer, colleague, senior, at
):
    cases = [case_of(officer, place.crc_team) for _number in range(2)]
    PhoneFactory(person=cases[0].person, confirmed=True)
    planned = AppointmentFactory(
        person=cases[0].person, officer=officer, starts_at=at + timedelta(days=1)
    )
    batch = moved(cases, [colleague], senior, at)

    actions.undo_move(batch=batch, by=senior, at=at + timedelta(minutes=9))

    later = at + timedelta(minutes=10)
    planned.refresh_from_db()
    assert queries.load([officer.pk], later)[officer.pk].cases == 2
    assert planned.officer_id == officer.pk
    assert Message.objects.get().state == "withdrawn"
    assert set(queries.officer_changes([case.person_id for case in cases]).values()) == {0}


def test_a_move_is_not_taken_back_after_ten_minutes(place, officer, colleague, senior, at):
    batch = moved([case_of(officer, place.crc_team)], [colleague], senior, at)

    with pytest.raises(handing.NothingToUndo):
        actions.undo_move(batch=batch, by=senior, at=at + timedelta(minutes=11))

    assert queries.load([colleague.pk], at)[colleague.pk].cases == 1


def test_a_move_is_not_taken_back_once_a_receiver_has_read_a_page(
    place, officer, colleague, senior, at
):
    case = case_of(officer, place.crc_team)
    batch = moved([case], [colleague], senior, at)
    actions.read_handover(
        person_id=case.person_id, parts={}, met_how=None, met_on=None, by=colleague, at=at
    )

    with pytest.raises(handing.BegunMeanwhile):
        actions.undo_move(batch=batch, by=senior, at=at + timedelta(minutes=1))


# ── Risk escalation ────────────────────────────────────────────────────────────────────────
def concern(**changed):
    given = {
        "purpose": EscalationPurpose.HARM,
        "is_urgent": False,
        "danger": Danger.NOBODY,
        "told": "",
        "harm_before": HarmLevel.MEDIUM,
        "harm_now": HarmLevel.HIGH,
        "what_changed": "Threatened her on Sunday.",
        "who_is_at_risk": "A former partner.",
        "protective": "Police told.",
    }
    return actions.Concern(**{**given, **changed})


def raised(case, officer, at, **changed):
    return actions.raise_concern(
        person_id=case.person_id, concern=concern(**changed), by=officer, at=at
    )


def referred(case, officer, senior, named, place, at, **changed):
    escalation = raised(case, officer, at, **changed)
    return actions.refer(
        escalation_id=escalation.pk,
        named_id=named.pk,
        team_id=place.nps_team.pk,
        why="I agree.",
        by=senior,
        at=at,
    )


def test_in_danger_it_is_urgent_and_says_who_was_told_before_it_is_written(case, officer, at):
    with pytest.raises(RefusedForSeveralReasons) as refused:
        raised(case, officer, at, danger=Danger.TOLD, what_changed="")
    assert {part.field for part in refused.value.parts} == {"told", "what_changed"}

    escalation = raised(case, officer, at, danger=Danger.TOLD, told="Police, 08:40, log 41.")

    assert escalation.is_urgent


def test_referred_accepted_and_taken_the_public_provider_answers_from_the_moment_named(
    case, officer, senior, nps_senior, nps_officer, place, at
):
    escalation = referred(case, officer, senior, nps_senior, place, at)
    moment = at + timedelta(hours=3)

    actions.accept_escalation(
        escalation_id=escalation.pk,
        moves_at=moment,
        officer_id=nps_officer.pk,
        why="",
        by=nps_senior,
        at=at,
    )

    before = queries.holder([case.person_id], at + timedelta(hours=2))
    actions.take_what_is_due(by=nps_senior, at=moment)
    after = queries.holder([case.person_id], moment)
    assert (before.officer, after.officer) == ("Amira Khan", "Esi Mensah")
    assert after.since == moment
    assert Handover.objects.get().before_id == officer.pk
    assert is_open("person", case.person_id, to=officer, at=moment)  # to hand it over


def test_who_is_named_can_open_the_record_only_while_it_is_considered(
    case, officer, senior, nps_senior, place, at
):
    assert not is_open("person", case.person_id, to=nps_senior, at=at)
    escalation = referred(case, officer, senior, nps_senior, place, at)
    assert is_open("person", case.person_id, to=nps_senior, at=at)

    actions.refuse_escalation(
        escalation_id=escalation.pk,
        code=EscalationRefusal.NOT_HIGH,
        why="Stays medium.",
        by=nps_senior,
        at=at + timedelta(hours=1),
    )

    later = at + timedelta(hours=2)
    assert not is_open("person", case.person_id, to=nps_senior, at=later)
    assert queries.holder([case.person_id], later).officer == "Amira Khan"


def test_what_is_urgent_goes_to_a_manager_today_and_is_never_returned(
    case, officer, senior, nps_senior, nps_officer, place, at
):
    escalation = raised(case, officer, at, is_urgent=True)
    given = {"escalation_id": escalation.pk, "team_id": place.nps_team.pk, "why": "Now."}
    with pytest.raises(escalating.UrgentNeedsAManager):
        actions.refer(named_id=nps_officer.pk, by=officer, at=at, **given)

    actions.refer(named_id=nps_senior.pk, by=officer, at=at, **given)

    escalation.refresh_from_db()
    assert escalation.answer_by == at.date()
    with pytest.raises(NotNow, match="It is urgent"):
        actions.return_for_information(
            escalation_id=escalation.pk,
            code=EscalationReturn.WHAT_CHANGED,
            why="Since when?",
            by=nps_senior,
            at=at,
        )


def test_an_officer_alone_does_not_refer_what_is_not_urgent(case, officer, nps_senior, place, at):
    escalation = raised(case, officer, at)

    with pytest.raises(NotNow, match="is for the senior of the team"):
        actions.refer(
            escalation_id=escalation.pk,
            named_id=nps_senior.pk,
            team_id=place.nps_team.pk,
            why="Please.",
            by=officer,
            at=at,
        )

    escalation.refresh_from_db()
    assert escalation.state == EscalationState.CONCERN


def test_the_record_tells_every_step_in_words_for_both_sides(
    case, officer, senior, nps_senior, place, at
):
    escalation = referred(case, officer, senior, nps_senior, place, at)
    actions.return_for_information(
        escalation_id=escalation.pk,
        code=EscalationReturn.WHAT_CHANGED,
        why="Since when?",
        by=nps_senior,
        at=at,
    )

    told = Contact.objects.order_by("pk").values_list("summary", flat=True)
    assert list(told) == [
        "Risk escalation: concern raised",
        "Risk escalation: referred to Dev Patel",
        "Risk escalation: returned for information, what changed is not said",
    ]


def test_a_company_refers_for_mappa_and_says_which_category(case, officer, at):
    with pytest.raises(RefusedForSeveralReasons, match="which category"):
        raised(case, officer, at, purpose=EscalationPurpose.MAPPA)


# ── Transfer ───────────────────────────────────────────────────────────────────────────────
def asked(people, team, by, at, **changed):
    return actions.ask_for_transfer(
        person_ids=people,
        team_id=team.pk,
        reason=SpellReason.ADDRESS,
        why="Moved to Bury.",
        by=by,
        at=at,
        **changed,
    )


@pytest.fixture
def other(place):
    return TeamFactory(unit=place.crc_team.unit, name="CRC Bolton 2")


def test_a_set_is_accepted_in_one_act_and_until_then_the_sender_answers(
    place, other, officer, senior, at
):
    people = [case_of(officer, place.crc_team).person_id for _number in range(3)]
    receiver = place.post(other, Role.SENIOR)
    batch = asked(people, other, senior, at)
    assert {one.officer for one in queries.holders(people, at).values()} == {"Amira Khan"}

    actions.accept_transfer(batch=batch, by=receiver, at=at + timedelta(hours=1))

    after = queries.holders(people, at + timedelta(hours=2))
    assert {(one.team, one.officer_id) for one in after.values()} == {("CRC Bolton 2", None)}


def test_a_rejection_carries_a_code_and_what_must_be_put_right(place, other, case, senior, at):
    batch = asked([case.person_id], other, senior, at)
    receiver = place.post(other, Role.SENIOR)

    actions.reject_transfer(
        batch=batch,
        code=TransferRejection.ADDRESS_NOT_CHECKED,
        why="See the room.",
        by=receiver,
        at=at,
    )

    assert Transfer.objects.get().state == TransferState.REJECTED
    assert Contact.objects.latest("pk").summary == (
        "Transfer to CRC Bolton 2: rejected, the address has not been checked"
    )


def test_once_with_the_public_provider_a_case_does_not_go_back(place, nps_officer, nps_senior, at):
    held = case_of(nps_officer, place.nps_team)

    with pytest.raises(NotToThatProvider, match="does not go back"):
        asked([held.person_id], place.crc_team, nps_senior, at)

    assert not Transfer.objects.exists()


def test_a_case_taken_by_escalation_lets_its_transfer_lapse(
    case, officer, senior, nps_senior, place, other, at
):
    asked([case.person_id], other, senior, at)
    escalation = referred(case, officer, senior, nps_senior, place, at)

    actions.accept_escalation(
        escalation_id=escalation.pk, moves_at=at, why="", by=nps_senior, at=at
    )

    assert Transfer.objects.get().state == TransferState.LAPSED


# ── Rights ─────────────────────────────────────────────────────────────────────────────────
WHERE = ("holding", "beside", "receiving", "elsewhere")
OPEN = [None, *EscalationState]
SENDS = {"keep", "refer", "send_again", "withdraw"}
ANSWERS = {"return", "name_another", "accept", "refuse"}
FROM = {
    "keep": {"concern", "returned"},
    "refer": {"concern"},
    "return": {"referred"},
    "send_again": {"returned"},
    "name_another": {"referred"},
    "accept": {"referred"},
    "refuse": {"referred"},
    "take": {"accepted"},
    "meet": {"taken"},
    "withdraw": {"concern", "referred", "returned"},
}
WITH_RIGHT = {
    Role.PROBATION_OFFICER,
    Role.PROBATION_SERVICES_OFFICER,
    Role.SENIOR,
    Role.HEAD,
    Role.DUTY_OFFICER,
}


def by_hand(role, where, verb, state, *, is_holder, is_named, is_urgent):
    """Who may do what, told again without the machine."""
    if state not in FROM.get(verb, set()) or role not in WITH_RIGHT:
        return False
    if verb == "keep" and role not in (Role.SENIOR, Role.HEAD):
        return False
    manages = role in (Role.SENIOR, Role.HEAD)
    here = where == "receiving" if state in ("taken", "met") else where == "holding"
    if verb in SENDS | {"meet"}:
        alone = {"refer": is_urgent, "withdraw": not is_urgent, "keep": False}.get(verb, True)
        return here and (manages or (is_holder and alone))
    if verb == "return" and is_urgent:
        return False
    only_manager = is_urgent and verb in ("accept", "refuse")
    return where == "receiving" and (manages or (is_named and not only_manager))


@pytest.mark.parametrize("is_urgent", [False, True], ids=["ordinary", "urgent"])
@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_every_role_of_every_organisation_may_do_to_an_escalation_just_what_is_theirs(
    place, other, at, role, where, is_urgent
):
    teams = {
        "holding": place.crc_team,
        "beside": TeamFactory(),
        "receiving": place.nps_team,
        "elsewhere": TeamFactory(nps=True),
    }
    user = place.post(teams[where], role, leads_unit=role is Role.HEAD)
    may_hold = role in (
        Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER, Role.SENIOR, Role.HEAD
    )  # fmt: skip

    for verb, state in product(EscalationVerb, EscalationState):
        is_after = state in (EscalationState.TAKEN, EscalationState.MET)
        holds = (where == "receiving") if is_after else (where == "holding")
        team = place.nps_team if is_after else place.crc_team
        spell = Spell(team=team, officer=user if holds else None)
        is_named = where == "receiving" and state != EscalationState.CONCERN
        who = standings(
            user,
            spell=spell,
            to_team=place.nps_team if state != EscalationState.CONCERN else None,
            named_id=user.pk if is_named else None,
            at=at,
        )
        ruling = escalating.rules.escalation(verb, state=state, standings=who, is_urgent=is_urgent)
        permission = escalating.PERMISSION.get(verb)
        allowed = ruling.is_allowed and permission is not None and permission.value in roles()[role]
        assert allowed == by_hand(
            role,
            where,
            verb.value,
            state.value,
            is_holder=holds,
            is_named=is_named and may_hold,
            is_urgent=is_urgent,
        ), (verb, state)


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_every_role_of_every_organisation_may_do_to_a_transfer_just_what_is_theirs(
    place, other, at, role, where
):
    teams = {
        "holding": place.crc_team,
        "beside": TeamFactory(),
        "receiving": other,
        "elsewhere": place.nps_team,
    }
    user = place.post(teams[where], role, leads_unit=role is Role.HEAD)
    heads_both = role is Role.HEAD and where in ("holding", "receiving")  # one unit has both teams
    spell = Spell(team=place.crc_team, officer=user if where == "holding" else None)
    who = standings(user, spell=spell, to_team=other, at=at)

    for verb, state in product(
        (TransferVerb.ACCEPT, TransferVerb.REJECT, TransferVerb.WITHDRAW), TransferState
    ):
        ruling = transferring.rules.transfer(verb, state=state, standings=who)
        allowed = ruling.is_allowed and transferring.PERMISSION[verb].value in roles()[role]
        manages = role in (Role.SENIOR, Role.HEAD)
        if verb is TransferVerb.WITHDRAW:
            by_them = (where == "holding" and role in WITH_RIGHT) or heads_both
        else:
            by_them = (where == "receiving" and manages) or heads_both
        assert allowed == (state is TransferState.ASKED and by_them), (verb, state)


def test_refused_moves_change_nothing(case, officer, senior, at):
    escalation = raised(case, officer, at)

    with pytest.raises(Refused):
        actions.take(escalation_id=escalation.pk, by=senior, at=at)

    assert Escalation.objects.get().state == EscalationState.CONCERN
    assert queries.holder([case.person_id], at).officer == "Amira Khan"
